//! PostgreSQL 13 to 18: DDL is transactional, so what must change together is one step.

mod constraint;
mod enumeration;
mod index;
mod namespace;
mod primary_key;
mod retype;
mod swap;
mod watch;

use super::mapping::{Mapping, Row};
use super::retire::{self, Leaving, Retiring};
use super::{Change, Cost, Ending, Step, Writer, ddl, gate, own_name, quote, text, texts};
use crate::locks::Operation;
use crate::plan::{Dialect, Servers, When};
use crate::resolve::Assignment;
use crate::schema::enumeration::EnumType;
use crate::schema::retype::{Retype, retype as in_place};
use crate::schema::{Column, Table, bare, fit};
use crate::steps::{InstallPair, InstallSync, Narrow, Task, Watch};
use watch::Watching;

const DIALECT: Dialect = Dialect::Postgres;

/// PostgreSQL 18 has NOT NULL constraints that are NOT VALID at first ("ALTER TABLE", release notes of 18).
const WITH_NOT_NULL_NOT_VALID: Servers = Servers { from: 180_000, before: u32::MAX };
const BEFORE_NOT_NULL_NOT_VALID: Servers = Servers { from: 0, before: 180_000 };

/// The backfill's own session is left alone; the setting is null where nobody ever set it.
const NOT_EXECUTOR: &str = "current_setting('xc.session', true) IS DISTINCT FROM 'backfill'";

/// Writes for PostgreSQL.
pub(super) struct Postgres;

fn name(name: &str) -> String {
    quote(name, DIALECT)
}

/// A table as `to_regclass()` takes it.
fn regclass(table: &str) -> String {
    format!("to_regclass({})", text(&name(table), DIALECT))
}

fn columns_there(table: &str, columns: &[&str]) -> String {
    format!(
        "SELECT count(*) FROM pg_attribute WHERE attrelid = {} AND attname IN ({}) AND attnum > 0 AND NOT attisdropped",
        regclass(table),
        texts(columns.iter().copied(), DIALECT)
    )
}

fn constraints_there(table: &str, constraints: &[String], and: &str) -> String {
    format!(
        "SELECT count(*) FROM pg_constraint WHERE conrelid = {} AND conname IN ({}){and}",
        regclass(table),
        texts(constraints.iter().map(String::as_str), DIALECT)
    )
}

/// Names as an array of the catalogue's own type.
fn columns_array(columns: &[String]) -> String {
    format!("ARRAY[{}]::name[]", texts(columns.iter().map(String::as_str), DIALECT))
}

/// What these operations cost, one after the other.
pub(super) fn cost(operations: &[Operation]) -> Cost {
    super::cost::of(operations, &[DIALECT], Servers::ALL)
}

/// A change of the catalogue alone.
fn catalogue_step(name: String, table: &str, run: Change, undo: Change, probe: String, already: String) -> Step {
    Step {
        name,
        table: table.into(),
        servers: Servers::ALL,
        run,
        undo,
        probe,
        already,
        cost: cost(&[Operation::AddColumn]),
        concurrent: false,
        when: When::Always,
    }
}

fn create_table(table: &Table) -> Step {
    Step {
        cost: super::cost::of_table(table, &[DIALECT]),
        ..catalogue_step(
            format!("create table {}", table.name),
            &table.name,
            Change::of([ddl::create_table(table, &table.name, DIALECT)]),
            Change { refuse_if: Some(gate::rows(&table.name, DIALECT)), ..Change::of([format!("DROP TABLE {}", name(&table.name))]) },
            format!("SELECT count(*) FROM pg_class WHERE oid = {}", regclass(&table.name)),
            super::table_already(table),
        )
    }
}

fn add_columns(altered: &Table, columns: &[Column]) -> Step {
    let table = altered.name.as_str();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let adds = columns.iter().map(|column| format!("ADD COLUMN {}", ddl::column_of(altered, column, DIALECT)));
    let drops = names.iter().map(|column| format!("DROP COLUMN {}", name(column)));
    let step = catalogue_step(
        super::add_columns_name(table, &names),
        table,
        Change::of([format!("ALTER TABLE {} {}", name(table), adds.collect::<Vec<_>>().join(", "))]),
        Change::of([format!("ALTER TABLE {} {}", name(table), drops.collect::<Vec<_>>().join(", "))]),
        columns_there(table, &names),
        super::columns_already(table, &names),
    );
    Step { cost: cost(&super::cost::of_new(columns)), ..step }
}

/// A type, a default or a NOT NULL that changes.
fn alter_column(before: &Table, after: &Table, column: &str) -> Option<Step> {
    let (was, shall) = (before.column(column)?, after.column(column)?);
    if was == shall {
        return None;
    }
    if was.ty != shall.ty {
        return (in_place(&was.ty, &shall.ty, DIALECT) != Retype::Nothing).then(|| retype::widen(before, was, shall));
    }
    let actions = |from: &Column, to: &Column| {
        let mut actions = Vec::new();
        if from.default != to.default {
            actions.push(match ddl::default(to, DIALECT) {
                Some(value) => format!("ALTER COLUMN {} SET DEFAULT {value}", name(column)),
                None => format!("ALTER COLUMN {} DROP DEFAULT", name(column)),
            });
        }
        if !from.nullable && to.nullable {
            actions.push(format!("ALTER COLUMN {} DROP NOT NULL", name(column)));
        } else if from.nullable && !to.nullable {
            actions.push(format!("ALTER COLUMN {} SET NOT NULL", name(column)));
        }
        Change::of([format!("ALTER TABLE {} {}", name(&before.name), actions.join(", "))])
    };
    let undo = if was.nullable == shall.nullable { actions(shall, was) } else { Change::default() };
    let operation = match (was.nullable == shall.nullable, &shall.default) {
        (false, _) if shall.nullable => Operation::DropNotNull,
        (false, _) => Operation::SetNotNull,
        (true, None) => Operation::DropDefault,
        (true, Some(_)) => Operation::SetDefault,
    };
    let step = catalogue_step(
        super::alter_column_name(was, shall, &before.name),
        &before.name,
        actions(was, shall),
        undo,
        // Whether the default that is there is the one that shall be can't be told from its text: run again, it is the same.
        "SELECT 0::bigint".into(),
        String::new(),
    );
    Some(Step { cost: cost(&[operation]), ..step })
}

impl Writer for Postgres {
    fn task(&self, task: &Task) -> Vec<Step> {
        match task {
            Task::CreateTable(table) => vec![create_table(table)],
            Task::AddColumns { table, columns, .. } => vec![add_columns(table, columns)],
            Task::CreateIndex { table, index, fresh } => vec![index::create(table, index, *fresh)],
            Task::DropIndex { table, index } => vec![index::drop(table, index)],
            Task::AddConstraint { table, constraint } => constraint::add(table, constraint),
            Task::AddUniqueUsingIndex { table, unique } => index::lend_to_unique(table, unique),
            Task::DropConstraint { table, constraint } => constraint::drop(table, constraint),
            Task::AlterColumn { before, after, column } => alter_column(before, after, column).into_iter().collect(),
            Task::SetPrimaryKey { before, key } => primary_key::swap(before, key),
            Task::CreateSchema(schema) => vec![namespace::create(schema)],
            Task::DropSchema(schema) => vec![namespace::drop(schema)],
            Task::CreateEnum(ty) => vec![enumeration::create(ty)],
            Task::AddEnumValue { name, value } => vec![enumeration::add_value(name, value)],
            Task::DropTable(table) => self.drop_table(table, None),
            Task::Raw(raw) => super::raw::step(self, raw, DIALECT).into_iter().collect(),
        }
    }

    fn drop_table(&self, table: &Table, retire: Option<&str>) -> Vec<Step> {
        let there = |table: &str| format!("SELECT count(*) FROM pg_class WHERE oid = {}", regclass(table));
        let step = |step: String, run, undo, probe, already| Step {
            cost: cost(&[Operation::DropTable]),
            ..catalogue_step(step, &table.name, run, undo, probe, already)
        };
        Leaving { table, retire, dialect: DIALECT, there: &there, step: &step }.steps()
    }

    fn drop_enum(&self, ty: &EnumType, leaving: &[(&str, Vec<&str>)], retires: bool) -> Vec<Step> {
        enumeration::drop(ty, leaving, retires)
    }

    fn install_pair(&self, install: &InstallPair) -> Vec<Step> {
        super::pair::postgres::install(install)
    }

    fn end_pair(&self, install: &InstallPair) -> Vec<Step> {
        super::pair::postgres::end(install)
    }

    fn install(&self, install: &InstallSync) -> Vec<Step> {
        let table = &install.table.name;
        let triggers = Triggers::of(install);
        vec![Step {
            name: format!("dual write of {table}"),
            table: table.clone(),
            servers: Servers::ALL,
            run: Change::of(triggers.create(install)),
            undo: Change::of(triggers.drop(table)),
            probe: format!(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = {} AND tgname IN ({})",
                regclass(table),
                texts([triggers.insert.as_str(), &triggers.update], DIALECT)
            ),
            already: super::triggers_already(table),
            cost: cost(&[Operation::CreateTrigger]),
            concurrent: false,
            when: When::Always,
        }]
    }

    fn watch(&self, watch: &Watch) -> Vec<Step> {
        vec![watch::step(watch)]
    }

    fn narrow(&self, unit: &[Ending<'_>]) -> Vec<Step> {
        let narrows: Vec<&Narrow> = unit.iter().map(|ending| ending.narrow).collect();
        let (keys, tasks): (Vec<&Task>, Vec<&Task>) =
            narrows.iter().flat_map(|narrow| &narrow.tasks).partition(|task| matches!(task, Task::SetPrimaryKey { .. }));
        let mut steps: Vec<Step> = tasks.into_iter().flat_map(|task| self.task(task)).collect();
        for narrow in narrows.iter().filter(|narrow| !narrow.not_null.is_empty()) {
            steps.extend(not_null_by_check(narrow));
            steps.extend(not_null_not_valid(narrow));
        }
        steps.extend(narrows.iter().flat_map(|narrow| swap::build(narrow)));
        steps.extend(narrows.iter().flat_map(|narrow| swap::constrain(narrow, &narrows)));
        steps.extend(finish(unit));
        steps.extend(keys.into_iter().flat_map(|task| self.task(task)));
        steps
    }
}

/// NOT NULL, which the checks have proven, in place of the checks.
fn tighten(narrow: &Narrow) -> Vec<String> {
    if narrow.not_null.is_empty() {
        return Vec::new();
    }
    let proven = narrow.not_null.iter().map(|column| format!("ALTER COLUMN {} SET NOT NULL", name(&column.name)));
    let unneeded = narrow.not_null.iter().map(|column| format!("DROP CONSTRAINT {}", name(&check_name(narrow, column))));
    let alter = |actions: Vec<String>| format!("ALTER TABLE {} {}", name(&narrow.before.name), actions.join(", "));
    vec![alter(proven.collect()), alter(unneeded.collect())]
}

/// That taken back. The checks need not be there for it.
fn loosen(narrow: &Narrow) -> Option<String> {
    let drops: Vec<String> = narrow.not_null.iter().map(|column| format!("ALTER COLUMN {} DROP NOT NULL", name(&column.name))).collect();
    (!drops.is_empty()).then(|| format!("ALTER TABLE {} {}", name(&narrow.before.name), drops.join(", ")))
}

/// The old shape goes at once, triggers and columns: a statement sees all of it or nothing. Where tables refer to each other by columns that change
/// places, all of them.
fn old_shape(unit: &[Ending<'_>], not_null_has_name: bool) -> Vec<String> {
    let mut statements = Vec::new();
    for ending in unit {
        statements.extend(ending.sync.map(|install| Triggers::of(install).drop(&ending.narrow.before.name)).unwrap_or_default());
        statements.extend(ending.watch.map(|watch| Watching::of(watch).end()).unwrap_or_default());
    }
    statements.extend(unit.iter().flat_map(|ending| swap::release(ending.narrow)));
    for Ending { narrow, .. } in unit {
        let drops: Vec<String> = narrow.drops.iter().map(|column| format!("DROP COLUMN {}", name(column))).collect();
        statements.extend((!drops.is_empty()).then(|| format!("ALTER TABLE {} {}", name(&narrow.before.name), drops.join(", "))));
        statements.extend(swap::exchange(narrow, not_null_has_name));
    }
    statements
}

/// What the last step of contract consists of, at the most.
const ENDING: &[Operation] = &[
    Operation::SetNotNullProven,
    Operation::DropCheck,
    Operation::DropTrigger,
    Operation::DropColumn,
    Operation::RenameColumn,
    Operation::SetDefault,
    Operation::DropUnique,
    Operation::AddUniqueUsingIndex,
    Operation::DropPrimaryKey,
    Operation::AddPrimaryKeyUsingIndex,
];

/// The last step of contract for the tables of a unit: one short transaction, no scan in it. Where the old shape can be retired, it is there
/// twice, and purge drops what was retired.
fn finish(unit: &[Ending<'_>]) -> Vec<Step> {
    let Some(first) = unit.first() else { return Vec::new() };
    let tightens = unit.iter().any(|ending| !ending.narrow.not_null.is_empty());
    let servers: &[Servers] = if tightens { &[WITH_NOT_NULL_NOT_VALID, BEFORE_NOT_NULL_NOT_VALID] } else { &[Servers::ALL] };
    let retiring: Vec<Retiring<'_>> = unit.iter().filter_map(|ending| ending.retiring(DIALECT)).collect();
    let mut steps = Vec::new();
    for &servers in servers {
        let by_check = servers == BEFORE_NOT_NULL_NOT_VALID;
        let tight: Vec<String> = if by_check { unit.iter().flat_map(|ending| tighten(ending.narrow)).collect() } else { Vec::new() };
        let loose: Vec<String> = if by_check { unit.iter().flat_map(|ending| loosen(ending.narrow)).collect() } else { Vec::new() };
        let finished = |statements: Vec<String>, undo: Change, when: When| Step {
            cost: super::cost::of(ENDING, &[DIALECT], servers),
            servers,
            when,
            ..catalogue_step(
                unit.iter().map(|ending| super::finish_name(ending.narrow)).collect::<Vec<_>>().join("; "),
                &first.narrow.before.name,
                Change::of(statements),
                undo,
                is_gone(unit),
                super::finish_already(first.narrow),
            )
        };
        let drop: Vec<String> = tight.iter().cloned().chain(old_shape(unit, servers == WITH_NOT_NULL_NOT_VALID)).collect();
        if retiring.is_empty() {
            let undo = Change::of(loose.iter().cloned().chain(unit.iter().filter_map(|ending| ending.sync).flat_map(created)));
            steps.extend((!drop.is_empty()).then(|| finished(drop, undo, When::Always)));
            continue;
        }
        steps.push(finished(drop, Change::never(retire::DROPPED), When::Dropping));
        let dual_write = unit.iter().filter_map(|ending| ending.sync);
        let away = dual_write.clone().flat_map(|install| Triggers::of(install).drop(&install.table.name));
        let run = tight.into_iter().chain(away).chain(retiring.iter().flat_map(retire));
        let undo = retiring.iter().flat_map(bring_back).chain(loose).chain(dual_write.flat_map(created));
        let names = unit.iter().map(|ending| super::retire_name(ending.narrow)).collect::<Vec<_>>().join("; ");
        steps.push(Step { name: names, ..finished(run.collect(), Change::of(undo), When::Retiring) });
    }
    steps.extend(retiring.iter().filter_map(Retiring::look));
    steps.extend(retiring.iter().map(purge));
    steps
}

fn created(install: &InstallSync) -> Vec<String> {
    Triggers::of(install).create(install)
}

/// What goes is gone in all tables of a unit or in none.
fn is_gone(unit: &[Ending<'_>]) -> String {
    let kept = unit.iter().find_map(|Ending { narrow, .. }| {
        let gone: Vec<&str> =
            narrow.drops.iter().map(String::as_str).chain(narrow.swaps.iter().map(|swap| swap.new.name.as_str())).collect();
        (!gone.is_empty()).then(|| columns_there(&narrow.before.name, &gone))
    });
    kept.map_or_else(|| retire::nothing_to_ask(DIALECT), |kept| retire::none_of(&kept, DIALECT))
}

/// The old columns under other names, and the triggers that keep them.
fn retire(retiring: &Retiring<'_>) -> Vec<String> {
    let table = name(&retiring.narrow.before.name);
    let mut statements: Vec<String> = retiring
        .columns()
        .iter()
        .map(|(column, retired)| format!("ALTER TABLE {table} RENAME COLUMN {} TO {}", name(column), name(retired)))
        .collect();
    let (Some(mapping), Some(unfit)) = (retiring.mapping(), retiring.unfit()) else { return statements };
    statements.push(format!("ALTER TABLE {table} ADD COLUMN {} text", name(&unfit)));
    let function = name(&retiring.own("keep"));
    statements.push(keep(&function, retiring, &mapping, &unfit));
    let changed = format!("NOT {} AND ", mapping.new_side_unchanged());
    for (suffix, event, condition) in [("keep_ins", "INSERT", ""), ("keep_upd", "UPDATE", changed.as_str())] {
        statements.push(format!(
            "CREATE TRIGGER {} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition}{NOT_EXECUTOR}) EXECUTE FUNCTION {function}()",
            name(&retiring.own(suffix))
        ));
    }
    statements
}

/// The function that keeps a retired shape. What fails in it must not make v2's write fail: an exception ends the block that it happens in, and
/// nothing else ("PL/pgSQL", "Trapping Errors").
fn keep(function: &str, retiring: &Retiring<'_>, mapping: &Mapping<'_>, unfit: &str) -> String {
    let unfit = mapping.column(Row::New, unfit);
    let (mut given, mut nothing, mut null) = (String::new(), String::new(), String::new());
    for group in mapping.groups() {
        let set = assign(&group, group.reverse(), Row::New, "    ");
        given += &if mapping.is_asked_for_itself(&group) {
            format!("    IF NOT {} THEN\n{set}    END IF;\n", group.parity(Row::New))
        } else {
            set
        };
    }
    for (assignment, column) in retiring.kept() {
        let retired = mapping.column(Row::New, &assignment.column);
        let otherwise = retiring.nothing(column);
        nothing += &format!("    {retired} := {otherwise};\n");
        if !column.nullable {
            let why = text(&format!("{} would be null", column.name), DIALECT);
            null += &format!("    IF {retired} IS NULL THEN\n      {retired} := {otherwise};\n      {unfit} := {why};\n    END IF;\n");
        }
    }
    format!(
        "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $xc$\nBEGIN\n  BEGIN\n    \
         IF {unfit} IS NULL AND {} THEN\n      RETURN NEW;\n    END IF;\n    {unfit} := NULL;\n{given}{null}  \
         EXCEPTION WHEN OTHERS THEN\n{nothing}    {unfit} := SQLERRM;\n  END;\n  RETURN NEW;\nEND\n$xc$",
        mapping.parity(Row::New)
    )
}

/// The triggers of a retired shape, and its marks, out of the way.
fn end_keep(retiring: &Retiring<'_>) -> Vec<String> {
    let table = name(&retiring.narrow.before.name);
    if retiring.unfit().is_none() {
        return Vec::new();
    }
    vec![
        format!("DROP TRIGGER {} ON {table}", name(&retiring.own("keep_ins"))),
        format!("DROP TRIGGER {} ON {table}", name(&retiring.own("keep_upd"))),
        format!("DROP FUNCTION {}()", name(&retiring.own("keep"))),
    ]
}

fn bring_back(retiring: &Retiring<'_>) -> Vec<String> {
    let table = name(&retiring.narrow.before.name);
    let unmark = retiring.unfit().map(|unfit| format!("ALTER TABLE {table} DROP COLUMN {}", name(&unfit)));
    let rename = retiring
        .columns()
        .into_iter()
        .map(|(column, retired)| format!("ALTER TABLE {table} RENAME COLUMN {} TO {}", name(&retired), name(&column)));
    end_keep(retiring).into_iter().chain(unmark).chain(rename).collect()
}

/// The retired columns go.
fn purge(retiring: &Retiring<'_>) -> Step {
    let table = &retiring.narrow.before.name;
    let names = retiring.names();
    let drops: Vec<String> = names.iter().chain(&retiring.unfit()).map(|column| format!("DROP COLUMN {}", name(column))).collect();
    let drop = format!("ALTER TABLE {} {}", name(table), drops.join(", "));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Step {
        cost: cost(&[Operation::DropTrigger, Operation::DropColumn]),
        when: When::Purging,
        ..catalogue_step(
            super::purge_name(retiring.narrow),
            table,
            Change::of(end_keep(retiring).into_iter().chain([drop])),
            Change::never(retire::DROPPED),
            retire::none_of(&columns_there(table, &names), DIALECT),
            super::purge_already(retiring.narrow),
        )
    }
}

/// A constraint of xc's own, for the time between 'every row has a value' and 'the column is NOT NULL'.
fn check_name(narrow: &Narrow, column: &Column) -> String {
    fit(format!("xc_nn_{}_{}", narrow.before.name, column.name))
}

/// Up to 17: SET NOT NULL does not scan when a valid CHECK proves it ("ALTER TABLE", since 12).
fn not_null_by_check(narrow: &Narrow) -> Vec<Step> {
    let add = |column: &Column| {
        format!("ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", name(&check_name(narrow, column)), name(&column.name))
    };
    let checks = narrow.not_null.iter().map(|column| check_name(narrow, column)).collect();
    add_and_validate(narrow, checks, &add, BEFORE_NOT_NULL_NOT_VALID, [Operation::AddCheckNotValid, Operation::ValidateCheck])
}

/// The name that SET NOT NULL gives to its constraint.
fn not_null_name(table: &str, column: &str) -> String {
    fit(format!("{}_{column}_not_null", bare(table)))
}

/// From 18: the constraint itself, under the name that SET NOT NULL would give it.
fn not_null_not_valid(narrow: &Narrow) -> Vec<Step> {
    let constraint = |column: &Column| not_null_name(&narrow.before.name, &column.name);
    let add = |column: &Column| format!("ADD CONSTRAINT {} NOT NULL {} NOT VALID", name(&constraint(column)), name(&column.name));
    let constraints = narrow.not_null.iter().map(constraint).collect();
    add_and_validate(narrow, constraints, &add, WITH_NOT_NULL_NOT_VALID, [Operation::AddNotNullNotValid, Operation::ValidateNotNull])
}

fn add_and_validate(
    narrow: &Narrow,
    constraints: Vec<String>,
    add: &dyn Fn(&Column) -> String,
    servers: Servers,
    [adding, validating]: [Operation; 2],
) -> Vec<Step> {
    let table = &narrow.before.name;
    let columns = super::column_list(table, narrow.not_null.iter().map(|column| column.name.as_str()));
    let adds: Vec<String> = narrow.not_null.iter().map(add).collect();
    let validate = constraints.iter().map(|constraint| format!("VALIDATE CONSTRAINT {}", name(constraint)));
    let drops: Vec<String> = constraints.iter().map(|constraint| format!("DROP CONSTRAINT {}", name(constraint))).collect();
    let step = |what: &str, statement: String, undo: Change, probe: String, operation: Operation| Step {
        name: format!("{what} {columns}"),
        table: table.clone(),
        servers,
        run: Change::of([statement]),
        undo,
        probe,
        already: format!("table {table} has the constraints {} already: drop them", constraints.join(", ")),
        cost: super::cost::of(&[operation], &[DIALECT], servers),
        concurrent: false,
        when: When::Always,
    };
    vec![
        step(
            "require values in",
            format!("ALTER TABLE {} {}", name(table), adds.join(", ")),
            Change::of([format!("ALTER TABLE {} {}", name(table), drops.join(", "))]),
            constraints_there(table, &constraints, ""),
            adding,
        ),
        step(
            "validate values in",
            format!("ALTER TABLE {} {}", name(table), validate.collect::<Vec<_>>().join(", ")),
            Change::default(),
            constraints_there(table, &constraints, " AND convalidated"),
            validating,
        ),
    ]
}

/// The names of a sync's trigger function and triggers.
struct Triggers {
    function: String,
    insert: String,
    update: String,
}

impl Triggers {
    fn of(install: &InstallSync) -> Triggers {
        Triggers { function: own_name(install, "sync"), insert: own_name(install, "ins"), update: own_name(install, "upd") }
    }

    fn drop(&self, table: &str) -> Vec<String> {
        vec![
            format!("DROP TRIGGER {} ON {}", name(&self.insert), name(table)),
            format!("DROP TRIGGER {} ON {}", name(&self.update), name(table)),
            format!("DROP FUNCTION {}()", name(&self.function)),
        ]
    }

    fn create(&self, install: &InstallSync) -> Vec<String> {
        let mapping = Mapping::new(install, DIALECT);
        let table = name(&install.table.name);
        let create = |trigger: &str, event: &str, condition: &str| {
            format!(
                "CREATE TRIGGER {} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition}{NOT_EXECUTOR}) EXECUTE FUNCTION {}()",
                name(trigger),
                name(&self.function)
            )
        };
        let not_normal = || format!("NOT {}", mapping.is_normal(Row::New));
        let changed = || format!("NOT ({} AND {})", mapping.old_side_unchanged(), mapping.new_side_unchanged());
        let (on_insert, on_update) = match (mapping.has_sides(), mapping.normalise().is_empty()) {
            (true, _) if super::backfill::needs_all_updates(&install.table) => (String::new(), String::new()),
            (_, true) => (String::new(), changed() + " AND "),
            (false, false) => (not_normal() + " AND ", not_normal() + " AND "),
            (true, false) => (String::new(), format!("({} OR {}) AND ", changed(), not_normal())),
        };
        vec![function(&self.function, &mapping), create(&self.insert, "INSERT", &on_insert), create(&self.update, "UPDATE", &on_update)]
    }
}

fn assign<'a>(mapping: &Mapping<'_>, assignments: impl IntoIterator<Item = &'a Assignment>, from: Row, indent: &str) -> String {
    let line = |assignment: &Assignment| {
        format!("{indent}{} := {};\n", mapping.column(Row::New, &assignment.column), mapping.value(assignment, from))
    };
    assignments.into_iter().map(line).collect()
}

/// The trigger function: columns that follow from themselves first, then the two sides.
fn function(function: &str, mapping: &Mapping<'_>) -> String {
    let sides: String = mapping.groups().map(|group| sides(&group)).collect();
    format!(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $xc$\nBEGIN\n{}{sides}  RETURN NEW;\nEND\n$xc$",
        name(function),
        assign(mapping, mapping.normalise(), Row::New, "  ")
    )
}

/// The side that a statement gave or changed fills the other; both, and neither, stay as they are.
fn sides(mapping: &Mapping<'_>) -> String {
    let forward = |indent: &str| assign(mapping, mapping.forward(), Row::New, indent);
    let reverse = |indent: &str| assign(mapping, mapping.reverse(), Row::New, indent);
    let (mut on_insert, mut on_update) = (String::new(), String::new());
    if mapping.has_reverse() {
        on_insert = format!("    ELSIF {} THEN\n{}", mapping.old_side_omitted(), reverse("      "));
        on_update = format!(
            "  ELSIF {} THEN\n{}    IF NOT {} THEN\n{}    END IF;\n",
            mapping.old_side_unchanged(),
            complete(mapping),
            mapping.parity(Row::New),
            reverse("      ")
        );
    }
    format!(
        "  \
           IF TG_OP = 'INSERT' THEN\n    \
             IF {} THEN\n{}{on_insert}    END IF;\n  \
           ELSIF {} THEN\n    \
             IF NOT {} THEN\n{}    END IF;\n{on_update}  \
           END IF;\n",
        mapping.new_side_omitted(),
        forward("      "),
        mapping.new_side_unchanged(),
        mapping.parity(Row::New),
        forward("      "),
    )
}

/// A row that is not filled yet is completed first, as far as the statement did not change it. Of a single new column, it did.
fn complete(mapping: &Mapping<'_>) -> String {
    if mapping.forward().nth(1).is_none() {
        return String::new();
    }
    let complete = |assignment: &Assignment| {
        let unchanged = mapping.unchanged(&[&assignment.column]);
        format!("      IF {unchanged} THEN\n{}      END IF;\n", assign(mapping, [assignment], Row::Old, "        "))
    };
    format!("    IF NOT {} THEN\n{}    END IF;\n", mapping.parity(Row::Old), mapping.forward().map(complete).collect::<String>())
}
