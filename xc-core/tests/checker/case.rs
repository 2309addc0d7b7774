//! The form of a file in `cases/`: for each case a heading, what it comes after, the block, and what is said of it.

use std::fs;
use std::path::Path;

use xc_core::rules::Severity;

/// A file of cases.
pub(crate) struct CaseFile {
    /// Everything before the first case.
    pub(crate) preamble: String,
    /// The code and the name of the rule, where the file is one rule's.
    pub(crate) rule: Option<(String, String)>,
    /// The cases.
    pub(crate) cases: Vec<Case>,
}

/// One case.
pub(crate) struct Case {
    /// `## Refused: ...`, without the signs.
    pub(crate) heading: String,
    /// What is between the heading and the block.
    pub(crate) setting: String,
    /// The block.
    pub(crate) block: String,
}

/// How a block is to be taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form<'a> {
    /// Phases; the header is added.
    Phases { after: Option<&'a str> },
    /// A block with a header of its own.
    Whole,
    /// The inside of `migrations![...]`.
    List,
    /// What the predecessor's macro hands back: a literal, then the block.
    Callback,
}

impl Case {
    /// How many mistakes the heading promises.
    pub(crate) fn mistakes(&self) -> usize {
        let (outcome, _) = self.heading.split_once(": ").unwrap_or_else(|| panic!("heading without an outcome: {}", self.heading));
        match outcome {
            "Allowed" => 0,
            "Refused" | "Warned" => 1,
            _ => {
                let count = outcome.strip_prefix("Refused, ").and_then(|rest| rest.strip_suffix(" mistakes"));
                count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("no such outcome: {}", self.heading))
            }
        }
    }

    /// How much they weigh.
    pub(crate) fn severity(&self) -> Option<Severity> {
        match self.heading.split([':', ',']).next() {
            Some("Refused") => Some(Severity::Error),
            Some("Warned") => Some(Severity::Warning),
            _ => None,
        }
    }

    /// `After ...:`, `A whole block:`, `A list:`, `A callback:`, or nothing for phases of a first migration.
    pub(crate) fn form(&self) -> Form<'_> {
        match self.setting.trim() {
            "" => Form::Phases { after: None },
            "A whole block:" => Form::Whole,
            "A list:" => Form::List,
            "A callback:" => Form::Callback,
            after => {
                let name = after.strip_prefix("After `").and_then(|rest| rest.strip_suffix("`:"));
                Form::Phases { after: Some(name.unwrap_or_else(|| panic!("no such setting: {after}"))) }
            }
        }
    }

    /// The case as the file shows it.
    pub(crate) fn spelled(&self, said: &str) -> String {
        let setting = if self.setting.trim().is_empty() { String::new() } else { format!("{}\n\n", self.setting.trim()) };
        let said = if said.is_empty() { String::new() } else { format!("\n```text\n{said}```\n") };
        format!("## {}\n\n{setting}```rust\n{}```\n{said}", self.heading, self.block)
    }
}

/// Reads a file. What is said of a case is not kept: it is compared with the file as a whole.
pub(crate) fn read(file: &Path) -> CaseFile {
    let text = fs::read_to_string(file).expect("a readable file");
    let mut found = CaseFile { preamble: String::new(), rule: None, cases: Vec::new() };
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let at_text = fence == Some("```text");
        if line == "```" && fence.is_some() {
            fence = None;
        } else if fence.is_none() && line.starts_with("```") {
            fence = Some(line);
        } else if fence.is_none()
            && let Some(heading) = line.strip_prefix("## ")
        {
            found.cases.push(Case { heading: heading.into(), setting: String::new(), block: String::new() });
        } else if let Some(case) = found.cases.last_mut().filter(|_| !at_text) {
            let into = if fence.is_some() { &mut case.block } else { &mut case.setting };
            into.push_str(line);
            into.push('\n');
        } else if !at_text {
            found.preamble.push_str(line);
            found.preamble.push('\n');
        }
    }
    let title: Vec<&str> = found.preamble.lines().next().unwrap_or_default().split(' ').collect();
    if let ["#", code, name] = title.as_slice()
        && code.starts_with("XC")
    {
        found.rule = Some(((*code).to_owned(), (*name).to_owned()));
    }
    found
}
