//! The list of migrations is the chain. `migrations!` asserts this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A list that is not the chain.
pub static BROKEN_CHAIN: Rule = Rule {
    code: "XC0801",
    name: "broken_chain",
    severity: Severity::Error,
    overridable: Overridable::No("the schema that a migration was checked against would not be the one that it meets"),
    page: Page {
        what: "`migrations![...]` is not a list of paths, or the migrations in it do not follow each other: the first has an `after:`, \
               one comes after another than the one before it, or two come after the same one.",
        why: "Each migration was checked against the schema that the one in its `after:` leaves. Two after the same one know nothing of \
              each other: both may drop the column that the other reads. In another order, the tables are not there yet.",
        databases: "All.",
        instead: "The migrations in the order of their `after:`. Where two were written at the same time, change the `after:` of the one \
                  that is deployed later: it is then checked against the other.",
        sources: &[
            "xc's own: the schema flows from one migration to the next when the code compiles",
            "Django and Alembic refuse several heads of a migration graph",
        ],
    },
    refused: &[Example::of(r#"migrations![create_users, "split_user_name"]"#)],
    allowed: &[Example::of("migrations![create_users, migrations::split_user_name]")],
    found: Found::OnTheWay,
};
