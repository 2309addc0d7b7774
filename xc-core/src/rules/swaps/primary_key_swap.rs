//! One primary key takes the place of another where nothing is left without one.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A table whose key has one column too few.
const BEFORE: &str = "expand {
             create table tenants (id bigint primary key);
             create table settings (id bigint primary key, tenant_id bigint not null, name varchar(50) not null, value varchar(50) null, note_id bigint null);
             create table notes (id bigint primary key, setting_id bigint not null references settings);
             create index notes_setting on notes (setting_id);
             create table options (id bigint primary key, tenant_id bigint not null, name varchar(50) not null);
         }";

/// XC0609.
pub static PRIMARY_KEY_SWAP: Rule = Rule {
    code: "XC0609",
    name: "primary_key_swap",
    severity: Severity::Error,
    overridable: Overridable::No("rows would be without a key, or what refers to them without a target"),
    page: Page {
        what: "A primary key is dropped without another in its place, added beside one that is there, or put on columns that can't be one: a column \
               that may be null, that the same contract makes NOT NULL or drops, a key that foreign keys refer to, or one that numbers the rows.",
        why: "Without a primary key, the rows of a table can't be walked, nor replicated one by one. A foreign key refers to the index of one \
              certain key: the database refuses to drop it half way through contract. And a column that numbers the rows must stay the first of some \
              key.",
        databases: "PostgreSQL: the new key's index is built concurrently, then the two change places in one short transaction; over a column that may \
                    be null, that transaction would read the whole table. MySQL and MariaDB: both in one statement, INPLACE with LOCK=NONE, which \
                    copies the table beside reads and writes (dropping alone takes ALGORITHM=COPY, and stops writes). SQLite: the table is made anew.",
        instead: "`alter table t drop primary key, add primary key (a, b)` in contract, over columns that were NOT NULL before the migration began. \
                  Foreign keys that refer to the old key are dropped in a migration before, and added to the new one in a migration after. What v1 \
                  names in an `on conflict` stays unique until contract; what v2 names there gets a unique constraint of its own.",
        sources: &[
            "PostgreSQL manual, \"ALTER TABLE\", ADD table_constraint_using_index",
            "MySQL 8.0 manual, \"Online DDL Operations\", Primary Key Operations",
            "MySQL 8.0 manual, \"Using AUTO_INCREMENT\"",
            "squawk: ban-drop-not-null, adding-serial-primary-key-field; Atlas: PG304, MY131",
        ],
    },
    refused: &[
        Example::after(BEFORE, "contract { alter table options drop primary key; }"),
        Example::after(BEFORE, "contract { alter table options add primary key (tenant_id, name); }"),
        Example::after(BEFORE, "contract { alter table settings drop primary key, add primary key (tenant_id, name); }"),
    ],
    allowed: &[Example::after(BEFORE, "contract { alter table options drop primary key, add primary key (tenant_id, name); }")],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.operations {
        let Operation::SetPrimaryKey { from, to } = &at.node.operation else { continue };
        let (Some(before), Some(after)) = (migration.expanded.table(&at.node.table), migration.after.table(&at.node.table)) else {
            continue;
        };
        let table = &before.name;
        let mut refuse = |what: String, note: &str, help: String| {
            sink.report(Diagnostic::new(&PRIMARY_KEY_SWAP, at.place, what).note(note).help(help));
        };
        // NOT NULL of this contract comes with the drop of the old shape, behind the swap or in it.
        let nullable = |name: &&String| before.column(name).is_some_and(|column| column.nullable);
        if let Some(name) = to.iter().find(nullable) {
            refuse(
                format!("`{name}` would be in the primary key of `{table}`, and may be null until this contract is done"),
                "PostgreSQL would read the whole table under a lock that stops reads and writes",
                format!("make it NOT NULL in a migration before this one: alter table {table} alter column {name} set not null;"),
            );
        }
        let dropped = |name: &&String| after.column(name).is_none();
        if let Some(name) = from.iter().find(dropped) {
            refuse(
                format!("`{name}` is of the old primary key of `{table}`, and dropped in the same contract"),
                "the column can only go once the new key is in place",
                format!("drop it in the next migration: alter table {table} drop column {name};"),
            );
        }
        let referring = migration.expanded.tables.iter().flat_map(|child| child.foreign_keys.iter().map(move |key| (child, key)));
        if let Some((child, key)) = referring.filter(|(_, key)| key.table == *table).find(|(_, key)| key.references == *from) {
            let columns = key.columns.join(", ");
            refuse(
                format!("foreign key ({columns}) of `{}` refers to the primary key of `{table}`", child.name),
                "it depends on the index of that key, and the database refuses to drop it",
                format!(
                    "in a migration before this one: alter table {0} drop foreign key ({columns}); in one after it: alter table {0} add foreign key (...) references {table};",
                    child.name
                ),
            );
        }
        if let Some(column) = after.columns.iter().find(|column| column.auto_increment)
            && let Some(dialect) = unnumbered(migration, after, &column.name)
        {
            let note = match dialect {
                Dialect::Sqlite => "SQLite numbers a column only if it is the whole primary key",
                _ => "MySQL and MariaDB number a column only if it is the first of a key",
            };
            refuse(
                format!("`{}` numbers the rows of `{table}`, and would not be the key that {dialect} needs for that", column.name),
                note,
                match dialect {
                    Dialect::Sqlite => {
                        "leave sqlite out of `dialects:`, or keep this key and add a unique constraint on the columns".into()
                    }
                    _ => format!("in a migration before this one: alter table {table} add unique ({});", column.name),
                },
            );
        }
    }
}

/// A database that would no longer number a column.
fn unnumbered(migration: &Migration, after: &crate::schema::Table, column: &str) -> Option<Dialect> {
    let needs = |dialect: &&Dialect| match dialect {
        Dialect::Postgres => false,
        Dialect::MySql | Dialect::MariaDb => !after.has_index_on(&[column.to_owned()]),
        Dialect::Sqlite => after.primary_key != [column],
    };
    migration.dialects.iter().find(needs).copied()
}
