//! What a mapping gives to a column of an enum is one of its values, for every row.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{Assignment, Migration};
use crate::rules::names::unknown_enum::ORDERS;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;

/// XC0433.
pub static ENUM_MAY_REFUSE: Rule = Rule {
    code: "XC0433",
    name: "enum_may_refuse",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A mapping may give a column of an enum a text that is none of its values.",
        why: "Production has values that nobody planned. The trigger runs inside the application's own statement: the first row with such a value \
              can no longer be saved, by a version that knows nothing of the enum, and the backfill stops there.",
        databases: "PostgreSQL refuses the write (22P02). MySQL and MariaDB refuse it in strict mode (1265), and write an empty text, which is \
                    none of the values, without it; SQLite's check refuses it.",
        instead: "A `case` with an arm for each value, and `else` for all others: it says what becomes of them. A column of another enum, or one whose \
                  check lists its values, may be given as it is where the enum has all of these. Where the column holds nothing else, and the \
                  application writes nothing else, say so: `#[allow(enum_may_refuse, reason = \"...\")]`.",
        sources: &["PostgreSQL manual, \"Enumerated Types\"", "MySQL manual, \"The ENUM Type\", Handling of Enumeration Literals"],
    },
    refused: &[
        Example::after(
            ORDERS,
            "expand     { alter table orders add column kind order_status null; }
             dual_write { sync orders { forward { kind = note } } }
             migrate    { backfill orders; }",
        ),
        Example::after(
            ORDERS,
            "expand     { create enum order_stage (\"new\", \"done\"); alter table orders add column stage order_stage null; }
             dual_write { sync orders { forward { stage = status } } }
             migrate    { backfill orders; }",
        ),
    ],
    allowed: &[
        Example::after(
            ORDERS,
            "expand     { alter table orders add column kind order_status null; }
             dual_write { sync orders { forward { kind = case note when \"p\" then \"paid\" else \"new\" end } } }
             migrate    { backfill orders; }",
        ),
        Example::after(
            ORDERS,
            "expand     { create enum order_stage (\"new\", \"paid\", \"sent\"); alter table orders add column stage order_stage null; }
             dual_write { sync orders { forward { stage = status } } }
             migrate    { backfill orders; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for mapping in migration.mappings() {
        let (Some(from), Some(to)) = (migration.expanded.table(mapping.from), migration.expanded.table(mapping.to)) else { continue };
        mapping.forward.iter().for_each(|assignment| given(from, to, assignment, "v1", sink));
        mapping.reverse.iter().for_each(|assignment| given(to, from, assignment, "v2", sink));
        mapping.normalise.iter().for_each(|assignment| given(to, to, assignment, "either version", sink));
    }
}

fn given(from: &Table, into: &Table, assignment: &Assignment, who: &str, sink: &mut Sink) {
    let Some(of) = into.column(&assignment.column).and_then(|column| column.ty.as_enum()) else { return };
    let listed = |values: &[&String]| values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(", ");
    let error = |message: String| Diagnostic::new(&ENUM_MAY_REFUSE, assignment.value.place, message);
    let report = match assignment.value.texts(&|column| from.values_of(column)) {
        // What is wrong with it was reported.
        None if matches!(assignment.value.kind, crate::expression::Kind::Unknown) => return,
        None => error(format!("`{}` is an enum, and `{}` may be any text", assignment.column, assignment.value.spelled())),
        Some(texts) => {
            let lacking: Vec<&String> = texts.iter().filter(|text| !of.values.contains(text)).collect();
            if lacking.is_empty() {
                return;
            }
            error(format!("`{}` is given {}, which `{}` does not have", assignment.column, listed(&lacking), of.name))
        }
    };
    let arms = of.values.iter().map(|value| format!("when {value:?} then {value:?}")).collect::<Vec<_>>().join(" ");
    sink.report(
        report
            .note(format!("the values of `{}` are {}", of.name, listed(&of.values.iter().collect::<Vec<_>>())))
            .note(format!("a write of {who} that has another fails"))
            .help(format!("say what becomes of each: `case ... {arms} else ... end`")),
    );
}
