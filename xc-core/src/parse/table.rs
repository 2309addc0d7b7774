//! `create table` and `alter table`.

use proc_macro2::{Delimiter, TokenTree};

use super::constraint;
use super::cursor::{Cursor, Parsed};
use super::expression::source;
use super::misspelt::{self, misspelt};
use super::overrides;
use super::refused;
use crate::diagnostic::{Diagnostic, Place, Sink, Sp};
use crate::rules::locks::{auto_increment, volatile_default};
use crate::rules::names::{UNKNOWN_TYPE, unknown_type};
use crate::rules::phases::wrong_phase::OPERATION_IN_WRONG_PHASE;
use crate::rules::syntax::{NOT_YET, SYNTAX};
use crate::rules::types::unsigned_type;
use crate::schema::types::Type;
use crate::syntax::{
    AlterAction, AlterTable, ColumnDef, Constraint, ConstraintKind, CreateTable, DefaultValue, DropTable, GeneratedDef, Literal, Name,
};

/// What follows `create table`.
pub(super) fn create(mut cursor: Cursor, place: Place, sink: &mut Sink) -> Parsed<CreateTable> {
    if cursor.take(&["if", "not", "exists"]) {
        return Err(Diagnostic::new(&SYNTAX, place, "`if not exists` would hide a table that looks otherwise")
            .help("leave it out: the executor knows from its journal whether it has made the table"));
    }
    let table = cursor.table()?;
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("the columns in parentheses"));
    };
    if group.stream().is_empty() {
        return Err(Diagnostic::new(&SYNTAX, group.span(), "expected a column, found nothing")
            .help("a table has one column at least: `(id bigint primary key)`"));
    }
    let mut create = CreateTable { table, columns: Vec::new(), primary_key: Vec::new(), constraints: Vec::new(), place };
    for mut part in Cursor::inside(&group).split_commas() {
        let Some(attributes) = overrides::take_before(&mut part, sink) else { continue };
        attributes.cover(part.rest(), sink);
        let outcome = table_part(part, &mut create, sink);
        sink.keep(outcome);
    }
    if let Some(word) = cursor.peek_word() {
        return Err(Diagnostic::new(&NOT_YET, cursor.here(), format!("the table option `{word}` is not part of the language")).help(
            "leave it out: the same source serves several databases; the table gets the database's default engine and character set",
        ));
    }
    cursor.finish("the columns")?;
    Ok(create)
}

/// A column, or a key of the table.
fn table_part(mut cursor: Cursor, create: &mut CreateTable, sink: &mut Sink) -> Parsed<()> {
    if cursor.word_at(0).as_deref() == Some("primary") && cursor.word_at(1).as_deref() == Some("key") {
        let place = cursor.here();
        cursor.take(&["primary", "key"]);
        let names = names(&mut cursor)?;
        cursor.finish("the primary key")?;
        return set_primary_key(create, names, place);
    }
    // A column may be named like one of the words that begin a constraint: then a type follows.
    let is_column = matches!(cursor.word_at(1).as_deref(), Some(ty) if Type::spellings().any(|known| known == ty));
    if !is_column {
        if let Some(constraint) = constraint::constraint(&mut cursor)? {
            cursor.finish("the constraint")?;
            create.constraints.push(constraint);
            return Ok(());
        }
        if let Some(word) = cursor.peek_word().filter(|word| word == "index" || word == "key") {
            return Err(
                cursor.not_yet(&format!("`{word}` in `create table`"), "write it as a statement of its own: create index i on t (a);")
            );
        }
    }
    let start = cursor.here();
    let (column, keys) = column(&mut cursor, sink)?;
    cursor.finish("the column")?;
    if let Some(like) = &column.like {
        return Err(Diagnostic::new(
            &SYNTAX,
            like.place,
            "`like` in `create table`: a new table has no column whose place another could take",
        )
        .help("give the column its type"));
    }
    let name = column.name.clone();
    create.columns.push(column);
    create.constraints.extend(keys.constraints);
    if keys.primary { set_primary_key(create, vec![name], start) } else { Ok(()) }
}

fn set_primary_key(create: &mut CreateTable, names: Vec<Name>, place: Place) -> Parsed<()> {
    if !create.primary_key.is_empty() {
        return Err(Diagnostic::new(&SYNTAX, place, "a second primary key")
            .help("for a key of several columns write `primary key (a, b)` after the columns"));
    }
    create.primary_key = names;
    Ok(())
}

pub(super) fn names(cursor: &mut Cursor) -> Parsed<Vec<Name>> {
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("columns in parentheses"));
    };
    let mut names = Vec::new();
    for mut part in Cursor::inside(&group).split_commas() {
        names.push(part.name("a column")?);
        part.finish("the column")?;
    }
    if names.is_empty() {
        return Err(Diagnostic::new(&SYNTAX, group.span(), "expected a column, found nothing"));
    }
    Ok(names)
}

/// Keys and constraints that a column's own definition asks for.
#[derive(Default)]
struct Keys {
    primary: bool,
    constraints: Vec<Constraint>,
}

/// `name type [not null] [default v] ...`
///
/// A mistake behind the name is reported, and leaves a column of no known type: what uses the column is not reported as well.
fn column(cursor: &mut Cursor, sink: &mut Sink) -> Parsed<(ColumnDef, Keys)> {
    let start = cursor.here();
    let name = cursor.name("a column")?;
    let ty = Sp::new(Type::Unknown, name.place);
    let mut keys = Keys::default();
    let mut column = ColumnDef {
        name,
        ty,
        word: String::new(),
        null: None,
        default: None,
        like: None,
        auto_increment: false,
        generated: None,
        place: start,
    };
    let whole = definition(cursor, &mut column, &mut keys, sink).and_then(|()| computed(&column));
    if let Err(mistake) = whole {
        sink.report(mistake);
        column.ty.node = Type::Unknown;
        (column.null, column.default, column.generated) = (None, None, None);
        cursor.skip_rest();
    }
    column.place = cursor.since(start);
    Ok((column, keys))
}

/// How a column is said to be numbered by the database.
const NUMBERED: &[&[&str]] = &[
    &["auto_increment"],
    &["autoincrement"],
    &["generated", "always", "as", "identity"],
    &["generated", "by", "default", "as", "identity"],
];

/// What stands behind a column's name.
fn definition(cursor: &mut Cursor, column: &mut ColumnDef, keys: &mut Keys, sink: &mut Sink) -> Parsed<()> {
    column.auto_increment = matches!(cursor.peek_word().as_deref(), Some("serial" | "bigserial"));
    // `full_name like name` has the type of the other column.
    if cursor.peek_word().as_deref() != Some("like") {
        column.word = cursor.peek_word().unwrap_or_default();
        column.ty = column_type(cursor, sink)?;
    }
    while !cursor.at_end() {
        let here = cursor.here();
        if cursor.take(&["not", "null"]) {
            set_null(column, false, cursor.since(here))?;
        } else if cursor.take(&["null"]) {
            set_null(column, true, cursor.since(here))?;
        } else if cursor.take(&["default"]) {
            if column.default.is_some() {
                return Err(Diagnostic::new(&SYNTAX, here, "a second `default`"));
            }
            let value = default_value(cursor)?;
            column.default = Some(Sp::new(value, cursor.since(here)));
        } else if cursor.take(&["like"]) {
            column.like = Some(cursor.name("the column that it is like")?);
        } else if cursor.take(&["primary", "key"]) {
            keys.primary = true;
        } else if cursor.take(&["unique"]) {
            cursor.take(&["key"]);
            let kind = ConstraintKind::Unique(vec![column.name.clone()]);
            keys.constraints.push(Constraint { name: None, kind, place: cursor.since(here) });
        } else if cursor.take(&["check"]) {
            let kind = ConstraintKind::Check(constraint::checked(cursor)?);
            keys.constraints.push(Constraint { name: None, kind, place: cursor.since(here) });
        } else if cursor.take(&["references"]) {
            let kind = constraint::references(cursor, vec![column.name.clone()])?;
            keys.constraints.push(Constraint { name: None, kind, place: cursor.since(here) });
        } else if NUMBERED.iter().any(|words| cursor.take(words)) {
            column.auto_increment = true;
        } else if cursor.take(&["generated", "always", "as"]) || cursor.take(&["as"]) {
            let node = generated(cursor)?;
            column.generated = Some(Box::new(Sp::new(node, cursor.since(here))));
        } else {
            if cursor.take(&["not"]) {
                return Err(cursor.expected("`null` after `not`"));
            }
            if cursor.take(&["primary"]) {
                return Err(cursor.expected("`key` after `primary`"));
            }
            let word = cursor.peek_word().unwrap_or_default();
            return Err(match word.as_str() {
                "generated" => cursor.expected("`generated always as (expression) stored`, or `virtual`"),
                "collate" | "comment" | "character" | "charset" | "on" | "after" | "first" => {
                    cursor.not_yet(&format!("`{word}` on a column"), "leave it out, or keep this column for a later version of xc")
                }
                _ => Diagnostic::new(&SYNTAX, cursor.here(), format!("unexpected {} in the column's definition", cursor.found()))
                    .did_you_mean(&word, ["null", "not", "default", "primary", "unique", "auto_increment", "generated"]),
            });
        }
    }
    Ok(())
}

/// What follows `generated always as`.
fn generated(cursor: &mut Cursor) -> Parsed<GeneratedDef> {
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("an expression in parentheses"));
    };
    let mut inside = Cursor::inside(&group);
    let source = source(&mut inside)?;
    inside.finish("the expression")?;
    if cursor.take(&["stored"]) {
        return Ok(GeneratedDef { source, stored: true });
    }
    if cursor.take(&["virtual"]) {
        return Ok(GeneratedDef { source, stored: false });
    }
    if cursor.peek_word().as_deref() == Some("persistent") {
        return Err(cursor.not_yet("MariaDB's `persistent`", "`stored`, which every database knows"));
    }
    Err(cursor.expected("`stored` or `virtual`").note("left out, it is `virtual` on one database and `stored` on another, or a mistake"))
}

/// What a generated column can't have besides its expression.
fn computed(column: &ColumnDef) -> Parsed<()> {
    let Some(generated) = &column.generated else { return Ok(()) };
    let refused = |place, what: &str| {
        Diagnostic::new(&SYNTAX, place, format!("`{}` is generated, and has {what}", column.name.node))
            .help("leave it out: the database computes the value of every row from the expression")
    };
    if let Some(default) = &column.default {
        return Err(refused(default.place, "a default"));
    }
    if column.auto_increment {
        return Err(refused(generated.place, "a number of the database's own"));
    }
    if let Some(like) = &column.like {
        return Err(refused(like.place, "`like`"));
    }
    Ok(())
}

fn set_null(column: &mut ColumnDef, null: bool, place: Place) -> Parsed<()> {
    match column.null.replace(Sp::new(null, place)) {
        Some(before) if before.node != null => Err(Diagnostic::new(&SYNTAX, place, "both `null` and `not null`")),
        _ => Ok(()),
    }
}

/// What to write for a type that one database has and the language has not.
const OTHERS: &[(&str, &str)] = &[
    ("tinyint", "smallint, or boolean for tinyint(1)"),
    ("mediumint", "int"),
    ("int2", "smallint"),
    ("int4", "int"),
    ("int8", "bigint"),
    ("tinytext", "varchar(63)"),
    ("mediumtext", "text"),
    ("longtext", "text"),
    ("nvarchar", "varchar(n)"),
    ("citext", "varchar(n), and compare lower(c)"),
    ("binary", "bytea"),
    ("varbinary", "bytea"),
    ("mediumblob", "bytea"),
    ("longblob", "bytea"),
    ("money", "decimal(19, 4)"),
    ("enum", "a name of its own for it, `create enum status (\"a\", \"b\");`, and the column as `status`: one source for every database"),
    ("set", "a table of the values that each row has"),
];

/// A type. An unknown one is reported and gives [`Type::Unknown`], so that what uses the column is still checked.
fn column_type(cursor: &mut Cursor, sink: &mut Sink) -> Parsed<Sp<Type>> {
    let (place, ty) = any_type(cursor)?;
    Ok(Sp::new(
        ty.unwrap_or_else(|mistake| {
            sink.report(mistake);
            Type::Unknown
        }),
        place,
    ))
}

/// A type by itself, as `cast` has one.
pub(super) fn plain_type(cursor: &mut Cursor) -> Parsed<Sp<Type>> {
    let (place, ty) = any_type(cursor)?;
    Ok(Sp::new(ty?, place))
}

/// A type, or what is wrong with one that could be read.
fn any_type(cursor: &mut Cursor) -> Parsed<(Place, Parsed<Type>)> {
    let start = cursor.here();
    let written = cursor.name("the column's type")?.node;
    cursor.take(&["precision"]);
    let mut word = written.to_ascii_lowercase();
    if word == "character" {
        word = if cursor.take(&["varying"]) { "varchar".into() } else { "char".into() };
    }
    let mut numbers = Vec::new();
    let known = Type::parse(&word, &[]) != Err(false);
    // What stands in the parentheses of an unknown type (`enum("a", "b")`) is not looked at.
    let group = cursor.take_group(Delimiter::Parenthesis);
    let parenthesised = group.is_some();
    if let Some(group) = group
        && known
    {
        for part in Cursor::inside(&group).split_commas() {
            match part.peek() {
                Some(TokenTree::Literal(number)) => numbers.push(number.to_string().parse().map_err(|_| part.expected("a whole number"))?),
                _ => return Err(part.expected("a whole number")),
            }
        }
    }
    // `timestamp with time zone` is spelled as PostgreSQL does.
    if cursor.take(&["with", "time", "zone"]) {
        word = "timestamptz".into();
    } else {
        cursor.take(&["without", "time", "zone"]);
    }
    let place = cursor.since(start);
    if let Ok(ty) = Type::parse(&word, &numbers)
        && cursor.take(&["unsigned"])
    {
        cursor.take(&["zerofill"]);
        return Ok((place, Err(unsigned_type::refusal(&ty, cursor.since(start)))));
    }
    // A single word may be the name of an enum, which is not looked up here.
    if !known && !parenthesised && word == written.to_ascii_lowercase() && !OTHERS.iter().any(|(other, _)| *other == word) {
        return Ok((place, Ok(Type::Named(written.into()))));
    }
    let ty = Type::parse(&word, &numbers).map_err(|known| {
        // Of an unknown type, nothing is known of what may stand behind it.
        cursor.take(&["unsigned"]);
        if known {
            Diagnostic::new(&UNKNOWN_TYPE, place, format!("type `{written}` with these numbers is not known")).help(
                "for example varchar(100), decimal(10, 2), timestamp(3): the length in characters, the digits in all and after the point",
            )
        } else {
            let instead = OTHERS.iter().find(|(other, _)| *other == word).map(|(_, instead)| *instead);
            unknown_type::refusal(&written, instead, std::iter::empty(), place)
        }
    });
    Ok((place, ty))
}

fn default_value(cursor: &mut Cursor) -> Parsed<DefaultValue> {
    if let Some(literal) = cursor.take_literal()? {
        return Ok(DefaultValue::Literal(literal.node));
    }
    if cursor.take(&["null"]) {
        return Ok(DefaultValue::Null);
    }
    if cursor.take(&["current_timestamp"]) || cursor.take(&["now"]) {
        cursor.take_group(Delimiter::Parenthesis);
        return Ok(DefaultValue::CurrentTimestamp);
    }
    Err(match cursor.peek() {
        Some(TokenTree::Literal(_)) | None => cursor.expected("a value"),
        Some(TokenTree::Ident(function)) => volatile_default::refusal(&format!("the default `{function}`"), cursor.rest()),
        Some(TokenTree::Group(_)) => volatile_default::refusal("a default that is an expression", cursor.rest()),
        Some(_) => cursor.expected("a value"),
    })
}

/// What follows `rename table`: MySQL's own statement, which is refused as `alter table a rename to b` is.
pub(super) fn rename(mut cursor: Cursor) -> Parsed<AlterTable> {
    let table = cursor.table()?;
    cursor.expect("to")?;
    let to = cursor.table()?;
    let place = table.place.to(to.place);
    cursor.finish("the new name")?;
    Ok(AlterTable { table, actions: vec![Sp::new(AlterAction::RenameTable(to), place)] })
}

/// What follows `drop table`.
pub(super) fn drop(mut cursor: Cursor, place: Place) -> Parsed<DropTable> {
    if cursor.take(&["if", "exists"]) {
        return Err(Diagnostic::new(&SYNTAX, place, "`if exists` would hide a misspelt name")
            .help("leave it out: the executor knows from its journal whether it has dropped the table"));
    }
    let table = cursor.table()?;
    refused::cascade(&mut cursor, "table")?;
    cursor.finish("the table")?;
    Ok(DropTable { table, place })
}

/// What follows `alter table`.
pub(super) fn alter(mut cursor: Cursor, sink: &mut Sink) -> Parsed<AlterTable> {
    let table = cursor.table()?;
    if cursor.at_end() {
        return Err(cursor.expected("`add column`, `drop column` or `alter column`"));
    }
    let mut actions = Vec::new();
    for mut part in cursor.split_commas() {
        let Some(attributes) = overrides::take_before(&mut part, sink) else { continue };
        let place = part.rest();
        attributes.cover(place, sink);
        let action = action(&mut part, sink).and_then(|action| part.finish("the action").map(|()| action));
        if let Some(action) = sink.keep(action) {
            actions.push(Sp::new(action, place));
        }
    }
    Ok(AlterTable { table, actions })
}

const ACTIONS: &str = "the actions are `add column`, `drop column`, `alter column`, `add constraint` and `drop constraint`";

fn action(cursor: &mut Cursor, sink: &mut Sink) -> Parsed<AlterAction> {
    if let Some(refusal) = refused::action(cursor, cursor.rest()) {
        return Err(refusal);
    }
    if cursor.take(&["add", "column"]) || (cursor.peek_word().as_deref() == Some("add") && names_a_column(cursor) && cursor.take(&["add"]))
    {
        if cursor.take(&["if", "not", "exists"]) {
            return Err(Diagnostic::new(&SYNTAX, cursor.whole(), "`if not exists` would hide a column of another type")
                .help("leave it out: the executor knows from its journal whether it has added the column"));
        }
        let (column, keys) = column(cursor, sink)?;
        if let Some(constraint) = keys.constraints.first() {
            return Err(Diagnostic::new(&OPERATION_IN_WRONG_PHASE, constraint.place, "a constraint on a new column belongs in `contract`")
                .note("while v1 lives, the trigger fills the column from what v1 writes: a constraint on it would refuse v1's own writes")
                .help(format!("in `contract`: alter table ... add {}", constraint.spelled())));
        }
        if column.auto_increment {
            return Err(auto_increment::added(&column));
        }
        if keys.primary {
            return Err(Diagnostic::new(&NOT_YET, column.place, "a key on a table that has rows is not in the language yet")
                .note("adding it would build an index under a lock that stops writes"));
        }
        return Ok(AlterAction::AddColumn(column));
    }
    if cursor.peek_word().as_deref() == Some("add") {
        if cursor.take(&["add", "primary", "key"]) {
            return names(cursor).map(AlterAction::AddPrimaryKey);
        }
        let mut ahead = cursor.clone();
        ahead.take(&["add"]);
        if let Some(constraint) = constraint::constraint(&mut ahead)? {
            *cursor = ahead;
            return Ok(AlterAction::AddConstraint(constraint));
        }
        if matches!(cursor.word_at(1).as_deref(), Some("index" | "key")) {
            return Err(cursor.not_yet("`add index` in `alter table`", "write it as a statement of its own: create index i on t (a);"));
        }
    }
    if cursor.take(&["swap", "column"]) {
        let column = cursor.name("a column")?;
        cursor.expect("with")?;
        return Ok(AlterAction::SwapColumn(column, cursor.name("its shadow")?));
    }
    if cursor.take(&["drop", "constraint"]) {
        let constraint = cursor.name("a constraint")?;
        refused::cascade(cursor, "constraint")?;
        return Ok(AlterAction::DropConstraint(constraint));
    }
    if cursor.take(&["drop", "foreign", "key"]) {
        let has_list = matches!(cursor.peek(), Some(TokenTree::Group(_)));
        return if has_list {
            names(cursor).map(AlterAction::DropForeignKey)
        } else {
            cursor.name("a constraint").map(AlterAction::DropConstraint)
        };
    }
    if cursor.take(&["drop", "primary", "key"]) {
        refused::cascade(cursor, "primary key")?;
        return Ok(AlterAction::DropPrimaryKey);
    }
    if cursor.take(&["drop", "unique"]) {
        return names(cursor).map(AlterAction::DropUnique);
    }
    if cursor.take(&["drop", "column"]) {
        let column = cursor.name("a column")?;
        refused::cascade(cursor, "column")?;
        return Ok(AlterAction::DropColumn(column));
    }
    if cursor.take(&["rename", "column"]) {
        let from = cursor.name("a column")?;
        cursor.expect("to")?;
        return Ok(AlterAction::RenameColumn(from, cursor.name("the new name")?));
    }
    if cursor.take(&["rename"]) {
        let _ = cursor.take(&["to"]) || cursor.take(&["as"]);
        return Ok(AlterAction::RenameTable(cursor.name("the new name")?));
    }
    if cursor.take(&["alter", "column"]) {
        let column = cursor.name("a column")?;
        if cursor.take(&["set", "not", "null"]) {
            return Ok(AlterAction::SetNotNull(column));
        }
        if cursor.take(&["drop", "not", "null"]) {
            return Ok(AlterAction::DropNotNull(column));
        }
        if cursor.take(&["drop", "default"]) {
            return Ok(AlterAction::DropDefault(column));
        }
        if cursor.take(&["set", "default"]) {
            let here = cursor.here();
            let value = default_value(cursor)?;
            return Ok(AlterAction::SetDefault(column, Sp::new(value, cursor.since(here))));
        }
        if cursor.take(&["type"]) || cursor.take(&["set", "data", "type"]) {
            let ty = column_type(cursor, sink)?;
            if cursor.peek_word().as_deref() == Some("using") {
                return Err(cursor
                    .not_yet(
                        "`using` behind a type",
                        "an expression that makes new values of the old ones is the `forward` of a `sync` to a new column",
                    )
                    .note("the database would write the whole table anew with it, under a lock that stops reads and writes"));
            }
            return Ok(AlterAction::SetType(column, ty));
        }
        if let Some(mistake) = misspelt(cursor, misspelt::COLUMN_CHANGES) {
            return Err(mistake);
        }
        let sets_not = cursor.peek_word().as_deref() == Some("set") && cursor.word_at(1).as_deref() == Some("not");
        return Err(match cursor.peek_word().as_deref() {
            _ if sets_not => cursor.expected("`set not null`"),
            Some("set" | "drop" | "add") => cursor.not_yet(
                "this change of a column",
                "the changes are `set not null`, `drop not null`, `set default v`, `drop default` and `type t`",
            ),
            _ => cursor.expected("`set not null`"),
        });
    }
    if let Some(mistake) = misspelt(cursor, misspelt::ACTIONS) {
        return Err(mistake.note(ACTIONS));
    }
    let word = cursor.peek_word().unwrap_or_default();
    Err(match word.as_str() {
        "modify" | "change" => cursor
            .not_yet(
                &format!("MySQL's `{word}`"),
                "say what changes: `alter column c type t`, `alter column c set not null`, `alter column c set default v`",
            )
            .note(format!("`{word}` restates the whole column, and drops what it leaves out")),
        "add" | "drop" | "alter" => cursor.not_yet("this action", ACTIONS),
        _ => cursor.expected("an action").note(ACTIONS).did_you_mean(&word, ["add", "drop", "alter", "rename"]),
    })
}

/// Whether `add x type` leaves out the word `column`, as MySQL and PostgreSQL allow.
fn names_a_column(cursor: &Cursor) -> bool {
    let word = |ahead| cursor.word_at(ahead).unwrap_or_default();
    !["constraint", "primary", "unique", "foreign", "check", "index", "key", "fulltext", "partition"].contains(&word(1).as_str())
        && Type::parse(&word(2), &[]) != Err(false)
}

impl Constraint {
    /// The constraint as the language spells it.
    pub fn spelled(&self) -> String {
        let list = |names: &[Name]| names.iter().map(|name| name.node.as_str()).collect::<Vec<_>>().join(", ");
        let kind = match &self.kind {
            ConstraintKind::Unique(columns) => format!("unique ({})", list(columns)),
            ConstraintKind::Check(source) => format!("check ({})", source.text),
            ConstraintKind::ForeignKey { columns, table, references, .. } if references.is_empty() => {
                format!("foreign key ({}) references {}", list(columns), table.node)
            }
            ConstraintKind::ForeignKey { columns, table, references, .. } => {
                format!("foreign key ({}) references {} ({})", list(columns), table.node, list(references))
            }
        };
        match &self.name {
            Some(name) => format!("constraint {} {kind}", name.node),
            None => kind,
        }
    }
}

impl DefaultValue {
    /// The default as the language spells it.
    pub fn spelled(&self) -> String {
        match self {
            DefaultValue::Null => "null".into(),
            DefaultValue::CurrentTimestamp => "current_timestamp".into(),
            DefaultValue::Literal(Literal::Text(text)) => format!("{text:?}"),
            DefaultValue::Literal(Literal::Int(value)) => value.to_string(),
            DefaultValue::Literal(Literal::Decimal(text)) => text.clone(),
            DefaultValue::Literal(Literal::Bool(value)) => value.to_string(),
        }
    }
}
