//! The schema on its way from one macro call to the next: a literal for what is of the whole schema, and one for each table.
//!
//! A migration touches a table or two of hundreds. Only the tables that its block may mean are read; the others are handed on as the tokens
//! that they came as. rustc keeps a literal once, however often it is handed on, and a literal is one token, however large the table is.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};

use super::{Gone, Schema, literal};
use crate::emit;

/// A schema as the predecessor's macro hands it on.
#[derive(Default)]
pub struct Carried {
    head: String,
    /// The names of the migrations, parted by spaces.
    migrations: String,
    tables: Vec<Entry>,
}

/// A table that may not have been read.
struct Entry {
    /// The words by which a block can mean the table, parted by spaces: its [`key`] first, then those of [`super::Table::meant_by`].
    words: String,
    /// The table, as [`literal::table`] wrote it.
    literal: Literal,
    /// Whether the schema that was given out has it.
    read: bool,
}

impl Carried {
    /// Takes apart what [`Carried::write`] made. `None` if something else did.
    pub fn read(group: &Group) -> Option<Carried> {
        let mut literals = group.stream().into_iter().map(|token| match token {
            TokenTree::Literal(literal) => Some(literal),
            _ => None,
        });
        let mut text = || text(&literals.next()??);
        let (head, migrations, words) = (text()?, text()?, text()?);
        let mut tables = Vec::new();
        for words in words.split_terminator(',') {
            tables.push(Entry { words: words.into(), literal: literals.next()??, read: false });
        }
        literals.next().is_none().then_some(Carried { head, migrations, tables })
    }

    /// The schema, as far as a block can mean it. `None` if this was written by another version of xc.
    pub fn schema_for(&mut self, block: &TokenStream) -> Option<Schema> {
        let mut mentioned = HashSet::new();
        mentions(block.clone(), &mut mentioned);
        let meant: Vec<usize> =
            (0..self.tables.len()).filter(|index| self.tables[*index].words().any(|word| mentioned.contains(word))).collect();
        // What a table refers to, too: the type of a foreign key is compared with that of the key.
        let referred: Vec<usize> =
            meant.iter().flat_map(|index| self.tables[*index].words().skip(1)).filter_map(|word| self.named(word)).collect();
        for index in meant.into_iter().chain(referred) {
            self.tables[index].read = true;
        }
        self.decode()
    }

    /// The whole schema.
    pub fn schema(&mut self) -> Option<Schema> {
        for table in &mut self.tables {
            table.read = true;
        }
        self.decode()
    }

    /// Whether the schema that was given out was all of it.
    pub fn is_read(&self) -> bool {
        self.tables.iter().all(|table| table.read)
    }

    fn named(&self, key: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.words().next() == Some(key))
    }

    fn decode(&self) -> Option<Schema> {
        let mut schema = Schema::default();
        literal::read(&self.head, &mut schema)?;
        schema.migrations = self.migrations.split_terminator(' ').map(str::to_owned).collect();
        for table in self.tables.iter().filter(|table| table.read) {
            literal::read(&text(&table.literal)?, &mut schema)?;
        }
        Some(schema)
    }

    /// The tokens that carry a schema on: what became of the one that was given out, and what was not read.
    pub fn write(&self, after: &Schema) -> TokenStream {
        let mut words = String::new();
        let mut tables = Vec::new();
        // In the order in which they were created. What was read stands where it stood.
        let mut read = after.tables.iter().peekable();
        for entry in &self.tables {
            if !entry.read {
                words.push_str(&entry.words);
                words.push(',');
                tables.push(entry.literal.clone());
                continue;
            }
            let name = entry.words().next().unwrap_or_default();
            // A table that is gone has no successor here.
            let Some(table) = read.next_if(|table| key(&table.name) == name) else { continue };
            push(after, table, &mut words, &mut tables);
        }
        for table in read {
            push(after, table, &mut words, &mut tables);
        }
        let head = emit::literal::text(&literal::head(after));
        let migrations = emit::literal::text(&after.migrations.join(" "));
        let words = emit::literal::text(&words);
        let literals = [head, migrations, words].into_iter().chain(tables).map(TokenTree::Literal);
        TokenTree::Group(Group::new(Delimiter::Bracket, literals.collect())).into()
    }
}

impl Entry {
    fn words(&self) -> impl Iterator<Item = &str> {
        self.words.split(' ')
    }
}

fn push(schema: &Schema, table: &super::Table, words: &mut String, tables: &mut Vec<Literal>) {
    let own = key(&table.name);
    words.push_str(&own);
    let parts = own.contains('.').then_some(table.name.as_str());
    // A name that is free once a contract is done: whoever gives it again must know of that.
    let freed = schema.dropped.iter().filter(|gone| gone.table == table.name && matches!(gone.kind, Gone::Index | Gone::Constraint));
    let freed = freed.map(|gone| gone.name.as_str());
    for name in parts.into_iter().chain(table.meant_by()).chain(freed) {
        words.push(' ');
        words.extend(name.chars().map(|ch| if is_of_a_word(ch) { ch } else { ' ' }));
    }
    words.push(',');
    tables.push(emit::literal::text(&literal::table(schema, table)));
}

/// The name as one word: almost always as it is. `billing.invoices`, which is three tokens in a block, is known by its parts as well.
fn key(name: &str) -> String {
    name.chars().map(|ch| if is_of_a_word(ch) { ch } else { '.' }).collect()
}

fn is_of_a_word(ch: char) -> bool {
    ch == '_' || ch.is_alphanumeric()
}

/// Every word of a block, those within its texts as well: raw SQL names tables.
fn mentions(tokens: TokenStream, into: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => mentions(group.stream(), into),
            TokenTree::Ident(ident) => {
                let ident = ident.to_string();
                into.insert(ident.strip_prefix("r#").map(str::to_owned).unwrap_or(ident));
            }
            TokenTree::Literal(literal) => {
                into.extend(literal.to_string().split(|ch| !is_of_a_word(ch)).filter(|word| !word.is_empty()).map(str::to_owned));
            }
            TokenTree::Punct(_) => {}
        }
    }
}

/// The text of a literal that [`emit::literal::text`] made.
fn text(literal: &Literal) -> Option<String> {
    emit::literal::read(&literal.to_string())
}
