//! `pause`, `resume`, `cancel`, `tune`: what a run in another process is told.

use serde_json::{Map, Value, json};

use crate::cli::connection::Connection;
use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::columns;
use crate::cli::setting::setting;
use crate::control::{Setting, Tunable, Tuning};

pub(super) async fn pause(connection: &Connection) -> Result<Outcome, Problem> {
    connection.executor.pause().await?;
    told(
        connection,
        "paused: runs wait at their next batch or step, within about a second, and so do those that begin later\nnext: `resume`",
    )
    .await
}

pub(super) async fn resume(connection: &Connection) -> Result<Outcome, Problem> {
    connection.executor.resume().await?;
    told(connection, "resumed").await
}

pub(super) async fn cancel(connection: &Connection) -> Result<Outcome, Problem> {
    let at_work = connection.executor.control().await?.at_work;
    connection.executor.cancel().await?;
    let text = match &at_work {
        Some(holder) => format!("cancelled: {holder} stops at its next batch or step; what is done stands, and the next run goes on there"),
        None => "no executor is at work: there was nothing to cancel".to_owned(),
    };
    Ok(Outcome::new(text, json!({ "cancelled": at_work })))
}

pub(super) async fn tune(connection: &Connection, settings: &[String]) -> Result<Outcome, Problem> {
    let tuning = settings.iter().try_fold(Tuning::new(), |tuning, text| {
        let (tunable, setting) = setting(text)?;
        Ok::<_, Problem>(tuning.with(tunable, setting))
    })?;
    if !settings.is_empty() {
        connection.executor.tune(tuning).await?;
    }
    let control = connection.executor.control().await?;
    let rows: Vec<Vec<String>> = Tunable::ALL
        .into_iter()
        .map(|tunable| vec![tunable.name().to_owned(), shown(control.tuning.get(tunable), tunable.unit())])
        .collect();
    Ok(Outcome::new(columns(&rows), json!({ "tuning": fields(&control.tuning) })))
}

async fn told(connection: &Connection, text: &str) -> Result<Outcome, Problem> {
    let control = connection.executor.control().await?;
    let who = match &control.at_work {
        Some(holder) => format!("\nat work: {holder}"),
        None => "\nno executor is at work".to_owned(),
    };
    Ok(Outcome::new(
        format!("{text}{who}"),
        json!({ "paused_by": control.paused_by, "at_work": control.at_work, "tuning": fields(&control.tuning) }),
    ))
}

pub(super) fn fields(tuning: &Tuning) -> Value {
    let named = tuning.iter().map(|(tunable, setting)| {
        let value = match setting {
            Setting::Default => json!("default"),
            Setting::Off => json!("off"),
            Setting::To(value) => json!(value),
        };
        (tunable.name().to_owned(), value)
    });
    Value::Object(named.collect::<Map<_, _>>())
}

fn shown(setting: Setting, unit: &str) -> String {
    match setting {
        Setting::Default => "default".to_owned(),
        Setting::Off => "off".to_owned(),
        Setting::To(value) => format!("{value} {unit}"),
    }
}
