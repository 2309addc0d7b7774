//! PostgreSQL. In a transaction that stays open, what an operation locked is in `pg_locks`, what it read in the transaction's own
//! statistics, and whether it wrote the table anew shows by the file's number. What can't run in a transaction is stopped in the middle by
//! somebody who is writing to the table.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::time::sleep;
use xc_core::locks::Operation::*;
use xc_core::locks::{Behaviour, Lock};
use xc_core::plan::Dialect;

use super::{Case, Measured, Measurements, Run, access, case, connect, referenced};

/// A table of 500 rows, and one of 100 that a foreign key could refer to.
const TABLES: &[&str] = &[
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public",
    "SET TIME ZONE 'UTC'",
    "CREATE TYPE mood AS ENUM ('low', 'high')",
    "CREATE TABLE p (id int PRIMARY KEY)",
    "INSERT INTO p SELECT generate_series(1, 100)",
    "CREATE TABLE t (id int PRIMARY KEY, small smallint, number int, large bigint, name varchar(50), note text, price numeric(10, 2),
         at timestamp, mood mood, p_id int, required int NOT NULL DEFAULT 1, span int4range)",
    "INSERT INTO t SELECT n, 1, n, n, 'name', 'note', 1, now(), 'low', 1 + n % 100, 1, int4range(n, n + 1) FROM generate_series(1, 500) n",
];
const ROWS: i64 = 500;
const REFERENCED_ROWS: i64 = 100;

const PROVEN: &[&str] = &["ALTER TABLE t ADD CONSTRAINT c CHECK (number IS NOT NULL)"];
const NOT_VALID_NOT_NULL: &[&str] = &["ALTER TABLE t ADD CONSTRAINT c NOT NULL number NOT VALID"];
const NOT_VALID_CHECK: &[&str] = &["ALTER TABLE t ADD CONSTRAINT c CHECK (number > 0) NOT VALID"];
const CHECK: &[&str] = &["ALTER TABLE t ADD CONSTRAINT c CHECK (number > 0)"];
const STORED: &[&str] = &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) STORED"];
const VIRTUAL: &[&str] = &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) VIRTUAL"];
const VIRTUAL_INDEXED: &[&str] =
    &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) VIRTUAL", "CREATE INDEX i ON t (extra)"];
const FOREIGN_KEY: &[&str] = &["ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id)"];
const NOT_VALID_FOREIGN_KEY: &[&str] = &["ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id) NOT VALID"];
const VALIDATE_FOREIGN_KEY: &[&str] = &["ALTER TABLE t VALIDATE CONSTRAINT f"];
const DROP_FOREIGN_KEY: &[&str] = &["ALTER TABLE t DROP CONSTRAINT f"];
const INDEX: &[&str] = &["CREATE INDEX i ON t (number)"];
const UNIQUE: &[&str] = &["ALTER TABLE t ADD CONSTRAINT u UNIQUE (number)"];
const UNIQUE_INDEX: &[&str] = &["CREATE UNIQUE INDEX i ON t (number)"];
const NO_KEY: &[&str] = &["ALTER TABLE t DROP CONSTRAINT t_pkey"];
const NO_KEY_BUT_INDEX: &[&str] =
    &["ALTER TABLE t DROP CONSTRAINT t_pkey", "ALTER TABLE t ALTER COLUMN id SET NOT NULL", "CREATE UNIQUE INDEX i ON t (id)"];
const NO_KEY_BUT_NULLABLE_INDEX: &[&str] = &["ALTER TABLE t DROP CONSTRAINT t_pkey", "CREATE UNIQUE INDEX i ON t (number)"];
const FUNCTION: &[&str] = &["CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"];
const TRIGGER: &[&str] = &[
    "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()",
];

/// What PostgreSQL runs in a transaction.
const IN_TRANSACTION: &[Case] = &[
    case(CreateTable, &[], &["CREATE TABLE fresh (id int PRIMARY KEY)"]),
    case(RenameTable, &[], &["ALTER TABLE t RENAME TO t2"]),
    case(DropTable, &[], &["DROP TABLE t"]),
    case(TruncateTable, &[], &["TRUNCATE t"]),
    case(AddColumn, &[], &["ALTER TABLE t ADD COLUMN extra int"]),
    case(AddColumnDefault, &[], &["ALTER TABLE t ADD COLUMN extra int NOT NULL DEFAULT 7"]),
    case(AddColumnNow, &[], &["ALTER TABLE t ADD COLUMN extra timestamptz NOT NULL DEFAULT now()"]),
    case(AddColumnExpression, &[], &["ALTER TABLE t ADD COLUMN extra int NOT NULL DEFAULT char_length('seven')"]),
    case(AddColumnVolatile, &[], &["ALTER TABLE t ADD COLUMN extra uuid NOT NULL DEFAULT gen_random_uuid()"]),
    case(AddColumnAutoIncrement, &[], &["ALTER TABLE t ADD COLUMN extra bigint GENERATED ALWAYS AS IDENTITY"]),
    case(AddColumnStored, &[], STORED),
    case(AddColumnVirtual, &[], VIRTUAL),
    case(AddColumnBesideVirtualIndexed, VIRTUAL_INDEXED, &["ALTER TABLE t ADD COLUMN another int"]),
    case(AddColumnCheck, &[], &["ALTER TABLE t ADD COLUMN extra int CHECK (extra > 0)"]),
    case(AddColumnReferences, &[], &["ALTER TABLE t ADD COLUMN extra int REFERENCES p (id)"]),
    case(AddColumnUnique, &[], &["ALTER TABLE t ADD COLUMN extra int UNIQUE"]),
    case(DropColumn, &[], &["ALTER TABLE t DROP COLUMN note"]),
    case(DropColumnStored, STORED, &["ALTER TABLE t DROP COLUMN extra"]),
    case(DropColumnVirtual, VIRTUAL, &["ALTER TABLE t DROP COLUMN extra"]),
    case(RenameColumn, &[], &["ALTER TABLE t RENAME COLUMN note TO remark"]),
    case(RenameColumnStored, STORED, &["ALTER TABLE t RENAME COLUMN extra TO other"]),
    case(RenameColumnVirtual, VIRTUAL, &["ALTER TABLE t RENAME COLUMN extra TO other"]),
    case(SetDefault, &[], &["ALTER TABLE t ALTER COLUMN number SET DEFAULT 7"]),
    case(DropDefault, &[], &["ALTER TABLE t ALTER COLUMN required DROP DEFAULT"]),
    case(SetNotNull, &[], &["ALTER TABLE t ALTER COLUMN number SET NOT NULL"]),
    case(SetNotNullBesideStored, STORED, &["ALTER TABLE t ALTER COLUMN small SET NOT NULL"]),
    case(SetNotNullBesideVirtual, VIRTUAL, &["ALTER TABLE t ALTER COLUMN small SET NOT NULL"]),
    case(SetNotNullBesideVirtualIndexed, VIRTUAL_INDEXED, &["ALTER TABLE t ALTER COLUMN small SET NOT NULL"]),
    case(SetNotNullProven, PROVEN, &["ALTER TABLE t ALTER COLUMN number SET NOT NULL"]),
    case(AddNotNullNotValid, &[], NOT_VALID_NOT_NULL),
    case(ValidateNotNull, NOT_VALID_NOT_NULL, &["ALTER TABLE t VALIDATE CONSTRAINT c"]),
    case(DropNotNull, &[], &["ALTER TABLE t ALTER COLUMN required DROP NOT NULL"]),
    case(AddCheck, &[], CHECK),
    case(AddCheckNotValid, &[], NOT_VALID_CHECK),
    case(ValidateCheck, NOT_VALID_CHECK, &["ALTER TABLE t VALIDATE CONSTRAINT c"]),
    case(DropCheck, CHECK, &["ALTER TABLE t DROP CONSTRAINT c"]),
    case(AddExclusion, &[], &["ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING gist (span WITH &&)"]),
    case(AddForeignKey, &[], FOREIGN_KEY),
    referenced(AddForeignKeyReferenced, &[], FOREIGN_KEY),
    case(AddForeignKeyNotValid, &[], NOT_VALID_FOREIGN_KEY),
    referenced(AddForeignKeyNotValidReferenced, &[], NOT_VALID_FOREIGN_KEY),
    case(ValidateForeignKey, NOT_VALID_FOREIGN_KEY, VALIDATE_FOREIGN_KEY),
    referenced(ValidateForeignKeyReferenced, NOT_VALID_FOREIGN_KEY, VALIDATE_FOREIGN_KEY),
    case(DropForeignKey, FOREIGN_KEY, DROP_FOREIGN_KEY),
    referenced(DropForeignKeyReferenced, FOREIGN_KEY, DROP_FOREIGN_KEY),
    case(AddUnique, &[], UNIQUE),
    case(AddUniqueUsingIndex, UNIQUE_INDEX, &["ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i"]),
    case(DropUnique, UNIQUE, &["ALTER TABLE t DROP CONSTRAINT u"]),
    case(AddPrimaryKey, NO_KEY, &["ALTER TABLE t ADD PRIMARY KEY (id)"]),
    case(AddPrimaryKeyUsingIndex, NO_KEY_BUT_INDEX, &["ALTER TABLE t ADD PRIMARY KEY USING INDEX i"]),
    case(AddPrimaryKeyUsingIndexNullable, NO_KEY_BUT_NULLABLE_INDEX, &["ALTER TABLE t ADD PRIMARY KEY USING INDEX i"]),
    case(DropPrimaryKey, &[], NO_KEY),
    case(CreateIndex, &[], INDEX),
    case(CreateIndexVirtual, VIRTUAL, &["CREATE INDEX i ON t (extra)"]),
    case(CreateIndexStored, STORED, &["CREATE INDEX i ON t (extra)"]),
    case(CreateUniqueIndex, &[], UNIQUE_INDEX),
    case(Reindex, INDEX, &["REINDEX INDEX i"]),
    case(RenameIndex, INDEX, &["ALTER INDEX i RENAME TO i2"]),
    case(DropIndex, INDEX, &["DROP INDEX i"]),
    case(SmallintToInt, &[], &["ALTER TABLE t ALTER COLUMN small TYPE int"]),
    case(IntToBigint, &[], &["ALTER TABLE t ALTER COLUMN number TYPE bigint"]),
    case(BigintToInt, &[], &["ALTER TABLE t ALTER COLUMN large TYPE int"]),
    case(VarcharWider, &[], &["ALTER TABLE t ALTER COLUMN name TYPE varchar(60)"]),
    case(VarcharNarrower, &[], &["ALTER TABLE t ALTER COLUMN name TYPE varchar(40)"]),
    case(VarcharToText, &[], &["ALTER TABLE t ALTER COLUMN name TYPE text"]),
    case(TextToVarchar, &[], &["ALTER TABLE t ALTER COLUMN note TYPE varchar(50)"]),
    case(NumericPrecision, &[], &["ALTER TABLE t ALTER COLUMN price TYPE numeric(12, 2)"]),
    case(NumericScale, &[], &["ALTER TABLE t ALTER COLUMN price TYPE numeric(14, 4)"]),
    case(TimestampToTimestamptzUtc, &[], &["ALTER TABLE t ALTER COLUMN at TYPE timestamptz"]),
    case(TimestampToTimestamptz, &["SET TIME ZONE 'Europe/Berlin'"], &["ALTER TABLE t ALTER COLUMN at TYPE timestamptz"]),
    case(EnumAppend, &[], &["ALTER TYPE mood ADD VALUE 'highest'"]),
    case(EnumInsert, &[], &["ALTER TYPE mood ADD VALUE 'middle' BEFORE 'high'"]),
    case(
        EnumReorder,
        &["CREATE TYPE mood2 AS ENUM ('high', 'low')"],
        &["ALTER TABLE t ALTER COLUMN mood TYPE mood2 USING mood::text::mood2"],
    ),
    case(CreateTrigger, FUNCTION, &["CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()"]),
    case(DropTrigger, TRIGGER, &["DROP TRIGGER g ON t"]),
    case(DropFunctionCascade, TRIGGER, &["DROP FUNCTION g() CASCADE"]),
];

/// What PostgreSQL refuses to run in a transaction.
const BY_ITSELF: &[Case] = &[
    case(RebuildTable, &[], &["VACUUM (FULL) t"]),
    case(CreateIndexConcurrently, &[], &["CREATE INDEX CONCURRENTLY i ON t (number)"]),
    case(CreateUniqueIndexConcurrently, &[], &["CREATE UNIQUE INDEX CONCURRENTLY i ON t (number)"]),
    case(ReindexConcurrently, INDEX, &["REINDEX INDEX CONCURRENTLY i"]),
    case(DropIndexConcurrently, INDEX, &["DROP INDEX CONCURRENTLY i"]),
];

pub(super) async fn measure(url: &str) -> Result<Measurements> {
    let mut session = connect::<PgConnection>(url).await?;
    let mut others = connect::<PgConnection>(url).await?;
    session.run("SET client_min_messages = error").await?;
    others.run("SET lock_timeout = '40ms'").await?;
    let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int").fetch_one(&mut session).await?;
    let mut operations = Vec::new();
    for case in IN_TRANSACTION.iter().chain(BY_ITSELF) {
        session.run_all(TABLES).await.with_context(|| format!("the tables for {}", case.operation))?;
        let done = match session.run_all(case.setup).await {
            Ok(()) if BY_ITSELF.iter().any(|alone| alone.operation == case.operation) => by_itself(url, &mut others, case).await,
            Ok(()) => in_transaction(&mut session, &mut others, case).await,
            Err(error) => Err(error.into()),
        };
        let behaviour = match done {
            Ok(behaviour) => Some(behaviour),
            Err(error) if not_had(&error) => None,
            Err(error) => return Err(error.context(format!("{}: {}", case.operation, case.statements.join("; ")))),
        };
        operations.push(Measured { operation: case.operation, statement: case.statements.join("; "), behaviour });
    }
    Ok(Measurements { dialect: Dialect::Postgres, version: version.try_into()?, operations })
}

/// Whether the error says that this release does not know the statement: a syntax error, or a feature that is not supported.
fn not_had(error: &anyhow::Error) -> bool {
    let database = error.downcast_ref::<sqlx::Error>().and_then(|error| error.as_database_error());
    database.and_then(|error| error.code()).is_some_and(|code| code == "42601" || code == "0A000")
}

async fn number(session: &mut PgConnection, sql: &str) -> Result<i64> {
    Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(session).await?)
}

/// The table's own number, which stays when its name goes.
async fn oid(session: &mut PgConnection, table: &str) -> Result<i64> {
    number(session, &format!("SELECT '{table}'::regclass::oid::bigint")).await
}

/// The number of the table's file; a table that is gone has none.
async fn file(session: &mut PgConnection, oid: i64) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar(AssertSqlSafe(format!("SELECT pg_relation_filenode({oid})::bigint"))).fetch_one(session).await?)
}

async fn in_transaction(session: &mut PgConnection, others: &mut PgConnection, case: &Case) -> Result<Behaviour> {
    let (table, other) = (oid(session, "t").await?, oid(session, "p").await?);
    let looked_at = if case.referenced { other } else { table };
    let pid = number(session, "SELECT pg_backend_pid()::bigint").await?;
    let before = file(session, table).await?;
    session.run("BEGIN").await?;
    let (table_read, other_read) = (read_here(session, table).await?, read_here(session, other).await?);
    if let Err(error) = session.run_all(case.statements).await {
        session.run("ROLLBACK").await?;
        return Err(error.into());
    }
    let lock = strongest(session, pid, looked_at).await?;
    let after = file(session, table).await?;
    // TRUNCATE gives the table a new file too, without a row in it.
    let rewrite = after.is_some() && after != before && case.operation != TruncateTable;
    let scan = rewrite || read_here(session, table).await? - table_read >= ROWS;
    let scan_of_other = read_here(session, other).await? - other_read >= REFERENCED_ROWS;
    let waits = waits(others, case.table()).await;
    session.run("ROLLBACK").await?;
    let (reads, writes) = waits?;
    let long = scan || rewrite;
    Ok(Behaviour {
        lock,
        reads: access(reads, long),
        writes: access(writes, long),
        scan: if case.referenced { scan_of_other } else { scan },
        rewrite: rewrite && !case.referenced,
        online: None,
    })
}

/// The rows that this session has read by scans and by way of an index, and that are not in the common statistics yet: those of this
/// transaction, and of others shortly before.
async fn read_here(session: &mut PgConnection, oid: i64) -> Result<i64> {
    number(session, &format!("SELECT pg_stat_get_xact_tuples_returned({oid}) + pg_stat_get_xact_tuples_fetched({oid})")).await
}

/// The strongest lock on a relation that a session has or asks for.
async fn strongest(session: &mut PgConnection, pid: i64, oid: i64) -> Result<Lock> {
    let sql = format!("SELECT mode FROM pg_locks WHERE locktype = 'relation' AND pid = {pid} AND relation = {oid}");
    let modes: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(session).await?;
    let mut strongest = Lock::None;
    for mode in modes {
        strongest = strongest.max(match mode.as_str() {
            "AccessShareLock" => Lock::AccessShare,
            "RowShareLock" => Lock::RowShare,
            "RowExclusiveLock" => Lock::RowExclusive,
            "ShareUpdateExclusiveLock" => Lock::ShareUpdateExclusive,
            "ShareLock" => Lock::Share,
            "ShareRowExclusiveLock" => Lock::ShareRowExclusive,
            "ExclusiveLock" => Lock::Exclusive,
            "AccessExclusiveLock" => Lock::AccessExclusive,
            other => bail!("a lock mode that is not known: {other}"),
        });
    }
    Ok(strongest)
}

/// Whether a read and a write of the table would have to wait now.
async fn waits(others: &mut PgConnection, table: &str) -> Result<(bool, bool)> {
    let mut waits = async |sql: String| match others.run(&sql).await {
        Ok(()) => Ok(false),
        // lock_not_available
        Err(error) if error.as_database_error().is_some_and(|error| error.code().is_some_and(|code| code == "55P03")) => Ok(true),
        Err(error) => Err(error),
    };
    // The last row: the writer that stands in the way of `by_itself` holds the first.
    let reads = waits(format!("SELECT id FROM {table} LIMIT 1")).await?;
    let writes = waits(format!("UPDATE {table} SET id = id WHERE id = 100")).await?;
    Ok((reads, writes))
}

/// Somebody has written to the table and not committed: the operation gets its lock, as far as that lock goes beside a write, and waits.
async fn by_itself(url: &str, others: &mut PgConnection, case: &Case) -> Result<Behaviour> {
    let mut session = connect::<PgConnection>(url).await?;
    let mut writer = connect::<PgConnection>(url).await?;
    let oid = oid(&mut session, "t").await?;
    let pid = number(&mut session, "SELECT pg_backend_pid()::bigint").await?;
    let before = file(&mut session, oid).await?;
    let read_before = read(others, oid).await?;
    writer.run("BEGIN; UPDATE t SET small = 2 WHERE id = 1").await?;
    let statements = case.statements;
    let work = tokio::spawn(async move {
        let done = session.run_all(statements).await;
        (session, done)
    });
    let waiting = format!("SELECT count(*) FROM pg_locks WHERE pid = {pid} AND NOT granted");
    let patience = Instant::now();
    while number(others, &waiting).await? == 0 {
        ensure!(patience.elapsed() < Duration::from_secs(10) && !work.is_finished(), "it does not wait for the writer");
        sleep(Duration::from_millis(2)).await;
    }
    let lock = strongest(others, pid, oid).await?;
    let (reads, writes) = waits(others, "t").await?;
    writer.run("COMMIT").await?;
    let (mut session, done) = work.await?;
    done?;
    let rewrite = file(&mut session, oid).await? != before;
    // A session sends its statistics when it ends.
    session.close().await?;
    let patience = Instant::now();
    let mut scan = rewrite;
    while !scan && patience.elapsed() < Duration::from_millis(2500) {
        scan = read(others, oid).await? - read_before >= ROWS;
        sleep(Duration::from_millis(20)).await;
    }
    let long = scan || rewrite;
    Ok(Behaviour { lock, reads: access(reads, long), writes: access(writes, long), scan, rewrite, online: None })
}

/// The rows that scans of the table have returned so far.
async fn read(session: &mut PgConnection, oid: i64) -> Result<i64> {
    number(session, &format!("SELECT pg_stat_get_tuples_returned({oid})")).await
}
