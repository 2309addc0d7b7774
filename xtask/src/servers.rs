//! Private database servers on loopback, in temporary folders, each with a random administrator password.
//!
//! A [`Server`] lives as long as its value, and never longer than the process that started it, however that ends (see the module
//! `guard`). It is stopped by its own process id.
//!
//! ```no_run
//! use xtask::servers::{Release, Server};
//!
//! # fn main() -> anyhow::Result<()> {
//! let server = Server::start(Release::Postgres18)?;
//! println!("{}", server.url());
//! # Ok(()) }
//! ```

mod cluster;
mod galera;
mod group_replication;
mod guard;
mod kind;
mod mariadb;
mod mysql;
mod postgres;
mod release;
mod start;

pub use cluster::{Cluster, ClusterKind};
pub use kind::Kind;
pub(crate) use mysql::{root as mysql_root, version as mysql_version};
pub(crate) use postgres::{unpacked as unpacked_postgres, version as postgres_version};
pub use release::Release;
pub(crate) use start::is_root;

use std::fs;
use std::process::Child;

use anyhow::{Context, Result, bail};
use guard::Guard;
use start::{Running, Start};

/// Environment variable: the databases that tests run on, separated by commas. Without it, all of them.
pub const ONLY: &str = "XC_TEST_ONLY";

/// Environment variable: `1` makes a test fail whose server can't be had; otherwise it says so and passes.
pub const REQUIRE: &str = "XC_REQUIRE_SERVERS";

/// Environment variable: the file to which a test that did not run adds a line.
pub const NOT_RUN_FILE: &str = "XC_TEST_NOT_RUN_FILE";

/// How a private server is set up.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether commits are flushed to disk as in production. Off by default: a test's data doesn't outlive the test, and tests
    /// that measure are the only ones that care.
    pub durable: bool,
    /// Further arguments of the server, in its own spelling: `["-c", "wal_level=logical"]` on PostgreSQL, `["--skip-log-bin"]` on
    /// MySQL. They come last and so override ours.
    pub arguments: Vec<String>,
}

impl Settings {
    /// The defaults, with `durable` on where the environment says `XC_TEST_DURABLE=1`.
    pub fn from_env() -> Self {
        let durable = std::env::var("XC_TEST_DURABLE").is_ok_and(|value| value == "1");
        Settings { durable, arguments: Vec::new() }
    }
}

/// A running private server. Dropping it stops the server and removes its folder.
#[derive(Debug)]
pub struct Server {
    release: Release,
    url: String,
    // Before `child`: the guard is let go first, then the child is waited for.
    guard: Guard,
    child: Child,
    start: Start,
}

impl Server {
    /// Starts a server of this release, with [`Settings::from_env`], and returns when it accepts connections.
    ///
    /// # Errors
    /// When the server's programs are not on the machine (see [`Release::available`]), or it does not come up; the error then ends
    /// with the last lines of its log. SQLite has no server.
    pub fn start(release: impl Into<Release>) -> Result<Server> {
        Server::start_with(release, &Settings::from_env())
    }

    /// Starts a server of this release with these settings.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_with(release: impl Into<Release>, settings: &Settings) -> Result<Server> {
        let release = release.into();
        let running = match release {
            Release::Sqlite => bail!("SQLite has no server to start"),
            Release::Postgres13 | Release::Postgres | Release::Postgres18 => postgres::start(release, settings)?,
            Release::MariaDb => mariadb::start(settings)?,
            Release::MySql => mysql::start(settings)?,
        };
        Ok(Server::of(release, running))
    }

    fn of(release: Release, running: Running) -> Server {
        Server { release, url: running.url, guard: running.guard, child: running.child, start: running.start }
    }

    /// Ends the server, and all of its processes, in the middle of whatever they do (SIGKILL). What the operating system was given to write stays. Its
    /// folder goes with the value.
    ///
    /// # Errors
    /// The operating system's.
    pub fn kill(&mut self) -> Result<()> {
        if self.release.kind() == Kind::Postgres {
            postgres::kill_children(self.child.id())?;
        }
        self.child.kill().context("can't kill the server")?;
        self.child.wait().context("can't wait for the server")?;
        Ok(())
    }

    /// Starts the server again, with the same data and on the same port, once it was killed.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_again(&mut self) -> Result<()> {
        if self.release.kind() != Kind::Postgres {
            // The administrator is there already.
            fs::write(self.guard.folder().join("init.sql"), "").context("can't write what the server runs when it starts")?;
        }
        self.child = self.start.start(&mut self.guard)?;
        Ok(())
    }

    /// Starts a streaming replica of this PostgreSQL server, which lists it under `name`, as does its slot.
    ///
    /// # Errors
    /// When this is no PostgreSQL of the distribution, for only that has `pg_basebackup`; and as [`Server::start`].
    pub fn replica(&self, name: &str) -> Result<Server> {
        if self.release != Release::Postgres {
            bail!("a replica of {} is not there yet: of {} only", self.release, Release::Postgres);
        }
        let running = postgres::start_replica(&self.url, name, &Settings::from_env())?;
        Ok(Server::of(self.release, running))
    }

    /// Which server this is.
    pub fn release(&self) -> Release {
        self.release
    }

    /// The administrator's URL: `postgres://...` or `mysql://...`, with the password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The process id of the server itself, for tests that kill it.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.guard.release();
        // The guard kills the server; this collects the exit status, without which the process would stay as a zombie.
        let _ = self.child.wait();
        self.guard.wait();
    }
}
