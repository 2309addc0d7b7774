//! On PostgreSQL: the detail row is completed before it is written, the others follow after a change of the main row.

use super::super::super::quoted;
use super::super::backfill::Walk;
use super::super::postgres::{ATTRIBUTES, Pair};
use super::PairMapping;
use crate::resolve::Assignment;
use crate::schema::bare;

/// A batch. Rows are locked as they are read, and where one has changed by then, what is read is its new version ("Read Committed Isolation Level"). That goes
/// for rows that are locked alone: an UPDATE with FROM would write what the main row held when the statement began.
pub(super) fn fill(mapping: &PairMapping<'_>, walk: &Walk<'_>, out_of_step: &str) -> String {
    let install = mapping.install;
    let (main, detail) = (mapping.main(), mapping.detail());
    let (main_row, detail_row) = (mapping.main_row(), mapping.detail_row());
    let key = walk.columns.iter().enumerate();
    let keys = key.clone().map(|(index, column)| format!("{} AS xc_key_{index}", mapping.column(&detail_row, &column.name)));
    let values =
        install.down().enumerate().map(|(index, assignment)| format!("{} AS xc_value_{index}", mapping.value(assignment, &main_row)));
    let set = install.down().enumerate().map(|(index, assignment)| format!("{} = xc_value_{index}", mapping.name(&assignment.column)));
    let same = key.map(|(index, column)| format!("{} = xc_key_{index}", mapping.column(&detail_row, &column.name)));
    format!(
        "WITH xc_rows AS MATERIALIZED (SELECT {} FROM {detail} JOIN {main} ON {} WHERE {out_of_step} FOR NO KEY UPDATE OF {} FOR KEY SHARE OF {}) \
         UPDATE {detail} SET {} FROM xc_rows WHERE {}",
        keys.chain(values).collect::<Vec<_>>().join(", "),
        mapping.join(&detail_row, &main_row),
        mapping.name(bare(&install.detail.name)),
        mapping.name(bare(&install.main.name)),
        set.collect::<Vec<_>>().join(", "),
        same.collect::<Vec<_>>().join(" AND "),
    )
}

impl Pair<'_> {
    /// The detail table's triggers: function and triggers.
    pub(in super::super) fn create_on_looking_up(&self) -> Vec<String> {
        let (mapping, install) = (&self.mapping, self.install);
        let (table, application) = (&install.detail.name, self.by_application());
        let mut columns = install.main_columns();
        columns.extend(install.main_key());
        columns.sort_unstable();
        columns.dedup();
        let set = |assignment: &Assignment| {
            format!("    {} := {};\n", mapping.column("NEW.", &assignment.column), mapping.value(assignment, "xc_main."))
        };
        let keep = |assignment: &Assignment| {
            format!("      {} := {};\n", mapping.column("NEW.", &assignment.column), mapping.column("OLD.", &assignment.column))
        };
        let function = format!(
            "CREATE FUNCTION {}() RETURNS trigger {ATTRIBUTES} AS $xc$\n\
             DECLARE\n  xc_main record;\n\
             BEGIN\n  \
               IF TG_OP = 'UPDATE' AND {} THEN\n    \
                 IF EXISTS (SELECT FROM {} WHERE {}) THEN\n      \
                   -- It has the value, or gets it from whoever changes it.\n{}    \
                 END IF;\n    \
                 RETURN NEW;\n  \
               END IF;\n  \
               -- As the check of a foreign key does: a change of the value waits for it.\n  \
               SELECT {} INTO xc_main FROM {} WHERE {} FOR KEY SHARE;\n  \
               IF FOUND THEN\n{}  END IF;\n  \
               RETURN NEW;\n\
             END\n$xc$",
            self.own("look_up"),
            mapping.detail_key_unchanged(),
            mapping.main(),
            mapping.join("NEW.", &mapping.main_row()),
            install.down().map(keep).collect::<String>(),
            quoted(columns, mapping.dialect),
            mapping.main(),
            mapping.join("NEW.", &mapping.main_row()),
            install.down().map(set).collect::<String>(),
        );
        let touched = format!("NOT {} AND {application}", mapping.detail_untouched());
        vec![
            function,
            self.create_trigger(table, "d_ins", "BEFORE INSERT", &application, "look_up"),
            self.create_trigger(table, "d_upd", "BEFORE UPDATE", &touched, "look_up"),
        ]
    }

    /// The main table's: those that change the value wait for those who are looking it up, and then change it in all rows that have it.
    pub(in super::super) fn create_on_looked_up(&self) -> Vec<String> {
        let (mapping, install) = (&self.mapping, self.install);
        let (table, application) = (&install.main.name, self.by_application());
        let hold = format!(
            "CREATE FUNCTION {}() RETURNS trigger {ATTRIBUTES} AS $xc$\n\
             BEGIN\n  \
               -- A change of another column conflicts with nobody who looks this row up. This one must.\n  \
               PERFORM FROM {} WHERE {} FOR UPDATE;\n  \
               RETURN NEW;\n\
             END\n$xc$",
            self.own("hold"),
            mapping.main(),
            install
                .main_key()
                .iter()
                .map(|column| format!("{} = {}", mapping.column(&mapping.main_row(), column), mapping.column("OLD.", column)))
                .collect::<Vec<_>>()
                .join(" AND "),
        );
        let down = format!(
            "CREATE FUNCTION {}() RETURNS trigger {ATTRIBUTES} AS $xc$\n\
             BEGIN\n{}  RETURN NULL;\n\
             END\n$xc$",
            self.own("down"),
            self.marked("  ", &mapping.follow_new()),
        );
        let touched = format!("NOT {} AND {application}", mapping.main_untouched());
        let mut create = vec![
            hold,
            down,
            self.create_trigger(table, "m_hold", "BEFORE UPDATE", &touched, "hold"),
            self.create_trigger(table, "m_upd", "AFTER UPDATE", &touched, "down"),
        ];
        if install.may_come_first() {
            create.push(self.create_trigger(table, "m_ins", "AFTER INSERT", &application, "down"));
        }
        create
    }
}
