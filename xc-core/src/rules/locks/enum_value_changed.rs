//! The values of an enum that columns have are never taken away or moved. The parser finds this.

use crate::diagnostic::{Diagnostic, Place};
use crate::rules::names::unknown_enum::ORDERS;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0514.
pub static ENUM_VALUE_CHANGED: Rule = Rule {
    code: "XC0514",
    name: "enum_value_changed",
    severity: Severity::Error,
    overridable: Overridable::No("a database copies the table for it, or can't do it at all, and v1 knows the values as they were"),
    page: Page {
        what: "A value of an enum is taken away, or put between others.",
        why: "v1 writes the value, and reads it, until it is gone. And the databases can't do it to the type alone: what stands in the rows is the \
              value's number, or its text.",
        databases: "PostgreSQL has no way to take a value away. MySQL and MariaDB copy the table for \
                    anything but a value behind the others, and let nobody write until that is done; SQLite's rows hold the text.",
        instead: "A new enum and a column of it beside the old one, with a `case` that has an arm for each value: the message has the blocks. A value \
                  between others is only an order: put it behind them, and sort by a `case` in the query.",
        sources: &[
            "PostgreSQL manual, \"ALTER TYPE\": \"Existing values cannot be removed from an enum type\" (\"Enumerated Types\", Implementation Details)",
            "MySQL manual, \"Online DDL Operations\", Modifying the definition of an ENUM or SET column: \"Adding members in the middle of the \
             list causes renumbering of existing members, which requires a table copy\"",
        ],
    },
    refused: &[
        Example::after(ORDERS, "contract { alter enum order_status drop value \"paid\"; }"),
        Example::after(ORDERS, "expand { alter enum order_status add value \"sent\" before \"paid\"; }"),
    ],
    allowed: &[
        Example::after(
            ORDERS,
            "expand { #[allow(enum_value_unknown_to_v1, reason = \"v2 writes it from release 12 on\")] alter enum order_status add value \"sent\"; }",
        ),
        Example::after(
            ORDERS,
            "expand     { create enum order_state (\"new\", \"settled\"); alter table orders add column state order_state null; }
             dual_write {
                 sync orders {
                     forward { state = case status when \"new\" then \"new\" when \"paid\" then \"settled\" end }
                     reverse { status = case state when \"new\" then \"new\" when \"settled\" then \"paid\" end }
                 }
             }
             migrate    { backfill orders; }
             contract   { alter table orders alter column state set not null, drop column status; drop enum order_status; }",
        ),
    ],
    found: Found::OnTheWay,
};

/// The refusal of such a change of an enum: `what` is said of a value.
pub fn refusal(name: &str, what: &str, place: Place) -> Diagnostic {
    Diagnostic::new(&ENUM_VALUE_CHANGED, place, format!("{what} of enum `{name}` can't be done to the enum itself"))
        .note("v1 knows the values as they are, and no database changes them without copying or breaking the rows that have them")
        .help(format!(
            "make a new enum, and a column of it beside the old one:\n\
             expand     {{ create enum new_{name} (...); alter table t add column new_c new_{name} null; }}\n\
             dual_write {{ sync t {{ forward {{ new_c = case c when ... end }} reverse {{ c = case new_c when ... end }} }} }}\n\
             migrate    {{ backfill t; }}\n\
             contract   {{ alter table t alter column new_c set not null, drop column c; drop enum {name}; }}"
        ))
}
