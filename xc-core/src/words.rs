//! SQL as words: enough of it to tell what a raw statement is, whatever its layout, comments and literals.

use crate::schema::beside;

/// A part of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// A bare word or number, in lower case.
    Bare(String),
    /// A quoted name, without its quotes.
    Quoted(String),
    /// A literal.
    Literal,
    /// A sign.
    Sign(char),
}

/// A text as words.
#[derive(Debug)]
pub(crate) struct Words(Vec<Word>);

impl Words {
    /// Reads a text. Comments are left out.
    pub(crate) fn of(sql: &str) -> Words {
        let mut words = Vec::new();
        let chars: Vec<char> = sql.chars().collect();
        let mut at = 0;
        let is_part = |c: &char| c.is_alphanumeric() || *c == '_';
        while let Some(&c) = chars.get(at) {
            let next = chars.get(at + 1).copied();
            let rest = &chars[at..];
            let length = match c {
                '-' if next == Some('-') => rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
                '/' if next == Some('*') => {
                    let end = rest.windows(2).skip(2).position(|pair| pair == ['*', '/']);
                    end.map_or(rest.len(), |end| end + 4)
                }
                '\'' => {
                    words.push(Word::Literal);
                    quoted(rest, '\'')
                }
                '"' | '`' => {
                    let length = quoted(rest, c);
                    let inner: String = rest[1..length.max(2) - 1].iter().collect();
                    words.push(Word::Quoted(inner.replace(&format!("{c}{c}"), &c.to_string())));
                    length
                }
                '$' => match dollar(rest) {
                    Some(length) => {
                        words.push(Word::Literal);
                        length
                    }
                    None => 1,
                },
                c if c.is_whitespace() => 1,
                c if is_part(&c) => {
                    let length = rest.iter().take_while(|c| is_part(c)).count();
                    words.push(Word::Bare(rest[..length].iter().collect::<String>().to_lowercase()));
                    length
                }
                c => {
                    words.push(Word::Sign(c));
                    1
                }
            };
            at += length.max(1);
        }
        while words.last() == Some(&Word::Sign(';')) {
            words.pop();
        }
        Words(words)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it begins with these bare words.
    pub(crate) fn begin(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(index, word)| self.bare(index) == Some(word))
    }

    /// The first bare words, for messages.
    pub(crate) fn beginning(&self, count: usize) -> String {
        self.0
            .iter()
            .take(count)
            .map_while(|word| if let Word::Bare(word) = word { Some(word.as_str()) } else { None })
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether these words stand anywhere, side by side; `=` and other signs are words of their own.
    pub(crate) fn have(&self, words: &[&str]) -> bool {
        (0..self.0.len()).any(|start| words.iter().enumerate().all(|(index, word)| self.is(start + index, word)))
    }

    /// Whether a `cascade` is that of a drop, not of a foreign key's `on delete`.
    pub(crate) fn cascade(&self) -> bool {
        let drops = self.have(&["drop"]) || self.have(&["truncate"]);
        drops && (0..self.0.len()).any(|at| self.is(at, "cascade") && !(at > 0 && (self.is(at - 1, "delete") || self.is(at - 1, "update"))))
    }

    /// Whether there is a second statement. The body of a trigger or a routine has statements of its own.
    pub(crate) fn are_several(&self) -> bool {
        let has_body = self.begin(&["create"]) && ["trigger", "procedure", "function", "event"].iter().any(|word| self.have(&[word]));
        !has_body && self.0.contains(&Word::Sign(';'))
    }

    /// The index that it builds or drops concurrently (PostgreSQL), with the schema that it says: an index is made in its table's.
    pub(crate) fn concurrent_index(&self) -> Option<(bool, String)> {
        let builds = self.begin(&["create", "index", "concurrently"]) || self.begin(&["create", "unique", "index", "concurrently"]);
        if !builds && !self.begin(&["drop", "index", "concurrently"]) {
            return None;
        }
        let behind = |word: &str| self.0.iter().position(|found| *found == Word::Bare(word.into())).map(|at| at + 1);
        let name = behind("concurrently")?;
        if self.is(name, "on") || self.is(name, "if") {
            return None;
        }
        let index = self.name(name)?;
        if !builds {
            return Some((false, index));
        }
        let table = behind("on").map(|on| if self.is(on, "only") { on + 1 } else { on }).and_then(|table| self.name(table));
        Some((true, table.map_or_else(|| index.clone(), |table| beside(&table, &index))))
    }

    /// The name that begins at a word, with its schema where it says one. `None` where a point is in it: what asks for it would take it for a schema's.
    fn name(&self, at: usize) -> Option<String> {
        let part = |at: usize| match self.0.get(at)? {
            Word::Bare(name) | Word::Quoted(name) if !name.contains('.') => Some(name.as_str()),
            _ => None,
        };
        let first = part(at)?;
        if !self.is(at + 1, ".") {
            return Some(first.to_owned());
        }
        part(at + 2).map(|second| format!("{first}.{second}"))
    }

    /// Whether PostgreSQL refuses it in a transaction ("CREATE INDEX", "VACUUM", "CREATE DATABASE", "ALTER SYSTEM").
    pub(crate) fn go_alone(&self) -> bool {
        let alone: [&[&str]; 6] = [
            &["vacuum"],
            &["alter", "system"],
            &["create", "database"],
            &["drop", "database"],
            &["create", "tablespace"],
            &["drop", "tablespace"],
        ];
        self.have(&["concurrently"]) || alone.iter().any(|words| self.begin(words))
    }

    fn bare(&self, index: usize) -> Option<&str> {
        match self.0.get(index)? {
            Word::Bare(word) => Some(word),
            _ => None,
        }
    }

    fn is(&self, index: usize, wanted: &str) -> bool {
        match self.0.get(index) {
            Some(Word::Bare(word)) => word == wanted,
            Some(Word::Sign(sign)) => wanted.chars().eq([*sign]),
            _ => false,
        }
    }
}

/// The length of a quoted part, quotes included; a doubled quote does not end it.
fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() {
        if rest[at] == quote {
            if rest.get(at + 1) != Some(&quote) {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    rest.len()
}

/// The length of `$tag$ ... $tag$`.
fn dollar(rest: &[char]) -> Option<usize> {
    let open = rest.iter().skip(1).position(|c| *c == '$')? + 2;
    let tag = &rest[..open];
    if !tag[1..open - 1].iter().all(|c| c.is_alphanumeric() || *c == '_') {
        return None;
    }
    let close = rest[open..].windows(tag.len()).position(|window| window == tag)?;
    Some(open + close + tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_comments_and_names_are_no_words() {
        let words = Words::of(
            "CREATE -- drop cascade\n /* ; */ FUNCTION f() returns int as $x$ begin; drop table a cascade; end $x$ language sql;",
        );
        assert!(words.begin(&["create", "function", "f"]) && !words.cascade() && !words.are_several());
        assert!(!Words::of("comment on table t is 'it''s; cascade'; ").are_several());
        assert!(Words::of("select 1; select 2").are_several());
        assert!(!Words::of("create trigger t after insert on a begin select 1; select 2; end").are_several());
    }

    #[test]
    fn a_cascade_of_a_foreign_key_drops_nothing() {
        assert!(Words::of("drop type mood cascade").cascade());
        assert!(!Words::of("alter table a drop constraint b, add foreign key (c) references d on delete cascade").cascade());
    }

    #[test]
    fn an_index_that_is_built_concurrently_has_a_name() {
        let index = |sql: &str| Words::of(sql).concurrent_index();
        assert_eq!(index("create unique index concurrently I on t (a)"), Some((true, "i".into())));
        assert_eq!(index("drop index concurrently \"I \"\"x\""), Some((false, "I \"x".into())));
        assert_eq!(index("create index concurrently on t (a)"), None);
        assert_eq!(index("create index i on t (a)"), None);
        assert_eq!(index("create index concurrently \""), Some((true, String::new())));
        assert_eq!(index("create index concurrently if not exists i on t (a)"), None);
    }

    #[test]
    fn an_index_is_in_the_schema_of_its_table() {
        let index = |sql: &str| Words::of(sql).concurrent_index();
        assert_eq!(index("create index concurrently i on billing.t (a)"), Some((true, "billing.i".into())));
        assert_eq!(index("create index concurrently i on only \"Billing\" . t (a)"), Some((true, "Billing.i".into())));
        assert_eq!(index("drop index concurrently billing.i"), Some((false, "billing.i".into())));
        assert_eq!(index("drop index concurrently \"a.b\""), None);
    }
}
