//! A number that must be exact is not kept in floating point.

use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::domain::Domain;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::types::Type;

/// XC0414.
pub static FLOAT_IS_INEXACT: Rule = Rule {
    code: "XC0414",
    name: "float_is_inexact",
    severity: Severity::Warning,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A column of type `real` (`float`) is made; or a mapping writes an exact number, a decimal, to a column of floating point.",
        why: "A `real` keeps about seven digits: 16,777,217 comes back as 16,777,216, and 0.1 + 0.2 is not 0.3. A sum of prices is off by \
              a cent from some row on, and the row in which that began can't be found. What goes from a decimal into floating point does \
              not come back as it was.",
        databases: "All. PostgreSQL calls 32 bits `real` and 64 bits `double precision`; MySQL and MariaDB `float` and `double`; SQLite \
                    has 64 bits only, so that the same row differs there.",
        instead: "`decimal(p, s)` for money and counts; `double` for measurements.",
        sources: &[
            "PostgreSQL manual, \"Numeric Types\", Floating-Point Types: \"If you require exact storage and calculations (such as for \
             monetary amounts), use the numeric type instead\"",
            "MySQL 8.0 manual, \"Problems with Floating-Point Values\"",
            "spirit and squawk refuse or warn of floating point",
        ],
    },
    refused: &[
        Example::of("expand { create table prices (id bigint primary key, euros float null); }"),
        Example::after(
            "expand { create table prices (id bigint primary key, euros decimal(10, 2) null); }",
            "expand     { alter table prices add column amount double null; }
         dual_write { sync prices { forward { amount = euros } } }",
        ),
    ],
    allowed: &[
        Example::of("expand { create table prices (id bigint primary key, euros decimal(10, 2) null); }"),
        Example::of("expand { create table places (id bigint primary key, latitude double null); }"),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.written.iter().filter(|at| at.node.ty.node == Type::Real) {
        let (table, column, word) = (&at.node.table, &at.node.column, &at.node.word);
        sink.report(
            Diagnostic::new(
                &FLOAT_IS_INEXACT,
                at.node.ty.place,
                format!("`{table}.{column}` is a `{word}`, which keeps about seven digits"),
            )
            .note("16,777,217 comes back as 16,777,216")
            .help(format!("`{column} decimal(12, 2)` for what must be exact, `{column} double` for what is measured")),
        );
    }
    for sync in &migration.syncs {
        let Some(table) = migration.expanded.table(&sync.node.table) else { continue };
        for assignment in sync.node.forward.iter().chain(&sync.node.reverse) {
            let Some(column) = table.column(&assignment.column) else { continue };
            let is_exact = matches!(assignment.value.domain, Domain::Decimal(_));
            if is_exact && matches!(column.ty, Type::Real | Type::Double) {
                sink.report(
                    Diagnostic::new(
                        &FLOAT_IS_INEXACT,
                        assignment.value.place,
                        format!("`{}` is floating point, and is given an exact number", column.name),
                    )
                    .note(format!("what goes in does not come back as it was; `{}` is declared at {}", column.name, column.declared_at))
                    .help(format!("let `{}` be a decimal", column.name)),
                );
            }
        }
    }
}
