//! A stored generated column on a table that has rows is computed for all of them at once.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0530.
pub static STORED_REWRITES_TABLE: Rule = Rule {
    code: "XC0530",
    name: "stored_rewrites_table",
    severity: Severity::Error,
    overridable: Overridable::No("the whole table is written anew while nobody can write to it, and on PostgreSQL nobody can read it"),
    page: Page {
        what: "A generated column that is stored is added to a table that has rows.",
        why: "Its value is computed and written for every row that is there, in one statement: on a large table that is an outage of minutes to \
              hours.",
        databases: "PostgreSQL writes the table anew under ACCESS EXCLUSIVE; MySQL and MariaDB copy it and let nobody write until that is done; \
                    SQLite refuses it (the lock table: add_column.stored). A virtual one is a change of the catalogue on all of them, but PostgreSQL \
                    has these from 18 on. In `create table` there are no rows yet.",
        instead: "`virtual`, where every database has it. Else an ordinary column that a `sync` fills: it is kept in step until contract, and from \
                  then on the application writes it. A new table may have it.",
        sources: &[
            "PostgreSQL manual, \"ALTER TABLE\", Notes: \"adding a stored generated column ... will require the entire table and its indexes to be rewritten\"",
            "MySQL 8.0 manual, \"Online DDL Operations\", Generated Column Operations",
            "sqlite.org, \"Generated Columns\": \"It is not possible to ALTER TABLE ADD COLUMN a STORED column\"",
            "strong_migrations, \"Adding a stored generated column\"; squawk: adding-field-with-default",
        ],
    },
    refused: &[Example::after(
        USERS,
        "expand { alter table users add column shout varchar(100) generated always as (trim(name)) stored; }",
    )],
    allowed: &[
        Example::of(
            "expand { create table users (id bigint primary key, name varchar(100) not null, shout varchar(100) generated always as (trim(name)) stored); }",
        ),
        Example::after(
            USERS,
            "expand     { alter table users add column shout varchar(100) null; }
             dual_write { sync users { forward { shout = trim(name) } } }
             migrate    { backfill users; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let added = migration.generated.iter().filter(|at| at.node.stored && !at.node.fresh && migration.raw_at(at.place).is_none());
    for at in added {
        let (table, column) = (&at.node.table, &at.node.column);
        let (name, ty, value) = (&column.name, column.ty.spelled(), at.node.value.spelled());
        sink.report(
            Diagnostic::new(&STORED_REWRITES_TABLE, at.place, format!("`{name}` would be computed and stored for every row of `{table}` at once"))
                .note("PostgreSQL writes the table anew while nobody reads or writes, MySQL and MariaDB copy it while nobody writes, SQLite refuses")
                .help(format!("computed when it is read, it is a change of the catalogue (PostgreSQL from 18 on): `generated always as ({value}) virtual`"))
                .help(format!(
                    "kept in step until contract: add column {name} {ty} null; dual_write {{ sync {table} {{ forward {{ {name} = {value} }} }} }} migrate {{ backfill {table}; }}"
                )),
        );
    }
}
