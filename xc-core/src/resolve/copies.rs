//! `old <-> new` of a sync: two columns that hold the same.

use super::statement::meant;
use super::{Assignment, Migration, find_column};
use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::Expression;
use crate::rules::names::ASSIGNED_TWICE;
use crate::rules::phases::target_not_added::TARGET_NOT_ADDED;
use crate::rules::types::WRONG_TYPE;
use crate::schema::{Column, Table};
use crate::syntax::Name;

/// `old <-> new`, as an assignment in each direction, before those that were written out.
pub(super) fn copies(
    migration: &Migration,
    table: &Table,
    written: &[(Name, Name)],
    (forward, reverse): (Vec<Assignment>, Vec<Assignment>),
    sink: &mut Sink,
) -> (Vec<Assignment>, Vec<Assignment>) {
    let before = migration.before.table(&table.name);
    let is_old = |column: &Column| before.is_some_and(|table| table.column(&column.name).is_some());
    let (mut into_new, mut into_old): (Vec<Assignment>, Vec<Assignment>) = (Vec::new(), Vec::new());
    for (left, right) in written {
        let mut find = |name| sink.keep(find_column(&migration.expanded, table, name)).or_else(|| meant(table, name));
        let (Some(mut old), Some(mut new)) = (find(left), find(right)) else { continue };
        let (mut left, mut right) = (left, right);
        if is_old(new) && !is_old(old) {
            sink.report(
                Diagnostic::new(
                    &TARGET_NOT_ADDED,
                    left.place.to(right.place),
                    format!("`{}` is the new column, and stands first", old.name),
                )
                .note("the old column stands on the left, what takes its place on the right")
                .help(format!("`{} <-> {}`", new.name, old.name)),
            );
            // What else is said of the two goes by what was meant.
            std::mem::swap(&mut old, &mut new);
            std::mem::swap(&mut left, &mut right);
        }
        let twice = |name: &Name, column: &Column, known: &[&[Assignment]]| {
            let twice = known.iter().flat_map(|known| known.iter()).any(|assignment| assignment.column == column.name);
            twice.then(|| Diagnostic::new(&ASSIGNED_TWICE, name.place, format!("`{}` is assigned twice", column.name)))
        };
        let again = twice(right, new, &[&into_new, &forward]).or_else(|| twice(left, old, &[&into_old, &reverse]));
        if let Some(mistake) = again {
            sink.report(mistake);
            continue;
        }
        let fits = old.ty.class().fits(new.ty.class()) && new.ty.class().fits(old.ty.class());
        if !fits {
            sink.report(
                Diagnostic::new(
                    &WRONG_TYPE,
                    left.place.to(right.place),
                    format!(
                        "`{}` is {} (`{}`), and `{}` is {} (`{}`)",
                        old.name,
                        old.ty.class().name(),
                        old.ty.spelled(),
                        new.name,
                        new.ty.class().name(),
                        new.ty.spelled()
                    ),
                )
                .note(
                    "`<->` keeps two columns equal; what has to be converted is said in both directions: `forward { ... } reverse { ... }`",
                ),
            );
        }
        let copy = |into: &Column, at: &Name, from: &Column, read: &Name| Assignment {
            column: into.name.clone(),
            place: at.place,
            value: if fits { Expression::column(from, read.place) } else { Expression::unknown(read.place) },
        };
        into_new.push(copy(new, right, old, left));
        into_old.push(copy(old, left, new, right));
    }
    into_new.extend(forward);
    into_old.extend(reverse);
    (into_new, into_old)
}
