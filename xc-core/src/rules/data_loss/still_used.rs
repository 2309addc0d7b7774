//! What is dropped is used by nothing that stays.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;

/// XC0601.
pub static STILL_USED: Rule = Rule {
    code: "XC0601",
    name: "still_used",
    severity: Severity::Error,
    overridable: Overridable::No("the database would tear what is still in use, or refuse the drop half way through contract"),
    page: Page {
        what: "A key, a constraint, an index or a generated column still needs what is dropped.",
        why: "A constraint that goes in silence lets in the rows that it kept out, and nobody learns of it until they are found. An index that goes \
              turns a lookup into a scan.",
        databases: "PostgreSQL drops indexes and constraints with their column. MySQL and MariaDB take the column out of a key of several columns, \
                    which is then narrower, and refuse to drop one that a foreign key needs. SQLite refuses the drop of an indexed column.",
        instead: "Drop what hangs on it by name, in the same contract: `drop index i on t;`, `drop constraint c`, `drop foreign key (a)`. What is \
                  still wanted is made anew on the column that takes its place.",
        sources: &[
            "PostgreSQL, \"ALTER TABLE\", DROP COLUMN",
            "MySQL, \"ALTER TABLE Statement\", DROP COLUMN",
            "sqlite.org, \"ALTER TABLE DROP COLUMN\"",
            "Atlas CD101",
        ],
    },
    refused: &[
        Example::after(
            "expand { create table t (id bigint primary key, a int null); create index t_a on t (a); }",
            "contract { alter table t drop column a; }",
        ),
        Example::after(
            "expand { create table t (id bigint primary key, a int unique null); }",
            "contract { alter table t drop column a; }",
        ),
        Example::after(
            "expand { create table p (id bigint primary key); create table t (id bigint primary key, a bigint not null references p); create index t_a on t (a); }",
            "contract { #[allow(drop_without_successor, reason = \"not used\")] drop table p; }",
        ),
    ],
    allowed: &[Example::after(
        "expand { create table t (id bigint primary key, a int null); create index t_a on t (a); }",
        "contract { drop index t_a on t; alter table t #[allow(drop_without_successor, reason = \"not used\")] drop column a; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for drop in &migration.drops {
        let Some(table) = migration.after.table(&drop.node.table) else { continue };
        let error = generated(migration, table, &drop.node.column, drop.place);
        if let Some(error) = error.or_else(|| of_column(table, &drop.node.column, drop.place)) {
            sink.report(error);
        }
    }
    for at in &migration.operations {
        let Some(before) = migration.expanded.table(&at.node.table) else { continue };
        if let Operation::DropTable | Operation::DropConstraint(_) = at.node.operation
            && let Some(error) = of_target(migration, before, at.place)
        {
            sink.report(error);
        }
    }
}

/// Whether something that stays needs a column that is dropped, which is a mistake of its own.
pub fn is_still_used(migration: &Migration, table: &str, column: &str) -> bool {
    let place = Place::from(proc_macro2::Span::call_site());
    migration
        .after
        .table(table)
        .is_some_and(|table| generated(migration, table, column, place).is_some() || of_column(table, column, place).is_some())
}

/// A generated column that reads it. That it goes in the same contract does not help: while the old shape is retired, it would have to be computed
/// from a column of another name, which MySQL refuses (error 3108).
fn generated(migration: &Migration, table: &Table, column: &str, place: Place) -> Option<Diagnostic> {
    let reader = migration.expanded.table(&table.name)?.generated_from(column).next()?;
    Some(
        Diagnostic::new(&STILL_USED, place, format!("generated column `{}` of `{}` is computed from `{column}`", reader.name, table.name))
            .note("every database refuses to drop a column that another is computed from")
            .note(format!("it is declared at {}", reader.declared_at))
            .help(format!("in a migration before this one: contract {{ alter table {} drop column {}; }}", table.name, reader.name)),
    )
}

fn of_column(table: &Table, column: &str, place: Place) -> Option<Diagnostic> {
    let uses = |columns: &[String]| columns.iter().any(|name| name == column);
    let used = |by: String, declared_at: &str, help: Option<String>| {
        let mut error = Diagnostic::new(&STILL_USED, place, format!("{by} of `{}` still needs `{column}`", table.name))
            .note("PostgreSQL would drop it with the column, in silence; MySQL would shorten the key; SQLite would refuse")
            .note(format!("it is declared at {declared_at}"));
        error.helps.extend(help);
        Some(error)
    };
    if uses(&table.primary_key) {
        return used("the primary key".into(), &table.declared_at, None);
    }
    if let Some(constraint) = table.constraints().find(|constraint| uses(constraint.columns())) {
        let help = format!("in the same `contract`, before it: alter table {} drop constraint {};", table.name, constraint.name());
        return used(format!("{} (`{}`)", constraint.spelled(), constraint.name()), constraint.declared_at(), Some(help));
    }
    let index = table.indexes.iter().find(|index| uses(&index.columns))?;
    let help = format!("in the same `contract`, before it: drop index {} on {};", index.name, table.name);
    used(format!("index `{}`", index.name), &index.declared_at, Some(help))
}

/// A foreign key of another table that would refer to nothing.
fn of_target(migration: &Migration, before: &Table, place: Place) -> Option<Diagnostic> {
    let stays = migration.after.table(&before.name);
    let others = migration.after.tables.iter().filter(|table| table.name != before.name || stays.is_some());
    let mut keys = others.flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)));
    let (table, key) = keys.find(|(_, key)| {
        let unique =
            |table: &Table| table.primary_key == key.references || table.uniques.iter().any(|unique| unique.columns == key.references);
        key.table == before.name && !stays.is_some_and(unique)
    })?;
    Some(
        Diagnostic::new(&STILL_USED, place, format!("foreign key `{}` of `{}` still refers to `{}`", key.name, table.name, before.name))
            .note(format!("the database would refuse the drop; the key is declared at {}", key.declared_at))
            .help(format!("in the same `contract`, before it: alter table {} drop constraint {};", table.name, key.name)),
    )
}
