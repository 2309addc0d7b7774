//! An exclusion constraint can't be validated beside writers. The parser asks this.

use crate::diagnostic::{Diagnostic, Place};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0508.
pub static EXCLUSION_CONSTRAINT: Rule = Rule {
    code: "XC0508",
    name: "exclusion_constraint",
    severity: Severity::Error,
    overridable: Overridable::No("there is no way to add it beside the application"),
    page: Page {
        what: "An exclusion constraint (`exclude using gist (...)`).",
        why: "PostgreSQL builds its index in the statement that adds it, with all reads and writes of the table waiting. It has no NOT VALID, and no \
              USING INDEX, so that there is no second way.",
        databases: "PostgreSQL, all versions (the lock table: add_exclusion). The others have no such constraint.",
        instead: "A new table that has it from the start, made by hand before xc's migration, and filled by `sync t to u`; or, where equality is \
                  all that it compares, a `unique` constraint, which xc builds concurrently.",
        sources: &[
            "PostgreSQL manual, \"ALTER TABLE\", ADD table_constraint: NOT VALID is \"currently only allowed for foreign key, CHECK and not-null \
             constraints\"; ADD table_constraint_using_index: only unique and primary keys",
            "strong_migrations, \"Adding an exclusion constraint\"; squawk; online_migrations",
        ],
    },
    refused: &[Example::after(USERS, "contract { alter table users add constraint one_name exclude using gist (name with =); }")],
    allowed: &[Example::after(USERS, "contract { alter table users add constraint one_name unique (name); }")],
    found: Found::OnTheWay,
};

/// The refusal.
pub fn refusal(place: Place) -> Diagnostic {
    Diagnostic::new(&EXCLUSION_CONSTRAINT, place, "an exclusion constraint can't be added beside the application")
        .note("PostgreSQL builds its index while all reads and writes of the table wait, and has no second way to add it")
        .help("where it compares by `=` alone: `unique (...)`, which is built beside the writers; else a new table that has it from the start")
}
