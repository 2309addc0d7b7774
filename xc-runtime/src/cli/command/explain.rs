//! `explain`: the pages of the compiler's rules.

use serde_json::{Value, json};
use xc_core::explain;

use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::columns;

pub(super) fn run(code: Option<&str>) -> Result<Outcome, Problem> {
    let Some(code) = code else {
        let rows: Vec<Vec<String>> = explain::pages().map(|page| vec![page.code.to_owned(), page.name.to_owned()]).collect();
        let rules: Vec<Value> = explain::pages().map(|page| json!({ "code": page.code, "name": page.name })).collect();
        return Ok(Outcome::new(columns(&rows), json!({ "rules": rules })));
    };
    let page = explain::explain(code).map_err(|error| Problem::usage(error.to_string()))?;
    let text = page.to_string();
    Ok(Outcome::new(text.clone(), json!({ "code": page.code, "name": page.name, "page": text })))
}
