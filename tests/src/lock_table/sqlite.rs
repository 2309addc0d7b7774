//! SQLite. How much an operation reads shows by the steps of the virtual machine that runs it, and how much it writes by the pages in the
//! write-ahead log; what others may do, by letting them try while its transaction is open.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use xc_core::locks::Operation::*;
use xc_core::locks::{Behaviour, Lock};
use xc_core::plan::Dialect;

use super::{Case, Measured, Measurements, Run, access, case, connect};

/// A table of 2,000 rows in about 100 pages, and one that a foreign key could refer to.
const TABLES: &[&str] = &[
    "CREATE TABLE p (id integer PRIMARY KEY)",
    "CREATE TABLE t (id integer PRIMARY KEY, number int, note text, required int NOT NULL DEFAULT 1, pad text)",
    "INSERT INTO p WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100) SELECT n FROM s",
    "INSERT INTO t WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 2000)
         SELECT n, n, 'note', 1, hex(zeroblob(100)) FROM s",
];
const ROWS: u64 = 2000;
/// Rows of 200 bytes in pages of 4096.
const PAGES: i64 = 100;

const INDEX: &[&str] = &["CREATE INDEX i ON t (number)"];
const TRIGGER: &[&str] = &["CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET number = 1 WHERE id = NEW.id; END"];

const STORED: &[&str] = &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) STORED"];
const VIRTUAL: &[&str] = &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) VIRTUAL"];
const VIRTUAL_INDEXED: &[&str] =
    &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) VIRTUAL", "CREATE INDEX i ON t (extra)"];

const CASES: &[Case] = &[
    case(CreateTable, &[], &["CREATE TABLE fresh (id integer PRIMARY KEY)"]),
    case(RenameTable, &[], &["ALTER TABLE t RENAME TO t2"]),
    case(DropTable, &[], &["DROP TABLE t"]),
    case(TruncateTable, &[], &["DELETE FROM t"]),
    case(
        RebuildTable,
        &[],
        &[
            "CREATE TABLE fresh (id integer PRIMARY KEY, number int NOT NULL, note text, required int NOT NULL DEFAULT 1, pad text)",
            "INSERT INTO fresh SELECT * FROM t",
            "DROP TABLE t",
            "ALTER TABLE fresh RENAME TO t",
        ],
    ),
    case(AddColumn, &[], &["ALTER TABLE t ADD COLUMN extra int"]),
    case(AddColumnDefault, &[], &["ALTER TABLE t ADD COLUMN extra int NOT NULL DEFAULT 7"]),
    case(AddColumnNow, &[], &["ALTER TABLE t ADD COLUMN extra text NOT NULL DEFAULT current_timestamp"]),
    case(AddColumnExpression, &[], &["ALTER TABLE t ADD COLUMN extra int NOT NULL DEFAULT (length('seven'))"]),
    case(AddColumnVolatile, &[], &["ALTER TABLE t ADD COLUMN extra int NOT NULL DEFAULT (random())"]),
    case(AddColumnAutoIncrement, &[], &["ALTER TABLE t ADD COLUMN extra integer PRIMARY KEY AUTOINCREMENT"]),
    case(AddColumnStored, &[], STORED),
    case(AddColumnVirtual, &[], VIRTUAL),
    case(AddColumnBesideVirtualIndexed, VIRTUAL_INDEXED, &["ALTER TABLE t ADD COLUMN another int"]),
    case(AddColumnCheck, &[], &["ALTER TABLE t ADD COLUMN extra int CHECK (extra > 0)"]),
    case(AddColumnReferences, &[], &["ALTER TABLE t ADD COLUMN extra int REFERENCES p (id)"]),
    case(AddColumnUnique, &[], &["ALTER TABLE t ADD COLUMN extra int UNIQUE"]),
    case(DropColumn, &[], &["ALTER TABLE t DROP COLUMN note"]),
    case(DropColumnVirtual, VIRTUAL, &["ALTER TABLE t DROP COLUMN extra"]),
    case(RenameColumn, &[], &["ALTER TABLE t RENAME COLUMN note TO remark"]),
    case(RenameColumnVirtual, VIRTUAL, &["ALTER TABLE t RENAME COLUMN extra TO other"]),
    case(SetDefault, &[], &["ALTER TABLE t ALTER COLUMN number SET DEFAULT 7"]),
    case(DropDefault, &[], &["ALTER TABLE t ALTER COLUMN required DROP DEFAULT"]),
    case(SetNotNull, &[], &["ALTER TABLE t ALTER COLUMN number SET NOT NULL"]),
    case(DropNotNull, &[], &["ALTER TABLE t ALTER COLUMN required DROP NOT NULL"]),
    case(AddCheck, &[], &["ALTER TABLE t ADD CONSTRAINT c CHECK (number > 0)"]),
    case(DropCheck, &[], &["ALTER TABLE t DROP CONSTRAINT c"]),
    case(AddForeignKey, &[], &["ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (number) REFERENCES p (id)"]),
    case(AddUnique, &[], &["ALTER TABLE t ADD CONSTRAINT u UNIQUE (number)"]),
    case(AddPrimaryKey, &[], &["ALTER TABLE t ADD PRIMARY KEY (number)"]),
    case(CreateIndex, &[], INDEX),
    case(CreateIndexVirtual, VIRTUAL, &["CREATE INDEX i ON t (extra)"]),
    case(CreateUniqueIndex, &[], &["CREATE UNIQUE INDEX i ON t (number)"]),
    case(Reindex, INDEX, &["REINDEX i"]),
    case(DropIndex, INDEX, &["DROP INDEX i"]),
    case(IntToBigint, &[], &["ALTER TABLE t ALTER COLUMN number TYPE bigint"]),
    case(CreateTrigger, &[], TRIGGER),
    case(DropTrigger, TRIGGER, &["DROP TRIGGER g"]),
];

pub(super) async fn measure(url: &str) -> Result<Measurements> {
    let mut session = connect::<SqliteConnection>(url).await?;
    // A log, in which readers go on beside a writer, as in production.
    session.run("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = off").await?;
    let mut others = connect::<SqliteConnection>(url).await?;
    others.run("PRAGMA busy_timeout = 0").await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut session).await?;
    let mut operations = Vec::new();
    for case in CASES {
        let behaviour = match behaviour(&mut session, &mut others, case).await {
            Ok(behaviour) => Some(behaviour),
            Err(error) if not_had(&error) => None,
            Err(error) => return Err(error.context(format!("{}: {}", case.operation, case.statements.join("; ")))),
        };
        operations.push(Measured { operation: case.operation, statement: case.statements.join("; "), behaviour });
    }
    let version = Dialect::Sqlite.parse_version(&version).with_context(|| format!("version {version}"))?;
    Ok(Measurements { dialect: Dialect::Sqlite, version, operations })
}

/// Whether SQLite does not have the operation; it has one code for everything that is wrong with a statement.
fn not_had(error: &anyhow::Error) -> bool {
    let message = error.downcast_ref::<sqlx::Error>().and_then(|error| error.as_database_error()).map(|error| error.message().to_string());
    message.is_some_and(|message| message.contains("syntax error") || message.to_lowercase().starts_with("cannot add"))
}

async fn behaviour(session: &mut SqliteConnection, others: &mut SqliteConnection, case: &Case) -> Result<Behaviour> {
    session.run("DROP TABLE IF EXISTS t; DROP TABLE IF EXISTS t2; DROP TABLE IF EXISTS fresh; DROP TABLE IF EXISTS p").await?;
    session.run_all(TABLES).await?;
    session.run_all(case.setup).await.context("its setup")?;
    session.run("PRAGMA wal_checkpoint(truncate)").await?;

    let steps = Arc::new(AtomicU64::new(0));
    let count = steps.clone();
    session.run("BEGIN").await?;
    session.lock_handle().await?.set_progress_handler(1, move || {
        count.fetch_add(1, Ordering::Relaxed);
        true
    });
    let done = session.run_all(case.statements).await;
    session.lock_handle().await?.remove_progress_handler();
    if let Err(error) = done {
        session.run("ROLLBACK").await?;
        return Err(error.into());
    }
    let reads = waits(others, "SELECT id FROM t LIMIT 1").await?;
    let writes = waits(others, "UPDATE t SET number = number WHERE id = 1").await?;
    session.run("COMMIT").await?;
    // One row: whether it was blocked, pages in the log, pages moved into the database.
    let log = sqlx::query(AssertSqlSafe("PRAGMA wal_checkpoint(passive)")).fetch_one(session).await?.try_get::<i64, _>(1)?;
    // DROP and DELETE write the list of the pages that are free now.
    let rewrite = log >= PAGES;
    let scan = rewrite || steps.load(Ordering::Relaxed) >= ROWS;
    let lock = if writes { Lock::Writer } else { Lock::None };
    let long = scan || rewrite;
    Ok(Behaviour { lock, reads: access(reads, long), writes: access(writes, long), scan, rewrite, online: None })
}

async fn waits(others: &mut SqliteConnection, sql: &str) -> Result<bool> {
    match others.run(sql).await {
        Ok(()) => Ok(false),
        // SQLITE_BUSY
        Err(error) if error.as_database_error().is_some_and(|error| error.code().is_some_and(|code| code == "5")) => Ok(true),
        Err(error) => Err(error.into()),
    }
}
