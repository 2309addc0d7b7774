//! `checklist`: what contract would look at before its first step.

use serde_json::{Value, json};
use xc_core::plan::Phase;

use crate::checklist::{Checklist, Item};
use crate::cli::connection::Connection;
use crate::cli::find;
use crate::cli::outcome::{DONE, Outcome, Problem, REFUSED};

pub(super) async fn run(connection: &Connection, name: Option<&str>) -> Result<Outcome, Problem> {
    let Some(migration) = find::for_phase(connection, name, Phase::Contract).await? else {
        return Ok(Outcome::new("nothing to do: every migration is through contract", json!({ "items": [] })));
    };
    let checklist = connection.executor.checklist(migration).await?;
    let passed = checklist.is_passed();
    let text = format!("{}\n{checklist}", migration.name);
    let fields = json!({ "migration": migration.name, "passed": passed, "items": fields(&checklist) });
    Ok(Outcome::new(text, fields).with_code(if passed { DONE } else { REFUSED }))
}

fn fields(checklist: &Checklist) -> Vec<Value> {
    let one = |item: &Item| json!({ "name": item.name, "passed": item.passed, "evidence": item.evidence, "forced": item.forced });
    checklist.items.iter().map(one).collect()
}
