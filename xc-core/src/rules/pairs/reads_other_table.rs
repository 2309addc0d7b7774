//! Each direction of a sync reads one table and writes the other. The resolver finds what reads otherwise.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0720.
pub static READS_OTHER_TABLE: Rule = Rule {
    code: "XC0720",
    name: "reads_other_table",
    severity: Severity::Error,
    overridable: Overridable::No("a trigger has the row of one table only, and what it would look up elsewhere may change without it"),
    page: Page {
        what: "An expression reads a column of another table than the one that its side of the sync has at hand: forward reads the table with the old \
               columns, reverse the table with the new ones.",
        why: "A value that is computed from a third table, or from the side that is written, changes when that table does, and no trigger of this \
              sync would notice: the two sides would drift apart in silence.",
        databases: "All.",
        instead: "Read columns of the one table only. What comes from a third table is a sync of its own with that table.",
        sources: &[
            "PostgreSQL manual, \"Overview of Trigger Behavior\": a row trigger is given the rows of its own table",
            "MySQL 8.0 manual, \"Trigger Syntax and Examples\": OLD and NEW are of the subject table",
        ],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, bio text null); }",
        "expand     { create table profiles (user_id bigint primary key, bio text null, note text null); }
         dual_write { sync users to profiles on profiles.user_id = users.id {
             forward { profiles.bio = concat(users.bio, profiles.note) }
             reverse { users.bio = profiles.bio }
         } }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, bio text null); }",
        "expand     { create table profiles (user_id bigint primary key, bio text null, note text null); }
         dual_write { sync users to profiles on profiles.user_id = users.id {
             forward { profiles.bio = users.bio }
             reverse { users.bio = profiles.bio }
         } }",
    )],
    found: Found::OnTheWay,
};
