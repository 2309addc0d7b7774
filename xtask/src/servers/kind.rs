//! Which databases the tests know.

use std::fmt;
use std::str::FromStr;

use super::{mariadb, mysql, postgres};

/// A database that tests run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// SQLite, linked in: a file, no server.
    Sqlite,
    /// PostgreSQL, from the distribution or from `XC_POSTGRES_BIN`.
    Postgres,
    /// MariaDB, from the distribution.
    MariaDb,
    /// MySQL, the real one, unpacked under `target/servers`.
    MySql,
}

impl Kind {
    /// All of them, the quickest first.
    pub const ALL: [Kind; 4] = [Kind::Sqlite, Kind::Postgres, Kind::MariaDb, Kind::MySql];

    /// The name that the command line and the environment use: `sqlite`, `postgres`, `mariadb`, `mysql`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgres",
            Kind::MariaDb => "mariadb",
            Kind::MySql => "mysql",
        }
    }

    /// The environment variable that passes the administrator's URL of a running server to the tests; `None` for SQLite.
    pub fn url_variable(self) -> Option<&'static str> {
        match self {
            Kind::Sqlite => None,
            Kind::Postgres => Some("XC_TEST_POSTGRES_URL"),
            Kind::MariaDb => Some("XC_TEST_MARIADB_URL"),
            Kind::MySql => Some("XC_TEST_MYSQL_URL"),
        }
    }

    /// Whether the programs of this server are on the machine, so that [`Server::start`](super::Server::start) can be tried.
    pub fn available(self) -> bool {
        match self {
            Kind::Sqlite => true,
            Kind::Postgres => postgres::programs().is_ok(),
            Kind::MariaDb => mariadb::programs().is_ok(),
            Kind::MySql => mysql::programs().is_ok(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| format!("'{name}' is not one of sqlite, postgres, mariadb, mysql"))
    }
}
