//! MySQL and MariaDB add a check by copying the table.

use crate::diagnostic::{Diagnostic, Sink};
use crate::locks;
use crate::plan::{Dialect, Servers};
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::constraint::Constraint;

/// XC0503.
pub static CHECK_BLOCKS_WRITES: Rule = Rule {
    code: "XC0503",
    name: "check_blocks_writes",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A check is added to a table that is there, on MySQL or MariaDB.",
        why: "They copy the table for it, and no row can be written until the copy is done: hours, for a large one.",
        databases: "MySQL and MariaDB, all versions. PostgreSQL adds the check NOT VALID and validates it beside the writes; SQLite makes the table \
                    anew, as for every constraint.",
        instead: "Write the check where a new table is created, or leave mysql and mariadb out of `dialects:`. For a table that is known to be \
                  small, override the rule.",
        sources: &[
            "MySQL, \"Online DDL Operations\", \"Adding a CHECK constraint\"",
            "MariaDB, \"InnoDB Online DDL Operations with the COPY Alter Algorithm\"",
            "strong_migrations, check constraint on MySQL",
        ],
    },
    refused: &[Example::after(
        "expand { create table t (id bigint primary key, a int null); }",
        "contract { alter table t add check (a > 0); }",
    )
    .on(&[Dialect::MySql, Dialect::MariaDb])],
    allowed: &[
        Example::after("expand { create table t (id bigint primary key, a int null); }", "contract { alter table t add check (a > 0); }")
            .on(&[Dialect::Postgres, Dialect::Sqlite]),
        Example::of("expand { create table t (id bigint primary key, a int null check (a > 0)); }"),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let Some(dialect) = migration.dialects.iter().find(|dialect| blocks_writes(**dialect, migration)) else { return };
    for at in &migration.operations {
        let Operation::AddConstraint(Constraint::Check(check)) = &at.node.operation else { continue };
        sink.report(
            Diagnostic::new(
                &CHECK_BLOCKS_WRITES,
                at.place,
                format!("adding a check to `{}` stops its writes on {dialect}, until the whole table is copied", at.node.table),
            )
            .note(format!("{dialect} has no other way; PostgreSQL validates it beside the writes"))
            .help(format!("write `check ({})` where a new table is created, or leave mysql and mariadb out of `dialects:`", check.source)),
        );
    }
}

/// Whether a server that the migration is for can add a check only while writes wait: the lock table's answer.
fn blocks_writes(dialect: Dialect, migration: &Migration) -> bool {
    let Some(from) = migration.oldest(dialect) else { return false };
    let on_any = |operation| locks::on_any(operation, dialect, Servers { from, ..Servers::ALL });
    on_any(locks::Operation::AddCheckNotValid).is_none() && on_any(locks::Operation::AddCheck).is_some_and(|add| add.blocks_writes())
}
