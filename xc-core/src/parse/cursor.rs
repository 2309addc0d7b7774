//! A cursor over tokens, which knows words in any case, and where it stands when something is missing.

use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};

use crate::diagnostic::{Diagnostic, Place, Sp};
use crate::rules::syntax::{NOT_YET, SYNTAX};
use crate::syntax::{Literal, Name};

/// A result of parsing: what was read, or the one mistake that ended it.
pub(super) type Parsed<T> = Result<T, Diagnostic>;

/// A cursor over tokens.
#[derive(Clone)]
pub(super) struct Cursor {
    tokens: Vec<TokenTree>,
    next: usize,
    /// Where to point when the tokens have run out.
    end: Span,
}

impl Cursor {
    /// Over the inside of a group.
    pub(super) fn inside(group: &Group) -> Cursor {
        Cursor { tokens: group.stream().into_iter().collect(), next: 0, end: group.span_close() }
    }

    /// Over a whole input.
    pub(super) fn over(tokens: TokenStream) -> Cursor {
        Cursor::of(tokens.into_iter().collect(), Span::call_site())
    }

    /// Over a part; `end` is where to point when it has run out, unless it has a last token.
    fn of(tokens: Vec<TokenTree>, end: Span) -> Cursor {
        let end = tokens.last().map_or(end, TokenTree::span);
        Cursor { tokens, next: 0, end }
    }

    pub(super) fn at_end(&self) -> bool {
        self.next >= self.tokens.len()
    }

    /// Whether braces come next.
    pub(super) fn at_braces(&self) -> bool {
        matches!(self.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
    }

    pub(super) fn peek(&self) -> Option<&TokenTree> {
        self.tokens.get(self.next)
    }

    /// Whether a literal stands behind the next token.
    pub(super) fn literal_follows(&self) -> bool {
        matches!(self.tokens.get(self.next + 1), Some(TokenTree::Literal(_)))
    }

    /// Whether a group in braces stands behind the next token.
    pub(super) fn braces_follow(&self) -> bool {
        matches!(self.tokens.get(self.next + 1), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
    }

    pub(super) fn bump(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.next).cloned();
        self.next += usize::from(token.is_some());
        token
    }

    /// Passes over what is left.
    pub(super) fn skip_rest(&mut self) {
        self.next = self.tokens.len();
    }

    /// Where the next token is, or the end.
    pub(super) fn here(&self) -> Place {
        self.peek().map_or(self.end, TokenTree::span).into()
    }

    /// From a place to the token that was read last; the place alone where nothing was read since.
    pub(super) fn since(&self, start: Place) -> Place {
        let at = |span: Span| (span.start().line, span.start().column);
        match self.next.checked_sub(1).and_then(|last| self.tokens.get(last)) {
            Some(last) if at(last.span()) >= at(start.start) => start.to(last.span().into()),
            _ => start,
        }
    }

    /// How many tokens were read.
    pub(super) fn position(&self) -> usize {
        self.next
    }

    /// The text of the tokens that were read since a position.
    pub(super) fn text_since(&self, position: usize) -> String {
        self.tokens[position..self.next].iter().cloned().collect::<TokenStream>().to_string()
    }

    /// The whole of what it stands over.
    pub(super) fn whole(&self) -> Place {
        let first = self.tokens.first().map_or(self.end, TokenTree::span);
        Place { start: first, end: self.end }
    }

    /// What is left of it.
    pub(super) fn rest(&self) -> Place {
        self.here().to(self.end.into())
    }

    /// The next token as it was written, for messages.
    pub(super) fn found(&self) -> String {
        match self.peek() {
            None => "nothing more".into(),
            Some(TokenTree::Group(group)) => match group.delimiter() {
                Delimiter::Parenthesis => "`(`".into(),
                Delimiter::Brace => "`{`".into(),
                Delimiter::Bracket => "`[`".into(),
                Delimiter::None => format!("`{group}`"),
            },
            Some(token) => format!("`{token}`"),
        }
    }

    /// 'expected ..., found ...' at the next token.
    pub(super) fn expected(&self, what: &str) -> Diagnostic {
        Diagnostic::new(&SYNTAX, self.here(), format!("expected {what}, found {}", self.found()))
    }

    /// The next token as a word of the language, in lower case.
    pub(super) fn peek_word(&self) -> Option<String> {
        self.word_at(0)
    }

    /// The word some tokens ahead, in lower case.
    pub(super) fn word_at(&self, ahead: usize) -> Option<String> {
        match self.tokens.get(self.next + ahead) {
            Some(TokenTree::Ident(ident)) => Some(ident.to_string().to_ascii_lowercase()),
            _ => None,
        }
    }

    /// Takes the words if they are the next, in any case.
    pub(super) fn take(&mut self, words: &[&str]) -> bool {
        let matches = words.iter().enumerate().all(|(ahead, word)| self.word_at(ahead).as_deref() == Some(word));
        if matches {
            self.next += words.len();
        }
        matches
    }

    /// Takes the word, or says that it is missing.
    pub(super) fn expect(&mut self, word: &str) -> Parsed<()> {
        if self.take(&[word]) { Ok(()) } else { Err(self.expected(&format!("`{word}`"))) }
    }

    /// Takes the sign (`,`, `||`, `<=` ...) if it is next.
    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let count = sign.chars().count();
        let matches = sign.chars().enumerate().all(|(ahead, wanted)| match self.tokens.get(self.next + ahead) {
            Some(TokenTree::Punct(punct)) => punct.as_char() == wanted && (ahead + 1 == count || punct.spacing() == Spacing::Joint),
            _ => false,
        });
        if matches {
            self.next += count;
        }
        matches
    }

    /// A name of a table or column. Words of the language are names too, where a name is wanted.
    pub(super) fn name(&mut self, what: &str) -> Parsed<Name> {
        match self.peek() {
            Some(TokenTree::Ident(ident)) => {
                let text = ident.to_string();
                let name = Sp::new(text.strip_prefix("r#").unwrap_or(&text).to_owned(), ident.span());
                self.next += 1;
                Ok(name)
            }
            Some(TokenTree::Literal(literal)) if literal.to_string().starts_with('"') => {
                Err(self.expected(what).help("names need no quotes, also where they are reserved words: xc quotes them in the SQL"))
            }
            _ => Err(self.expected(what)),
        }
    }

    /// The name of a table, with the schema before it where one is written: `billing.invoices`, in one text.
    pub(super) fn table(&mut self) -> Parsed<Name> {
        let name = self.name("a table")?;
        if !self.take_sign(".") {
            return Ok(name);
        }
        let table = self.name("a table")?;
        Ok(joined(name, table))
    }

    /// What follows the point behind a table's name, or a schema's: the table and the column.
    pub(super) fn column_of(&mut self, first: Name) -> Parsed<(Name, Name)> {
        let second = self.name("a column")?;
        if self.take_sign(".") {
            return Ok((joined(first, second), self.name("a column")?));
        }
        Ok((first, second))
    }

    /// The group in these delimiters, if it is next.
    pub(super) fn take_group(&mut self, delimiter: Delimiter) -> Option<Group> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
                let group = group.clone();
                self.next += 1;
                Some(group)
            }
            _ => None,
        }
    }

    /// A literal value with its sign, if one is next.
    pub(super) fn take_literal(&mut self) -> Parsed<Option<Sp<Literal>>> {
        let start = self.here();
        if let Some(word) = self.peek_word()
            && let Some(value) = match word.as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            }
        {
            self.next += 1;
            return Ok(Some(Sp::new(Literal::Bool(value), start)));
        }
        let minus = matches!(self.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '-')
            && matches!(self.tokens.get(self.next + 1), Some(TokenTree::Literal(_)));
        let Some(TokenTree::Literal(literal)) = self.tokens.get(self.next + usize::from(minus)).cloned() else {
            return Ok(None);
        };
        let value = literal_value(&literal, minus).ok_or_else(|| {
            Diagnostic::new(&SYNTAX, literal.span(), format!("`{literal}` is not a value of this language"))
                .help("write text as \"text\", numbers as 12 or 1.5, booleans as true or false; a whole number must fit 64 bits")
        })?;
        self.next += 1 + usize::from(minus);
        Ok(Some(Sp::new(value, self.since(start))))
    }

    /// The tokens up to a sign, and past it. The flag tells whether the sign was there.
    pub(super) fn until(&mut self, sign: char) -> (Cursor, bool) {
        let rest = &self.tokens[self.next..];
        let found = rest.iter().position(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign));
        let length = found.unwrap_or(rest.len());
        let part = Cursor::of(rest[..length].to_vec(), rest.get(length).map_or(self.end, TokenTree::span));
        self.next += length + usize::from(found.is_some());
        (part, found.is_some())
    }

    /// The parts between commas; a comma after the last is allowed.
    pub(super) fn split_commas(mut self) -> Vec<Cursor> {
        let mut parts = Vec::new();
        while !self.at_end() {
            parts.push(self.until(',').0);
        }
        parts
    }

    /// Says so when anything is left.
    pub(super) fn finish(&self, after: &str) -> Parsed<()> {
        if self.at_end() {
            return Ok(());
        }
        let mut error = Diagnostic::new(&SYNTAX, self.here(), format!("unexpected {} after {after}", self.found()));
        if self.peek_word().is_some_and(|word| ["alter", "create", "sync", "backfill", "drop"].contains(&word.as_str())) {
            error = error.help("end the statement before it with `;`");
        }
        Err(error)
    }

    /// Something that other tools have and this language has not yet.
    pub(super) fn not_yet(&self, what: &str, help: &str) -> Diagnostic {
        Diagnostic::new(&NOT_YET, self.here(), format!("{what} is not in the language yet")).help(help)
    }
}

fn literal_value(literal: &proc_macro2::Literal, minus: bool) -> Option<Literal> {
    match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) if !minus => Some(Literal::Text(text.value())),
        syn::Lit::Int(number) if number.suffix().is_empty() => {
            let sign = if minus { "-" } else { "" };
            format!("{sign}{}", number.base10_digits()).parse().ok().map(Literal::Int)
        }
        syn::Lit::Float(number) if number.suffix().is_empty() && !number.base10_digits().contains(['e', 'E']) => {
            let sign = if minus { "-" } else { "" };
            Some(Literal::Decimal(format!("{sign}{}", number.base10_digits())))
        }
        _ => None,
    }
}

/// Names with a point between them, in one.
pub(super) fn joined(first: Name, last: Name) -> Name {
    let place = first.place.to(last.place);
    Name { node: format!("{}.{}", first.node, last.node), place }
}
