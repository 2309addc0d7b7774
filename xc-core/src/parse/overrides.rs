//! `#[allow(rule, reason = "...")]`, where a statement, an action, a column or an assignment may begin. Doc comments may stand there as well.

use proc_macro2::Delimiter;

use super::cursor::{Cursor, Parsed};
use crate::diagnostic::{Allow, Diagnostic, Place, Sink, Sp};
use crate::rules::Rule;
use crate::rules::overrides::unknown_rule;
use crate::rules::overrides::without_reason::OVERRIDE_WITHOUT_REASON;
use crate::rules::syntax::SYNTAX;
use crate::syntax::Literal;

const FORM: &str = "#[allow(rule, reason = \"...\")]";

/// The attributes in front of something that is not parsed yet.
#[derive(Default)]
pub(super) struct Attributes {
    allows: Vec<(Option<Sp<&'static Rule>>, String)>,
    /// Where the first override stands.
    first: Option<Place>,
    /// The lines of the doc comment.
    pub(super) doc: Vec<String>,
}

/// Takes the attributes that come next.
pub(super) fn take(cursor: &mut Cursor, sink: &mut Sink) -> Attributes {
    let mut attributes = Attributes::default();
    while cursor.take_sign("#") {
        let Some(group) = cursor.take_group(Delimiter::Bracket) else {
            sink.report(cursor.expected("`[` after `#`").help(FORM));
            break;
        };
        if let Err(mistake) = attribute(Cursor::inside(&group), &mut attributes, sink) {
            sink.report(mistake);
            attributes.allows.push((None, String::new()));
        }
    }
    attributes
}

/// Takes those in front of a part; `None` where a broken one is all that is there, which was reported.
pub(super) fn take_before(part: &mut Cursor, sink: &mut Sink) -> Option<Attributes> {
    let before = sink.count();
    let attributes = take(part, sink);
    (!part.at_end() || sink.count() == before).then_some(attributes)
}

impl Attributes {
    /// Says what they stand in front of.
    pub(super) fn cover(self, place: Place, sink: &mut Sink) {
        for (rule, reason) in self.allows {
            sink.allow(Allow { rule, reason, covers: place });
        }
    }

    /// Where no rule can be overridden.
    pub(super) fn cover_nothing(&self, sink: &mut Sink) {
        if let Some(place) = self.first {
            sink.report(
                Diagnostic::new(&SYNTAX, place, "an override stands in front of what it is for")
                    .help("put it before the statement, the action of `alter table`, the column, or the assignment that the rule refuses"),
            );
        }
    }
}

fn attribute(mut cursor: Cursor, attributes: &mut Attributes, sink: &mut Sink) -> Parsed<()> {
    // What `///` becomes.
    if cursor.take(&["doc"]) {
        if cursor.take_sign("=")
            && let Some(Sp { node: Literal::Text(line), .. }) = cursor.take_literal()?
        {
            attributes.doc.push(line.trim().to_owned());
        }
        return Ok(());
    }
    let place = cursor.whole();
    if !cursor.take(&["allow"]) {
        let word = cursor.peek_word().unwrap_or_default();
        return Err(cursor.expected("`allow`").did_you_mean(&word, ["allow"]).help(FORM));
    }
    attributes.first = attributes.first.or(Some(place));
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("`(rule, reason = \"...\")`").help(FORM));
    };
    cursor.finish("`allow(...)`")?;
    let (mut rules, mut reason) = (Vec::new(), None);
    for mut part in Cursor::inside(&group).split_commas() {
        if part.take(&["reason"]) {
            reason = Some(text(&mut part)?);
            part.finish("the reason")?;
        } else {
            let name = part.name("a rule")?;
            part.finish("the rule")?;
            rules.push(name);
        }
    }
    if rules.is_empty() {
        return Err(Diagnostic::new(&SYNTAX, group.span(), "expected the name of a rule").help(FORM));
    }
    // An override with a mistake in it counts all the same: what it is about is not reported as well.
    let known: Vec<Option<Sp<&'static Rule>>> = rules.iter().map(|name| unknown_rule::find(name, sink)).collect();
    if reason.as_ref().is_none_or(|reason| reason.node.is_empty()) {
        let message = if reason.is_some() { "the reason is empty" } else { "an override needs a reason" };
        sink.report(
            Diagnostic::new(&OVERRIDE_WITHOUT_REASON, reason.as_ref().map_or(place, |reason| reason.place), message)
                .note("the next person must be able to tell whether it still holds; the plan shows it to whoever reviews and runs it")
                .help(format!("#[allow({}, reason = \"unused since 2024, see the access log\")]", rules[0].node)),
        );
    }
    let reason = reason.map(|reason| reason.node).unwrap_or_default();
    attributes.allows.extend(known.into_iter().map(|rule| (rule, reason.clone())));
    Ok(())
}

/// `= "..."`
fn text(cursor: &mut Cursor) -> Parsed<Sp<String>> {
    if !cursor.take_sign("=") {
        return Err(cursor.expected("`=` after `reason`").help(FORM));
    }
    match cursor.take_literal()? {
        Some(Sp { node: Literal::Text(text), place }) => Ok(Sp::new(text.trim().to_owned(), place)),
        _ => Err(cursor.expected("the reason as a text").help(FORM)),
    }
}
