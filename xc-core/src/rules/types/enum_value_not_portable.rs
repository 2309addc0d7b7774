//! Every database can hold the values of an enum, and tells them apart. The resolver asks this.

use crate::diagnostic::{Diagnostic, Place, Sink, Sp};
use crate::plan::Dialect;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0434.
pub static ENUM_VALUE_NOT_PORTABLE: Rule = Rule {
    code: "XC0434",
    name: "enum_value_not_portable",
    severity: Severity::Error,
    overridable: Overridable::No("a database refuses the value, or takes it for another one"),
    page: Page {
        what: "A value of an enum is empty, is there already, is longer than 63 bytes, ends in a space, or differs from another only in case; or an \
               enum has no values at all.",
        why: "One database refuses it, half way through the migration; or it takes two values for one, and rows change their meaning.",
        databases: "PostgreSQL: a value has 1 to 63 bytes. MySQL and MariaDB: trailing spaces are cut off, values are told apart by the column's collation, \
                    which ignores case by default (and accents, which is not looked at here: the server refuses such an enum when it is made, 1291), and an empty text stands for a value that was refused. What only PostgreSQL and SQLite are named \
                    for may differ in case.",
        instead: "Short names in lower case, without spaces at their ends.",
        sources: &[
            "PostgreSQL manual, \"Enumerated Types\", Implementation Details",
            "MySQL manual, \"The ENUM Type\": trailing spaces, duplicates, the empty string as error value",
        ],
    },
    refused: &[
        Example::of("expand { create enum status (\"new\", \"new\"); }"),
        Example::of("expand { create enum status (\"new\", \"\"); }"),
        Example::of("expand { create enum status (\"new\", \"New\"); }").on(&[Dialect::MySql, Dialect::MariaDb]),
    ],
    allowed: &[
        Example::of("expand { create enum status (\"new\", \"paid\"); }"),
        Example::of("expand { create enum status (\"new\", \"New\"); }").on(&[Dialect::Postgres, Dialect::Sqlite]),
    ],
    found: Found::OnTheWay,
};

/// Whether values can be added to others that are there. What is wrong is reported.
pub fn check(known: &[String], values: &[Sp<String>], place: Place, dialects: &[Dialect], sink: &mut Sink) -> bool {
    let has = |dialects_of: &[Dialect]| dialects.iter().any(|dialect| dialects_of.contains(dialect));
    let is_mysql = has(&[Dialect::MySql, Dialect::MariaDb]);
    let before = sink.count();
    if known.is_empty() && values.is_empty() {
        sink.report(
            Diagnostic::new(&ENUM_VALUE_NOT_PORTABLE, place, "an enum has one value at least")
                .help("create enum status (\"new\", \"paid\");"),
        );
    }
    let mut all: Vec<&str> = known.iter().map(String::as_str).collect();
    for value in values {
        let text = value.node.as_str();
        let error = |message: String| Diagnostic::new(&ENUM_VALUE_NOT_PORTABLE, value.place, message);
        let fold = |text: &str| text.to_lowercase();
        let problem = if all.contains(&text) {
            Some(error(format!("{text:?} is one of the values already")))
        } else if text.is_empty() {
            Some(
                error("an empty text is no value".into())
                    .note("PostgreSQL takes no empty value; on MySQL and MariaDB it stands for one that was refused"),
            )
        } else if text.len() > 63 {
            Some(
                error(format!("the value {text:?} is too long"))
                    .note(format!("PostgreSQL refuses more than 63 bytes; it has {}", text.len())),
            )
        } else if is_mysql && text.ends_with(' ') {
            Some(error(format!("{text:?} ends in a space")).note("MySQL and MariaDB cut it off"))
        } else {
            all.iter().find(|other| is_mysql && fold(other) == fold(text)).map(|other| {
                error(format!("{text:?} and {other:?} differ in case alone")).note("to MySQL and MariaDB they are the same value")
            })
        };
        match problem {
            Some(error) => sink.report(error),
            None => all.push(text),
        }
    }
    sink.count() == before
}
