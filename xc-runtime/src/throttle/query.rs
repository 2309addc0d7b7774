//! A query of the user's own.

use async_trait::async_trait;

use super::signal::{Limits, Signal, numbers};
use crate::backends::{DbError, Session};

pub(super) struct Query {
    sql: &'static str,
    most: i64,
}

impl Query {
    pub(super) fn new(sql: &'static str, most: i64) -> Query {
        Query { sql, most }
    }
}

#[async_trait]
impl Signal for Query {
    fn label(&self) -> &'static str {
        "query"
    }

    fn name(&self) -> String {
        format!("`{}`", self.sql)
    }

    fn is_on(&self, _limits: Limits<'_>) -> bool {
        true
    }

    async fn read(&mut self, session: &mut dyn Session, _limits: Limits<'_>) -> Result<Option<String>, DbError> {
        let [found] = numbers(session, self.sql).await?;
        Ok((found > self.most).then(|| format!("`{}` gives {found}, and it may be {}", self.sql, self.most)))
    }
}
