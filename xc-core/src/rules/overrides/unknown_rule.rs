//! An override names a rule. The parser asks this.

use crate::diagnostic::{Diagnostic, Sink, Sp};
use crate::nearest::nearest;
use crate::rules::{ALL, Example, Found, Overridable, Page, Rule, Severity};
use crate::syntax::Name;

/// XC0006.
pub static UNKNOWN_RULE: Rule = Rule {
    code: "XC0006",
    name: "unknown_rule",
    severity: Severity::Error,
    overridable: Overridable::No("an override of no rule is none"),
    page: Page {
        what: "`#[allow(...)]` names a rule that there is not.",
        why: "An override that does nothing looks like one that does: the reader believes that somebody thought about it.",
        databases: "All.",
        instead: "The rule's name, as the message of the rule and `explain` show it; not its code.",
        sources: &["The Rust reference, \"Lint check attributes\": `unknown_lints`"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, legacy varchar(50) null); }",
        "contract { #[allow(drop_without_sucessor, reason = \"unused since 2024\")] alter table users drop column legacy; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, legacy varchar(50) null); }",
        "contract { #[allow(drop_without_successor, reason = \"unused since 2024\")] alter table users drop column legacy; }",
    )],
    found: Found::OnTheWay,
};

/// The rule of a name. Where there is none, that is reported, and the one that was probably meant stands for it.
pub fn find(name: &Name, sink: &mut Sink) -> Option<Sp<&'static Rule>> {
    let written = name.node.as_str();
    if let Some(rule) = ALL.iter().find(|rule| rule.name == written) {
        return Some(Sp::new(*rule, name.place));
    }
    let by_code = ALL.iter().find(|rule| rule.code.eq_ignore_ascii_case(written));
    let meant = by_code.or_else(|| {
        let near = nearest(written, ALL.iter().map(|rule| rule.name));
        ALL.iter().find(|rule| Some(rule.name) == near)
    });
    let mistake = Diagnostic::new(&UNKNOWN_RULE, name.place, format!("there is no rule `{written}`"));
    sink.report(match (by_code, meant) {
        (Some(rule), _) => mistake.help(format!("a rule is overridden by its name: `{}`", rule.name)),
        (None, Some(rule)) => mistake.help(format!("did you mean `{}`?", rule.name)),
        (None, None) => mistake.note("the message of a rule that can be overridden ends with the line to write"),
    });
    meant.map(|rule| Sp::new(*rule, name.place))
}
