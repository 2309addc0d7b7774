//! Family 00: the form of the block. The parser finds these.

use super::Rule;

/// Words that are not of the language, or not in this place.
pub static SYNTAX: Rule = Rule {
    code: "XC0001",
    name: "syntax",
    page: "The block is not of the language's form. The message says what was expected, and what stands there.",
};

/// What is known and not done yet.
pub static NOT_YET: Rule = Rule {
    code: "XC0002",
    name: "not_yet",
    page: "Databases can do this, and xc does not generate it yet. It is refused, so that no part of a migration is passed over in silence.",
};

/// `name:`, `after:`, `dialects:`.
pub static HEADER: Rule = Rule {
    code: "XC0003",
    name: "header",
    page: "A block begins with `name:`, which the journal and the next migration know it by; `after:`, the path of the migration before it; and \
           `dialects:`, the databases that it is for. The first is needed, the second in all migrations but the first.",
};

/// Expressions nested too deep.
pub static TOO_DEEP: Rule = Rule {
    code: "XC0004",
    name: "too_deep",
    page: "An expression is nested deeper than xc follows. No database's optimizer would thank you for it either.",
};
