//! A mapping gives no null to a column that takes none.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0205.
pub static MAPPING_GIVES_NULL: Rule = Rule {
    code: "XC0205",
    name: "mapping_gives_null",
    severity: Severity::Error,
    overridable: Overridable::No("the application's own writes would fail"),
    page: Page {
        what: "A mapping may give null to a column that is NOT NULL.",
        why: "The trigger would make the application's own write fail, in the version that did nothing wrong: v2 inserts a user without a \
              full name, which its schema allows, and is told that `name` must not be null. In `reverse`, columns that contract makes NOT \
              NULL count as not null, for the trigger completes a row that is not filled yet before it looks at it.",
        databases: "All.",
        instead: "Say what stands for null: `coalesce(full_name, \"\")`. Or make the new column NOT NULL in contract, where that is \
                  meant.",
        sources: &["xc's own: nullability is followed through the expression"],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column full_name varchar(100) null; }
         dual_write { sync users { forward { full_name = name } reverse { name = full_name } } }
         migrate    { backfill users; }",
    )],
    allowed: &[Example::after(
        USERS,
        r#"expand     { alter table users add column full_name varchar(100) null; }
         dual_write { sync users { forward { full_name = name } reverse { name = coalesce(full_name, "") } } }
         migrate    { backfill users; }"#,
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for mapping in migration.mappings() {
        let (Some(from), Some(to)) = (migration.expanded.table(mapping.from), migration.expanded.table(mapping.to)) else { continue };
        let null_in_forward = |name: &str| from.column(name).is_some_and(|column| column.nullable);
        let null_in_reverse =
            |name: &str| to.column(name).is_some_and(|column| column.nullable) && !migration.becomes_not_null(&to.name, name);
        let forward = mapping.filled().map(|assignment| (to, assignment, assignment.value.null_source(&null_in_forward)));
        let reverse = mapping.reverse.iter().map(|assignment| (from, assignment, assignment.value.null_source(&null_in_reverse)));
        for (table, assignment, source) in forward.chain(reverse) {
            let (Some(source), Some(column)) = (source, table.column(&assignment.column)) else { continue };
            // That a generated column is written is a mistake of its own.
            if column.nullable || column.generated.is_some() {
                continue;
            }
            let name = source.node.trim_matches('`');
            let mut error = Diagnostic::new(
                &MAPPING_GIVES_NULL,
                source.place,
                format!("`{}` is NOT NULL, and is given {}, which may be null", column.name, source.node),
            )
            .note(format!("the trigger would make the application's write fail; `{}` is declared at {}", column.name, column.declared_at))
            .help(format!("say what stands for null: coalesce({name}, ...)"));
            if to.column(name).is_some() && mapping.new_columns().contains(&name) {
                error = error.help(format!("or let it end as NOT NULL, in `contract`: alter column {name} set not null"));
            }
            sink.report(error);
        }
    }
}
