//! The watch over a table to which the application writes both shapes.

use super::super::watch::Log;
use super::super::{Change, Step, text, triggers_already};
use super::{MySql, cost};
use crate::locks::Operation;
use crate::schema::types::Class;
use crate::steps::Watch;

/// The triggers of a watch: suffix and event.
const WATCHED: [(&str, &str); 2] = [("ins", "AFTER INSERT"), ("upd", "AFTER UPDATE")];

impl MySql {
    pub(super) fn watch_steps(&self, watch: &Watch) -> Vec<Step> {
        let log = Log { watch, dialect: self.0 };
        let mut steps = vec![self.create_log(&log)];
        steps.extend(WATCHED.iter().map(|(suffix, event)| self.watch_trigger(&log, suffix, event)));
        steps.extend(watch.left_out.iter().map(|column| self.set_default(&watch.table.name, column)));
        // What was made last is undone first.
        if let Some(last) = steps.last_mut() {
            last.undo.refuse_if = Some(log.ahead());
        }
        steps
    }

    /// Text in a key has a collation, which a comparison of the two tables must find in both: so the columns are taken over as they are.
    fn create_log(&self, log: &Log<'_>) -> Step {
        let table = &log.watch.table.name;
        let create = if log.keys().iter().any(|key| matches!(key.ty.class(), Class::Text | Class::Uuid)) {
            format!("CREATE TABLE {} ({}) SELECT {} FROM {} LIMIT 0", log.quoted(), log.columns(), log.key_names(), self.name(table))
        } else {
            log.create()
        };
        Step {
            already: triggers_already(table),
            cost: cost(&[Operation::CreateTable]),
            ..self.step(
                format!("create the change log of {table}"),
                table,
                Change::of([create]),
                Change::of([format!("DROP TABLE {}", log.quoted())]),
                self.log_there(log),
            )
        }
    }

    fn log_there(&self, log: &Log<'_>) -> String {
        format!(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = {}",
            text(&log.name(), self.0)
        )
    }

    fn watch_trigger(&self, log: &Log<'_>, suffix: &str, event: &str) -> Step {
        let table = &log.watch.table.name;
        let trigger = log.own(suffix);
        let body = match suffix {
            "ins" => on_logged_insert(log),
            _ => on_logged_update(log),
        };
        let declare = if suffix == "ins" { "  DECLARE xc_of VARCHAR(8);\n" } else { "" };
        let create = format!(
            "CREATE TRIGGER {} {event} ON {} FOR EACH ROW\nBEGIN\n{declare}  IF @xc_backfill IS NULL THEN\n{body}  END IF;\nEND",
            self.name(&trigger),
            self.name(table)
        );
        self.step(
            format!("watch writes of {table}, {}", event.to_lowercase()),
            table,
            Change::of([create]),
            Change::of([format!("DROP TRIGGER {}", self.name(&trigger))]),
            self.trigger_there(&trigger),
        )
    }

    /// The log goes last but before the columns: as long as it is there, a run of contract that goes on looks for rows to fill.
    pub(super) fn end_watch(&self, watch: &Watch) -> Vec<Step> {
        let log = &Log { watch, dialect: self.0 };
        let table = &log.watch.table.name;
        let gone = |there: String| format!("SELECT CASE WHEN ({there}) = 0 THEN 1 ELSE 0 END");
        let mut steps: Vec<Step> = WATCHED
            .iter()
            .rev()
            .map(|(suffix, event)| {
                let trigger = log.own(suffix);
                Step {
                    already: format!("trigger {trigger} on {table} is gone, and not by xc: roll back to migrate and go on from there"),
                    ..self.step(
                        format!("end the watch on writes of {table}, {}", event.to_lowercase()),
                        table,
                        Change { refuse_if: Some(log.behind()), ..Change::of([format!("DROP TRIGGER {}", self.name(&trigger))]) },
                        Change::default(),
                        gone(self.trigger_there(&trigger)),
                    )
                }
            })
            .collect();
        steps.push(Step {
            already: format!("the change log {} is gone, and not by xc", log.name()),
            ..self.step(
                format!("drop the change log of {table}"),
                table,
                Change { refuse_if: Some(log.behind()), ..Change::of([format!("DROP TABLE {}", log.quoted())]) },
                Change::default(),
                gone(self.log_there(log)),
            )
        });
        steps
    }
}

fn on_logged_insert(log: &Log<'_>) -> String {
    format!("    SET xc_of = {};\n    IF xc_of IS NOT NULL THEN\n      {};\n    END IF;\n", log.side_of_insert(), log.note("xc_of", "TRUE"))
}

fn on_logged_update(log: &Log<'_>) -> String {
    // To delete a row that is not there would lock the gap where others insert theirs, under REPEATABLE READ ("Locks Set by Different SQL
    // Statements in InnoDB").
    let logged = format!("EXISTS (SELECT 1 FROM {} AS xc_log WHERE {})", log.quoted(), log.key_is("xc_log", "NEW"));
    let mut body = format!(
        "    IF NOT {} THEN\n      IF {} THEN\n        {};\n      ELSEIF {logged} THEN\n        {};\n      END IF;\n",
        log.old_unchanged(),
        log.new_unchanged(),
        log.note("'old'", "TRUE"),
        log.forget("TRUE"),
    );
    body += &format!("    ELSEIF NOT {} THEN\n      {};\n", log.new_unchanged(), log.note("'new'", "TRUE"));
    if let Some(unchanged) = log.inputs_unchanged() {
        body += &format!("    ELSEIF NOT {unchanged} AND NOT {} THEN\n      {};\n", log.unfilled("NEW"), log.note_input("TRUE"));
    }
    body + "    END IF;\n"
}
