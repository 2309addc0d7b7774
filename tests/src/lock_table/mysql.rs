//! MySQL and MariaDB. The server refuses an ALGORITHM and a LOCK that it can't keep to, so the best that it takes says what it does; whether
//! it asks for an exclusive metadata lock shows beside a transaction that has read the table; and what is not done in an instant is run
//! on a larger table, beside somebody who reads it and writes to it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sqlx::mysql::MySqlDatabaseError;
use sqlx::{AssertSqlSafe, MySqlConnection, Row};
use tokio::sync::watch;
use tokio::time::sleep;
use xc_core::locks::Operation::*;
use xc_core::locks::{Access, Algorithm, Behaviour, Lock, Online};
use xc_core::plan::Dialect;

use super::{Case, Measured, Measurements, Run, access, case, connect, referenced};
use crate::servers::Kind;

/// The tables that each case gets copies of. The names of the varchars are their lengths in bytes.
const TEMPLATES: &[&str] = &[
    "CREATE TABLE p (id int PRIMARY KEY)",
    "CREATE TABLE t0 (id int PRIMARY KEY, small smallint, number int, large bigint, v80 varchar(20), v160 varchar(40), v400 varchar(100),
         note text, price decimal(10, 2), mood enum('low', 'high'), p_id int, required int NOT NULL DEFAULT 1, pad char(100), KEY (p_id))
         STATS_AUTO_RECALC=0",
    "CREATE TABLE large0 LIKE t0",
    "INSERT INTO p WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100) SELECT n FROM s",
    "INSERT INTO t0 WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100)
         SELECT n, 1, n, n, 'v', 'v', 'v', 'note', 1, 'low', n, 1, repeat('x', 100) FROM s",
    "INSERT INTO large0 SELECT a.id + 100 * b.id, 1, a.id + 100 * b.id, 1, 'v', 'v', 'v', 'note', 1, 'low', b.id, 1, repeat('x', 100)
         FROM t0 AS a JOIN t0 AS b",
    "INSERT INTO large0 SELECT id + 10100, small, number + 10100, large, v80, v160, v400, note, price, mood, p_id, required, pad FROM large0",
    "CREATE TABLE larger0 LIKE t0",
    "INSERT INTO larger0 SELECT a.id + 100000 * b.id, a.small, a.id + 100000 * b.id, a.large, a.v80, a.v160, a.v400, a.note, a.price, a.mood,
         a.p_id, a.required, a.pad FROM large0 AS a JOIN p AS b ON b.id <= 4",
];
/// The 16-kB pages that the rows of the large table fill at the least: 20,000 rows of 180 bytes. A scan reads each.
const LARGE_PAGES: i64 = 220;

const STORED: &[&str] = &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) STORED"];
const VIRTUAL: &[&str] = &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) VIRTUAL"];
const VIRTUAL_INDEXED: &[&str] =
    &["ALTER TABLE t ADD COLUMN extra int GENERATED ALWAYS AS (number + 1) VIRTUAL", "ALTER TABLE t ADD INDEX i (extra)"];
const FOREIGN_KEY: &[&str] = &["ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id)"];
const UNCHECKED: &[&str] = &["SET foreign_key_checks = 0"];
const DROP_FOREIGN_KEY: &[&str] = &["ALTER TABLE t DROP FOREIGN KEY f"];
const CHECK: &[&str] = &["ALTER TABLE t ADD CONSTRAINT c CHECK (number > 0)"];
const INDEX: &[&str] = &["ALTER TABLE t ADD INDEX i (number)"];
const UNIQUE: &[&str] = &["ALTER TABLE t ADD CONSTRAINT u UNIQUE (number)"];
const NO_KEY: &[&str] = &["ALTER TABLE t DROP PRIMARY KEY"];
const NO_KEY_BESIDE_STORED: &[&str] = &[STORED[0], NO_KEY[0]];
const NO_KEY_BESIDE_VIRTUAL_INDEXED: &[&str] = &[VIRTUAL_INDEXED[0], VIRTUAL_INDEXED[1], NO_KEY[0]];
const TRIGGER: &[&str] = &["CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.small = 1"];

const CASES: &[Case] = &[
    case(CreateTable, &[], &["CREATE TABLE fresh (id int PRIMARY KEY)"]),
    case(RenameTable, &[], &["RENAME TABLE t TO t2"]),
    case(DropTable, &[], &["DROP TABLE t"]),
    case(TruncateTable, &[], &["TRUNCATE TABLE t"]),
    case(RebuildTable, &[], &["ALTER TABLE t FORCE"]),
    case(AddColumn, &[], &["ALTER TABLE t ADD COLUMN extra int"]),
    case(AddColumnDefault, &[], &["ALTER TABLE t ADD COLUMN extra int NOT NULL DEFAULT 7"]),
    case(AddColumnNow, &[], &["ALTER TABLE t ADD COLUMN extra datetime NOT NULL DEFAULT current_timestamp"]),
    case(AddColumnExpression, &[], &["ALTER TABLE t ADD COLUMN extra int NOT NULL DEFAULT (char_length('seven'))"]),
    case(AddColumnVolatile, &[], &["ALTER TABLE t ADD COLUMN extra char(36) NOT NULL DEFAULT (uuid())"]),
    case(AddColumnAutoIncrement, NO_KEY, &["ALTER TABLE t ADD COLUMN extra bigint NOT NULL AUTO_INCREMENT PRIMARY KEY"]),
    case(AddColumnStored, &[], STORED),
    case(AddColumnVirtual, &[], VIRTUAL),
    case(AddColumnBesideVirtualIndexed, VIRTUAL_INDEXED, &["ALTER TABLE t ADD COLUMN another int"]),
    case(AddColumnCheck, &[], &["ALTER TABLE t ADD COLUMN extra int CHECK (extra > 0)"]),
    case(AddColumnReferences, &[], &["ALTER TABLE t ADD COLUMN extra int, ADD FOREIGN KEY (extra) REFERENCES p (id)"]),
    case(AddColumnUnique, &[], &["ALTER TABLE t ADD COLUMN extra int UNIQUE"]),
    case(DropColumn, &[], &["ALTER TABLE t DROP COLUMN note"]),
    case(DropColumnStored, STORED, &["ALTER TABLE t DROP COLUMN extra"]),
    case(DropColumnVirtual, VIRTUAL, &["ALTER TABLE t DROP COLUMN extra"]),
    case(DropColumnBesideVirtualIndexed, VIRTUAL_INDEXED, &["ALTER TABLE t DROP COLUMN note"]),
    case(RenameColumn, &[], &["ALTER TABLE t RENAME COLUMN note TO remark"]),
    case(RenameColumnStored, STORED, &["ALTER TABLE t RENAME COLUMN extra TO other"]),
    case(RenameColumnVirtual, VIRTUAL, &["ALTER TABLE t RENAME COLUMN extra TO other"]),
    case(SetDefault, &[], &["ALTER TABLE t ALTER COLUMN number SET DEFAULT 7"]),
    case(DropDefault, &[], &["ALTER TABLE t ALTER COLUMN required DROP DEFAULT"]),
    case(SetNotNull, &[], &["ALTER TABLE t MODIFY COLUMN number int NOT NULL"]),
    case(SetNotNullBesideStored, STORED, &["ALTER TABLE t MODIFY COLUMN small smallint NOT NULL"]),
    case(SetNotNullBesideVirtual, VIRTUAL, &["ALTER TABLE t MODIFY COLUMN small smallint NOT NULL"]),
    case(SetNotNullBesideVirtualIndexed, VIRTUAL_INDEXED, &["ALTER TABLE t MODIFY COLUMN small smallint NOT NULL"]),
    case(DropNotNull, &[], &["ALTER TABLE t MODIFY COLUMN required int NULL DEFAULT 1"]),
    case(DropNotNullBesideStored, STORED, &["ALTER TABLE t MODIFY COLUMN required int NULL DEFAULT 1"]),
    case(DropNotNullBesideVirtualIndexed, VIRTUAL_INDEXED, &["ALTER TABLE t MODIFY COLUMN required int NULL DEFAULT 1"]),
    case(AddCheck, &[], CHECK),
    case(DropCheck, CHECK, &["ALTER TABLE t DROP CONSTRAINT c"]),
    case(AddForeignKey, &[], FOREIGN_KEY),
    referenced(AddForeignKeyReferenced, &[], FOREIGN_KEY),
    case(AddForeignKeyNotValid, UNCHECKED, FOREIGN_KEY),
    referenced(AddForeignKeyNotValidReferenced, UNCHECKED, FOREIGN_KEY),
    case(DropForeignKey, FOREIGN_KEY, DROP_FOREIGN_KEY),
    referenced(DropForeignKeyReferenced, FOREIGN_KEY, DROP_FOREIGN_KEY),
    case(AddUnique, &[], UNIQUE),
    case(DropUnique, UNIQUE, &["ALTER TABLE t DROP INDEX u"]),
    case(AddPrimaryKey, NO_KEY, &["ALTER TABLE t ADD PRIMARY KEY (id)"]),
    case(AddPrimaryKeyBesideStored, NO_KEY_BESIDE_STORED, &["ALTER TABLE t ADD PRIMARY KEY (id)"]),
    case(AddPrimaryKeyBesideVirtualIndexed, NO_KEY_BESIDE_VIRTUAL_INDEXED, &["ALTER TABLE t ADD PRIMARY KEY (id)"]),
    case(DropPrimaryKey, &[], NO_KEY),
    case(CreateIndex, &[], INDEX),
    case(CreateIndexVirtual, VIRTUAL, &["ALTER TABLE t ADD INDEX i (extra)"]),
    case(CreateIndexStored, STORED, &["ALTER TABLE t ADD INDEX i (extra)"]),
    case(CreateUniqueIndex, &[], &["ALTER TABLE t ADD UNIQUE INDEX i (number)"]),
    case(RenameIndex, INDEX, &["ALTER TABLE t RENAME INDEX i TO i2"]),
    case(DropIndex, INDEX, &["ALTER TABLE t DROP INDEX i"]),
    case(SmallintToInt, &[], &["ALTER TABLE t MODIFY COLUMN small int"]),
    case(IntToBigint, &[], &["ALTER TABLE t MODIFY COLUMN number bigint"]),
    case(BigintToInt, &[], &["ALTER TABLE t MODIFY COLUMN large int"]),
    case(VarcharWider, &[], &["ALTER TABLE t MODIFY COLUMN v160 varchar(60)"]),
    case(VarcharWiderFrom127Bytes, &[], &["ALTER TABLE t MODIFY COLUMN v80 varchar(100)"]),
    case(VarcharWiderFrom255Bytes, &[], &["ALTER TABLE t MODIFY COLUMN v160 varchar(100)"]),
    case(VarcharWiderFrom256Bytes, &[], &["ALTER TABLE t MODIFY COLUMN v400 varchar(200)"]),
    case(VarcharNarrower, &[], &["ALTER TABLE t MODIFY COLUMN v160 varchar(30)"]),
    case(VarcharToText, &[], &["ALTER TABLE t MODIFY COLUMN v160 text"]),
    case(TextToVarchar, &[], &["ALTER TABLE t MODIFY COLUMN note varchar(50)"]),
    case(NumericPrecision, &[], &["ALTER TABLE t MODIFY COLUMN price decimal(12, 2)"]),
    case(NumericScale, &[], &["ALTER TABLE t MODIFY COLUMN price decimal(14, 4)"]),
    case(ConvertCharset, &["ALTER TABLE t CONVERT TO CHARACTER SET utf8mb3"], &["ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4"]),
    case(EnumAppend, &[], &["ALTER TABLE t MODIFY COLUMN mood enum('low', 'high', 'highest')"]),
    case(EnumInsert, &[], &["ALTER TABLE t MODIFY COLUMN mood enum('low', 'middle', 'high')"]),
    case(EnumReorder, &[], &["ALTER TABLE t MODIFY COLUMN mood enum('high', 'low')"]),
    case(CreateTrigger, &[], TRIGGER),
    case(DropTrigger, TRIGGER, &["DROP TRIGGER g"]),
];

/// What the measuring needs, for one server.
struct Bench {
    url: String,
    kind: Kind,
    /// Runs the operations.
    session: MySqlConnection,
    /// Looks at what they do.
    watch: MySqlConnection,
    /// The id of `session`.
    id: u64,
}

pub(super) async fn measure(url: &str, kind: Kind) -> Result<Measurements> {
    let mut session = connect::<MySqlConnection>(url).await?;
    let id = sqlx::query_scalar("SELECT connection_id()").fetch_one(&mut session).await?;
    let mut bench = Bench { url: url.into(), kind, session, watch: connect(url).await?, id };
    let version: String = sqlx::query_scalar("SELECT version()").fetch_one(&mut bench.watch).await?;
    bench.session.run_all(TEMPLATES).await.context("the tables")?;
    if kind == Kind::MySql {
        bench.watch.run("UPDATE performance_schema.setup_consumers SET enabled = 'YES' WHERE name LIKE 'events_stages%'").await?;
    }
    let mut operations = Vec::new();
    for case in CASES {
        let behaviour = bench.behaviour(case).await.with_context(|| format!("{}: {}", case.operation, case.statements.join("; ")));
        let behaviour = match behaviour {
            Ok(behaviour) => Some(behaviour),
            Err(error) if not_had(&error) => None,
            Err(error) => return Err(error),
        };
        operations.push(Measured { operation: case.operation, statement: case.statements.join("; "), behaviour });
    }
    let dialect = if kind == Kind::MariaDb { Dialect::MariaDb } else { Dialect::MySql };
    // `9.7.4-2`, `10.11.19-MariaDB-0+deb12u1`
    let number = version.split('-').next().unwrap_or_default();
    Ok(Measurements { dialect, version: dialect.parse_version(number).with_context(|| format!("version {version}"))?, operations })
}

/// What the server refused, as against what failed.
enum Refused {
    /// The algorithm or the lock: another may do.
    Clause,
    /// Anything else is an error.
    No(sqlx::Error),
}

fn number(error: &sqlx::Error) -> Option<u16> {
    error.as_database_error().and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>()).map(MySqlDatabaseError::number)
}

/// Whether the server does not have the operation. ER_BINLOG_UNSAFE_SYSTEM_FUNCTION: with a binary log, MySQL adds no column with a default
/// that differs from row to row.
fn not_had(error: &anyhow::Error) -> bool {
    error.downcast_ref::<sqlx::Error>().and_then(number) == Some(1674)
}

fn refused(error: sqlx::Error) -> Refused {
    match number(&error) {
        // ER_ALTER_OPERATION_NOT_SUPPORTED, the same with a reason, ER_WRONG_USAGE: INSTANT with a LOCK, ER_UNKNOWN_ALTER_ALGORITHM.
        Some(1845 | 1846 | 1221 | 1800) => Refused::Clause,
        _ => Refused::No(error),
    }
}

impl Bench {
    async fn behaviour(&mut self, case: &Case) -> Result<Behaviour> {
        let (online, scan, rewrite) = self.work(case).await?;
        let statements = with_clause(case, online);
        let lock = self.lock(case, &statements).await?;
        let held = |lock| if lock == Lock::None { Access::GoesOn } else { Access::WaitsForAMoment };
        let mut behaviour = Behaviour { lock, reads: held(lock), writes: held(lock), scan, rewrite, online };
        if lock == Lock::MetadataNoWrites {
            behaviour.reads = Access::GoesOn;
        }
        if (scan || rewrite) && lock != Lock::None {
            let (reads, writes) = self.beside(case, &statements).await?;
            behaviour.reads = behaviour.reads.max(access(!reads, true));
            behaviour.writes = behaviour.writes.max(access(!writes, true));
        }
        if case.referenced {
            (behaviour.scan, behaviour.rewrite) = (false, false);
        }
        Ok(behaviour)
    }

    /// A fresh table, and what the case needs. No case changes the table that is referred to.
    async fn prepare(&mut self, case: &Case, template: &str) -> Result<()> {
        self.session.run("SET foreign_key_checks = 1").await?;
        self.session.run("DROP TABLE IF EXISTS t, t2, fresh").await?;
        self.session.run(&format!("CREATE TABLE t LIKE {template}")).await?;
        self.session.run(&format!("INSERT INTO t SELECT * FROM {template}")).await?;
        self.session.run_all(case.setup).await.context("its setup")
    }

    /// The best clause that the server takes, and whether the operation then scans and rewrites the table.
    async fn work(&mut self, case: &Case) -> Result<(Option<Online>, bool, bool)> {
        self.prepare(case, "t0").await?;
        let file = self.file().await?;
        if self.kind == Kind::MySql {
            self.watch.run("TRUNCATE TABLE performance_schema.events_stages_history_long").await?;
        }
        let online = self.run_best(case).await?;
        let after = self.file().await?;
        // TRUNCATE gives the table a new file too, without a row in it.
        let gone = after.is_none() || case.operation == TruncateTable;
        let rewrite = !gone && after != file;
        let instant = online.is_some_and(|online| online.algorithm == Algorithm::Instant);
        let scan = match self.kind {
            _ if gone => false,
            _ if rewrite => true,
            Kind::MySql => self.stages().await?.iter().any(|stage| stage.contains("read PK")),
            // What is INSTANT reads no row: that is its meaning ("InnoDB Online DDL Overview").
            _ if instant => false,
            _ => self.reads_all_pages(case).await?,
        };
        Ok((online, scan, rewrite))
    }

    /// Whether a large table's pages are read. What the server's other threads read in the meantime counts too, so that many must be read
    /// three times in a row.
    async fn reads_all_pages(&mut self, case: &Case) -> Result<bool> {
        for _ in 0..3 {
            self.prepare(case, "large0").await?;
            let before = self.pages().await?;
            self.run_best(case).await?;
            if self.pages().await? - before < LARGE_PAGES {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Runs the operation with the best clause that the server takes, and returns it; statements that have none run as they are.
    async fn run_best(&mut self, case: &Case) -> Result<Option<Online>> {
        if !is_alter(case) {
            self.session.run_all(case.statements).await?;
            return Ok(None);
        }
        for online in Online::ALL {
            if online.algorithm == Algorithm::NoCopy && self.kind == Kind::MySql {
                continue;
            }
            let statements = with_clause(case, Some(online));
            match self.session.run(&statements[0]).await.map_err(refused) {
                Ok(()) => return Ok(Some(online)),
                Err(Refused::Clause) => {}
                Err(Refused::No(error)) => return Err(error.into()),
            }
        }
        bail!("the server takes no clause")
    }

    /// The strongest metadata lock that the operation asks for. A transaction that has read the table stands in the way of an exclusive one
    /// only, one that has written to it in that of one that lets reads go on.
    async fn lock(&mut self, case: &Case, statements: &[String]) -> Result<Lock> {
        let table = case.table();
        let read = format!("SELECT id FROM {table} LIMIT 1");
        if self.waits_behind(case, statements, &read).await? {
            return Ok(Lock::MetadataExclusive);
        }
        let write = format!("UPDATE {table} SET id = id WHERE id = 1");
        Ok(if self.waits_behind(case, statements, &write).await? { Lock::MetadataNoWrites } else { Lock::None })
    }

    async fn waits_behind(&mut self, case: &Case, statements: &[String], other: &str) -> Result<bool> {
        self.prepare(case, "t0").await?;
        let mut blocker = connect::<MySqlConnection>(&self.url).await?;
        blocker.run("START TRANSACTION").await?;
        blocker.run(other).await?;
        let work = async {
            for statement in statements {
                self.session.run(statement).await?;
            }
            Ok::<_, sqlx::Error>(())
        };
        let (ends, ended) = watch::channel(false);
        // Neither is dropped half way through an answer, which would leave the rest of it on the connection.
        let watching = async {
            let patience = Instant::now();
            while patience.elapsed() < Duration::from_secs(20) {
                // It waits once it waits: the operation can't end any more before the transaction does.
                if state(&mut self.watch, self.id).await? == "Waiting for table metadata lock" {
                    blocker.run("COMMIT").await?;
                    return Ok(true);
                }
                if *ended.borrow() {
                    return Ok(false);
                }
                sleep(Duration::from_millis(1)).await;
            }
            bail!("it neither ends nor waits")
        };
        let (done, waited) = tokio::join!(
            async {
                let done = work.await;
                let _ = ends.send(true);
                done
            },
            watching
        );
        done?;
        waited
    }

    /// Whether reads and writes of others came to their end while the operation was at work on a large table.
    async fn beside(&mut self, case: &Case, statements: &[String]) -> Result<(bool, bool)> {
        // Where the work is done too quickly to see anything beside it, there must be more of it.
        for template in ["large0", "larger0", "larger0", "larger0"] {
            self.prepare(case, template).await?;
            let table = case.table();
            let (stop, stopped) = watch::channel(false);
            let reader = tokio::spawn(others(self.url.clone(), format!("SELECT id FROM {table} LIMIT 1"), stopped.clone()));
            let column = if case.referenced { "id = id" } else { "required = required + 1" };
            let writer = tokio::spawn(others(self.url.clone(), format!("UPDATE {table} SET {column} ORDER BY id LIMIT 1"), stopped));
            sleep(Duration::from_millis(30)).await;
            let work = async {
                for statement in statements {
                    self.session.run(statement).await?;
                }
                Ok::<_, sqlx::Error>(())
            };
            let (ends, ended) = watch::channel(false);
            let watching = at_work(&mut self.watch, self.id, ended);
            let (done, working) = tokio::join!(
                async {
                    let done = work.await;
                    let _ = ends.send(true);
                    done
                },
                watching
            );
            let _ = stop.send(true);
            let (reads, writes) = (reader.await??, writer.await??);
            done?;
            let working = working?;
            if let Some((from, to)) = working
                && to - from > Duration::from_millis(15)
            {
                let inside = |times: &[(Instant, Instant)]| times.iter().any(|(start, end)| *start > from && *end < to);
                return Ok((inside(&reads), inside(&writes)));
            }
        }
        bail!("it was done too quickly to see what goes on beside it")
    }

    /// The number of the table's file, which changes when the table is written anew.
    async fn file(&mut self) -> Result<Option<u64>> {
        let catalogue = if self.kind == Kind::MariaDb { "innodb_sys_tables" } else { "innodb_tables" };
        let sql = format!("SELECT CAST(space AS unsigned) FROM information_schema.{catalogue} WHERE name = concat(database(), '/t')");
        Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_optional(&mut self.watch).await?)
    }

    /// The pages that the server has read so far, from memory or from disk.
    async fn pages(&mut self) -> Result<i64> {
        let row = sqlx::query("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_read_requests'").fetch_one(&mut self.watch).await?;
        Ok(row.try_get::<String, _>(1)?.parse()?)
    }

    /// The stages that the last operations went through.
    async fn stages(&mut self) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT event_name FROM performance_schema.events_stages_history_long WHERE event_name LIKE 'stage/innodb/%'";
        Ok(sqlx::query_scalar(sql).fetch_all(&mut self.watch).await?)
    }
}

fn is_alter(case: &Case) -> bool {
    case.statements.iter().all(|statement| statement.starts_with("ALTER TABLE"))
}

fn with_clause(case: &Case, online: Option<Online>) -> Vec<String> {
    let with = |statement: &&str| online.map_or(statement.to_string(), |online| format!("{statement}, {online}"));
    case.statements.iter().map(with).collect()
}

/// What the server says that a session is doing.
async fn state(watch: &mut MySqlConnection, id: u64) -> Result<String> {
    let sql = format!("SELECT coalesce(state, '') FROM information_schema.processlist WHERE id = {id}");
    Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_optional(watch).await?.unwrap_or_default())
}

/// From when to when a session was surely going through the table.
async fn at_work(watch: &mut MySqlConnection, id: u64, mut ended: watch::Receiver<bool>) -> Result<Option<(Instant, Instant)>> {
    let mut working: Option<(Instant, Instant)> = None;
    while !*ended.borrow_and_update() {
        let asked = Instant::now();
        let state = state(watch, id).await?;
        if ["altering table", "copy to tmp table", "Enabling keys"].contains(&state.as_str()) {
            // Seen at some time between the question and the answer.
            working = Some((working.map_or_else(Instant::now, |(from, _)| from), asked));
        }
    }
    Ok(working)
}

/// Runs a statement over and over, and returns from when to when each took.
async fn others(url: String, sql: String, mut stopped: watch::Receiver<bool>) -> Result<Vec<(Instant, Instant)>> {
    let mut session = connect::<MySqlConnection>(&url).await?;
    let mut times = Vec::new();
    while !*stopped.borrow_and_update() {
        let start = Instant::now();
        match session.run(&sql).await {
            Ok(()) => times.push((start, Instant::now())),
            // The table is being exchanged.
            Err(error) if error.as_database_error().is_some() => {}
            Err(error) => return Err(error.into()),
        }
    }
    ensure!(!times.is_empty(), "nothing was run beside it: {sql}");
    Ok(times)
}
