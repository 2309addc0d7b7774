//! Enums, which are types of their own.

use super::{DIALECT, cost, name, regclass};
use crate::locks::Operation;
use crate::plan::{Servers, When};
use crate::schema::enumeration::EnumType;
use crate::sql::{Change, Cost, Gate, Step, retire, text, texts};

/// A type as `to_regtype()` takes it.
fn regtype(of: &str) -> String {
    format!("to_regtype({})", text(&name(of), DIALECT))
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

fn created(of: &EnumType) -> String {
    format!("CREATE TYPE {} AS ENUM ({})", of.quoted(), of.list(DIALECT, ", "))
}

pub(super) fn create(of: &EnumType) -> Step {
    step(
        format!("create enum {}", of.name),
        Change::of([created(of)]),
        Change::of([format!("DROP TYPE {}", of.quoted())]),
        format!("SELECT count(*) FROM pg_type WHERE oid = {}", regtype(&of.name)),
        format!("there is a type {} already, and xc has not made it: drop or rename it, or give the new enum another name", of.name),
    )
}

/// A value can't be taken away ("Enumerated Types", Implementation Details). In a transaction of its own, for it can't be used within that which
/// adds it ("ALTER TYPE", Notes).
pub(super) fn add_value(of: &str, value: &str) -> Step {
    let step = step(
        format!("add value {value:?} to enum {of}, where a rollback leaves it"),
        Change::of([format!("ALTER TYPE {} ADD VALUE IF NOT EXISTS {}", name(of), text(value, DIALECT))]),
        Change::default(),
        // A rollback may have left it: run again, it is the same.
        "SELECT 0::bigint".into(),
        String::new(),
    );
    Step { cost: Cost { text: step.cost.text, ..cost(&[Operation::EnumAppend]) }, ..step }
}

/// Columns that are kept until they are purged have the type until then.
pub(super) fn drop(of: &EnumType, leaving: &[(&str, Vec<&str>)], retires: bool) -> Vec<Step> {
    let still = |spared: &str| {
        let columns = format!(
            "FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid \
             WHERE atttypid = {} AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f'){spared}",
            regtype(&of.name)
        );
        Some(Gate {
            count: format!("SELECT count(*) {columns}"),
            show: Some(format!("SELECT attrelid::regclass || '.' || attname {columns} ORDER BY 1")),
            reason: format!(
                "columns are still of enum {}: purge the migration that has retired them, or let a migration give them another type",
                of.name
            ),
        })
    };
    // Before contract begins, what it takes away is there.
    let spared = leaving.iter().map(|(table, columns)| {
        let columns = texts(columns.iter().copied(), DIALECT);
        format!(" AND (attrelid IS DISTINCT FROM {} OR attname NOT IN ({columns}))", regclass(table))
    });
    let gate = still(&spared.collect::<String>());
    let at_once = |undo: Change, when: When, refuse_if: Option<Gate>| Step {
        when,
        ..step(
            format!("drop enum {}", of.name),
            Change { refuse_if, ..Change::of([format!("DROP TYPE {}", of.quoted())]) },
            undo,
            format!("SELECT CASE WHEN {} IS NULL THEN 1 ELSE 0 END::bigint", regtype(&of.name)),
            format!("enum {} is gone already, and not by xc", of.name),
        )
    };
    if retires {
        let never = || Change::never(retire::DROPPED);
        return vec![at_once(never(), When::Dropping, gate), at_once(never(), When::Purging, still(""))];
    }
    vec![at_once(Change::of([created(of)]), When::Always, gate)]
}
