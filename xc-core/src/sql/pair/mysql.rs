//! Two tables on MySQL and MariaDB.
//!
//! A trigger may not write the table that its statement writes, but may write the other. What it writes itself is told by a session variable
//! that holds the statement's own time: NOW() is the same in a statement and in all that its triggers do ("Date and Time Functions"), so that
//! a statement that is killed in the middle of a trigger, and can't take its mark back, leaves one that no later statement believes.
//!
//! A trigger waits for the row of the other table as any statement would: `SKIP LOCKED` and `NOWAIT` are taken in a trigger and do nothing (seen
//! on MySQL 9.7; MariaDB 10.11 refuses `NOWAIT` there, error 1314). Where both versions write the same row in the same moment, one of them gets
//! the server's deadlock error (1213) at once, and must be sent again.
//!
//! Whether a row is there is asked without a lock first: a locking read of a row that is not there locks the gap, at REPEATABLE READ, and
//! two inserts into one gap then deadlock ("InnoDB Locking"). It is asked by a SELECT of its own: in a trigger, a subquery in an IF reads
//! with a shared lock (seen on MySQL 9.7; `ha_innobase::start_stmt` makes only a SELECT a consistent read).

use super::super::mysql::{MySql, cost};
use super::super::{Change, Step, text};
use super::{PairMapping, own_name, step_name};
use crate::locks::Operation;
use crate::plan::Dialect;
use crate::resolve::Assignment;
use crate::schema::types::Class;
use crate::steps::{Group, InstallPair};

/// Puts the triggers in place.
pub(in crate::sql) fn install(install: &InstallPair, dialect: Dialect) -> Vec<Step> {
    let pair = Pair::new(install, dialect);
    let mut steps: Vec<Step> = install.left_out.iter().map(|column| pair.server.set_default(&install.main.name, column)).collect();
    if install.is_one_to_one() {
        steps.push(Step { cost: cost(&[Operation::TruncateTable]), ..super::begin_empty(install, dialect) });
    }
    // Each commits by itself, and v1 is at work on the main table meanwhile. What makes rows of the detail table comes last: were it there without the
    // others, a row that it made would not follow what v1 changes, and would stay when v1 deletes.
    steps.extend(pair.on_detail().iter().chain(pair.on_main().iter().rev()).map(|trigger| pair.create(trigger)));
    steps
}

/// Takes them away for good, the detail table's first: v1, whom they serve, is gone.
pub(in crate::sql) fn end(install: &InstallPair, dialect: Dialect) -> Vec<Step> {
    let pair = Pair::new(install, dialect);
    pair.on_detail().iter().chain(&pair.on_main()).map(|trigger| pair.drop(trigger)).collect()
}

/// The body of an IF can't be empty.
fn or_nothing(indent: &str, body: String) -> String {
    if body.is_empty() { format!("{indent}DO 0;\n") } else { body }
}

pub(super) struct Pair<'a> {
    pub(super) mapping: PairMapping<'a>,
    pub(super) install: &'a InstallPair,
    server: MySql,
}

pub(super) struct Trigger<'a> {
    pub(super) table: &'a str,
    pub(super) suffix: &'static str,
    pub(super) event: &'static str,
    pub(super) declare: String,
    pub(super) body: String,
}

impl<'a> Pair<'a> {
    fn new(install: &'a InstallPair, dialect: Dialect) -> Pair<'a> {
        Pair { mapping: PairMapping::new(install, dialect), install, server: MySql(dialect) }
    }

    fn own(&self, suffix: &str) -> String {
        own_name(self.install, suffix)
    }

    fn create(&self, trigger: &Trigger<'_>) -> Step {
        let name = self.own(trigger.suffix);
        let create = format!(
            "CREATE TRIGGER {} {} ON {} FOR EACH ROW\nBEGIN\n{}  IF @xc_backfill IS NULL AND NOT ({} <=> NOW(6)) THEN\n{}  END IF;\nEND",
            self.mapping.name(&name),
            trigger.event,
            self.mapping.name(trigger.table),
            trigger.declare,
            self.mark(),
            trigger.body
        );
        self.server.step(
            format!("{}, {}", step_name(self.install, trigger.table), trigger.event.to_lowercase()),
            trigger.table,
            Change::of([create]),
            Change::of([format!("DROP TRIGGER {}", self.mapping.name(&name))]),
            self.server.trigger_there(&name),
        )
    }

    fn drop(&self, trigger: &Trigger<'_>) -> Step {
        let name = self.own(trigger.suffix);
        Step {
            already: super::triggers_gone(trigger.table),
            ..self.server.step(
                format!("end {}, {}", step_name(self.install, trigger.table), trigger.event.to_lowercase()),
                trigger.table,
                Change::of([format!("DROP TRIGGER {}", self.mapping.name(&name))]),
                Change::default(),
                format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END", self.server.trigger_there(&name)),
            )
        }
    }

    /// The session variable that marks what this sync writes itself.
    fn mark(&self) -> String {
        format!("@{}", self.mapping.name(&self.own("writes")))
    }

    pub(super) fn marked(&self, indent: &str, statement: &str) -> String {
        format!("{indent}SET {0} = NOW(6);\n{indent}{statement};\n{indent}SET {0} = NULL;\n", self.mark())
    }

    fn on_main(&self) -> Vec<Trigger<'a>> {
        if self.install.looks_up() {
            return self.on_looked_up();
        }
        let (mapping, install) = (&self.mapping, self.install);
        let table = install.main.name.as_str();
        let (detail, row) = (mapping.detail(), mapping.detail_row());
        let (of_old, of_new) = (mapping.join(&row, "OLD."), mapping.join(&row, "NEW."));
        let parities: Vec<String> = install.groups.iter().map(|group| mapping.group_parity(group, "NEW.", &row)).collect();
        let alike = self.alike();
        let (columns, values) = mapping.new_detail("NEW.");
        let all = install.down().map(|assignment| format!("{} = {}", mapping.name(&assignment.column), mapping.value(assignment, "NEW.")));
        let all = all.collect::<Vec<_>>().join(", ");
        // It is a duplicate only where somebody made the row a moment ago, and nobody wrote to it since.
        let all = if mapping.has_down() { all } else { mapping.detail_key_from("NEW.") };
        let insert = format!("INSERT INTO {detail} ({columns}) VALUES ({values}) ON DUPLICATE KEY UPDATE {all}");
        let set = mapping.set_down("NEW.", &row, &|group| alike[group].clone());
        let given = mapping.given("NEW.");
        let delete_it = self.marked("          ", &format!("DELETE FROM {detail} WHERE {of_new}"));
        let taken_back = match install.presence() {
            Some(_) => format!("        IF NOT {given} THEN\n{delete_it}        ELSE\n"),
            None => String::new(),
        };
        let change = if mapping.has_down() {
            self.marked("          ", &format!("UPDATE {detail} SET {set} WHERE {of_new}"))
        } else {
            or_nothing("          ", String::new())
        };
        let follow = self.marked("        ", &format!("UPDATE {detail} SET {} WHERE {of_old}", mapping.detail_key_from("NEW.")));
        let follow = if install.makes_rows() {
            format!("      IF NOT {} THEN\n{follow}      END IF;\n", mapping.main_key_unchanged())
        } else {
            String::new()
        };
        let follow_columns = format!(
            "{follow}      \
               SELECT COUNT(*) INTO xc_there FROM {detail} WHERE {of_new};\n      \
               IF xc_there > 0 THEN\n\
             {taken_back}        \
                 SELECT {parities} INTO {alike} FROM {detail} WHERE {of_new} FOR UPDATE;\n        \
                 IF xc_alike_0 IS NULL THEN\n          SET xc_there = 0;\n        \
                 ELSEIF NOT ({all_alike}) THEN\n{change}        END IF;\n{end_taken_back}      \
               END IF;\n      \
               IF xc_there = 0 AND {makes} THEN\n{insert}      END IF;\n",
            makes = mapping.makes("NEW."),
            end_taken_back = if install.presence().is_some() { "        END IF;\n" } else { "" },
            insert = self.marked("        ", &insert),
            parities = parities.join(", "),
            all_alike = alike.join(" AND "),
            alike = alike.join(", "),
        );
        let update = format!("    IF NOT {} THEN\n{follow_columns}    END IF;\n", mapping.main_untouched());
        let delete = format!(
            "    SELECT COUNT(*) INTO xc_there FROM {detail} WHERE {of_old};\n    IF xc_there > 0 THEN\n{}    END IF;\n",
            self.marked("      ", &format!("DELETE FROM {detail} WHERE {of_old}"))
        );
        let there = "  DECLARE xc_there INT;\n";
        let trigger = |suffix, event, declare: &str, body| Trigger { table, suffix, event, declare: declare.into(), body };
        if !install.makes_rows() {
            let declare = format!("{there}{}", self.declare_alike());
            return vec![
                trigger("m_ins", "AFTER INSERT", &declare, format!("    IF {given} THEN\n{follow_columns}    END IF;\n")),
                trigger("m_upd", "AFTER UPDATE", &declare, update),
            ];
        }
        vec![
            trigger("m_ins", "AFTER INSERT", "", format!("    IF {given} THEN\n{}    END IF;\n", self.marked("      ", &insert))),
            trigger("m_upd", "AFTER UPDATE", &format!("{there}{}", self.declare_alike()), update),
            trigger("m_del", "BEFORE DELETE", there, delete),
        ]
    }

    fn on_detail(&self) -> Vec<Trigger<'a>> {
        if self.install.looks_up() {
            return self.on_looking_up();
        }
        if !self.install.has_up() {
            return Vec::new();
        }
        let (mapping, install) = (&self.mapping, self.install);
        let table = install.detail.name.as_str();
        let (main, row) = (mapping.main(), mapping.main_row());
        let values: String = install.down().enumerate().map(|(index, assignment)| self.declare(index, assignment)).collect();
        let found = "  DECLARE xc_found INT;\n";
        let read = |first: Vec<(String, String)>| {
            let values =
                install.down().enumerate().map(|(index, assignment)| (mapping.value(assignment, &row), format!("xc_value_{index}")));
            first.into_iter().chain(values).collect::<Vec<_>>()
        };
        // Of some groups, or of all.
        let complete = |of: &dyn Fn(&Group) -> bool, when: &dyn Fn(&str) -> String, indent: &str| {
            let numbered = install.down().enumerate().map(|(index, assignment)| (assignment.column.as_str(), index));
            let numbers: std::collections::BTreeMap<&str, usize> = numbered.collect();
            let line = |assignment: &Assignment| {
                let column = &assignment.column;
                let (number, set) = (numbers[column.as_str()], mapping.column("NEW.", column));
                format!("{indent}IF {} THEN SET {set} = xc_value_{number}; END IF;\n", when(column))
            };
            or_nothing(indent, install.groups.iter().filter(|group| of(group)).flat_map(|group| &group.down).map(line).collect())
        };
        let without = |indent: &str| {
            if !install.makes_rows() {
                return String::new();
            }
            let text = text(&mapping.without_main(), mapping.dialect);
            format!("{indent}IF xc_found IS NULL THEN\n{indent}  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {text};\n{indent}END IF;\n")
        };
        // A row that is not filled yet. One that is there becomes an UPDATE (ON DUPLICATE KEY), which says for itself what it changes.
        let before_insert = format!(
            "{}{}    SELECT COUNT(*) INTO xc_there FROM {} WHERE {};\n    IF xc_found = 1 AND xc_there = 0 THEN\n{}    END IF;\n",
            self.lock_main(
                "NEW.",
                &read(vec![(format!("CASE WHEN {} THEN 1 ELSE 0 END", mapping.given(&row)), "xc_found".into())]),
                "    "
            ),
            without("    "),
            mapping.detail(),
            mapping.detail_key_is("NEW."),
            complete(&|_| true, &|column| mapping.detail_omitted("NEW.", column), "      ")
        );
        let alike = self.alike();
        let parities = |detail: &str| {
            let parities = install.groups.iter().map(|group| mapping.group_parity(group, &row, detail));
            parities.zip(alike.iter().cloned()).collect::<Vec<(String, String)>>()
        };
        let mut found_and_parities = vec![("1".to_owned(), "xc_found".to_owned())];
        found_and_parities.extend(parities("OLD."));
        let behind = install.groups.iter().enumerate().filter(|(_, group)| !group.down.is_empty()).map(|(index, group)| {
            let complete =
                complete(&|other| std::ptr::eq(other, group), &|column| mapping.unchanged(&install.detail, &[column]), "          ");
            format!("        IF NOT {} THEN\n{complete}        END IF;\n", alike[index])
        });
        let behind = or_nothing("        ", behind.collect());
        let lock = self.lock_main("NEW.", &read(found_and_parities), "      ");
        let before_update = if install.is_one_to_one() {
            // A row whose key changes takes its main row along.
            format!(
                "    IF NOT {} AND {} THEN\n{lock}{}{behind}    END IF;\n",
                mapping.detail_untouched(),
                mapping.detail_key_unchanged(),
                without("      "),
            )
        } else {
            format!(
                "    IF NOT {} THEN\n{lock}{}      IF {} THEN\n{behind}      END IF;\n    END IF;\n",
                mapping.detail_untouched(),
                without("      "),
                mapping.detail_key_unchanged(),
            )
        };
        // Which groups are to follow is read before: an UPDATE computes each value with those that it has set already.
        let fill = |indent: &str| {
            let (values, variables): (Vec<String>, Vec<String>) = parities("NEW.").into_iter().unzip();
            let join = mapping.join("NEW.", &row);
            let set = mapping.set_up("NEW.", &row, &|group| alike[group].clone());
            format!(
                "{indent}SELECT {} INTO {} FROM {main} WHERE {join} FOR UPDATE;\n{indent}IF NOT ({}) THEN\n{}{indent}END IF;\n",
                values.join(", "),
                variables.join(", "),
                alike.join(" AND "),
                self.marked(&format!("{indent}  "), &format!("UPDATE {main} SET {set} WHERE {join}"))
            )
        };
        let leave = format!("UPDATE {main} SET {} WHERE {} AND {}", mapping.absent(), mapping.join("OLD.", &row), mapping.given(&row));
        let leave = |indent: &str| {
            if !install.makes_rows() {
                return String::new();
            }
            let lock = self.lock_main("OLD.", &[("1".into(), "xc_found".into())], indent);
            format!("{lock}{indent}IF xc_found = 1 THEN\n{}{indent}END IF;\n", self.marked(&format!("{indent}  "), &leave))
        };
        let after_update = format!(
            "    IF NOT {} THEN\n{}{}    END IF;\n",
            mapping.detail_untouched(),
            if install.makes_rows() {
                format!("      IF NOT {} THEN\n{}      END IF;\n", mapping.detail_key_unchanged(), leave("        "))
            } else {
                String::new()
            },
            fill("      ")
        );
        let declare_alike = self.declare_alike();
        let trigger = |suffix, event, declare: String, body| Trigger { table, suffix, event, declare, body };
        if install.is_one_to_one() {
            let (before_insert, after_insert) = self.inserts_of_twins();
            let (of_old, new_key) = (mapping.join("OLD.", &row), mapping.main_key_from("NEW."));
            let after_update = format!(
                "    IF NOT {} THEN\n      IF NOT {} THEN\n{}      END IF;\n{}    END IF;\n",
                mapping.detail_untouched(),
                mapping.detail_key_unchanged(),
                self.marked("        ", &format!("UPDATE {main} SET {new_key} WHERE {of_old}")),
                fill("      ")
            );
            let after_delete = self.marked("    ", &format!("DELETE FROM {main} WHERE {of_old}"));
            return vec![
                trigger("d_ins_lock", "BEFORE INSERT", "  DECLARE xc_found INT;\n  DECLARE xc_there INT;\n".into(), before_insert),
                trigger("d_upd_lock", "BEFORE UPDATE", format!("{found}{declare_alike}{values}"), before_update),
                trigger("d_ins", "AFTER INSERT", String::new(), after_insert),
                trigger("d_upd", "AFTER UPDATE", declare_alike, after_update),
                trigger("d_del", "AFTER DELETE", String::new(), after_delete),
            ];
        }
        let mut triggers = vec![
            trigger("d_ins_lock", "BEFORE INSERT", format!("{found}  DECLARE xc_there INT;\n{values}"), before_insert),
            trigger("d_upd_lock", "BEFORE UPDATE", format!("{found}{declare_alike}{values}"), before_update),
            trigger("d_ins", "AFTER INSERT", declare_alike.clone(), fill("    ")),
            trigger("d_upd", "AFTER UPDATE", format!("{found}{declare_alike}"), after_update),
        ];
        triggers.extend(install.makes_rows().then(|| trigger("d_del", "AFTER DELETE", found.into(), leave("    "))));
        triggers
    }

    /// Before and after the insert of a row into a table that is to take the main table's place: the main row is made. Where the database numbers
    /// them, it is made before, and its number taken: two counters would give out the same.
    fn inserts_of_twins(&self) -> (String, String) {
        let (mapping, install) = (&self.mapping, self.install);
        let (main, of_new) = (mapping.main(), mapping.join("NEW.", &mapping.main_row()));
        let check = |indent: &str| {
            format!(
                "{indent}SELECT COUNT(*) INTO xc_found FROM {main} WHERE {of_new};\n\
                 {indent}SELECT COUNT(*) INTO xc_there FROM {} WHERE {};\n\
                 {indent}IF xc_found > 0 AND xc_there = 0 THEN\n\
                 {indent}  SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1062, MESSAGE_TEXT = {};\n\
                 {indent}END IF;\n",
                mapping.detail(),
                mapping.detail_key_is("NEW."),
                text(&super::not_copied(install), mapping.dialect)
            )
        };
        let (columns, values) = mapping.new_main("NEW.");
        let insert = |indent: &str| self.marked(indent, &format!("INSERT INTO {main} ({columns}) VALUES ({values})"));
        let Some((of_detail, of_main)) = &install.numbered else { return (check("    "), insert("    ")) };
        let number = mapping.column("NEW.", of_detail);
        // A number that is still to be given is 0 here.
        let made = format!("@{}", mapping.name(&self.own("made")));
        let others = install.on.iter().filter(|(_, column)| column != of_main).map(|(detail, main)| (main, mapping.column("NEW.", detail)));
        let up = install.up().map(|assignment| (&assignment.column, mapping.value(assignment, "NEW.")));
        let (columns, values): (Vec<&String>, Vec<String>) = others.chain(up).unzip();
        let make = format!(
            "INSERT INTO {main} ({}) VALUES ({})",
            super::super::quoted(columns.into_iter().map(String::as_str), mapping.dialect),
            values.join(", ")
        );
        let before = format!(
            "    SET {made} = NULL;\n    IF {number} = 0 THEN\n{}      SET {number} = LAST_INSERT_ID();\n      SET {made} = {number};\n    \
             ELSE\n{}    END IF;\n",
            self.marked("      ", &make),
            check("      ")
        );
        (before, format!("    IF NOT ({made} <=> {number}) THEN\n{}    END IF;\n", insert("      ")))
    }

    /// The variables that say of each group whether it is in parity.
    fn alike(&self) -> Vec<String> {
        (0..self.install.groups.len()).map(|group| format!("xc_alike_{group}")).collect()
    }

    fn declare_alike(&self) -> String {
        self.alike().iter().map(|alike| format!("  DECLARE {alike} INT;\n")).collect()
    }

    /// A variable for the value of a column. Its character set is the connection's, not the database's: that may lack letters.
    pub(super) fn declare(&self, index: usize, assignment: &Assignment) -> String {
        let column = self.install.detail.column(&assignment.column);
        let ty = column.map_or_else(|| "TEXT".into(), |column| column.ty.ddl(self.mapping.dialect));
        let letters = if column.is_some_and(|column| column.ty.class() == Class::Text) { " CHARACTER SET utf8mb4" } else { "" };
        format!("  DECLARE xc_value_{index} {ty}{letters};\n")
    }

    /// Locks the main row of a detail row and reads it: expressions, and the variables that they go into.
    fn lock_main(&self, detail: &str, read: &[(String, String)], indent: &str) -> String {
        let mapping = &self.mapping;
        let (values, variables): (Vec<&str>, Vec<&str>) = read.iter().map(|(value, variable)| (value.as_str(), variable.as_str())).unzip();
        let select = format!(
            "SELECT {} INTO {} FROM {} WHERE {} FOR UPDATE",
            values.join(", "),
            variables.join(", "),
            mapping.main(),
            mapping.join(detail, &mapping.main_row())
        );
        format!("{indent}{select};\n")
    }
}
