//! Days and points in time. A point in time is UTC wherever the database keeps a zone. SQLite has them as text, as its own functions write
//! it: `2024-02-29` and `2024-02-29 23:59:59.123`.

mod arithmetic;
mod epoch;
mod now;
mod parts;

use super::{Call, Function};
use crate::expression::domain::Domain;

pub(super) static FUNCTIONS: &[&[Function]] = &[parts::FUNCTIONS, arithmetic::FUNCTIONS, epoch::FUNCTIONS, now::FUNCTIONS];

impl Call<'_> {
    /// Whether an argument is a timestamp with a zone, on PostgreSQL.
    fn has_zone(&self, index: usize) -> bool {
        matches!(self.arguments[index].domain, Domain::Timestamp { zone: true, .. })
    }

    /// An argument without its zone, in UTC: PostgreSQL's functions would go by the session's.
    fn postgres_utc(&self, index: usize) -> String {
        let sql = &self.sql[index];
        if self.has_zone(index) { format!("({sql} AT TIME ZONE 'UTC')") } else { sql.clone() }
    }
}
