//! What migrations require of those before them, in a file that can be read: chains of blocks, and what came of them on each database.

use std::fmt::Write as _;

use xc_core::compile;
use xc_core::diagnostic::Diagnostic;
use xc_core::plan::Dialect;
use xc_core::schema::Schema;

use crate::support::{Sources, differs, files};

#[test]
fn a_migration_requires_what_its_file_shows() {
    let mut wrong = Vec::new();
    for path in files("flights", "md") {
        let is = std::fs::read_to_string(&path).expect("a readable file");
        let mut should = String::new();
        let mut chain: Option<String> = None;
        let mut skipping = false;
        for line in is.lines() {
            match (line, &mut chain) {
                ("```rust", None) => chain = Some(String::new()),
                ("```", Some(_)) => {
                    let (text, said) = chain.take().map(|text| (text.clone(), said(&text))).unwrap_or_default();
                    write!(should, "```rust\n{text}```\n\n```text\n{said}```\n\n").expect("a String takes it");
                    skipping = true;
                }
                // What is said of a chain is made anew.
                (line, None) if skipping && !line.starts_with('#') => {}
                (line, None) => {
                    skipping = false;
                    writeln!(should, "{line}").expect("a String takes it");
                }
                (line, Some(text)) => writeln!(text, "{line}").expect("a String takes it"),
            }
        }
        wrong.extend(differs(&path, &format!("{}\n", should.trim_end())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Takes a chain of blocks through the compiler. Blocks are parted by empty lines; each comes after the one before it.
fn said(text: &str) -> String {
    let mut said = String::new();
    let mut sources = Sources::default();
    let mut schema = Schema::default();
    for block in text.split("\n\n") {
        let name = block.trim().strip_prefix("name: ").and_then(|rest| rest.split(',').next()).expect("a block begins with its name");
        let compiled = compile::stops(sources.parse(block, name), schema);
        let dialects: Vec<Dialect> = compiled.plans.iter().flat_map(|plan| plan.dialects.clone()).collect();
        for diagnostic in compiled.sink.into_sorted() {
            writeln!(said, "{name}: {}", sources.named(&Diagnostic::text(&diagnostic))).expect("a String takes it");
        }
        let mut groups: Vec<(Vec<&str>, String)> = Vec::new();
        for dialect in dialects {
            let plan = compiled.plans.iter().find(|plan| plan.dialects.contains(&dialect)).expect("it is named by one of them");
            let mut requires = String::new();
            for requirement in &plan.requires {
                let because = sources.named(&requirement.because);
                writeln!(requires, "  {} at {}: {because}", requirement.migration, requirement.phase).expect("a String takes it");
            }
            match groups.iter_mut().find(|(_, known)| *known == requires) {
                Some((dialects, _)) => dialects.push(dialect.name()),
                None => groups.push((vec![dialect.name()], requires)),
            }
        }
        for (dialects, requires) in &groups {
            let on = if groups.len() > 1 { format!(" on {}", dialects.join(", ")) } else { String::new() };
            let what = if requires.is_empty() { " nothing\n".to_owned() } else { format!("\n{requires}") };
            write!(said, "{name} requires{on}{what}").expect("a String takes it");
        }
        schema = compiled.migration.expect("it has a name").after;
    }
    said
}
