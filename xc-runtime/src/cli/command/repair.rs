//! `repair`: rows out of parity are brought in step, from the side that is right.

use serde_json::json;

use crate::cli::connection::Connection;
use crate::cli::find;
use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::amount::count;
use crate::repair::Direction;

pub(super) async fn run(connection: &Connection, name: &str, direction: Direction) -> Result<Outcome, Problem> {
    let migration = find::by_name(connection.executor.inner.migrations, name)?;
    let rows = connection.work(connection.executor.repair(migration, direction)).await?;
    let from = match direction {
        Direction::Forward => "old",
        Direction::Reverse => "new",
    };
    let text = format!("{} rows of {name} repaired from their {from} side\nnext: `verify {name}`", count(rows));
    Ok(Outcome::new(text, json!({ "migration": name, "from": from, "rows": rows })))
}
