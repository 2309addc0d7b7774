//! What the compiler says: a diagnostic, where it points, and the sink that collects many.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

pub use crate::nearest::nearest;
use crate::rules::{Overridable, Rule, Severity};

/// A stretch of the user's source, from its first token to its last.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The first token.
    pub start: Span,
    /// The last token.
    pub end: Span,
}

impl Place {
    /// From the start of one place to the end of another.
    pub fn to(self, end: Place) -> Place {
        Place { start: self.start, end: end.end }
    }

    /// `file:line:column`, which terminals turn into a link.
    pub fn location(self) -> String {
        let at = self.start.start();
        format!("{}:{}:{}", self.start.file(), at.line, at.column + 1)
    }
}

impl Place {
    /// Where it begins: line and column.
    pub fn begins(self) -> (usize, usize) {
        let at = self.start.start();
        (at.line, at.column)
    }

    /// Whether the other lies in it, from its first token to its last.
    pub fn contains(self, other: Place) -> bool {
        let end = |place: Place| {
            let at = place.end.end();
            (at.line, at.column)
        };
        self.start.file() == other.start.file() && self.begins() <= other.begins() && end(other) <= end(self)
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Place {
        Place { start: span, end: span }
    }
}

/// A value with the place it was written at.
#[derive(Clone, Debug)]
pub struct Sp<T> {
    /// The value.
    pub node: T,
    /// Where it was written.
    pub place: Place,
}

impl<T> Sp<T> {
    /// A value written at a place.
    pub fn new(node: T, place: impl Into<Place>) -> Sp<T> {
        Sp { node, place: place.into() }
    }
}

/// One mistake, with the way out of it.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// Why it would hurt, and what was found elsewhere.
    pub notes: Vec<String>,
    /// What to write instead.
    pub helps: Vec<String>,
}

impl Diagnostic {
    /// What is wrong, by which rule, and where.
    pub fn new(rule: &'static Rule, place: impl Into<Place>, message: impl Into<String>) -> Diagnostic {
        Diagnostic { rule, place: place.into(), message: message.into(), notes: Vec::new(), helps: Vec::new() }
    }

    /// Adds why it would hurt.
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Adds what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.helps.push(help.into());
        self
    }

    /// Adds a 'did you mean' line where one of the known names is near.
    pub fn did_you_mean<'a>(self, written: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        match nearest(written, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// The whole text, as rustc prints it after `error: ` or `warning: `.
    pub fn text(&self) -> String {
        let mut text = format!("{}: {}", self.rule.code, self.message);
        for note in &self.notes {
            text.push_str(&labelled("note", note));
        }
        for help in &self.helps {
            text.push_str(&labelled("help", help));
        }
        if self.rule.overridable == Overridable::WithReason {
            text.push_str(&labelled("help", &format!("if it is right all the same: #[allow({}, reason = \"...\")]", self.rule.name)));
        }
        text
    }

    /// What rustc says at the place of the mistake: a `compile_error!`, or the use of something deprecated.
    fn to_tokens(&self) -> TokenStream {
        match self.rule.severity {
            Severity::Error => self.error(),
            Severity::Warning => self.warning(),
        }
    }

    /// A procedural macro can't warn on stable Rust: the call of a deprecated function, with the span of what is warned of, does.
    fn warning(&self) -> TokenStream {
        let name = Ident::new(self.rule.name, Span::call_site());
        let call = Ident::new(self.rule.name, self.place.start);
        let text = self.text();
        quote::quote! {
            const _: () = {
                #[deprecated(note = #text)]
                const fn #name() {}
                #call()
            };
        }
    }

    fn error(&self) -> TokenStream {
        let (start, end) = (self.place.start, self.place.end);
        let path = |word: &str| TokenTree::Ident(Ident::new(word, start));
        let punct = |ch: char, spacing: Spacing| {
            let mut punct = Punct::new(ch, spacing);
            punct.set_span(start);
            TokenTree::Punct(punct)
        };
        let mut text = Literal::string(&self.text());
        text.set_span(end);
        let mut group = Group::new(Delimiter::Brace, TokenTree::Literal(text).into());
        group.set_span(end);
        // rustc marks from the first token of the call to its last.
        TokenStream::from_iter([
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            path("core"),
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            path("compile_error"),
            punct('!', Spacing::Alone),
            TokenTree::Group(group),
        ])
    }
}

/// A note or help; the lines after its first are set under the first.
fn labelled(label: &str, text: &str) -> String {
    let indented = text.replace('\n', "\n        ");
    format!("\n  {label}: {indented}")
}

/// `#[allow(rule, reason = "...")]`, as it was written.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The rule, and where its name stands. `None` where that could not be read, which was reported: it silences whatever can be overridden,
    /// so that one mistake is one error.
    pub rule: Option<Sp<&'static Rule>>,
    /// The reason.
    pub reason: String,
    /// What it stands in front of.
    pub covers: Place,
}

/// Collects diagnostics, so that a user sees every independent mistake at once, and the overrides that silence some of them.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
    allows: Vec<Allow>,
    left_out: bool,
    /// Statements that are not finished.
    unfinished: Vec<Place>,
}

impl Sink {
    /// Records a mistake.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Records the mistake of a failed result, and goes on without it.
    pub fn keep<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        self.left_out |= result.is_err();
        result.map_err(|diagnostic| self.report(diagnostic)).ok()
    }

    /// Records that a statement is not finished. What it lacks may be yet to come: no rule judges it.
    pub fn unfinished(&mut self, statement: Place) {
        self.left_out = true;
        self.unfinished.push(statement);
    }

    /// Forgets mistakes that were recorded since there were `count`, and stand in a statement that is not finished.
    pub fn forget_unfinished(&mut self, count: usize) {
        let within = |statement: &Place, mistake: &Diagnostic| {
            let at = mistake.place.start.start();
            statement.start.start() <= at && at < statement.end.end()
        };
        let later = self.diagnostics.split_off(count);
        self.diagnostics.extend(later.into_iter().filter(|mistake| !self.unfinished.iter().any(|place| within(place, mistake))));
    }

    /// Whether a part was left out because of a mistake in it, so that what it would have said is not known.
    pub fn has_left_out(&self) -> bool {
        self.left_out
    }

    /// How many mistakes were recorded so far.
    pub fn count(&self) -> usize {
        self.diagnostics.len()
    }

    /// Forgets mistakes that were recorded since there were `count`, and are of one of these rules.
    pub fn forget_since(&mut self, count: usize, rules: &[&'static Rule]) {
        let later = self.diagnostics.split_off(count);
        self.diagnostics.extend(later.into_iter().filter(|mistake| !rules.iter().any(|rule| rule.code == mistake.rule.code)));
    }

    /// Whether nothing was recorded so far, not even a warning.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Whether anything was recorded that stops the build.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.rule.severity == Severity::Error)
    }

    /// Records an override. It takes effect when [`crate::rules::overrides::apply`] is asked.
    pub fn allow(&mut self, allow: Allow) {
        self.allows.push(allow);
    }

    /// The overrides, which are no longer in the sink then.
    pub fn take_allows(&mut self) -> Vec<Allow> {
        std::mem::take(&mut self.allows)
    }

    /// What was recorded, which is no longer in the sink then.
    pub fn take(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// What was recorded, in the order of the source.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| {
            let at = diagnostic.place.start.start();
            (at.line, at.column)
        });
        self.diagnostics
    }

    /// Errors and warnings for rustc, of all that was recorded.
    pub fn into_tokens(self) -> TokenStream {
        self.into_sorted().iter().map(Diagnostic::to_tokens).collect()
    }
}
