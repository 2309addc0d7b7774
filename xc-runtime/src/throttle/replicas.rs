//! Replicas: how far they are behind, as this server knows of them, and as they say themselves.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use xc_core::plan::Dialect;

use super::heartbeat;
use super::lag::{Behind, LagClock};
use super::signal::{Limits, Signal, missing, numbers};
use super::writes::WAL;
use crate::backends::{DbError, Session, Value};
use crate::control::Tunable;
use crate::metrics;

/// Each replica's name, position and whether it is connected. Who receives WAL and never replays it is an archive, and a physical slot that nobody
/// reads stands for a replica that is away. Whoever may not see it gets nulls (PostgreSQL, "pg_stat_replication").
const CONNECTED: &str = "select application_name, pg_wal_lsn_diff(replay_lsn, '0/0')::bigint, 1 from pg_stat_replication \
    where state is null or (state in ('startup', 'catchup', 'streaming') and (replay_lsn is not null or write_lsn is null)) \
    union all select slot_name::text, pg_wal_lsn_diff(restart_lsn, '0/0')::bigint, 0 from pg_replication_slots \
    where slot_type = 'physical' and not active and restart_lsn is not null";

fn is_on(limits: Limits<'_>) -> bool {
    limits.of(Tunable::ReplicaLag).is_some() || limits.of(Tunable::ReplicaLagBytes).is_some()
}

/// Whether a replica that has come to a position is too far behind. How far it is, where that is more than what is known of others, is left in `lag`.
fn too_far(name: &str, clock: &LagClock, reached: i64, dialect: Dialect, limits: Limits<'_>, lag: &mut Option<Duration>) -> Option<String> {
    let latest = clock.latest().unwrap_or(reached);
    let bytes = u64::try_from(latest - reached).unwrap_or(0);
    let behind = clock.behind(reached);
    *lag = (*lag).max(behind.known());
    metrics::lag(name, behind.known(), (dialect == Dialect::Postgres).then_some(bytes));
    if let Some(most) = limits.of(Tunable::ReplicaLagBytes).filter(|most| bytes > *most) {
        return Some(format!("replica {name} is {bytes} bytes behind, and {most} may be"));
    }
    too_late(name, behind, limits)
}

fn too_late(name: &str, behind: Behind, limits: Limits<'_>) -> Option<String> {
    let most = limits.time(Tunable::ReplicaLag)?;
    let lag = match behind {
        Behind::Unknown => return Some(format!("replica {name} has not come to where this run began yet")),
        Behind::By(lag) => lag,
    };
    (lag > most).then(|| format!("replica {name} is {} behind, and {} may be", shown(lag), shown(most)))
}

fn shown(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// PostgreSQL: the replicas that the server itself knows.
pub(super) struct Connected {
    clock: LagClock,
    except: Vec<String>,
    /// Those that were connected in this run: one that is gone is not one that has caught up.
    seen: BTreeSet<String>,
    /// The furthest behind, at the last look.
    lag: Option<Duration>,
}

impl Connected {
    pub(super) fn new(clock: LagClock, except: Vec<String>) -> Connected {
        Connected { clock, except, seen: BTreeSet::new(), lag: None }
    }
}

#[async_trait]
impl Signal for Connected {
    fn label(&self) -> &'static str {
        "replica_lag"
    }

    fn name(&self) -> String {
        "the lag of the replicas".to_owned()
    }

    fn is_on(&self, limits: Limits<'_>) -> bool {
        is_on(limits)
    }

    fn lag(&self) -> Option<Duration> {
        self.lag
    }

    async fn read(&mut self, session: &mut dyn Session, limits: Limits<'_>) -> Result<Option<String>, DbError> {
        self.lag = None;
        let rows = session.fetch(CONNECTED, &[]).await?;
        // Behind the replicas' positions, or one that is quick would be ahead of it.
        let [position] = numbers(session, WAL).await?;
        self.clock.sample(position);
        let mut gone = self.seen.clone();
        let mut reason = None;
        for row in rows {
            let Ok([name, reached, connected]) = <[Value; 3]>::try_from(row) else { continue };
            let Some(name) = name.into_text() else {
                return Err(missing("pg_stat_replication may not be seen: `GRANT pg_monitor TO <this user>`"));
            };
            if self.except.contains(&name) {
                continue;
            }
            let Some(reached) = reached.as_int() else {
                return Err(missing(format!("replica `{name}` does not say how far it has come")));
            };
            let here = connected.as_int() == Some(1);
            if here {
                gone.remove(&name);
                self.seen.insert(name.clone());
            }
            let shown = if here { format!("`{name}`") } else { format!("of slot `{name}`, which is away,") };
            // Each is looked at, whichever holds: the lag that is shown is that of the furthest behind.
            let held = too_far(&shown, &self.clock, reached, Dialect::Postgres, limits, &mut self.lag);
            reason = reason.or(held);
        }
        let gone = gone.first().map(|name| format!("replica `{name}` was connected in this run, and is gone"));
        Ok(reason.or(gone))
    }
}

/// A replica that is asked itself.
pub(super) struct Named {
    dialect: Dialect,
    /// Its URL, as it may be shown.
    shown: String,
    clock: LagClock,
    /// At the last look.
    lag: Option<Duration>,
}

/// Whether it is a replica, and the position that it has replayed, or received before it has replayed any.
const REPLAYED: &str = "select pg_is_in_recovery()::int, \
    coalesce(pg_wal_lsn_diff(coalesce(pg_last_wal_replay_lsn(), pg_last_wal_receive_lsn()), '0/0'), -1)::bigint";

impl Named {
    pub(super) fn new(dialect: Dialect, shown: String, clock: LagClock) -> Named {
        Named { dialect, shown, clock, lag: None }
    }
}

#[async_trait]
impl Signal for Named {
    fn label(&self) -> &'static str {
        "replica_lag"
    }

    fn name(&self) -> String {
        format!("the lag of {}", self.shown)
    }

    fn is_on(&self, limits: Limits<'_>) -> bool {
        is_on(limits)
    }

    fn lag(&self) -> Option<Duration> {
        self.lag
    }

    async fn read(&mut self, session: &mut dyn Session, limits: Limits<'_>) -> Result<Option<String>, DbError> {
        self.lag = None;
        if self.clock.latest().is_none() {
            return Err(missing("this server's own position is not known yet"));
        }
        let reached = if self.dialect == Dialect::Postgres {
            let [in_recovery, reached] = numbers(session, REPLAYED).await?;
            if in_recovery == 0 {
                return Err(missing("it is no replica"));
            }
            reached
        } else {
            let [beat] = numbers(session, heartbeat::READ).await.map_err(|error| {
                missing(format!(
                    "it has no heartbeat in xc_control, so it is no replica of this database, or leaves the table out ({error})"
                ))
            })?;
            beat
        };
        Ok(too_far(&self.shown, &self.clock, reached, self.dialect, limits, &mut self.lag))
    }
}
