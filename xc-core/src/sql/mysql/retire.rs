//! A retired shape: renamed between the end of dual write's triggers and the making of those that keep it, for a trigger that names a column that
//! is not there fails (error 1054).

use super::{MySql, cost};
use crate::locks::Operation;
use crate::plan::When;
use crate::sql::mapping::{Mapping, Row};
use crate::sql::retire::{self, Retiring};
use crate::sql::{Change, Step, text};

impl MySql {
    /// The column for the marks of rows that the old shape can't hold.
    pub(super) fn mark_unfit(&self, table: &str, unfit: &str) -> Step {
        let column = self.name(unfit);
        Step {
            already: format!("table {table} has a column {unfit} already, and xc has not added it: drop it"),
            cost: cost(&[Operation::AddColumn]),
            when: When::Retiring,
            ..self.step(
                format!("add the marks of rows that the old columns of {table} can't hold"),
                table,
                self.instant(table, &[format!("ADD COLUMN {column} text")]),
                self.instant(table, &[format!("DROP COLUMN {column}")]),
                self.columns_there(table, &[unfit], ""),
            )
        }
    }

    /// The end of dual write's trigger on UPDATE, with its way back. That trigger completes a row that is out of parity from its old columns, which
    /// would undo what v2 has written to it while there was no trigger. So the old columns are brought in step before it is made again, behind one
    /// that does nothing but let them follow.
    pub(super) fn way_back(&self, retiring: &Retiring<'_>, mapping: &Mapping<'_>, update: Step) -> [Step; 2] {
        let table = &retiring.narrow.before.name;
        let follow = retiring.own("follow");
        let follows = |group: Mapping<'_>| {
            let set = crate::sql::mysql::assign(&group, group.reverse(), Row::New, "      ");
            format!("    IF NOT ({} OR {}) THEN\n{set}    END IF;\n", group.new_side_unchanged(), group.parity(Row::New))
        };
        let body: String = mapping.groups().filter(Mapping::has_reverse).map(follows).collect();
        let drop = format!("DROP TRIGGER IF EXISTS {}", self.name(&follow));
        let create = self.trigger(String::new(), table, &follow, "UPDATE", &body).run.statements.into_iter().map(|(sql, _)| sql);
        let repairs = std::iter::once(drop.clone()).chain(create).collect();
        [
            Step {
                already: String::new(),
                ..self.step(
                    format!("way back to dual write of {table}"),
                    table,
                    Change::default(),
                    Change::of([drop]),
                    retire::nothing_to_ask(self.0),
                )
            },
            Step { undo: Change { repairs, ..update.undo }, ..update },
        ]
    }

    /// The old columns, renamed.
    pub(super) fn retire(&self, retiring: &Retiring<'_>) -> Step {
        let table = &retiring.narrow.before.name;
        let columns = retiring.columns();
        let rename = |from: &str, to: &str| format!("RENAME COLUMN {} TO {}", self.name(from), self.name(to));
        let away: Vec<String> = columns.iter().map(|(column, retired)| rename(column, retired)).collect();
        let back: Vec<String> = columns.iter().map(|(column, retired)| rename(retired, column)).collect();
        let names: Vec<&str> = columns.iter().map(|(column, _)| column.as_str()).collect();
        Step {
            already: crate::sql::finish_already(retiring.narrow),
            cost: cost(&[Operation::RenameColumn]),
            when: When::Retiring,
            ..self.step(
                crate::sql::retire_name(retiring.narrow),
                table,
                self.instant(table, &away),
                self.instant(table, &back),
                retire::none_of(&self.columns_there(table, &names, ""), self.0),
            )
        }
    }

    /// The triggers that keep them.
    pub(super) fn keep(&self, retiring: &Retiring<'_>) -> Vec<Step> {
        let table = &retiring.narrow.before.name;
        let keep = |suffix: &str, event: &str, body: &str| Step {
            when: When::Retiring,
            ..self.trigger(
                format!("keep the retired columns of {table} on {}", event.to_lowercase()),
                table,
                &retiring.own(suffix),
                event,
                body,
            )
        };
        let (Some(body), Some(mapping)) = (self.kept(retiring), retiring.mapping()) else { return Vec::new() };
        let on_update = format!("    IF NOT {} THEN\n{body}    END IF;\n", mapping.new_side_unchanged());
        vec![keep("keep_ins", "INSERT", &body), keep("keep_upd", "UPDATE", &on_update)]
    }

    /// What fails in it must not make v2's write fail ("DECLARE ... HANDLER Statement").
    fn kept(&self, retiring: &Retiring<'_>) -> Option<String> {
        let mapping = retiring.mapping()?;
        let unfit = mapping.column(Row::New, &retiring.unfit()?);
        let (mut given, mut nothing) = (String::new(), String::new());
        for group in mapping.groups() {
            let mut sets = String::new();
            let of_group = |column: &str| group.reverse().any(|assignment| assignment.column == column);
            for (assignment, column) in retiring.kept().filter(|(assignment, _)| of_group(&assignment.column)) {
                let retired = mapping.column(Row::New, &assignment.column);
                let otherwise = format!("SET {retired} = {};", retiring.nothing(column));
                let value = mapping.value(assignment, Row::New);
                nothing += &format!("          {otherwise}\n");
                sets += &if column.nullable {
                    format!("        SET {retired} = {value};\n")
                } else {
                    let why = text(&format!("{} would be null", column.name), self.0);
                    format!(
                        "        IF {value} IS NULL THEN\n          {otherwise}\n          SET {unfit} = {why};\n        \
                         ELSE\n          SET {retired} = {value};\n        END IF;\n"
                    )
                };
            }
            // Judged once, for each assignment changes the answer.
            given += &if mapping.is_asked_for_itself(&group) {
                format!("        IF NOT {} THEN\n{sets}        END IF;\n", group.parity(Row::New))
            } else {
                sets
            };
        }
        Some(format!(
            "    BEGIN\n      DECLARE EXIT HANDLER FOR SQLEXCEPTION\n        BEGIN\n          \
             GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;\n{nothing}          SET {unfit} = @xc_unfit;\n        END;\n      \
             IF {unfit} IS NOT NULL OR NOT {} THEN\n        SET {unfit} = NULL;\n{given}      END IF;\n    END;\n",
            mapping.parity(Row::New)
        ))
    }

    /// First the triggers, then what they name.
    pub(super) fn purge(&self, retiring: &Retiring<'_>) -> Vec<Step> {
        let narrow = retiring.narrow;
        let table = &narrow.before.name;
        let end = |keep: Step| {
            let gone = retire::none_of(&keep.probe, self.0);
            Step {
                name: keep.name.replacen("keep", "no longer keep", 1),
                run: keep.undo,
                undo: Change::never(retire::DROPPED),
                probe: gone,
                already: format!("a trigger that kept the retired columns of {table} is gone, and not by xc"),
                ..keep
            }
        };
        let mut steps: Vec<Step> = self.keep(retiring).into_iter().map(end).collect();
        let names = retiring.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let drop = self.drop_columns(table, &names, crate::sql::purge_name(narrow), crate::sql::purge_already(narrow));
        steps.push(Step { undo: Change::never(retire::DROPPED), ..drop });
        if let Some(unfit) = retiring.unfit() {
            let name = format!("drop the marks of rows that the old columns of {table} could not hold");
            let drop = self.drop_columns(table, &[&unfit], name, format!("column {table}.{unfit} is gone already, and not by xc"));
            steps.push(Step { undo: Change::never(retire::DROPPED), ..drop });
        }
        steps.into_iter().map(|step| Step { when: When::Purging, ..step }).collect()
    }
}
