//! Making the journal's tables, once for each database, by whichever of several executors comes first.

use std::time::Duration;

use xc_core::plan::Dialect;

use super::Journal;
use crate::activity;
use crate::backends::{DbError, DbErrorKind, Session, Value};
use crate::control::Controller;
use crate::presence;

/// How often executors that start at once may get in each other's way.
const TRIES: u32 = 20;

/// Makes the tables and the lease's row, unless they are there.
///
/// They are looked for first, so that an executor needs the right to create tables only where they are missing.
pub(crate) async fn set_up(journal: Journal, dialect: Dialect, session: &mut dyn Session) -> Result<(), DbError> {
    let mut tries = 0;
    loop {
        let error = match create_missing(journal, dialect, session).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        tries += 1;
        // CREATE TABLE IF NOT EXISTS on PostgreSQL looks before it leaps: two at once end with a duplicate key in pg_type
        // (documented in the mailing list's "CREATE TABLE IF NOT EXISTS race"). The second look then finds the table.
        let raced = matches!(error.kind(), DbErrorKind::Unique | DbErrorKind::Exists) || error.is_transient();
        if !raced || error.kind() == DbErrorKind::ConnectionLost || tries >= TRIES {
            return Err(error);
        }
        tokio::time::sleep(Duration::from_millis(fastrand::u64(10..200))).await;
    }
}

async fn create_missing(journal: Journal, dialect: Dialect, session: &mut dyn Session) -> Result<(), DbError> {
    let sql = journal.sql;
    let present = session.fetch(sql.present, &[]).await?;
    let present = present.into_iter().flatten().next().as_ref().and_then(Value::as_int);
    if present != i64::try_from(sql.create.len()).ok() {
        for create in sql.create {
            session.raw(create).await?;
        }
    }
    Controller::create_missing(dialect, session).await?;
    activity::create_missing(dialect, session).await?;
    presence::sql::create_missing(journal.presence, session).await?;
    if session.fetch(sql.lease.read, &[]).await?.is_empty() {
        session.execute(sql.lease.insert, &[]).await?;
    }
    Ok(())
}
