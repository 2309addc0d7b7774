//! Family 03: names. The resolver finds these.

use super::Rule;

/// A phase that there is not.
pub static UNKNOWN_PHASE: Rule = Rule {
    code: "XC0103",
    name: "unknown_phase",
    page: "A migration has the phases expand, dual_write, migrate and contract, in this order, each at most once.",
};

/// A table that no migration creates.
pub static UNKNOWN_TABLE: Rule = Rule {
    code: "XC0301",
    name: "unknown_table",
    page: "No migration up to this one creates the table. The statement would fail on the live database, half way through the deployment.",
};

/// A column that the table does not have.
pub static UNKNOWN_COLUMN: Rule = Rule {
    code: "XC0302",
    name: "unknown_column",
    page: "The table has no such column at this point of the chain. The statement would fail on the live database.",
};

/// A table twice.
pub static DUPLICATE_TABLE: Rule = Rule { code: "XC0303", name: "duplicate_table", page: "A table of this name is there already." };

/// A column twice.
pub static DUPLICATE_COLUMN: Rule = Rule { code: "XC0304", name: "duplicate_column", page: "The table has a column of this name already." };

/// A column that is gone.
pub static ALREADY_DROPPED: Rule = Rule {
    code: "XC0305",
    name: "already_dropped",
    page: "An earlier statement, or an earlier migration, drops the column; the message says where.",
};

/// A function that the catalogue lacks.
pub static UNKNOWN_FUNCTION: Rule = Rule {
    code: "XC0306",
    name: "unknown_function",
    page: "The catalogue has no such function. It holds those that xc can write so that every named database gives the same value for the same \
           row.",
};

/// A type that the language lacks.
pub static UNKNOWN_TYPE: Rule = Rule {
    code: "XC0307",
    name: "unknown_type",
    page: "The language has no such type, or not with these numbers. Its types are those that every database has, or can hold without loss.",
};

/// A name that a database would cut off or refuse.
pub static IDENTIFIER_TOO_LONG: Rule = Rule {
    code: "XC0308",
    name: "identifier_too_long",
    page: "PostgreSQL cuts an identifier off at 63 bytes, with a notice that nobody reads (NAMEDATALEN, \"Identifiers and Key Words\"); MySQL \
           and MariaDB refuse more than 64 characters (\"Identifier Length Limits\").",
};

/// A rename.
pub static RENAME_IN_PLACE: Rule = Rule {
    code: "XC0309",
    name: "rename_in_place",
    page: "A rename is instant for the database and an outage for the application: from that moment until the last old instance is gone, every \
           statement of v1 that uses the old name fails. The safe way is a new name beside the old one, both kept in step while both versions \
           live. The message prints it, filled in.",
};

/// A name that xc keeps for itself.
pub static RESERVED_NAME: Rule = Rule {
    code: "XC0310",
    name: "reserved_name",
    page: "Names that begin with `xc_` are those of xc's own tables, triggers and constraints.",
};

/// A column assigned twice.
pub static ASSIGNED_TWICE: Rule = Rule { code: "XC0311", name: "assigned_twice", page: "A mapping gives a column one value." };

/// Two migrations of one name.
pub static DUPLICATE_MIGRATION: Rule = Rule {
    code: "XC0312",
    name: "duplicate_migration",
    page: "The journal knows a migration by its name. A second one of that name would be taken for the first.",
};
