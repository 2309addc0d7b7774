//! Unique constraints are indexes here. A foreign key is added in place with its checks off, between two looks for rows without a parent. A check
//! can't be added without a copy, which a rule refuses.

use super::{INPLACE, MySql, cost};
use crate::locks::Operation;
use crate::plan::Dialect;
use crate::schema::Table;
use crate::schema::constraint::{Constraint, ForeignKey, Unique};
use crate::sql::{Change, Gate, Step, constraint_already, ddl, gate, quoted, text};

impl MySql {
    pub(super) fn add_constraint(&self, table: &Table, constraint: &Constraint) -> Vec<Step> {
        match constraint {
            Constraint::Unique(unique) => vec![self.add_unique(table, unique)],
            Constraint::ForeignKey(key) => self.add_foreign_key(table, key),
            // Only behind an override of the rule that refuses it.
            Constraint::Check(check) => vec![Step {
                already: constraint_already(&table.name, constraint),
                cost: cost(&[Operation::AddCheck]),
                ..self.step(
                    format!("add {} to {}", constraint.spelled(), table.name),
                    &table.name,
                    Change::of([self.alter(
                        &table.name,
                        &[format!("ADD {}", ddl::constraint(table, constraint, self.0))],
                        "ALGORITHM=COPY, LOCK=SHARED",
                    )]),
                    Change::of([format!("ALTER TABLE {} DROP CONSTRAINT {}", self.name(&table.name), self.name(&check.name))]),
                    self.constraint_there(&table.name, &check.name),
                )
            }],
        }
    }

    fn add_unique(&self, table: &Table, unique: &Unique) -> Step {
        let columns: Vec<&str> = unique.columns.iter().map(String::as_str).collect();
        let add = format!("ADD UNIQUE INDEX {} ({})", self.name(&unique.name), quoted(columns.iter().copied(), self.0));
        let constraint = Constraint::Unique(unique.clone());
        Step {
            already: constraint_already(&table.name, &constraint),
            cost: cost(&[Operation::AddUnique]),
            ..self.step(
                format!("add unique ({}) to {}", columns.join(", "), table.name),
                &table.name,
                Change {
                    refuse_if: Some(gate::constraint(table, &constraint, self.0)),
                    ..Change::of([self.alter(&table.name, &[add], INPLACE)])
                },
                Change::of([self.alter(&table.name, &[format!("DROP INDEX {}", self.name(&unique.name))], INPLACE)]),
                self.index_there(&table.name, &unique.name),
            )
        }
    }

    /// One key in the place of another in one statement: dropping alone takes a copy that stops writes, both together do not.
    pub(super) fn set_primary_key(&self, before: &Table, key: &Unique) -> Step {
        let (table, columns) = (&before.name, key.columns.join(", "));
        let drop = (!before.primary_key.is_empty()).then(|| "DROP PRIMARY KEY".to_owned());
        let add = format!("ADD PRIMARY KEY ({})", quoted(key.columns.iter().map(String::as_str), self.0));
        let actions: Vec<String> = drop.into_iter().chain([add]).collect();
        Step {
            already: format!("({columns}) is the primary key of {table} already, and not by xc"),
            cost: cost(&[Operation::AddPrimaryKey]),
            ..self.step(
                format!("make ({columns}) the primary key of {table}"),
                table,
                Change {
                    refuse_if: Some(gate::constraint(before, &Constraint::Unique(key.clone()), self.0)),
                    ..Change::of([self.alter(table, &actions, INPLACE)])
                },
                Change::default(),
                format!(
                    "SELECT COUNT(*) FROM (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = {} \
                     AND index_name = 'PRIMARY' HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = {}) AS found",
                    text(table, self.0),
                    text(&key.columns.join(","), self.0)
                ),
            )
        }
    }

    fn add_foreign_key(&self, table: &Table, key: &ForeignKey) -> Vec<Step> {
        let constraint = Constraint::ForeignKey(key.clone());
        let add = format!("ADD {}", ddl::constraint(table, &constraint, self.0));
        let drop = self.alter(&table.name, &[format!("DROP FOREIGN KEY {}", self.name(&key.name))], INPLACE);
        let orphans = gate::constraint(table, &constraint, self.0);
        let look_again = Gate {
            reason: format!("{}; they were written while the key was being added, and it is in force now", orphans.reason),
            count: orphans.count.clone(),
            show: orphans.show.clone(),
        };
        vec![
            Step {
                already: constraint_already(&table.name, &constraint),
                cost: cost(&[Operation::AddForeignKeyNotValid]),
                ..self.step(
                    format!("add {} to {}", constraint.spelled(), table.name),
                    &table.name,
                    Change {
                        refuse_if: Some(orphans),
                        // In place only with the checks off ("Online DDL Operations", "Adding a foreign key constraint").
                        afterwards: vec!["SET SESSION foreign_key_checks = 1".into()],
                        ..Change::of(["SET SESSION foreign_key_checks = 0".into(), self.alter(&table.name, &[add], INPLACE)])
                    },
                    Change::of([drop]),
                    self.constraint_there(&table.name, &key.name),
                )
            },
            Step {
                cost: "reads both tables, locks nothing".into(),
                already: String::new(),
                ..self.step(
                    format!("look for rows of {} without a row of {}", table.name, key.table),
                    &table.name,
                    Change { refuse_if: Some(look_again), ..Change::default() },
                    Change::default(),
                    "SELECT 0".into(),
                )
            },
        ]
    }

    fn constraint_there(&self, table: &str, constraint: &str) -> String {
        format!(
            "SELECT COUNT(*) FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND table_name = {} AND constraint_name = {}",
            text(table, self.0),
            text(constraint, self.0)
        )
    }

    /// A constraint that was there before xc has whatever name somebody gave it: found by its columns.
    pub(super) fn drop_constraint(&self, table: &Table, constraint: &Constraint) -> Step {
        // Added again as a new one is.
        let again = || self.add_constraint(table, constraint).into_iter().next().map(|step| step.run).unwrap_or_default();
        let (statements, undo, there) = match constraint {
            Constraint::Check(check) => (
                vec![format!("ALTER TABLE {} DROP CONSTRAINT {}", self.name(&table.name), self.name(&check.name))],
                Change::default(),
                self.constraint_there(&table.name, &check.name),
            ),
            Constraint::Unique(unique) => {
                let names = self.unique_on(&table.name, &unique.columns);
                (self.by_name(&table.name, "DROP INDEX", &names), again(), format!("SELECT COUNT(*) FROM ({names}) AS found"))
            }
            Constraint::ForeignKey(key) => {
                let names = self.foreign_key_on(&table.name, key);
                (self.by_name(&table.name, "DROP FOREIGN KEY", &names), again(), format!("SELECT COUNT(*) FROM ({names}) AS found"))
            }
        };
        Step {
            already: format!("{} of {} is gone already, and not by xc", constraint.spelled(), table.name),
            cost: cost(&[match constraint {
                Constraint::Check(_) => Operation::DropCheck,
                Constraint::Unique(_) => Operation::DropUnique,
                Constraint::ForeignKey(_) => Operation::DropForeignKey,
            }]),
            ..self.step(
                format!("drop {} of {}", constraint.spelled(), table.name),
                &table.name,
                Change::of(statements),
                undo,
                format!("SELECT CASE WHEN ({there}) = 0 THEN 1 ELSE 0 END"),
            )
        }
    }

    fn unique_on(&self, table: &str, columns: &[String]) -> String {
        format!(
            "SELECT index_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = {} \
             AND non_unique = 0 AND index_name <> 'PRIMARY' GROUP BY index_name \
             HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = {}",
            text(table, self.0),
            text(&columns.join(","), self.0)
        )
    }

    /// One to another table may be there already, to take its place.
    fn foreign_key_on(&self, table: &str, key: &ForeignKey) -> String {
        format!(
            "SELECT constraint_name AS name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = {} \
             AND referenced_table_name = {} GROUP BY constraint_name \
             HAVING GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR ',') = {}",
            text(table, self.0),
            text(&key.table, self.0),
            text(&key.columns.join(","), self.0)
        )
    }

    /// `ALTER TABLE t DROP ... <the name that a query finds>`.
    fn by_name(&self, table: &str, action: &str, names: &str) -> Vec<String> {
        let start = text(&format!("ALTER TABLE {} {action} `", self.name(table)), self.0);
        let end = match self.0 {
            Dialect::MariaDb => text("`, ALGORITHM=NOCOPY, LOCK=NONE", self.0),
            _ => text(&format!("`, {INPLACE}"), self.0),
        };
        vec![
            format!("SET @xc_drop = (SELECT CONCAT({start}, REPLACE(name, '`', '``'), {end}) FROM ({names}) AS found)"),
            "PREPARE xc_drop FROM @xc_drop".into(),
            "EXECUTE xc_drop".into(),
            "DEALLOCATE PREPARE xc_drop".into(),
        ]
    }
}
