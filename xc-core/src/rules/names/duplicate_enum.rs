//! An enum is made once, under a name that nothing else has. The resolver finds this.

use super::unknown_enum::ORDERS;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// An enum whose name is taken.
pub static DUPLICATE_ENUM: Rule = Rule {
    code: "XC0331",
    name: "duplicate_enum",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the second"),
    page: Page {
        what: "The name of a new enum is taken: by an enum, by a table, or by a type of the language.",
        why: "PostgreSQL makes a type for each table, of the table's name: an enum of the same name is refused when the migration runs. And an enum \
              that is created a second time most often stands for a value that should be added to the first.",
        databases: "PostgreSQL refuses it; the others have no types of their own, and one source serves all of them.",
        instead: "Another name; or `alter enum order_status add value \"sent\"`.",
        sources: &["PostgreSQL manual, \"CREATE TYPE\", Notes, and \"CREATE TABLE\": the type of a table's rows"],
    },
    refused: &[
        Example::after(ORDERS, "expand { create enum order_status (\"new\", \"paid\", \"sent\"); }"),
        Example::after(ORDERS, "expand { create enum orders (\"new\", \"paid\"); }"),
    ],
    allowed: &[Example::after(ORDERS, "expand { create enum order_state (\"new\", \"paid\", \"sent\"); }")],
    found: Found::OnTheWay,
};
