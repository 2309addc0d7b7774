//! A sync fills columns that this migration adds.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::expression::Kind;
use crate::resolve::{Assignment, Migration};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0107.
pub static TARGET_NOT_ADDED: Rule = Rule {
    code: "XC0107",
    name: "target_not_added",
    severity: Severity::Error,
    overridable: Overridable::No("the backfill would overwrite what the application has written"),
    page: Page {
        what: "The forward of a sync writes a column that this migration does not add.",
        why: "The column was there before, so both versions may use it, with a meaning of their own. The trigger would overwrite what v1 \
              writes to it, and the backfill what stands in every row; neither can be taken back.",
        databases: "All.",
        instead: "A new column, added in the same migration's expand, and a sync that fills it.",
        sources: &["xc's own: no other checker sees where a column comes from"],
    },
    refused: &[Example::after(USERS, "dual_write { sync users { forward { nickname = name } } }")],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column full_name varchar(100) null; }
         dual_write { sync users { forward { full_name = name } } }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.transforms {
        for target in at.node.targets.iter().filter(|target| !at.node.is_given(&target.node)) {
            target_of(migration, &at.node.table, &target.node, target.place, &at.node.call.path(), sink);
        }
    }
    for mapping in migration.mappings() {
        // A mapping that reads its own target has a rule of its own; one with a mistake in it may have been meant to.
        let reads_itself = |assignment: &&Assignment| {
            matches!(assignment.value.kind, Kind::Unknown) || mapping.from == mapping.to && assignment.value.reads(&assignment.column)
        };
        for assignment in mapping.forward.iter().filter(|assignment| !reads_itself(assignment)) {
            target_of(migration, mapping.to, &assignment.column, assignment.place, "forward", sink);
        }
    }
}

/// A column that something writes.
fn target_of(migration: &Migration, table: &str, name: &str, place: Place, by: &str, sink: &mut Sink) {
    let added = migration.columns.iter().any(|new| new.node.table == table && new.node.column.name == name);
    let Some(declared) = migration.before.table(table) else { return };
    let Some(column) = declared.column(name) else { return };
    // One that writes the key, or a generated column, has a rule of its own.
    if added || declared.key().contains(&name) || column.generated.is_some() {
        return;
    }
    let (by, writes) = if by == "forward" { (by.to_owned(), "writes") } else { (format!("`{by}`"), "fills") };
    sink.report(
        Diagnostic::new(&TARGET_NOT_ADDED, place, format!("{by} {writes} `{table}.{name}`, which this migration does not add"))
            .note(format!("it is declared at {}, and v1 may use it: the backfill would overwrite what stands there", column.declared_at))
            .help(format!("add a new column in `expand`: alter table {table} add column new_{name} {} null;", column.ty.spelled())),
    );
}
