//! Sessions at work: the measure of how busy a server is that every database tells, and that pt-online-schema-change and gh-ost
//! throttle by (`--max-load Threads_running=...`).

use async_trait::async_trait;
use xc_core::plan::Dialect;

use super::signal::{Limits, Signal, missing, numbers, status};
use crate::backends::{DbError, Session};
use crate::control::Tunable;

/// Sessions that may not be seen have neither a state nor a type (PostgreSQL, "The Cumulative Statistics System", pg_stat_activity).
const POSTGRES: &str = "select count(*) filter (where state = 'active' and backend_type = 'client backend' and application_name <> 'xc'), \
    count(*) filter (where usesysid is not null and query = '<insufficient privilege>') from pg_stat_activity";
/// The session that asks is one of them.
const MYSQL: &str = "show global status like 'Threads_running'";

pub(super) struct Sessions {
    dialect: Dialect,
}

impl Sessions {
    pub(super) fn new(dialect: Dialect) -> Sessions {
        Sessions { dialect }
    }
}

#[async_trait]
impl Signal for Sessions {
    fn label(&self) -> &'static str {
        "active_sessions"
    }

    fn name(&self) -> String {
        "the number of active sessions".to_owned()
    }

    fn is_on(&self, limits: Limits<'_>) -> bool {
        limits.of(Tunable::ActiveSessions).is_some()
    }

    async fn read(&mut self, session: &mut dyn Session, limits: Limits<'_>) -> Result<Option<String>, DbError> {
        let active = if self.dialect == Dialect::Postgres {
            let [active, hidden] = numbers(session, POSTGRES).await?;
            if hidden > 0 {
                return Err(missing(format!("{hidden} sessions may not be seen: `GRANT pg_monitor TO <this user>`")));
            }
            active
        } else {
            status(session, MYSQL).await? - 1
        };
        let over = limits.of(Tunable::ActiveSessions).filter(|most| u64::try_from(active).unwrap_or(0) > *most);
        Ok(over.map(|most| format!("{active} sessions are active, and {most} may be")))
    }
}
