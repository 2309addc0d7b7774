//! The matrix: which servers the tests run on.

use std::fmt;
use std::str::FromStr;

use super::{Kind, mariadb, mysql, postgres};

/// A server of the matrix: a database in one release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Release {
    /// SQLite, linked in: a file, no server.
    Sqlite,
    /// PostgreSQL 13, the oldest that xc takes, unpacked under `target/servers`.
    Postgres13,
    /// PostgreSQL from the distribution or from `XC_POSTGRES_BIN`.
    Postgres,
    /// PostgreSQL 18, the newest, unpacked under `target/servers`.
    Postgres18,
    /// MariaDB, from the distribution.
    MariaDb,
    /// MySQL, the real one, unpacked under `target/servers`.
    MySql,
}

impl Release {
    /// All of them, the quickest first.
    pub const ALL: [Release; 6] =
        [Release::Sqlite, Release::Postgres13, Release::Postgres, Release::Postgres18, Release::MariaDb, Release::MySql];

    /// The name that the command line and the environment use: a database's name for the release that the distribution has, else with the
    /// version, `postgres-13`.
    pub fn as_str(self) -> &'static str {
        match self {
            Release::Postgres13 => "postgres-13",
            Release::Postgres18 => "postgres-18",
            Release::Sqlite | Release::Postgres | Release::MariaDb | Release::MySql => self.kind().as_str(),
        }
    }

    /// Which database it is.
    pub fn kind(self) -> Kind {
        match self {
            Release::Sqlite => Kind::Sqlite,
            Release::Postgres13 | Release::Postgres | Release::Postgres18 => Kind::Postgres,
            Release::MariaDb => Kind::MariaDb,
            Release::MySql => Kind::MySql,
        }
    }

    /// The environment variable that passes the administrator's URL of a running server to the tests; `None` for SQLite.
    pub fn url_variable(self) -> Option<&'static str> {
        match self {
            Release::Sqlite => None,
            Release::Postgres13 => Some("XC_TEST_POSTGRES_13_URL"),
            Release::Postgres => Some("XC_TEST_POSTGRES_URL"),
            Release::Postgres18 => Some("XC_TEST_POSTGRES_18_URL"),
            Release::MariaDb => Some("XC_TEST_MARIADB_URL"),
            Release::MySql => Some("XC_TEST_MYSQL_URL"),
        }
    }

    /// Whether the programs of this server are on the machine, so that [`Server::start`](super::Server::start) can be tried.
    pub fn available(self) -> bool {
        match self {
            Release::Sqlite => true,
            Release::Postgres13 | Release::Postgres | Release::Postgres18 => postgres::programs(self).is_ok(),
            Release::MariaDb => mariadb::programs().is_ok(),
            Release::MySql => mysql::programs().is_ok(),
        }
    }
}

/// The release of this database that the distribution has, or the only one that there is.
impl From<Kind> for Release {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Release::Sqlite,
            Kind::Postgres => Release::Postgres,
            Kind::MariaDb => Release::MariaDb,
            Kind::MySql => Release::MySql,
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Release {
    type Err = String;

    /// Takes `postgres_13` for `postgres-13`: where a test's name is made of it, there is no hyphen.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let release = Release::ALL.into_iter().find(|release| release.as_str() == name.replace('_', "-"));
        release.ok_or_else(|| format!("'{name}' is not one of {}", Release::ALL.map(Release::as_str).join(", ")))
    }
}
