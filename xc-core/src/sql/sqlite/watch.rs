//! The watch over a table to which the application writes both shapes.

use super::super::watch::Log;
use super::super::{Change, Step, quoted, text, triggers_already};
use super::{DIALECT, name, rebuild};
use crate::schema::Column;
use crate::steps::Watch;

pub(super) fn step(watch: &Watch) -> Step {
    let log = Log { watch, dialect: DIALECT };
    let table = &watch.table;
    let relaxed = log.relaxed();
    let (before, after) =
        if relaxed == *table { (Change::default(), Change::default()) } else { (rebuild(table, &relaxed), rebuild(&relaxed, table)) };
    let run = Change { statements: before.statements.into_iter().chain(Change::of(create(&log)).statements).collect(), ..before };
    let undo = Change {
        statements: Change::of(drop(&log)).statements.into_iter().chain(after.statements).collect(),
        refuse_if: Some(log.ahead()),
        ..after
    };
    super::step(
        format!("watch writes of {}", table.name),
        &table.name,
        run,
        undo,
        format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = {}", text(&log.name(), DIALECT)),
        triggers_already(&table.name),
    )
}

fn create(log: &Log<'_>) -> Vec<String> {
    let table = name(&log.watch.table.name);
    let mute = name(&log.own("mute"));
    // SQLite has no sessions to mark; but it has one writer, and what that writes is seen by its own triggers alone until it commits.
    let not_executor = format!("NOT EXISTS (SELECT 1 FROM {mute})");
    let names = |columns: &[Column]| quoted(columns.iter().map(|column| column.name.as_str()), DIALECT);
    let trigger = |suffix: &str, event: &str, when: String, body: Vec<String>| {
        let body: Vec<String> = body.into_iter().map(|statement| format!("  {statement};\n")).collect();
        format!(
            "CREATE TRIGGER {} {event} ON {table} FOR EACH ROW WHEN {when} AND {not_executor}\nBEGIN\n{}END",
            name(&log.own(suffix)),
            body.concat()
        )
    };
    let (old_unchanged, new_unchanged, unfilled) = (log.old_unchanged(), log.new_unchanged(), log.unfilled("NEW"));
    let side = log.side_of_insert();
    let mut statements = vec![
        log.create(),
        format!("CREATE TABLE {mute} (on_ INTEGER)"),
        trigger("ins", "AFTER INSERT", format!("({side}) IS NOT NULL"), vec![log.note(&format!("({side})"), "TRUE")]),
        trigger(
            "old",
            &format!("AFTER UPDATE OF {}", names(&log.watch.old)),
            format!("NOT {old_unchanged}"),
            vec![log.note("'old'", &new_unchanged), log.forget(&format!("NOT {new_unchanged}"))],
        ),
        trigger(
            "new",
            &format!("AFTER UPDATE OF {}", names(&log.watch.new)),
            format!("{old_unchanged} AND NOT {new_unchanged}"),
            vec![log.note("'new'", "TRUE")],
        ),
    ];
    if let Some(inputs_unchanged) = log.inputs_unchanged() {
        statements.push(trigger(
            "input",
            &format!("AFTER UPDATE OF {}", names(&log.watch.inputs)),
            format!("{old_unchanged} AND {new_unchanged} AND NOT {inputs_unchanged} AND NOT {unfilled}"),
            vec![log.note_input("TRUE")],
        ));
    }
    statements
}

pub(super) fn drop(log: &Log<'_>) -> Vec<String> {
    let mut suffixes = vec!["ins", "old", "new"];
    if !log.watch.inputs.is_empty() {
        suffixes.push("input");
    }
    let triggers = suffixes.into_iter().map(|suffix| format!("DROP TRIGGER {}", name(&log.own(suffix))));
    let tables = [log.quoted(), name(&log.own("mute"))].map(|table| format!("DROP TABLE {table}"));
    triggers.chain(tables).collect()
}
