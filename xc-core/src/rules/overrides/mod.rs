//! `#[allow(rule, reason = "...")]`: the rules about overrides, and the one place where they take effect.

pub mod not_overridable;
pub mod unknown_rule;
pub mod unneeded;
pub mod without_reason;

use super::{Overridable, Rule};
use crate::diagnostic::{Allow, Diagnostic, Sink};
use not_overridable::NOT_OVERRIDABLE;
use unneeded::UNNEEDED_OVERRIDE;

/// A rule that was overridden, and would have refused something. See [`crate::plan::Override`].
#[derive(Debug)]
pub struct Override {
    /// The rule.
    pub rule: &'static Rule,
    /// The reason that was given.
    pub reason: String,
    /// Where what it covers stands: `file:line:column`.
    pub at: String,
    /// What the rule would have said.
    pub refused: String,
}

/// Takes what is overridden out of the sink. `whole` tells whether the migration was understood as a whole: only then does an override
/// that silences nothing mean anything.
pub fn apply(sink: &mut Sink, whole: bool) -> Vec<Override> {
    let allows = sink.take_allows();
    let mut used = vec![false; allows.len()];
    let mut overrides = Vec::new();
    for diagnostic in sink.take() {
        let is_about = |allow: &Allow| match &allow.rule {
            Some(rule) => rule.node.code == diagnostic.rule.code,
            None => diagnostic.rule.overridable == Overridable::WithReason,
        };
        let covering = allows.iter().enumerate().filter(|(_, allow)| is_about(allow) && allow.covers.contains(diagnostic.place));
        // The innermost is the one that begins last.
        let Some((index, allow)) = covering.max_by_key(|(_, allow)| allow.covers.begins()) else {
            sink.report(diagnostic);
            continue;
        };
        used[index] = true;
        match diagnostic.rule.overridable {
            Overridable::WithReason => overrides.push(Override {
                rule: diagnostic.rule,
                reason: allow.reason.clone(),
                at: allow.covers.location(),
                refused: diagnostic.message,
            }),
            Overridable::No(why) => {
                let note = format!("`{}` can't be overridden: {why}", diagnostic.rule.name);
                sink.report(diagnostic.note(note));
            }
        }
    }
    let whole = whole && !sink.has_errors();
    let unused = allows.iter().zip(used).filter(|(_, used)| !used);
    for rule in unused.filter_map(|(allow, _)| allow.rule.as_ref()) {
        let name = rule.node.name;
        match rule.node.overridable {
            Overridable::No(why) => {
                sink.report(Diagnostic::new(&NOT_OVERRIDABLE, rule.place, format!("`{name}` can't be overridden")).note(why));
            }
            Overridable::WithReason if whole => sink.report(
                Diagnostic::new(&UNNEEDED_OVERRIDE, rule.place, format!("`{name}` refuses nothing here"))
                    .help("take the override away: it would silence the rule when the statement is changed"),
            ),
            Overridable::WithReason => {}
        }
    }
    overrides
}
