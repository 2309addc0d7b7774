//! Migrations that are mostly right, over a schema that grows as they follow each other.
//!
//! A shape is what one thing in a migration takes: its statements in each phase. What the language learns is a function here, and a line in
//! [`SHAPES`]; types come from [`Type::spellings`], functions from the catalogue.

use fastrand::Rng;
use proc_macro2::TokenStream;
use xc_core::compile;
use xc_core::expression::catalogue::{self, Form, Parameter};
use xc_core::plan::Dialect;
use xc_core::schema::types::{Class, Type};
use xc_core::schema::{Column, Schema, Table};

use super::names;

/// Adds its statements to a block; `None` where the schema has nothing that it could be about.
type Shape = fn(&mut Block<'_>) -> Option<()>;

/// The shapes, and how often each is taken.
const SHAPES: &[(u32, Shape)] = &[
    (6, create_table),
    (3, add_columns),
    (6, copy_into_new_column),
    (4, derive_new_column),
    (2, fill_own_column),
    (2, drop_column),
    (1, drop_table),
    (2, create_index),
    (2, unique),
    (2, check),
    (2, foreign_key),
    (2, change_default),
    (1, drop_not_null),
    (1, drop_index),
];

/// A block in the making.
struct Block<'a> {
    rng: Rng,
    before: &'a Schema,
    dialects: Vec<Dialect>,
    /// Tables that something in this block is about.
    touched: Vec<String>,
    expand: Vec<String>,
    dual_write: Vec<String>,
    migrate: Vec<String>,
    contract: Vec<String>,
}

/// The text of a block that comes after a schema.
pub(super) fn block(seed: u64, before: &Schema) -> String {
    let mut rng = Rng::with_seed(seed);
    let (header, dialects) = header(&mut rng, before);
    let mut block = Block {
        rng,
        before,
        dialects,
        touched: Vec::new(),
        expand: Vec::new(),
        dual_write: Vec::new(),
        migrate: Vec::new(),
        contract: Vec::new(),
    };
    let total: u32 = SHAPES.iter().map(|(often, _)| often).sum();
    for _ in 0..block.rng.usize(1..=4) {
        let mut at = block.rng.u32(..total);
        for (often, shape) in SHAPES {
            match at.checked_sub(*often) {
                Some(left) => at = left,
                None => {
                    shape(&mut block);
                    break;
                }
            }
        }
    }
    block.spelled(&header)
}

fn header(rng: &mut Rng, before: &Schema) -> (String, Vec<Dialect>) {
    let known = |name: &str| before.migrations.iter().any(|known| known.trim_start_matches("r#") == name);
    let name = loop {
        if let Some(name) = names::item(&names::name(rng, known)) {
            break name;
        }
    };
    let doc = if rng.bool() { "/// What it does,\n/// in two lines with \"quotes\" and \\.\n" } else { "" };
    let after =
        before.migrations.last().and_then(|last| names::item(last)).map(|last| format!("after: super::{last},\n")).unwrap_or_default();
    let mut dialects = if before.dialects.is_empty() { Dialect::ALL.to_vec() } else { before.dialects.clone() };
    if rng.u8(..3) == 0 && dialects.len() > 1 {
        let index = rng.usize(..dialects.len());
        dialects.remove(index);
    }
    // `mysql` without `mariadb` stands for both.
    if dialects.contains(&Dialect::MySql) && !dialects.contains(&Dialect::MariaDb) {
        dialects.retain(|dialect| *dialect != Dialect::MySql);
    }
    if dialects.is_empty() {
        dialects = before.dialects.clone();
    }
    let list: Vec<String> = dialects
        .iter()
        .map(|dialect| {
            let word = match dialect {
                Dialect::Postgres => "postgres",
                Dialect::MySql => "mysql",
                Dialect::MariaDb => "mariadb",
                Dialect::Sqlite => "sqlite",
            };
            match rng.u8(..4) {
                0 => format!("{word} >= {}", dialect.version_text(dialect.minimum_version())),
                _ => word.to_owned(),
            }
        })
        .collect();
    (format!("{doc}name: {name},\n{after}dialects: [{}],\n", list.join(", ")), dialects)
}

impl Block<'_> {
    fn spelled(&self, header: &str) -> String {
        let mut text = header.to_owned();
        for (phase, statements) in
            [("expand", &self.expand), ("dual_write", &self.dual_write), ("migrate", &self.migrate), ("contract", &self.contract)]
        {
            if !statements.is_empty() {
                text.push_str(&format!("{phase} {{\n    {}\n}}\n", statements.join("\n    ")));
            }
        }
        text
    }

    /// A table that nothing else in this block is about.
    fn table(&mut self) -> Option<Table> {
        let free: Vec<&Table> = self.before.tables.iter().filter(|table| !self.touched.contains(&table.name)).collect();
        let table = (*self.rng.choice(free)?).clone();
        self.touched.push(table.name.clone());
        Some(table)
    }

    fn table_with_key(&mut self) -> Option<Table> {
        self.table().filter(|table| !table.primary_key.is_empty())
    }

    fn new_column(&mut self, table: &Table) -> String {
        let taken = |name: &str| {
            let is = |known: &str| known.to_lowercase() == name.to_lowercase();
            table.columns.iter().any(|column| is(&column.name)) || self.before.dropped.iter().any(|gone| is(&gone.name))
        };
        names::name(&mut self.rng, taken)
    }

    fn new_table(&mut self) -> String {
        let taken = |name: &str| {
            let is = |known: &String| known.to_lowercase() == name.to_lowercase();
            self.before.tables.iter().any(|table| is(&table.name)) || self.touched.iter().any(is)
        };
        names::name(&mut self.rng, taken)
    }

    /// A type as it may be written, and what it is.
    fn column_type(&mut self) -> (String, Type) {
        let words: Vec<&str> = Type::spellings().filter(|word| !word.contains("serial")).collect();
        loop {
            let word = self.rng.choice(&words).copied().unwrap_or("int");
            let numbers: Vec<u32> = (0..self.rng.usize(..3)).map(|_| self.rng.u32(..40)).collect();
            if let Ok(ty) = Type::parse(word, &numbers) {
                let list: Vec<String> = numbers.iter().map(u32::to_string).collect();
                let spelled = if list.is_empty() { word.to_owned() } else { format!("{word}({})", list.join(", ")) };
                let spelled = if self.rng.u8(..4) == 0 { spelled.to_uppercase() } else { spelled };
                return (spelled, ty);
            }
        }
    }

    /// A value that a column of a type can have by default.
    fn value(&mut self, ty: &Type) -> Option<String> {
        Some(match ty.class() {
            Class::Integer => self.rng.i32(-5..100).to_string(),
            Class::Number if self.rng.bool() => format!("{}.5", self.rng.i8(0..9)),
            Class::Number => "0".into(),
            Class::Boolean => self.rng.bool().to_string(),
            Class::Text => match ty {
                Type::Varchar(size) => format!("{:?}", "it's \"ä\" \\ % 🦀".chars().take(*size as usize).collect::<String>()),
                _ => return None,
            },
            Class::Timestamp => "current_timestamp".into(),
            _ => return None,
        })
    }

    fn definition(&mut self, name: &str) -> String {
        let (spelled, ty) = self.column_type();
        match self.rng.u8(..3) {
            0 => format!("{name} {spelled} null"),
            1 => match self.value(&ty) {
                Some(value) => format!("{name} {spelled} not null default {value}"),
                None => format!("{name} {spelled} null"),
            },
            _ => format!("{name} {spelled}"),
        }
    }

    /// An expression over the columns of a table, of any class that `wanted` takes.
    fn expression(&mut self, table: &Table, wanted: impl Fn(Class) -> bool) -> Option<String> {
        let mut pool: Vec<(String, Class)> = table.columns.iter().map(|column| (column.name.clone(), column.ty.class())).collect();
        for text in ["\"a b\"", "1", "-7", "2.5", "true", "null"] {
            pool.extend(self.typed(text, table));
        }
        let functions: Vec<_> = catalogue::all().collect();
        for _ in 0..self.rng.usize(..12) {
            let function = self.rng.choice(&functions).copied()?;
            let count = self.rng.usize(1..=3);
            let arguments: Vec<String> = (0..count).map(|index| self.argument(function.takes.parameter(index), &pool)).collect();
            let text = match (function.form, arguments.as_slice()) {
                (Form::Call, arguments) => format!("{}({})", function.name, arguments.join(", ")),
                (Form::Infix, [a, b, ..]) => format!("({a} {} {b})", function.name),
                (Form::Prefix, [a, ..]) => format!("({} {a})", function.name),
                (Form::Postfix, [a, ..]) => format!("({a} {})", function.name),
                (Form::Word, _) => function.name.to_owned(),
                (Form::Minus, [a, ..]) => format!("(-{a})"),
                (Form::Between, [a, b, c]) => format!("({a} between {b} and {c})"),
                (Form::In, [a, rest @ ..]) if !rest.is_empty() => format!("({a} in ({}))", rest.join(", ")),
                (Form::Cast(_), [a, ty, ..]) if ty.starts_with(char::is_alphabetic) => format!("{}({a} as {ty})", function.name),
                _ => continue,
            };
            let text = if self.rng.u8(..6) == 0 { format!("case when {text} is null then {text} else {text} end") } else { text };
            if text.len() < 400 {
                pool.extend(self.typed(&text, table));
            }
        }
        let fit: Vec<&String> = pool.iter().filter(|(_, class)| wanted(*class)).map(|(text, _)| text).collect();
        // The last are the largest.
        let from = if self.rng.bool() { fit.len() / 2 } else { 0 };
        self.rng.choice(&fit[from..]).map(|text| (*text).clone())
    }

    fn argument(&mut self, parameter: Option<Parameter>, pool: &[(String, Class)]) -> String {
        match parameter {
            Some(Parameter::LiteralInt { from, to, .. }) => from.saturating_add(self.rng.i64(0..3)).min(to).to_string(),
            Some(Parameter::LiteralText { .. }) => "\" \"".into(),
            Some(Parameter::Pattern) => self.rng.choice(["\"a%\"", "\"%_b\"", "\"\""]).unwrap_or("\"\"").into(),
            Some(Parameter::Type(class)) => {
                (0..20).map(|_| self.column_type()).find(|(_, ty)| ty.class() == class).map_or_else(String::new, |found| found.0)
            }
            Some(Parameter::Value(class)) => {
                let fit: Vec<&String> = pool.iter().filter(|(_, found)| found.fits(class)).map(|(text, _)| text).collect();
                self.rng.choice(&fit).map_or_else(|| "null".into(), |text| (*text).clone())
            }
            Some(Parameter::Moment) => {
                let fit: Vec<&String> =
                    pool.iter().filter(|(_, found)| matches!(found, Class::Date | Class::Timestamp)).map(|(text, _)| text).collect();
                self.rng.choice(&fit).map_or_else(|| "null".into(), |text| (*text).clone())
            }
            Some(Parameter::Word { words, .. }) => self.rng.choice(words).map_or_else(|| "\"\"".into(), |word| format!("{word:?}")),
            Some(Parameter::Key) => "\"key\"".into(),
            None => self.rng.choice(pool).map_or_else(|| "null".into(), |(text, _)| text.clone()),
        }
    }

    fn typed(&self, text: &str, table: &Table) -> Option<(String, Class)> {
        let tokens: TokenStream = text.parse().ok()?;
        let expression = compile::expression(tokens, table, &self.dialects).ok()?;
        Some((text.to_owned(), expression.class()))
    }
}

fn create_table(block: &mut Block<'_>) -> Option<()> {
    let name = block.new_table();
    block.touched.push(name.trim_start_matches("r#").to_owned());
    let mut table = Table { name: name.clone(), ..Table::default() };
    let key = block.new_column(&table);
    let push = |table: &mut Table, name: &str| {
        let name = name.trim_start_matches("r#").to_owned();
        table.columns.push(Column {
            name,
            ty: Type::BigInt,
            nullable: false,
            default: None,
            auto_increment: false,
            generated: None,
            declared_at: String::new(),
        });
    };
    push(&mut table, &key);
    let mut parts = vec![match block.rng.u8(..4) {
        0 => format!("{key} bigint not null"),
        1 => format!("{key} bigint generated by default as identity primary key"),
        2 => format!("{key} varchar(36) primary key"),
        _ => format!("{key} bigint primary key auto_increment"),
    }];
    let composite = parts[0].ends_with("not null");
    for _ in 0..block.rng.usize(1..=12) {
        let column = block.new_column(&table);
        push(&mut table, &column);
        let definition = block.definition(&column);
        parts.push(definition);
    }
    if composite {
        parts.push(format!("primary key ({key})"));
    }
    let comma = if block.rng.bool() { "," } else { "" };
    block.expand.push(format!("create table {name} ({}{comma});", parts.join(", ")));
    Some(())
}

fn add_columns(block: &mut Block<'_>) -> Option<()> {
    let mut table = block.table()?;
    let mut actions = Vec::new();
    for _ in 0..block.rng.usize(1..=3) {
        let name = block.new_column(&table);
        actions.push(format!("add column {}", block.definition(&name)));
        let column = Column { name: name.trim_start_matches("r#").into(), ..table.columns.first()?.clone() };
        table.columns.push(column);
    }
    block.expand.push(format!("alter table {} {};", table.name, actions.join(", ")));
    Some(())
}

/// What a rename is made of.
fn copy_into_new_column(block: &mut Block<'_>) -> Option<()> {
    let table = block.table_with_key()?;
    let others: Vec<&Column> = table.columns.iter().filter(|column| !table.is_in_key(&column.name) && !column.auto_increment).collect();
    let old = (*block.rng.choice(others)?).clone();
    let new = block.new_column(&table);
    let (t, o) = (&table.name, &old.name);
    block.expand.push(format!("alter table {t} add column {new} {} null;", old.ty.spelled()));
    block.dual_write.push(format!("sync {t} {{ forward {{ {new} = {o} }} reverse {{ {o} = {new} }} }}"));
    block.migrate.push(format!("backfill {t};"));
    let mut contract = Vec::new();
    if !old.nullable {
        contract.push(format!("alter column {new} set not null"));
    }
    if block.rng.bool() && table.indexes.iter().all(|index| !index.columns.contains(o)) {
        contract.push(format!("drop column {o}"));
    }
    if !contract.is_empty() {
        block.contract.push(format!("alter table {t} {};", contract.join(", ")));
    }
    Some(())
}

fn derive_new_column(block: &mut Block<'_>) -> Option<()> {
    let table = block.table_with_key()?;
    let mut columns = Vec::new();
    let mut assignments = Vec::new();
    let mut with_new = table.clone();
    for _ in 0..block.rng.usize(1..=2) {
        let new = block.new_column(&with_new);
        with_new.columns.push(Column { name: new.trim_start_matches("r#").into(), ..table.columns.first()?.clone() });
        let (spelled, ty) = block.column_type();
        let value = block.expression(&table, |class| class.fits(ty.class()))?;
        columns.push(format!("add column {new} {spelled} null"));
        let allow = if block.rng.u8(..8) == 0 { "#[allow(lossy_mapping, reason = \"for a report\")] " } else { "" };
        assignments.push(format!("{allow}{new} = {value}"));
    }
    block.expand.push(format!("alter table {} {};", table.name, columns.join(", ")));
    block.dual_write.push(format!("sync {} {{ forward {{ {} }} }}", table.name, assignments.join(", ")));
    block.migrate.push(format!("backfill {};", table.name));
    Some(())
}

fn fill_own_column(block: &mut Block<'_>) -> Option<()> {
    let table = block.table_with_key()?;
    let texts: Vec<&Column> = table.columns.iter().filter(|column| column.nullable && column.ty.class() == Class::Text).collect();
    let column = (*block.rng.choice(texts)?).clone();
    let (t, c) = (&table.name, &column.name);
    block.dual_write.push(format!("sync {t} {{ forward {{ {c} = coalesce({c}, \"\") }} }}"));
    block.migrate.push(format!("backfill {t};"));
    block.contract.push(format!("alter table {t} alter column {c} set not null;"));
    Some(())
}

fn drop_column(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    let free: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| !table.is_in_key(&column.name) && column.may_be_left_out())
        .filter(|column| table.indexes.iter().all(|index| !index.columns.contains(&column.name)))
        .collect();
    let column = (*block.rng.choice(free)?).clone();
    block.contract.push(format!(
        "alter table {} #[allow(drop_without_successor, reason = \"nobody reads it\")] drop column {};",
        table.name, column.name
    ));
    Some(())
}

fn drop_table(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    if block.before.tables.iter().any(|other| other.foreign_keys.iter().any(|key| key.table == table.name)) {
        return None;
    }
    block.contract.push(format!("#[allow(drop_without_successor, reason = \"nobody reads it\")] drop table {};", table.name));
    Some(())
}

fn create_index(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    let name = block.new_table();
    let columns: Vec<String> = table
        .columns
        .iter()
        .filter(|column| !matches!(column.ty.class(), Class::Json | Class::Bytes))
        .map(|column| column.name.clone())
        .collect();
    let count = block.rng.usize(1..=3).min(columns.len());
    let parts: Vec<String> = block
        .rng
        .choose_multiple(columns, count)
        .into_iter()
        .map(|column| format!("{column}{}", block.rng.choice(["", " asc", " desc"]).unwrap_or("")))
        .collect();
    if parts.is_empty() {
        return None;
    }
    block.expand.push(format!("create index {name} on {} ({});", table.name, parts.join(", ")));
    Some(())
}

fn unique(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    let numbers: Vec<String> =
        table.columns.iter().filter(|column| column.ty.class() == Class::Integer).map(|column| column.name.clone()).collect();
    let column = block.rng.choice(numbers)?;
    let name = block.new_table();
    block.contract.push(format!("alter table {} add constraint {name} unique ({column});", table.name));
    Some(())
}

fn check(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    let condition = block.expression(&table, |class| class == Class::Boolean)?;
    let name = block.new_table();
    let allow = "#[allow(check_blocks_writes, reason = \"the table is small\")] ";
    block.contract.push(format!("alter table {} {allow}add constraint {name} check ({condition});", table.name));
    Some(())
}

fn foreign_key(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    let targets: Vec<&Table> = block.before.tables.iter().filter(|target| target.primary_key.len() == 1).collect();
    let target = (*block.rng.choice(targets)?).clone();
    let key = target.key_columns().next()?.clone();
    let fits: Vec<String> = table.columns.iter().filter(|column| column.ty == key.ty).map(|column| column.name.clone()).collect();
    let column = block.rng.choice(fits)?;
    let action = block.rng.choice(["", " on delete cascade", " on delete restrict on update no action"]).unwrap_or("");
    let allow = "#[allow(foreign_key_without_index, reason = \"rows of the other table are never deleted\")] ";
    block.contract.push(format!("alter table {} {allow}add foreign key ({column}) references {}{action};", table.name, target.name));
    Some(())
}

fn change_default(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    let column = block.rng.choice(&table.columns)?.clone();
    match block.value(&column.ty).filter(|_| block.rng.bool() && !column.auto_increment) {
        Some(value) => block.expand.push(format!("alter table {} alter column {} set default {value};", table.name, column.name)),
        None if column.default.is_some() => {
            block.contract.push(format!("alter table {} alter column {} drop default;", table.name, column.name));
        }
        None => return None,
    }
    Some(())
}

fn drop_not_null(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    let whole: Vec<&Column> = table.columns.iter().filter(|column| !column.nullable && !table.is_in_key(&column.name)).collect();
    let column = (*block.rng.choice(whole)?).clone();
    block.contract.push(format!("alter table {} alter column {} drop not null;", table.name, column.name));
    Some(())
}

fn drop_index(block: &mut Block<'_>) -> Option<()> {
    let table = block.table()?;
    let index = block.rng.choice(&table.indexes)?.name.clone();
    block.contract.push(format!("drop index {index} on {};", table.name));
    Some(())
}
