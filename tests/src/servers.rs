//! A fresh database for each test, on a real server.
//!
//! `cargo xtask test` starts the servers of the matrix and passes their administrators' URLs in the environment. Without it (plain
//! `cargo nextest run`, `cargo test`, an editor's 'run test') the first test of a process that wants a server starts a private one,
//! which ends with the process. A server that the machine doesn't have is said on stderr and, under `cargo xtask test`, in the
//! summary of the run; with `XC_REQUIRE_SERVERS=1`, as in continuous integration, it fails the test.
//!
//! Most tests are the same on every database; [`on_each_database!`](crate::on_each_database) writes them once, and
//! [`on_each_server!`](crate::on_each_server) where the release matters:
//!
//! ```
//! use anyhow::Result;
//! use xc_tests::servers::TestDatabase;
//!
//! xc_tests::on_each_database! {
//!     async fn a_new_database_is_empty(database: &TestDatabase) -> Result<()> {
//!         database.execute("create table t (id int primary key)").await
//!     }
//! }
//! ```

mod cluster;
mod database;
mod entry;
mod url;

pub use cluster::TestCluster;
pub use database::{TestDatabase, TestUser};
pub use entry::Entry;
pub use xtask::servers::{ClusterKind, Kind, Release, Server, Settings};

use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::OnceLock;

use anyhow::{Result, anyhow, bail};
use xtask::servers::{NOT_RUN_FILE, ONLY, REQUIRE};

/// A fresh, empty database on this server (for a [`Kind`], the distribution's), or `None` when the test is not to run on it: either this
/// run leaves it out (`cargo xtask test --only`), or it can't be had, which this then says.
///
/// # Errors
/// When the server is there but does not start or refuses us; when it can't be had and `XC_REQUIRE_SERVERS` is `1`.
pub async fn database(release: impl Into<Release>) -> Result<Option<TestDatabase>> {
    let release = release.into();
    if !selected(release) {
        return Ok(None);
    }
    if release == Release::Sqlite {
        return TestDatabase::file().map(Some);
    }
    let from_environment = release.url_variable().and_then(|name| std::env::var(name).ok());
    let administrator = match from_environment {
        Some(url) => url,
        None if release.available() => own_server(release)?.url().to_string(),
        None => return not_run(release, release).map(|()| None),
    };
    TestDatabase::on_server(release, &administrator).await.map(Some)
}

/// A fresh database on a server of the test's own, which must outlive it.
///
/// # Errors
/// The server's.
pub async fn database_on(server: &Server) -> Result<TestDatabase> {
    TestDatabase::on_server(server.release(), server.url()).await
}

/// A server of the test's own with these settings, or `None` when the test is not to run on it, as [`database`] tells.
///
/// # Errors
/// As [`database`].
pub fn own(release: impl Into<Release>, settings: &Settings) -> Result<Option<Server>> {
    let release = release.into();
    match selected(release) {
        false => Ok(None),
        true if release.available() => Server::start_with(release, settings).map(Some),
        true => not_run(release, release).map(|()| None),
    }
}

/// Whether this run's tests are to run on this server.
fn selected(release: Release) -> bool {
    match std::env::var(ONLY) {
        Ok(only) => only.split(',').any(|name| name.trim() == release.as_str()),
        Err(_) => true,
    }
}

/// This process's own server, started when it is first asked for. It is never dropped; its guard ends it with the process.
fn own_server(release: Release) -> Result<&'static Server> {
    static POSTGRES_13: OnceLock<Result<Server>> = OnceLock::new();
    static POSTGRES: OnceLock<Result<Server>> = OnceLock::new();
    static POSTGRES_18: OnceLock<Result<Server>> = OnceLock::new();
    static MARIADB: OnceLock<Result<Server>> = OnceLock::new();
    static MYSQL: OnceLock<Result<Server>> = OnceLock::new();
    let server = match release {
        Release::Sqlite => bail!("SQLite has no server"),
        Release::Postgres13 => &POSTGRES_13,
        Release::Postgres => &POSTGRES,
        Release::Postgres18 => &POSTGRES_18,
        Release::MariaDb => &MARIADB,
        Release::MySql => &MYSQL,
    };
    server.get_or_init(|| Server::start(release)).as_ref().map_err(|error| anyhow!("{release} does not start: {error:#}"))
}

fn not_run(what: impl Display, release: Release) -> Result<()> {
    let reason = format!("{what} is not on this machine (`cargo xtask install --only {release}` gets it)");
    if std::env::var(REQUIRE).is_ok_and(|value| value == "1") {
        bail!("{reason}, and {REQUIRE}=1 requires it");
    }
    let test = test_name();
    eprintln!("NOT RUN: {test}: {reason}");
    if let Some(file) = std::env::var_os(NOT_RUN_FILE) {
        // One write to a file opened for appending: lines of several processes don't mix.
        let line = format!("{test}: {reason}\n");
        OpenOptions::new().create(true).append(true).open(file)?.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// nextest names the test in the environment; the standard harness names the test's thread after it.
fn test_name() -> String {
    let thread = std::thread::current();
    std::env::var("NEXTEST_TEST_NAME").ok().or_else(|| thread.name().map(str::to_string)).unwrap_or_else(|| "a test".into())
}

/// Makes one test for each database out of an async function that takes `&TestDatabase`: `name::sqlite`, `name::postgres`,
/// `name::mariadb`, `name::mysql`. To leave databases out, name the ones that are meant before the function: `[postgres, mysql]`, or
/// `[postgres_13]` for another release.
#[macro_export]
macro_rules! on_each_database {
    ($(#[$attribute:meta])* async fn $($rest:tt)*) => {
        $crate::on_each_database! { [sqlite, postgres, mariadb, mysql] $(#[$attribute])* async fn $($rest)* }
    };
    ([$($kind:ident),+ $(,)?] $(#[$attribute:meta])* async fn $name:ident($database:ident: &$type:ty) -> $result:ty $body:block) => {
        $(#[$attribute])*
        async fn $name($database: &$type) -> $result $body

        #[cfg(test)]
        mod $name {
            $($crate::on_each_database! { @test $name $kind $result })+
        }
    };
    (@test $name:ident $kind:ident $result:ty) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $kind() -> ::anyhow::Result<()> {
            let release: $crate::servers::Release = stringify!($kind).parse().map_err(::anyhow::Error::msg)?;
            match $crate::servers::database(release).await? {
                Some(database) => super::$name(&database).await,
                None => Ok(()),
            }
        }
    };
}

/// As [`on_each_database!`](crate::on_each_database), on every server of the matrix: `name::postgres_13` and `name::postgres_18` beside
/// `name::postgres`.
#[macro_export]
macro_rules! on_each_server {
    ($(#[$attribute:meta])* async fn $($rest:tt)*) => {
        $crate::on_each_database! { [sqlite, postgres_13, postgres, postgres_18, mariadb, mysql] $(#[$attribute])* async fn $($rest)* }
    };
}
