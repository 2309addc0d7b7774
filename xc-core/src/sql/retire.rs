//! Retiring the old shape in place of dropping it: under another name it is out of v2's way, and what v2 writes is kept in it by the reverse
//! mapping, until it is brought back or purged.
//!
//! What v2 writes after contract is none of the old shape's business: where the old shape can't hold it, v2's write goes through all the same,
//! and the row is marked as not representable. Bringing the old shape back lists these rows, and waits for them to be mended.

use super::mapping::{Mapping, zero};
use super::{Change, Ending, Gate, Retired, Step, backfill, gate, quote};
use crate::plan::{Dialect, When};
use crate::resolve::Assignment;
use crate::schema::constraint::Constraint;
use crate::schema::{Column, Table, bare, beside, fit};
use crate::steps::{InstallSync, Narrow, Steps, Task};

/// The undo of a step that drops.
pub(super) const DROPPED: &str = "it dropped the old shape at once, and nothing is left of it";

/// Why contract can't be taken back on a dialect, and so has no use for retiring anything.
pub(super) fn obstacle(steps: &Steps, dialect: Dialect) -> Option<String> {
    let of_pairs = steps.pairs.iter().find(|install| install.ends).map(|install| {
        if install.looks_up() {
            return format!(
                "{} is kept in step with {} no longer: which of the two is right where they differ, nobody could tell when it begins again",
                install.detail.name, install.main.name
            );
        }
        format!(
            "the old columns of {}, which moved to {}, are dropped at once: triggers on both tables would have to keep them",
            install.main.name, install.detail.name
        )
    });
    let of_tables = steps.drops.iter().find_map(|task| match task {
        Task::DropTable(table) if !table.foreign_keys.is_empty() => {
            Some(format!("{} is dropped at once: its foreign keys would stand in the way of what they refer to", table.name))
        }
        _ => None,
    });
    let of_raw = steps.opening.iter().chain(&steps.closing).find_map(|task| match task {
        Task::Raw(raw) if raw.on.iter().any(|on| on.dialect == dialect && on.inverse.is_none()) => {
            Some(format!("no inverse is stated of the raw statement \"{}\"", raw.why))
        }
        _ => None,
    });
    of_raw.or(of_pairs).or_else(|| steps.narrow.iter().find_map(|narrow| of_narrow(narrow, steps, dialect))).or(of_tables)
}

fn of_narrow(narrow: &Narrow, steps: &Steps, dialect: Dialect) -> Option<String> {
    let table = &narrow.before.name;
    if let Some(swap) = narrow.swaps.first() {
        return Some(format!(
            "{table}.{} is dropped when {} takes its place: to go back, keys and indexes would have to be built for it again",
            swap.old.name, swap.new.name
        ));
    }
    if narrow.ends_watch.is_some() {
        return Some(format!("no SQL leads back from what a Rust function gives: the old columns of {table} are dropped at once"));
    }
    let sync = narrow.ends.and_then(|index| steps.syncs.get(index));
    let stays = sync.and_then(|install| install.sync.reverse.iter().find(|assignment| !narrow.drops.contains(&assignment.column)));
    if let Some(Assignment { column, .. }) = stays {
        return Some(format!(
            "the sync of {table} ends and {column} stays: which of the two sides was written since, nobody could tell when it begins again"
        ));
    }
    narrow.tasks.iter().find_map(|task| match task {
        Task::SetPrimaryKey { before, key } => Some(format!(
            "({}) is the primary key of {table} since, and ({}) was it: its index would have to be built again",
            key.columns.join(", "),
            before.primary_key.join(", ")
        )),
        Task::AlterColumn { before, after, column } => {
            let nullable = |table: &Table| table.column(column).is_some_and(|column| column.nullable);
            (!nullable(before) && nullable(after))
                .then(|| format!("{table}.{column} may be null since: whoever reads it must be ready for that from now on"))
        }
        Task::DropConstraint { constraint: Constraint::Check(check), .. } if matches!(dialect, Dialect::MySql | Dialect::MariaDb) => {
            Some(format!("adding check ({}) to {table} again would copy the table while its writers wait", check.source))
        }
        _ => None,
    })
}

/// A contract that can't be taken back says so, from its first step on that nothing undoes.
pub(super) fn mark(contract: &mut [Step], obstacle: &str) {
    let kept = Change::default();
    for step in contract.iter_mut().filter(|step| step.undo == kept && !step.run.statements.is_empty()) {
        step.undo = Change::never(obstacle);
    }
}

/// The probe of a step whose effect the catalogue does not show.
pub(super) fn nothing_to_ask(dialect: Dialect) -> String {
    if dialect == Dialect::Postgres { "SELECT 0::bigint".into() } else { "SELECT 0".into() }
}

/// Above 0 where there is none of what a query counts.
pub(super) fn none_of(query: &str, dialect: Dialect) -> String {
    format!("SELECT CASE WHEN ({query}) = 0 THEN 1 ELSE 0 END{}", if dialect == Dialect::Postgres { "::bigint" } else { "" })
}

/// The name of a table that is retired as a whole.
pub(super) fn table_name(migration: &str, table: &str) -> String {
    beside(table, &fit(format!("xc_retired_{migration}_{table}")))
}

/// The old columns of a table, on their way out.
pub(super) struct Retiring<'a> {
    migration: &'a str,
    pub(super) narrow: &'a Narrow,
    pub(super) sync: Option<&'a InstallSync>,
    dialect: Dialect,
}

impl<'a> Ending<'a> {
    /// The columns that are retired, where there are any.
    pub(super) fn retiring(&self, dialect: Dialect) -> Option<Retiring<'a>> {
        let migration = self.retire.filter(|_| !self.narrow.drops.is_empty())?;
        Some(Retiring { migration, narrow: self.narrow, sync: self.sync, dialect })
    }

    /// When the steps that end the old shape by dropping it are run.
    pub(super) fn dropping(&self, dialect: Dialect) -> When {
        if self.retiring(dialect).is_some() { When::Dropping } else { When::Always }
    }
}

impl<'a> Retiring<'a> {
    /// The columns that go, and their names when they are retired.
    pub(super) fn columns(&self) -> Vec<(String, String)> {
        let retired = |column: &String| (column.clone(), fit(format!("xc_retired_{}_{column}", self.migration)));
        self.narrow.drops.iter().map(retired).collect()
    }

    /// The names that they are retired under.
    pub(super) fn names(&self) -> Vec<String> {
        self.columns().into_iter().map(|(_, retired)| retired).collect()
    }

    /// A name of xc's own.
    pub(super) fn own(&self, suffix: &str) -> String {
        super::own(self.migration, &self.narrow.before.name, suffix)
    }

    /// The mapping that keeps them, where something leads back to them.
    pub(super) fn mapping(&self) -> Option<Mapping<'a>> {
        let sync = self.sync.filter(|install| !install.sync.reverse.is_empty())?;
        Some(Mapping::retired(sync, self.dialect, self.columns()))
    }

    /// The column that says of a row why the old shape can't hold it. SQLite needs none: there, nothing fails, and null stands for it.
    pub(super) fn unfit(&self) -> Option<String> {
        let marks = self.dialect != Dialect::Sqlite && self.mapping().is_some();
        marks.then(|| fit(format!("xc_unfit_{}", self.migration)))
    }

    /// What a retired column holds of a row that it can't hold.
    pub(super) fn nothing(&self, column: &Column) -> String {
        if column.nullable { "NULL".into() } else { super::expression::literal(&zero(column), self.dialect) }
    }

    /// The columns that reverse writes.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&'a Assignment, &'a Column)> {
        let sync = self.sync.into_iter();
        sync.flat_map(|install| {
            install.sync.reverse.iter().filter_map(|assignment| Some((assignment, install.table.column(&assignment.column)?)))
        })
    }

    /// Looks for rows that the old shape can't hold, before it is brought back: the first thing that is done then.
    pub(super) fn look(&self) -> Option<Step> {
        let table = &self.narrow.before;
        let (broken, why) = match self.unfit() {
            Some(unfit) => {
                let unfit = quote(&unfit, self.dialect);
                (format!("{unfit} IS NOT NULL"), vec![unfit])
            }
            None => {
                let renamed = self.mapping()?;
                let nulls = self.kept().filter(|(_, column)| !column.nullable).map(|(assignment, _)| renamed.name(&assignment.column));
                let nulls: Vec<String> = nulls.map(|column| format!("{column} IS NULL")).collect();
                (format!("({})", if nulls.is_empty() { return None } else { nulls.join(" OR ") }), Vec::new())
            }
        };
        let from = format!("FROM {} WHERE {broken}", quote(&table.name, self.dialect));
        let shown: Vec<String> = table.key().into_iter().map(|column| quote(column, self.dialect)).chain(why).collect();
        let columns = super::column_list(&table.name, self.narrow.drops.iter().map(String::as_str));
        let gate = Gate {
            count: format!("SELECT COUNT(*) {from}"),
            show: Some(format!("SELECT {} {from} LIMIT {}", gate::joined(&shown, self.dialect), gate::SHOWN)),
            reason: format!(
                "what the new version wrote into rows of {} since contract, {columns} can't hold: change these rows, or delete them (shown: {})",
                table.name,
                table.key().join(", ")
            ),
        };
        Some(Step {
            name: format!("look for rows that {columns} can't hold"),
            table: table.name.clone(),
            servers: crate::plan::Servers::ALL,
            run: Change::default(),
            undo: Change { refuse_if: Some(gate), ..Change::default() },
            probe: nothing_to_ask(self.dialect),
            already: String::new(),
            cost: "reads the table when contract is taken back, locks nothing".into(),
            concurrent: false,
            when: When::Retiring,
        })
    }

    /// For the executor.
    pub(super) fn data(&self) -> Retired {
        let in_step = self.mapping().map(|mapping| backfill::retired(&mapping, self.unfit().as_deref(), self.dialect));
        let table = self.narrow.before.name.clone();
        Retired { rows: gate::rows(&table, self.dialect).count, table, renamed: None, columns: self.columns(), in_step }
    }
}

/// A table that is retired as a whole, for the executor.
pub(super) fn table(migration: &str, table: &Table, dialect: Dialect) -> Retired {
    Retired {
        table: table.name.clone(),
        renamed: Some(table_name(migration, &table.name)),
        columns: Vec::new(),
        rows: gate::rows(&table.name, dialect).count,
        in_step: None,
    }
}

/// How a table goes: what the database calls it, and what its being gone shows by.
pub(super) struct Leaving<'a> {
    pub(super) table: &'a Table,
    /// The migration's name, where the table is retired.
    pub(super) retire: Option<&'a str>,
    pub(super) dialect: Dialect,
    /// A query that counts tables of a name.
    pub(super) there: &'a dyn Fn(&str) -> String,
    /// Makes a step of its name, run, undo, probe and `already`.
    pub(super) step: &'a dyn Fn(String, Change, Change, String, String) -> Step,
}

impl Leaving<'_> {
    /// Dropped at once, or renamed and dropped by purge.
    pub(super) fn steps(&self) -> Vec<Step> {
        let table = &self.table.name;
        let gone = |name: &str| none_of(&(self.there)(name), self.dialect);
        let already = format!("table {table} is gone already, and not by xc");
        let drop = |name: &str| Change::of([format!("DROP TABLE {}", quote(name, self.dialect))]);
        let at_once = (self.step)(format!("drop table {table}"), drop(table), Change::never(DROPPED), gone(table), already.clone());
        let Some(migration) = self.retire else { return vec![Step { when: When::Always, ..at_once }] };
        let retired = table_name(migration, table);
        let rename = |from: &str, to: &str| {
            Change::of([format!("ALTER TABLE {} RENAME TO {}", quote(from, self.dialect), quote(bare(to), self.dialect))])
        };
        let retire = (self.step)(format!("retire table {table}"), rename(table, &retired), rename(&retired, table), gone(table), already);
        let purge = (self.step)(
            format!("drop table {table}, which was retired"),
            drop(&retired),
            Change::never(DROPPED),
            gone(&retired),
            format!("table {retired} is gone already, and not by xc"),
        );
        vec![
            Step { when: When::Dropping, ..at_once },
            Step { when: When::Retiring, ..retire },
            Step { when: When::Purging, table: retired, ..purge },
        ]
    }
}
