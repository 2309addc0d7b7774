//! The backfill and its verification: ranges of the key, both ends inclusive.

mod interleave;
mod pages;

pub(super) use pages::needs_all_updates;

use super::mapping::{Mapping, Row};
use super::{Backfill, quote, text};
use crate::plan::Dialect;
use crate::resolve::Assignment;
use crate::schema::Column;
use crate::schema::types::{Class, Type};
use crate::steps::InstallSync;

pub(super) fn backfill(install: &InstallSync, dialect: Dialect) -> Backfill {
    let mapping = Mapping::new(install, dialect);
    let table = quote(&install.table.name, dialect);
    let range = range(install, dialect);
    let parity = mapping.whole_parity(Row::This);
    let keys: Vec<&Column> = install.table.key_columns().collect();
    let key = Key { table: &table, prefix: "", columns: &keys, dialect };
    // What was written to the new side stays where nothing leads back from it.
    let leads_back = !mapping.has_sides() || mapping.has_reverse();
    Backfill {
        interleave: (dialect == Dialect::Postgres && !keys.is_empty())
            .then(|| interleave::write(install, &mapping, &key, &update(&table, &mapping, Side::New), &parity))
            .flatten(),
        fill: updates(&table, &range, &mapping, Side::New, &|parity| parity),
        reverse: if leads_back { updates(&table, &range, &mapping, Side::Old, &|parity| parity) } else { Vec::new() },
        ..walk(&mapping, dialect, parity.clone(), &install.not_null)
    }
}

/// The comparison of a retired shape with the new one, and its repair.
pub(super) fn retired(mapping: &Mapping<'_>, unfit: Option<&str>, dialect: Dialect) -> Backfill {
    let install = mapping.install();
    let (table, range) = (quote(&install.table.name, dialect), range(install, dialect));
    let or_unfit = |parity: String| match unfit {
        None => parity,
        Some(unfit) => format!("({} IS NOT NULL OR {parity})", quote(unfit, dialect)),
    };
    let parity = or_unfit(mapping.parity(Row::This));
    Backfill {
        reverse: updates(&table, &range, mapping, Side::Old, &or_unfit),
        unfit: unfit.map(|unfit| {
            let why = text("the mapping fails on what the row holds", dialect);
            format!("UPDATE {table} SET {} = {why} WHERE {range} AND NOT {parity}", quote(unfit, dialect))
        }),
        ..walk(mapping, dialect, parity.clone(), &[])
    }
}

/// Everything but what fills.
fn walk(mapping: &Mapping<'_>, dialect: Dialect, parity: String, not_null: &[String]) -> Backfill {
    let install = mapping.install();
    let table = quote(&install.table.name, dialect);
    let keys: Vec<&Column> = install.table.key_columns().collect();
    let key = Key { table: &table, prefix: "", columns: &keys, dialect };
    let range = key.range();
    let nulls = not_null.iter().map(|column| format!(", COUNT(CASE WHEN {} IS NULL THEN 1 END)", quote(column, dialect)));
    let (compared, values): (Vec<String>, Vec<String>) = compared(mapping, dialect).into_iter().unzip();
    let number = |index: usize| key.parameter(index);
    let (lowest, highest, cut) = if key.by_pages() {
        let name = &install.table.name;
        (pages::lowest(name), pages::highest(name), pages::cut(name))
    } else {
        let end = |direction: &str| format!("SELECT {} FROM {table} ORDER BY {} LIMIT 1", key.as_text(), key.order(direction));
        let cut = format!(
            "SELECT {} FROM {table} WHERE {range} ORDER BY {} LIMIT 2 OFFSET {}",
            key.as_text(),
            key.order(""),
            number(2 * key.parts() + 1)
        );
        (end(""), end(" DESC"), cut)
    };
    Backfill {
        table: install.table.name.clone(),
        key_columns: key.parts(),
        whole_number: key.is_whole_number(),
        estimate: estimate(&install.table.name, dialect),
        lowest,
        highest,
        cut,
        lock: Vec::new(),
        fill: Vec::new(),
        reverse: Vec::new(),
        unfit: None,
        interleave: None,
        mend: None,
        verify: format!(
            "SELECT COUNT(*), COUNT(CASE WHEN NOT {parity} THEN 1 END){} FROM {table} WHERE {range}",
            nulls.collect::<String>()
        ),
        examine: format!(
            "SELECT {}, {} FROM {table} WHERE {range} AND NOT {parity} ORDER BY {} LIMIT {}",
            key.as_text(),
            values.join(", "),
            key.order(""),
            number(2 * key.parts() + 1)
        ),
        compared,
        not_null: not_null.to_vec(),
        session: session(dialect),
        transform: None,
        parity,
    }
}

fn range(install: &InstallSync, dialect: Dialect) -> String {
    let keys: Vec<&Column> = install.table.key_columns().collect();
    Key { table: "", prefix: "", columns: &keys, dialect }.range()
}

/// What is shown of a row that is out of parity: both sides, and what each should be by the other. Name and value as text.
fn compared(mapping: &Mapping<'_>, dialect: Dialect) -> Vec<(String, String)> {
    let table = &mapping.install().table;
    let as_text = |column: &str, value: String| match (table.column(column).map(|column| column.ty.class()), dialect) {
        (Some(Class::Bytes), Dialect::Postgres) => format!("encode({value}, 'hex')"),
        (Some(Class::Bytes), _) => format!("HEX({value})"),
        (_, Dialect::Postgres) => format!("({value})::text"),
        (_, Dialect::MySql | Dialect::MariaDb) => format!("CAST({value} AS CHAR)"),
        (_, Dialect::Sqlite) => format!("CAST({value} AS TEXT)"),
    };
    let sync = &mapping.install().sync;
    let columns = sync.old_columns().into_iter().chain(sync.new_columns()).chain(sync.normalised_columns());
    let held = columns.map(|column| (column.to_owned(), as_text(column, mapping.column(Row::This, column))));
    let computed = |by: &'static str, assignments: Vec<&Assignment>| -> Vec<(String, String)> {
        let value = |assignment: &Assignment| {
            let column = &assignment.column;
            (format!("{column} by {by}"), as_text(column, mapping.value(assignment, Row::This)))
        };
        assignments.into_iter().map(value).collect()
    };
    held.chain(computed("forward", mapping.forward().collect()))
        .chain(computed("reverse", mapping.reverse().collect()))
        .chain(computed("its own form", mapping.normalise().iter().collect()))
        .collect()
}

/// The side that is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Old,
    New,
}

impl Side {
    fn of<'a>(self, group: &Mapping<'a>) -> Vec<&'a Assignment> {
        if self == Side::New { group.forward().collect() } else { group.reverse().collect() }
    }
}

/// The UPDATEs that bring the rows of a range in parity, one after the other. MySQL and MariaDB assign from left to right, and a later assignment sees
/// what an earlier one wrote ("UPDATE Statement"): that a group was out of parity could not be told any more in its second one. There such a group has a
/// statement of its own, and WHERE tells.
fn updates(table: &str, range: &str, mapping: &Mapping<'_>, side: Side, parity: &dyn Fn(String) -> String) -> Vec<String> {
    let from_left = matches!(mapping.dialect(), Dialect::MySql | Dialect::MariaDb);
    let is_apart = |group: &Mapping<'_>| from_left && mapping.is_asked_for_itself(group) && side.of(group).len() > 1;
    let (apart, together) = mapping.split(is_apart);
    let update =
        |part: &Mapping<'_>| format!("{} WHERE {range} AND NOT {}", update(table, part, side), parity(part.whole_parity(Row::This)));
    let together = Some(&together).filter(|part| !set(part, side, Row::This).is_empty());
    apart.iter().chain(together).map(update).collect()
}

fn update(table: &str, mapping: &Mapping<'_>, side: Side) -> String {
    format!("UPDATE {table} SET {}", set(mapping, side, Row::This).join(", "))
}

/// What a row that is out of parity is given, from what it holds: one side of every group from the other side, and columns that follow from themselves
/// their form.
pub(super) fn set(mapping: &Mapping<'_>, side: Side, row: Row) -> Vec<String> {
    let of_group = |group: Mapping<'_>| -> Vec<String> {
        let set = |assignment: &Assignment| {
            let (column, value) = (group.name(&assignment.column), group.value(assignment, row));
            if mapping.is_asked_for_itself(&group) {
                return format!("{column} = CASE WHEN {} THEN {column} ELSE {value} END", group.parity(row));
            }
            format!("{column} = {value}")
        };
        side.of(&group).into_iter().map(set).collect()
    };
    let normalise = |assignment: &Assignment| format!("{} = {}", mapping.name(&assignment.column), mapping.value(assignment, row));
    mapping.groups().flat_map(of_group).chain(mapping.normalise().iter().map(normalise)).collect()
}

/// About how many rows, from the catalogue where it knows.
pub(super) fn estimate(table: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!(
            "SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass({})",
            text(&quote(table, dialect), dialect)
        ),
        Dialect::MySql | Dialect::MariaDb => format!(
            "SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = {}",
            text(table, dialect)
        ),
        Dialect::Sqlite => format!("SELECT COUNT(*) FROM {}", quote(table, dialect)),
    }
}

/// What marks the session whose writes the triggers leave alone. On SQLite the triggers know by the parity predicate.
pub(super) fn session(dialect: Dialect) -> Vec<String> {
    match dialect {
        Dialect::Postgres => vec!["SET xc.session = 'backfill'".into()],
        Dialect::MySql | Dialect::MariaDb => vec!["SET @xc_backfill = 1".into()],
        Dialect::Sqlite => Vec::new(),
    }
}

/// The primary key, bound and returned as text. Without columns, where the rows are.
pub(super) struct Key<'a> {
    pub(super) table: &'a str,
    /// What stands before its columns, where another table is read as well.
    pub(super) prefix: &'a str,
    pub(super) columns: &'a [&'a Column],
    pub(super) dialect: Dialect,
}

impl Key<'_> {
    /// Whether it is walked by pages.
    fn by_pages(&self) -> bool {
        self.columns.is_empty()
    }

    /// Whether it is one whole number. On SQLite a column of that type may hold 1.5, unless it is the rowid ("Type Affinity").
    pub(super) fn is_whole_number(&self) -> bool {
        self.dialect != Dialect::Sqlite && matches!(self.columns, [column] if column.ty.class() == Class::Integer)
    }

    /// How many columns a row of it has.
    fn parts(&self) -> usize {
        self.columns.len().max(1)
    }

    pub(super) fn as_text(&self) -> String {
        if self.by_pages() {
            return format!("{}{}::text", self.prefix, pages::COLUMN);
        }
        let columns = self.columns.iter().map(|column| {
            let name = format!("{}{}", self.prefix, quote(&column.name, self.dialect));
            match self.dialect {
                Dialect::Postgres => format!("{name}::text"),
                Dialect::MySql | Dialect::MariaDb => format!("CAST({name} AS CHAR)"),
                Dialect::Sqlite => format!("CAST({name} AS TEXT)"),
            }
        });
        columns.collect::<Vec<_>>().join(", ")
    }

    /// With the table's name: PostgreSQL would take a bare one for the output column, and order by its text.
    pub(super) fn order(&self, direction: &str) -> String {
        if self.by_pages() {
            return format!("{}.{}{direction}", self.table, pages::COLUMN);
        }
        let columns = self.columns.iter().map(|column| format!("{}.{}{direction}", self.table, quote(&column.name, self.dialect)));
        columns.collect::<Vec<_>>().join(", ")
    }

    /// Parameters: the lower key, then the upper key.
    pub(super) fn range(&self) -> String {
        if self.by_pages() {
            let bound = |number| format!("{}::text::{}", self.parameter(number), pages::TYPE);
            return format!("{0}{1} >= {2} AND {0}{1} <= {3}", self.prefix, pages::COLUMN, bound(1), bound(2));
        }
        let names: Vec<String> =
            self.columns.iter().map(|column| format!("{}{}", self.prefix, quote(&column.name, self.dialect))).collect();
        let bound = |first: usize| -> Vec<String> {
            self.columns.iter().enumerate().map(|(index, column)| self.typed(&column.ty, first + index)).collect()
        };
        let row = |parts: &[String]| if let [one] = parts { one.clone() } else { format!("({})", parts.join(", ")) };
        let count = self.columns.len();
        format!("{0} >= {1} AND {0} <= {2}", row(&names), row(&bound(1)), row(&bound(1 + count)))
    }

    pub(super) fn parameter(&self, number: usize) -> String {
        match self.dialect {
            Dialect::Postgres | Dialect::Sqlite => format!("${number}"),
            Dialect::MySql | Dialect::MariaDb => "?".into(),
        }
    }

    /// A text parameter, cast to the key's type.
    pub(super) fn typed(&self, ty: &Type, number: usize) -> String {
        let parameter = self.parameter(number);
        match (self.dialect, ty.class()) {
            (Dialect::Postgres, Class::Text) => format!("{parameter}::text"),
            (Dialect::Postgres, _) => format!("{parameter}::text::{}", ty.ddl(self.dialect)),
            (Dialect::Sqlite, Class::Integer) => format!("CAST({parameter} AS INTEGER)"),
            (Dialect::Sqlite, _) => parameter,
            (Dialect::MySql | Dialect::MariaDb, Class::Integer) => format!("CAST({parameter} AS SIGNED)"),
            (Dialect::MySql | Dialect::MariaDb, Class::Date) => format!("CAST({parameter} AS DATE)"),
            (Dialect::MySql | Dialect::MariaDb, Class::Timestamp) => format!("CAST({parameter} AS DATETIME(6))"),
            (Dialect::MySql | Dialect::MariaDb, _) => parameter,
        }
    }
}
