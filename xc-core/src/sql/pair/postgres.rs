//! Two tables on PostgreSQL.
//!
//! The main table's trigger is an AFTER trigger: a foreign key of the detail row finds its main row then. Its DELETE is a BEFORE trigger, so
//! that the detail row is gone before a foreign key looks. What a trigger writes itself is told by a setting that is local to the
//! transaction: where the statement fails, it is taken back with it.

use super::super::expression::literal;
use super::super::mapping::stand_in;
use super::super::postgres::cost;
use super::super::{Change, Step, quoted, text, texts, triggers_already};
use super::{PairMapping, own_name, step_name};
use crate::locks::Operation;
use crate::plan::{Dialect, Servers, When};
use crate::resolve::{Assignment, Rows};
use crate::schema::Column;
use crate::steps::{Group, InstallPair};

const DIALECT: Dialect = Dialect::Postgres;

/// How often a trigger of the main table looks, every 2 ms, whether a detail row that is locked has become free, before it waits for it.
const LOOKS: u32 = 100;

/// How long it goes on to wait in pieces, and looks between them whether the row's holder waits for it. A piece is a quarter of `deadlock_timeout`: who waits for
/// this transaction looks for a deadlock when that is over, and must not find this one waiting any more where it can give way. A real deadlock, by
/// locks of other rows, is found there all the same, unless that one look falls between two pieces: hence an end, after which the trigger
/// waits as any statement would.
const PATIENCE: &str = "30 s";

/// The application's role may have no rights to the other table, and another search path than the executor.
pub(super) const ATTRIBUTES: &str = "LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT";

const ON_MAIN: [&str; 3] = ["m_ins", "m_upd", "m_del"];
const ON_DETAIL: [&str; 5] = ["d_ins_lock", "d_upd_lock", "d_ins", "d_upd", "d_del"];

const ON_LOOKED_UP: [&str; 3] = ["m_hold", "m_upd", "m_ins"];
const ON_LOOKING_UP: [&str; 2] = ["d_ins", "d_upd"];

/// The main table's triggers; none on DELETE where the application deletes detail rows itself.
fn on_main(install: &InstallPair) -> &'static [&'static str] {
    match install.rows {
        Rows::LookedUp if install.may_come_first() => &ON_LOOKED_UP,
        Rows::LookedUp => &ON_LOOKED_UP[..2],
        Rows::ByApplication => &ON_MAIN[..2],
        _ => &ON_MAIN,
    }
}

/// The detail table's triggers, likewise; none where nothing goes from there to the main table.
fn on_detail(install: &InstallPair) -> &'static [&'static str] {
    match install.rows {
        Rows::LookedUp => &ON_LOOKING_UP,
        Rows::ByApplication => &ON_DETAIL[..4],
        _ if install.has_up() => &ON_DETAIL,
        _ => &[],
    }
}

/// Puts the triggers in place.
pub(in crate::sql) fn install(install: &InstallPair) -> Vec<Step> {
    let pair = Pair { mapping: PairMapping::new(install, DIALECT), install };
    let mut steps: Vec<Step> = install.left_out.iter().map(|column| pair.let_v2_leave_out(column)).collect();
    if install.is_one_to_one() {
        steps.push(Step { cost: cost(&[Operation::TruncateTable]), ..super::begin_empty(install, DIALECT) });
    }
    steps.extend(pair.share_numbers());
    if !on_detail(install).is_empty() {
        steps.push(pair.begin(&install.detail.name, on_detail(install), pair.create_on_detail(), pair.drop_on_detail()));
    }
    steps.push(pair.begin(&install.main.name, on_main(install), pair.create_on_main(), pair.drop_on_main()));
    steps
}

/// Takes them away for good, the detail table's first: v1, whom they serve, is gone.
pub(in crate::sql) fn end(install: &InstallPair) -> Vec<Step> {
    let pair = Pair { mapping: PairMapping::new(install, DIALECT), install };
    let mut steps = Vec::new();
    if !on_detail(install).is_empty() {
        steps.push(pair.end(&install.detail.name, on_detail(install), pair.drop_on_detail()));
    }
    steps.push(pair.end(&install.main.name, on_main(install), pair.drop_on_main()));
    steps.extend(pair.share_numbers().map(|share| Step {
        name: format!("{} numbers its own rows", install.detail.name),
        run: share.undo,
        undo: Change::default(),
        probe: format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END::bigint", share.probe),
        already: format!("{} numbers its own rows already, and not by xc: compare its sequence with its highest key", install.detail.name),
        ..share
    }));
    steps
}

/// Whether another transaction that runs has locked or changed this version of a row (`xmax`). SKIP LOCKED alone is not enough: where that transaction ends while
/// the server looks (`heap_lock_tuple`), and one more has taken the row's next version by then, the server waits for that one whatever the clause says
/// (`heap_lock_updated_tuple`; seen on 15). A trigger that waits there has not said so, and can't look about.
///
/// `xmax` has no epoch, and may be the number of a multixact: then the answer may be wrong. That costs one more look, or leaves the server's wait as it is.
fn in_progress(row: &str) -> String {
    let next = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
    let id = format!("(({next} >> 32 << 32) + {row}xmax::text::bigint)");
    format!(
        "CASE WHEN {row}xmax = 0 OR {row}xmax = pg_current_xact_id_if_assigned()::xid OR {id} > {next} + 1000000 THEN false \
         WHEN {id} < {next} AND coalesce(pg_xact_status({id}::text::xid8), '') <> 'in progress' THEN false \
         ELSE NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'transactionid' AND transactionid = {row}xmax) END"
    )
}

/// One piece of the wait for a locked detail row. The application's own `lock_timeout` bounds all pieces together; when it is over, the error is the
/// application's. Where the block fails, the setting is taken back with it.
fn wait_in_pieces(look: &str) -> String {
    format!(
        "      \
           xc_left := nullif(xc_timeout::interval, interval '0') - (clock_timestamp() - xc_since);\n      \
           xc_wait := least(xc_left, CASE WHEN clock_timestamp() - xc_since < interval '{PATIENCE}' THEN current_setting('deadlock_timeout')::interval / 4 END);\n      \
           BEGIN\n        \
             PERFORM set_config('lock_timeout', (CASE WHEN xc_wait IS NULL THEN 0 ELSE greatest(1, ceil(1000 * extract(epoch FROM xc_wait))) END)::text, true);\n        \
             {look} FOR NO KEY UPDATE;\n        \
             xc_found := FOUND;\n        \
             PERFORM set_config('lock_timeout', xc_timeout, true);\n      \
           EXCEPTION WHEN lock_not_available THEN\n        \
             IF xc_wait = xc_left THEN RAISE; END IF;\n        \
             xc_found := false;\n      \
           END;\n"
    )
}

pub(super) struct Pair<'a> {
    pub(super) mapping: PairMapping<'a>,
    pub(super) install: &'a InstallPair,
}

/// Steps.
impl Pair<'_> {
    pub(super) fn own(&self, suffix: &str) -> String {
        self.mapping.name(&own_name(self.install, suffix))
    }

    fn there(&self, table: &str, triggers: &[&str]) -> String {
        let names: Vec<String> = triggers.iter().map(|suffix| own_name(self.install, suffix)).collect();
        format!(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass({}) AND tgname IN ({})",
            text(&self.mapping.name(table), DIALECT),
            texts(names.iter().map(String::as_str), DIALECT)
        )
    }

    fn begin(&self, table: &str, triggers: &[&str], create: Vec<String>, drop: Vec<String>) -> Step {
        Step {
            name: step_name(self.install, table),
            table: table.into(),
            servers: Servers::ALL,
            run: Change::of(create),
            undo: Change::of(drop),
            probe: self.there(table, triggers),
            already: triggers_already(table),
            cost: cost(&[Operation::CreateTrigger]),
            concurrent: false,
            when: When::Always,
        }
    }

    fn end(&self, table: &str, triggers: &[&str], drop: Vec<String>) -> Step {
        Step {
            name: format!("end {}", step_name(self.install, table)),
            table: table.into(),
            servers: Servers::ALL,
            run: Change::of(drop),
            undo: Change::default(),
            probe: format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END::bigint", self.there(table, triggers)),
            already: super::triggers_gone(table),
            cost: cost(&[Operation::DropTrigger]),
            concurrent: false,
            when: When::Always,
        }
    }

    /// v2 inserts into the main table before there is a detail row that could fill the column.
    fn let_v2_leave_out(&self, column: &Column) -> Step {
        let (table, name) = (&self.install.main.name, &column.name);
        let alter = |action: String| format!("ALTER TABLE {} ALTER COLUMN {} {action}", self.mapping.main(), self.mapping.name(name));
        Step {
            name: format!("let v2 leave out {table}.{name}"),
            table: table.clone(),
            servers: Servers::ALL,
            run: Change::of([alter(format!("SET DEFAULT {}", literal(&stand_in(column), DIALECT)))]),
            undo: Change::of([alter("DROP DEFAULT".into())]),
            probe: format!(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass({}) AND attname = {} AND atthasdef",
                text(&self.mapping.main(), DIALECT),
                text(name, DIALECT)
            ),
            already: super::default_already(table, name),
            cost: cost(&[Operation::SetDefault]),
            concurrent: false,
            when: When::Always,
        }
    }
}

/// Numbers.
impl Pair<'_> {
    /// Both tables draw from the main table's sequence: of two, either would give out numbers that the other table has already. An identity column
    /// takes no default, so the detail table is without its own sequence for the time. When that is made anew, it goes on from the main table's
    /// next number.
    fn share_numbers(&self) -> Option<Step> {
        let (of_detail, of_main) = self.install.numbered.as_ref()?;
        let (detail, column) = (self.mapping.detail(), self.mapping.name(of_detail));
        let sequence = |table: &str, column: &str| {
            format!("pg_get_serial_sequence({}, {})", text(&self.mapping.name(table), DIALECT), text(column, DIALECT))
        };
        let of_main_sequence = sequence(&self.install.main.name, of_main);
        let alter = |action: &str| format!("ALTER TABLE {detail} ALTER COLUMN {column} {action}");
        let set_default = format!(
            "DO $xc$\n\
             BEGIN\n  \
               IF {of_main_sequence} IS NULL THEN\n    \
                 RAISE EXCEPTION {};\n  \
               END IF;\n  \
               EXECUTE format({}, {of_main_sequence});\n\
             END\n$xc$",
            text(&format!("no sequence belongs to {}.{of_main}", self.install.main.name), DIALECT),
            text(&alter("SET DEFAULT nextval(%L)"), DIALECT),
        );
        let probe = format!(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass({}) AND attname = {} AND attidentity = '' AND atthasdef",
            text(&detail, DIALECT),
            text(of_detail, DIALECT)
        );
        Some(Step {
            name: format!("{} takes its numbers from {}", self.install.detail.name, self.install.main.name),
            table: self.install.detail.name.clone(),
            servers: Servers::ALL,
            run: Change::of([alter("DROP IDENTITY"), set_default]),
            undo: Change::of([
                alter("DROP DEFAULT"),
                alter("ADD GENERATED BY DEFAULT AS IDENTITY"),
                format!("SELECT setval({}, nextval({of_main_sequence}), false)", sequence(&self.install.detail.name, of_detail)),
            ]),
            probe,
            already: super::default_already(&self.install.detail.name, of_detail),
            cost: cost(&[Operation::SetDefault]),
            concurrent: false,
            when: When::Always,
        })
    }
}

/// Triggers.
impl Pair<'_> {
    /// The setting that marks what this sync writes itself. It is null where nobody ever set it.
    fn setting(&self) -> String {
        text(&format!("xc.{}", own_name(self.install, "writes")), DIALECT)
    }

    pub(super) fn marked(&self, indent: &str, statement: &str) -> String {
        let mark = |value: &str| format!("{indent}PERFORM set_config({}, '{value}', true);\n", self.setting());
        format!("{}{indent}{statement};\n{}", mark("on"), mark(""))
    }

    /// Whether neither this sync nor a backfill writes.
    pub(super) fn by_application(&self) -> String {
        let setting = self.setting();
        format!(
            "current_setting({setting}, true) IS DISTINCT FROM 'on' AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill'"
        )
    }

    pub(super) fn create_trigger(&self, table: &str, suffix: &str, event: &str, condition: &str, function: &str) -> String {
        format!(
            "CREATE TRIGGER {} {event} ON {} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {}()",
            self.own(suffix),
            self.mapping.name(table),
            self.own(function)
        )
    }

    fn drop(&self, table: &str, triggers: &[&str], functions: &[&str]) -> Vec<String> {
        let triggers = triggers.iter().map(|suffix| format!("DROP TRIGGER {} ON {}", self.own(suffix), self.mapping.name(table)));
        triggers.chain(functions.iter().map(|suffix| format!("DROP FUNCTION {}()", self.own(suffix)))).collect()
    }

    fn create_on_main(&self) -> Vec<String> {
        if self.install.looks_up() {
            return self.create_on_looked_up();
        }
        let (table, application) = (&self.install.main.name, self.by_application());
        let [ins, upd, del] = ON_MAIN;
        let given = format!("{} AND {application}", self.mapping.given("NEW."));
        let touched = format!("NOT {} AND {application}", self.mapping.main_untouched());
        let mut create = vec![
            self.down_function(),
            self.create_trigger(table, ins, "AFTER INSERT", &given, "down"),
            self.create_trigger(table, upd, "AFTER UPDATE", &touched, "down"),
            self.create_trigger(table, del, "BEFORE DELETE", &application, "down"),
        ];
        create.truncate(1 + on_main(self.install).len());
        create
    }

    fn drop_on_main(&self) -> Vec<String> {
        let functions: &[&str] = if self.install.looks_up() { &["hold", "down"] } else { &["down"] };
        self.drop(&self.install.main.name, on_main(self.install), functions)
    }

    /// What follows a write to the main table: the detail row is made, changed or deleted.
    fn down_function(&self) -> String {
        let (mapping, install) = (&self.mapping, self.install);
        let (detail, row) = (mapping.detail(), mapping.detail_row());
        let (of_old, of_new) = (mapping.join(&row, "OLD."), mapping.join(&row, "NEW."));
        let parities: Vec<String> = install.groups.iter().map(|group| mapping.group_parity(group, "NEW.", &row)).collect();
        let alike: Vec<String> = (0..install.groups.len()).map(|group| format!("xc_alike_{group}")).collect();
        let (columns, values) = mapping.new_detail("NEW.");
        let excluded = |assignment: &Assignment| mapping.column("EXCLUDED.", &assignment.column);
        let follow_it = if mapping.has_down() {
            let set = mapping.set(|group| &group.down, &excluded, &row, &|group| parities[group].clone());
            format!("UPDATE SET {set} WHERE NOT {}", mapping.parity("NEW.", &row))
        } else {
            "NOTHING".into()
        };
        let insert = format!(
            "INSERT INTO {detail} ({columns}) VALUES ({values}) ON CONFLICT ({}) DO {follow_it}",
            quoted(install.detail_key(), DIALECT)
        );
        let delete_it = self.marked("        ", &format!("DELETE FROM {detail} WHERE {of_new}"));
        let taken_back = match install.presence() {
            Some(_) => format!("      IF NOT {} THEN\n{delete_it}      ELSIF", mapping.given("NEW.")),
            None => "      IF".into(),
        };
        let follow = if install.makes_rows() {
            self.marked("    ", &format!("UPDATE {detail} SET {} WHERE {of_old}", mapping.detail_key_from("NEW.")))
        } else {
            "    -- The application does that itself.\n".into()
        };
        let update = if mapping.has_down() {
            let set = mapping.set_down("NEW.", &row, &|group| alike[group].clone());
            self.marked("        ", &format!("UPDATE {detail} SET {set} WHERE {of_new}"))
        } else {
            String::new()
        };
        let look = format!("SELECT {} INTO {} FROM {detail} WHERE {of_new}", parities.join(", "), alike.join(", "));
        format!(
            "CREATE FUNCTION {function}() RETURNS trigger {ATTRIBUTES} AS $xc$\n\
             DECLARE\n{declared}  xc_looks integer := 0;\n  \
               xc_found boolean;\n  \
               xc_since timestamptz := clock_timestamp();\n  \
               xc_timeout text := current_setting('lock_timeout');\n  \
               xc_left interval;\n  \
               xc_wait interval;\n\
             BEGIN\n  \
               IF TG_OP = 'DELETE' THEN\n{delete}    RETURN OLD;\n  END IF;\n  \
               IF TG_OP = 'UPDATE' AND NOT {key_unchanged} THEN\n{follow}  END IF;\n  \
               LOOP\n    \
                 IF xc_looks < {LOOKS} THEN\n      \
                   {look} AND NOT {taken}\n        \
                     FOR NO KEY UPDATE SKIP LOCKED;\n      \
                   xc_found := FOUND;\n    \
                 ELSE\n\
             {wait}    \
                 END IF;\n    \
                 IF xc_found THEN\n\
             {taken_back} NOT ({all_alike}) THEN\n{update}      END IF;\n      \
                   EXIT;\n    \
                 END IF;\n    \
                 PERFORM FROM {detail} WHERE {of_new};\n    \
                 IF NOT FOUND THEN\n      \
                   IF {given} THEN\n{insert}      END IF;\n      \
                   EXIT;\n    \
                 END IF;\n    \
                 -- Its holder waits for this transaction, and will complete the row itself.\n    \
                 EXIT WHEN {announced};\n    \
                 xc_looks := xc_looks + 1;\n    \
                 PERFORM pg_sleep(0.002);\n  \
               END LOOP;\n  \
               RETURN NULL;\n\
             END\n$xc$",
            function = self.own("down"),
            delete = self.marked("    ", &format!("DELETE FROM {detail} WHERE {of_old}")),
            key_unchanged = mapping.main_key_unchanged(),
            given = mapping.makes("NEW."),
            insert = self.marked("        ", &insert),
            announced = self.announced("NEW."),
            declared = alike.iter().map(|alike| format!("  {alike} boolean;\n")).collect::<String>(),
            taken = in_progress(&row),
            wait = wait_in_pieces(&look),
            all_alike = alike.join(" AND "),
        )
    }

    /// The number of the advisory lock by which a trigger of the detail table says that it is about to wait for the main row.
    fn announcement(&self, columns: &[&str], row: &str) -> String {
        let key: Vec<String> = columns.iter().map(|column| format!("{}::text", self.mapping.column(row, column))).collect();
        format!("hashtextextended(concat_ws(',', {}, {}), 0)", text(&own_name(self.install, "waits"), DIALECT), key.join(", "))
    }

    /// Whether it has said so: looked up, not tried, for a lock that is tried is taken.
    fn announced(&self, main: &str) -> String {
        format!(
            "EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted\n      \
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())\n      \
               AND ((classid::bigint << 32) | objid::bigint) = {})",
            self.announcement(&self.install.main_key(), main)
        )
    }

    fn create_on_detail(&self) -> Vec<String> {
        if self.install.looks_up() {
            return self.create_on_looking_up();
        }
        let (table, application) = (&self.install.detail.name, self.by_application());
        let [ins_lock, upd_lock, ins, upd, del] = ON_DETAIL;
        let touched = format!("NOT {} AND {application}", self.mapping.detail_untouched());
        let mut create = vec![
            self.complete_function(),
            self.up_function(),
            self.create_trigger(table, ins_lock, "BEFORE INSERT", &application, "complete"),
            self.create_trigger(table, upd_lock, "BEFORE UPDATE", &touched, "complete"),
            self.create_trigger(table, ins, "AFTER INSERT", &application, "up"),
            self.create_trigger(table, upd, "AFTER UPDATE", &touched, "up"),
            self.create_trigger(table, del, "AFTER DELETE", &application, "up"),
        ];
        create.truncate(2 + on_detail(self.install).len());
        create
    }

    fn drop_on_detail(&self) -> Vec<String> {
        let functions: &[&str] = if self.install.looks_up() { &["look_up"] } else { &["complete", "up"] };
        self.drop(&self.install.detail.name, on_detail(self.install), functions)
    }

    /// Locks the main row of a detail row and reads it.
    fn lock_main(&self, detail: &str, indent: &str) -> String {
        let (mapping, install) = (&self.mapping, self.install);
        let mut columns = install.main_columns();
        columns.extend(install.main_key());
        columns.dedup();
        let columns: Vec<String> = columns.iter().map(|column| mapping.column(&mapping.main_row(), column)).collect();
        let select = format!(
            "SELECT {} INTO xc_main FROM {} WHERE {}",
            columns.join(", "),
            mapping.main(),
            mapping.join(detail, &mapping.main_row())
        );
        format!(
            "{indent}{select} AND NOT {}\n\
             {indent}  FOR NO KEY UPDATE SKIP LOCKED;\n\
             {indent}IF NOT FOUND THEN\n\
             {indent}  PERFORM pg_try_advisory_xact_lock_shared({});\n\
             {indent}  {select} FOR NO KEY UPDATE;\n\
             {indent}END IF;\n",
            in_progress(&mapping.main_row()),
            self.announcement(&install.detail_key(), detail)
        )
    }

    /// What goes before a write to the detail table: the main row is locked, and what the detail row lacks is completed from it.
    fn complete_function(&self) -> String {
        let (mapping, install) = (&self.mapping, self.install);
        let complete = |group: &Group, when: &dyn Fn(&str) -> String| {
            let line = |assignment: &Assignment| {
                format!(
                    "      IF {} THEN {} := {}; END IF;\n",
                    when(&assignment.column),
                    mapping.column("NEW.", &assignment.column),
                    mapping.value(assignment, "xc_main.")
                )
            };
            group.down.iter().map(line).collect::<String>()
        };
        let omitted = install.groups.iter().map(|group| complete(group, &|column| mapping.detail_omitted("NEW.", column)));
        let unchanged = install.groups.iter().filter(|group| !group.down.is_empty()).map(|group| {
            let complete = complete(group, &|column| mapping.unchanged(&install.detail, &[column]));
            format!("    IF NOT {} THEN\n{complete}    END IF;\n", mapping.group_parity(group, "xc_main.", "OLD."))
        });
        if install.is_one_to_one() {
            return self.complete_function_of_twins(&unchanged.collect::<String>());
        }
        format!(
            "CREATE FUNCTION {}() RETURNS trigger {ATTRIBUTES} AS $xc$\n\
             DECLARE\n  xc_main record;\n\
             BEGIN\n  \
               -- An upsert of a row that is there locks that row first, as any UPDATE of it does.\n  \
               IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM {} WHERE {}) THEN\n    \
                 RETURN NEW;\n  \
               END IF;\n\
             {}  \
               IF NOT FOUND THEN\n    \
                 {};\n  \
               END IF;\n  \
               IF TG_OP = 'INSERT' THEN\n    \
                 -- A row that is not filled yet. One that is there becomes an UPDATE (ON CONFLICT), which says for itself what it changes.\n    \
                 IF {} AND NOT EXISTS (SELECT FROM {} WHERE {}) THEN\n{}    END IF;\n  \
               ELSIF {} THEN\n{}  \
               END IF;\n  \
               RETURN NEW;\n\
             END\n$xc$",
            self.own("complete"),
            mapping.detail(),
            mapping.detail_key_is("NEW."),
            self.lock_main("NEW.", "  "),
            if install.makes_rows() {
                format!("RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = {}", text(&mapping.without_main(), DIALECT))
            } else {
                "RETURN NEW".into()
            },
            mapping.given("xc_main."),
            mapping.detail(),
            mapping.detail_key_is("NEW."),
            omitted.collect::<String>(),
            mapping.detail_key_unchanged(),
            unchanged.collect::<String>(),
        )
    }

    /// What follows a write to the detail table.
    fn up_function(&self) -> String {
        let (mapping, install) = (&self.mapping, self.install);
        if install.is_one_to_one() {
            return self.up_function_of_twins();
        }
        let (main, row) = (mapping.main(), mapping.main_row());
        let leave = format!("UPDATE {main} SET {} WHERE {} AND {}", mapping.absent(), mapping.join("OLD.", &row), mapping.given(&row));
        let fill = format!(
            "UPDATE {main} SET {} WHERE {} AND NOT {}",
            mapping.set_up("NEW.", &row, &|group| mapping.group_parity(&install.groups[group], &row, "NEW.")),
            mapping.join("NEW.", &row),
            mapping.parity(&row, "NEW.")
        );
        format!(
            "CREATE FUNCTION {}() RETURNS trigger {ATTRIBUTES} AS $xc$\n\
             DECLARE\n  xc_main record;\n\
             BEGIN\n\
             {}  \
               IF TG_OP <> 'DELETE' THEN\n{}  END IF;\n  \
               RETURN NULL;\n\
             END\n$xc$",
            self.own("up"),
            if install.makes_rows() {
                format!(
                    "  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND NOT {}) THEN\n{}{}  END IF;\n",
                    mapping.detail_key_unchanged(),
                    self.lock_main("OLD.", "    "),
                    self.marked("    ", &leave)
                )
            } else {
                String::new()
            },
            self.marked("    ", &fill),
        )
    }
}

/// Triggers of a detail table that is to take the main table's place: what is inserted and deleted there, is in the main table too.
impl Pair<'_> {
    /// An INSERT locks nothing: there is no main row yet. One that another transaction is about to make is found by the main table's key.
    fn complete_function_of_twins(&self, unchanged: &str) -> String {
        let (mapping, install) = (&self.mapping, self.install);
        format!(
            "CREATE FUNCTION {}() RETURNS trigger {ATTRIBUTES} AS $xc$\n\
             DECLARE\n  xc_main record;\n\
             BEGIN\n  \
               IF TG_OP = 'INSERT' THEN\n    \
                 IF EXISTS (SELECT FROM {} WHERE {}) AND NOT EXISTS (SELECT FROM {} WHERE {}) THEN\n      \
                   RAISE EXCEPTION USING ERRCODE = 'unique_violation', MESSAGE = {};\n    \
                 END IF;\n  \
               ELSIF {} THEN\n{}    \
                 IF NOT FOUND THEN\n      \
                   RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = {};\n    \
                 END IF;\n\
             {unchanged}  \
               END IF;\n  \
               RETURN NEW;\n\
             END\n$xc$",
            self.own("complete"),
            mapping.main(),
            mapping.join("NEW.", &mapping.main_row()),
            mapping.detail(),
            mapping.detail_key_is("NEW."),
            text(&super::not_copied(install), DIALECT),
            mapping.detail_key_unchanged(),
            self.lock_main("NEW.", "    "),
            text(&mapping.without_main(), DIALECT),
        )
    }

    fn up_function_of_twins(&self) -> String {
        let (mapping, install) = (&self.mapping, self.install);
        let (main, row) = (mapping.main(), mapping.main_row());
        let (columns, values) = mapping.new_main("NEW.");
        // Where the main table's numbers are GENERATED ALWAYS, too.
        let insert = format!("INSERT INTO {main} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})");
        let (of_old, of_new) = (mapping.join("OLD.", &row), mapping.join("NEW.", &row));
        let fill = format!(
            "UPDATE {main} SET {} WHERE {of_new} AND NOT {}",
            mapping.set_up("NEW.", &row, &|group| mapping.group_parity(&install.groups[group], &row, "NEW.")),
            mapping.parity(&row, "NEW.")
        );
        format!(
            "CREATE FUNCTION {}() RETURNS trigger {ATTRIBUTES} AS $xc$\n\
             DECLARE\n  xc_main record;\n\
             BEGIN\n  \
               IF TG_OP = 'INSERT' THEN\n{}  \
               ELSIF TG_OP = 'DELETE' THEN\n{}{}  \
               ELSE\n    \
                 IF NOT {} THEN\n{}{}    END IF;\n{}  \
               END IF;\n  \
               RETURN NULL;\n\
             END\n$xc$",
            self.own("up"),
            self.marked("    ", &insert),
            self.lock_main("OLD.", "    "),
            self.marked("    ", &format!("DELETE FROM {main} WHERE {of_old}")),
            mapping.detail_key_unchanged(),
            self.lock_main("OLD.", "      "),
            self.marked("      ", &format!("UPDATE {main} SET {} WHERE {of_old}", mapping.main_key_from("NEW."))),
            self.marked("    ", &fill),
        )
    }
}
