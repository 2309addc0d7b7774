//! One task of the application, and the rows that it alone writes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sqlx::Row;
use tokio::sync::Mutex;

use super::migrations::phones_in_e164_contacts as shapes;
use super::{Contact, Deployed, Version, country, normalise_phone, typed};
use crate::workload::{Store, Value};

/// No request of a healthy application takes longer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

pub(super) struct Actor {
    pub(super) store: Store,
    pub(super) deployed: Arc<Deployed>,
    pub(super) contacts: BTreeMap<i64, Contact>,
}

/// A text or null, as SQL: countries only.
fn spelled(country: Option<&str>) -> String {
    country.map_or_else(|| "null".into(), |country| format!("'{country}'"))
}

impl Actor {
    pub(super) async fn run(mut self, failures: Arc<Mutex<Vec<String>>>) -> BTreeMap<i64, Contact> {
        while !self.deployed.stop.load(SeqCst) {
            let live: Vec<Version> =
                Version::ALL.into_iter().filter(|version| self.deployed.live[*version as usize].load(SeqCst)).collect();
            let Some(&version) = live.get(fastrand::usize(..live.len().max(1))) else {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            let deployed = self.deployed.clone();
            let under_way = deployed.under_way[version as usize].read().await;
            if !deployed.live[version as usize].load(SeqCst) {
                continue;
            }
            let outcome = tokio::time::timeout(REQUEST_TIMEOUT, self.request(version)).await;
            self.deployed.requests[version as usize].fetch_add(1, SeqCst);
            let failure = match outcome {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(format!("{version:?}: {error:#}")),
                Err(_) => Some(format!("{version:?}: no answer in {REQUEST_TIMEOUT:?}")),
            };
            if let Some(failure) = failure {
                failures.lock().await.push(failure);
                break;
            }
            drop(under_way);
            tokio::time::sleep(Duration::from_micros(fastrand::u64(500..4000))).await;
        }
        self.contacts
    }

    async fn request(&mut self, version: Version) -> Result<()> {
        let known: Vec<i64> = self.contacts.keys().copied().collect();
        let some = if known.is_empty() { None } else { Some(known[fastrand::usize(..known.len())]) };
        match (fastrand::u8(..100), some) {
            (0..30, Some(id)) => self.read(version, id).await.context("read"),
            (30..70, Some(id)) => self.update(version, id).await.context("update"),
            (70..75, Some(id)) => {
                let changed = self.store.run("update contacts set visits = visits + 1 where id = ?", &[Value::Int(id)]).await?;
                ensure!(changed == 1, "{changed} rows were updated");
                Ok(())
            }
            (75..80, Some(id)) => {
                let changed = self.store.run("delete from contacts where id = ?", &[Value::Int(id)]).await?;
                ensure!(changed == 1, "{changed} rows were deleted");
                self.contacts.remove(&id);
                Ok(())
            }
            _ => self.insert(version).await.context("insert"),
        }
    }

    async fn read(&self, version: Version, id: i64) -> Result<()> {
        let expected = &self.contacts[&id];
        // Before the read: whoever reads the new column goes on with it.
        let column = match version {
            Version::V1 => "phone",
            Version::Between if !self.deployed.reads_new.load(SeqCst) => "phone",
            Version::Between | Version::V2 => "phone_e164",
        };
        let rows = self.store.rows(&format!("select {column}, country from contacts where id = ?"), &[Value::Int(id)]).await?;
        let row = rows.first().with_context(|| format!("row {id} is gone"))?;
        let (found, country): (Option<String>, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        let wanted = if column == "phone" { expected.phone.as_deref() } else { Some(expected.e164.as_str()) };
        ensure!(
            found.as_deref() == wanted && country == expected.country,
            "row {id} has {column} {found:?}, {country:?}, not {expected:?}"
        );
        Ok(())
    }

    async fn update(&mut self, version: Version, id: i64) -> Result<()> {
        let (phone, country) = (typed(), country());
        let e164 = normalise_phone(&phone, country).map_err(anyhow::Error::msg)?;
        let set_country = spelled(country);
        let changed = match version {
            Version::V1 => {
                let sql = format!("update contacts set phone = ?, country = {set_country} where id = ?");
                self.store.run(&sql, &[Value::Text(&phone), Value::Int(id)]).await?
            }
            Version::Between => {
                let both = shapes::both(&phone, country)?;
                let sql = format!("update contacts set phone = ?, phone_e164 = ?, country = {set_country} where id = ?");
                self.store.run(&sql, &[Value::Text(both.phone), Value::Text(&both.phone_e164), Value::Int(id)]).await?
            }
            Version::V2 => {
                let sql = format!("update contacts set phone_e164 = ?, country = {set_country} where id = ?");
                self.store.run(&sql, &[Value::Text(&e164), Value::Int(id)]).await?
            }
        };
        ensure!(changed == 1, "{changed} rows were updated");
        let phone = (version != Version::V2).then_some(phone);
        self.contacts.insert(id, Contact { phone, country: country.map(Into::into), e164 });
        Ok(())
    }

    async fn insert(&mut self, version: Version) -> Result<()> {
        let (phone, country) = (typed(), country());
        let e164 = normalise_phone(&phone, country).map_err(anyhow::Error::msg)?;
        let set_country = spelled(country);
        let id = match version {
            Version::V1 => {
                self.store.insert(&format!("insert into contacts (phone, country) values (?, {set_country})"), &[&phone]).await?
            }
            Version::Between => {
                let sql = format!("insert into contacts (phone, phone_e164, country) values (?, ?, {set_country})");
                self.store.insert(&sql, &[&phone, &e164]).await?
            }
            Version::V2 => {
                self.store.insert(&format!("insert into contacts (phone_e164, country) values (?, {set_country})"), &[&e164]).await?
            }
        };
        let phone = (version != Version::V2).then_some(phone);
        self.contacts.insert(id, Contact { phone, country: country.map(Into::into), e164 });
        Ok(())
    }
}
