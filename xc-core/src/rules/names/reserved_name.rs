//! A name is not one of xc's own. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A name that xc keeps for itself.
pub static RESERVED_NAME: Rule = Rule {
    code: "XC0310",
    name: "reserved_name",
    severity: Severity::Error,
    overridable: Overridable::No("it could meet one of xc's own"),
    page: Page {
        what: "A table or a column has a name that begins with `xc_`.",
        why: "Such names are those of xc's own tables, triggers and constraints: its journal, its lease, the copy of a table that is \
              rebuilt. One that meets them is taken for xc's, and dropped with it.",
        databases: "All.",
        instead: "Another name.",
        sources: &["xc's own"],
    },
    refused: &[Example::after(USERS, "expand { alter table users add column xc_state int null; }")],
    allowed: &[Example::after(USERS, "expand { alter table users add column state int null; }")],
    found: Found::OnTheWay,
};
