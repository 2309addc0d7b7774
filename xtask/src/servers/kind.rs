//! Which databases the tests know.

use std::fmt;

/// A database product, whatever its release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// SQLite, linked in: a file, no server.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    MariaDb,
    /// MySQL, the real one.
    MySql,
}

impl Kind {
    /// All of them, the quickest first.
    pub const ALL: [Kind; 4] = [Kind::Sqlite, Kind::Postgres, Kind::MariaDb, Kind::MySql];

    /// Its name: `sqlite`, `postgres`, `mariadb`, `mysql`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgres",
            Kind::MariaDb => "mariadb",
            Kind::MySql => "mysql",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
