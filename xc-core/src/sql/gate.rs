//! Looks at the data before a constraint is built: how many rows stand in its way, and which.

use super::{Gate, ddl, quote, quoted};
use crate::plan::Dialect;
use crate::schema::constraint::{Check, Constraint, ForeignKey, Index};
use crate::schema::{Column, Table};

/// So many are shown.
pub(super) const SHOWN: usize = 10;

/// Dropping a table that xc made is taking back what nobody uses yet: rows in it are somebody's.
pub(super) fn rows(table: &str, dialect: Dialect) -> Gate {
    Gate {
        count: format!("SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT 1) AS some_rows", quote(table, dialect)),
        show: None,
        reason: format!("table {table} has rows, and dropping it would lose them: delete them first if they are not needed"),
    }
}

/// What breaks a constraint.
pub(super) fn constraint(table: &Table, constraint: &Constraint, dialect: Dialect) -> Gate {
    match constraint {
        Constraint::Unique(unique) => repeated(table, &unique.columns.iter().map(String::as_str).collect::<Vec<_>>(), dialect),
        Constraint::Check(check) => violated(table, check, dialect),
        Constraint::ForeignKey(key) => orphans(table, key, dialect),
    }
}

/// What breaks a unique index. What an expression or a condition makes of the rows, only the build itself can tell.
pub(super) fn index(table: &Table, index: &Index, dialect: Dialect) -> Option<Gate> {
    let columns = index.leading_columns();
    (index.unique && index.predicate.is_none() && columns.len() == index.parts.len()).then(|| repeated(table, &columns, dialect))
}

/// Rows that are alike in these columns, by the columns' own collations: so does the index compare them.
fn repeated(table: &Table, columns: &[&str], dialect: Dialect) -> Gate {
    let list = quoted(columns.iter().copied(), dialect);
    let groups = format!(
        "FROM {} WHERE {} GROUP BY {list} HAVING COUNT(*) > 1",
        quote(&table.name, dialect),
        present(columns.iter().map(|column| quote(column, dialect)))
    );
    let values = columns.iter().map(|column| quote(column, dialect)).chain(["COUNT(*)".into()]).collect::<Vec<_>>();
    Gate {
        count: format!("SELECT COUNT(*) FROM (SELECT 1 {groups}) AS repeated"),
        show: Some(format!("SELECT {} {groups} ORDER BY COUNT(*) DESC LIMIT {SHOWN}", joined(&values, dialect))),
        reason: format!(
            "rows of {0} are alike in ({1}): make them differ, or delete what is there twice (shown: {1}, rows)",
            table.name,
            columns.join(", ")
        ),
    }
}

/// Rows that a check refuses: those for which it is false. Null passes, as the standard has it.
fn violated(table: &Table, check: &Check, dialect: Dialect) -> Gate {
    let broken = format!("FROM {} WHERE NOT ({})", quote(&table.name, dialect), ddl::source(table, &check.source, dialect));
    let key: Vec<String> = table.primary_key.iter().map(|column| quote(column, dialect)).collect();
    Gate {
        count: format!("SELECT COUNT(*) {broken}"),
        show: (!key.is_empty()).then(|| format!("SELECT {} {broken} LIMIT {SHOWN}", joined(&key, dialect))),
        reason: format!(
            "rows of {} break check ({}): mend or delete them first (shown: {})",
            table.name,
            check.source,
            table.primary_key.join(", ")
        ),
    }
}

/// Rows whose parent is not there.
fn orphans(table: &Table, key: &ForeignKey, dialect: Dialect) -> Gate {
    let own: Vec<String> = key.columns.iter().map(|column| format!("child.{}", quote(column, dialect))).collect();
    let parent = own.iter().zip(&key.references).map(|(own, reference)| format!("parent.{} = {own}", quote(reference, dialect)));
    let orphans = format!(
        "FROM {} AS child WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
        quote(&table.name, dialect),
        present(own.iter().cloned()),
        quote(&key.table, dialect),
        parent.collect::<Vec<_>>().join(" AND ")
    );
    Gate {
        count: format!("SELECT COUNT(*) {orphans}"),
        show: Some(format!("SELECT DISTINCT {} {orphans} LIMIT {SHOWN}", joined(&own, dialect))),
        reason: format!(
            "rows of {0} refer by ({1}) to rows of {2} that are not there: mend or delete them first (shown: {1})",
            table.name,
            key.columns.join(", "),
            key.table
        ),
    }
}

/// What MODIFY would drop without being told to, because it restates the whole column (MySQL, "ALTER TABLE", "MODIFY COLUMN"): what the
/// migrations do not know of it.
pub(super) fn restated(table: &str, columns: &[&Column], dialect: Dialect) -> Gate {
    modified(table, columns, None, dialect)
}

/// That, and a longer text that needs another byte for its length, in the character set that the column really has.
pub(super) fn lengthened(table: &str, column: &Column, characters: u32, dialect: Dialect) -> Gate {
    // InnoDB keeps a length up to 127 in one byte whatever the type says, which MariaDB makes use of.
    let short =
        if dialect == Dialect::MariaDb { "c.character_octet_length BETWEEN 128 AND 255" } else { "c.character_octet_length <= 255" };
    let another = format!(
        "({short} AND {characters} * (SELECT maxlen FROM information_schema.character_sets AS s \
         WHERE s.character_set_name = c.character_set_name) > 255)"
    );
    modified(table, &[column], Some(another), dialect)
}

fn modified(table: &str, columns: &[&Column], copies: Option<String>, dialect: Dialect) -> Gate {
    let or_copies = copies.as_ref().map(|copies| format!(" OR {copies}")).unwrap_or_default();
    let found = format!(
        "FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) \
         WHERE table_schema = DATABASE() AND table_name = {} AND column_name IN ({}) AND (column_comment <> '' \
         OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'){or_copies})",
        super::text(table, dialect),
        super::texts(columns.iter().map(|column| column.name.as_str()), dialect)
    );
    let names = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
    let copied = if copies.is_some() { "; or its length would take another byte, and the table would be copied" } else { "" };
    Gate {
        count: format!("SELECT COUNT(*) {found}"),
        show: Some(format!("SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) {found}")),
        reason: format!(
            "of {table} ({names}), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would \
             drop: take it away, and give it again afterwards{copied}"
        ),
    }
}

fn present(columns: impl Iterator<Item = String>) -> String {
    columns.map(|column| format!("{column} IS NOT NULL")).collect::<Vec<_>>().join(" AND ")
}

/// Values as one text, with commas.
pub(super) fn joined(values: &[String], dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => {
            format!("concat_ws(', ', {})", values.iter().map(|value| format!("{value}::text")).collect::<Vec<_>>().join(", "))
        }
        Dialect::MySql | Dialect::MariaDb => format!("CONCAT_WS(', ', {})", values.join(", ")),
        Dialect::Sqlite => format!("CAST({} AS TEXT)", values.join(" || ', ' || ")),
    }
}
