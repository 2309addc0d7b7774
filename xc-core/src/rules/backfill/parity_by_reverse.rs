//! Where a row is judged by reverse alone, reverse says all of it.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0711.
pub static PARITY_BY_REVERSE: Rule = Rule {
    code: "XC0711",
    name: "parity_by_reverse",
    severity: Severity::Error,
    overridable: Overridable::No("rows would be taken for filled that are not"),
    page: Page {
        what: "A sync says `parity by reverse`, and its reverse does not read every column that forward writes.",
        why: "Where forward gives another value each time (a salt, an encryption with a random vector), a row can't be judged by computing it again. It is \
              judged by the way back: it is in parity when its old columns are what reverse makes of its new ones. A new column that reverse does not \
              read is never looked at: whether it is filled, and with what, nobody knows.",
        databases: "All.",
        instead: "A reverse that reads each of the new columns; or a sync without `parity by reverse`, where forward gives the same each time.",
        sources: &["Rails, \"Active Record Encryption\", Deterministic and non-deterministic encryption"],
    },
    refused: &[
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(100) null); }",
            r#"expand     { alter table users add column sealed varchar(200) null; }
         dual_write { sync users parity by reverse { forward { sealed = concat(random_salt(), ":", name) } } }
         migrate    { backfill users; }"#,
        ),
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(100) null); }",
            r#"expand     { alter table users add column sealed varchar(200) null, add column salt varchar(32) null; }
         dual_write { sync users parity by reverse { forward { sealed = concat(random_salt(), ":", name), salt = random_salt() }
                                                     reverse { name = substr(sealed, 34, 100) } } }
         migrate    { backfill users; }"#,
        ),
    ],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, name varchar(100) null); }",
        r#"expand     { alter table users add column sealed varchar(200) null; }
         dual_write { sync users parity by reverse { forward { sealed = concat(random_salt(), ":", name) } reverse { name = substr(sealed, 34, 100) } } }
         migrate    { backfill users; }"#,
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.syncs {
        let Some(place) = at.node.parity_by_reverse else { continue };
        let unread = |column: &str| !at.node.reverse.iter().any(|assignment| assignment.value.reads(column));
        let Some(assignment) = at.node.forward.iter().find(|assignment| unread(&assignment.column)) else { continue };
        sink.report(
            Diagnostic::new(
                &PARITY_BY_REVERSE,
                place,
                format!("parity goes by reverse, and reverse does not read `{}`", assignment.column),
            )
            .note("whether a row holds the right value there would never be known")
            .help(format!("reverse {{ ... = an expression over {} }}", assignment.column))
            .help("or leave out `parity by reverse`, where forward gives the same each time"),
        );
    }
}
