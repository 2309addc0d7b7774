//! `verify`: is every row in parity?

use serde_json::{Value, json};
use xc_core::plan::Migration;

use crate::cli::connection::Connection;
use crate::cli::find;
use crate::cli::outcome::{DONE, NOT_VERIFIED, Outcome, Problem};
use crate::journal::Reached;
use crate::verify::Verification;

pub(super) async fn run(connection: &Connection, name: Option<&str>, on: Option<&str>) -> Result<Outcome, Problem> {
    let migrations = match name {
        Some(name) => vec![find::by_name(connection.executor.inner.migrations, name)?],
        None => in_flight(connection).await?,
    };
    let mut lines = Vec::new();
    let mut found: Vec<Value> = Vec::new();
    let mut clean = true;
    for migration in migrations {
        let verification = match on {
            Some(replica) => connection.work(connection.executor.verify_on(migration, replica)).await?,
            None => connection.work(connection.executor.verify(migration)).await?,
        };
        clean &= verification.is_clean();
        lines.push(format!("{}: {verification}", migration.name));
        found.push(fields(migration, &verification));
    }
    if lines.is_empty() {
        lines.push("nothing to verify: no migration is between expand and contract".to_owned());
    }
    let code = if clean { DONE } else { NOT_VERIFIED };
    Ok(Outcome::new(lines.join("\n"), json!({ "clean": clean, "verified": found })).with_code(code))
}

/// Those whose rows can be compared: the new shape is there, and the old one still is.
async fn in_flight(connection: &Connection) -> Result<Vec<&'static Migration>, Problem> {
    let dialect = connection.executor.dialect();
    let fills = |migration: &Migration| migration.plan(dialect).is_some_and(|plan| !plan.migrate.is_empty());
    let reached = find::reached(connection).await?.into_iter();
    let between = reached.filter(|(migration, reached)| (Reached::Expanded..=Reached::Migrated).contains(reached) && fills(migration));
    Ok(between.map(|(migration, _)| migration).collect())
}

fn fields(migration: &Migration, verification: &Verification) -> Value {
    let nulls: Vec<Value> = verification.nulls.iter().map(|(column, rows)| json!({ "column": column, "rows": rows })).collect();
    json!({
        "migration": migration.name,
        "clean": verification.is_clean(),
        "rows": verification.rows,
        "out_of_parity": verification.out_of_parity,
        "behind": verification.behind,
        "nulls": nulls,
        "examples": verification.examples,
    })
}
