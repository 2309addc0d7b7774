//! Two columns change places in one transaction, or not at all.

use super::WHOLE;
use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0505.
pub static SWAP_NOT_ON_DIALECT: Rule = Rule {
    code: "XC0505",
    name: "swap_not_on_dialect",
    severity: Severity::Error,
    overridable: Overridable::No("writes would be lost, or fail, in between"),
    page: Page {
        what: "`swap column` is used on MySQL or MariaDB.",
        why: "They commit each statement of DDL by itself. Between the drop of the triggers, which name the columns, and the exchange of the names, \
              a write would reach one of the two columns only; in the other order, every INSERT would fail until the triggers are gone. And a \
              numbered key can't be kept in step at all: a BEFORE trigger sees 0 in its place.",
        databases: "MySQL and MariaDB, all versions.",
        instead: "A new name for the new type, by `sync` in both directions, which v2 then uses; or leave mysql and mariadb out of `dialects:` and \
                  let a tool that copies the table (gh-ost, spirit, pt-online-schema-change) change the type there.",
        sources: &[
            "MySQL 8.0 manual, \"Statements That Cause an Implicit Commit\"",
            "MySQL 8.0 manual, \"CREATE TRIGGER\": NEW.col of an AUTO_INCREMENT column is 0 in a BEFORE trigger",
        ],
    },
    refused: &[Example { on: &[Dialect::MySql, Dialect::MariaDb], ..WHOLE }],
    allowed: &[WHOLE],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let Some(dialect) = migration.dialects.iter().find(|dialect| matches!(dialect, Dialect::MySql | Dialect::MariaDb)) else { return };
    for at in &migration.swaps {
        let (column, with) = (&at.node.column, &at.node.with);
        sink.report(
            Diagnostic::new(&SWAP_NOT_ON_DIALECT, at.place, format!("{dialect} can't exchange `{column}` and `{with}` in one step"))
                .note("it commits each statement by itself: between the drop of the triggers and the exchange, writes would be lost")
                .help(format!(
                    "let v2 use the new name: sync {} {{ forward {{ {with} = {column} }} reverse {{ {column} = {with} }} }}",
                    at.node.table
                ))
                .help("or leave mysql and mariadb out of `dialects:`, and change the type there with a tool that copies the table"),
        );
    }
}
