//! Before the story begins: a database without this example's tables, and then a table full of rows.

use anyhow::{Context, Result, bail};
use xc::Phase;

use crate::change::Change;
use crate::load::Load;
use crate::row::{Row, Value};
use crate::statement::{Statement, Verb};
use crate::store::{Product, Store};

/// Rows of one `INSERT`: many, for each statement costs a round trip.
const ROWS_PER_INSERT: u64 = 2_000;

/// Values of one statement: SQLite takes 32,766 at most.
const VALUES_PER_INSERT: u64 = 30_000;

/// xc's own tables.
const JOURNAL: [&str; 10] =
    ["xc_log", "xc_control", "xc_activity", "xc_entering", "xc_presence", "xc_range", "xc_backfill", "xc_step", "xc_migration", "xc_lease"];

const DROP_TRIGGER_FUNCTIONS: &str = r"
    DO $$
    DECLARE
        leftover regprocedure;
    BEGIN
        FOR leftover IN
            SELECT oid FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'xc\_%' AND prorettype = 'trigger'::regtype
        LOOP
            EXECUTE format('DROP FUNCTION %s', leftover);
        END LOOP;
    END
    $$";

/// The tables that a change's migrations make and alter, in this order.
pub(crate) fn tables(change: &Change) -> Vec<&'static str> {
    let mut tables = Vec::new();
    for migration in change.migrations {
        // The names are the same for every database that it is for.
        let Some(plan) = xc::Dialect::ALL.into_iter().find_map(|dialect| migration.plan(dialect)) else { continue };
        for step in Phase::ALL.into_iter().flat_map(|phase| plan.steps(phase)) {
            // An enum is of no table.
            if !step.table.is_empty() && !tables.contains(&step.table) {
                tables.push(step.table);
            }
        }
    }
    tables
}

/// The enums that they make on PostgreSQL, which outlive their tables.
fn enums(change: &Change) -> impl Iterator<Item = &'static str> {
    let plans = change.migrations.iter().filter_map(|migration| migration.plan(xc::Dialect::Postgres));
    let statements = plans.flat_map(|plan| plan.expand).flat_map(|step| step.run.statements);
    statements.filter_map(|statement| statement.sql.strip_prefix("CREATE TYPE ")?.split_once(" AS ENUM").map(|(name, _)| name))
}

/// Makes sure that people from everywhere can be in the table.
pub(crate) async fn check_encoding(store: &Store) -> Result<()> {
    let (query, needed) = match store.product() {
        Product::Postgres => ("SELECT current_setting('server_encoding')", "UTF8"),
        Product::MySql => ("SELECT CAST(@@character_set_database AS CHAR)", "utf8mb4"),
        Product::Sqlite => return Ok(()),
    };
    let encoding = store.text(query).await?;
    if encoding != needed {
        bail!(
            "this database's encoding is {encoding}, which can't hold every name.\n\
             Give it an empty database whose encoding is {needed}."
        );
    }
    Ok(())
}

/// Sees to it that none of the tables that this example needs is there. Drops those of an earlier run, if asked to; never anything else.
pub(crate) async fn clear(store: &Store, change: &Change, fresh: bool) -> Result<()> {
    let tables = tables(change);
    let leftovers = store.leftovers(&tables).await.context("can't read the database's catalogue")?;
    if leftovers.is_empty() {
        return Ok(());
    }
    if !fresh {
        bail!(
            "this database already has: {}\n\
             The example makes tables of its own and leaves yours alone. Give it an empty database,\n\
             or, if the tables are left from an earlier run of it, let it drop them: --fresh",
            leftovers.join(", ")
        );
    }
    check_leftovers(store, change, &leftovers).await?;
    // A table after those that refer to it.
    for table in tables.iter().rev().chain(&JOURNAL) {
        let drop = format!("DROP TABLE IF EXISTS {table}");
        store.run(&drop, &[]).await.with_context(|| format!("can't clear the database: {drop}"))?;
    }
    if store.product() == Product::Postgres {
        // Triggers go with their table, but the functions that they call do not.
        store.run(DROP_TRIGGER_FUNCTIONS, &[]).await.context("can't drop the functions of an earlier run")?;
        for name in enums(change) {
            store.run(&format!("DROP TYPE IF EXISTS {name}"), &[]).await.context("can't drop the enums of an earlier run")?;
        }
    }
    match store.leftovers(&tables).await?.as_slice() {
        [] => Ok(()),
        strange => bail!("this example never made these, and did not drop them: {}", strange.join(", ")),
    }
}

/// Makes sure that what is there is this example's own: its journal says so.
async fn check_leftovers(store: &Store, change: &Change, leftovers: &[String]) -> Result<()> {
    let has = |table: &str| leftovers.iter().any(|leftover| leftover == table);
    let journal = if has("xc_migration") { store.texts("SELECT name FROM xc_migration").await? } else { Vec::new() };
    if let Some(strange) = journal.iter().find(|name| change.migrations.iter().all(|migration| migration.name != **name)) {
        bail!(
            "nothing was dropped: this database is in use. It has been through the migration `{strange}`,\n\
             which is not this example's. Give it an empty database."
        );
    }
    if leftovers.iter().any(|table| !table.starts_with("xc_")) && journal.is_empty() {
        bail!("nothing was dropped: this example did not make {}.\nGive it an empty database.", leftovers.join(", "));
    }
    Ok(())
}

/// Fills the application's table, before the application starts. `filled` is told how many rows were added.
pub(crate) async fn fill(change: &Change, load: &Load, rows: u64, mut filled: impl FnMut(u64)) -> Result<()> {
    let (store, ledger) = (&load.service.store, &load.service.ledger);
    let inserts: Vec<Statement> = change.v1.parsed().into_iter().filter(|statement| statement.verb == Verb::Insert).collect();
    let values = inserts.iter().map(|insert| insert.parameters.len() as u64).max().unwrap_or(1).max(1);
    let at_once = ROWS_PER_INSERT.min(VALUES_PER_INSERT / values);
    for first in (1..=rows).step_by(usize::try_from(at_once)?) {
        let ids: Vec<i64> = (first..=rows.min(first + at_once - 1)).map(i64::try_from).collect::<Result<_, _>>()?;
        let entered: Vec<(Value, Row)> = ids.iter().map(|id| (Value::from(*id), ledger.seed(*id))).collect();
        let statements = inserts.iter().map(|insert| {
            let values = entered
                .iter()
                .flat_map(|(key, row)| insert.parameters.iter().map(move |column| if *column == "id" { key } else { &row[column] }));
            (insert.sql_of_rows(store.product(), ids.len()), values.collect::<Vec<&Value>>())
        });
        store.run_together(&statements.collect::<Vec<_>>()).await.context("can't fill the table")?;
        filled(ids.len() as u64);
    }
    Ok(())
}
