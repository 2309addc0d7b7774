//! About how many rows a table has, from what the database knows without counting.

use xc_core::plan::Dialect;

use crate::backends::{Session, Value};
use crate::catalog::parameter;

/// The planner's estimate; the parameter is the table's name. PostgreSQL has -1 for a table that was never analysed.
const POSTGRES: &str = "select greatest(reltuples, -1)::bigint from pg_class where oid = to_regclass($1)";
/// InnoDB's estimate, which may be off by half.
const MYSQL: &str = "select table_rows from information_schema.tables where table_schema = database() and table_name = ?";

/// `None` where the table is not there yet, or the database does not tell. `estimate` is the plan's own query, where it has one for the table.
pub(crate) async fn rows(session: &mut dyn Session, dialect: Dialect, table: &str, estimate: Option<&'static str>) -> Option<u64> {
    if let Some(query) = estimate
        && let Ok(rows) = session.fetch(query, &[]).await
    {
        return number(rows);
    }
    let query = match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::MySql | Dialect::MariaDb => MYSQL,
        // SQLite keeps no count, and a query can't take a table's name as a parameter.
        Dialect::Sqlite => return None,
    };
    number(session.fetch(query, &[parameter(dialect, table)]).await.ok()?)
}

fn number(rows: Vec<Vec<Value>>) -> Option<u64> {
    rows.into_iter().flatten().next().and_then(|value| value.as_int()).and_then(|rows| u64::try_from(rows).ok())
}
