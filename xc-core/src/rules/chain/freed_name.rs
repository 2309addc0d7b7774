//! A name is given again when what had it is gone.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Phase;
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Gone;

/// XC0804.
pub static FREED_NAME: Rule = Rule {
    code: "XC0804",
    name: "freed_name",
    severity: Severity::Error,
    overridable: Overridable::No("the name is taken until contract is done"),
    page: Page {
        what: "Contract gives an index or a constraint the name of one that the same contract drops. A name that an earlier migration frees may be \
               given again: the plan then requires that migration to have contracted, and the executor refuses to begin before, for a version that \
               knows the old meaning may live until then.",
        why: "What is new is built first, beside the writers, so that there is no moment without it; the old one is dropped at the end. Until then the \
              name is taken. In the other order, queries would scan the table and duplicates would come in for as long as the build takes.",
        databases: "All. PostgreSQL and SQLite keep the names of indexes for all tables together, MySQL and MariaDB for each table.",
        instead: "A name of its own for what is new.",
        sources: &[
            "PostgreSQL manual, \"CREATE INDEX\", name",
            "strong_migrations, \"Replacing an index\"",
            "online_migrations: replacing an index",
        ],
    },
    refused: &[Example::after(
        "expand { create table t (id bigint primary key, a int null, b int null); create index i on t (a); }",
        "contract { drop index i on t; create index i on t (a, b); }",
    )],
    allowed: &[
        Example::after(
            "expand { create table t (id bigint primary key, a int null, b int null); create index i on t (a); }",
            "contract { drop index i on t; create index i_2 on t (a, b); }",
        ),
        // A constraint is looked for rows that break it, not built: it can go before the other comes.
        Example::after(
            "expand { create table t (id bigint primary key, a int null, b int null, constraint c unique (a)); }",
            "contract { alter table t drop constraint c, add constraint c unique (a, b); }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.operations.iter().filter(|at| at.phase == Phase::Contract) {
        let (name, is_constraint) = match &at.node.operation {
            Operation::CreateIndex(index) => (index.name.as_str(), false),
            Operation::AddConstraint(constraint) => (constraint.name(), true),
            _ => continue,
        };
        let here = migration.plain_name();
        let freed = migration.after.dropped.iter().find(|gone| {
            let follows = is_constraint && gone.kind == Gone::Constraint && gone.table == at.node.table;
            gone.migration == here && gone.name == name && matches!(gone.kind, Gone::Index | Gone::Constraint) && !follows
        });
        let Some(freed) = freed else { continue };
        let kind = freed.kind.name();
        sink.report(
            Diagnostic::new(&FREED_NAME, at.place, format!("the name `{name}` is not free before this contract is done"))
                .note(format!(
                    "{kind} `{name}`, which is dropped at {}, goes last: what is new is built before it, and needs another name",
                    freed.at
                ))
                .help(format!("give this one a name of its own: `{name}_2`")),
        );
    }
}
