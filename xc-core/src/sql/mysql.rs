//! MySQL 8 and MariaDB 10.11: DDL commits by itself, so a step is one statement, and every state in between accepts both versions' writes.

mod constraint;
mod index;
mod retire;
mod retype;
mod swap;
mod watch;

use super::mapping::{Mapping, Row, stand_in};
use super::retire::{DROPPED, Leaving, Retiring, none_of};
use super::{Change, Cost, Ending, Step, Writer, ddl, gate, own_name, quote, text, texts};
use crate::locks::Operation;
use crate::plan::{Dialect, Servers, When};
use crate::resolve::Assignment;
use crate::schema::retype::{Retype, retype};
use crate::schema::types::Class;
use crate::schema::{Column, Table};
use crate::steps::{InstallPair, InstallSync, Swap, Task, Watch};
use crate::syntax::DefaultValue;

/// A change of the catalogue alone. LOCK can't be NONE with it ("Online DDL Performance and Concurrency"): DEFAULT is the least.
const INSTANT: &str = "ALGORITHM=INSTANT, LOCK=DEFAULT";
/// Where INSTANT can't be had (64 row versions in MySQL 8, 255 from 9.1; formats that do not know it): a rebuild beside reads and writes.
const INPLACE: &str = "ALGORITHM=INPLACE, LOCK=NONE";

/// What these operations cost, one after the other. One plan serves both databases where its statements are the same.
pub(super) fn cost(operations: &[Operation]) -> Cost {
    let cost = super::cost::of(operations, &[Dialect::MySql, Dialect::MariaDb], Servers::ALL);
    // "Metadata locks are extended, as necessary, to tables related by a foreign key constraint" (MySQL, "Metadata Locking"), and which tables
    // refer to this one is not known here.
    Cost { lock_elsewhere: cost.lock_elsewhere.max(cost.lock), ..cost }
}

/// Writes for MySQL or MariaDB.
pub(super) struct MySql(pub(super) Dialect);

impl MySql {
    fn name(&self, name: &str) -> String {
        quote(name, self.0)
    }

    fn alter(&self, table: &str, actions: &[String], algorithm: &str) -> String {
        format!("ALTER TABLE {} {}, {algorithm}", self.name(table), actions.join(", "))
    }

    /// INSTANT, else INPLACE.
    fn instant(&self, table: &str, actions: &[String]) -> Change {
        let statement = (self.alter(table, actions, INSTANT), Some(self.alter(table, actions, INPLACE)));
        Change { statements: vec![statement], ..Change::default() }
    }

    fn columns_there(&self, table: &str, columns: &[&str], and: &str) -> String {
        format!(
            "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = {} AND column_name IN ({}){and}",
            text(table, self.0),
            texts(columns.iter().copied(), self.0)
        )
    }

    pub(super) fn trigger_there(&self, trigger: &str) -> String {
        format!(
            "SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = {}",
            text(trigger, self.0)
        )
    }

    pub(super) fn step(&self, name: String, table: &str, run: Change, undo: Change, probe: String) -> Step {
        Step {
            name,
            table: table.into(),
            servers: Servers::ALL,
            run,
            undo,
            probe,
            already: super::triggers_already(table),
            cost: cost(&[Operation::CreateTrigger]),
            concurrent: false,
            when: When::Always,
        }
    }

    fn create_trigger(&self, install: &InstallSync, suffix: &str, event: &str, body: &str) -> Step {
        let table = &install.table.name;
        self.trigger(format!("dual write of {table} on {}", event.to_lowercase()), table, &own_name(install, suffix), event, body)
    }

    /// A trigger that leaves the backfill's own session alone.
    fn trigger(&self, what: String, table: &str, trigger: &str, event: &str, body: &str) -> Step {
        let create = format!(
            "CREATE TRIGGER {} BEFORE {event} ON {} FOR EACH ROW\nBEGIN\n  IF @xc_backfill IS NULL THEN\n{body}  END IF;\nEND",
            self.name(trigger),
            self.name(table)
        );
        self.step(
            what,
            table,
            Change::of([create]),
            Change::of([format!("DROP TRIGGER {}", self.name(trigger))]),
            self.trigger_there(trigger),
        )
    }

    /// The end of a trigger, with what makes it again.
    fn drop_trigger(&self, install: &InstallSync, suffix: &str, event: &str, body: &str) -> Step {
        let table = &install.table.name;
        let Step { run: create, undo: drop, .. } = self.create_trigger(install, suffix, event, body);
        let trigger = own_name(install, suffix);
        Step {
            already: format!(
                "trigger {trigger} on {table} is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there"
            ),
            ..self.step(
                format!("end dual write of {table} on {}", event.to_lowercase()),
                table,
                drop,
                create,
                none_of(&self.trigger_there(&trigger), self.0),
            )
        }
    }

    /// What stands in for a value that an INSERT leaves out.
    fn zero_default(&self, column: &Column) -> String {
        let default = super::expression::literal(&stand_in(column), self.0);
        // "Data Type Default Values": these types take an expression only.
        if matches!(column.ty.class(), Class::Json | Class::Bytes) || column.ty == crate::schema::types::Type::Text {
            format!("({default})")
        } else {
            default
        }
    }

    /// A default for a column that v2 leaves out. MariaDB checks for it before the trigger can fill the column, in INSERT ... SELECT; and once
    /// contract drops the trigger, it stands in until the column is gone.
    pub(super) fn set_default(&self, table: &str, column: &Column) -> Step {
        let default = self.zero_default(column);
        let alter = |action: String| self.instant(table, &[format!("ALTER COLUMN {} {action}", self.name(&column.name))]);
        Step {
            already: format!("column {table}.{} has a default that the migrations do not know: drop it, or declare it", column.name),
            cost: cost(&[Operation::SetDefault]),
            ..self.step(
                format!("let v2 leave out {table}.{}", column.name),
                table,
                alter(format!("SET DEFAULT {default}")),
                alter("DROP DEFAULT".into()),
                self.columns_there(table, &[&column.name], " AND column_default IS NOT NULL"),
            )
        }
    }
}

impl MySql {
    fn create_table(&self, table: &Table) -> Step {
        Step {
            already: super::table_already(table),
            cost: super::cost::of_table(table, &[Dialect::MySql, Dialect::MariaDb]),
            ..self.step(
                format!("create table {}", table.name),
                &table.name,
                Change::of([ddl::create_table(table, &table.name, self.0)]),
                Change {
                    refuse_if: Some(gate::rows(&table.name, self.0)),
                    ..Change::of([format!("DROP TABLE {}", self.name(&table.name))])
                },
                self.table_there(&table.name),
            )
        }
    }

    fn table_there(&self, table: &str) -> String {
        format!("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = {}", text(table, self.0))
    }

    fn add_columns(&self, altered: &Table, columns: &[Column], shadows: &[Swap]) -> Step {
        let table = altered.name.as_str();
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let definition = |column: &Column| match shadows.iter().find(|swap| swap.new.name == column.name && swap::begins_not_null(swap)) {
            Some(swap) => self.shadow(swap),
            None => ddl::column_of(altered, column, self.0),
        };
        let adds: Vec<String> = columns.iter().map(|column| format!("ADD COLUMN {}", definition(column))).collect();
        let drops: Vec<String> = names.iter().map(|column| format!("DROP COLUMN {}", self.name(column))).collect();
        Step {
            already: super::columns_already(table, &names),
            cost: cost(&super::cost::of_new(columns)),
            ..self.step(
                super::add_columns_name(table, &names),
                table,
                self.instant(table, &adds),
                self.instant(table, &drops),
                self.columns_there(table, &names, ""),
            )
        }
    }

    /// A type or a default that changes, in the catalogue; a NOT NULL that goes, by a rebuild beside reads and writes.
    fn alter_column(&self, before: &Table, after: &Table, column: &str) -> Option<Step> {
        let (was, shall) = (before.column(column)?, after.column(column)?);
        if was == shall {
            return None;
        }
        if was.ty != shall.ty {
            return (retype(&was.ty, &shall.ty, self.0) != Retype::Nothing).then(|| self.widen(before, was, shall));
        }
        let table = &before.name;
        let name = super::alter_column_name(was, shall, table);
        if was.nullable != shall.nullable {
            let modify = [format!("MODIFY COLUMN {}", ddl::column(shall, self.0))];
            return Some(Step {
                cost: cost(&[if shall.nullable { Operation::DropNotNull } else { Operation::SetNotNull }]),
                already: format!("column {table}.{column} may be null already, and not by xc"),
                ..self.step(
                    name,
                    table,
                    Change {
                        refuse_if: Some(gate::restated(table, &[shall], self.0)),
                        ..Change::of([self.alter(table, &modify, INPLACE)])
                    },
                    Change::default(),
                    self.columns_there(table, &[column], " AND is_nullable = 'YES'"),
                )
            });
        }
        let set = |to: &Column| {
            let action = match ddl::default(to, self.0) {
                // Without parentheses, only a definition of the whole column may have it ("ALTER TABLE Statement").
                Some(value) if to.default == Some(DefaultValue::CurrentTimestamp) => format!("SET DEFAULT ({value})"),
                Some(value) => format!("SET DEFAULT {value}"),
                // A column that may be null has none at all after DROP DEFAULT, and an INSERT that leaves it out fails with 1364.
                None if to.nullable => "SET DEFAULT NULL".into(),
                None => "DROP DEFAULT".into(),
            };
            self.instant(table, &[format!("ALTER COLUMN {} {action}", self.name(column))])
        };
        // Whether the default that is there is the one that shall be can't be told from its text: run again, it is the same.
        Some(Step { already: String::new(), ..self.step(name, table, set(shall), set(was), "SELECT 0".into()) })
    }
}

impl Writer for MySql {
    fn task(&self, task: &Task) -> Vec<Step> {
        match task {
            Task::CreateTable(table) => vec![self.create_table(table)],
            Task::AddColumns { table, columns, shadows } => vec![self.add_columns(table, columns, shadows)],
            Task::CreateIndex { table, index, .. } => vec![self.create_index(table, index)],
            Task::DropIndex { table, index } => vec![self.drop_index(table, index)],
            Task::AddConstraint { table, constraint } => self.add_constraint(table, constraint),
            // The index is the constraint.
            Task::AddUniqueUsingIndex { .. } => Vec::new(),
            Task::DropConstraint { table, constraint } => vec![self.drop_constraint(table, constraint)],
            Task::AlterColumn { before, after, column } => self.alter_column(before, after, column).into_iter().collect(),
            Task::SetPrimaryKey { before, key } => vec![self.set_primary_key(before, key)],
            // The column itself says what it holds.
            Task::CreateEnum(_) | Task::AddEnumValue { .. } => Vec::new(),
            // A rule refuses it.
            Task::CreateSchema(_) | Task::DropSchema(_) => Vec::new(),
            Task::DropTable(table) => self.drop_table(table, None),
            Task::Raw(raw) => super::raw::step(self, raw, self.0).into_iter().collect(),
        }
    }

    fn drop_table(&self, table: &Table, retire: Option<&str>) -> Vec<Step> {
        let step = |what: String, run, undo, probe, already| Step {
            already,
            cost: cost(&[Operation::DropTable]),
            ..self.step(what, &table.name, run, undo, probe)
        };
        Leaving { table, retire, dialect: self.0, there: &|table| self.table_there(table), step: &step }.steps()
    }

    fn install_pair(&self, install: &InstallPair) -> Vec<Step> {
        super::pair::mysql::install(install, self.0)
    }

    fn end_pair(&self, install: &InstallPair) -> Vec<Step> {
        super::pair::mysql::end(install, self.0)
    }

    fn install(&self, install: &InstallSync) -> Vec<Step> {
        let mapping = Mapping::new(install, self.0);
        // Each commits by itself, and v1 is at work meanwhile. Were inserts the first to be followed, a row that is inserted and changed before updates are
        // would show v2 what it held at first; the other way round it has no values yet, as any row that is not filled.
        let mut steps = vec![
            self.create_trigger(install, "upd", "UPDATE", &on_update(&mapping)),
            self.create_trigger(install, "ins", "INSERT", &on_insert(&mapping)),
        ];
        steps.extend(install.left_out.iter().map(|column| self.set_default(&install.table.name, column)));
        steps
    }

    fn watch(&self, watch: &Watch) -> Vec<Step> {
        self.watch_steps(watch)
    }

    // DDL commits by itself here: there is no unit of several tables.
    fn narrow(&self, unit: &[Ending<'_>]) -> Vec<Step> {
        unit.iter().flat_map(|ending| self.narrow_table(ending)).collect()
    }
}

impl MySql {
    fn narrow_table(&self, ending: &Ending<'_>) -> Vec<Step> {
        let Ending { narrow, sync: ends, watch, .. } = *ending;
        let table = &narrow.before.name;
        let (keys, tasks): (Vec<&Task>, Vec<&Task>) = narrow.tasks.iter().partition(|task| matches!(task, Task::SetPrimaryKey { .. }));
        let mut steps: Vec<Step> = tasks.into_iter().flat_map(|task| self.task(task)).collect();
        let is_shadow = |column: &&Column| narrow.swaps.iter().any(|swap| swap.new.name == column.name);
        let not_null: Vec<&Column> = narrow.not_null.iter().filter(|column| !is_shadow(column)).collect();
        steps.extend((!not_null.is_empty()).then(|| self.require(table, &not_null)));
        if !narrow.swaps.is_empty() {
            steps.extend(self.twins(narrow));
            steps.push(self.exchange(narrow));
            // While the old column's own NOT NULL holds: the triggers fill it.
            let late = narrow.swaps.iter().filter(|swap| !swap.old.nullable && !swap::begins_not_null(swap));
            let late: Vec<&Column> = late.filter_map(|swap| narrow.after.column(&swap.old.name)).collect();
            steps.extend((!late.is_empty()).then(|| self.require(table, &late)));
        }
        let retiring = ending.retiring(self.0);
        // Until its triggers are there, what v2 writes is not kept in the retired shape: the executor compares the whole of it before contract is
        // done, and before it is taken back.
        steps.extend(retiring.as_ref().and_then(Retiring::unfit).map(|unfit| self.mark_unfit(table, &unfit)));
        if let Some(install) = ends {
            // v2's inserts go on: the default that dual write gave stands in for the trigger.
            let mapping = Mapping::new(install, self.0);
            let update = self.drop_trigger(install, "upd", "UPDATE", &on_update(&mapping));
            match retiring.as_ref().filter(|retiring| retiring.mapping().is_some()) {
                Some(retiring) => steps.extend(self.way_back(retiring, &mapping, update)),
                None => steps.push(update),
            }
            steps.push(self.drop_trigger(install, "ins", "INSERT", &on_insert(&mapping)));
        }
        if let Some(watch) = watch {
            steps.extend(self.end_watch(watch));
        }
        if let Some(retiring) = &retiring {
            steps.push(self.retire(retiring));
            steps.extend(self.keep(retiring));
            steps.extend(retiring.look());
        }
        let swapped = narrow.swaps.iter().map(|swap| &swap.new.name);
        let drops: Vec<&str> = narrow.drops.iter().chain(swapped).map(String::as_str).collect();
        if !drops.is_empty() {
            let drop = self.drop_columns(table, &drops, super::drop_name(table, &drops), super::finish_already(narrow));
            let undo = if retiring.is_some() { Change::never(DROPPED) } else { Change::default() };
            steps.push(Step { undo, when: ending.dropping(self.0), ..drop });
        } else if let Some(install) = ends {
            steps.extend(install.left_out.iter().map(|column| self.end_default(table, column)));
        }
        steps.extend(keys.into_iter().flat_map(|task| self.task(task)));
        if let Some(retiring) = &retiring {
            steps.extend(self.purge(retiring));
        }
        steps
    }

    /// NOT NULL, by a rebuild beside reads and writes; and back.
    fn require(&self, table: &str, not_null: &[&Column]) -> Step {
        let names: Vec<&str> = not_null.iter().map(|column| column.name.as_str()).collect();
        let columns = super::column_list(table, names.iter().copied());
        let modify = |nullable: bool| {
            let modify = |column: &&Column| format!("MODIFY COLUMN {}", ddl::column(&Column { nullable, ..(*column).clone() }, self.0));
            let modify: Vec<String> = not_null.iter().map(modify).collect();
            Change { refuse_if: Some(gate::restated(table, not_null, self.0)), ..Change::of([self.alter(table, &modify, INPLACE)]) }
        };
        Step {
            already: format!("columns {columns} are NOT NULL already, and not by xc: drop the constraint, or declare it"),
            cost: cost(&[Operation::SetNotNull]),
            ..self.step(
                format!("require values in {columns}"),
                table,
                modify(false),
                modify(true),
                self.columns_there(table, &names, " AND is_nullable = 'NO'"),
            )
        }
    }

    fn drop_columns(&self, table: &str, columns: &[&str], name: String, already: String) -> Step {
        let drops: Vec<String> = columns.iter().map(|column| format!("DROP COLUMN {}", self.name(column))).collect();
        let gone = none_of(&self.columns_there(table, columns, ""), self.0);
        Step {
            already,
            cost: cost(&[Operation::DropColumn]),
            ..self.step(name, table, self.instant(table, &drops), Change::default(), gone)
        }
    }

    /// Where the old column stays, it loses the default again that dual write gave it.
    fn end_default(&self, table: &str, column: &Column) -> Step {
        let probe = self.columns_there(table, &[&column.name], " AND column_default IS NOT NULL");
        self.step(
            format!("require {table}.{} again", column.name),
            table,
            self.instant(table, &[format!("ALTER COLUMN {} DROP DEFAULT", self.name(&column.name))]),
            self.set_default(table, column).run,
            format!("SELECT CASE WHEN ({probe}) = 0 THEN 1 ELSE 0 END"),
        )
    }
}

fn assign<'a>(mapping: &Mapping<'_>, assignments: impl IntoIterator<Item = &'a Assignment>, from: Row, indent: &str) -> String {
    let line = |assignment: &Assignment| {
        format!("{indent}SET {} = {};\n", mapping.column(Row::New, &assignment.column), mapping.value(assignment, from))
    };
    assignments.into_iter().map(line).collect()
}

/// Columns that follow from themselves first, then the two sides.
///
/// A shadow that is to change places with its column is nobody's but the trigger's, and follows whatever stands there.
fn on_insert(mapping: &Mapping<'_>) -> String {
    let sides = mapping.groups().map(|group| {
        let Some(new_side_omitted) = group.new_side_omitted_but_for_shadows() else { return String::new() };
        let mut body = format!("    IF {new_side_omitted} THEN\n{}", assign(&group, group.forward(), Row::New, "      "));
        if group.has_reverse() {
            body += &format!("    ELSEIF {} THEN\n{}", group.old_side_omitted(), assign(&group, group.reverse(), Row::New, "      "));
        }
        body + "    END IF;\n"
    });
    let shadows = assign(mapping, mapping.shadows(), Row::New, "    ");
    assign(mapping, mapping.normalise(), Row::New, "    ") + &sides.collect::<String>() + &shadows
}

fn on_update(mapping: &Mapping<'_>) -> String {
    let sides = mapping.groups().map(|group| update_side(&group));
    assign(mapping, mapping.normalise(), Row::New, "    ") + &sides.collect::<String>()
}

fn update_side(mapping: &Mapping<'_>) -> String {
    let (old_unchanged, new_unchanged) = (mapping.old_side_unchanged(), mapping.new_side_unchanged());
    let mut body = format!(
        "    IF {new_unchanged} THEN\n      IF NOT ({old_unchanged} OR {}) THEN\n{}      END IF;\n",
        mapping.parity(Row::New),
        assign(mapping, mapping.forward(), Row::New, "        ")
    );
    if mapping.has_reverse() {
        body += &format!("    ELSEIF {old_unchanged} THEN\n");
        // A row that is not filled yet is completed first, as far as the statement did not change it. Of a single new column, it did.
        if mapping.forward().nth(1).is_some() {
            body += &format!("      IF NOT {} THEN\n", mapping.parity(Row::Old));
            for assignment in mapping.forward() {
                body += &format!(
                    "        IF {} THEN\n{}        END IF;\n",
                    mapping.unchanged(&[&assignment.column]),
                    assign(mapping, [assignment], Row::Old, "          ")
                );
            }
            body += "      END IF;\n";
        }
        body += &format!(
            "      IF NOT {} THEN\n{}      END IF;\n",
            mapping.parity(Row::New),
            assign(mapping, mapping.reverse(), Row::New, "        ")
        );
    }
    body + "    END IF;\n"
}
