//! Families 04 to 06, as far as a change of type under the same name goes.

pub mod changed_type_same_name;
pub mod like_without_place;
pub mod primary_key_swap;
pub mod swap_leaves_references;
pub mod swap_not_on_dialect;
pub mod swap_without_shadow;

use crate::expression::Kind;
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::Example;

/// A table with a numbered int key, and another that refers to it.
const BEFORE: &str = "expand {
             #[allow(small_primary_key, reason = \"from before xc\")]
             create table users (id int primary key auto_increment, score int not null default 0);
             create table posts (id bigint primary key, user_id int not null references users);
             create index posts_user on posts (user_id);
         }";

/// A change of type under the same name, whole.
const WHOLE: Example = Example::after(
    BEFORE,
    r#"expand     { alter table users add column score_big bigint like score; }
         dual_write { sync users { forward { score_big = score } } }
         migrate    { backfill users; }
         contract   { alter table users
                        #[allow(changed_type_same_name, reason = "v2 reads 64 bits")] swap column score with score_big,
                        drop column score_big; }"#,
);

/// The databases that can exchange keys, in one transaction.
const OF_KEYS: &[Dialect] = &[Dialect::Postgres, Dialect::Sqlite];

/// Whether DDL commits by itself: what changes together must be one statement.
fn commits_each_statement(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::MySql | Dialect::MariaDb)
}

/// Whether every named database can exchange a column with another.
pub(super) fn can_swap(migration: &Migration, table: &str, column: &str) -> bool {
    let is_free = |table| swap_not_on_dialect::obstacle(&migration.expanded, table, column).is_none();
    !migration.dialects.iter().any(|dialect| commits_each_statement(*dialect)) || migration.expanded.table(table).is_some_and(is_free)
}

/// Whether every swap can be made on every named database; where one can't, that is the mistake to mend first.
fn all_can(migration: &Migration) -> bool {
    migration.swaps.iter().all(|at| can_swap(migration, &at.node.table, &at.node.column))
}

/// Whether the forward of a sync gives a column the value of another as it is.
fn is_copy(migration: &Migration, table: &str, from: &str, to: &str) -> bool {
    let assignment = migration.mapping_into(table, to).and_then(|mapping| mapping.filled().find(|each| each.column == to));
    assignment.is_some_and(|each| match &each.value.kind {
        Kind::Column(name) => name == from,
        Kind::Unknown => true,
        _ => false,
    })
}
