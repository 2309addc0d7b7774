//! What a command prints. Results go to stdout, what happens meanwhile to stderr, so that a pipe gets the results alone.

pub(super) mod amount;
pub(super) mod progress;

use std::io::Write;

use serde_json::{Map, Value, json};

use super::outcome::{Outcome, Problem};

/// Prints how a command ended; its exit code comes back.
pub(super) fn end(command: &str, json: bool, ended: Result<Outcome, Problem>) -> u8 {
    let (code, text, fields) = match ended {
        Ok(outcome) => (outcome.code, outcome.text, outcome.fields),
        Err(problem) => {
            say(&format!("error: {}", problem.message));
            (problem.code, String::new(), problem.fields())
        }
    };
    if json {
        print(&object(command, code, fields));
    } else if !text.is_empty() {
        print(&text);
    }
    code
}

fn object(command: &str, code: u8, fields: Map<String, Value>) -> String {
    let mut object = Map::from_iter([
        ("command".to_owned(), json!(command)),
        ("ok".to_owned(), json!(code == 0)),
        ("exit_code".to_owned(), json!(code)),
    ]);
    object.extend(fields);
    Value::Object(object).to_string()
}

/// To stdout. Whoever has closed it does not want to read on: that is no error.
pub(super) fn print(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{}", text.trim_end_matches('\n')).and_then(|()| stdout.flush());
}

/// To stderr.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Columns, each as wide as its widest cell; lines without trailing space.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows.iter().map(Vec::len).max().unwrap_or(0)).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A text with each of its lines moved to the right.
pub(super) fn indented(text: &str, by: usize) -> String {
    let space = " ".repeat(by);
    text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{space}{line}") }).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [vec!["a".to_owned(), "bb".to_owned()], vec!["ccc".to_owned(), "d".to_owned()]];
        assert_eq!(columns(&rows), "a    bb\nccc  d");
    }

    #[test]
    fn the_object_is_one_line() {
        let text = object("status", 4, Problem::refused("edited", "two\nlines").fields());
        assert!(!text.contains('\n') && text.contains("\"ok\":false") && text.contains("\"exit_code\":4"), "{text}");
    }
}
