//! Indexes, always built and dropped concurrently on a table that has rows.

use super::{DIALECT, columns_array, name, regclass};
use crate::locks::Operation;
use crate::plan::{Servers, When};
use crate::schema::constraint::{Constraint, Index, Unique};
use crate::schema::{Table, beside, fit};
use crate::sql::{Change, Gate, Step, ddl, gate, index_already, index_name, quoted};

/// An index of this name that is good.
fn index_there(index: &str) -> String {
    format!("SELECT count(*) FROM pg_index WHERE indexrelid = {} AND indisvalid", regclass(index))
}

/// What an attempt that was cut off leaves: IF NOT EXISTS would take it for an index ("CREATE INDEX", "Building Indexes Concurrently").
pub(super) fn invalid(index: &str) -> (String, String) {
    (format!("SELECT count(*) FROM pg_index WHERE indexrelid = {} AND NOT indisvalid", regclass(index)), drop_concurrently(index))
}

fn drop_concurrently(index: &str) -> String {
    format!("DROP INDEX CONCURRENTLY {}", name(index))
}

fn definition(table: &Table, index: &Index, concurrently: &str) -> String {
    format!(
        "CREATE {}INDEX {concurrently}{} ON {} {}",
        if index.unique { "UNIQUE " } else { "" },
        name(&index.name),
        name(&table.name),
        ddl::index_parts(table, index, DIALECT)
    )
}

pub(super) fn create(table: &Table, index: &Index, fresh: bool) -> Step {
    let (what, own) = (index_name(&table.name, &index.name), beside(&table.name, &index.name));
    if !fresh {
        return concurrent(what, &table.name, &index.name, definition(table, index, "CONCURRENTLY "), gate::index(table, index, DIALECT));
    }
    Step {
        cost: crate::sql::cost::of_fresh_index(&[DIALECT]),
        ..super::catalogue_step(
            what,
            &table.name,
            Change::of([definition(table, index, "")]),
            Change::of([format!("DROP INDEX {}", name(&own))]),
            index_there(&own),
            index_already(&table.name, &index.name),
        )
    }
}

pub(super) fn drop(table: &Table, index: &Index) -> Step {
    let own = beside(&table.name, &index.name);
    Step {
        name: format!("drop index {} on {}", index.name, table.name),
        table: table.name.clone(),
        servers: Servers::ALL,
        run: Change::of([drop_concurrently(&own)]),
        undo: Change { clear: Some(invalid(&own)), ..Change::of([definition(table, index, "CONCURRENTLY ")]) },
        probe: format!("SELECT CASE WHEN {} IS NULL THEN 1 ELSE 0 END::bigint", regclass(&own)),
        already: format!("index {} on {} is gone already, and not by xc", index.name, table.name),
        cost: super::cost(&[Operation::DropIndexConcurrently]),
        concurrent: true,
        when: When::Always,
    }
}

/// A step that builds an index concurrently.
pub(super) fn concurrent(what: String, table: &str, index: &str, definition: String, gate: Option<Gate>) -> Step {
    let own = beside(table, index);
    Step {
        name: what,
        table: table.into(),
        servers: Servers::ALL,
        run: Change { clear: Some(invalid(&own)), refuse_if: gate, ..Change::of([definition]) },
        undo: Change::of([drop_concurrently(&own)]),
        probe: index_there(&own),
        already: index_already(table, index),
        cost: super::cost(&[Operation::CreateIndexConcurrently]),
        concurrent: true,
        when: When::Always,
    }
}

/// A unique constraint takes over an index that was built beside reads and writes.
pub(super) fn add_unique(table: &Table, unique: &Unique) -> Vec<Step> {
    let columns: Vec<&str> = unique.columns.iter().map(String::as_str).collect();
    let build = format!(
        "CREATE UNIQUE INDEX CONCURRENTLY {} ON {} ({})",
        name(&unique.name),
        name(&table.name),
        quoted(columns.iter().copied(), DIALECT)
    );
    let gate = gate::constraint(table, &Constraint::Unique(unique.clone()), DIALECT);
    let what = format!("build the index of unique ({}) on {}", columns.join(", "), table.name);
    vec![concurrent(what, &table.name, &unique.name, build, Some(gate)), add_unique_using_index(table, unique)]
}

/// The index, which has the constraint's name and columns, is the constraint's own from then on.
pub(super) fn add_unique_using_index(table: &Table, unique: &Unique) -> Step {
    Step {
        name: format!("add unique ({}) to {}", unique.columns.join(", "), table.name),
        table: table.name.clone(),
        servers: Servers::ALL,
        run: Change::of([format!(
            "ALTER TABLE {} ADD CONSTRAINT {} UNIQUE USING INDEX {}",
            name(&table.name),
            name(&unique.name),
            name(&unique.name)
        )]),
        undo: Change::of([format!("ALTER TABLE {} DROP CONSTRAINT {}", name(&table.name), name(&unique.name))]),
        probe: super::constraint::by_columns(&table.name, "contype = 'u'", &unique.columns),
        already: crate::sql::constraint_already(&table.name, &Constraint::Unique(unique.clone())),
        cost: super::cost(&[Operation::AddUniqueUsingIndex]),
        concurrent: false,
        when: When::Always,
    }
}

/// A unique constraint takes over the index that is there under its name, for v2, since before contract. Taken back, the table has that index again:
/// with a constraint goes its index, so another is built first, and takes the name in the transaction in which the constraint goes.
pub(super) fn lend_to_unique(table: &Table, unique: &Unique) -> Vec<Step> {
    let spare = fit(format!("xc_{}", unique.name));
    let mut add = add_unique_using_index(table, unique);
    add.undo.statements.push((format!("ALTER INDEX {} RENAME TO {}", name(&beside(&table.name, &spare)), name(&unique.name)), None));
    let what = format!("the index {} on {}", unique.name, table.name);
    vec![add, way_back(&table.name, &what, &Index { name: spare, ..unique.index() }, None)]
}

/// Builds a unique index when contract is taken back, beside reads and writes.
pub(super) fn way_back(table: &str, what: &str, index: &Index, gate: Option<Gate>) -> Step {
    let columns = quoted(index.columns.iter().map(String::as_str), DIALECT);
    let build = Change {
        refuse_if: gate,
        clear: Some(invalid(&beside(table, &index.name))),
        ..Change::of([format!("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {} ON {} ({columns})", name(&index.name), name(table))])
    };
    let step = super::constraint::only_undone(table, format!("way back to {what}"), build, Operation::CreateIndexConcurrently);
    Step { concurrent: true, ..step }
}

/// The numbers of columns, in their order, as the catalogue keeps them.
pub(super) fn column_numbers(table: &str, columns: &[String]) -> String {
    format!(
        "ARRAY(SELECT a.attnum FROM unnest({}) WITH ORDINALITY AS c (name, place) \
         JOIN pg_attribute AS a ON a.attrelid = {} AND a.attname = c.name ORDER BY c.place)",
        columns_array(columns),
        regclass(table)
    )
}
