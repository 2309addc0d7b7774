//! Old transactions: while one is open, what a backfill leaves behind it stays, and the table grows.

use async_trait::async_trait;
use xc_core::plan::Dialect;

use super::signal::{Limits, Signal, missing, numbers};
use crate::backends::{DbError, Session, Value};
use crate::control::{Tunable, millis};

/// The oldest that vacuum has to wait for in this database: its age in ms, and what it is. A replica with `hot_standby_feedback` is one of them.
const POSTGRES: &str = "select (extract(epoch from clock_timestamp() - since) * 1000)::bigint, what from ( \
        select xact_start as since, format('connection %s (%s, %s), last statement: %s', pid, usename, state, left(query, 100)) as what \
        from pg_stat_activity where (backend_xmin is not null or backend_xid is not null) and pid <> pg_backend_pid() \
            and application_name <> 'xc' and xact_start is not null and coalesce(datname, current_database()) = current_database() \
        union all select prepared, format('prepared transaction %s', gid) from pg_prepared_xacts where database = current_database() \
    ) open order by since limit 1";
const HIDDEN: &str = "select count(*) from pg_stat_activity where usesysid is not null and query = '<insufficient privilege>' \
    and datname = current_database()";
const MYSQL: &str = "select timestampdiff(microsecond, x.trx_started, now()) div 1000, \
        concat('connection ', x.trx_mysql_thread_id, coalesce(concat(', statement: ', left(x.trx_query, 100)), '')) \
    from information_schema.innodb_trx x where x.trx_mysql_thread_id <> connection_id() order by x.trx_started limit 1";

pub(super) struct Transactions {
    dialect: Dialect,
}

impl Transactions {
    pub(super) fn new(dialect: Dialect) -> Transactions {
        Transactions { dialect }
    }
}

#[async_trait]
impl Signal for Transactions {
    fn label(&self) -> &'static str {
        "transaction_age"
    }

    fn name(&self) -> String {
        "the age of the oldest transaction".to_owned()
    }

    fn is_on(&self, limits: Limits<'_>) -> bool {
        limits.of(Tunable::TransactionAge).is_some()
    }

    async fn read(&mut self, session: &mut dyn Session, limits: Limits<'_>) -> Result<Option<String>, DbError> {
        if self.dialect == Dialect::Postgres {
            let [hidden] = numbers(session, HIDDEN).await?;
            if hidden > 0 {
                return Err(missing(format!("{hidden} sessions may not be seen: `GRANT pg_monitor TO <this user>`")));
            }
        }
        let query = if self.dialect == Dialect::Postgres { POSTGRES } else { MYSQL };
        let oldest = session.fetch(query, &[]).await?.into_iter().next();
        let Some(Ok([age, what])) = oldest.map(<[Value; 2]>::try_from) else { return Ok(None) };
        let age = u64::try_from(age.as_int().unwrap_or(0)).unwrap_or(0);
        let most = limits.time(Tunable::TransactionAge).map(millis).filter(|most| age > *most);
        let what = what.into_text().unwrap_or_default().replace('\n', " ");
        Ok(most.map(|_| {
            format!("a transaction is {}.{} s old and holds back what clears up behind the backfill: {what}", age / 1000, age % 1000 / 100)
        }))
    }
}
