//! On MySQL and MariaDB.

use super::super::backfill::Walk;
use super::super::mysql::{Pair, Trigger};
use super::PairMapping;

/// Before a batch: the main rows, as a trigger of a detail row would, and none that is locked is waited for after that. The application may hold a detail row, wait
/// for its main row, and must not be the one that a deadlock ends. Which they are is read without a lock.
pub(super) fn lock(mapping: &PairMapping<'_>, walk: &Walk<'_>) -> Vec<String> {
    let (main, detail) = (mapping.main(), mapping.detail());
    let key: Vec<String> = mapping.install.detail_key().iter().map(|column| mapping.column(&mapping.detail_row(), column)).collect();
    vec![
        format!(
            "SELECT COUNT(*) FROM (SELECT DISTINCT {} FROM {detail} WHERE {}) AS xc_rows STRAIGHT_JOIN {main} ON {} LOCK IN SHARE MODE",
            key.join(", "),
            walk.range(),
            mapping.join("xc_rows.", &mapping.main_row())
        ),
        format!("SELECT COUNT(*) FROM {detail} WHERE {} FOR UPDATE NOWAIT", walk.range()),
    ]
}

impl<'a> Pair<'a> {
    /// The detail table's triggers.
    pub(in super::super) fn on_looking_up(&self) -> Vec<Trigger<'a>> {
        let (mapping, install) = (&self.mapping, self.install);
        let variables = || install.down().enumerate();
        let declare = || {
            let values: String = variables().map(|(index, assignment)| self.declare(index, assignment)).collect();
            format!("  DECLARE xc_found INT;\n{values}")
        };
        let values = variables().map(|(index, assignment)| (mapping.value(assignment, &mapping.main_row()), format!("xc_value_{index}")));
        let (values, into): (Vec<String>, Vec<String>) = std::iter::once(("1".into(), "xc_found".into())).chain(values).unzip();
        let set = variables()
            .map(|(index, assignment)| format!("      SET {} = xc_value_{index};\n", mapping.column("NEW.", &assignment.column)))
            .collect::<String>();
        let look_up = format!(
            "    SELECT {} INTO {} FROM {} WHERE {} LOCK IN SHARE MODE;\n    IF xc_found = 1 THEN\n{set}    END IF;\n",
            values.join(", "),
            into.join(", "),
            mapping.main(),
            mapping.join("NEW.", &mapping.main_row()),
        );
        let table = install.detail.name.as_str();
        // It has the value, or gets it from whoever changes it.
        let keep = install.down().map(|assignment| {
            format!("        SET {} = {};\n", mapping.column("NEW.", &assignment.column), mapping.column("OLD.", &assignment.column))
        });
        let touched = format!(
            "    IF {} THEN\n      \
               SELECT COUNT(*) INTO xc_found FROM {} WHERE {};\n      \
               IF xc_found > 0 THEN\n{}      END IF;\n    \
             ELSE\n{look_up}    END IF;\n",
            mapping.detail_key_unchanged(),
            mapping.main(),
            mapping.join("NEW.", &mapping.main_row()),
            keep.collect::<String>()
        );
        let touched = format!("    IF NOT {} THEN\n{touched}    END IF;\n", mapping.detail_untouched());
        vec![
            Trigger { table, suffix: "d_ins", event: "BEFORE INSERT", declare: declare(), body: look_up },
            Trigger { table, suffix: "d_upd", event: "BEFORE UPDATE", declare: declare(), body: touched },
        ]
    }

    /// The main table's.
    pub(in super::super) fn on_looked_up(&self) -> Vec<Trigger<'a>> {
        let (mapping, install) = (&self.mapping, self.install);
        let update = mapping.follow_new();
        let changed = format!("    IF NOT {} THEN\n{}    END IF;\n", mapping.main_untouched(), self.marked("      ", &update));
        let table = install.main.name.as_str();
        let mut triggers = vec![Trigger { table, suffix: "m_upd", event: "AFTER UPDATE", declare: String::new(), body: changed }];
        if install.may_come_first() {
            // Rows that are not there are not looked for with a lock: that would be one of the gap into which two transactions then insert them.
            let there =
                format!("SELECT COUNT(*) INTO xc_there FROM {} WHERE {}", mapping.detail(), mapping.join(&mapping.detail_row(), "NEW."));
            let body = format!("    {there};\n    IF xc_there > 0 THEN\n{}    END IF;\n", self.marked("      ", &update));
            triggers.push(Trigger { table, suffix: "m_ins", event: "AFTER INSERT", declare: "  DECLARE xc_there INT;\n".into(), body });
        }
        triggers
    }
}
