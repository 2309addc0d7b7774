//! An expression is not nested without end. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// Expressions nested too deep.
pub static TOO_DEEP: Rule = Rule {
    code: "XC0004",
    name: "too_deep",
    severity: Severity::Error,
    overridable: Overridable::No("the compiler would overflow its stack"),
    page: Page {
        what: "An expression is nested deeper than 64 levels.",
        why: "The compiler follows an expression by recursion, and so do the databases: one of them gives up in production (\"stack depth \
              limit exceeded\", \"expression tree is too large\") where another did not in the test.",
        databases: "All: PostgreSQL limits by `max_stack_depth`, MySQL by `thread_stack`, SQLite by SQLITE_MAX_EXPR_DEPTH (1000).",
        instead: "A flatter expression: `concat(a, b, c)` for `concat(a, concat(b, c))`, one `case` with many arms for many in each \
                  other.",
        sources: &[
            "PostgreSQL manual, \"Resource Consumption\", max_stack_depth",
            "sqlite.org, \"Implementation Limits For SQLite\", Maximum Depth Of An Expression Tree",
        ],
    },
    refused: &[Example::after(USERS, "expand { alter table users add column a int null; }
         dual_write { sync users { forward { a = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))) } } }")],
    allowed: &[Example::after(USERS, "expand { alter table users add column a int null; }
         dual_write { sync users { forward { a = ((((1)))) } } }")],
    found: Found::OnTheWay,
};
