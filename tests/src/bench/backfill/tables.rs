//! The tables of the bench: users with a key of one kind or another, their migration, and how they are filled.

use anyhow::{Result, bail};
use xc::{Migration, Migrations};

use crate::servers::{Kind, TestDatabase};

/// What kind of key the table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Key {
    /// `bigint`, rows in its order.
    Int,
    /// Random UUIDs: the rows lie in no order of the key.
    Uuid,
    /// Text, rows in its order.
    Text,
    /// `(tenant, id)`, rows in order of `id`.
    Composite,
}

macro_rules! users {
    ($module:ident, $create:ident, $split:ident, ($($columns:tt)*)) => {
        mod $module {
            xc::migration! {
                name: $create,
                dialects: [postgres, mysql, sqlite],

                expand {
                    create table users ($($columns)*);
                    create index users_by_email on users (email);
                }
            }

            xc::migration! {
                name: $split,
                after: $create,
                dialects: [postgres, mysql, sqlite],

                expand {
                    alter table users
                        add column first_name varchar(100) null,
                        add column last_name  varchar(100) null;
                }
                dual_write {
                    sync users {
                        forward {
                            first_name = split_part(name, " ", 1),
                            last_name = substr(name, length(split_part(name, " ", 1)) + 2)
                        }
                        reverse {
                            #[allow(mapping_may_truncate, reason = "the bench writes short names only")]
                            name = concat(first_name, " ", last_name)
                        }
                    }
                }
                migrate {
                    backfill users;
                }
                contract {
                    alter table users
                        alter column first_name set not null,
                        alter column last_name  set not null,
                        drop column name;
                }
            }

            pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![$create, $split];
        }
    };
}

users!(by_int, create_by_int, split_by_int, (
    id bigint primary key, name varchar(100) not null, email varchar(100) not null, visits bigint not null default 0
));
users!(by_uuid, create_by_uuid, split_by_uuid, (
    id uuid primary key, name varchar(100) not null, email varchar(100) not null, visits bigint not null default 0
));
users!(by_text, create_by_text, split_by_text, (
    id varchar(40) primary key, name varchar(100) not null, email varchar(100) not null, visits bigint not null default 0
));
users!(by_two, create_by_two, split_by_two, (
    tenant int not null, id bigint not null, name varchar(100) not null, email varchar(100) not null,
    visits bigint not null default 0, primary key (tenant, id)
));

impl Key {
    /// The chain: the table, then the split of its names.
    pub fn migrations(self) -> Migrations {
        match self {
            Key::Int => by_int::MIGRATIONS,
            Key::Uuid => by_uuid::MIGRATIONS,
            Key::Text => by_text::MIGRATIONS,
            Key::Composite => by_two::MIGRATIONS,
        }
    }

    /// The migration that creates the table, and the one that splits the names.
    ///
    /// # Errors
    /// None: a chain has two migrations.
    pub fn pair(self) -> Result<(&'static Migration, &'static Migration)> {
        match self.migrations() {
            [create, split] => Ok((create, split)),
            other => bail!("a chain of {} migrations", other.len()),
        }
    }

    /// The key's columns and their values, made of the row's number.
    fn values(self, kind: Kind) -> (&'static str, &'static str) {
        match (self, kind) {
            (Key::Int, _) => ("id", "n"),
            (Key::Uuid, Kind::Postgres) => ("id", "md5(cast(n as text))::uuid"),
            (Key::Uuid, Kind::Sqlite) => {
                ("id", "lower(printf('%08x-%04x-%04x-%04x-%012x', (n * 2654435761) % 4294967296, n % 65536, 7, 8, n))")
            }
            (Key::Uuid, Kind::MariaDb | Kind::MySql) => {
                ("id", "insert(insert(insert(insert(left(sha2(n, 256), 32), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')")
            }
            (Key::Text, Kind::Postgres) => ("id", "'U' || lpad(cast(n as text), 12, '0')"),
            (Key::Text, Kind::Sqlite) => ("id", "printf('U%012d', n)"),
            (Key::Text, Kind::MariaDb | Kind::MySql) => ("id", "concat('U', lpad(n, 12, '0'))"),
            (Key::Composite, _) => ("tenant, id", "n % 7, n"),
        }
    }

    /// Fills the table with so many rows.
    ///
    /// # Errors
    /// The database's.
    pub async fn fill(self, database: &TestDatabase, rows: u64) -> Result<()> {
        self.insert(database, rows, true).await
    }

    /// The same for a table without a column for mail addresses.
    ///
    /// # Errors
    /// The database's.
    pub async fn fill_names(self, database: &TestDatabase, rows: u64) -> Result<()> {
        self.insert(database, rows, false).await
    }

    async fn insert(self, database: &TestDatabase, rows: u64, with_email: bool) -> Result<()> {
        let (columns, values) = self.values(database.kind);
        let text = |parts: &[&str]| match database.kind {
            Kind::MariaDb | Kind::MySql => format!("concat({})", parts.join(", ")),
            Kind::Postgres | Kind::Sqlite => parts.join(" || "),
        };
        let name = text(&["'Maria'", "(n % 97)", "' Miller'", "(n % 991)"]);
        let email = text(&["'user'", "n", "'@example.com'"]);
        let (more, email) = if with_email { (", email", format!(", {email}")) } else { ("", String::new()) };
        let insert = |from: &str| format!("insert into users ({columns}, name{more}) select {values}, {name}{email} from {from}");
        match database.kind {
            Kind::Postgres => {
                database.execute(&insert(&format!("generate_series(1, {rows}) as s (n)"))).await?;
                database.execute("vacuum (freeze, analyze) users").await
            }
            Kind::Sqlite => {
                let numbers = format!("with recursive s (n) as (select 1 union all select n + 1 from s where n < {rows}) ");
                database.execute("pragma journal_mode = wal").await?;
                database.execute(&(numbers + &insert("s"))).await?;
                database.execute("analyze").await?;
                database.execute("pragma wal_checkpoint(truncate)").await
            }
            Kind::MariaDb | Kind::MySql => {
                database.execute("create table digits (d int primary key)").await?;
                database.execute("insert into digits values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)").await?;
                let places = rows.max(1).to_string().len();
                let number: Vec<String> = (0..places).map(|place| format!("d{place}.d * {}", 10_u64.pow(place as u32))).collect();
                let tables: Vec<String> = (0..places).rev().map(|place| format!("digits d{place}")).collect();
                let numbers = format!("(select 1 + {} as n from {}) s where n <= {rows}", number.join(" + "), tables.join(" join "));
                database.execute(&insert(&numbers)).await?;
                database.execute("drop table digits").await?;
                database.execute("analyze table users").await
            }
        }
    }
}
