//! A name that stays, of another type, is seen by clients that know the type.

use super::{BEFORE, WHOLE, all_can};
use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0422.
pub static CHANGED_TYPE_SAME_NAME: Rule = Rule {
    code: "XC0422",
    name: "changed_type_same_name",
    severity: Severity::Warning,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A column keeps its name and gets another type.",
        why: "The moment of contract is the moment in which every client sees the new type. One that binds and reads binary values of a certain \
              type fails on the other: sqlx's i32 on a bigint, JDBC's getInt past 2^31, a prepared statement whose result type has changed.",
        databases: "PostgreSQL: the binary protocol carries the type, and a cached plan fails once with 0A000 after the change. MySQL and \
                    MariaDB: the protocol carries the type of each result. SQLite: values are what they are, and a client sees no difference.",
        instead: "Deploy a v2 that reads both types before contract (i64 from an int column is a decoding error in sqlx as well: read it as \
                  `id::bigint`), and say so: `#[allow(changed_type_same_name, reason = \"v2 casts to bigint\")]`.",
        sources: &[
            "PostgreSQL manual, \"PREPARE\": cached plan must not change result type",
            "MySQL source documentation, \"Protocol::ColumnDefinition41\": the type of each column of a result",
            "sqlx, `Type::compatible`: i32 is INT4 alone",
        ],
    },
    refused: &[Example::after(
        BEFORE,
        "expand     { alter table users add column score_big bigint like score; }
         dual_write { sync users { forward { score_big = score } } }
         migrate    { backfill users; }
         contract   { alter table users swap column score with score_big, drop column score_big; }",
    )],
    allowed: &[WHOLE],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    if !all_can(migration) {
        return;
    }
    for at in &migration.swaps {
        let (Some(before), Some(after)) = (migration.expanded.table(&at.node.table), migration.after.table(&at.node.table)) else {
            continue;
        };
        let (Some(was), Some(shall)) = (before.column(&at.node.column), after.column(&at.node.column)) else { continue };
        if was.ty == shall.ty {
            continue;
        }
        sink.report(
            Diagnostic::new(
                &CHANGED_TYPE_SAME_NAME,
                at.place,
                format!("`{}.{}` is `{}` before contract and `{}` after it", before.name, was.name, was.ty.spelled(), shall.ty.spelled()),
            )
            .note("a client that reads binary values of one type fails on the other")
            .help("deploy a v2 that reads both before contract, for example by a cast in its SELECT"),
        );
    }
}
