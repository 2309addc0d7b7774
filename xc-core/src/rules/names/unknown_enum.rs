//! An enum that is changed or dropped is there. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// An enum that there is not.
pub static UNKNOWN_ENUM: Rule = Rule {
    code: "XC0330",
    name: "unknown_enum",
    severity: Severity::Error,
    overridable: Overridable::No("there is nothing to change"),
    page: Page {
        what: "`alter enum` or `drop enum` names an enum that no migration before this one creates.",
        why: "The statement would fail on PostgreSQL, and would silently do nothing on the databases that have no types of their own.",
        databases: "All.",
        instead: "The name that is meant: the nearest is suggested. One that was there before xc belongs in `schema!`, as `create enum`.",
        sources: &["PostgreSQL manual, \"ALTER TYPE\""],
    },
    refused: &[Example::after(ORDERS, "expand { alter enum order_statuss add value \"sent\"; }")],
    allowed: &[Example::after(
        ORDERS,
        "expand { #[allow(enum_value_unknown_to_v1, reason = \"v1 shows what it does not know as it is\")] alter enum order_status add value \"sent\"; }",
    )],
    found: Found::OnTheWay,
};

/// The enum that the examples about enums begin with.
pub const ORDERS: &str = "expand { create enum order_status (\"new\", \"paid\"); create table orders (id bigint primary key, status order_status not null default \"new\", note varchar(20) null); }";
