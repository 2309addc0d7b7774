//! The page of a rule as text: what `explain XC0203` prints.
//!
//! The pages are those of `docs/RULES.md`, which is made from the rules: this module needs nothing of the language.

use std::fmt;

use crate::nearest::nearest;

const PAGES: &str = include_str!("../../docs/RULES.md");

/// A rule's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The rule's code: `XC0203`.
    pub code: &'static str,
    /// The rule's name: `set_not_null_unfilled`.
    pub name: &'static str,
    text: &'static str,
}

/// There is no rule of that code or name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchRule {
    asked: String,
    near: Option<Page>,
}

/// The page of a rule, by its code or its name, in any case.
///
/// ```
/// let page = xc_core::explain::explain("xc0203").unwrap();
/// assert_eq!(page.name, "set_not_null_unfilled");
/// assert!(page.to_string().contains("Why it hurts:"));
/// assert_eq!(xc_core::explain::explain("set_not_null_unfiled").unwrap_err().to_string(), "there is no rule `set_not_null_unfiled`; did you mean XC0203 set_not_null_unfilled?");
/// ```
///
/// # Errors
/// There is no such rule: the error names the nearest.
pub fn explain(code_or_name: &str) -> Result<Page, NoSuchRule> {
    let asked = code_or_name.trim();
    let found = pages().find(|page| page.code.eq_ignore_ascii_case(asked) || page.name.eq_ignore_ascii_case(asked));
    found.ok_or_else(|| {
        // One wrong digit of a code is another rule: only names are near to each other.
        let near = nearest(asked, pages().map(|page| page.name));
        NoSuchRule { asked: asked.to_owned(), near: pages().find(|page| Some(page.name) == near) }
    })
}

/// All pages, by code.
pub fn pages() -> impl Iterator<Item = Page> {
    PAGES.split("\n## ").skip(1).filter_map(|text| {
        let (heading, text) = text.split_once('\n')?;
        let (code, name) = heading.split_once(' ')?;
        Some(Page { code, name, text: text.trim() })
    })
}

/// Without the marks of Markdown.
impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}\n\n", self.code, self.name)?;
        for line in self.text.lines() {
            // An example is left as it is.
            if line.starts_with("    ") {
                writeln!(f, "{line}")?;
            } else {
                writeln!(f, "{}", line.replace("**", "").trim_start_matches('*').trim_end_matches('*'))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for NoSuchRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule `{}`", self.asked)?;
        match self.near {
            Some(near) => write!(f, "; did you mean {} {}?", near.code, near.name),
            None => Ok(()),
        }
    }
}

impl std::error::Error for NoSuchRule {}
