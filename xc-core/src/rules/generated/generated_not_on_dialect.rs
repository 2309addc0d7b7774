//! Generated columns that a database can't have.

use super::is_mysql;
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::expression::catalogue::Volatility;
use crate::expression::domain::Domain;
use crate::expression::{Expression, Kind};
use crate::locks;
use crate::plan::{Dialect, Servers};
use crate::resolve::{At, Migration, NewGenerated, Operation, stored};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};
use crate::schema::Table;
use crate::schema::constraint::{Constraint, ForeignKey, Index, IndexValue};
use crate::schema::types::Class;
use crate::syntax::Referential;

/// XC0531.
pub static GENERATED_NOT_ON_DIALECT: Rule = Rule {
    code: "XC0531",
    name: "generated_not_on_dialect",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the statement"),
    page: Page {
        what: "A database that is named can't have this generated column, or this index or foreign key of one.",
        why: "The statement would fail on that database, half way through the migration.",
        databases: "PostgreSQL has virtual columns from 18 on, and no index and no unique constraint on one; it computes no stored one from what goes \
                    by a setting: bytes of a text, a digest, a document that is made. MySQL and MariaDB compute none from a column that they \
                    number, and take no CASCADE and no SET NULL on what a stored one reads. MariaDB computes none from a point in time that is made or \
                    cut off. Each function of the catalogue is tried on each database by a test.",
        instead: "The minimum version: `dialects: [postgres >= 18]`. `stored` in `create table`. An ordinary column with a `sync`. On PostgreSQL, an \
                  index on the expression itself: `create index i on t (trim(name))`.",
        sources: &[
            "PostgreSQL 18 release notes, \"virtual generated columns\"; manual, \"CREATE TABLE\", GENERATED ALWAYS AS",
            "MySQL 8.0 manual, \"CREATE TABLE and Generated Columns\"; \"FOREIGN KEY Constraints\"",
            "MariaDB, \"Generated (Virtual and Persistent/Stored) Columns\", error 1901",
        ],
    },
    refused: &[
        Example::after(USERS, "expand { alter table users add column shout varchar(100) generated always as (trim(name)) virtual; }")
            .on(&[Dialect::Postgres]),
        Example::of(
            "expand { create table t (id bigint primary key auto_increment, twice bigint generated always as (abs(id)) stored); }",
        )
        .on(&[Dialect::MySql, Dialect::MariaDb]),
        Example::of(
            "expand { create table t (id bigint primary key, a varchar(20) not null, bytes int generated always as (octet_length(a)) stored); }",
        )
        .on(&[Dialect::Postgres]),
    ],
    allowed: &[
        Example::after(USERS, "expand { alter table users add column shout varchar(100) generated always as (trim(name)) virtual; create index users_shout on users (shout); }")
            .on(&[Dialect::Sqlite]),
        Example::of(
            "expand { create table t (id bigint primary key, a varchar(20) not null, b varchar(20) generated always as (trim(a)) stored); create index t_b on t (b); }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.generated.iter().filter(|at| migration.raw_at(at.place).is_none()) {
        if let Some(error) = migration.dialects.iter().find_map(|dialect| column(migration, at, *dialect)) {
            sink.report(error);
        }
    }
    for at in &migration.tables {
        let table = &at.node;
        if let Some(error) = table.constraints().find_map(|constraint| of_constraint(migration, table, &constraint, at.place)) {
            sink.report(error);
        }
    }
    for at in &migration.operations {
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        let error = match &at.node.operation {
            Operation::CreateIndex(index) => of_index(migration, table, index, at.place),
            Operation::AddConstraint(constraint) => of_constraint(migration, table, constraint, at.place),
            _ => None,
        };
        if let Some(error) = error {
            sink.report(error);
        }
    }
}

fn error(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(&GENERATED_NOT_ON_DIALECT, place, message)
}

fn column(migration: &Migration, at: &At<NewGenerated>, dialect: Dialect) -> Option<Diagnostic> {
    let (name, value) = (&at.node.column.name, &at.node.value);
    let table = migration.expanded.table(&at.node.table)?;
    let operation = locks::Operation::AddColumnVirtual;
    let servers = Servers { from: migration.oldest(dialect)?, ..Servers::ALL };
    if !at.node.stored && locks::on_any(operation, dialect, servers).is_none() {
        return Some(
            error(at.place, format!("{dialect} {} has no virtual columns, and `{name}` is one", dialect.version_text(servers.from)))
                .note("PostgreSQL has them from 18 on")
                .help("where every server is of that version: `dialects: [postgres >= 18]`")
                .help("in a new table: `stored`; in one that has rows: an ordinary column that a `sync` fills"),
        );
    }
    // That has a rule of its own.
    if value.volatility() > Volatility::Immutable {
        return None;
    }
    if let Some((part, why)) = not_had(value, dialect) {
        return Some(error(part.place, format!("{dialect} computes no generated column from `{}`", part.spelled())).note(why).help(
            format!(
                "an ordinary column, with `forward {{ {name} = {} }}` in a `sync`; or leave {dialect} out of `dialects:`",
                value.spelled()
            ),
        ));
    }
    if dialect == Dialect::Postgres
        && let Some(place) = value.reads_enum_as_text()
    {
        return Some(
            error(place, format!("{dialect} computes no generated column from the text of an enum"))
                .note("its conversion is not immutable: a value might be renamed")
                .help("compare the column with its values: `case when status = \"new\" then ... end`"),
        );
    }
    let mut numbered = None;
    value.columns(&mut |read, place| {
        if numbered.is_none() && table.column(read).is_some_and(|column| column.auto_increment) {
            numbered = Some((read.to_owned(), place));
        }
    });
    let (read, place) = numbered.filter(|_| is_mysql(dialect))?;
    Some(
        error(place, format!("{dialect} numbers `{read}`, and computes no generated column from it"))
            .note("the number is given after the generated columns are computed"),
    )
}

/// The first part from which a database computes no generated column, and why.
pub fn not_had(value: &Expression, dialect: Dialect) -> Option<(&Expression, &'static str)> {
    let own = match &value.kind {
        Kind::Call(_, arguments) if dialect == Dialect::Postgres && by_zone(value, arguments) => {
            Some((value, "what it makes of a point in time with a zone may go by the zone of the session"))
        }
        Kind::Call(function, _) => function.not_generated.iter().find(|(on, _)| *on == dialect).map(|(_, why)| (value, *why)),
        _ => None,
    };
    own.or_else(|| value.parts().into_iter().find_map(|part| not_had(part, dialect)))
}

/// Whether something else than a comparison or a choice is made of points in time with a zone.
fn by_zone(value: &Expression, arguments: &[Expression]) -> bool {
    let has_zone = |part: &Expression| matches!(part.domain, Domain::Timestamp { zone: true, .. });
    let is_alike = arguments.iter().all(|part| has_zone(part) || matches!(part.kind, Kind::Null));
    arguments.iter().any(has_zone) && !(is_alike && (value.class() == Class::Boolean || has_zone(value)))
}

fn of_index(migration: &Migration, table: &Table, index: &Index, place: Place) -> Option<Diagnostic> {
    let expressions = index.parts.iter().filter_map(|part| match &part.value {
        IndexValue::Expression(text) => Some(text),
        IndexValue::Column(_) => None,
    });
    let mut reads: Vec<String> = index.columns.clone();
    for value in expressions.chain(&index.predicate).filter_map(|text| stored(table, text)) {
        value.columns(&mut |column, _| reads.push(column.to_owned()));
    }
    on_virtual(migration, table, &reads, &format!("index `{}`", index.name), place)
}

/// An index that PostgreSQL can't have.
fn on_virtual(migration: &Migration, table: &Table, columns: &[String], what: &str, place: Place) -> Option<Diagnostic> {
    let is_virtual = |name: &&String| table.column(name).and_then(|column| column.generated.as_ref()).is_some_and(|of| !of.stored);
    let name = columns.iter().find(is_virtual)?;
    let source = table.column(name)?.generated.as_ref().map_or("", |generated| generated.source.as_str());
    let servers = Servers { from: migration.oldest(Dialect::Postgres)?, ..Servers::ALL };
    if locks::on_any(locks::Operation::CreateIndexVirtual, Dialect::Postgres, servers).is_some() {
        return None;
    }
    Some(
        error(place, format!("{} has no index on a virtual column, and {what} reads `{name}`", Dialect::Postgres))
            .note("\"indexes on virtual generated columns are not supported\"")
            .help(format!(
                "index what it is computed from: `create index i on {} ({source})`; or make it `stored`, in a new table",
                table.name
            )),
    )
}

fn of_constraint(migration: &Migration, table: &Table, constraint: &Constraint, place: Place) -> Option<Diagnostic> {
    match constraint {
        Constraint::Unique(unique) => on_virtual(migration, table, &unique.columns, &constraint.spelled(), place),
        Constraint::Check(_) => None,
        Constraint::ForeignKey(key) => cascade(migration, table, key, place),
    }
}

/// InnoDB would have to compute the stored column where a cascade changes the row.
fn cascade(migration: &Migration, table: &Table, key: &ForeignKey, place: Place) -> Option<Diagnostic> {
    let dialect = migration.dialects.iter().find(|dialect| is_mysql(**dialect))?;
    let changes = |action: Referential| matches!(action, Referential::Cascade | Referential::SetNull);
    if !changes(key.on_delete) && !changes(key.on_update) {
        return None;
    }
    let is_stored = |column: &&crate::schema::Column| column.generated.as_ref().is_some_and(|generated| generated.stored);
    let reader = key.columns.iter().find_map(|column| table.generated_from(column).find(is_stored))?;
    Some(
        error(place, format!("{dialect} takes no CASCADE and no SET NULL on what a stored column reads, and `{}` is one", reader.name))
            .note(format!("`{}` is declared at {}", reader.name, reader.declared_at))
            .help("leave the action out; or make the generated column `virtual`"),
    )
}
