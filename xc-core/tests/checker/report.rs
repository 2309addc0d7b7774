//! A diagnostic as a reader of the cases sees it: the message, then the line with the marked words.

use xc_core::diagnostic::Diagnostic;
use xc_core::rules::Severity;

use crate::support::Sources;

/// All diagnostics of a case.
pub(super) fn all(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics.iter().map(|diagnostic| one(diagnostic, sources)).collect::<Vec<_>>().join("\n")
}

fn one(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let message = sources.named(&diagnostic.text());
    let label = match diagnostic.rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let Some(text) = sources.text_at(diagnostic.place) else {
        return format!("{label}: {message}\n --> the whole call\n");
    };
    let (start, end) = (diagnostic.place.start.start(), diagnostic.place.end.end());
    assert!((start.line, start.column) < (end.line, end.column), "{message}: from {start:?} to {end:?}");
    let line = text.lines().nth(start.line - 1).unwrap_or_default();
    let (arrow, width) = if end.line == start.line {
        (format!("{}:{}", start.line, start.column + 1), end.column - start.column)
    } else {
        (format!("{}:{} to {}:{}", start.line, start.column + 1, end.line, end.column), line.chars().count() - start.column)
    };
    let margin = " ".repeat(start.line.to_string().len());
    let marks = format!("{}{}", " ".repeat(start.column), "^".repeat(width.max(1)));
    format!("{label}: {message}\n{margin}--> {arrow}\n{margin} |\n{} | {line}\n{margin} | {marks}\n", start.line)
}
