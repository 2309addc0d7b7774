//! Two tables on SQLite: AFTER triggers, which fire only where the rows are out of parity. That is why none sets off another without end,
//! whatever `recursive_triggers` says, and why the backfill's writes pass them by. There is one writer, so what a trigger reads stays true.

use super::super::sqlite::{cost, rebuild, step};
use super::super::{Change, Step, quoted, text, texts, triggers_already};
use super::{PairMapping, lookup, own_name, step_name};
use crate::locks::Operation;
use crate::plan::Dialect;
use crate::resolve::Assignment;
use crate::schema::Table;
use crate::steps::{Group, InstallPair};
use crate::syntax::DefaultValue;

const DIALECT: Dialect = Dialect::Sqlite;

/// Puts the triggers in place.
pub(in crate::sql) fn install(install: &InstallPair) -> Vec<Step> {
    let relaxed = relaxed(install);
    let (on_detail, on_main) = (on_detail(install), on_main(install));
    let mut steps = Vec::new();
    if relaxed != install.main {
        let probe = format!(
            "SELECT COUNT(*) FROM pragma_table_info({}) WHERE name IN ({}) AND dflt_value IS NOT NULL",
            text(&install.main.name, DIALECT),
            texts(install.left_out.iter().map(|column| column.name.as_str()), DIALECT)
        );
        steps.push(step(
            format!(
                "let v2 leave out {}",
                super::super::column_list(&install.main.name, install.left_out.iter().map(|column| column.name.as_str()))
            ),
            &install.main.name,
            rebuild(&install.main, &relaxed),
            rebuild(&relaxed, &install.main),
            probe,
            super::default_already(&install.main.name, &install.left_out[0].name),
        ));
    }
    if install.is_one_to_one() {
        steps.push(Step { cost: cost(&[Operation::TruncateTable]), ..super::begin_empty(install, DIALECT) });
    }
    steps.extend(share_numbers(install));
    for (table, triggers) in [(&install.detail.name, on_detail), (&install.main.name, on_main)] {
        if !triggers.is_empty() {
            let create = Change::of(triggers.iter().map(|(_, create)| create.clone()));
            steps.push(step(step_name(install, table), table, create, drop(&triggers), there(&triggers), triggers_already(table)));
        }
    }
    steps
}

/// Takes them away for good, the detail table's first: v1, whom they serve, is gone.
pub(in crate::sql) fn end(install: &InstallPair) -> Vec<Step> {
    let both = [(&install.detail.name, on_detail(install)), (&install.main.name, on_main(install))];
    let end = |(table, triggers): (&String, Vec<(String, String)>)| {
        let gone = format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END", there(&triggers));
        let name = format!("end {}", step_name(install, table));
        (!triggers.is_empty()).then(|| step(name, table, drop(&triggers), Change::default(), gone, super::triggers_gone(table)))
    };
    both.into_iter().filter_map(end).collect()
}

/// SQLite numbers a table's rows from the highest number that it has ever had (sqlite.org, "SQLite Autoincrement"). From here on, each row is in both
/// tables, and so both have had the same.
fn share_numbers(install: &InstallPair) -> Option<Step> {
    let (_, of_main) = install.numbered.as_ref()?;
    let (main, detail) = (text(&install.main.name, DIALECT), text(&install.detail.name, DIALECT));
    let highest = format!("SELECT MAX({}) FROM {}", super::quote(of_main, DIALECT), super::quote(&install.main.name, DIALECT));
    let forget = format!("DELETE FROM sqlite_sequence WHERE name = {detail}");
    let share = format!(
        "INSERT INTO sqlite_sequence (name, seq) VALUES ({detail}, MAX(COALESCE(({highest}), 0), \
         COALESCE((SELECT seq FROM sqlite_sequence WHERE name = {main}), 0)))"
    );
    // Whether the number was there before does not matter: set again, it is the same.
    let name = format!("{} goes on from the numbers of {}", install.detail.name, install.main.name);
    Some(step(name, &install.detail.name, Change::of([forget, share]), Change::default(), "SELECT 0".into(), String::new()))
}

/// The main table with a default where v2 leaves a column out.
fn relaxed(install: &InstallPair) -> Table {
    let mut table = install.main.clone();
    for left_out in &install.left_out {
        if let Some(column) = table.column_mut(&left_out.name) {
            column.default = Some(DefaultValue::Literal(super::super::mapping::stand_in(left_out)));
        }
    }
    table
}

fn there(triggers: &[(String, String)]) -> String {
    let names = texts(triggers.iter().map(|(name, _)| name.as_str()), DIALECT);
    format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ({names})")
}

fn drop(triggers: &[(String, String)]) -> Change {
    Change::of(triggers.iter().map(|(name, _)| format!("DROP TRIGGER {}", super::quote(name, DIALECT))))
}

/// A trigger's name and its statement.
pub(super) fn trigger(install: &InstallPair, suffix: &str, event: &str, table: &str, when: &str, body: &[String]) -> (String, String) {
    let name = own_name(install, suffix);
    let create = format!(
        "CREATE TRIGGER {} {event} ON {} FOR EACH ROW WHEN {when}\nBEGIN\n  {};\nEND",
        super::quote(&name, DIALECT),
        super::quote(table, DIALECT),
        body.join(";\n  ")
    );
    (name, create)
}

fn on_main(install: &InstallPair) -> Vec<(String, String)> {
    let mapping = PairMapping::new(install, DIALECT);
    if install.looks_up() {
        return lookup::sqlite::on_looked_up(&mapping);
    }
    let table = install.main.name.as_str();
    let (detail, row) = (mapping.detail(), mapping.detail_row());
    let (of_old, of_new) = (mapping.join(&row, "OLD."), mapping.join(&row, "NEW."));
    let in_step = format!("EXISTS (SELECT 1 FROM {detail} WHERE {of_new} AND {})", mapping.parity("NEW.", &row));
    let (columns, values) = mapping.new_detail("NEW.");
    let change = format!(
        "UPDATE {detail} SET {} WHERE {of_new}",
        mapping.set_down("NEW.", &row, &|group| { mapping.group_parity(&install.groups[group], "NEW.", &row) })
    );
    let make = format!(
        "INSERT INTO {detail} ({columns}) SELECT {values} WHERE {} AND NOT EXISTS (SELECT 1 FROM {detail} WHERE {of_new})",
        mapping.given("NEW.")
    );
    let after_update = |columns: Vec<&str>| format!("AFTER UPDATE OF {}", quoted(columns, DIALECT));
    let changed = format!("NOT {} AND NOT {in_step}", mapping.unchanged(&install.main, &install.main_columns()));
    if !install.makes_rows() {
        let there = format!("EXISTS (SELECT 1 FROM {detail} WHERE {of_new}) AND NOT {in_step}");
        return vec![
            trigger(install, "m_ins", "AFTER INSERT", table, &there, std::slice::from_ref(&change)),
            trigger(install, "m_upd", &after_update(install.main_columns()), table, &format!("{there} AND {changed}"), &[change]),
        ];
    }
    let takes_back = install.presence().map(|_| format!("DELETE FROM {detail} WHERE {of_new} AND NOT {}", mapping.given("NEW.")));
    let change = mapping.has_down().then_some(change);
    let follow: Vec<String> = takes_back.into_iter().chain(change.clone()).chain([make.clone()]).collect();
    vec![
        trigger(
            install,
            "m_ins",
            "AFTER INSERT",
            table,
            &format!("{} AND NOT {in_step}", mapping.given("NEW.")),
            &change.into_iter().chain([make]).collect::<Vec<_>>(),
        ),
        // Before the columns follow: the row that they follow in is the one that moved.
        trigger(
            install,
            "m_key",
            &after_update(install.main_key()),
            table,
            &format!("NOT {}", mapping.main_key_unchanged()),
            &[format!("UPDATE {detail} SET {} WHERE {of_old}", mapping.detail_key_from("NEW."))],
        ),
        trigger(install, "m_upd", &after_update(install.main_columns()), table, &changed, &follow),
        trigger(
            install,
            "m_del",
            "AFTER DELETE",
            table,
            &format!("EXISTS (SELECT 1 FROM {detail} WHERE {of_old})"),
            &[format!("DELETE FROM {detail} WHERE {of_old}")],
        ),
    ]
}

fn on_detail(install: &InstallPair) -> Vec<(String, String)> {
    if install.looks_up() {
        return lookup::sqlite::on_looking_up(&PairMapping::new(install, DIALECT));
    }
    if !install.has_up() {
        return Vec::new();
    }
    let mapping = PairMapping::new(install, DIALECT);
    let table = install.detail.name.as_str();
    let (main, row) = (mapping.main(), mapping.main_row());
    let (detail, detail_row) = (mapping.detail(), mapping.detail_row());
    let (of_old, of_new) = (mapping.join("OLD.", &row), mapping.join("NEW.", &row));
    let main_where = |condition: &str| format!("EXISTS (SELECT 1 FROM {main} WHERE {of_new} AND {condition})");
    let out_of_step = |other: &str| format!("NOT {}", mapping.parity(&row, other));

    // Columns of this detail row that are completed from the main row.
    let complete = |when: &dyn Fn(&Group, &str) -> String, only: &str| {
        let set = install.groups.iter().flat_map(|group| group.down.iter().map(move |assignment| (group, assignment))).map(
            |(group, assignment)| {
                let (column, kept) = (&assignment.column, mapping.column("NEW.", &assignment.column));
                let value = mapping.value(assignment, &row);
                format!(
                    "{} = (SELECT CASE WHEN {} THEN {value} ELSE {kept} END FROM {main} WHERE {of_new})",
                    mapping.name(column),
                    when(group, column)
                )
            },
        );
        let set = set.collect::<Vec<_>>().join(", ");
        format!("UPDATE {detail} SET {set} WHERE {} AND {}", mapping.detail_key_is("NEW."), main_where(only))
    };
    let is_omitted = |_: &Group, column: &str| mapping.detail_omitted("NEW.", column);
    let is_behind = |group: &Group, column: &str| {
        format!("{} AND NOT {}", mapping.unchanged(&install.detail, &[column]), mapping.group_parity(group, &row, "OLD."))
    };
    // The main row follows the detail row as it is by now.
    let this_detail = format!("FROM {detail} WHERE {}", mapping.detail_key_is("NEW."));
    let value = |assignment: &Assignment| format!("(SELECT {} {this_detail})", mapping.value(assignment, &detail_row));
    let alike = |group: usize| format!("(SELECT {} {this_detail})", mapping.group_parity(&install.groups[group], &row, &detail_row));
    let fill = format!(
        "UPDATE {main} SET {} WHERE {of_new} AND EXISTS (SELECT 1 {this_detail} AND NOT {})",
        mapping.set(|group| &group.up, &value, "", &alike),
        mapping.parity(&row, &detail_row)
    );
    let leave = format!("UPDATE {main} SET {} WHERE {of_old} AND {}", mapping.absent(), mapping.given(&row));

    // A change that only brings the row nearer to what the main row says is this sync's own.
    let is_completion = if mapping.has_down() {
        let nearer = install.down().map(|assignment| {
            let column = &assignment.column;
            let as_main = mapping.same(&install.detail, column, &mapping.column("NEW.", column), &mapping.value(assignment, &row));
            format!("({} OR {as_main})", mapping.unchanged(&install.detail, &[column]))
        });
        format!("({} AND {})", out_of_step("OLD."), nearer.collect::<Vec<_>>().join(" AND "))
    } else {
        "FALSE".into()
    };
    if install.is_one_to_one() {
        return on_twin(&mapping, &complete(&is_behind, &out_of_step("OLD.")), &fill, &is_completion);
    }
    let key: Vec<&str> = install.detail_key();
    let after_update = |columns: Vec<&str>| format!("AFTER UPDATE OF {}", quoted(columns, DIALECT));
    let without = format!("SELECT RAISE(ABORT, {})", text(&mapping.without_main(), DIALECT));
    let has_none = format!("NOT EXISTS (SELECT 1 FROM {main} WHERE {of_new})");
    let completed = |complete: String| if mapping.has_down() { vec![complete, fill.clone()] } else { vec![fill.clone()] };
    let inserted = trigger(
        install,
        "d_ins",
        "AFTER INSERT",
        table,
        &main_where(&out_of_step("NEW.")),
        &completed(complete(&is_omitted, &mapping.given(&row))),
    );
    let updated = mapping.has_down().then(|| {
        trigger(
            install,
            "d_upd",
            &after_update(install.detail_columns()),
            table,
            &format!(
                "NOT {} AND {} AND {}",
                mapping.unchanged(&install.detail, &install.detail_columns()),
                mapping.detail_key_unchanged(),
                main_where(&format!("{} AND NOT {is_completion}", out_of_step("NEW.")))
            ),
            &completed(complete(&is_behind, &out_of_step("OLD."))),
        )
    });
    let moved = format!("NOT {}", mapping.detail_key_unchanged());
    let mut triggers: Vec<(String, String)> = [inserted].into_iter().chain(updated).collect();
    if install.makes_rows() {
        let is_given = format!("EXISTS (SELECT 1 FROM {main} WHERE {of_old} AND {})", mapping.given(&row));
        triggers.extend([
            trigger(install, "d_ins_lock", "BEFORE INSERT", table, &has_none, std::slice::from_ref(&without)),
            trigger(install, "d_key", &after_update(key), table, &moved, &[leave.clone(), format!("{without} WHERE {has_none}"), fill]),
            trigger(install, "d_del", "AFTER DELETE", table, &is_given, &[leave]),
        ]);
    } else {
        triggers.push(trigger(install, "d_key", &after_update(key), table, &moved, &[fill]));
    }
    triggers
}

/// On a detail table that is to take the main table's place: what is inserted and deleted there, is in the main table too. A row that is in step
/// with the main table's was made by the main table's trigger, or by the backfill.
fn on_twin(mapping: &PairMapping<'_>, complete: &str, fill: &str, is_completion: &str) -> Vec<(String, String)> {
    let install = mapping.install;
    let table = install.detail.name.as_str();
    let (main, row) = (mapping.main(), mapping.main_row());
    let (of_old, of_new) = (mapping.join("OLD.", &row), mapping.join("NEW.", &row));
    let out_of_step = |detail: &str| format!("EXISTS (SELECT 1 FROM {main} WHERE {of_new} AND NOT {})", mapping.parity(&row, detail));
    let after_update = |columns: Vec<&str>| format!("AFTER UPDATE OF {}", quoted(columns, DIALECT));
    let (columns, values) = mapping.new_main("NEW.");
    vec![
        trigger(
            install,
            "d_ins_lock",
            "BEFORE INSERT",
            table,
            &format!("{} AND NOT EXISTS (SELECT 1 FROM {} WHERE {})", out_of_step("NEW."), mapping.detail(), mapping.detail_key_is("NEW.")),
            &[format!("SELECT RAISE(ABORT, {})", text(&super::not_copied(install), DIALECT))],
        ),
        trigger(
            install,
            "d_ins",
            "AFTER INSERT",
            table,
            &format!("NOT EXISTS (SELECT 1 FROM {main} WHERE {of_new})"),
            &[format!("INSERT INTO {main} ({columns}) VALUES ({values})")],
        ),
        trigger(
            install,
            "d_upd",
            &after_update(install.detail_columns()),
            table,
            &format!(
                "NOT {} AND {} AND {} AND NOT EXISTS (SELECT 1 FROM {main} WHERE {of_new} AND {is_completion})",
                mapping.unchanged(&install.detail, &install.detail_columns()),
                mapping.detail_key_unchanged(),
                out_of_step("NEW.")
            ),
            &[complete.to_owned(), fill.to_owned()],
        ),
        trigger(
            install,
            "d_key",
            &after_update(install.detail_key()),
            table,
            &format!("NOT {} AND EXISTS (SELECT 1 FROM {main} WHERE {of_old})", mapping.detail_key_unchanged()),
            &[format!("UPDATE {main} SET {} WHERE {of_old}", mapping.main_key_from("NEW.")), fill.to_owned()],
        ),
        trigger(
            install,
            "d_del",
            "AFTER DELETE",
            table,
            &format!("EXISTS (SELECT 1 FROM {main} WHERE {of_old})"),
            &[format!("DELETE FROM {main} WHERE {of_old}")],
        ),
    ]
}
