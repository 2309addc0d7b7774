//! The application: three versions, and requests for whichever of them is deployed.

mod between;
mod v1;
mod v2;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::task::JoinHandle;

use crate::database::Database;
use crate::migrations::normalise_phone;

/// What can be deployed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Version {
    /// Knows `phone`.
    One,
    /// Writes both.
    Between {
        /// Reads `phone_e164`: only once nobody writes `phone` alone any more.
        reads_new: bool,
    },
    /// Knows `phone_e164`.
    Two,
}

/// A version at work.
pub(crate) struct Deployment {
    stop: Arc<AtomicBool>,
    requests: JoinHandle<anyhow::Result<()>>,
}

impl Deployment {
    /// Deploys a version. Each request is a user who is new or changes a phone, and looks whether it is there.
    pub(crate) fn start(version: Version, database: &Database) -> Deployment {
        let (stop, database) = (Arc::new(AtomicBool::new(false)), database.clone());
        let stopped = stop.clone();
        let requests = tokio::spawn(async move {
            while !stopped.load(Ordering::Relaxed) {
                request(version, &database).await.with_context(|| format!("{version:?}"))?;
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Ok(())
        });
        Deployment { stop, requests }
    }

    /// Ends it. An error is a request that failed.
    pub(crate) async fn drain(self) -> anyhow::Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        self.requests.await?
    }
}

/// How many contacts there were before, and the number of the next one.
static SEEDED: AtomicU64 = AtomicU64::new(0);
static NEXT: AtomicU64 = AtomicU64::new(1);

async fn request(version: Version, database: &Database) -> anyhow::Result<()> {
    let phone = typed();
    let e164 = normalise_phone(&phone, Some("DE")).map_err(anyhow::Error::msg)?;
    let (new, old) = (NEXT.fetch_add(1, Ordering::Relaxed), version.one_of_its_own());
    let mut found = Vec::new();
    match version {
        Version::One => {
            v1::add_contact(database, new, &phone, "DE").await?;
            v1::change_phone(database, old, &phone).await?;
            for id in [new, old] {
                found.push((v1::phone_of(database, id).await?, &phone));
            }
        }
        Version::Between { reads_new } => {
            between::add_contact(database, new, &phone, "DE").await?;
            between::change_phone(database, old, &phone, "DE").await?;
            for id in [new, old] {
                found.push((between::phone_of(database, id, reads_new).await?, if reads_new { &e164 } else { &phone }));
            }
        }
        Version::Two => {
            v2::add_contact(database, new, &e164, "DE").await?;
            v2::change_phone(database, old, &e164).await?;
            for id in [new, old] {
                found.push((v2::phone_of(database, id).await?, &e164));
            }
        }
    }
    for (read, expected) in found {
        ensure!(read.as_ref() == Some(expected), "a contact has the phone {read:?}, and should have {expected}");
    }
    Ok(())
}

impl Version {
    /// A contact that was there before: each version has its own, so that it knows what to read.
    fn one_of_its_own(self) -> u64 {
        let share = match self {
            Version::One => 0,
            Version::Between { reads_new } => 1 + u64::from(reads_new),
            Version::Two => 3,
        };
        fastrand::u64(1..=SEEDED.load(Ordering::Relaxed) / 4 - 1) * 4 + share
    }
}

/// A phone as somebody might type it.
fn typed() -> String {
    let mut parts = (0..3).map(|_| fastrand::u32(100..1000).to_string());
    format!("0{} / {} {}", parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

/// Contacts of the years before.
pub(crate) async fn seed(database: &Database, rows: u64) -> anyhow::Result<()> {
    const AT_ONCE: u64 = 500;
    ensure!(rows >= 8, "at least 8 rows");
    for first in (1..=rows).step_by(AT_ONCE as usize) {
        let row = |id: u64| format!("({id}, '{}', {})", typed(), ["null", "'DE'", "'FR'"][fastrand::usize(..3)]);
        let values: Vec<String> = (first..(first + AT_ONCE).min(rows + 1)).map(row).collect();
        database.run(&format!("insert into contacts (id, phone, country) values {}", values.join(", ")), &[]).await?;
    }
    SEEDED.store(rows, Ordering::Relaxed);
    NEXT.store(rows + 1, Ordering::Relaxed);
    Ok(())
}
