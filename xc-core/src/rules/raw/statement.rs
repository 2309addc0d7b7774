//! The text of a raw statement is one statement, and of a kind that can run as a step.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Dialect;
use crate::resolve::{Migration, RawOn, Said};
use crate::rules::data_loss::drop_cascade::DROP_CASCADE;
use crate::rules::data_loss::truncate::TRUNCATE;
use crate::rules::locks::blocking_statement::BLOCKING_STATEMENT;
use crate::rules::raw::lock_blocks::stops_writes;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};
use crate::words::Words;

/// XC0512.
pub static RAW_STATEMENT: Rule = Rule {
    code: "XC0512",
    name: "raw_statement",
    severity: Severity::Error,
    overridable: Overridable::No("the step could not be run, retried or taken back as one"),
    page: Page {
        what: "The text of a raw statement is empty, or more than one statement; it begins or ends a transaction, or changes settings; or it has a \
               form that blocks though the stated lock does not.",
        why: "A step takes effect as a whole, together with its entry in the journal: a second statement, a COMMIT or a SET in it would leave half of it \
              behind after a crash, or a setting for all that follows. An index that is built without CONCURRENTLY, or an ALTER TABLE without \
              ALGORITHM=, may block however harmless it looks.",
        databases: "PostgreSQL: CREATE INDEX, DROP INDEX and REINDEX without CONCURRENTLY. MySQL and MariaDB: ALTER TABLE, CREATE INDEX and DROP INDEX \
                    without ALGORITHM=: the server then takes the best that it has, and that may be COPY.",
        instead: "One raw statement for each statement. `create index concurrently name on ...`, with a name, and without IF NOT EXISTS: it would take \
                  an index that was cut off for a good one. `alter table ..., algorithm=inplace, lock=none`, so that the server refuses \
                  anything worse. What blocks or destroys whatever is stated is refused by the rules for it: `blocking_statement`, `drop_cascade`, `truncate`.",
        sources: &[
            "PostgreSQL manual, \"CREATE INDEX\", Building Indexes Concurrently",
            "MySQL 8.0 manual, \"Online DDL Operations\"; \"Statements That Cause an Implicit Commit\"",
            "strong_migrations, \"Adding an index non-concurrently\"",
        ],
    },
    refused: &[
        Example::after(
            USERS,
            "expand { raw \"trigrams\" { postgres: \"create index users_trgm on users using gin (name gin_trgm_ops)\", inverse { postgres: \"drop index concurrently users_trgm\" } lock: none } }",
        )
        .on(&[Dialect::Postgres]),
        Example::after(
            USERS,
            "expand { raw \"fulltext\" { mysql: \"alter table users comment 'people'\", inverse { mysql: nothing } lock: none, done when \"select 1\" } }",
        )
        .on(&[Dialect::MySql, Dialect::MariaDb]),
        Example::after(
            USERS,
            "expand { raw \"two\" { sqlite: \"create view a as select 1; create view b as select 2\", inverse { sqlite: \"drop view a\" } } }",
        )
        .on(&[Dialect::Sqlite]),
    ],
    allowed: &[Example::after(
        USERS,
        "expand {
             raw \"trigrams\" {
                 postgres: \"create index concurrently users_trgm on users using gin (name gin_trgm_ops)\",
                 inverse { postgres: \"drop index concurrently users_trgm\" }
                 lock: share_update_exclusive,
             }
         }",
    )
    .on(&[Dialect::Postgres])],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.raws {
        // A text may be that of several databases: each place is told of once.
        let mut told: Vec<Place> = Vec::new();
        for on in &at.node.on {
            let refusals = [&on.run, &on.inverse]
                .into_iter()
                .filter_map(Said::text)
                .filter_map(|text| refusal(on, &Words::of(&text.node), text.place));
            let query = on.done.text().and_then(|query| of_query(&Words::of(&query.node), query.place));
            for refusal in refusals.chain(query) {
                if !told.iter().any(|place| place.begins() == refusal.place.begins()) {
                    told.push(refusal.place);
                    sink.report(refusal);
                }
            }
        }
    }
}

fn of_query(words: &Words, place: Place) -> Option<Diagnostic> {
    let selects = words.begin(&["select"]) || words.begin(&["with"]);
    (!selects || words.are_several()).then(|| {
        Diagnostic::new(&RAW_STATEMENT, place, "`done when` wants one query of one value")
            .help("for example \"select count(*) from pg_extension where extname = 'pg_trgm'\": above 0, or true, once it took effect")
    })
}

const TRANSACTIONS: &[&[&str]] = &[
    &["begin"],
    &["start", "transaction"],
    &["commit"],
    &["rollback"],
    &["savepoint"],
    &["release"],
    &["end"],
    &["set"],
    &["reset"],
    &["use"],
    &["discard"],
];

/// What blocks however it is called, and what to do instead.
const BLOCKING: &[(&[&str], &str)] = &[
    (&["cluster"], "pg_repack orders a table beside the writes, outside of a migration"),
    (&["lock"], "xc takes the locks that a step needs, one table at a time, and lets the application through"),
    (&["optimize"], "gh-ost or pt-online-schema-change, outside of a migration"),
    (&["repair"], "a repair is no change of the schema"),
];

fn refusal(on: &RawOn, words: &Words, place: Place) -> Option<Diagnostic> {
    let says = |message: String| Some(Diagnostic::new(&RAW_STATEMENT, place, message));
    let blocks = |what: &str, instead: &str| {
        let error = Diagnostic::new(&BLOCKING_STATEMENT, place, format!("`{what}` has no place in a migration, raw or not"));
        Some(error.note("it holds a lock on the table for longer than requests can wait").help(instead))
    };
    let is_mysql = matches!(on.dialect, Dialect::MySql | Dialect::MariaDb);
    let concurrently = words.have(&["concurrently"]);
    // The lock that was stated; where none was, that is a mistake of its own.
    let blocking_is_stated = on.lock.as_ref().is_none_or(|lock| stops_writes(lock.node));
    if words.is_empty() {
        return says("the statement is empty".into())
            .map(|error| error.help("`nothing`, without quotes, where nothing is to be done there"));
    }
    if words.are_several() {
        return says("a raw statement is one statement".into())
            .map(|error| error.note("what was done of several is not known after a crash").help("write a raw statement for each"));
    }
    if let Some(found) = TRANSACTIONS.iter().find(|found| words.begin(found)) {
        return says(format!("`{}` has no place in a step", found.join(" ")))
            .map(|error| error.note("xc begins and ends transactions, and sets what its statements need"));
    }
    if let Some((found, instead)) = BLOCKING.iter().find(|(found, _)| words.begin(found)) {
        return blocks(found[0], instead);
    }
    if words.begin(&["vacuum"]) && (words.have(&["full"]) || on.dialect == Dialect::Sqlite) {
        return blocks("vacuum full", "for bloat: pg_repack, outside of a migration; on SQLite, when nobody is at work");
    }
    if words.begin(&["reindex"]) && !concurrently {
        return blocks("reindex", "`reindex index concurrently ...`, or a new index, and drop the old one in contract");
    }
    if words.begin(&["refresh", "materialized", "view"]) && !concurrently {
        return blocks("refresh materialized view", "`refresh materialized view concurrently ...`: whoever reads it waits otherwise");
    }
    if words.begin(&["truncate"]) {
        return Some(
            Diagnostic::new(&TRUNCATE, place, "`truncate` throws away every row, under v1's requests, raw or not")
                .note("no rollback brings them back"),
        );
    }
    if (words.begin(&["update"]) || words.begin(&["delete"])) && !words.have(&["where"]) {
        return Some(
            Diagnostic::new(&TRUNCATE, place, format!("`{}` without `where` is about every row, in one transaction", words.beginning(1)))
                .note("v1's requests wait for its row locks until the last row is through")
                .help("what follows from other columns: dual_write { sync t { forward { new = ... } } } migrate { backfill t; }"),
        );
    }
    if words.cascade() || words.begin(&["create", "or", "replace", "table"]) {
        return Some(
            Diagnostic::new(&DROP_CASCADE, place, "the raw statement would drop what depends on something, whatever that is")
                .note("views, foreign keys of other tables, functions: the list is shown while they go")
                .help("drop what depends on it first, by name"),
        );
    }
    if is_mysql
        && (words.have(&["algorithm", "=", "copy"]) || words.have(&["lock", "=", "shared"]) || words.have(&["lock", "=", "exclusive"]))
    {
        return (!blocking_is_stated).then(|| {
            Diagnostic::new(&RAW_STATEMENT, place, "the statement asks for a lock that stops writes, and `lock:` says that it does not")
        });
    }
    let index = words.begin(&["create", "index"]) || words.begin(&["create", "unique", "index"]) || words.begin(&["drop", "index"]);
    if on.dialect == Dialect::Postgres && index {
        if !concurrently && !blocking_is_stated {
            return says("an index that is not built or dropped concurrently stops writes, and `lock:` says that it does not".into())
                .map(|error| error.help("`create index concurrently name on ...`, `drop index concurrently name`"));
        }
        if concurrently && words.concurrent_index().is_none() {
            return says("an index that is built or dropped concurrently needs its name, and no IF".into())
                .map(|error| error.note("IF NOT EXISTS takes an index that was cut off, and is dead, for a good one"));
        }
    }
    let fulltext = words.begin(&["create", "fulltext", "index"]) || words.begin(&["create", "spatial", "index"]);
    if is_mysql && (words.begin(&["alter", "table"]) || index || fulltext) && !words.have(&["algorithm", "="]) && !blocking_is_stated {
        return says("the statement leaves it to the server how it is done, and that may be a copy of the table".into()).map(|error| {
            error.help(
                "name it, so that the server refuses anything worse: `..., algorithm=instant`, or `..., algorithm=inplace, lock=none`",
            )
        });
    }
    None
}
