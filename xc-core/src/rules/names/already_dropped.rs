//! What is dropped is not used any more. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A column that is gone.
pub static ALREADY_DROPPED: Rule = Rule {
    code: "XC0305",
    name: "already_dropped",
    severity: Severity::Error,
    overridable: Overridable::No("the statement would fail"),
    page: Page {
        what: "An earlier statement, or an earlier migration, drops the column; the message says where.",
        why: "The statement would fail on the live database; on a developer's machine, where the drop has not run yet, it passes.",
        databases: "All.",
        instead: "The column that has taken its place; or the drop, moved behind its last use.",
        sources: &["xc's own: the schema remembers what is gone, and where it went"],
    },
    refused: &[Example::after(
        USERS,
        r#"contract { alter table users #[allow(drop_without_successor, reason = "unused")] drop column nickname, alter column nickname set not null; }"#,
    )],
    allowed: &[Example::after(
        USERS,
        r#"contract { alter table users #[allow(drop_without_successor, reason = "unused")] drop column nickname, alter column name set not null; }"#,
    )],
    found: Found::OnTheWay,
};
