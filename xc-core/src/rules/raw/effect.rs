//! What a raw statement does to the schema is the same on every database, and by itself.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::{Dialect, Phase};
use crate::resolve::{At, Migration, Operation, Raw, Said};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0513.
pub static RAW_EFFECT: Rule = Rule {
    code: "XC0513",
    name: "raw_effect",
    severity: Severity::Error,
    overridable: Overridable::No("later migrations would be checked against tables that look otherwise"),
    page: Page {
        what: "The effect of a raw statement does not hold on one of the databases, has no inverse, or is on a table that the same phase changes \
               otherwise.",
        why: "The schema that flows to the next migration is one for all databases: a column that only one of them has is found missing in \
              production. And the order of a raw statement among the other changes of its table is not known to xc where these are put together in one step.",
        databases: "All. SQLite makes a table anew for most changes, and would write what the raw statement is yet to do, or has done in its own way.",
        instead: "SQL for every database, or no effect. An inverse that takes the effect back. In contract, and beside a changed default \
                  in expand, a migration of its own for the raw statement.",
        sources: &["sqlite.org, \"ALTER TABLE\", Making Other Kinds Of Table Schema Changes"],
    },
    refused: &[
        Example::after(
            USERS,
            "expand { raw \"a domain\" { postgres: \"alter table users add column age int\", mysql: \"alter table users add column age int, algorithm=instant\", sqlite: nothing, inverse { postgres: \"alter table users drop column age\", mysql: \"alter table users drop column age, algorithm=instant\" } lock: none, effect { alter table users add column age int null; } } }",
        )
        .on(&[Dialect::Sqlite]),
        Example::after(
            USERS,
            "contract {
                 raw \"statistics go with it\" { postgres: \"alter table users drop column nickname\", mysql: \"alter table users drop column nickname, algorithm=instant\", sqlite: \"alter table users drop column nickname\", irreversible: \"not used\", lock: none, effect { #[allow(drop_without_successor, reason = \"not used\")] alter table users drop column nickname; } }
                 alter table users alter column name set default \"\";
             }",
        ),
    ],
    allowed: &[Example::after(
        USERS,
        "expand { raw \"a domain\" { postgres: \"alter table users add column age positive\", sqlite: \"alter table users add column age int check (age > 0)\", inverse { postgres: \"alter table users drop column age\", sqlite: \"alter table users drop column age\" } lock: none, effect { alter table users add column age int null; } } }",
    )
    .on(&[Dialect::Postgres, Dialect::Sqlite])],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.raws {
        let Some(effect) = at.node.effect else { continue };
        for on in &at.node.on {
            if matches!(on.run, Said::Nothing) {
                sink.report(
                    Diagnostic::new(
                        &RAW_EFFECT,
                        effect,
                        format!("the effect is not brought about on {}, where nothing is to be done", on.dialect),
                    )
                    .note("the schema that later migrations are checked against is one for all databases")
                    .help("say how it is done there, or leave the effect out"),
                );
            } else if matches!((&on.run, &on.inverse), (Said::Text(_), Said::Nothing)) {
                sink.report(
                    Diagnostic::new(&RAW_EFFECT, effect, format!("the effect has nothing that takes it back on {}", on.dialect))
                        .help("say in `inverse` what does"),
                );
            }
        }
        if let Some((table, place)) = mixed(migration, at) {
            sink.report(
                Diagnostic::new(&RAW_EFFECT, effect, format!("`{table}` is changed by the raw statement, and otherwise, in one phase"))
                    .note(format!("the other change is at {}: xc can't tell which has to come first", place.location()))
                    .help("write the raw statement as a migration of its own"),
            );
        }
    }
}

/// A table of the effect that the phase changes otherwise, in a way that is put together with all that is done to the table.
fn mixed(migration: &Migration, raw: &At<Raw>) -> Option<(String, Place)> {
    let parts = changes(migration);
    let own = parts.iter().filter(|part| raw.place.contains(part.place));
    let others = || parts.iter().filter(|part| migration.raw_at(part.place).is_none() && part.phase == raw.phase && part.together);
    own.filter_map(|own| others().find(|other| other.table == own.table)).map(|other| (other.table.to_owned(), other.place)).next()
}

/// A change of a table.
struct Part<'a> {
    table: &'a str,
    phase: Phase,
    place: Place,
    /// Whether it is put together with others, in contract, or makes the table anew (SQLite).
    together: bool,
}

fn changes(migration: &Migration) -> Vec<Part<'_>> {
    let part = |table, phase, place, together| Part { table, phase, place, together };
    let contract = |phase: Phase| phase == Phase::Contract;
    let mut parts: Vec<Part<'_>> = Vec::new();
    parts.extend(migration.tables.iter().map(|at| part(at.node.name.as_str(), at.phase, at.place, contract(at.phase))));
    parts.extend(migration.columns.iter().map(|at| part(at.node.table.as_str(), at.phase, at.place, contract(at.phase))));
    parts.extend(migration.not_null.iter().chain(&migration.drops).map(|at| part(at.node.table.as_str(), at.phase, at.place, true)));
    parts.extend(migration.swaps.iter().map(|at| part(at.node.table.as_str(), at.phase, at.place, true)));
    // A sync, or a watch, ends in contract.
    parts.extend(
        migration.mappings().flat_map(|mapping| [mapping.from, mapping.to].map(|table| part(table, Phase::Contract, mapping.place, true))),
    );
    parts.extend(migration.applications.iter().map(|at| part(at.node.table.as_str(), Phase::Contract, at.place, true)));
    parts.extend(migration.operations.iter().map(|at| {
        let alone = matches!(at.node.operation, Operation::CreateIndex(_) | Operation::DropIndex(_));
        part(at.node.table.as_str(), at.phase, at.place, !alone || contract(at.phase))
    }));
    parts
}
