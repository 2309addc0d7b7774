//! `status`: where everything is.

use serde_json::{Value, json};
use xc_core::plan::{Migration, Phase};

use super::control;
use crate::activity::{self, Activity};
use crate::backends::Session;
use crate::backfill;
use crate::cli::arguments::command_of;
use crate::cli::connection::Connection;
use crate::cli::find::next;
use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::amount::{count, time};
use crate::cli::output::columns;
use crate::error::Error;
use crate::executor::Inner;
use crate::journal::{BackfillMark, Entry, Reached, StepMark, content_id};

/// A migration of the list, beside what the journal has of it.
struct Place {
    migration: &'static Migration,
    reached: Reached,
    /// The journal has another content under its name.
    edited: bool,
    steps: Vec<StepMark>,
    backfills: Vec<(&'static str, BackfillMark)>,
    /// Earlier migrations that it waits for: name and phase.
    waits_for: Vec<(&'static str, Phase)>,
}

pub(super) async fn run(connection: &Connection) -> Result<Outcome, Problem> {
    let inner = &connection.executor.inner;
    let mut session = inner.database.open().await.map_err(Error::database("can't open a connection"))?;
    let entries = inner.journal.entries(session.as_mut()).await.map_err(Error::database("can't read the journal"))?;
    let mut places = Vec::new();
    for migration in inner.migrations {
        places.push(place(inner, session.as_mut(), migration, &entries).await?);
    }
    let unknown: Vec<&Entry> = entries.iter().filter(|entry| !inner.migrations.iter().any(|listed| listed.name == entry.name)).collect();
    let control = connection.executor.control().await?;
    let activity = activity::read(inner.database.as_ref()).await.map_err(Error::database("can't read what is being done"))?;
    let instances = connection.executor.instances().await?;

    let dialect = inner.database.dialect();
    let mut lines =
        vec![format!("{} {} at {}", dialect, dialect.version_text(inner.database.version()), connection.shown_url), String::new()];
    lines.push(columns(&places.iter().map(row).collect::<Vec<_>>()));
    lines.extend(
        unknown
            .iter()
            .map(|entry| format!("{}: {} here, and not in this program's list: a later build's", entry.name, entry.reached.name())),
    );
    lines.push(String::new());
    lines.push(match (&control.at_work, &activity) {
        (Some(holder), Some(activity)) => format!("at work: {holder}\n  {}", shown(activity)),
        (Some(holder), None) => format!("at work: {holder}"),
        (None, _) => "at work: nobody".to_owned(),
    });
    if let Some(by) = &control.paused_by {
        lines.push(format!("paused by {by}: `resume` lets runs go on"));
    }
    if control.tuning.iter().next().is_some() {
        lines.push("tuned: `tune` shows what".to_owned());
    }
    lines.push(format!("instances alive: {}{}", instances.len(), if instances.is_empty() { "" } else { " (`instances` lists them)" }));

    let fields = json!({
        "database": { "dialect": dialect.name(), "version": dialect.version_text(inner.database.version()), "url": connection.shown_url },
        "migrations": places.iter().map(fields).collect::<Vec<Value>>(),
        "unknown": unknown.iter().map(|entry| json!({ "name": entry.name, "state": entry.reached.name() })).collect::<Vec<Value>>(),
        "at_work": control.at_work,
        "activity": activity.as_ref().map(activity_fields),
        "paused_by": control.paused_by,
        "tuning": control::fields(&control.tuning),
        "instances": instances.len(),
    });
    Ok(Outcome::new(lines.join("\n"), fields))
}

async fn place(inner: &Inner, session: &mut dyn Session, migration: &'static Migration, entries: &[Entry]) -> Result<Place, Problem> {
    let entry = entries.iter().find(|entry| entry.name == migration.name);
    let reached = entry.map_or(Reached::Pending, |entry| entry.reached);
    let edited = entry.is_some_and(|entry| entry.content_id != content_id(migration));
    let read = Error::database("can't read the journal");
    let steps = inner.journal.steps(session, migration).await.map_err(read)?;
    let plan = crate::phase::plan_of(inner, migration)?;
    let mut backfills = Vec::new();
    for (ordinal, planned) in plan.migrate.iter().enumerate() {
        let read = Error::database("can't read the journal");
        let Some(mark) = inner.journal.backfill(session, migration, ordinal).await.map_err(read)? else { continue };
        let open = inner.journal.ranges(session, migration, ordinal).await.map_err(Error::database("can't read the journal"))?;
        let (rows, filled) = backfill::done(&mark, &open);
        backfills.push((planned.table, BackfillMark { rows, filled, ..mark }));
    }
    let state_of = |name: &str| entries.iter().find(|entry| entry.name == name).map_or(Reached::Pending, |entry| entry.reached);
    let unmet = plan.requires.iter().filter(|requirement| state_of(requirement.migration) < Reached::after(requirement.phase));
    let waits_for = unmet.map(|requirement| (requirement.migration, requirement.phase)).collect();
    Ok(Place { migration, reached, edited, steps, backfills, waits_for })
}

impl Place {
    /// A phase that was begun and not finished.
    fn begun(&self) -> Option<Phase> {
        let next = next(self.reached)?;
        let steps = self.steps.iter().any(|mark| mark.phase == next);
        let filling = next == Phase::Migrate && !self.backfills.is_empty();
        (steps || filling).then_some(next)
    }
}

fn row(place: &Place) -> Vec<String> {
    let (name, next) = (place.migration.name, next(place.reached));
    let remark = if place.edited {
        "EDITED since it was begun here: restore it, and put the change into a new migration".to_owned()
    } else if let Some((needed, phase)) = place.waits_for.first() {
        format!("waits for {needed} to be through {}", command_of(*phase))
    } else if let Some(phase) = place.begun() {
        format!("{} was begun: `{} {name}` goes on", command_of(phase), command_of(phase))
    } else {
        next.map_or_else(String::new, |phase| format!("next: {}", command_of(phase)))
    };
    let rows = match place.begun() {
        Some(Phase::Migrate) => {
            let filled = place.backfills.iter().map(|(table, mark)| format!("{table}: {} rows filled", count(mark.filled)));
            format!(" ({})", filled.collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    };
    vec![name.to_owned(), place.reached.name().to_owned(), format!("{remark}{rows}")]
}

fn fields(place: &Place) -> Value {
    let backfills = place
        .backfills
        .iter()
        .map(|(table, mark)| json!({ "table": table, "rows": mark.rows, "filled": mark.filled, "finished": mark.finished }));
    let waits_for = place.waits_for.iter().map(|(migration, phase)| json!({ "migration": migration, "phase": phase.keyword() }));
    json!({
        "name": place.migration.name,
        "declared_at": place.migration.declared_at,
        "state": place.reached.name(),
        "next": next(place.reached).map(Phase::keyword),
        "begun": place.begun().map(Phase::keyword),
        "edited": place.edited,
        "waits_for": waits_for.collect::<Vec<Value>>(),
        "backfills": backfills.collect::<Vec<Value>>(),
    })
}

/// What a run is doing, on one line.
pub(super) fn shown(activity: &Activity) -> String {
    let mut parts = vec![format!("{} {}", activity.migration, activity.phase).trim().to_owned()];
    if !activity.doing.is_empty() {
        parts.push(activity.doing.clone());
    }
    if activity.total > 0 {
        let percent = activity.rows.saturating_mul(100) / activity.total.max(activity.rows);
        parts.push(format!("{} of {} rows ({percent} %)", count(activity.rows), count(activity.total)));
    }
    if activity.rows_per_second > 0 {
        parts.push(format!("{} rows/s", count(activity.rows_per_second)));
    }
    if let Some(eta) = activity.eta() {
        parts.push(format!("{} left", time(eta)));
    }
    if activity.retries > 0 {
        parts.push(format!("{} retries", count(activity.retries)));
    }
    if let Some(lag) = activity.replica_lag {
        parts.push(format!("replicas {:.1} s behind", lag.as_secs_f64()));
    }
    let waits = activity.waits.as_deref().map(|waits| format!("; waits: {waits}")).unwrap_or_default();
    format!("{}{waits}", parts.join(", "))
}

pub(super) fn activity_fields(activity: &Activity) -> Value {
    json!({
        "holder": activity.holder,
        "migration": activity.migration,
        "phase": activity.phase,
        "doing": activity.doing,
        "rows": activity.rows,
        "total": activity.total,
        "rows_per_second": activity.rows_per_second,
        "batch_size": activity.batch_size,
        "eta_s": activity.eta().map(|eta| eta.as_secs()),
        "waits": activity.waits,
        "retries": activity.retries,
        "replica_lag_ms": activity.replica_lag.map(|lag| u64::try_from(lag.as_millis()).unwrap_or(u64::MAX)),
        "age_ms": u64::try_from(activity.age.as_millis()).unwrap_or(u64::MAX),
    })
}
