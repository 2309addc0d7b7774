//! What hangs on a table that is dropped and made anew: SQLite drops its indexes and triggers with it, so they are read
//! from the catalogue before and made again after, from the catalogue's own text.
//!
//! The only module in which SQL is not static: the text is what SQLite itself keeps of the user's CREATE statements, and the
//! table's name comes from the plan and is quoted.

use sqlx::{AssertSqlSafe, Executor, Row as _};

use super::{SqliteSession, from_driver};
use crate::backends::{DbError, DbErrorKind, Session, SetAside, Value};

/// Triggers of xc's own are part of the plan, which says itself when they come and go.
const OBJECTS: &str = "select name, sql from sqlite_schema where tbl_name = $1 collate nocase and sql is not null \
     and (type = 'index' or (type = 'trigger' and name not like 'xc\\_%' escape '\\')) order by type, rowid";

const NAMED: &str = "select count(*) from sqlite_schema where name = $1 collate nocase and type in ('index', 'trigger')";

const VIOLATIONS: &str = "select count(*) from pragma_foreign_key_check($1)";

pub(super) async fn set_aside(session: &mut SqliteSession, table: &str) -> Result<SetAside, DbError> {
    let objects = session.fetch(OBJECTS, &[table.into()]).await?;
    let objects = objects
        .into_iter()
        .filter_map(|row| {
            let mut columns = row.into_iter().map(Value::into_text);
            Some((columns.next()??, columns.next()??))
        })
        .collect();
    Ok(SetAside { rows: count(session, table).await?, violations: violations(session, table).await?, objects })
}

pub(super) async fn put_back(session: &mut SqliteSession, table: &str, aside: SetAside) -> Result<(), DbError> {
    for (name, sql) in aside.objects {
        let there = session.fetch(NAMED, &[name.as_str().into()]).await?;
        // The plan's statements may have made it themselves.
        if there.into_iter().flatten().next().and_then(|count| count.as_int()) != Some(0) {
            continue;
        }
        session.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map_err(from_driver).map_err(|error| {
            error.describe(|message| {
                format!(
                    "`{name}` hangs on table `{table}`, which is rebuilt, and can't be made again: {message}. Drop or change `{name}` first"
                )
            })
        })?;
    }
    let rows = count(session, table).await?;
    if rows != aside.rows {
        return Err(mismatch(format!("table `{table}` had {} rows before it was rebuilt and has {rows} after", aside.rows)));
    }
    let violations = violations(session, table).await?;
    if violations > aside.violations {
        return Err(mismatch(format!(
            "{violations} rows of table `{table}` violate a foreign key after it was rebuilt, {} did before",
            aside.violations
        )));
    }
    Ok(())
}

async fn count(session: &mut SqliteSession, table: &str) -> Result<i64, DbError> {
    let sql = format!("select count(*) from \"{}\"", table.replace('"', "\"\""));
    let row = session.connection.fetch_one(sqlx::query(AssertSqlSafe(sql)).persistent(false)).await.map_err(from_driver)?;
    row.try_get(0).map_err(from_driver)
}

async fn violations(session: &mut SqliteSession, table: &str) -> Result<i64, DbError> {
    let rows = session.fetch(VIOLATIONS, &[table.into()]).await?;
    Ok(rows.into_iter().flatten().next().and_then(|count| count.as_int()).unwrap_or(0))
}

fn mismatch(message: String) -> DbError {
    DbError::new(DbErrorKind::Other, None, message)
}
