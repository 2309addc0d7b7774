//! `unlock`: the lease of an executor that is gone, freed with proof.
//!
//! The proof is the lease itself: an executor that lives renews it three times in its time. So it is watched until its time is over. Whoever renews it is alive and keeps
//! it. What is then taken has a new token: should the old holder wake up all the same, none of its transactions can commit any more.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::backends::{DbErrorKind, Session, Value};
use crate::blocker;
use crate::cli::connection::{Connection, until_stopped};
use crate::cli::outcome::{IN_THE_WAY, Outcome, Problem};
use crate::cli::output::amount::time;
use crate::cli::output::say;
use crate::error::{Error, Kind};
use crate::lease::acquiring;

/// Between two looks at the lease.
const LOOK: Duration = Duration::from_millis(250);

struct Seen {
    holder: Option<String>,
    token: i64,
    left_ms: i64,
}

pub(super) async fn run(connection: &Connection) -> Result<Outcome, Problem> {
    until_stopped(unlock(connection)).await?
}

async fn unlock(connection: &Connection) -> Result<Outcome, Problem> {
    let inner = &connection.executor.inner;
    let mut session = inner.database.open().await.map_err(Error::database("can't open a connection"))?;
    let started = Instant::now();
    let first = look(connection, session.as_mut()).await?;
    let Some(holder) = first.holder.clone() else {
        return Ok(Outcome::new("the lease is free: nobody holds it", json!({ "freed": false, "holder": null })));
    };
    if first.left_ms > 0 {
        say(&format!("{holder} holds the lease; watching it for {} to see whether it is renewed", time(millis(first.left_ms))));
    }
    let mut left = first.left_ms;
    while left > 0 {
        tokio::time::sleep(LOOK.min(millis(left + 20))).await;
        let now = look(connection, session.as_mut()).await?;
        if now.token != first.token || now.holder.as_deref() != Some(holder.as_str()) {
            let who = now.holder.unwrap_or_else(|| "nobody".to_owned());
            return Ok(Outcome::new(
                format!("{holder} has given the lease back meanwhile; {who} holds it now"),
                json!({ "freed": false, "holder": who }),
            ));
        }
        if now.left_ms > left {
            let message = format!(
                "{holder} is alive: it renewed the lease while it was watched, after {}\n  help: `cancel` stops it at its next batch or step; or end the process, and the lease ends by itself",
                time(started.elapsed())
            );
            return Err(Problem { code: IN_THE_WAY, kind: "holder_alive", message });
        }
        left = now.left_ms;
    }
    free(connection, session.as_mut(), &holder, started).await
}

/// Takes the lease, which has run out, and gives it back: the token is another one from here on.
async fn free(connection: &Connection, session: &mut dyn Session, holder: &str, started: Instant) -> Result<Outcome, Problem> {
    let inner = &connection.executor.inner;
    let sql = inner.journal.lease_sql();
    let taken = session.execute(sql.acquire, &acquiring(&inner.holder, 1000)).await;
    let taken = match taken {
        Ok(taken) => taken,
        Err(source) if source.kind() == DbErrorKind::LockTimeout => {
            let by = blocker::find(session, inner.database.dialect(), "xc_lease").await.unwrap_or_else(|| "not known".to_owned());
            let message = format!(
                "a transaction has the lease's row locked: {by}\n  help: it is the holder's own, stopped in the middle: end that connection, and try again"
            );
            return Err(Problem { code: IN_THE_WAY, kind: "lock_timeout", message });
        }
        Err(source) => return Err(Error::from(Kind::Database { doing: "can't free the lease", source }).into()),
    };
    let now = look(connection, session).await?;
    if taken == 0 || now.holder.as_deref() != Some(inner.holder.as_str()) {
        let who = now.holder.unwrap_or_else(|| "another executor".to_owned());
        return Err(Problem { code: IN_THE_WAY, kind: "lease_held", message: format!("{who} has taken the lease meanwhile") });
    }
    let released = session.execute(sql.release, &[Value::Int(now.token)]).await;
    released.map_err(Error::database("can't free the lease"))?;
    let proof = format!("it was not renewed until its time was over, watched for {}", time(started.elapsed()));
    let text = format!(
        "{holder} is gone: {proof}\nthe lease is free; if that executor wakes up all the same, none of its transactions can commit (token {})",
        now.token
    );
    Ok(Outcome::new(text, json!({ "freed": true, "holder": holder, "proof": proof, "token": now.token })))
}

async fn look(connection: &Connection, session: &mut dyn Session) -> Result<Seen, Problem> {
    let sql = connection.executor.inner.journal.lease_sql();
    let row = session.fetch(sql.read, &[]).await.map_err(Error::database("can't read the lease (table xc_lease)"))?.into_iter().next();
    let seen = row.and_then(|row| {
        let [holder, token, left_ms] = <[Value; 3]>::try_from(row).ok()?;
        Some(Seen { holder: holder.into_text(), token: token.as_int()?, left_ms: left_ms.as_int()? })
    });
    Ok(seen.unwrap_or(Seen { holder: None, token: 0, left_ms: 0 }))
}

fn millis(ms: i64) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}
