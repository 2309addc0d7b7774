//! `docs/COVERAGE.md` says of each pattern that the field knows what xc does about it, and where that is shown. It is checked to be true.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use xc_core::rules;

use crate::support::files;

/// A row of a table: its cells.
struct Row {
    pattern: String,
    outcome: String,
    by: String,
    shown: String,
}

#[test]
fn each_pattern_of_the_field_has_an_answer_that_is_shown() {
    let mut wrong = Vec::new();
    for row in rows() {
        let mut is_wrong = |what: String| wrong.push(format!("{}: {what}", row.pattern));
        let outcomes = ["refuse", "warn", "safe", "gate", "not yet"];
        if !outcomes.iter().any(|outcome| row.outcome.starts_with(outcome)) {
            is_wrong(format!("no such outcome: {}", row.outcome));
        }
        for code in codes(&row.by) {
            match rules::ALL.iter().find(|rule| rule.code == code) {
                None => is_wrong(format!("there is no rule {code}")),
                Some(rule) if row.outcome.starts_with("warn") != (rule.severity == rules::Severity::Warning) => {
                    is_wrong(format!("{code} is not {}", row.outcome));
                }
                Some(_) => {}
            }
        }
        let shown = references(&row.shown);
        if shown.is_empty() && row.outcome != "not yet" {
            is_wrong("nothing shows it".into());
        }
        for (file, words) in shown {
            match path(&file).and_then(|path| fs::read_to_string(path).ok()) {
                None => is_wrong(format!("there is no {file}")),
                Some(text) if file.starts_with("XC") => {
                    let heading = |line: &str| line.starts_with("## ") && line.ends_with(&format!(": {words}"));
                    if !text.lines().any(heading) {
                        is_wrong(format!("{file} has no case {words:?}"));
                    }
                }
                Some(text) if !text.contains(&words) => is_wrong(format!("{file} does not say {words:?}")),
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "docs/COVERAGE.md:\n{}", wrong.join("\n"));
}

/// The families from 01 on are about what a change does; 00 is about the form of a block.
#[test]
fn each_rule_about_a_change_is_in_the_coverage() {
    let rows = rows();
    let named: HashSet<String> = rows.iter().flat_map(|row| codes(&row.by)).collect();
    let missing: Vec<&str> =
        rules::ALL.iter().map(|rule| rule.code).filter(|code| !code.starts_with("XC00") && !named.contains(*code)).collect();
    assert!(
        missing.is_empty(),
        "docs/COVERAGE.md has no row for {}: which pattern, who knows it, and which case shows that it is refused",
        missing.join(", ")
    );
    assert!(rows.len() >= 80, "{} rows: some were lost", rows.len());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(root().join("docs/COVERAGE.md")).expect("docs/COVERAGE.md");
    let cells = |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect() };
    let lines = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| pattern |"));
    let row = |line: &str| match <[String; 5]>::try_from(cells(line)) {
        Ok([pattern, _, outcome, by, shown]) => Row { pattern, outcome, by, shown },
        Err(cells) => panic!("{} cells, not 5: {line}", cells.len()),
    };
    lines.map(row).collect()
}

/// The codes in a cell.
fn codes(cell: &str) -> Vec<String> {
    let words = cell.split(|ch: char| !ch.is_ascii_alphanumeric());
    words.filter(|word| word.len() == 6 && word.starts_with("XC")).map(str::to_owned).collect()
}

/// `` `file` "words" ``, each.
fn references(cell: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = cell;
    while let Some((_, after)) = rest.split_once('`') {
        let Some((file, after)) = after.split_once("` \"") else { panic!("no words behind a file: {cell}") };
        let end = after.match_indices('"').map(|(at, _)| at).find(|at| !after[..*at].ends_with('\\'));
        let end = end.unwrap_or_else(|| panic!("words without an end: {cell}"));
        found.push((file.to_owned(), after[..end].replace("\\\"", "\"")));
        rest = &after[end + 1..];
    }
    found
}

/// A rule's cases by its code, SQL by the name of its file, anything else by its path.
fn path(name: &str) -> Option<PathBuf> {
    if name.starts_with("XC") {
        return files("cases", "md").into_iter().find(|path| path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(name)));
    }
    let path = if name.ends_with(".sql") { root().join("xc-core/tests/sql").join(name) } else { root().join(name) };
    path.is_file().then_some(path)
}
