//! The pages of the rules as one text: Markdown that reads well as plain text too. [`mod@crate::explain`] gives out parts of it.

use std::fmt::Write as _;

use super::{ALL, Example, Overridable, Rule, Severity};
use crate::plan::Dialect;

/// Columns of a line.
const WIDTH: usize = 110;

/// The first two digits of a code, and what the rules of that family are about.
const FAMILIES: &[(&str, &str)] = &[
    ("00", "the form of the block, and overrides"),
    ("01", "phases"),
    ("02", "nullability"),
    ("03", "names"),
    ("04", "types"),
    ("05", "locks, and what a database can't build beside the application"),
    ("06", "data loss"),
    ("07", "backfills and mappings"),
    ("08", "the chain"),
];

/// `docs/RULES.md`.
pub fn all() -> String {
    let mut text = String::from("# The rules\n\n");
    paragraph(
        &mut text,
        "Made from the rules themselves, by a test that keeps it equal to them (`BLESS=1 cargo test -p xc-core`). Each example is compiled, for \
         each of the databases that it is about: what is called refused is refused by that rule and no other, what is called allowed compiles \
         without a warning.",
    );
    paragraph(
        &mut text,
        "v1 is the version of the application that is running when a migration begins, v2 the one that is deployed while it is under way. \
         A rule that can be overridden is overridden where it fires, with a reason that the plan keeps: \
         `#[allow(drop_without_successor, reason = \"unused since 2024\")] drop column legacy`.",
    );
    for (number, about) in FAMILIES {
        let rules = ALL.iter().filter(|rule| rule.code[2..].starts_with(number));
        let lines: Vec<String> = rules
            .map(|rule| format!("| [{0}](#{1}-{2}) | {2} | {3} |\n", rule.code, rule.code.to_lowercase(), rule.name, weight(rule)))
            .collect();
        if !lines.is_empty() {
            let _ = write!(text, "**{number}: {about}**\n\n| code | name | |\n|---|---|---|\n{}\n", lines.concat());
        }
    }
    for rule in ALL {
        text.push_str(&one(rule));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// One page. It begins with `## CODE name`.
pub fn one(rule: &Rule) -> String {
    let mut text = format!("## {} {}\n\n", rule.code, rule.name);
    paragraph(
        &mut text,
        &match rule.overridable {
            Overridable::No(why) => format!("*{}. It can't be overridden: {why}.*", capital(weight(rule))),
            Overridable::WithReason => format!("*{}.*", capital(weight(rule))),
        },
    );
    paragraph(&mut text, rule.page.what);
    for (label, part) in [("Why it hurts", rule.page.why), ("Databases", rule.page.databases), ("Write instead", rule.page.instead)] {
        paragraph(&mut text, &format!("**{label}:** {part}"));
    }
    examples(&mut text, "Refused", rule.refused);
    examples(&mut text, "Allowed", rule.allowed);
    text.push_str("**Sources:**\n\n");
    for source in rule.page.sources {
        wrapped(&mut text, "- ", "  ", source);
    }
    text.push('\n');
    text
}

fn weight(rule: &Rule) -> &'static str {
    match (rule.severity, rule.overridable) {
        (Severity::Error, Overridable::No(_)) => "error",
        (Severity::Error, Overridable::WithReason) => "error, unless overridden with a reason",
        (Severity::Warning, Overridable::No(_)) => "warning",
        (Severity::Warning, Overridable::WithReason) => "warning, unless overridden with a reason",
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn examples(text: &mut String, label: &str, examples: &[Example]) {
    for (index, example) in examples.iter().enumerate() {
        let on = if example.on.len() == Dialect::ALL.len() {
            String::new()
        } else {
            let names: Vec<&str> = example.on.iter().map(|dialect| dialect.name()).collect();
            format!(" on {}", names.join(", "))
        };
        let also = if index == 0 { "" } else { " as well" };
        let _ = write!(text, "**{label}{also}{on}:**\n\n");
        if !example.before.is_empty() {
            text.push_str("    // After a migration with\n");
            indented(text, example.before);
            text.push_str("    // this one:\n");
        }
        indented(text, example.block);
        text.push('\n');
    }
}

/// A block of source, which Markdown takes for one by its indent. Its own lines after the first are set where the source of the rule has
/// them.
fn indented(text: &mut String, block: &str) {
    let margin = block.lines().skip(1).filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len()).min();
    for (index, line) in block.lines().enumerate() {
        let line = if index == 0 { line } else { line.get(margin.unwrap_or(0)..).unwrap_or_default() };
        let _ = writeln!(text, "    {line}");
    }
}

fn paragraph(text: &mut String, words: &str) {
    wrapped(text, "", "", words);
    text.push('\n');
}

fn wrapped(text: &mut String, first: &str, rest: &str, words: &str) {
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in words.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            line = rest.to_owned();
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    let _ = writeln!(text, "{line}");
}
