//! MySQL 8 and MariaDB 10.11: DDL commits by itself, so a step is one statement, and every state in between accepts both versions' writes.

use super::mapping::{Mapping, Row, zero};
use super::{Change, Step, Writer, ddl, own_name, quote, text, texts};
use crate::plan::{Dialect, Servers};
use crate::resolve::Assignment;
use crate::schema::Column;
use crate::schema::types::Class;
use crate::steps::{InstallSync, Narrow, Widen};

/// A change of the catalogue alone. LOCK can't be NONE with it ("Online DDL Performance and Concurrency"): DEFAULT is the least.
const INSTANT: &str = "ALGORITHM=INSTANT, LOCK=DEFAULT";
/// Where INSTANT can't be had (64 row versions in MySQL 8, 255 from 9.1; formats that do not know it): a rebuild beside reads and writes.
const INPLACE: &str = "ALGORITHM=INPLACE, LOCK=NONE";

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

    fn trigger_there(&self, trigger: &str) -> String {
        format!(
            "SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = {}",
            text(trigger, self.0)
        )
    }

    fn step(&self, name: String, table: &str, run: Change, undo: Change, probe: String) -> Step {
        Step {
            name,
            table: table.into(),
            servers: Servers::ALL,
            run,
            undo,
            probe,
            already: super::triggers_already(table),
            cost: "exclusive metadata lock for a catalogue change: no copy".into(),
        }
    }

    fn create_trigger(&self, install: &InstallSync, suffix: &str, event: &str, body: &str) -> Step {
        let table = &install.table.name;
        let trigger = own_name(install, suffix);
        let create = format!(
            "CREATE TRIGGER {} BEFORE {event} ON {} FOR EACH ROW\nBEGIN\n  IF @xc_backfill IS NULL THEN\n{body}  END IF;\nEND",
            self.name(&trigger),
            self.name(table)
        );
        self.step(
            format!("dual write of {table} on {}", event.to_lowercase()),
            table,
            Change::of([create]),
            Change::of([format!("DROP TRIGGER {}", self.name(&trigger))]),
            self.trigger_there(&trigger),
        )
    }

    fn drop_trigger(&self, install: &InstallSync, suffix: &str, event: &str) -> Step {
        let table = &install.table.name;
        let trigger = own_name(install, suffix);
        let probe = format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END", self.trigger_there(&trigger));
        Step {
            already: format!(
                "trigger {trigger} on {table} is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there"
            ),
            ..self.step(
                format!("end dual write of {table} on {event}"),
                table,
                Change::of([format!("DROP TRIGGER {}", self.name(&trigger))]),
                Change::default(),
                probe,
            )
        }
    }

    /// A default for a column that v2 leaves out. MariaDB checks for it before the trigger can fill the column, in INSERT ... SELECT; and once
    /// contract drops the trigger, it stands in until the column is gone.
    fn set_default(&self, table: &str, column: &Column) -> Step {
        let default = super::expression::literal(&zero(column), self.0);
        // "Data Type Default Values": these types take an expression only.
        let default = if matches!(column.ty.class(), Class::Json | Class::Bytes) || column.ty == crate::schema::types::Type::Text {
            format!("({default})")
        } else {
            default
        };
        let alter = |action: String| self.instant(table, &[format!("ALTER COLUMN {} {action}", self.name(&column.name))]);
        Step {
            already: format!("column {table}.{} has a default that the migrations do not know: drop it, or declare it", column.name),
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

impl Writer for MySql {
    fn widen(&self, step: &Widen) -> Step {
        match step {
            Widen::CreateTable(table) => Step {
                already: super::table_already(table),
                cost: "no lock on other tables".into(),
                ..self.step(
                    format!("create table {}", table.name),
                    &table.name,
                    Change::of([ddl::create_table(table, &table.name, self.0)]),
                    Change {
                        refuse_if: Some((
                            format!("SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT 1) AS some_rows", self.name(&table.name)),
                            format!(
                                "table {} has rows, and dropping it would lose them: delete them first if they are not needed",
                                table.name
                            ),
                        )),
                        ..Change::of([format!("DROP TABLE {}", self.name(&table.name))])
                    },
                    format!(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = {}",
                        text(&table.name, self.0)
                    ),
                )
            },
            Widen::AddColumns { table, columns } => {
                let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                let adds: Vec<String> = columns.iter().map(|column| format!("ADD COLUMN {}", ddl::column(column, self.0))).collect();
                let drops: Vec<String> = names.iter().map(|column| format!("DROP COLUMN {}", self.name(column))).collect();
                Step {
                    already: super::columns_already(table, &names),
                    ..self.step(
                        super::add_columns_name(table, &names),
                        table,
                        self.instant(table, &adds),
                        self.instant(table, &drops),
                        self.columns_there(table, &names, ""),
                    )
                }
            }
        }
    }

    fn install(&self, install: &InstallSync) -> Vec<Step> {
        let mapping = Mapping::new(install, self.0);
        let mut steps = vec![
            self.create_trigger(install, "ins", "INSERT", &on_insert(&mapping)),
            self.create_trigger(install, "upd", "UPDATE", &on_update(&mapping)),
        ];
        steps.extend(install.left_out.iter().map(|column| self.set_default(&install.table.name, column)));
        steps
    }

    fn narrow(&self, narrow: &Narrow, ends: Option<&InstallSync>) -> Vec<Step> {
        let table = &narrow.before.name;
        let mut steps = Vec::new();
        if !narrow.not_null.is_empty() {
            let modify: Vec<String> =
                narrow.not_null.iter().map(|column| format!("MODIFY COLUMN {}", ddl::column(column, self.0))).collect();
            let names: Vec<&str> = narrow.not_null.iter().map(|column| column.name.as_str()).collect();
            let columns = super::column_list(table, names.iter().copied());
            steps.push(Step {
                already: format!("columns {columns} are NOT NULL already, and not by xc: drop the constraint, or declare it"),
                cost: "a rebuild beside reads and writes; exclusive metadata lock at its start and end".into(),
                ..self.step(
                    format!("require values in {columns}"),
                    table,
                    Change::of([self.alter(table, &modify, INPLACE)]),
                    Change::default(),
                    self.columns_there(table, &names, " AND is_nullable = 'NO'"),
                )
            });
        }
        if let Some(install) = ends {
            // v2's inserts go on: the default that dual write gave stands in for the trigger.
            steps.push(self.drop_trigger(install, "ins", "insert"));
            steps.push(self.drop_trigger(install, "upd", "update"));
        }
        if !narrow.drops.is_empty() {
            let drops: Vec<String> = narrow.drops.iter().map(|column| format!("DROP COLUMN {}", self.name(column))).collect();
            let names: Vec<&str> = narrow.drops.iter().map(String::as_str).collect();
            steps.push(Step {
                already: super::finish_already(narrow),
                ..self.step(
                    super::finish_name(narrow),
                    table,
                    self.instant(table, &drops),
                    Change::default(),
                    format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END", self.columns_there(table, &names, "")),
                )
            });
        } else if let Some(install) = ends {
            steps.extend(install.left_out.iter().map(|column| self.end_default(table, column)));
        }
        steps
    }
}

impl MySql {
    /// Where the old column stays, it loses the default again that dual write gave it.
    fn end_default(&self, table: &str, column: &Column) -> Step {
        let probe = self.columns_there(table, &[&column.name], " AND column_default IS NOT NULL");
        self.step(
            format!("require {table}.{} again", column.name),
            table,
            self.instant(table, &[format!("ALTER COLUMN {} DROP DEFAULT", self.name(&column.name))]),
            Change::default(),
            format!("SELECT CASE WHEN ({probe}) = 0 THEN 1 ELSE 0 END"),
        )
    }
}

fn assign(mapping: &Mapping<'_>, assignments: &[Assignment], from: Row, indent: &str) -> String {
    let lines = assignments
        .iter()
        .map(|assignment| format!("{indent}SET {} = {};\n", mapping.column(Row::New, &assignment.column), mapping.value(assignment, from)));
    lines.collect()
}

fn on_insert(mapping: &Mapping<'_>) -> String {
    let mut body = format!("    IF {} THEN\n{}", mapping.new_side_omitted(), assign(mapping, mapping.forward(), Row::New, "      "));
    if !mapping.reverse().is_empty() {
        body += &format!("    ELSEIF {} THEN\n{}", mapping.old_side_omitted(), assign(mapping, mapping.reverse(), Row::New, "      "));
    }
    body + "    END IF;\n"
}

fn on_update(mapping: &Mapping<'_>) -> String {
    let (old_unchanged, new_unchanged) = (mapping.old_side_unchanged(), mapping.new_side_unchanged());
    let mut body = format!(
        "    IF {new_unchanged} THEN\n      IF NOT ({old_unchanged} OR {}) THEN\n{}      END IF;\n",
        mapping.parity(Row::New),
        assign(mapping, mapping.forward(), Row::New, "        ")
    );
    if !mapping.reverse().is_empty() {
        // A row that is not filled yet is completed first, as far as the statement did not change it.
        body += &format!("    ELSEIF {old_unchanged} THEN\n      IF NOT {} THEN\n", mapping.parity(Row::Old));
        for assignment in mapping.forward() {
            body += &format!(
                "        IF {} THEN\n{}        END IF;\n",
                mapping.unchanged(&[&assignment.column]),
                assign(mapping, std::slice::from_ref(assignment), Row::Old, "          ")
            );
        }
        body += &format!(
            "      END IF;\n      IF NOT {} THEN\n{}      END IF;\n",
            mapping.parity(Row::New),
            assign(mapping, mapping.reverse(), Row::New, "        ")
        );
    }
    body + "    END IF;\n"
}
