//! SQLite 3.35 and later: DDL is transactional; a constraint is changed by making the table anew (sqlite.org, "Making Other Kinds Of Table
//! Schema Changes"); a trigger can't assign to NEW, so it updates the row after the fact.

mod watch;

use super::backfill::{self, Side};
use super::mapping::{Mapping, Row};
use super::retire::{self, Leaving, Retiring};
use super::watch::Log;
use super::{Change, Cost, Ending, Step, Writer, ddl, gate, own_name, quote, quoted, text, texts};
use crate::locks::Operation;
use crate::plan::{Dialect, Servers, When};
use crate::resolve::Assignment;
use crate::schema::constraint::{Constraint, Index};
use crate::schema::{Column, Table};
use crate::steps::{InstallPair, InstallSync, Task, Watch};

const DIALECT: Dialect = Dialect::Sqlite;

/// Writes for SQLite.
pub(super) struct Sqlite;

fn name(name: &str) -> String {
    quote(name, DIALECT)
}

fn columns_there(table: &str, columns: &[&str]) -> String {
    // pragma_table_info leaves generated columns out.
    format!("SELECT COUNT(*) FROM pragma_table_xinfo({}) WHERE name IN ({})", text(table, DIALECT), texts(columns.iter().copied(), DIALECT))
}

/// What these operations cost, one after the other.
pub(super) fn cost(operations: &[Operation]) -> Cost {
    super::cost::of(operations, &[DIALECT], Servers::ALL)
}

pub(super) fn step(name: String, table: &str, run: Change, undo: Change, probe: String, already: String) -> Step {
    // Whatever else it does costs less than making the table anew.
    let cost = cost(&[if run.rebuilds.is_some() { Operation::RebuildTable } else { Operation::AddColumn }]);
    Step { name, table: table.into(), servers: Servers::ALL, run, undo, probe, already, cost, concurrent: false, when: When::Always }
}

fn create_table(table: &Table) -> Step {
    step(
        format!("create table {}", table.name),
        &table.name,
        Change::of([ddl::create_table(table, &table.name, DIALECT)]),
        Change { refuse_if: Some(gate::rows(&table.name, DIALECT)), ..Change::of([format!("DROP TABLE {}", name(&table.name))]) },
        table_there(&table.name),
        super::table_already(table),
    )
}

fn table_there(table: &str) -> String {
    format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = {}", text(table, DIALECT))
}

fn add_columns(altered: &Table, columns: &[Column]) -> Step {
    let table = altered.name.as_str();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    step(
        super::add_columns_name(table, &names),
        table,
        Change::of(
            columns.iter().map(|column| format!("ALTER TABLE {} ADD COLUMN {}", name(table), ddl::column_of(altered, column, DIALECT))),
        ),
        Change::of(names.iter().map(|column| format!("ALTER TABLE {} DROP COLUMN {}", name(table), name(column)))),
        columns_there(table, &names),
        super::columns_already(table, &names),
    )
}

fn create_index_sql(table: &Table, index: &Index) -> String {
    format!(
        "CREATE {}INDEX {} ON {} {}",
        if index.unique { "UNIQUE " } else { "" },
        name(&index.name),
        name(&table.name),
        ddl::index_parts(table, index, DIALECT)
    )
}

fn index_there(index: &str) -> String {
    format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = {}", text(index, DIALECT))
}

fn create_index(table: &Table, index: &Index) -> Step {
    Step {
        cost: cost(&[Operation::CreateIndex]),
        ..step(
            super::index_name(&table.name, &index.name),
            &table.name,
            Change { refuse_if: gate::index(table, index, DIALECT), ..Change::of([create_index_sql(table, index)]) },
            Change::of([format!("DROP INDEX {}", name(&index.name))]),
            index_there(&index.name),
            super::index_already(&table.name, &index.name),
        )
    }
}

fn drop_index(table: &Table, index: &Index) -> Step {
    step(
        format!("drop index {} on {}", index.name, table.name),
        &table.name,
        Change::of([format!("DROP INDEX {}", name(&index.name))]),
        Change::of([create_index_sql(table, index)]),
        format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END", index_there(&index.name)),
        format!("index {} on {} is gone already, and not by xc", index.name, table.name),
    )
}

/// In expand, by a rebuild of its own; contract has one anyway.
fn alter_column(before: &Table, after: &Table, column: &str) -> Option<Step> {
    let (was, shall) = (before.column(column)?, after.column(column)?);
    // The values of an enum are in the table's text. A rollback leaves the new one, as the other databases do.
    let is_enum = was.ty.as_enum().is_some() && shall.ty.as_enum().is_some();
    // A wider type is stored nowhere: the next rebuild writes it into the declaration.
    (was != shall && (is_enum || was.ty == shall.ty)).then(|| {
        step(
            super::alter_column_name(was, shall, &before.name),
            &before.name,
            rebuild(before, after),
            if is_enum { Change::default() } else { rebuild(after, before) },
            // Whether the default that is there is the one that shall be can't be told from its text: run again, it is the same.
            "SELECT 0".into(),
            String::new(),
        )
    })
}

impl Writer for Sqlite {
    fn task(&self, task: &Task) -> Vec<Step> {
        match task {
            Task::CreateTable(table) => vec![create_table(table)],
            Task::AddColumns { table, columns, .. } => vec![add_columns(table, columns)],
            Task::CreateIndex { table, index, .. } => vec![create_index(table, index)],
            Task::DropIndex { table, index } => vec![drop_index(table, index)],
            Task::AlterColumn { before, after, column } => alter_column(before, after, column).into_iter().collect(),
            // The column itself says what it holds.
            Task::CreateEnum(_) | Task::AddEnumValue { .. } => Vec::new(),
            // A rule refuses it.
            Task::CreateSchema(_) | Task::DropSchema(_) => Vec::new(),
            Task::DropTable(table) => self.drop_table(table, None),
            Task::Raw(raw) => super::raw::step(self, raw, DIALECT).into_iter().collect(),
            // The table that contract makes anew has them, or has them no more.
            Task::AddConstraint { .. } | Task::DropConstraint { .. } | Task::SetPrimaryKey { .. } => Vec::new(),
            // It has the constraint as well by now.
            Task::AddUniqueUsingIndex { table, unique } => vec![drop_index(table, &unique.index())],
        }
    }

    fn drop_table(&self, table: &Table, retire: Option<&str>) -> Vec<Step> {
        let step = |what: String, run, undo, probe, already| step(what, &table.name, run, undo, probe, already);
        Leaving { table, retire, dialect: DIALECT, there: &table_there, step: &step }.steps()
    }

    fn install_pair(&self, install: &InstallPair) -> Vec<Step> {
        super::pair::sqlite::install(install)
    }

    fn end_pair(&self, install: &InstallPair) -> Vec<Step> {
        super::pair::sqlite::end(install)
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

    fn watch(&self, watch: &Watch) -> Vec<Step> {
        vec![watch::step(watch)]
    }

    fn narrow(&self, unit: &[Ending<'_>]) -> Vec<Step> {
        unit.iter().flat_map(|ending| self.narrow_table(ending)).collect()
    }
}

impl Sqlite {
    fn narrow_table(&self, ending: &Ending<'_>) -> Vec<Step> {
        let Ending { narrow, sync: ends, watch, .. } = *ending;
        let of = |wanted: fn(&Task) -> bool| narrow.tasks.iter().filter(move |task| wanted(task)).flat_map(|task| self.task(task));
        let mut steps: Vec<Step> = of(|task| matches!(task, Task::DropIndex { .. })).collect();
        let (before, after) =
            (Table { indexes: Vec::new(), ..narrow.before.clone() }, Table { indexes: Vec::new(), ..narrow.after.clone() });
        if before != after || ends.is_some() || watch.is_some() {
            steps.extend(made_anew(ending));
        }
        steps.extend(of(|task| matches!(task, Task::AddUniqueUsingIndex { .. } | Task::CreateIndex { .. })));
        steps
    }
}

/// The table in its last shape, without the triggers of the sync or the watch that ends; or, where its old columns are retired, with these under
/// other names, and triggers that keep them.
fn made_anew(ending: &Ending<'_>) -> Vec<Step> {
    let Ending { narrow, sync: ends, watch, retire } = *ending;
    let table = &narrow.before.name;
    let log = watch.map(|watch| Log { watch, dialect: DIALECT });
    let live = match (ends, &log) {
        (Some(install), _) => relaxed(install),
        (None, Some(log)) => log.relaxed(),
        (None, None) => narrow.before.clone(),
    };
    let mut end = ends.map(|install| drop_triggers(install).statements).unwrap_or_default();
    end.extend(log.as_ref().map(|log| Change::of(watch::drop(log)).statements).unwrap_or_default());
    let begin: Vec<(String, Option<String>)> =
        ends.map(|install| Change::of(triggers(install).into_iter().map(|(_, create)| create)).statements).unwrap_or_default();
    let drops: Vec<&str> = narrow.drops.iter().map(String::as_str).chain(narrow.swaps.iter().map(|swap| swap.new.name.as_str())).collect();
    let probe = match drops.as_slice() {
        [] => "SELECT 0".into(),
        drops => retire::none_of(&columns_there(table, drops), DIALECT),
    };
    let mut steps: Vec<Step> = narrow.tasks.iter().filter_map(|task| look(table, task)).collect();
    let finished = |name: String, run: Change, undo: Change, when: When| Step {
        when,
        ..step(name, table, run, undo, probe.clone(), super::finish_already(narrow))
    };
    let takes: Vec<(&str, &str)> = narrow.swaps.iter().map(|swap| (swap.old.name.as_str(), swap.new.name.as_str())).collect();
    let drop =
        Change { refuse_if: log.as_ref().map(Log::behind), ..then(end.clone(), rebuild_with(&live, &narrow.after, &takes), Vec::new()) };
    let Some(retiring) = ending.retiring(DIALECT) else {
        let undo = if retire.is_some() { then(Vec::new(), rebuild(&narrow.after, &live), begin) } else { Change::default() };
        steps.push(finished(super::finish_name(narrow), drop, undo, When::Always));
        return steps;
    };
    steps.push(finished(super::finish_name(narrow), drop, Change::never(retire::DROPPED), When::Dropping));
    let columns = retiring.columns();
    let mut kept = narrow.after.clone();
    for (column, retired) in &columns {
        let Some(column) = live.column(column) else { continue };
        // Null stands for what it can't hold.
        let nullable = column.nullable || retiring.kept().any(|(assignment, _)| assignment.column == column.name);
        kept.columns.push(Column { name: retired.clone(), nullable, ..column.clone() });
    }
    let away: Vec<(&str, &str)> = columns.iter().map(|(column, retired)| (retired.as_str(), column.as_str())).collect();
    let back: Vec<(&str, &str)> = columns.iter().map(|(column, retired)| (column.as_str(), retired.as_str())).collect();
    let keep = keep(&retiring);
    let run = then(end, rebuild_with(&live, &kept, &away), Change::of(keep.iter().map(|(_, create)| create.clone())).statements);
    let end_keep = Change::of(keep.iter().map(|(trigger, _)| format!("DROP TRIGGER {}", name(trigger)))).statements;
    let undo = then(end_keep.clone(), rebuild_with(&kept, &live, &back), begin);
    steps.push(finished(super::retire_name(narrow), run, undo, When::Retiring));
    steps.extend(retiring.look());
    let purge = columns.iter().map(|(_, retired)| format!("ALTER TABLE {} DROP COLUMN {}", name(table), name(retired)));
    let names: Vec<&str> = columns.iter().map(|(_, retired)| retired.as_str()).collect();
    steps.push(Step {
        when: When::Purging,
        ..step(
            super::purge_name(narrow),
            table,
            Change { statements: end_keep.into_iter().chain(Change::of(purge).statements).collect(), ..Change::default() },
            Change::never(retire::DROPPED),
            retire::none_of(&columns_there(table, &names), DIALECT),
            super::purge_already(narrow),
        )
    });
    steps
}

/// Looks at the data before the table gets a constraint: a new one, or an old one again.
fn look(table: &str, task: &Task) -> Option<Step> {
    let look =
        |of: &Table, constraint: &Constraint| Change { refuse_if: Some(gate::constraint(of, constraint, DIALECT)), ..Change::default() };
    let (constraint, run, undo) = match task {
        Task::AddConstraint { table, constraint } => (constraint.spelled(), look(table, constraint), Change::default()),
        Task::DropConstraint { table, constraint } => (constraint.spelled(), Change::default(), look(table, constraint)),
        Task::SetPrimaryKey { before, key } => {
            let unique = Constraint::Unique(key.clone());
            (format!("primary key ({})", key.columns.join(", ")), look(before, &unique), Change::default())
        }
        _ => return None,
    };
    let what = format!("look for rows that break {constraint}");
    Some(Step { cost: "reads the table, locks nothing".into(), ..step(what, table, run, undo, "SELECT 0".into(), String::new()) })
}

/// A rebuild between other statements.
fn then(first: Vec<(String, Option<String>)>, rebuild: Change, last: Vec<(String, Option<String>)>) -> Change {
    Change { statements: first.into_iter().chain(rebuild.statements).chain(last).collect(), ..rebuild }
}

/// The triggers that keep a retired shape, by name. Nothing that they do can fail, and what the old columns can't hold is null.
fn keep(retiring: &Retiring<'_>) -> Vec<(String, String)> {
    let (Some(mapping), Some(install)) = (retiring.mapping(), retiring.sync) else { return Vec::new() };
    let table = name(&install.table.name);
    let set = backfill::set(&mapping, Side::Old, Row::New);
    let update = format!("UPDATE {table} SET {} WHERE {}", set.join(", "), install.key_is("NEW"));
    let trigger = |suffix: &str, when: String, condition: String| {
        let own = retiring.own(suffix);
        let create = format!("CREATE TRIGGER {} {when} ON {table} FOR EACH ROW WHEN {condition}\nBEGIN\n  {update};\nEND", name(&own));
        (own, create)
    };
    let out_of_parity = format!("NOT {}", mapping.parity(Row::New));
    let changed = format!("NOT {} AND {out_of_parity}", mapping.new_side_unchanged());
    vec![
        trigger("keep_ins", "AFTER INSERT".into(), out_of_parity),
        trigger("keep_upd", format!("AFTER UPDATE OF {}", quoted(mapping.new_columns(), DIALECT)), changed),
    ]
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
pub(super) fn rebuild(from: &Table, to: &Table) -> Change {
    rebuild_with(from, to, &[])
}

/// The same, where columns take over the values of others.
fn rebuild_with(from: &Table, to: &Table, takes: &[(&str, &str)]) -> Change {
    let fresh = format!("xc_new_{}", from.name);
    let source =
        |column: &str| takes.iter().find(|(taker, _)| *taker == column).map_or_else(|| column.to_owned(), |(_, of)| (*of).to_owned());
    let written = to.columns.iter().filter(|column| column.generated.is_none()).map(|column| column.name.as_str());
    let columns: Vec<&str> = written.filter(|column| from.column(&source(column)).is_some()).collect();
    let sources: Vec<String> = columns.iter().map(|column| source(column)).collect();
    let sources = quoted(sources.iter().map(String::as_str), DIALECT);
    let columns = quoted(columns, DIALECT);
    let mut statements = vec![
        ddl::create_table(to, &fresh, DIALECT),
        format!("INSERT INTO {} ({columns}) SELECT {sources} FROM {}", name(&fresh), name(&from.name)),
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
    let this_row = install.key_is("NEW");
    let set = |assignments: &[(String, String)]| {
        let assignments: Vec<String> = assignments.iter().map(|(column, value)| format!("{} = {value}", name(column))).collect();
        format!("UPDATE {table} SET {} WHERE {this_row}", assignments.join(", "))
    };
    let new = |assignment: &Assignment| (assignment.column.clone(), mapping.value(assignment, Row::New));
    let of = |columns: Vec<&str>| format!("AFTER UPDATE OF {}", quoted(columns, DIALECT));
    if !mapping.normalise().is_empty() {
        let normalise: Vec<_> = mapping.normalise().iter().map(new).collect();
        let not_normal = format!("NOT {}", mapping.is_normal(Row::New));
        trigger("ins_own", "AFTER INSERT", not_normal.clone(), set(&normalise));
        trigger("upd_own", &of(install.sync.normalised_columns()), not_normal, set(&normalise));
    }
    if !mapping.has_sides() {
        return triggers;
    }
    // One trigger for all groups: what it does to each of them depends on the row.
    let groups: Vec<Mapping<'_>> = mapping.groups().collect();
    let for_groups = |when: &dyn Fn(&Mapping<'_>) -> Option<String>, assignments: &dyn Fn(&Mapping<'_>) -> Vec<(String, String)>| {
        let parts: Vec<_> = groups.iter().filter_map(|group| Some((when(group)?, assignments(group)))).collect();
        match parts.as_slice() {
            [] => None,
            [(when, assignments)] => Some((when.clone(), set(assignments))),
            parts => {
                let conditions: Vec<String> = parts.iter().map(|(when, _)| format!("({when})")).collect();
                // The column itself, not NEW's: another trigger may have filled it since.
                let value = |when: &str, column: &str, value: &str| format!("CASE WHEN {when} THEN {value} ELSE {} END", name(column));
                let assignments = parts.iter().flat_map(|(when, assignments)| {
                    assignments.iter().map(|(column, expression)| (column.clone(), value(when, column, expression)))
                });
                Some((format!("({})", conditions.join(" OR ")), set(&assignments.collect::<Vec<_>>())))
            }
        }
    };
    let out_of_parity = |group: &Mapping<'_>| format!("NOT {}", group.parity(Row::New));
    let forward = |group: &Mapping<'_>| group.forward().map(new).collect();
    let reverse = |group: &Mapping<'_>| group.reverse().map(new).collect();

    let inserted = for_groups(&|group| Some(format!("{} AND {}", group.new_side_omitted(), out_of_parity(group))), &forward);
    let updated = for_groups(
        &|group| Some(format!("{} AND NOT {} AND {}", group.new_side_unchanged(), group.old_side_unchanged(), out_of_parity(group))),
        &forward,
    );
    let inserted_new = for_groups(
        &|group| group.has_reverse().then(|| format!("{} AND NOT {}", group.old_side_omitted(), group.new_side_omitted())),
        &reverse,
    );
    let updated_new = for_groups(
        &|group| {
            let updated = || format!("{} AND NOT {} AND {}", group.old_side_unchanged(), group.new_side_unchanged(), out_of_parity(group));
            group.has_reverse().then(updated)
        },
        &complete_then_reverse,
    );
    for (suffix, event, body) in [
        ("ins_fwd", "AFTER INSERT".to_owned(), inserted),
        ("upd_fwd", of(mapping.old_columns()), updated),
        ("ins_rev", "AFTER INSERT".to_owned(), inserted_new),
        ("upd_rev", of(mapping.new_columns()), updated_new),
    ] {
        if let Some((condition, body)) = body {
            trigger(suffix, &event, condition, body);
        }
    }

    // What the relaxed constraint no longer refuses.
    for column in &install.left_out {
        let refuse = format!(
            "SELECT RAISE(ABORT, {})",
            text(&format!("NOT NULL constraint failed: {}.{}", install.table.name, column.name), DIALECT)
        );
        let is_null = format!("NEW.{} IS NULL", name(&column.name));
        let left_out = groups.iter().find(|group| group.reverse().any(|assignment| assignment.column == column.name));
        let new_omitted = left_out.map_or_else(|| mapping.new_side_omitted(), Mapping::new_side_omitted);
        trigger(&format!("ins_nn_{}", column.name), "BEFORE INSERT", format!("{is_null} AND {new_omitted}"), refuse.clone());
        trigger(&format!("upd_nn_{}", column.name), &format!("BEFORE UPDATE OF {}", name(&column.name)), is_null, refuse);
    }
    triggers
}

/// What v2's write to a group gives the row. A row that is not filled yet is completed from its old columns, as far as the statement did not change
/// it; and the old columns follow only where they are then out of parity.
fn complete_then_reverse(mapping: &Mapping<'_>) -> Vec<(String, String)> {
    let reverse = |assignment: &Assignment, columns: &dyn Fn(&str) -> String| {
        let (kept, value) = (mapping.column(Row::New, &assignment.column), mapping.value_with(assignment, columns));
        (assignment.column.clone(), format!("CASE WHEN {} THEN {kept} ELSE {value} END", mapping.parity_with(columns)))
    };
    // Of a single new column, the statement did change it, and the row is out of parity.
    if mapping.forward().nth(1).is_none() {
        return mapping.reverse().map(|assignment| (assignment.column.clone(), mapping.value(assignment, Row::New))).collect();
    }
    let completed = |column: &str| match mapping.forward().find(|assignment| assignment.column == column) {
        None => mapping.column(Row::New, column),
        Some(assignment) => format!(
            "(CASE WHEN {} AND NOT {} THEN {} ELSE {} END)",
            mapping.unchanged(&[column]),
            mapping.parity(Row::Old),
            mapping.value(assignment, Row::Old),
            mapping.column(Row::New, column)
        ),
    };
    let complete = mapping.forward().map(|assignment| (assignment.column.clone(), completed(&assignment.column)));
    complete.chain(mapping.reverse().map(|assignment| reverse(assignment, &completed))).collect()
}

impl InstallSync {
    /// `"id" = NEW."id"`, for each column of the key.
    fn key_is(&self, row: &str) -> String {
        let columns = self.table.key().into_iter().map(|column| format!("{0} = {row}.{0}", name(column)));
        columns.collect::<Vec<_>>().join(" AND ")
    }
}
