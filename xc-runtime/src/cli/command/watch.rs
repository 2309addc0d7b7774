//! `watch`: a run in another process, followed through the database.

use std::time::Duration;

use serde_json::json;

use super::status::{activity_fields, shown};
use crate::activity;
use crate::cli::connection::{Connection, stopped};
use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::print;
use crate::error::Error;

/// Looks until nobody is at work any more, or Ctrl-C. With `--json` each look is an object too, the last one that of the command.
pub(super) async fn run(connection: &Connection, every: Duration, once: bool, json: bool) -> Result<Outcome, Problem> {
    let inner = &connection.executor.inner;
    let mut seen = false;
    let stopped = stopped();
    tokio::pin!(stopped);
    loop {
        let control = connection.executor.control().await?;
        let activity = activity::read(inner.database.as_ref()).await.map_err(Error::database("can't read what is being done"))?;
        let paused = control.paused_by.as_deref().map(|by| format!("; paused by {by}")).unwrap_or_default();
        let (text, fields) = match (&control.at_work, &activity) {
            (Some(holder), Some(activity)) => (
                format!("{holder}: {}{paused}", shown(activity)),
                json!({ "at_work": holder, "activity": activity_fields(activity), "paused_by": control.paused_by }),
            ),
            (Some(holder), None) => {
                (format!("{holder} is at work{paused}"), json!({ "at_work": holder, "activity": null, "paused_by": control.paused_by }))
            }
            (None, _) => {
                let text = if seen { "the run has ended" } else { "no executor is at work" };
                return Ok(Outcome::new(
                    format!("{text}{paused}"),
                    json!({ "at_work": null, "activity": null, "paused_by": control.paused_by }),
                ));
            }
        };
        if once {
            return Ok(Outcome::new(text, fields));
        }
        seen = true;
        print(&if json { fields.to_string() } else { text });
        tokio::select! {
            () = tokio::time::sleep(every.max(Duration::from_millis(100))) => {}
            () = &mut stopped => return Ok(Outcome::new(String::new(), fields)),
        }
    }
}
