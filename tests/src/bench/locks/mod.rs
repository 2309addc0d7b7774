//! The bench of locks: how long a change keeps the application from its table in xc's way, and how long in statements as one would type them.
//!
//! On PostgreSQL, which tells at the end of a transaction what locks it holds. MySQL and MariaDB do most of these changes in place and beside
//! writers by themselves, or xc refuses them; SQLite has one writer anyway.

mod changes;
mod load;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::time::sleep;
use xc::{Executor, Phase};

use super::measure;
use super::numbers::{median, ms};
use super::report::{Case, Column, Report};
use crate::servers::{self, Kind, Release, TestDatabase};
use changes::{CHANGES, Change};
use load::Load;

/// What to run.
#[derive(clap::Args, Clone, Debug)]
pub struct Arguments {
    /// Only these servers: postgres-13, postgres, postgres-18
    #[arg(long, value_delimiter = ',', default_values_t = [Release::Postgres])]
    pub only: Vec<Release>,
    /// How many rows the table has
    #[arg(long, default_value_t = 500_000)]
    pub rows: u64,
    /// Requests a second on the table meanwhile, half of them reads
    #[arg(long, default_value_t = 200.0)]
    pub rate: f64,
    /// So many times is each case measured, in turn with the others; the median counts
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
}

const COLUMNS: &[Column] = &[
    ("lock ms", "lock_ms", 1),
    ("ratio", "ratio", 3),
    ("longest request ms", "max_stall_ms", 1),
    ("ratio", "stall_ratio", 3),
    ("failed", "failed", 0),
    ("change s", "change_s", 1),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Statements as one would type them.
    Plain,
    /// All phases.
    Xc,
}

const WAYS: [Way; 2] = [Way::Plain, Way::Xc];

/// What one run of a case came to.
#[derive(Clone, Debug)]
struct Run {
    /// The longest transaction that held a lock on a table, one that stops writes: from its beginning to its end.
    lock: f64,
    /// The longest that a request took.
    stall: f64,
    took: f64,
    failures: Vec<String>,
}

/// Measures everything.
///
/// # Errors
/// A server's.
pub async fn run(arguments: &Arguments) -> Result<Report> {
    ensure!(arguments.rows > 0 && arguments.rounds > 0, "--rows and --rounds want one at least");
    for release in &arguments.only {
        if release.kind() != Kind::Postgres {
            bail!(
                "--only {release}: the locks that a transaction holds are measured on PostgreSQL alone: postgres-13, postgres, postgres-18"
            );
        }
    }
    let words = format!(
        "the median of {} rounds; {} requests/s meanwhile, each counted from when it was due; lock: the longest transaction with a lock that \
         stops writes, from its beginning; xc as by default, ratios to the plain statements, each of which is a transaction",
        arguments.rounds, arguments.rate,
    );
    let settings = [("rounds", arguments.rounds.into()), ("requests_per_s", arguments.rate.into())];
    let mut report = Report::new("locks", arguments.rows, COLUMNS).settings(settings, words);
    for &release in &arguments.only {
        for change in CHANGES {
            let mut runs: [Vec<Run>; 2] = Default::default();
            for round in 0..arguments.rounds {
                for step in 0..WAYS.len() {
                    // Each round begins with the other one: what the machine does at the same time hits none of them always.
                    let case = (step + round) % WAYS.len();
                    let database = servers::database(release).await?.with_context(|| format!("{release} can't be had"))?;
                    report.server(release, &database).await?;
                    let run = one(&database, change, WAYS[case], arguments);
                    let run = run.await.with_context(|| format!("{release}, {}, {:?}", change.name, WAYS[case]))?;
                    eprintln!("{release} {} {:?}: lock {:.1} ms, longest request {:.1} ms", change.name, WAYS[case], run.lock, run.stall);
                    if WAYS[case] == Way::Xc {
                        report.failed(run.failures.iter().map(|failure| format!("{release}, {}: {failure}", change.name)));
                    }
                    runs[case].push(run);
                }
            }
            for (way, of_way) in WAYS.iter().zip(&runs) {
                report.case(case(release, change, *way, of_way, &runs[Way::Plain as usize]));
            }
        }
    }
    Ok(report)
}

fn case(release: Release, change: &Change, way: Way, runs: &[Run], plain: &[Run]) -> Case {
    let of = |runs: &[Run], of: fn(&Run) -> f64| median(runs.iter().map(of).collect());
    let beside = |value: fn(&Run) -> f64| of(runs, value).zip(of(plain, value)).map(|(run, plain)| run / plain);
    Case {
        name: format!("{release}, {}, {}", change.name, if way == Way::Plain { "plain" } else { "xc" }),
        ratio: beside(|run| run.lock),
        max_stall_ms: of(runs, |run| run.stall),
        failed: Some(runs.iter().map(|run| run.failures.len()).sum()),
        more: [
            ("lock_ms", of(runs, |run| run.lock).into()),
            ("stall_ratio", beside(|run| run.stall).into()),
            ("change_s", of(runs, |run| run.took).into()),
        ]
        .into(),
        ..Case::default()
    }
}

/// Writes down, at the end of a transaction, for how long it has been open, if it holds a lock that stops writes to a table of the
/// application (PostgreSQL, "Table-Level Locks": ROW EXCLUSIVE, which writes take, conflicts with these). A step of xc writes to its journal
/// last, when it holds all of its locks. Tables that the change makes are nobody's yet.
const WATCH: &str = "create table held (ms float8 not null);
    create table known as select oid from pg_class
        where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname not like 'xc\\_%';
    create function look() returns void language sql as $$
        insert into held select extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000
            where exists (select from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and granted
                and relation in (select oid from known)
                and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))
    $$;
    create function look_at_step() returns trigger language plpgsql as $$ begin perform look(); return null; end $$;
    create trigger look after insert or update on xc_step for each row execute function look_at_step()";

/// Before the change, until connections are open, and after it, for what waits still.
const BESIDE: Duration = Duration::from_millis(500);

async fn one(database: &TestDatabase, change: &Change, way: Way, arguments: &Arguments) -> Result<Run> {
    let executor = Executor::connect(&database.url, change.migrations).await?;
    let [create, migration] = change.migrations else { bail!("a chain of {} migrations", change.migrations.len()) };
    executor.up_to(create, Phase::Contract).await?;
    for statement in change.fill {
        database.execute(&statement.replace(":rows", &arguments.rows.to_string())).await?;
    }
    database.execute("vacuum (freeze, analyze)").await?;
    database.execute(WATCH).await?;
    measure::settle(database).await?;
    let load = Load::start(database, change.table, arguments.rows, arguments.rate).await?;
    sleep(BESIDE).await;
    let began = Instant::now();
    match way {
        Way::Xc => executor.up_to(migration, Phase::Contract).await?,
        Way::Plain => {
            let mut connection = PgConnection::connect(&database.url).await?;
            for statement in change.plain {
                let transaction = format!("begin; {statement}; select look(); commit");
                sqlx::raw_sql(AssertSqlSafe(transaction)).execute(&mut connection).await.context(*statement)?;
            }
            connection.close().await?;
        }
    }
    let took = began.elapsed();
    sleep(BESIDE).await;
    let (served, failures) = load.end(began).await?;
    let stall = served.iter().map(|request| request.took).max().context("no request was made: give a higher --rate")?;
    let mut connection = PgConnection::connect(&database.url).await?;
    let lock: Option<f64> = sqlx::query_scalar("select max(ms) from held").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(Run { lock: lock.context("no transaction held a lock that stops writes")?, stall: ms(stall), took: took.as_secs_f64(), failures })
}
