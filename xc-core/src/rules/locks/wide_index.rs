//! An index of many columns costs each write, and serves few reads.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0520.
pub static WIDE_INDEX: Rule = Rule {
    code: "XC0520",
    name: "wide_index",
    severity: Severity::Warning,
    overridable: Overridable::WithReason,
    page: Page {
        what: "An index that is not unique is sorted by more than three columns.",
        why: "Each column makes the index larger and every write slower, for as long as the table lives; and the fourth column only helps a \
              query that compares the three before it by `=`, where few rows are left to tell apart.",
        databases: "All.",
        instead: "The two or three columns that leave the fewest rows, those that are compared by `=` first. Columns that a query only reads \
                  belong in `include (...)` (PostgreSQL).",
        sources: &[
            "strong_migrations, \"Keeping non-unique indexes to three columns or less\"",
            "PostgreSQL manual, \"Multicolumn Indexes\": \"Indexes with more than three columns are unlikely to be helpful unless the usage of the \
             table is extremely stylized\"",
        ],
    },
    refused: &[Example::after(
        "expand { create table t (id bigint primary key, a int null, b int null, c int null, d int null); }",
        "expand { create index t_abcd on t (a, b, c, d); }",
    )],
    allowed: &[
        Example::after(
            "expand { create table t (id bigint primary key, a int null, b int null, c int null, d int null); }",
            "expand { create index t_abc on t (a, b, c); }",
        ),
        Example::after(
            "expand { create table t (id bigint primary key, a int null, b int null, c int null, d int null); }",
            "contract { create unique index t_abcd on t (a, b, c, d); }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.operations {
        let Operation::CreateIndex(index) = &at.node.operation else { continue };
        if index.unique || index.parts.len() <= 3 {
            continue;
        }
        sink.report(
            Diagnostic::new(&WIDE_INDEX, at.place, format!("index `{}` is sorted by {} columns", index.name, index.parts.len()))
                .note("each makes every write slower, and the fourth helps only where the first three are compared by `=`")
                .help("keep the two or three that leave the fewest rows"),
        );
    }
}
