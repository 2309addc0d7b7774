//! Families 05 to 07, as far as keys and syncs go: what a drop would tear, what a backfill walks by, what a mapping may touch.

use super::Rule;
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Dialect;
use crate::resolve::{At, Migration, Sync};
use crate::schema::Table;
use crate::schema::types::Class;
use crate::syntax::{CreateTable, DefaultValue};

/// A numbered column that a database can't have.
pub static AUTO_INCREMENT: Rule = Rule {
    code: "XC0501",
    name: "auto_increment",
    page: "MySQL wants a numbered column to be a key; SQLite numbers only the one column that is the whole primary key.",
};

/// A drop of what is still used.
pub static STILL_USED: Rule = Rule {
    code: "XC0601",
    name: "still_used",
    page: "A key or a unique constraint still needs the column. PostgreSQL would drop the constraint with it, in silence; MySQL would drop the \
           column from the key; SQLite would refuse.",
};

/// A table that can't be walked.
pub static NO_KEY: Rule = Rule {
    code: "XC0701",
    name: "no_key",
    page: "A backfill walks the table by its primary key, a range at a time, so that it can stop anywhere and go on. Without a key, it would have \
           to read the table from its start for every batch.",
};

/// A mapping that writes the key.
pub static WRITES_KEY: Rule = Rule {
    code: "XC0702",
    name: "writes_key",
    page: "The backfill walks by the key. A mapping that changes it would meet its own rows again.",
};

/// A mapping that reads what it writes.
pub static READS_OWN_TARGET: Rule = Rule {
    code: "XC0703",
    name: "reads_own_target",
    page: "A backfill may be repeated for a row, after a crash or a retry. A mapping that reads what it writes could give another value the second \
           time.",
};

/// Two syncs on one column.
pub static OVERLAPPING_SYNC: Rule = Rule {
    code: "XC0704",
    name: "overlapping_sync",
    page: "Two mappings on the same column, or on the same table in one migration, would fire each other's triggers.",
};

/// What MySQL and SQLite ask of a numbered column.
pub fn check_auto_increment(table: &Table, create: &CreateTable, dialects: &[Dialect], sink: &mut Sink) {
    for column in table.columns.iter().filter(|column| column.auto_increment) {
        let place = create.columns.iter().find(|def| def.name.node == column.name).map_or(create.place, |def| def.place);
        let error = |message: String| Diagnostic::new(&AUTO_INCREMENT, place, message);
        if !matches!(column.ty.class(), Class::Integer | Class::Any) {
            sink.report(error(format!("`{}` is numbered by the database and must be a whole number", column.name)).help("`bigint`"));
        } else if table.primary_key != [column.name.as_str()] && dialects.iter().any(|dialect| *dialect != Dialect::Postgres) {
            sink.report(
                error(format!("`{}` is numbered by the database and is not the primary key", column.name))
                    .note("MySQL numbers only a key, SQLite only the primary key")
                    .help(format!("`{} {} primary key auto_increment`", column.name, column.ty.spelled())),
            );
        }
    }
}

/// Whether a column can be dropped without tearing a key.
pub fn check_drop(table: &Table, column: &str, place: Place) -> Result<(), Diagnostic> {
    let used = |by: &str| {
        Err(Diagnostic::new(&STILL_USED, place, format!("{by} of `{}` still needs `{column}`", table.name))
            .note("PostgreSQL would drop the constraint with the column, in silence; MySQL would shorten the key; SQLite would refuse")
            .note(format!("the table is declared at {}", table.declared_at)))
    };
    if table.primary_key.iter().any(|key| key == column) {
        return used("the primary key");
    }
    match table.uniques.iter().find(|unique| unique.iter().any(|name| name == column)) {
        Some(unique) => used(&format!("unique ({})", unique.join(", "))),
        None => Ok(()),
    }
}

/// Syncs.
pub(super) fn check(migration: &Migration, sink: &mut Sink) {
    for (index, sync) in migration.syncs.iter().enumerate() {
        let Some(table) = migration.expanded.table(&sync.node.table) else { continue };
        if table.primary_key.is_empty() {
            sink.report(
                Diagnostic::new(&NO_KEY, sync.place, format!("table `{}` has no primary key", table.name))
                    .note(format!("the backfill would have nothing to walk by; the table is declared at {}", table.declared_at)),
            );
        }
        if migration.syncs[..index].iter().any(|other| other.node.table == table.name) {
            sink.report(
                Diagnostic::new(&OVERLAPPING_SYNC, sync.place, format!("a second sync on table `{}`", table.name))
                    .help("write all assignments into one `sync`, or keep the second for the next migration"),
            );
        }
        mapping(table, sync, sink);
    }
}

fn mapping(table: &Table, sync: &At<Sync>, sink: &mut Sink) {
    let new_columns = sync.node.new_columns();
    for assignment in sync.node.forward.iter().chain(&sync.node.reverse) {
        if table.primary_key.contains(&assignment.column) {
            sink.report(
                Diagnostic::new(
                    &WRITES_KEY,
                    assignment.place,
                    format!("the mapping writes `{}`, which is in the primary key", assignment.column),
                )
                .note("the backfill walks by it"),
            );
        }
    }
    for assignment in &sync.node.forward {
        let mut own = None;
        assignment.value.columns(&mut |column, place| own = own.or(new_columns.contains(&column).then_some((column, place))));
        if let Some((column, place)) = own {
            sink.report(
                Diagnostic::new(&READS_OWN_TARGET, place, format!("forward writes `{column}`, and reads it"))
                    .note("run twice, as after a crash, it could give another value")
                    .help("let forward read only columns that it does not write"),
            );
        }
    }
    for assignment in &sync.node.reverse {
        if new_columns.contains(&assignment.column.as_str()) {
            sink.report(
                Diagnostic::new(&OVERLAPPING_SYNC, assignment.place, format!("both forward and reverse write `{}`", assignment.column))
                    .help("forward writes the new columns, reverse the old"),
            );
        } else if assignment.value.reads(&assignment.column) {
            sink.report(Diagnostic::new(
                &READS_OWN_TARGET,
                assignment.place,
                format!("reverse writes `{}`, and reads it", assignment.column),
            ));
        }
    }
    for name in new_columns.iter().copied().chain(sync.node.old_columns()) {
        let timestamp = table.column(name).filter(|column| column.default == Some(DefaultValue::CurrentTimestamp));
        if let Some(column) = timestamp {
            sink.report(
                Diagnostic::new(
                    &super::syntax::NOT_YET,
                    sync.place,
                    format!("`{name}` has the default current_timestamp: a sync of it is not in the language yet"),
                )
                .note("a trigger could not tell a value that was left out from one that was given")
                .note(format!("the column is declared at {}", column.declared_at)),
            );
        }
    }
}
