//! MySQL and MariaDB: a row that is written each second, for replicas to show how far they have come. Pt-heartbeat and gh-ost do the same.

use async_trait::async_trait;

use super::lag::LagClock;
use super::signal::{Limits, Signal, numbers};
use crate::backends::{DbError, Session};
use crate::control::Tunable;

const BEAT: &str = "replace into xc_control (name, value, changed_at, changed_by) \
    values ('heartbeat', cast(unix_timestamp(now(6)) * 1000000 as unsigned), now(6), 'xc')";
/// On this server, and on a replica.
pub(super) const READ: &str = "select cast(value as signed) from xc_control where name = 'heartbeat'";

pub(super) struct Heartbeat {
    clock: LagClock,
}

impl Heartbeat {
    pub(super) fn new(clock: LagClock) -> Heartbeat {
        Heartbeat { clock }
    }
}

#[async_trait]
impl Signal for Heartbeat {
    fn label(&self) -> &'static str {
        "replica_lag"
    }

    fn name(&self) -> String {
        "the heartbeat for the replicas".to_owned()
    }

    fn is_on(&self, limits: Limits<'_>) -> bool {
        limits.of(Tunable::ReplicaLag).is_some()
    }

    async fn read(&mut self, session: &mut dyn Session, _limits: Limits<'_>) -> Result<Option<String>, DbError> {
        session.execute(BEAT, &[]).await?;
        let [beat] = numbers(session, READ).await?;
        self.clock.sample(beat);
        Ok(None)
    }
}
