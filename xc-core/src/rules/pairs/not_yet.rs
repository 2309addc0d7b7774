//! What a sync of two tables can't do yet. It is refused by the rule for all such things.

use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::Kind;
use crate::resolve::{Migration, Pair, Rows};
use crate::rules::syntax::NOT_YET;
use crate::schema::Column;

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for (index, at) in migration.pairs.iter().enumerate() {
        let pair = &at.node;
        let earlier = migration.pairs[..index].iter().flat_map(|earlier| [&earlier.node.source, &earlier.node.target]);
        if let Some(table) = earlier.into_iter().find(|name| [&pair.source, &pair.target].contains(name)) {
            sink.report(
                Diagnostic::new(&NOT_YET, at.place, format!("two syncs with `{table}` in one migration are not in the language yet"))
                    .note("the triggers of the one would set off those of the other, and in which order they lock rows is not worked out")
                    .help("one after the other: the second sync in a migration of its own, which begins when the first one has contracted"),
            );
            continue;
        }
        let Some(target) = migration.expanded.table(&pair.target) else { continue };
        if let Some(what) = unknown_combination(migration, pair) {
            sink.report(Diagnostic::new(&NOT_YET, at.place, format!("{what} is not in the language yet")));
            continue;
        }
        if migration.before.table(&pair.target).is_some() && !pair.rows_by_application {
            // A column that this migration does not add is a mistake of its own.
            if pair.forward.iter().all(|assignment| {
                migration.columns.iter().any(|new| new.node.table == target.name && new.node.column.name == assignment.column)
            }) {
                sink.report(
                    Diagnostic::new(
                        &NOT_YET,
                        at.place,
                        format!(
                            "a sync that makes rows in `{}`, which was there before this migration, is not in the language yet",
                            target.name
                        ),
                    )
                    .note("where the trigger has made a row, the application's own insert of it would fail as a duplicate")
                    .help(format!(
                        "where the application goes on making them: sync {} to {} on ... rows by application {{ ... }}",
                        pair.source, target.name
                    )),
                );
            }
            continue;
        }
        if pair.rows_by_application {
            continue;
        }
        let numbers = |column: &Column| {
            let of_source = pair.on.iter().find(|on| on.target == column.name).map(|on| on.source.as_str());
            let both =
                of_source.and_then(|name| migration.expanded.table(&pair.source)?.column(name)).is_some_and(|column| column.auto_increment);
            // Where a part of the sync is not known, contract may not be either. Where one table takes the other's place, both draw from the same numbers.
            column.auto_increment && !is_unknown(pair) && !(both && migration.rows_of(pair) == Rows::Each)
        };
        if let Some(column) = pair.target_key().filter_map(|name| target.column(name)).find(|column| numbers(column)) {
            sink.report(
                Diagnostic::new(
                    &NOT_YET,
                    at.place,
                    format!(
                        "`{}.{}` is numbered by the database: a sync by such a column is not in the language yet",
                        target.name, column.name
                    ),
                )
                .note(format!(
                    "both tables would number their rows, and give one number to two rows; the column is declared at {}",
                    column.declared_at
                ))
                .help(format!(
                    "`{} {} primary key`: it takes the number of its row in `{}`",
                    column.name,
                    column.ty.spelled(),
                    pair.source
                )),
            );
        }
    }
}

/// Whether a part of it was a mistake, which is reported.
fn is_unknown(pair: &Pair) -> bool {
    pair.forward.iter().chain(&pair.reverse).any(|assignment| matches!(assignment.value.kind, Kind::Unknown))
}

/// What can be said of a sync's rows, but not together.
fn unknown_combination(migration: &Migration, pair: &Pair) -> Option<String> {
    let (source, target) = (&pair.source, &pair.target);
    let is_new = migration.before.table(target).is_none();
    match (pair.presence.is_some(), pair.rows_by_application) {
        (true, true) => Some("`where` in a sync whose rows the application makes".into()),
        (true, false) if migration.drops_table(source) => Some(format!("`where` in a sync to a table that takes the place of `{source}`")),
        (false, true) if migration.drops_table(source) => Some(format!("`rows by application` where `{source}` is dropped")),
        (false, true) if is_new => Some(format!("`rows by application` in `{target}`, which v1 does not know,")),
        _ => None,
    }
}
