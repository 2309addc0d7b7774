//! What a Rust function judges is a row in both shapes.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A judge of a transform that is not given the row's two shapes.
pub static TRANSFORM_PARITY: Rule = Rule {
    code: "XC0744",
    name: "transform_parity",
    severity: Severity::Error,
    overridable: Overridable::No("a judge that sees one shape can't tell a row that is in step from one that is not"),
    page: Page {
        what: "`parity by` a Rust function that is not given each column that the backfill fills, that is given none of those that it follows \
               from, or that is given a third column.",
        why: "The executor asks the judge whether a row's new shape still says what its old one says: before the row counts as filled, and in each \
              verification. What the judge does not see it can't judge; and a column that is neither read nor filled has no part in the change \
              log, so that a write of it would change the verdict and leave no trace.",
        databases: "All.",
        instead: "A judge of the columns that the function is given and of all that it fills: `backfill cards using crate::seal(number) -> sealed \
                  parity by crate::opens(number, sealed)`.",
        sources: &["xc's own: the change log of a dual write by the application, docs/DECISIONS.md"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, card varchar(40) not null); }",
        "expand { alter table users add column sealed varchar(200) null; }
         dual_write { by application users (card, sealed); }
         migrate { backfill users using crate::seal(card) -> sealed parity by crate::is_seal(sealed); }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, card varchar(40) not null); }",
        "expand { alter table users add column sealed varchar(200) null; }
         dual_write { by application users (card, sealed); }
         migrate { backfill users using crate::seal(card) -> sealed parity by crate::opens(card, sealed); }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for transform in migration.transforms.iter().map(|at| &at.node) {
        let Some(judge) = &transform.parity else { continue };
        let function = judge.path();
        let example = || {
            let columns = transform.call.arguments.iter().chain(&transform.targets).map(|column| column.node.as_str());
            format!("`parity by {function}({})`", columns.collect::<Vec<_>>().join(", "))
        };
        let foreign = |column: &str| !transform.call.is_given(column) && !transform.fills(column);
        if let Some(third) = judge.arguments.iter().find(|column| foreign(&column.node)) {
            sink.report(
                Diagnostic::new(
                    &TRANSFORM_PARITY,
                    third.place,
                    format!("`{function}` judges by `{}`, which `{}` neither takes nor fills", third.node, transform.call.path()),
                )
                .note("a write of that column alone would change the verdict, and the change log would not know")
                .help(example()),
            );
        }
        if let Some(unseen) = transform.targets.iter().find(|target| !judge.is_given(&target.node)) {
            sink.report(
                Diagnostic::new(
                    &TRANSFORM_PARITY,
                    judge.function.place,
                    format!("`{function}` judges whether a row is in step, and does not see `{}`", unseen.node),
                )
                .note("any value there would pass")
                .help(example()),
            );
        }
        if !transform.call.arguments.iter().any(|column| judge.is_given(&column.node)) {
            sink.report(
                Diagnostic::new(
                    &TRANSFORM_PARITY,
                    judge.function.place,
                    format!("`{function}` judges whether a row is in step, and sees nothing of its old shape"),
                )
                .note(format!("what `{}` takes is what the new shape follows from", transform.call.path()))
                .help(example()),
            );
        }
    }
}
