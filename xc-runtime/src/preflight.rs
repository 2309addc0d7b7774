//! Before a migration's first statement: does the database look as its plan expects, and may this user do what it will take?
//!
//! Everything that is wrong is reported at once, for nothing has been changed yet, and nothing will be.

use xc_core::plan::{ColumnShape, Dialect, Generated, Migration, Phase, Plan, Step, TableShape};

use crate::backends::{DbError, Session};
use crate::catalog::{self, Table};
use crate::error::{Error, Kind};
use crate::executor::Inner;
use crate::steps;
use crate::words::mentions;

/// Compares the plan's tables with the catalogue, and checks privileges where the database tells of them.
pub(crate) async fn check(inner: &Inner, migration: &'static Migration, plan: &'static Plan) -> Result<(), Error> {
    let dialect = inner.database.dialect();
    let (found, oldest) = (inner.database.version(), migration.minimum_version(dialect));
    if found < oldest {
        return Err(Kind::OldServerForMigration { name: migration.name, declared_at: migration.declared_at, dialect, found, oldest }.into());
    }
    let findings = async {
        let mut session = inner.database.open().await?;
        gather(session.as_mut(), dialect, inner.database.version(), plan).await
    };
    let findings = findings.await.map_err(Error::database("can't read the catalogue"))?;
    if findings.is_empty() {
        return Ok(());
    }
    Err(Kind::Preflight { name: migration.name, declared_at: migration.declared_at, findings }.into())
}

async fn gather(session: &mut dyn Session, dialect: Dialect, version: u32, plan: &'static Plan) -> Result<Vec<String>, DbError> {
    let mut findings = Vec::new();
    for shape in plan.expects {
        match catalog::table(session, dialect, shape.table).await? {
            Some(table) => compare(dialect, shape, &table, &mut findings),
            None => {
                let tables = catalog::table_names(session, dialect).await?;
                findings.push(missing("table", shape.table, "", &tables));
            }
        }
        if shape.closed {
            let problems = catalog::beyond_rebuilding(session, shape).await?;
            findings.extend(problems.into_iter().map(|problem| {
                format!(
                    "table `{}` has {problem}; SQLite changes a table by making it anew, and xc would lose that: \
                     declare it in the migrations, or take it out",
                    shape.table
                )
            }));
        }
    }
    // What the first three phases would make may not be there; contract's effect can't be told yet.
    let steps = || plan.expand.iter().chain(plan.dual_write).chain(plan.settle).filter(|step| step.servers.contain(version));
    for (place, step) in steps().enumerate() {
        match steps::probe(session, step).await {
            Ok(there) => findings.extend(there.then(|| step.already.to_owned())),
            Err(error) => match error.missing() {
                // The query of a raw statement may be about what the steps before it make.
                Some(name) if steps().take(place).any(|before| makes(before, name)) => {}
                Some(_) => findings.push(format!(
                    "`{}` has a query, `done when`, that can't be asked before it: {error}. What the statement itself makes is asked of the \
                     catalogue, which answers also where there is none (PostgreSQL: `select to_regclass('...') is not null`)",
                    step.name
                )),
                None => return Err(error),
            },
        }
    }
    if dialect == Dialect::Postgres {
        let expected: Vec<&str> = plan.expects.iter().map(|shape| shape.table).collect();
        findings.extend(catalog::elsewhere(session, &expected).await?);
    }
    if dialect == Dialect::Postgres && findings.is_empty() {
        let changed: Vec<&str> = plan
            .expects
            .iter()
            .map(|shape| shape.table)
            .filter(|table| Phase::ALL.iter().any(|phase| plan.steps(*phase).iter().any(|step| step.table == *table)))
            .collect();
        findings.extend(catalog::missing_rights(session, &changed, !plan.dual_write.is_empty()).await?);
    }
    Ok(findings)
}

/// Whether a step names what a later one asks for.
fn makes(step: &Step, name: &str) -> bool {
    step.run.statements.iter().any(|statement| mentions(statement.sql, name))
}

fn compare(dialect: Dialect, shape: &TableShape, table: &Table, findings: &mut Vec<String>) {
    if !table.is_table {
        findings.push(format!("`{}` is expected to be a table, and is a view or something else", shape.table));
        return;
    }
    for expected in shape.columns {
        match table.columns.iter().find(|column| same_name(dialect, &column.name, expected.name)) {
            Some(found) => compare_column(dialect, shape.table, expected, found, findings),
            None => {
                let unknown: Vec<String> = table
                    .columns
                    .iter()
                    .map(|column| column.name.clone())
                    .filter(|name| !shape.columns.iter().any(|column| same_name(dialect, name, column.name)))
                    .collect();
                findings.push(missing("column", expected.name, &format!(" of table `{}`", shape.table), &unknown));
            }
        }
    }
    let key_is_same = table.primary_key.len() == shape.primary_key.len()
        && table.primary_key.iter().zip(shape.primary_key).all(|(found, expected)| same_name(dialect, found, expected));
    if !key_is_same {
        findings.push(format!(
            "the primary key of table `{}` is expected to be ({}), and is ({})",
            shape.table,
            shape.primary_key.join(", "),
            table.primary_key.join(", ")
        ));
    }
    if shape.closed {
        for column in &table.columns {
            if !shape.columns.iter().any(|expected| same_name(dialect, &column.name, expected.name)) {
                if column.name.starts_with("xc_retired_") {
                    findings.push(format!(
                        "table `{}` has a column `{}` that an earlier migration has retired; SQLite changes a table by making it anew, and the \
                         column would be lost: purge that migration first",
                        shape.table, column.name
                    ));
                    continue;
                }
                findings.push(format!(
                    "table `{}` has a column `{}` that no migration declares; SQLite changes a table by making it anew, and the column would be lost: \
                     declare it in the migrations, or drop it",
                    shape.table, column.name
                ));
            }
        }
    }
}

/// The types that a column may have: `a or b`. A value of an enum may have an ` or ` of its own.
fn alternatives(types: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut begins, mut found) = (false, 0, Vec::new());
    for (at, sign) in types.char_indices() {
        quoted ^= sign == '\'';
        if !quoted && types[at..].starts_with(" or ") {
            found.push(&types[begins..at]);
            begins = at + " or ".len();
        }
    }
    found.push(&types[begins..]);
    found.into_iter()
}

fn compare_column(dialect: Dialect, table: &str, expected: &ColumnShape, found: &catalog::Column, findings: &mut Vec<String>) {
    let is_expected = |expected: &str| match dialect {
        // Numbers in parentheses are stored nowhere, and neither are the bits of an integer, but for the key, where they decide what it is
        // (sqlite.org, "Datatypes In SQLite", 3.1, and "CREATE TABLE", ROWIDs).
        Dialect::Sqlite if !found.in_primary_key => sqlite_affinity(&found.catalog_type) == sqlite_affinity(expected),
        _ => normal_type(dialect, &found.catalog_type) == normal_type(dialect, expected),
    };
    let types: Vec<&str> = alternatives(expected.catalog_type).collect();
    let has_more = types.last() == Some(&"more") && has_more(dialect, &found.catalog_type, types[0]);
    if !has_more && !types.iter().any(|expected| is_expected(expected)) {
        findings.push(format!(
            "column `{table}.{}` is expected to be {}, and is {}: change the migrations to say what is there",
            expected.name,
            expected.catalog_type,
            if found.catalog_type.is_empty() { "of no type" } else { &found.catalog_type }
        ));
    }
    if found.generated != expected.generated {
        let spell = |generated| match generated {
            Generated::No => "written by the application",
            Generated::Stored => "generated and stored",
            Generated::Virtual => "generated and virtual",
        };
        findings.push(format!(
            "column `{table}.{}` is expected to be {}, and is {}: change the migrations to say what is there",
            expected.name,
            spell(expected.generated),
            spell(found.generated)
        ));
        return;
    }
    // Whether it is null follows from the expression, and not every database lets it be declared.
    if expected.generated != Generated::No {
        return;
    }
    // SQLite's catalogue calls an INTEGER PRIMARY KEY nullable, though it never is.
    let key_of_sqlite = dialect == Dialect::Sqlite && found.in_primary_key;
    if found.nullable != expected.nullable && !key_of_sqlite {
        let spell = |nullable| if nullable { "null" } else { "not null" };
        findings.push(format!(
            "column `{table}.{}` is expected to be {}, and is {}: change the migrations to say what is there",
            expected.name,
            spell(expected.nullable),
            spell(found.nullable)
        ));
    }
}

fn missing(what: &str, name: &str, place: &str, there: &[String]) -> String {
    let near = there
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&candidate.to_lowercase(), &name.to_lowercase()), candidate))
        .min()
        .filter(|(distance, _)| *distance <= (name.len() / 3).max(1))
        .map_or_else(String::new, |(_, candidate)| format!("; did you mean `{candidate}`?"));
    format!("{what} `{name}`{place} is expected, and is not there{near}")
}

/// Whether an enum that is there has the values of another, and more behind them.
fn has_more(dialect: Dialect, found: &str, expected: &str) -> bool {
    let expected = normal_type(dialect, expected);
    expected.strip_suffix(')').is_some_and(|values| normal_type(dialect, found).starts_with(&format!("{values},")))
}

/// PostgreSQL's names are exact once they are in the catalogue; column names elsewhere are not.
fn same_name(dialect: Dialect, one: &str, other: &str) -> bool {
    match dialect {
        Dialect::Postgres => one == other,
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => one.eq_ignore_ascii_case(other),
    }
}

/// What of a declared type makes a difference: that of a text or an integer, else the word.
fn sqlite_affinity(declared: &str) -> String {
    let normal = normal_type(Dialect::Sqlite, declared);
    let word = normal.split('(').next().unwrap_or_default().to_owned();
    if word.contains("int") {
        "integer".into()
    } else if ["char", "clob", "text"].iter().any(|part| word.contains(part)) {
        "text".into()
    } else {
        word
    }
}

/// Lower case, single spaces, `int` for `integer`, and on MySQL integers without the display width that old versions show. The values of an enum
/// are as they are.
fn normal_type(dialect: Dialect, text: &str) -> String {
    let parts = text.split('\'').enumerate().map(|(index, part)| match index % 2 {
        0 => part.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ").replace(" (", "(").replace(", ", ","),
        _ => part.to_owned(),
    });
    let mut text = parts.collect::<Vec<_>>().join("'");
    if matches!(dialect, Dialect::MySql | Dialect::MariaDb) {
        for integer in ["tinyint(", "smallint(", "mediumint(", "bigint(", "int("] {
            if text.starts_with(integer)
                && let Some((_, rest)) = text.split_once(')')
            {
                text = format!("{}{rest}", &integer[..integer.len() - 1]);
                break;
            }
        }
    }
    if text == "integer" { "int".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_compared_as_the_database_means_them() {
        assert_eq!(normal_type(Dialect::MySql, "BIGINT(20) unsigned"), "bigint unsigned");
        assert_eq!(normal_type(Dialect::MariaDb, "int(11)"), normal_type(Dialect::MariaDb, "integer"));
        assert_eq!(normal_type(Dialect::MySql, "varchar(100)"), "varchar(100)");
        assert_eq!(normal_type(Dialect::Sqlite, "VARCHAR (100)"), "varchar(100)");
        assert_eq!(normal_type(Dialect::Sqlite, "decimal(10, 2)"), "decimal(10,2)");
        assert_eq!(normal_type(Dialect::MySql, "ENUM('New', 'it''s,  Here')"), "enum('New','it''s,  Here')");
    }

    #[test]
    fn a_column_may_have_one_of_several_types() {
        let of = |types: &'static str| alternatives(types).collect::<Vec<_>>();
        assert_eq!(of("int"), ["int"]);
        assert_eq!(of("varchar(10) or varchar(20)"), ["varchar(10)", "varchar(20)"]);
        assert_eq!(
            of("enum('a or b','it''s') or enum('a or b','it''s',' or ')"),
            ["enum('a or b','it''s')", "enum('a or b','it''s',' or ')"]
        );
    }

    #[test]
    fn an_enum_may_have_more_values_behind_those_that_are_expected() {
        let has_more = |found| has_more(Dialect::Postgres, found, "state('new','sent')");
        assert!(has_more("state('new','sent','lost')") && has_more("state('new','sent',')')"));
        assert!(!has_more("state('new','sent')") && !has_more("state('new')") && !has_more("state('new','lost','sent')"));
        assert!(!has_more("state('new','sent''')") && !has_more("other('new','sent','lost')"));
    }

    #[test]
    fn a_near_name_is_suggested() {
        let there = ["usres".to_owned(), "orders".to_owned()];
        assert!(missing("table", "users", "", &there).ends_with("did you mean `usres`?"));
        assert!(missing("table", "invoices", "", &there).ends_with("is not there"));
    }
}
