//! What a foreign key writes, no trigger sees.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;
use crate::schema::constraint::ForeignKey;
use crate::syntax::Referential;

/// XC0705.
pub static CASCADE_BYPASSES_TRIGGERS: Rule = Rule {
    code: "XC0705",
    name: "cascade_bypasses_triggers",
    severity: Severity::Error,
    overridable: Overridable::No("the two shapes would part in silence"),
    page: Page {
        what: "A column that a sync reads or writes is in a foreign key that changes it by itself (`on update cascade`, `on delete set null`), or a row \
               of a sync of two tables goes by the `on delete cascade` of a foreign key to a third, on MySQL or MariaDB.",
        why: "Dual write is done by triggers, and these databases do not run triggers for what a foreign key does. The parent changes, the child's \
              old column follows, and its new column keeps the old value: nobody is told, until verification finds the row out of parity.",
        databases: "MySQL and MariaDB, all versions. PostgreSQL and SQLite run the triggers of the child.",
        instead: "Drop the cascade in a migration before this one (`drop foreign key (a)`, and add it again without the action): the application \
                  changes the children itself for the time of the change. Or leave mysql and mariadb out of `dialects:`.",
        sources: &[
            "MySQL 8.0 manual, \"FOREIGN KEY Constraints\", Referential Actions: \"Cascaded foreign key actions do not activate triggers\"",
            "mariadb.com, \"Trigger Limitations\": \"triggers are not activated by foreign key actions\"",
            "PostgreSQL manual, \"Overview of Trigger Behavior\": referential actions are SQL commands, which fire triggers",
        ],
    },
    refused: &[Example::after(
        "expand {
             create table teams (id bigint primary key);
             create table users (id bigint primary key, team_id bigint null references teams on delete set null);
             create index users_team on users (team_id);
         }",
        "expand     { alter table users add column has_team boolean null; }
         dual_write { sync users { forward { has_team = team_id is not null } } }
         migrate    { backfill users; }",
    )
    .on(&[Dialect::MySql, Dialect::MariaDb])],
    allowed: &[
        Example::after(
            "expand {
                 create table teams (id bigint primary key);
                 create table users (id bigint primary key, team_id bigint null references teams on delete set null);
                 create index users_team on users (team_id);
             }",
            "expand     { alter table users add column has_team boolean null; }
             dual_write { sync users { forward { has_team = team_id is not null } } }
             migrate    { backfill users; }",
        )
        .on(&[Dialect::Postgres, Dialect::Sqlite]),
        Example::after(
            "expand {
                 create table teams (id bigint primary key);
                 create table users (id bigint primary key, team_id bigint null references teams);
                 create index users_team on users (team_id);
             }",
            "expand     { alter table users add column has_team boolean null; }
             dual_write { sync users { forward { has_team = team_id is not null } } }
             migrate    { backfill users; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let Some(dialect) = migration.dialects.iter().find(|dialect| matches!(dialect, Dialect::MySql | Dialect::MariaDb)) else { return };
    let mut refuse = |place: Place, table: &str, key: &ForeignKey, does: &str| {
        let columns = key.columns.join(", ");
        sink.report(
            Diagnostic::new(
                &CASCADE_BYPASSES_TRIGGERS,
                place,
                format!("foreign key ({columns}) of `{table}` {does}, and {dialect} runs no trigger for that"),
            )
            .note("the two shapes would part in silence, whenever a row of the parent is changed")
            .note(format!("the foreign key `{}` is declared at {}", key.name, key.declared_at))
            .help(format!(
                "in a migration before this one: contract {{ alter table {table} drop foreign key ({columns}), add foreign key ({columns}) \
                 references {} ({}); }}\nand let the application change the children; or leave mysql and mariadb out of `dialects:`",
                key.table,
                key.references.join(", ")
            )),
        );
    };
    for mapping in migration.mappings() {
        let normalised = mapping.normalise.iter().map(|assignment| assignment.column.as_str());
        let sides = [(mapping.to, mapping.new_columns()), (mapping.from, mapping.old_columns().into_iter().chain(normalised).collect())];
        let mut told: Vec<&str> = Vec::new();
        for (name, columns) in &sides {
            let Some(table) = migration.expanded.table(name) else { continue };
            for key in table.foreign_keys.iter().filter(|key| key.columns.iter().any(|column| columns.contains(&column.as_str()))) {
                if let Some(does) = writes(key)
                    && !told.contains(&key.name.as_str())
                {
                    told.push(&key.name);
                    refuse(mapping.place, name, key, does);
                }
            }
        }
        if mapping.from == mapping.to || mapping.looks_up() {
            continue;
        }
        // A row that goes takes its counterpart along by a trigger, or by a foreign key between the two.
        for (name, other) in [(mapping.from, mapping.to), (mapping.to, mapping.from)] {
            let Some(table) = migration.expanded.table(name) else { continue };
            if let Some(key) = removed_by(table, other).filter(|key| !told.contains(&key.name.as_str())) {
                refuse(mapping.place, name, key, "deletes its rows");
            }
        }
    }
    for at in &migration.applications {
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        for key in table.foreign_keys.iter().filter(|key| key.columns.iter().any(|column| at.node.lists(column))) {
            if let Some(does) = writes(key) {
                refuse(at.place, &table.name, key, does);
            }
        }
    }
}

/// What a foreign key does to its columns by itself.
fn writes(key: &ForeignKey) -> Option<&'static str> {
    match (key.on_delete, key.on_update) {
        (Referential::SetNull, _) | (_, Referential::SetNull) => Some("sets its columns to null"),
        (_, Referential::Cascade) => Some("changes its columns"),
        _ => None,
    }
}

/// The foreign key to a third table that deletes rows.
fn removed_by<'a>(table: &'a Table, other: &str) -> Option<&'a ForeignKey> {
    table.foreign_keys.iter().find(|key| key.on_delete == Referential::Cascade && key.table != other && key.table != table.name)
}
