//! An index is one that the migrations know. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0313.
pub static UNKNOWN_INDEX: Rule = Rule {
    code: "XC0313",
    name: "unknown_index",
    severity: Severity::Error,
    overridable: Overridable::No("the statement would fail"),
    page: Page {
        what: "No migration up to this one creates the index.",
        why: "The statement would fail on the live database, half way through the migration.",
        databases: "All.",
        instead: "The name that the message suggests; an index that was there before xc is declared in `schema! { ... }`.",
        sources: &["xc's own: the schema flows from one migration to the next when the code compiles"],
    },
    refused: &[Example::after(
        "expand { create table t (id bigint primary key, a int null); create index t_a on t (a); }",
        "contract { drop index t_b on t; }",
    )],
    allowed: &[Example::after(
        "expand { create table t (id bigint primary key, a int null); create index t_a on t (a); }",
        "contract { drop index t_a on t; }",
    )],
    found: Found::OnTheWay,
};
