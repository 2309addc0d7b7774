//! One test's database.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use super::url::ServerUrl;
use super::{Kind, Release};

/// A database of a test's own, under a random name. Dropping it drops the database and its users, as far as the server lets us: one
/// that stays does no harm, for its server ends with the run.
#[derive(Debug)]
pub struct TestDatabase {
    /// The administrator's URL of this database.
    pub url: String,
    /// Which database it is.
    pub kind: Kind,
    /// Which release of it.
    pub release: Release,
    /// The database's name; for SQLite, `main`.
    pub name: String,
    /// Whether other nodes take writes of it too.
    pub clustered: bool,
    home: Home,
}

/// A user of one database with the rights that a test gave it.
#[derive(Debug)]
pub struct TestUser {
    /// The user's URL of the database.
    pub url: String,
    /// The user's name.
    pub name: String,
}

#[derive(Debug)]
enum Home {
    /// Removed with the value.
    Folder {
        _folder: TempDir,
    },
    Server {
        administrator: ServerUrl,
        users: AtomicU32,
    },
    /// It is another value's, which drops it.
    Elsewhere,
}

/// A DROP DATABASE waits for others' locks on MySQL; a test that left a transaction open must not hang its own end.
const DROP_WITHIN: Duration = Duration::from_secs(5);

impl TestDatabase {
    pub(super) fn file() -> Result<TestDatabase> {
        let folder = tempfile::Builder::new().prefix("xc-sqlite-").tempdir()?;
        let file = folder.path().join("test.db");
        // An empty file is an empty database, and the URL then needs no `mode=rwc`: callers can add a query of their own.
        std::fs::write(&file, "")?;
        let url = format!("sqlite://{}", file.display());
        Ok(TestDatabase {
            url,
            kind: Kind::Sqlite,
            release: Release::Sqlite,
            name: "main".into(),
            clustered: false,
            home: Home::Folder { _folder: folder },
        })
    }

    pub(super) async fn on_server(release: Release, administrator_url: &str) -> Result<TestDatabase> {
        let kind = release.kind();
        let administrator = ServerUrl::parse(administrator_url)?;
        // Not by `fastrand`, which a test may have seeded: two such tests would both make the same database.
        let name = format!("xc_{:012x}", RandomState::new().hash_one(std::process::id()) >> 16);
        let create = match kind {
            // template1 can't be copied while anybody is connected to it; nobody connects to template0.
            Kind::Postgres => format!("create database {name} template template0"),
            // Debian's MariaDB has it for a default, a MariaDB without configuration has latin1.
            _ => format!("create database {name} character set utf8mb4"),
        };
        execute(kind, administrator_url, &create).await.with_context(|| format!("can't make a database on {release}"))?;
        let url = administrator.with_database(&name);
        Ok(TestDatabase { url, kind, release, name, clustered: false, home: Home::Server { administrator, users: AtomicU32::new(0) } })
    }

    /// The same database on another node of its cluster.
    ///
    /// # Errors
    /// The URL can't be read.
    pub fn on_node(&self, administrator_url: &str) -> Result<TestDatabase> {
        let url = ServerUrl::parse(administrator_url)?.with_database(&self.name);
        let mut there = self.by_way_of(url);
        there.clustered = true;
        Ok(there)
    }

    /// The same database by another URL: of a replica that was promoted, say.
    pub fn by_way_of(&self, url: String) -> TestDatabase {
        TestDatabase {
            url,
            kind: self.kind,
            release: self.release,
            name: self.name.clone(),
            clustered: self.clustered,
            home: Home::Elsewhere,
        }
    }

    /// Runs SQL as the administrator, on a connection of its own; on PostgreSQL and SQLite also several statements.
    ///
    /// # Errors
    /// The database's.
    pub async fn execute(&self, sql: &str) -> Result<()> {
        execute(self.kind, &self.url, sql).await
    }

    /// Makes a user that may connect to this database and do what `grants` say: each is the text between GRANT and TO, in the
    /// server's own words, and is run in this database. On PostgreSQL `"select, insert on all tables in schema public"` or
    /// `"create on schema public"`; on MySQL and MariaDB `"select, insert on *"`. These two let only a user into a database that has
    /// some right in it, so there at least one grant is needed to connect.
    ///
    /// # Errors
    /// The server's, for a grant that it doesn't understand; on SQLite always, for it has no users (there `?mode=ro` after the URL is
    /// the nearest thing).
    pub async fn user(&self, grants: &[&str]) -> Result<TestUser> {
        let Home::Server { administrator, users } = &self.home else { bail!("neither SQLite nor a second node makes users") };
        let user = user_name(&self.name, users.fetch_add(1, Ordering::Relaxed));
        let password = format!("{:016x}", fastrand::u64(..));
        let (create, account) = match self.kind {
            Kind::Postgres => (format!("create role {user} login password '{password}'"), user.clone()),
            _ => (format!("create user '{user}'@'%' identified by '{password}'"), format!("'{user}'@'%'")),
        };
        self.execute(&create).await?;
        for grant in grants {
            self.execute(&format!("grant {grant} to {account}")).await.with_context(|| format!("the grant '{grant}'"))?;
        }
        Ok(TestUser { url: administrator.with_user(&user, &password, &self.name), name: user })
    }
}

fn user_name(database: &str, number: u32) -> String {
    format!("{database}_u{number}")
}

async fn execute(kind: Kind, url: &str, sql: &str) -> Result<()> {
    // `raw_sql`, because MySQL can't prepare some of what tests need (CREATE TRIGGER, error 1295).
    let sql = sqlx::raw_sql(AssertSqlSafe(sql));
    match kind {
        Kind::Sqlite => {
            let mut connection = SqliteConnection::connect(url).await?;
            sql.execute(&mut connection).await?;
            connection.close().await?;
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(url).await?;
            sql.execute(&mut connection).await?;
            connection.close().await?;
        }
        Kind::MariaDb | Kind::MySql => {
            let mut connection = MySqlConnection::connect(url).await?;
            sql.execute(&mut connection).await?;
            connection.close().await?;
        }
    }
    Ok(())
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Home::Server { administrator, users } = &self.home else {
            return;
        };
        let kind = self.kind;
        let mut statements = vec![match kind {
            Kind::Postgres => format!("drop database if exists {} with (force)", self.name),
            _ => format!("drop database if exists {}", self.name),
        }];
        statements.extend((0..users.load(Ordering::Relaxed)).map(|number| match kind {
            Kind::Postgres => format!("drop role if exists {}", user_name(&self.name, number)),
            _ => format!("drop user if exists '{}'@'%'", user_name(&self.name, number)),
        }));
        let url = administrator.with_database(if kind == Kind::Postgres { "postgres" } else { "mysql" });
        // A thread and a runtime of its own: `drop` can't wait for a future, and the test's runtime may be on its way down.
        let cleanup = std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                return;
            };
            let drop_all = async {
                for statement in &statements {
                    let _ = execute(kind, &url, statement).await;
                }
            };
            let _ = runtime.block_on(async { tokio::time::timeout(DROP_WITHIN, drop_all).await });
        });
        let _ = cleanup.join();
    }
}
