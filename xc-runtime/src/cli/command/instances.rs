//! `instances`: who is alive, and who stands in the way.

use std::time::Duration;

use serde_json::{Value, json};

use crate::cli::connection::Connection;
use crate::cli::find;
use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::amount::time;
use crate::cli::output::columns;
use crate::journal::Reached;
use crate::presence::Instance;

pub(super) async fn run(connection: &Connection) -> Result<Outcome, Problem> {
    let instances = connection.executor.instances().await?;
    let mut before_contract = Vec::new();
    for (migration, reached) in find::reached(connection).await? {
        let narrows = migration.plan(connection.executor.dialect()).is_some_and(|plan| !plan.contract.is_empty());
        if narrows && reached < Reached::Contracted {
            let names: Vec<String> = connection.executor.instances_with_old(migration).await?.into_iter().map(|each| each.name).collect();
            before_contract.push((migration.name, names));
        }
    }
    let waits_for = |instance: &Instance| -> Vec<&str> {
        before_contract.iter().filter(|(_, names)| names.contains(&instance.name)).map(|(migration, _)| *migration).collect()
    };
    let mut rows = vec![["instance", "build", "up", "last beat", "in the way of contract of"].map(str::to_owned).to_vec()];
    rows.extend(instances.iter().map(|each| {
        let waits_for = waits_for(each);
        let waits_for = if waits_for.is_empty() { "-".to_owned() } else { waits_for.join(", ") };
        vec![each.name.clone(), each.build.clone(), time(each.up), format!("{} ago", time(each.since_beat)), waits_for]
    }));
    let text = match instances.is_empty() {
        true => UNSEEN.to_owned(),
        false => columns(&rows),
    };
    let listed: Vec<Value> = instances.iter().map(|each| fields(each, &waits_for(each))).collect();
    Ok(Outcome::new(text, json!({ "instances": listed })))
}

const UNSEEN: &str = "no instance is registered\n\
    An application without `xc::presence(...)` is not seen: that nobody is listed does not mean that nobody is there.";

fn fields(instance: &Instance, in_the_way_of: &[&str]) -> Value {
    let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    json!({
        "instance": instance.name,
        "build": instance.build,
        "host": instance.host,
        "up_ms": ms(instance.up),
        "since_beat_ms": ms(instance.since_beat),
        "expires_in_ms": ms(instance.expires_in),
        "in_the_way_of": in_the_way_of,
    })
}
