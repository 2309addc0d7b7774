//! The column that says whether a row has one in the other table. The resolver finds what can't say it.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0726.
pub static PRESENCE_COLUMN: Rule = Rule {
    code: "XC0726",
    name: "presence_column",
    severity: Severity::Error,
    overridable: Overridable::No("whether there is a row could not be told from the column"),
    page: Page {
        what: "`where` in a sync of two tables names a column that can't say whether there is a row in the other table: one that is not of the source; without a \
               value, one that is not a boolean or may be null; one whose value with a row is its default, or its value without one, or not a value of it; \
               one that `reverse` writes too.",
        why: "A row of the target stands for the value, in both directions: v1 makes the row by writing it and deletes the row by writing another, v2 writes the value by \
              inserting the row, and the one behind `else` by deleting it. And where the value is the default, v2's insert into the source would make the \
              row that v2 is about to insert itself.",
        databases: "All.",
        instead: "A column `boolean not null`, without a default or with `default false`: `where users.is_admin`. Any other with two values: \
                  `where users.kind = \"company\" else \"person\"`.",
        sources: &["xc, \"Two tables\" in docs/DECISIONS.md"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, is_admin boolean null); }",
        "expand     { create table admins (user_id bigint primary key); }
         dual_write { sync users to admins on admins.user_id = users.id where users.is_admin { } }",
    )],
    allowed: &[
        Example::after(
            "expand { create table users (id bigint primary key, is_admin boolean not null default false); }",
            "expand     { create table admins (user_id bigint primary key); }
             dual_write { sync users to admins on admins.user_id = users.id where users.is_admin { } }
             migrate    { backfill users; }
             contract   { alter table users drop column is_admin; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, has_profile boolean not null, bio text null); }",
            "expand     { create table profiles (user_id bigint primary key, bio text null); }
             dual_write { sync users to profiles on profiles.user_id = users.id where users.has_profile {
                 forward { profiles.bio = users.bio }
                 reverse { users.bio = profiles.bio }
             } }
             migrate    { backfill users; }
             contract   { alter table users drop column has_profile, drop column bio; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, kind varchar(20) not null default \"person\"); }",
            "expand     { create table companies (user_id bigint primary key); }
             dual_write { sync users to companies on companies.user_id = users.id where users.kind = \"company\" else \"person\" { } }
             migrate    { backfill users; }",
        ),
    ],
    found: Found::OnTheWay,
};
