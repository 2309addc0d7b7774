//! The renderings agree: the same rows and the same expressions on all databases give the same values, or the same errors.
//!
//! The expressions are made from the catalogue itself, from what each function says that it takes: a new function is covered without a line
//! here. What the catalogue claims of each (bounds, nullability, whether it may fail) is checked on the values as well.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail, ensure};
use proc_macro2::TokenStream;
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, Row, SqliteConnection};
use xc_core::compile;
use xc_core::expression::catalogue::{self, Form, Function, Parameter, Takes, Volatility};
use xc_core::expression::domain::{Domain, Range};
use xc_core::expression::{Expression, Kind as Of};
use xc_core::plan::Dialect;
use xc_core::rules::generated::generated_not_on_dialect::not_had;
use xc_core::schema::types::{Class, Type};
use xc_core::schema::{Column, Schema, Table};
use xc_core::sql::expression::{literal, write};
use xc_core::syntax::Literal;
use xc_tests::servers::{Kind, TestDatabase, database};

/// So many expressions with each function at the top.
const EACH: usize = 4;

/// Every type of which the catalogue has functions.
const TABLE: &str = r"
    name: create_samples,
    expand {
        create table samples (
            id  bigint primary key,
            a   varchar(60) null,
            b   text null,
            c   varchar(20) not null,
            k   smallint null,
            i   int null,
            n   int not null,
            l   bigint null,
            big bigint null,
            d   decimal(6, 2) null,
            e   decimal(8, 4) null,
            f   double null,
            o   boolean null,
            day date null,
            ts  datetime null,
            tm  timestamp null,
            j   json null
        );
    }
";

const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "A",
    "ab",
    "Mary Ann Smith",
    "  both ends  ",
    "it's",
    "\"quoted\"",
    "back\\slash",
    "100%",
    "under_score",
    "a,b,,c",
    "-",
    "--",
    "naïve",
    "Émile",
    "ПРИВЕТ мир",
    "e\u{301}",
    "😀",
    "a😀b😀c",
    "日本語",
    "12",
    "-7",
    "+3",
    "0012",
    "12.5",
    "2147483648",
    "abc12",
    "[x]*?",
    "a!b",
    "true",
    "line\nbreak",
    "tab\there",
    "12\n",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];
const INTS: &[i64] = &[0, 1, -1, 2, 7, -7, 12, 100, -100, 999, 32767, -32767];
const WIDE: &[i64] = &[0, 1, -1, 86_400, 1_000_000, 2_147_483_647, -2_147_483_647, 1_709_251_199, -86_401];
const WIDER: &[i64] = &[0, 5, -5, 2_147_483_648, -2_147_483_649, 253_402_300_799, 253_402_300_800, -30_610_224_000, 1_000_000_000_000];
const EDGES: &[i64] = &[0, 3, i64::MAX, -i64::MAX, i64::MAX - 1, 1 << 53, -(1 << 53)];
const DECIMALS: &[&str] =
    &["0.00", "0.01", "-0.01", "0.50", "-0.50", "1.25", "-1.25", "2.50", "-2.50", "0.57", "9999.99", "-9999.99", "12.00"];
const FINE: &[&str] = &["0.0000", "0.0001", "-0.0001", "0.5000", "2.6750", "-2.6750", "1234.5678", "-0.9999", "3.0000"];
const FLOATS: &[&str] = &["0.0", "0.5", "-0.5", "1.5", "2.5", "-2.5", "1024.0", "0.25", "-1000000.0", "123456.75"];
const DAYS: &[&str] = &["1970-01-01", "1969-12-31", "2024-02-29", "2023-02-28", "2000-12-31", "1900-03-01", "9999-12-31", "1000-01-01"];
const TIMES: &[&str] = &[
    "1970-01-01 00:00:00",
    "1969-12-31 23:59:59",
    "2024-02-29 12:34:56",
    "2000-01-01 00:00:01",
    "1582-10-15 06:07:08",
    "9999-12-31 23:59:59",
];
const FRACTIONS: &[&str] = &[
    "1970-01-01 00:00:00.000000",
    "1969-12-31 23:59:59.999999",
    "2024-02-29 12:34:56.500000",
    "2001-09-09 01:46:40.000001",
    "2038-01-19 03:14:08.120000",
];
const DOCUMENTS: &[&str] = &[
    r#"{}"#,
    r#"{"a": "text", "n": 5, "b": true}"#,
    r#"{"a": null, "n": "5", "b": 1}"#,
    r#"{"a": "", "n": -12, "b": false, "x y": "z"}"#,
    r#"{"a": "quote \" and \\ and 😀", "n": 1.5}"#,
    r#"{"a": {"a": "inner"}, "n": [1], "x y": 0}"#,
    r#"[1, 2]"#,
];

struct Bed {
    kind: Kind,
    connection: Client,
    _database: TestDatabase,
}

enum Client {
    Postgres(PgConnection),
    MySql(MySqlConnection),
    Sqlite(SqliteConnection),
}

/// An expression, and where it is compared.
struct Sample {
    text: String,
    expression: Expression,
    dialects: Vec<Dialect>,
}

fn dialect(kind: Kind) -> Dialect {
    match kind {
        Kind::Postgres => Dialect::Postgres,
        Kind::MySql => Dialect::MySql,
        Kind::MariaDb => Dialect::MariaDb,
        Kind::Sqlite => Dialect::Sqlite,
    }
}

fn pick<T: Copy>(values: &[T]) -> T {
    values[fastrand::usize(..values.len())]
}

fn table() -> Result<(Table, BTreeMap<&'static str, String>)> {
    let tokens: TokenStream = TABLE.parse().map_err(|error| anyhow!("{error}"))?;
    let compiled = compile::stops(tokens, Schema::default());
    let mut create = BTreeMap::new();
    for plan in &compiled.plans {
        for dialect in &plan.dialects {
            create.insert(dialect.name(), plan.expand[0].run.statements[0].0.clone());
        }
    }
    let table = compiled.migration.and_then(|migration| migration.after.table("samples").cloned()).context("the table")?;
    Ok((table, create))
}

/// The same rows for every database: each column as the text of its value.
fn rows() -> Vec<Vec<Option<String>>> {
    let some = |text: &str| (fastrand::u8(..7) != 0).then(|| text.to_owned());
    let row = |index: usize| {
        let text = |offset: usize| TEXTS[(index + offset) % TEXTS.len()];
        vec![
            Some((index + 1).to_string()),
            some(text(0)),
            some(pick(TEXTS)),
            Some(pick(TEXTS).chars().take(20).collect()),
            some(&pick(INTS).to_string()),
            some(&pick(WIDE).to_string()),
            Some(pick(WIDE).to_string()),
            some(&pick(WIDER).to_string()),
            some(&pick(EDGES).to_string()),
            some(pick(DECIMALS)),
            some(pick(FINE)),
            some(pick(FLOATS)),
            some(pick(&["true", "false"])),
            some(pick(DAYS)),
            some(pick(TIMES)),
            some(pick(FRACTIONS)),
            some(pick(DOCUMENTS)),
        ]
    };
    (0..TEXTS.len() + 12).map(row).collect()
}

fn insert(table: &Table, rows: &[Vec<Option<String>>], dialect: Dialect) -> Vec<String> {
    let value = |text: &Option<String>, class: Class| match (text, class) {
        (None, _) => "NULL".into(),
        (Some(text), Class::Integer | Class::Number | Class::Boolean) => text.to_uppercase(),
        (Some(text), _) => literal(&Literal::Text(text.clone()), dialect),
    };
    let insert = |row: &Vec<Option<String>>| {
        let values: Vec<String> = row.iter().zip(&table.columns).map(|(text, column)| value(text, column.ty.class())).collect();
        format!("INSERT INTO samples VALUES ({})", values.join(", "))
    };
    rows.iter().map(insert).collect()
}

impl Bed {
    async fn open(kind: Kind) -> Result<Option<Bed>> {
        let Some(database) = database(kind).await? else { return Ok(None) };
        let url = database.url.as_str();
        let mut bed = Bed {
            kind,
            connection: match kind {
                Kind::Postgres => Client::Postgres(PgConnection::connect(url).await?),
                Kind::Sqlite => Client::Sqlite(SqliteConnection::connect(url).await?),
                Kind::MariaDb | Kind::MySql => Client::MySql(MySqlConnection::connect(url).await?),
            },
            _database: database,
        };
        match kind {
            // Nothing may go by the session's zone.
            Kind::Postgres => bed.execute("SET TIME ZONE 'America/New_York'").await?,
            Kind::MariaDb | Kind::MySql => {
                bed.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '-05:00'").await?;
            }
            Kind::Sqlite => {}
        }
        Ok(Some(bed))
    }

    async fn execute(&mut self, sql: &str) -> Result<()> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match &mut self.connection {
            Client::Postgres(connection) => sql.execute(connection).await.map(|_| ())?,
            Client::MySql(connection) => sql.execute(connection).await.map(|_| ())?,
            Client::Sqlite(connection) => sql.execute(connection).await.map(|_| ())?,
        }
        Ok(())
    }

    /// One column of text.
    async fn texts(&mut self, sql: &str) -> Result<Vec<Option<String>>> {
        macro_rules! fetch {
            ($connection:expr) => {
                sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
                    .fetch_all($connection)
                    .await?
                    .iter()
                    .map(|row| row.try_get(0))
                    .collect::<Result<_, _>>()?
            };
        }
        Ok(match &mut self.connection {
            Client::Postgres(connection) => fetch!(connection),
            Client::MySql(connection) => fetch!(connection),
            Client::Sqlite(connection) => fetch!(connection),
        })
    }
}

/// The value as text, in a form that all databases have in common.
fn as_text(expression: &Expression, dialect: Dialect) -> String {
    let value = write(expression, dialect, &|name| quoted(name, dialect));
    let mysql = matches!(dialect, Dialect::MySql | Dialect::MariaDb);
    match (&expression.domain, dialect) {
        (Domain::Boolean, _) => format!("CASE WHEN {value} THEN 'true' WHEN NOT {value} THEN 'false' END"),
        (Domain::Decimal(range), Dialect::Sqlite) => {
            format!("CASE WHEN {value} IS NOT NULL THEN printf('%.{}f', {value}) END", range.scale)
        }
        (Domain::Float { .. }, Dialect::Sqlite) => format!("CASE WHEN {value} IS NOT NULL THEN printf('%!.17g', {value}) END"),
        (Domain::Timestamp { .. }, Dialect::Postgres) => format!("to_char({value}, 'YYYY-MM-DD HH24:MI:SS.US')"),
        (Domain::Timestamp { .. }, _) if mysql => format!("DATE_FORMAT({value}, '%Y-%m-%d %H:%i:%s.%f')"),
        (Domain::Date, Dialect::Postgres) => format!("to_char({value}, 'YYYY-MM-DD')"),
        (_, Dialect::Postgres) => format!("CAST({value} AS text)"),
        (_, Dialect::Sqlite) => format!("CAST({value} AS TEXT)"),
        _ => format!("CONVERT(CAST({value} AS CHAR) USING utf8mb4)"),
    }
}

/// The same text for the same value.
fn canonical(text: &str, domain: &Domain) -> String {
    match domain {
        Domain::Decimal(_) | Domain::Timestamp { .. } if text.contains('.') => {
            let trimmed = text.trim_end_matches('0').trim_end_matches('.');
            if trimmed == "-0" { "0".into() } else { trimmed.into() }
        }
        Domain::Float { .. } => text.parse::<f64>().map_or(text.into(), |value| format!("{value:.9e}")),
        Domain::Json => serde_json::from_str::<serde_json::Value>(text).map_or(text.into(), |value| value.to_string()),
        _ => text.into(),
    }
}

/// Expressions by class, from which others are made.
#[derive(Default)]
struct Pool(BTreeMap<&'static str, Vec<String>>);

impl Pool {
    fn of(table: &Table) -> Pool {
        let mut pool = Pool::default();
        for column in table.columns.iter().filter(|column| column.name != "id") {
            pool.add(column.ty.class(), column.name.clone());
        }
        pool
    }

    fn add(&mut self, class: Class, text: String) {
        self.0.entry(class.name()).or_default().push(text);
    }

    fn value(&self, class: Class) -> String {
        let class = match class {
            Class::Any => pick(&[Class::Text, Class::Integer, Class::Number, Class::Boolean, Class::Date, Class::Timestamp]),
            class => class,
        };
        let written = match (class, fastrand::u8(..5)) {
            (Class::Text, 0) => format!("{:?}", pick(&["", "a", "x y", "😀", "it's", "\\"])),
            (Class::Integer, 0) => pick(INTS).to_string(),
            (Class::Number, 0) => pick(&["0.5", "1.25", "-2.00", "3"]).into(),
            (Class::Boolean, 0) => pick(&["true", "false"]).into(),
            _ => String::new(),
        };
        let known = self.0.get(class.name()).map_or(&[][..], Vec::as_slice);
        if written.is_empty() && !known.is_empty() { known[fastrand::usize(..known.len())].clone() } else { written }
    }

    fn argument(&self, parameter: Parameter) -> String {
        match parameter {
            Parameter::Value(class) => self.value(class),
            Parameter::Moment => self.value(pick(&[Class::Date, Class::Timestamp])),
            Parameter::LiteralText { .. } => format!("{:?}", pick(&[" ", "a", "-", ",", "😀", "an", "'", "é", "\\"])),
            Parameter::Pattern => format!("{:?}", pick(&["%a%", "_b%", "%\\%", "%", "", "a!b", "[x]*?", "%\\_%", "A%", "%\\\\%"])),
            Parameter::LiteralInt { from, to, .. } => fastrand::i64(from..=to.min(60)).to_string(),
            Parameter::Word { words, .. } => format!("{:?}", words[fastrand::usize(..words.len())]),
            Parameter::Key => format!("{:?}", pick(&["a", "n", "b", "x y", "missing"])),
            Parameter::Type(Class::Integer) => pick(&["smallint", "int", "bigint"]).into(),
            Parameter::Type(Class::Number) => pick(&["decimal(6, 1)", "decimal(12, 4)", "decimal(4, 0)"]).into(),
            Parameter::Type(Class::Text) => pick(&["text", "varchar(5)", "varchar(40)"]).into(),
            Parameter::Type(Class::Timestamp) => "timestamp".into(),
            Parameter::Type(Class::Boolean) => "boolean".into(),
            Parameter::Type(_) => "date".into(),
        }
    }

    /// A call of a function, as the language spells it.
    fn call(&self, function: &Function) -> String {
        let alike = |count: usize| {
            let class = pick(&[Class::Text, Class::Integer, Class::Number, Class::Boolean, Class::Date, Class::Timestamp]);
            (0..count).map(|_| self.value(class)).collect::<Vec<_>>()
        };
        let arguments: Vec<String> = match &function.takes {
            Takes::Exactly { parameters, optional } => {
                let count = parameters.len() - fastrand::usize(..=*optional);
                parameters[..count].iter().map(|parameter| self.argument(*parameter)).collect()
            }
            Takes::Many(parameter) => (0..fastrand::usize(1..4)).map(|_| self.argument(*parameter)).collect(),
            Takes::First(first, rest) => {
                let mut arguments = vec![self.argument(*first)];
                arguments.extend((0..fastrand::usize(1..4)).map(|_| self.argument(*rest)));
                arguments
            }
            Takes::Alike(count) => alike(*count),
            Takes::AlikeFrom(least) => alike(least + fastrand::usize(..2)),
        };
        let name = function.name;
        match (function.form, arguments.as_slice()) {
            (Form::Infix, [a, b]) => format!("({a}) {name} ({b})"),
            (Form::Prefix, [a]) => format!("{name} ({a})"),
            (Form::Postfix, [a]) => format!("({a}) {name}"),
            (Form::Minus, [a]) => format!("-({a})"),
            (Form::Between, [a, low, high]) => format!("({a}) between ({low}) and ({high})"),
            (Form::In, [a, list @ ..]) => format!("({a}) in ({})", list.join(", ")),
            (Form::Cast(kind), [a, to]) => format!("{}({a} as {to})", kind.name()),
            (Form::Word, _) => name.into(),
            _ => format!("{name}({})", arguments.join(", ")),
        }
    }
}

/// SQLite keeps 15 digits of a decimal number.
fn is_beyond_sqlite(expression: &Expression) -> bool {
    let wide = matches!(expression.domain, Domain::Decimal(range) if !range.within(&Range::of_digits(15, range.scale)));
    wide || expression.parts().into_iter().any(is_beyond_sqlite)
}

fn samples(table: &Table) -> Result<Vec<Sample>> {
    let mut pool = Pool::of(table);
    let mut samples: Vec<Sample> = Vec::new();
    let functions: Vec<&Function> = catalogue::all().filter(|function| function.volatility == Volatility::Immutable).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for round in 0..EACH {
        for function in &functions {
            for _attempt in 0..400 {
                let text = pool.call(function);
                let Ok(tokens) = text.parse::<TokenStream>() else { continue };
                let found = [&Dialect::ALL[..], &[Dialect::Postgres, Dialect::MySql, Dialect::MariaDb]].into_iter().find_map(|dialects| {
                    let expression = compile::expression(tokens.clone(), table, dialects).ok()?;
                    Some((expression, dialects.to_vec()))
                });
                let Some((expression, mut dialects)) = found else { continue };
                if is_beyond_sqlite(&expression) {
                    dialects.retain(|dialect| *dialect != Dialect::Sqlite);
                }
                *counts.entry(function.name).or_default() += 1;
                // What may fail is compared, but not built upon: its errors would hide the rest.
                if expression.may_fail().is_none() && text.len() < 70 && !matches!(expression.kind, Of::Literal(_)) {
                    pool.add(expression.class(), text.clone());
                }
                samples.push(Sample { text, expression, dialects });
                break;
            }
        }
        let missing: Vec<_> = functions.iter().filter(|function| counts.get(function.name).copied().unwrap_or(0) <= round).collect();
        ensure!(
            missing.is_empty(),
            "no expression could be made with {:?}",
            missing.iter().map(|function| function.name).collect::<Vec<_>>()
        );
    }
    // The smallest first: it is the one that is shown.
    samples.sort_by_key(|sample| sample.text.len());
    Ok(samples)
}

/// What a row of an expression came to.
type Outcome = Result<Option<String>, String>;

async fn outcomes(bed: &mut Bed, sample: &Sample, ids: usize) -> Vec<Outcome> {
    let value = as_text(&sample.expression, dialect(bed.kind));
    let read = |text: Option<String>| text.map(|text| canonical(&text, &sample.expression.domain));
    match bed.texts(&format!("SELECT {value} FROM samples ORDER BY id")).await {
        Ok(texts) => texts.into_iter().map(|text| Ok(read(text))).collect(),
        Err(whole) if sample.expression.may_fail().is_none() => vec![Err(whole.to_string()); ids],
        Err(_) => {
            let mut rows = Vec::new();
            for id in 1..=ids {
                let row = bed.texts(&format!("SELECT {value} FROM samples WHERE id = {id}")).await;
                rows.push(row.map(|texts| read(texts.into_iter().next().flatten())).map_err(|error| error.to_string()));
            }
            rows
        }
    }
}

/// What the catalogue says of an expression, against a value of it.
fn breaks_a_claim(expression: &Expression, table: &Table, value: Option<&str>) -> Option<&'static str> {
    let is_nullable = |name: &str| table.column(name).is_some_and(|column| column.nullable);
    match (value, &expression.domain) {
        (None, _) => expression.null_source(&is_nullable).is_none().then_some("it is null, and can't be"),
        (Some(text), Domain::Integer(range)) => {
            let outside = text.parse::<i128>().is_ok_and(|value| value < range.low || value > range.high);
            outside.then_some("it is outside of its bounds")
        }
        (Some(text), Domain::Text { longest: Some(longest) }) => {
            (text.chars().count() > *longest as usize).then_some("it is longer than it can be")
        }
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_function_gives_the_same_on_every_database() -> Result<()> {
    let seed = std::env::var("XC_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_240_229);
    fastrand::seed(seed);
    let (table, create) = table()?;
    let (rows, samples) = (rows(), samples(&table)?);
    let mut beds = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb, Kind::MySql] {
        let Some(mut bed) = Bed::open(kind).await? else { continue };
        bed.execute(&create[dialect(kind).name()]).await?;
        for statement in insert(&table, &rows, dialect(kind)) {
            bed.execute(&statement).await.with_context(|| statement.clone())?;
        }
        beds.push(bed);
    }
    let mut wrong: Vec<String> = Vec::new();
    let mut compared = 0;
    for sample in &samples {
        let mut all: Vec<(Kind, Vec<Outcome>)> = Vec::new();
        for bed in beds.iter_mut().filter(|bed| sample.dialects.contains(&dialect(bed.kind))) {
            let kind = bed.kind;
            all.push((kind, outcomes(bed, sample, rows.len()).await));
        }
        compared += all.iter().map(|(_, outcomes)| outcomes.len()).sum::<usize>();
        if let Some(found) = disagreement(sample, &table, &rows, &all) {
            wrong.push(found);
        }
    }
    if !wrong.is_empty() {
        let shown = wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n\n");
        bail!("seed {seed}: {} of {} expressions differ; the smallest:\n\n{shown}", wrong.len(), samples.len());
    }
    ensure!(samples.len() >= 320 && compared >= samples.len() * rows.len(), "{} expressions, {compared} values: too few", samples.len());
    Ok(())
}

fn disagreement(sample: &Sample, table: &Table, rows: &[Vec<Option<String>>], all: &[(Kind, Vec<Outcome>)]) -> Option<String> {
    let (first_kind, first) = all.first()?;
    for (index, row) in rows.iter().enumerate() {
        let shown = || {
            let values: Vec<String> = table
                .columns
                .iter()
                .zip(row)
                .filter(|(column, _)| sample.expression.reads(&column.name))
                .map(|(column, value)| format!("{} = {value:?}", column.name))
                .collect();
            let databases: Vec<String> = all
                .iter()
                .map(|(kind, outcomes)| format!("  {kind}: {:?}\n    {}", outcomes[index], as_text(&sample.expression, dialect(*kind))))
                .collect();
            format!("{}\n  row: {}\n{}", sample.text, values.join(", "), databases.join("\n"))
        };
        for (kind, outcomes) in all {
            match (&first[index], &outcomes[index]) {
                (Ok(a), Ok(b)) if a == b => {
                    if let Some(claim) = breaks_a_claim(&sample.expression, table, b.as_deref()) {
                        return Some(format!("{claim}: {}", shown()));
                    }
                }
                (Err(_), Err(_)) if sample.expression.may_fail().is_some() => {}
                _ => return Some(format!("{first_kind} and {kind} differ: {}", shown())),
            }
        }
    }
    None
}

/// A part that is the same for every row.
fn has_constant(expression: &Expression) -> bool {
    let reads_none = |part: &Expression| {
        let mut none = true;
        part.columns(&mut |_, _| none = false);
        none
    };
    let is_call = matches!(expression.kind, Of::Call(..) | Of::Case(..));
    (is_call && reads_none(expression)) || expression.parts().into_iter().any(has_constant)
}

fn quoted(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::MySql | Dialect::MariaDb => format!("`{name}`"),
        Dialect::Postgres | Dialect::Sqlite => format!("\"{name}\""),
    }
}

/// A type that holds what an expression gives.
fn holding(domain: &Domain) -> Option<Type> {
    Some(match domain {
        Domain::Integer(_) => Type::BigInt,
        Domain::Decimal(range) => Type::Decimal(38, range.scale.min(30)),
        Domain::Float { .. } => Type::Double,
        Domain::Boolean => Type::Boolean,
        Domain::Text { .. } => Type::Text,
        Domain::Date => Type::Date,
        Domain::Timestamp { zone: false, digits } => Type::Timestamp(*digits),
        Domain::Timestamp { zone: true, digits } => Type::TimestampTz(*digits),
        Domain::Json => Type::Json,
        Domain::Uuid | Domain::Bytes | Domain::Any => return None,
    })
}

/// How many generated columns a table gets at a time.
const COLUMNS: usize = 10;

/// The table of the samples with generated columns `g0`, `g1`, ...; or why the database does not make it.
async fn with_generated(bed: &mut Bed, create: &str, samples: &[&Sample], kept: &str) -> Result<Result<()>> {
    let on = dialect(bed.kind);
    let mut columns = String::new();
    for (number, sample) in samples.iter().enumerate() {
        let ty = holding(&sample.expression.domain).context("a sample that no type holds")?.ddl(on);
        columns += &format!("g{number} {ty} GENERATED ALWAYS AS ({}) {kept}, ", write(&sample.expression, on, &|name| quoted(name, on)));
    }
    bed.execute("DROP TABLE IF EXISTS samples").await?;
    Ok(bed.execute(&create.replacen('(', &format!("({columns}"), 1)).await)
}

/// The samples whose generated columns hold another value than is computed when the row is read.
async fn differing<'a>(bed: &mut Bed, table: &Table, rows: &[Vec<Option<String>>], samples: &[&'a Sample]) -> Result<Vec<&'a str>> {
    let on = dialect(bed.kind);
    let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name, on)).collect();
    let of_row = |statement: String| statement.split_once(" VALUES ").map_or(String::new(), |(_, values)| values.to_owned());
    let values: Vec<String> = insert(table, rows, on).into_iter().map(of_row).collect();
    let insert = format!("INSERT INTO samples ({}) VALUES {}", columns.join(", "), values.join(", "));
    bed.execute(&insert).await.with_context(|| samples.iter().map(|sample| sample.text.as_str()).collect::<Vec<_>>().join("\n"))?;
    let mut differing = Vec::new();
    for (number, sample) in samples.iter().enumerate() {
        let domain = &sample.expression.domain;
        let column =
            Column { name: format!("g{number}"), ty: holding(domain).context("a sample that no type holds")?, ..table.columns[0].clone() };
        let stored = as_text(&Expression::column(&column, sample.expression.place), on);
        let computed = bed.texts(&format!("SELECT {} FROM samples ORDER BY id", as_text(&sample.expression, on))).await?;
        let read = bed.texts(&format!("SELECT {stored} FROM samples ORDER BY id")).await?;
        let canonical = |texts: Vec<Option<String>>| -> Vec<Option<String>> {
            texts.into_iter().map(|text| text.map(|text| canonical(&text, domain))).collect()
        };
        if canonical(computed) != canonical(read) {
            differing.push(sample.text.as_str());
        }
    }
    Ok(differing)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_generated_column_is_computed_from_can_be_had_where_the_catalogue_says_so() -> Result<()> {
    let seed = std::env::var("XC_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_240_229);
    fastrand::seed(seed);
    let (table, create) = table()?;
    let (rows, samples) = (rows(), samples(&table)?);
    let mut wrong: Vec<String> = Vec::new();
    let mut made = 0;
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb, Kind::MySql] {
        let Some(mut bed) = Bed::open(kind).await? else { continue };
        let on = dialect(kind);
        let judged =
            |sample: &&Sample| sample.dialects.contains(&on) && sample.expression.may_fail().is_none() && !has_constant(&sample.expression);
        let all: Vec<&Sample> = samples.iter().filter(judged).filter(|sample| holding(&sample.expression.domain).is_some()).collect();
        let (had, refused): (Vec<&Sample>, Vec<&Sample>) = all.into_iter().partition(|sample| not_had(&sample.expression, on).is_none());
        for sample in refused {
            // MariaDB computes virtual columns, which it then does not index, from some of what it does not store: refused as well.
            if with_generated(&mut bed, &create[on.name()], &[sample], "STORED").await?.is_ok() {
                wrong.push(format!("{kind} takes {}", sample.text));
            }
        }
        // PostgreSQL has virtual ones since 18.
        let kinds: &[&str] = if on == Dialect::Postgres { &["STORED"] } else { &["STORED", "VIRTUAL"] };
        for kept in kinds {
            let mut tables: Vec<Vec<&Sample>> = had.chunks(COLUMNS).map(<[&Sample]>::to_vec).rev().collect();
            while let Some(columns) = tables.pop() {
                match with_generated(&mut bed, &create[on.name()], &columns, kept).await? {
                    Err(error) if columns.len() == 1 => wrong.push(format!("{kind} {kept} {}: {error}", columns[0].text)),
                    // Which of them, or all together are too wide.
                    Err(_) => tables.extend(columns.into_iter().rev().map(|sample| vec![sample])),
                    Ok(()) => {
                        made += columns.len();
                        wrong.extend(
                            differing(&mut bed, &table, &rows, &columns)
                                .await?
                                .iter()
                                .map(|text| format!("{kind} {kept} {text}: another value")),
                        );
                    }
                }
            }
        }
    }
    ensure!(wrong.is_empty(), "seed {seed}: {} differ:\n{}", wrong.len(), wrong.join("\n"));
    ensure!(made >= 600, "only {made} generated columns were made");
    Ok(())
}
