//! Schemas.

use super::{DIALECT, name};
use crate::plan::{Servers, When};
use crate::sql::{Change, Gate, Step, text};

/// A schema as `to_regnamespace()` takes it.
fn regnamespace(schema: &str) -> String {
    format!("to_regnamespace({})", text(&name(schema), DIALECT))
}

pub(super) fn create(schema: &str) -> Step {
    step(
        format!("create schema {schema}"),
        created(schema),
        dropped(schema),
        format!("SELECT count(*) FROM pg_namespace WHERE oid = {}", regnamespace(schema)),
        format!("there is a schema {schema} already, and xc has not made it: declare it in `schema!`, or give the new one another name"),
    )
}

pub(super) fn drop(schema: &str) -> Step {
    step(
        format!("drop schema {schema}"),
        dropped(schema),
        created(schema),
        format!("SELECT CASE WHEN {} IS NULL THEN 1 ELSE 0 END::bigint", regnamespace(schema)),
        format!("schema {schema} is gone already, and not by xc"),
    )
}

fn created(schema: &str) -> Change {
    Change::of([format!("CREATE SCHEMA {}", name(schema))])
}

/// Without CASCADE; what the migrations do not know of is shown before.
fn dropped(schema: &str) -> Change {
    let of = regnamespace(schema);
    let inside = format!(
        "FROM (SELECT 'table, view, index or sequence ' || relname AS what FROM pg_class WHERE relnamespace = {of} \
         UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = {of} \
         UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = {of} AND typrelid = 0 AND typcategory <> 'A') AS inside"
    );
    let gate = Gate {
        count: format!("SELECT count(*) {inside}"),
        show: Some(format!("SELECT what {inside} ORDER BY 1")),
        reason: format!(
            "schema {schema} is not empty: purge the migrations that have retired tables in it, and move or drop what else is there"
        ),
    };
    Change { refuse_if: Some(gate), ..Change::of([format!("DROP SCHEMA {}", name(schema))]) }
}

fn step(what: String, run: Change, undo: Change, probe: String, already: String) -> Step {
    Step {
        name: what,
        table: String::new(),
        servers: Servers::ALL,
        run,
        undo,
        probe,
        already,
        cost: "catalogue change: locks no table".into(),
        concurrent: false,
        when: When::Always,
    }
}
