//! SQLite 3.35 and later: DDL is transactional; a constraint is changed by making the table anew (sqlite.org, "Making Other Kinds Of Table
//! Schema Changes"); a trigger can't assign to NEW, so it updates the row after the fact.

use super::mapping::{Mapping, Row};
use super::{Change, Step, Writer, ddl, own_name, quote, quoted, text, texts};
use crate::plan::{Dialect, Servers};
use crate::schema::Table;
use crate::steps::{InstallSync, Narrow, Widen};

const DIALECT: Dialect = Dialect::Sqlite;

/// Writes for SQLite.
pub(super) struct Sqlite;

fn name(name: &str) -> String {
    quote(name, DIALECT)
}

fn columns_there(table: &str, columns: &[&str]) -> String {
    format!("SELECT COUNT(*) FROM pragma_table_info({}) WHERE name IN ({})", text(table, DIALECT), texts(columns.iter().copied(), DIALECT))
}

fn step(name: String, table: &str, run: Change, undo: Change, probe: String, already: String) -> Step {
    let cost = match run.rebuilds {
        Some(_) => "writers wait while the table is copied; in WAL mode readers go on",
        None => "writers wait for a catalogue change",
    };
    Step { name, table: table.into(), servers: Servers::ALL, run, undo, probe, already, cost: cost.into() }
}

impl Writer for Sqlite {
    fn widen(&self, widen: &Widen) -> Step {
        match widen {
            Widen::CreateTable(table) => step(
                format!("create table {}", table.name),
                &table.name,
                Change::of([ddl::create_table(table, &table.name, DIALECT)]),
                Change {
                    refuse_if: Some((
                        format!("SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT 1)", name(&table.name)),
                        format!("table {} has rows, and dropping it would lose them: delete them first if they are not needed", table.name),
                    )),
                    ..Change::of([format!("DROP TABLE {}", name(&table.name))])
                },
                format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = {}", text(&table.name, DIALECT)),
                super::table_already(table),
            ),
            Widen::AddColumns { table, columns } => {
                let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                step(
                    super::add_columns_name(table, &names),
                    table,
                    Change::of(
                        columns.iter().map(|column| format!("ALTER TABLE {} ADD COLUMN {}", name(table), ddl::column(column, DIALECT))),
                    ),
                    Change::of(names.iter().map(|column| format!("ALTER TABLE {} DROP COLUMN {}", name(table), name(column)))),
                    columns_there(table, &names),
                    super::columns_already(table, &names),
                )
            }
        }
    }

    fn install(&self, install: &InstallSync) -> Vec<Step> {
        let table = &install.table.name;
        let triggers = triggers(install);
        let names: Vec<&str> = triggers.iter().map(|(trigger, _)| trigger.as_str()).collect();
        let create = triggers.iter().map(|(_, create)| create.clone());
        let relaxed = relaxed(install);
        let needs_rebuild = relaxed != install.table;
        let (before, after) = if needs_rebuild {
            (rebuild(&install.table, &relaxed), rebuild(&relaxed, &install.table))
        } else {
            (Change::default(), Change::default())
        };
        let run = Change { statements: before.statements.into_iter().chain(Change::of(create).statements).collect(), ..before };
        let undo = Change { statements: drop_triggers(install).statements.into_iter().chain(after.statements).collect(), ..after };
        vec![step(
            format!("dual write of {table}"),
            table,
            run,
            undo,
            format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ({})", texts(names, DIALECT)),
            super::triggers_already(table),
        )]
    }

    fn narrow(&self, narrow: &Narrow, ends: Option<&InstallSync>) -> Vec<Step> {
        let table = &narrow.before.name;
        let live = ends.map_or_else(|| narrow.before.clone(), relaxed);
        let rebuild = rebuild(&live, &narrow.after);
        let drop = ends.map(|install| drop_triggers(install).statements).unwrap_or_default();
        let run = Change { statements: drop.into_iter().chain(rebuild.statements).collect(), ..rebuild };
        let drops: Vec<&str> = narrow.drops.iter().map(String::as_str).collect();
        let probe = if drops.is_empty() {
            "SELECT 0".into()
        } else {
            format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END", columns_there(table, &drops))
        };
        vec![step(super::finish_name(narrow), table, run, Change::default(), probe, super::finish_already(narrow))]
    }
}

/// The table with null allowed where v2 leaves a column out: the trigger fills it after the row is there.
fn relaxed(install: &InstallSync) -> Table {
    let mut table = install.table.clone();
    for column in &install.left_out {
        if let Some(column) = table.column_mut(&column.name) {
            column.nullable = true;
        }
    }
    table
}

/// Makes a table anew in another shape. Columns that both shapes have are copied.
fn rebuild(from: &Table, to: &Table) -> Change {
    let fresh = format!("xc_new_{}", from.name);
    let columns: Vec<&str> = to.columns.iter().map(|column| column.name.as_str()).filter(|column| from.column(column).is_some()).collect();
    let columns = quoted(columns, DIALECT);
    let mut statements = vec![
        ddl::create_table(to, &fresh, DIALECT),
        format!("INSERT INTO {} ({columns}) SELECT {columns} FROM {}", name(&fresh), name(&from.name)),
    ];
    if to.columns.iter().any(|column| column.auto_increment) {
        // A number that was given once is not given again, also when its row is gone.
        statements.push(format!("DELETE FROM sqlite_sequence WHERE name = {}", text(&fresh, DIALECT)));
        statements.push(format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {}, seq FROM sqlite_sequence WHERE name = {}",
            text(&fresh, DIALECT),
            text(&from.name, DIALECT)
        ));
    }
    statements.push(format!("DROP TABLE {}", name(&from.name)));
    statements.push(format!("ALTER TABLE {} RENAME TO {}", name(&fresh), name(&from.name)));
    Change { rebuilds: Some(from.name.clone()), ..Change::of(statements) }
}

fn drop_triggers(install: &InstallSync) -> Change {
    Change::of(triggers(install).iter().map(|(trigger, _)| format!("DROP TRIGGER {}", name(trigger))))
}

/// The triggers of a sync, by name. Each fires only where the row is out of parity, which is why none of them sets off another, whatever
/// `recursive_triggers` says, and why the backfill's writes pass them by.
fn triggers(install: &InstallSync) -> Vec<(String, String)> {
    let mapping = Mapping::new(install, DIALECT);
    let table = name(&install.table.name);
    let mut triggers = Vec::new();
    let mut trigger = |suffix: &str, when: &str, condition: String, body: String| {
        let own = own_name(install, suffix);
        let create = format!("CREATE TRIGGER {} {when} ON {table} FOR EACH ROW WHEN {condition}\nBEGIN\n  {body};\nEND", name(&own));
        triggers.push((own, create));
    };
    let this_row = install.primary_key_is("NEW");
    let set = |assignments: &[(String, String)]| {
        let assignments: Vec<String> = assignments.iter().map(|(column, value)| format!("{} = {value}", name(column))).collect();
        format!("UPDATE {table} SET {} WHERE {this_row}", assignments.join(", "))
    };
    let new = |assignment: &crate::resolve::Assignment| (assignment.column.clone(), mapping.value(assignment, Row::New));
    let forward: Vec<_> = mapping.forward().iter().map(new).collect();
    let reverse: Vec<_> = mapping.reverse().iter().map(new).collect();
    let out_of_parity = format!("NOT {}", mapping.parity(Row::New));
    let of = |columns: Vec<&str>| format!("AFTER UPDATE OF {}", quoted(columns, DIALECT));
    let (new_omitted, old_omitted) = (mapping.new_side_omitted(), mapping.old_side_omitted());
    let (new_unchanged, old_unchanged) = (mapping.new_side_unchanged(), mapping.old_side_unchanged());

    trigger("ins_fwd", "AFTER INSERT", format!("{new_omitted} AND {out_of_parity}"), set(&forward));
    trigger(
        "upd_fwd",
        &of(install.sync.old_columns()),
        format!("{new_unchanged} AND NOT {old_unchanged} AND {out_of_parity}"),
        set(&forward),
    );
    if mapping.reverse().is_empty() {
        return triggers;
    }
    trigger("ins_rev", "AFTER INSERT", format!("{old_omitted} AND NOT {new_omitted}"), set(&reverse));

    // A row that is not filled yet is completed from its old columns, as far as the statement did not change it; and the old columns follow
    // only where they are then out of parity.
    let completed = |column: &str| match mapping.forward().iter().find(|assignment| assignment.column == column) {
        None => mapping.column(Row::New, column),
        Some(assignment) => format!(
            "(CASE WHEN {} AND NOT {} THEN {} ELSE {} END)",
            mapping.unchanged(&[column]),
            mapping.parity(Row::Old),
            mapping.value(assignment, Row::Old),
            mapping.column(Row::New, column)
        ),
    };
    let complete = mapping.forward().iter().map(|assignment| (assignment.column.clone(), completed(&assignment.column)));
    let then_reverse = mapping.reverse().iter().map(|assignment| {
        let (kept, value) = (mapping.column(Row::New, &assignment.column), mapping.value_with(assignment, &completed));
        (assignment.column.clone(), format!("CASE WHEN {} THEN {kept} ELSE {value} END", mapping.parity_with(&completed)))
    });
    trigger(
        "upd_rev",
        &of(install.sync.new_columns()),
        format!("{old_unchanged} AND NOT {new_unchanged} AND {out_of_parity}"),
        set(&complete.chain(then_reverse).collect::<Vec<_>>()),
    );

    // What the relaxed constraint no longer refuses.
    for column in &install.left_out {
        let refuse = format!(
            "SELECT RAISE(ABORT, {})",
            text(&format!("NOT NULL constraint failed: {}.{}", install.table.name, column.name), DIALECT)
        );
        let is_null = format!("NEW.{} IS NULL", name(&column.name));
        trigger(&format!("ins_nn_{}", column.name), "BEFORE INSERT", format!("{is_null} AND {new_omitted}"), refuse.clone());
        trigger(&format!("upd_nn_{}", column.name), &format!("BEFORE UPDATE OF {}", name(&column.name)), is_null, refuse);
    }
    triggers
}

impl InstallSync {
    /// `"id" = NEW."id"`, for each column of the key.
    fn primary_key_is(&self, row: &str) -> String {
        let columns = self.table.primary_key.iter().map(|column| format!("{0} = {row}.{0}", name(column)));
        columns.collect::<Vec<_>>().join(" AND ")
    }
}
