//! The table's text: one row a line, fields parted by tabs.

use std::str::FromStr;
use std::sync::LazyLock;

use super::{Access, Behaviour, Lock, Online, Operation};
use crate::plan::Dialect;

/// What an operation does from one version of a database on, until another row says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The operation.
    pub operation: Operation,
    /// The database.
    pub dialect: Dialect,
    /// The first version, in the form of [`Servers`](crate::plan::Servers).
    pub since: u32,
    /// What it does; `None` where the database refuses it.
    pub behaviour: Option<Behaviour>,
    /// How that is known.
    pub basis: Basis,
    /// The statement that was run; with several, parted by `; `.
    pub statement: String,
}

/// How a row is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// It was run on a server, and a test runs it again.
    Measured,
    /// The server's manual says so, in this section.
    Manual(String),
}

/// The columns of the table.
pub(super) const COLUMNS: [&str; 10] =
    ["operation", "database", "since", "lock", "reads", "writes", "scan", "rewrite", "online", "statement"];

/// Both tables, sorted by operation, database and version.
pub fn rows() -> &'static [Row] {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
        // The files are part of the crate, and a test parses them: a line that is not understood can't get here.
        let both = [include_str!("measured.tsv"), include_str!("documented.tsv")].into_iter();
        let mut rows: Vec<Row> = both.flat_map(|text| parse(text).unwrap_or_default()).collect();
        rows.sort_by_key(|row| (row.operation, row.dialect, row.since));
        rows
    });
    &ROWS
}

/// Parses the text of a table: a line of column names, then the rows. Lines that begin with `#` are comments.
///
/// # Errors
/// The first line that is not understood, and why.
pub fn parse(text: &str) -> Result<Vec<Row>, String> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let header = lines.next().map(|(_, line)| line.split('\t').collect::<Vec<_>>()).unwrap_or_default();
    if header != COLUMNS && header != [&COLUMNS[..], &["manual"]].concat() {
        return Err(format!("the columns are not {}", COLUMNS.join(", ")));
    }
    lines.map(|(number, line)| row(line).map_err(|error| format!("line {}: {error}", number + 1))).collect()
}

fn row(line: &str) -> Result<Row, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let (&[operation, database, since, lock, reads, writes, scan, rewrite, online, statement], manual) = match fields.first_chunk::<10>() {
        Some(chunk) if fields.len() <= 11 => (chunk, fields.get(10)),
        _ => return Err(format!("{} fields", fields.len())),
    };
    let dialect = Dialect::ALL.into_iter().find(|dialect| dialect.name() == database).ok_or_else(|| format!("database `{database}`"))?;
    let behaviour = match lock {
        "refused" => None,
        _ => Some(Behaviour {
            lock: Lock::from_name(lock).ok_or_else(|| format!("lock `{lock}`"))?,
            reads: Access::from_name(reads).ok_or_else(|| format!("reads `{reads}`"))?,
            writes: Access::from_name(writes).ok_or_else(|| format!("writes `{writes}`"))?,
            scan: yes(scan)?,
            rewrite: yes(rewrite)?,
            online: match online {
                "-" => None,
                text => Some(Online::from_clause(text).ok_or_else(|| format!("online `{text}`"))?),
            },
        }),
    };
    Ok(Row {
        operation: Operation::from_str(operation)?,
        dialect,
        since: dialect.parse_version(since).ok_or_else(|| format!("version `{since}`"))?,
        behaviour,
        basis: manual.map_or(Basis::Measured, |section| Basis::Manual((*section).to_string())),
        statement: statement.to_string(),
    })
}

fn yes(word: &str) -> Result<bool, String> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!("`{word}` is neither yes nor no")),
    }
}

impl Row {
    /// Its line.
    pub fn line(&self) -> String {
        let since = self.dialect.version_text(self.since);
        let word = |yes: bool| if yes { "yes" } else { "no" }.to_string();
        let mut fields = vec![self.operation.name().to_string(), self.dialect.name().to_string(), since];
        match &self.behaviour {
            None => fields.extend(["refused", "-", "-", "-", "-", "-"].map(str::to_string)),
            Some(behaviour) => fields.extend([
                behaviour.lock.name().to_string(),
                behaviour.reads.name().to_string(),
                behaviour.writes.name().to_string(),
                word(behaviour.scan),
                word(behaviour.rewrite),
                behaviour.online.map_or("-".into(), |online| online.to_string()),
            ]),
        }
        fields.push(self.statement.clone());
        if let Basis::Manual(section) = &self.basis {
            fields.push(section.clone());
        }
        fields.join("\t")
    }

    /// The line of column names above rows that were measured.
    pub fn header() -> String {
        COLUMNS.join("\t")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_both_tables_is_understood_and_written_back_as_it_is() {
        for text in [include_str!("measured.tsv"), include_str!("documented.tsv")] {
            let rows = parse(text).expect("a line is not understood");
            let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1).collect();
            assert_eq!(rows.iter().map(Row::line).collect::<Vec<_>>(), lines);
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let with = |line: &str| parse(&format!("{}\n{line}", Row::header()));
        let good = "add_column\tPostgreSQL\t13\tACCESS EXCLUSIVE\twaits for a moment\twaits for a moment\tno\tno\t-\tALTER TABLE";
        assert!(with(good).is_ok());
        for (from, to, names) in [
            ("add_column", "add_colum", "add_colum"),
            ("PostgreSQL", "Postgres", "Postgres"),
            ("\t13\t", "\tthirteen\t", "thirteen"),
            ("ACCESS EXCLUSIVE", "ACCESS", "lock `ACCESS`"),
            ("\tno\tno", "\tno\tmaybe", "maybe"),
            ("\t-\t", "\tALGORITHM=FAST\t", "ALGORITHM=FAST"),
            ("\tALTER TABLE", "", "9 fields"),
        ] {
            let error = with(&good.replacen(from, to, 1)).expect_err(to);
            assert!(error.contains(names) && error.starts_with("line 2"), "{error}");
        }
        assert!(parse("operation\tdatabase").is_err());
    }
}
