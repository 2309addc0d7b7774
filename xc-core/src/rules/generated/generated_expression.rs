//! What a generated column can be computed from, on every database.

use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::catalogue::Volatility;
use crate::expression::domain::Domain;
use crate::expression::{Expression, Kind};
use crate::resolve::{Migration, NewGenerated};
use crate::rules::backfill::volatile_expression::volatile_part;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};
use crate::schema::types::Type;

/// XC0440.
pub static GENERATED_EXPRESSION: Rule = Rule {
    code: "XC0440",
    name: "generated_expression",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the column, or two databases would hold two values"),
    page: Page {
        what: "A generated column is computed from another generated column, from what changes without the row, from nothing of the row, or into a \
               type that keeps less than the expression gives; or it is declared NOT NULL, and its expression may be null.",
        why: "The statement fails on the one database that nobody tried. Where it does not fail, a mapping that reads the column, and reads its \
              expression for it, would read another value than the application does.",
        databases: "PostgreSQL has no generated column that reads another. None has one of an expression whose value changes with the time or the \
                    session. MariaDB takes no NOT NULL: whether the column is null follows from the expression, on every database.",
        instead: "The other column's expression in its place. A column of its own where the value has to change by itself. `coalesce(..., v)` \
                  where it shall not be null. A type as wide as the expression: `double`, `varchar`, `timestamptz` where it has a zone.",
        sources: &[
            "PostgreSQL manual, \"Generated Columns\"",
            "MySQL 8.0 manual, \"CREATE TABLE and Generated Columns\"",
            "MariaDB, \"Generated (Virtual and Persistent/Stored) Columns\"",
            "sqlite.org, \"Generated Columns\"",
        ],
    },
    refused: &[
        Example::of(
            "expand { create table t (id bigint primary key, a int not null, b int generated always as (abs(a)) stored, c int generated always as (abs(b)) stored); }",
        ),
        Example::of("expand { create table t (id bigint primary key, a int null, b int not null generated always as (abs(a)) stored); }"),
    ],
    allowed: &[
        Example::of(
            "expand { create table t (id bigint primary key, a int null, b int not null generated always as (coalesce(abs(a), 0)) stored); }",
        ),
        Example::after(
            USERS,
            "name: shout, after: create_users, dialects: [postgres >= 18, mysql, mariadb, sqlite],
             expand { alter table users add column shout varchar(100) generated always as (trim(name)) virtual; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.generated.iter().filter(|at| migration.raw_at(at.place).is_none()) {
        if let Some(error) = refusal(migration, &at.node) {
            sink.report(error);
        }
    }
}

fn refusal(migration: &Migration, new: &NewGenerated) -> Option<Diagnostic> {
    let table = migration.expanded.table(&new.table)?;
    let (name, value) = (&new.column.name, &new.value);
    let error = |place, message: String| Some(Diagnostic::new(&GENERATED_EXPRESSION, place, message));
    let mut other = None;
    value.columns(&mut |column, place| {
        if other.is_none() && table.is_generated(column) {
            other = Some((column.to_owned(), place));
        }
    });
    if let Some((column, place)) = other {
        let known = table.column(&column)?;
        let source = known.generated.as_ref().map_or("", |generated| generated.source.as_str());
        return Some(
            error(place, format!("`{name}` reads `{column}`, which is generated itself"))?
                .note(format!("PostgreSQL has no such column; `{column}` is declared at {}", known.declared_at))
                .help(format!("write its expression here: `{source}`")),
        );
    }
    if let Some((part, place)) = volatile_part(value).filter(|_| value.volatility() > Volatility::Immutable) {
        return Some(
            error(place, format!("`{part}` changes without the row, and `{name}` is computed from the row alone"))?
                .help("a column of its own, which the application writes"),
        );
    }
    if let Some(part) = constant_part(value) {
        return Some(
            error(part.place, format!("`{}` is the same for every row", part.spelled()))?
                .note("PostgreSQL can't tell its collation, and refuses the column")
                .help("write its value"),
        );
    }
    if let Some((what, instead)) = narrower(&new.column.ty, &value.domain) {
        return Some(
            error(value.place, format!("`{name}` is `{}`, which {what}", new.column.ty.spelled()))?
                .note("who reads the column would not get what the expression gives, which a mapping reads in its place")
                .help(format!("`{name} {instead}`")),
        );
    }
    let not_null = new.not_null_at?;
    let source = value.null_source(&|name| table.column(name).is_some_and(|column| column.nullable))?;
    Some(
        error(not_null, format!("`{name}` is NOT NULL, and {} may be null", source.node))?
            .note("whether a generated column is null follows from what it is computed from")
            .help(format!("leave `not null` out, or give it a value there: `coalesce({}, ...)`", value.spelled())),
    )
}

/// The first part that is computed, and reads nothing of the row.
fn constant_part(value: &Expression) -> Option<&Expression> {
    let mut reads = false;
    value.columns(&mut |_, _| reads = true);
    let is_computed = matches!(value.kind, Kind::Call(..) | Kind::Case(..) | Kind::Literal(_) | Kind::Null);
    // A literal beside a column is what it is for.
    if !reads && is_computed {
        return Some(value);
    }
    value.parts().into_iter().filter(|part| matches!(part.kind, Kind::Call(..) | Kind::Case(..))).find_map(constant_part)
}

/// What a type does to the values that it is given, and the type to take.
fn narrower(ty: &Type, domain: &Domain) -> Option<(&'static str, String)> {
    match (ty, domain) {
        (Type::Real, _) => Some(("keeps fewer digits than the expression has", Type::Double.spelled())),
        (Type::Char(size), _) => Some(("is padded with spaces on some databases", Type::Varchar(*size).spelled())),
        (Type::Timestamp(digits), Domain::Timestamp { zone: true, .. }) => Some((
            "has no zone, and the expression has one: PostgreSQL would go by that of the session",
            Type::TimestampTz(*digits).spelled(),
        )),
        (Type::TimestampTz(digits), Domain::Timestamp { zone: false, .. }) => Some((
            "has a zone, and the expression has none: PostgreSQL would go by that of the session",
            Type::Timestamp(*digits).spelled(),
        )),
        _ => None,
    }
}
