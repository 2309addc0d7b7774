//! The watch over a table to which the application writes both shapes.

use super::super::watch::Log;
use super::super::{Change, Gate, Step, expression, mapping, text, triggers_already};
use super::{DIALECT, NOT_EXECUTOR, name, regclass};
use crate::locks::Operation;
use crate::plan::{Servers, When};
use crate::steps::Watch;

pub(super) fn step(watch: &Watch) -> Step {
    let watching = Watching::of(watch);
    Step {
        name: format!("watch writes of {}", watch.table.name),
        table: watch.table.name.clone(),
        servers: Servers::ALL,
        run: Change::of(watching.create()),
        undo: Change { refuse_if: Some(watching.log.ahead()), ..Change::of(watching.drop()) },
        probe: format!("SELECT count(*) FROM pg_class WHERE oid = {}", regclass(&watching.log.name())),
        already: triggers_already(&watch.table.name),
        cost: super::cost(&[Operation::CreateTrigger]),
        concurrent: false,
        when: When::Always,
    }
}

/// The change log, functions and triggers of a watch.
pub(super) struct Watching<'a> {
    log: Log<'a>,
}

impl<'a> Watching<'a> {
    pub(super) fn of(watch: &'a Watch) -> Watching<'a> {
        Watching { log: Log { watch, dialect: DIALECT } }
    }

    fn table(&self) -> String {
        name(&self.log.watch.table.name)
    }

    /// Suffix, event, and when. The condition keeps writes of other columns cheap.
    fn triggers(&self) -> [(&'static str, &'static str, String); 2] {
        let changed = |unchanged: String| format!("NOT {unchanged}");
        let inputs = self.log.inputs_unchanged().map(changed);
        let any = [Some(changed(self.log.old_unchanged())), Some(changed(self.log.new_unchanged())), inputs];
        let any: Vec<String> = any.into_iter().flatten().collect();
        [("ins", "AFTER INSERT", String::new()), ("upd", "AFTER UPDATE", format!("({}) AND ", any.join(" OR ")))]
    }

    fn create(&self) -> Vec<String> {
        let table = self.table();
        // The strongest lock first: to strengthen one later is to wait for those who wait for us.
        let defaults = self.log.watch.left_out.iter().map(|column| {
            let default = expression::literal(&mapping::zero(column), DIALECT);
            format!("ALTER TABLE {table} ALTER COLUMN {} SET DEFAULT {default}", name(&column.name))
        });
        let function = name(&self.log.own("log"));
        let mut statements: Vec<String> = defaults.collect();
        statements.push(self.log.create());
        // Whoever may write the table need not have rights on the log. The path of such a function is its own, the temporary schema last
        // ("CREATE FUNCTION", "Writing SECURITY DEFINER Functions Safely").
        statements.push(format!(
            "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $xc$\n{}$xc$",
            self.on_write()
        ));
        statements.push(format!(
            "DO $xc$\nBEGIN\n  EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', {}, current_schema());\nEND\n$xc$",
            text(&self.log.own("log"), DIALECT)
        ));
        for (suffix, event, when) in self.triggers() {
            statements.push(format!(
                "CREATE TRIGGER {} {event} ON {table} FOR EACH ROW WHEN ({when}{NOT_EXECUTOR}) EXECUTE FUNCTION {function}()",
                name(&self.log.own(suffix)),
            ));
        }
        statements
    }

    fn on_write(&self) -> String {
        let log = &self.log;
        let inputs = log
            .inputs_unchanged()
            .map(|unchanged| format!("  ELSIF NOT {unchanged} AND NOT {} THEN\n    {};\n", log.unfilled("NEW"), log.note_input("TRUE")));
        format!(
            "DECLARE\n  \
               xc_of text;\n\
             BEGIN\n  \
               IF TG_OP = 'INSERT' THEN\n    \
                 xc_of := {side};\n    \
                 IF xc_of IS NOT NULL THEN\n      \
                   {insert};\n    \
                 END IF;\n  \
               ELSIF NOT {old_unchanged} THEN\n    \
                 IF {new_unchanged} THEN\n      \
                   {old};\n    \
                 ELSE\n      \
                   {forget};\n    \
                 END IF;\n  \
               ELSIF NOT {new_unchanged} THEN\n    \
                 {new};\n\
             {inputs}  \
               END IF;\n  \
               RETURN NULL;\n\
             END\n",
            side = log.side_of_insert(),
            insert = log.note("xc_of", "TRUE"),
            old_unchanged = log.old_unchanged(),
            old = log.note("'old'", "TRUE"),
            forget = log.forget("TRUE"),
            new_unchanged = log.new_unchanged(),
            new = log.note("'new'", "TRUE"),
            inputs = inputs.unwrap_or_default(),
        )
    }

    fn drop(&self) -> Vec<String> {
        let table = self.table();
        let defaults = self.log.watch.left_out.iter();
        let defaults = defaults.map(|column| format!("ALTER TABLE {table} ALTER COLUMN {} DROP DEFAULT", name(&column.name)));
        let mut statements: Vec<String> = defaults.collect();
        statements.extend(self.drop_triggers());
        statements
    }

    fn drop_triggers(&self) -> Vec<String> {
        let triggers = self.triggers();
        let triggers = triggers.iter().map(|(suffix, ..)| format!("DROP TRIGGER {} ON {}", name(&self.log.own(suffix)), self.table()));
        let rest = [format!("DROP FUNCTION {}()", name(&self.log.own("log"))), format!("DROP TABLE {}", self.log.quoted())];
        triggers.chain(rest).collect()
    }

    /// For contract: from the lock on nobody writes, so that what the log says then is the last word.
    pub(super) fn end(&self) -> Vec<String> {
        let Gate { count, reason, .. } = self.log.behind();
        let mut statements = vec![
            format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", self.table()),
            format!(
                "DO $xc$\nBEGIN\n  IF ({count}) > 0 THEN\n    RAISE EXCEPTION USING MESSAGE = {};\n  END IF;\nEND\n$xc$",
                text(&reason, DIALECT)
            ),
        ];
        statements.extend(self.drop_triggers());
        statements
    }
}
