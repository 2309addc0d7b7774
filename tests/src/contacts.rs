//! An application whose new shape only Rust can compute: phones as people typed them, and as the telephone network writes them.
//!
//! Three versions: v1 knows the old column, the one in between writes both, v2 knows the new one. As in [`crate::workload`], each row belongs to
//! one actor, which knows what every later read must give.

mod actor;
pub mod migrations;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sqlx::Row;
use tokio::sync::{Mutex, RwLock};
use tokio::task::JoinHandle;

use crate::servers::TestDatabase;
use crate::workload::{Store, Value};
use actor::Actor;

/// The migration's function: `030 12-34` in DE becomes `+493012-34` without its signs. What has no digits has no phone number.
///
/// # Errors
/// There are letters in it, or the country is not known.
pub fn normalise_phone(phone: &str, country: Option<&str>) -> Result<String, String> {
    if let Some(letter) = phone.chars().find(|c| c.is_alphabetic()) {
        return Err(format!("`{phone}` has the letter `{letter}`"));
    }
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let code = match country {
        None | Some("DE") => "49",
        Some("FR") => "33",
        Some("IS") => "354",
        Some(other) => return Err(format!("no such country: {other}")),
    };
    Ok(match digits.as_str() {
        _ if phone.starts_with('+') => format!("+{digits}"),
        digits => format!("+{code}{}", digits.trim_start_matches('0')),
    })
}

/// The same where there is a phone, in DE.
///
/// # Errors
/// As [`normalise_phone`].
pub fn normalise_some(phone: Option<&str>) -> Result<Option<String>, String> {
    phone.map(|phone| normalise_phone(phone, None)).transpose()
}

/// The same after a while: a phone that begins with `wait` is let through by [`let_through`].
///
/// # Errors
/// As [`normalise_phone`].
pub async fn wait_and_normalise(phone: &str, country: Option<&str>) -> Result<String, String> {
    let Some(rest) = phone.strip_prefix("wait") else { return normalise_phone(phone, country) };
    WAITING.fetch_add(1, SeqCst);
    LET_THROUGH.notified().await;
    normalise_phone(rest, country)
}

static WAITING: AtomicU64 = AtomicU64::new(0);
static LET_THROUGH: tokio::sync::Notify = tokio::sync::Notify::const_new();

/// Waits until one call of [`wait_and_normalise`] waits, does something meanwhile, and lets the call through.
///
/// # Errors
/// Those of what is done meanwhile, and that nobody waits within half a minute.
pub async fn let_through(meanwhile: impl Future<Output = Result<()>>) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while WAITING.load(SeqCst) == 0 {
        ensure!(Instant::now() < deadline, "nobody waits");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    meanwhile.await?;
    WAITING.fetch_sub(1, SeqCst);
    LET_THROUGH.notify_one();
    Ok(())
}

/// A phone under a salt, another one each time: `salt:text`, the text with each byte changed by the salt.
#[must_use]
pub fn seal(phone: &str) -> String {
    let salt = fastrand::u8(..);
    let changed: String = phone.bytes().map(|byte| format!("{:02x}", byte ^ salt)).collect();
    format!("{salt}:{changed}")
}

/// The phone that was sealed.
///
/// # Errors
/// It is no sealed phone.
pub fn open(sealed: &str) -> Result<String, String> {
    let no_seal = || format!("`{sealed}` is no sealed phone");
    let (salt, changed) = sealed.split_once(':').ok_or_else(no_seal)?;
    let salt: u8 = salt.parse().map_err(|_| no_seal())?;
    let byte = |at: usize| changed.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map(|byte| byte ^ salt);
    let bytes: Option<Vec<u8>> = (0..changed.len()).step_by(2).map(byte).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(no_seal)
}

/// Whether a sealed phone is this one.
///
/// # Errors
/// As [`open`].
pub async fn opens(phone: &str, sealed: &str) -> Result<bool, String> {
    tokio::task::yield_now().await;
    Ok(open(sealed)? == phone)
}

/// What [`every_type`] gives.
type Every = (Option<i16>, Option<i32>, Option<i64>, Option<f32>, Option<f64>, Option<bool>, Option<String>, Option<Vec<u8>>);

/// Gives what it takes, but for the edges: a note `panic` panics.
#[expect(clippy::too_many_arguments, reason = "one for each type")]
pub async fn every_type(
    small: Option<i16>,
    whole: Option<i32>,
    large: Option<i64>,
    single: Option<f32>,
    precise: Option<f64>,
    valid: Option<bool>,
    note: Option<&str>,
    raw: Option<&[u8]>,
) -> Every {
    tokio::task::yield_now().await;
    assert!(note != Some("panic"), "the note says so");
    (small, whole, large, single, precise, valid, note.map(Into::into), raw.map(Into::into))
}

/// What [`as_text`] gives.
type AsText = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

/// Gives what it takes, as another program might spell it; of a day in 1900 what is no day at all.
#[must_use]
pub fn as_text(price: Option<&str>, day: Option<&str>, seen: Option<&str>, token: Option<&str>, extra: Option<&str>) -> AsText {
    let day = day.map(|day| if day.starts_with("1900") { "no day".to_owned() } else { day.to_owned() });
    let price = price.map(|price| format!("{price}{}0", if price.contains('.') { "" } else { "." }));
    (price, day, seen.map(Into::into), token.map(Into::into), extra.map(|extra| format!(" {extra} ")))
}

/// One row, as all versions see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// What v1 reads; `None` once v2 alone has written the row.
    pub phone: Option<String>,
    /// What all read.
    pub country: Option<String>,
    /// What v2 reads, and the version in between once it is told to.
    pub e164: String,
}

/// The versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Knows the old column.
    V1,
    /// Writes both.
    Between,
    /// Knows the new column.
    V2,
}

impl Version {
    const ALL: [Version; 3] = [Version::V1, Version::Between, Version::V2];
}

#[derive(Debug, Default)]
struct Deployed {
    live: [AtomicBool; 3],
    /// Held for reading by each request, so that who takes a version away can wait for those under way.
    under_way: [RwLock<()>; 3],
    requests: [AtomicU64; 3],
    /// The version in between reads the new column.
    reads_new: AtomicBool,
    stop: AtomicBool,
}

/// The application at work.
#[derive(Debug)]
pub struct Contacts {
    store: Store,
    deployed: Arc<Deployed>,
    actors: Vec<JoinHandle<BTreeMap<i64, Contact>>>,
    failures: Arc<Mutex<Vec<String>>>,
}

impl Contacts {
    /// Fills `contacts` with rows of v1 and starts v1 on it.
    ///
    /// # Errors
    /// The database's.
    pub async fn start(database: &TestDatabase, rows: usize, actors: usize) -> Result<Contacts> {
        let store = Store::connect(database, actors as u32 + 2).await?;
        let deployed = Arc::new(Deployed::default());
        let failures = Arc::new(Mutex::new(Vec::new()));
        let mut shares: Vec<BTreeMap<i64, Contact>> = vec![BTreeMap::new(); actors];
        for (index, (id, contact)) in seed(&store, rows).await?.into_iter().enumerate() {
            shares[index % actors].insert(id, contact);
        }
        let actors = shares
            .into_iter()
            .map(|contacts| tokio::spawn(Actor { store: store.clone(), deployed: deployed.clone(), contacts }.run(failures.clone())))
            .collect();
        let contacts = Contacts { store, deployed, actors, failures };
        contacts.deploy(Version::V1);
        Ok(contacts)
    }

    /// The table.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// From now on a version reads and writes, beside the others.
    pub fn deploy(&self, version: Version) {
        self.deployed.live[version as usize].store(true, SeqCst);
    }

    /// From now on the version in between reads the new column: v1 must be gone, and what it wrote caught up with.
    pub fn read_new(&self) {
        self.deployed.reads_new.store(true, SeqCst);
    }

    /// A version ends.
    pub async fn drain(&self, version: Version) {
        self.deployed.live[version as usize].store(false, SeqCst);
        drop(self.deployed.under_way[version as usize].write().await);
    }

    /// Lets the application work until each version that is deployed has made so many requests more.
    ///
    /// # Errors
    /// They are not made within a minute, or one has failed.
    pub async fn work(&self, requests: u64) -> Result<()> {
        let count = |version: Version| self.deployed.requests[version as usize].load(SeqCst);
        let live = Version::ALL.into_iter().filter(|version| self.deployed.live[*version as usize].load(SeqCst));
        let goals: Vec<(Version, u64)> = live.map(|version| (version, count(version) + requests)).collect();
        let deadline = Instant::now() + Duration::from_secs(60);
        while goals.iter().any(|(version, goal)| count(*version) < *goal) {
            ensure!(Instant::now() < deadline, "the application is stuck");
            self.healthy().await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Whether no request has failed so far.
    ///
    /// # Errors
    /// The first failures.
    pub async fn healthy(&self) -> Result<()> {
        let failures = self.failures.lock().await;
        if failures.is_empty() {
            return Ok(());
        }
        bail!("{} failed requests, the first: {:#?}", failures.len(), &failures[..failures.len().min(5)]);
    }

    /// Stops the application, and compares every row, as v2 reads it, with what was last written.
    ///
    /// # Errors
    /// A request has failed, or a row differs.
    pub async fn stop_and_check(self) -> Result<()> {
        self.deployed.stop.store(true, SeqCst);
        let mut contacts = BTreeMap::new();
        for actor in self.actors {
            contacts.extend(actor.await?);
        }
        let failures = self.failures.lock().await;
        ensure!(failures.is_empty(), "{} failed requests, the first: {:#?}", failures.len(), &failures[..failures.len().min(5)]);
        let rows = self.store.rows("select id, phone_e164 from contacts order by id", &[]).await?;
        ensure!(rows.len() == contacts.len(), "{} rows are there, {} should be", rows.len(), contacts.len());
        for row in &rows {
            let (id, e164): (i64, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
            let contact = contacts.get(&id).with_context(|| format!("row {id} should not be there"))?;
            ensure!(e164.as_deref() == Some(&contact.e164), "row {id} holds {e164:?}, not {contact:?}");
        }
        self.store.close().await;
        Ok(())
    }
}

/// Phones as people type them.
fn typed() -> String {
    const SIGNS: &[&str] = &["", " ", "-", "/", " (0) "];
    // No two are the same number: written by who writes both, the other spelling would count as written in the old shape alone.
    let mut phone = format!("{}{:06} ", if fastrand::bool() { "0" } else { "+49 " }, fastrand::u32(100_000..1_000_000));
    for _ in 0..fastrand::usize(..4) {
        phone += &format!("{}{}", fastrand::u8(10..99), SIGNS[fastrand::usize(..SIGNS.len())]);
    }
    phone
}

fn country() -> Option<&'static str> {
    [None, Some("DE"), Some("FR"), Some("IS")][fastrand::usize(..4)]
}

/// Rows that were there before.
async fn seed(store: &Store, rows: usize) -> Result<Vec<(i64, Contact)>> {
    const AT_ONCE: usize = 200;
    let values: Vec<(String, Option<&str>)> = (0..rows).map(|_| (typed(), country())).collect();
    for chunk in values.chunks(AT_ONCE) {
        let places = chunk.iter().map(|(_, country)| format!("(?, {})", country.map_or("null".into(), |country| format!("'{country}'"))));
        let places = places.collect::<Vec<_>>().join(", ");
        let phones: Vec<Value<'_>> = chunk.iter().map(|(phone, _)| Value::Text(phone)).collect();
        store.run(&format!("insert into contacts (phone, country) values {places}"), &phones).await?;
    }
    let rows = store.rows("select id, phone, country from contacts order by id", &[]).await?;
    let one = |row: &sqlx::any::AnyRow| {
        let (id, phone, country): (i64, String, Option<String>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let e164 = normalise_phone(&phone, country.as_deref()).map_err(anyhow::Error::msg)?;
        Ok((id, Contact { phone: Some(phone), country, e164 }))
    };
    rows.iter().map(one).collect()
}
