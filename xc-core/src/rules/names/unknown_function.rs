//! A function is one of the catalogue. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A function that the catalogue lacks.
pub static UNKNOWN_FUNCTION: Rule = Rule {
    code: "XC0306",
    name: "unknown_function",
    severity: Severity::Error,
    overridable: Overridable::No("xc could not say what it does"),
    page: Page {
        what: "The catalogue has no such function.",
        why: "A function that one database lacks fails there, in the trigger, in the application's request. One that two databases have \
              by the same name, with other meanings (`length` counts bytes on MySQL), fills the same row with different values.",
        databases: "All: the catalogue holds functions that xc can write so that every named database gives the same value for the same \
                    row.",
        instead: "A function of the catalogue; the message lists them.",
        sources: &[
            "xc's own: the catalogue of functions",
            "MySQL 8.0 manual, \"String Functions and Operators\", LENGTH(): \"Returns the length of the string str, measured in bytes\"",
        ],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column title varchar(100) null; }
         dual_write { sync users { forward { title = soundex(name) } } }",
    )],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column title varchar(100) null; }
         dual_write { sync users { forward { title = trim(name) } } }",
    )],
    found: Found::OnTheWay,
};
