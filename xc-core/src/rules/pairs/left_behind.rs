//! What hangs on a table goes along when another takes its place.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::expression::{Expression, Kind};
use crate::resolve::{Migration, Operation, Pair, Rows, stored};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::constraint::Constraint;
use crate::schema::{Column, Generated, Table};

/// XC0724.
pub static LEFT_BEHIND: Rule = Rule {
    code: "XC0724",
    name: "left_behind",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A table takes another's place, and a column, an index or a constraint of the old one has no counterpart in the new one.",
        why: "The column's values are gone with the table that contract drops. A constraint that is left behind lets in the rows that it kept out, and an \
              index that is left behind turns each lookup by it into a scan of the new table: on the day of the deployment, not in a test.",
        databases: "All.",
        instead: "Give the new table the same, and `forward` the column. `rename table a to b` prints all of it. What is not needed any more is said so: \
                  `#[allow(left_behind, reason = \"...\")] drop table ...`.",
        sources: &["Atlas: CD101, DS102", "squawk: renaming-table"],
    },
    refused: &[
        Example::after(
            "expand { create table users (id bigint primary key, email varchar(50) not null unique); }",
            "expand     { create table people (id bigint primary key, email varchar(50) not null); }
             dual_write { sync users to people on people.id = users.id {
                 forward { people.email = users.email }
                 reverse { users.email = people.email }
             } }
             migrate    { backfill users; }
             contract   { drop table users; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, email varchar(50) not null, notes text null); }",
            "expand     { create table people (id bigint primary key, email varchar(50) not null); }
             dual_write { sync users to people on people.id = users.id {
                 forward { people.email = users.email }
                 reverse { users.email = people.email }
             } }
             migrate    { backfill users; }
             contract   { drop table users; }",
        ),
    ],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, email varchar(50) not null unique); }",
        "expand     { create table people (id bigint primary key, email varchar(50) not null unique); }
         dual_write { sync users to people on people.id = users.id {
             forward { people.email = users.email }
             reverse { users.email = people.email }
         } }
         migrate    { backfill users; }
         contract   { drop table users; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.pairs.iter().filter(|at| migration.rows_of(&at.node) == Rows::Each) {
        let pair = &at.node;
        let (Some(source), Some(target)) = (migration.expanded.table(&pair.source), migration.after.table(&pair.target)) else { continue };
        let dropped =
            migration.operations.iter().find(|at| at.node.table == source.name && matches!(at.node.operation, Operation::DropTable));
        let Some(place) = dropped.map(|at| at.place) else { continue };
        columns(pair, source, place, sink);
        constraints(pair, source, target, place, sink);
        indexes(pair, source, target, place, sink);
    }
}

fn columns(pair: &Pair, source: &Table, place: Place, sink: &mut Sink) {
    // What is computed is computed again.
    for column in source.columns.iter().filter(|column| column.generated.is_none()) {
        let read =
            pair.forward.iter().any(|assignment| assignment.value.reads(&column.name)) || pair.source_key().any(|key| key == column.name);
        if !read {
            sink.report(
                Diagnostic::new(
                    &LEFT_BEHIND,
                    place,
                    format!("`{}.{}` goes with the table, and nothing else holds its values", source.name, column.name),
                )
                .note(format!("it is declared at {}", column.declared_at))
                .help(format!(
                    "give `{}` a column for it, and in `forward`: {}.... = {}.{}",
                    pair.target, pair.target, source.name, column.name
                )),
            );
        }
    }
}

fn constraints(pair: &Pair, source: &Table, target: &Table, place: Place, sink: &mut Sink) {
    for constraint in source.constraints() {
        let there = |columns: &Vec<String>| match &constraint {
            Constraint::Unique(_) => is_unique(target, columns),
            Constraint::Check(_) => target.checks.iter().any(|check| same(&check.columns, columns)),
            Constraint::ForeignKey(key) => {
                let of = |table: &str| if table == source.name { pair.target.clone() } else { table.to_owned() };
                target.foreign_keys.iter().any(|other| other.columns == *columns && other.table == of(&key.table))
            }
        };
        if !counterparts(pair, source, target, constraint.columns()).is_some_and(|columns| there(&columns)) {
            report(constraint.spelled(), constraint.declared_at(), pair, place, sink);
        }
    }
}

fn indexes(pair: &Pair, source: &Table, target: &Table, place: Place, sink: &mut Sink) {
    for index in &source.indexes {
        let serves = |columns: &Vec<String>| {
            if index.unique {
                return is_unique(target, columns);
            }
            let keys = target.uniques.iter().map(|unique| &unique.columns).chain(target.indexes.iter().map(|index| &index.columns));
            keys.chain([&target.primary_key]).any(|key| key.starts_with(columns))
        };
        if !counterparts(pair, source, target, &index.columns).is_some_and(|columns| serves(&columns)) {
            report(format!("index `{}`", index.name), &index.declared_at, pair, place, sink);
        }
    }
}

fn report(what: String, declared_at: &str, pair: &Pair, place: Place, sink: &mut Sink) {
    sink.report(
        Diagnostic::new(&LEFT_BEHIND, place, format!("{what} of `{}` has no counterpart in `{}`", pair.source, pair.target))
            .note(format!("it is declared at {declared_at}"))
            .help(format!("give `{}` the same, in `create table` or by a statement of its own", pair.target)),
    );
}

/// The columns of the target that hold just what these columns of the source hold.
fn counterparts(pair: &Pair, source: &Table, target: &Table, columns: &[String]) -> Option<Vec<String>> {
    let written = |column: &str| {
        let key = pair.on.iter().find(|on| on.source == *column).map(|on| on.target.clone());
        key.or_else(|| {
            let same = pair.forward.iter().find(|assignment| matches!(&assignment.value.kind, Kind::Column(read) if read == column));
            same.map(|assignment| assignment.column.clone())
        })
    };
    let computed = |generated: &Generated| {
        let value = stored(source, &generated.source)?;
        let given = pair.forward.iter().find(|assignment| assignment.value.is_alike(&value)).map(|assignment| assignment.column.clone());
        given.or_else(|| {
            let is_same = |other: &&Column| {
                let other = other.generated.as_ref().and_then(|generated| stored(target, &generated.source));
                other.is_some_and(|other| is_same_value(&value, &other, &written))
            };
            target.columns.iter().find(is_same).map(|column| column.name.clone())
        })
    };
    let of = |column: &String| match source.column(column).and_then(|column| column.generated.as_ref()) {
        Some(generated) => computed(generated),
        None => written(column),
    };
    columns.iter().map(of).collect()
}

/// Whether one expression is the other, over the columns of the other table.
fn is_same_value(one: &Expression, other: &Expression, counterpart: &dyn Fn(&str) -> Option<String>) -> bool {
    let is_same = |(one, other): (&Expression, &Expression)| is_same_value(one, other, counterpart);
    match (&one.kind, &other.kind) {
        (Kind::Column(one), Kind::Column(other)) => counterpart(one).as_ref() == Some(other),
        (Kind::Call(one, these), Kind::Call(other, those)) => {
            one.name == other.name && these.len() == those.len() && these.iter().zip(those).all(is_same)
        }
        (Kind::Case(these, this), Kind::Case(those, that)) => {
            these.len() == those.len()
                && these.iter().zip(those).all(|(one, other)| is_same((&one.0, &other.0)) && is_same((&one.1, &other.1)))
                && match (this, that) {
                    (Some(one), Some(other)) => is_same((one, other)),
                    (one, other) => one.is_none() && other.is_none(),
                }
        }
        _ => one.is_alike(other),
    }
}

fn is_unique(table: &Table, columns: &[String]) -> bool {
    let indexes = table.indexes.iter().filter(|index| index.unique).map(|index| &index.columns);
    table.uniques.iter().map(|unique| &unique.columns).chain(indexes).chain([&table.primary_key]).any(|key| same(key, columns))
}

fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|column| other.contains(column))
}
