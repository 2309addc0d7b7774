//! A raw statement says all that xc would otherwise know by itself.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::{Dialect, Phase};
use crate::resolve::{At, Migration, Operation, Raw, RawOn, Said};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};
use crate::words::Words;

/// XC0510.
pub static RAW_INCOMPLETE: Rule = Rule {
    code: "XC0510",
    name: "raw_incomplete",
    severity: Severity::Error,
    overridable: Overridable::No("the executor could not take it back, or tell whether it took effect"),
    page: Page {
        what: "A raw statement does not say why it is raw, what it is on one of the databases, what takes it back, which lock it takes, or how to \
               tell whether it took effect.",
        why: "An opaque statement that has no inverse turns a rollback in the night into handwork. One whose lock nobody looked up is how tables \
              get blocked. And where a statement commits by itself, an executor that was killed right behind it can't know whether to run it again.",
        databases: "MySQL and MariaDB commit each DDL statement by themselves, and so does PostgreSQL with what can't run in a transaction \
                    (CONCURRENTLY, VACUUM): `done when` or an effect is required there. `mysql:` stands for MariaDB too, unless `mariadb:` is there as \
                    well.",
        instead: "A line for each database, `nothing` where it needs nothing; `inverse { ... }`, or in contract `irreversible: \"why\"`; \
                  `lock: ...`, which PostgreSQL is asked to confirm before the statement commits; `effect { ... }` where tables change, else \
                  `done when { mysql: \"select count(*) from ...\" }`, a query of one value that is true or above 0 once it took effect.",
        sources: &[
            "strong_migrations, \"Executing SQL directly\"",
            "MySQL 8.0 manual, \"Statements That Cause an Implicit Commit\"",
            "PostgreSQL manual, \"CREATE INDEX\", CONCURRENTLY; \"VACUUM\"",
        ],
    },
    refused: &[
        Example::after(USERS, "expand { raw \"planner\" { postgres: \"analyze users\", mysql: nothing, sqlite: nothing, lock: none } }")
            .on(&[Dialect::Postgres]),
        Example::after(
            USERS,
            "expand { raw \"planner\" { postgres: \"analyze users\", mysql: nothing, inverse { postgres: nothing } lock: none } }",
        )
        .on(&[Dialect::Sqlite]),
        Example::after(
            USERS,
            "expand { raw \"planner\" { postgres: nothing, mysql: \"analyze table users\", sqlite: nothing, inverse { mysql: nothing } lock: none } }",
        )
        .on(&[Dialect::MySql, Dialect::MariaDb]),
    ],
    allowed: &[Example::after(
        USERS,
        "expand {
             raw \"the planner takes the two columns for independent\" {
                 postgres: \"create statistics users_names on name, nickname from users\",
                 inverse { postgres: \"drop statistics users_names\" }
                 lock: share_update_exclusive,
             }
         }",
    )
    .on(&[Dialect::Postgres])],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.raws {
        if at.node.why.node.is_empty() {
            sink.report(Diagnostic::new(&RAW_INCOMPLETE, at.node.why.place, "the reason is empty").note(
                "the next person must be able to tell whether the language can do it by now; the plan shows it to whoever reviews and runs it",
            ));
        }
        if let Some(reason) = &at.node.irreversible {
            if reason.node.is_empty() {
                sink.report(Diagnostic::new(&RAW_INCOMPLETE, reason.place, "the reason is empty"));
            } else if at.phase != Phase::Contract {
                sink.report(
                    Diagnostic::new(&RAW_INCOMPLETE, reason.place, format!("what nothing takes back has no place in `{}`", at.phase))
                        .note("expand, dual write and migrate can always be rolled back: v1 is still there")
                        .help("move it into `contract { ... }`, or say what takes it back: inverse { ... }"),
                );
            }
        }
        // The same mistake on several databases is one.
        let mut mistakes: Vec<(Diagnostic, Vec<&str>)> = Vec::new();
        for on in &at.node.on {
            for mistake in of_dialect(migration, at, on) {
                match mistakes.iter_mut().find(|(known, _)| known.helps == mistake.helps) {
                    Some((_, names)) => names.push(on.dialect.name()),
                    None => mistakes.push((mistake, vec![on.dialect.name()])),
                }
            }
        }
        for (mut mistake, names) in mistakes {
            mistake.message = format!("{}: {}", names.join(", "), mistake.message);
            sink.report(mistake);
        }
    }
}

fn of_dialect(migration: &Migration, at: &At<Raw>, on: &RawOn) -> Vec<Diagnostic> {
    let (raw, word) = (&at.node, word(on.dialect));
    let missing = |message: &str, help: String| Diagnostic::new(&RAW_INCOMPLETE, at.place, message).help(help);
    let text = match &on.run {
        Said::Missing => {
            return vec![missing(
                "the raw statement does not say what it is there",
                format!("`{word}: \"...\"`, or `{word}: nothing` where nothing is to be done"),
            )];
        }
        Said::Nothing => return Vec::new(),
        Said::Text(text) => text,
    };
    let mut mistakes = Vec::new();
    if matches!(on.inverse, Said::Missing) && raw.irreversible.is_none() {
        mistakes.push(missing(
            "nothing takes the raw statement back",
            format!("inverse {{ {word}: \"...\" }}, or `{word}: nothing` in it where there is nothing to take back"),
        ));
    }
    if on.lock.is_none() && on.dialect != Dialect::Sqlite {
        mistakes.push(missing(
            "the raw statement does not say which lock it takes",
            "`lock: none` where reads and writes go on, else the lock's name, for example `lock: share_row_exclusive`".into(),
        ));
    }
    let words = Words::of(&text.node);
    let commits_by_itself = match on.dialect {
        Dialect::Postgres => words.go_alone() && words.concurrent_index().is_none(),
        Dialect::MySql | Dialect::MariaDb => true,
        Dialect::Sqlite => false,
    };
    if commits_by_itself && on.done.text().is_none() && !effect_tells(migration, at) {
        mistakes.push(
            missing(
                "nothing tells whether the raw statement took effect",
                format!("done when {{ {word}: \"select count(*) from ...\" }}: above 0, or true, once it did; or its effect on tables: effect {{ ... }}"),
            )
            .note("it commits by itself: an executor that was killed right behind it must know whether to run it again"),
        );
    }
    mistakes
}

/// The word by which a raw statement can name the database.
fn word(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "postgres",
        Dialect::MySql | Dialect::MariaDb => "mysql",
        Dialect::Sqlite => "sqlite",
    }
}

/// Whether the catalogue shows the effect. A default, or a type, can't be told from its text.
fn effect_tells(migration: &Migration, at: &At<Raw>) -> bool {
    let within = |place: Place| at.place.contains(place);
    migration.tables.iter().any(|at| within(at.place))
        || migration.columns.iter().any(|at| within(at.place))
        || migration.drops.iter().chain(&migration.not_null).any(|at| within(at.place))
        || migration.operations.iter().any(|at| {
            within(at.place)
                && !matches!(at.node.operation, Operation::SetDefault(..) | Operation::DropDefault(_) | Operation::SetType { .. })
        })
}
