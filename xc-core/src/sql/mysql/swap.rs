//! A column under its old name and of a new type. The two columns exchange their names in one statement, while dual write's triggers are there: the
//! assignment `shadow = column` goes by the names, so that from the same moment on the old column is the one that follows. What the old type can't hold is
//! refused until the triggers are gone, as it was before.
//!
//! NOT NULL holds all the time. It can't be given to a column without a rebuild, which a row stops that a unique index refuses meanwhile; but a column can
//! be added with it. So the shadow begins with it, and with a default that the trigger never leaves there.

use super::{INPLACE, MySql, cost};
use crate::locks::Operation;
use crate::schema::Column;
use crate::schema::constraint::{Index, IndexPart, IndexValue};
use crate::schema::types::{Class, Type};
use crate::sql::{Change, Step, ddl, gate, text, twin};
use crate::steps::{Narrow, Swap};

/// Whether the shadow is NOT NULL from the start: its column is, and its type takes a default that is no expression.
pub(super) fn begins_not_null(swap: &Swap) -> bool {
    let Swap { old, new } = swap;
    !old.nullable && !matches!(new.ty.class(), Class::Json | Class::Bytes) && new.ty != Type::Text
}

/// The indexes that read a swapped column, those of unique constraints first.
fn indexes(narrow: &Narrow) -> impl Iterator<Item = Index> {
    let table = &narrow.before;
    let uniques = table.uniques.iter().map(|unique| unique.index());
    let is_swapped = |column: &String| narrow.swaps.iter().any(|swap| swap.old.name == *column);
    uniques.chain(table.indexes.iter().cloned()).filter(move |index| index.columns.iter().any(is_swapped))
}

/// The same index on the shadows.
fn over_shadows(narrow: &Narrow, index: Index) -> Index {
    let shadow = |column: String| narrow.swaps.iter().find(|swap| swap.old.name == column).map_or(column, |swap| swap.new.name.clone());
    let part = |part: IndexPart| match part.value {
        IndexValue::Column(column) => IndexPart { value: IndexValue::Column(shadow(column)), ..part },
        IndexValue::Expression(_) => part,
    };
    Index {
        name: twin(&index.name),
        parts: index.parts.into_iter().map(part).collect(),
        columns: index.columns.into_iter().map(shadow).collect(),
        ..index
    }
}

impl MySql {
    /// A shadow that begins NOT NULL.
    pub(super) fn shadow(&self, swap: &Swap) -> String {
        let column = Column { nullable: false, ..swap.new.clone() };
        let definition = ddl::column(&column, self.0);
        if column.may_be_left_out() { definition } else { format!("{definition} DEFAULT {}", self.zero_default(&column)) }
    }

    /// The indexes of the shadows, built beside reads and writes.
    pub(super) fn twins(&self, narrow: &Narrow) -> Vec<Step> {
        indexes(narrow).map(|index| self.create_index(&narrow.before, &over_shadows(narrow, index))).collect()
    }

    /// The names change places, of columns and indexes, in the catalogue alone. The old column is left out of every INSERT from here on, and gets a
    /// default for that.
    pub(super) fn exchange(&self, narrow: &Narrow) -> Step {
        let table = &narrow.before.name;
        let rename = |from: &str, to: &str| format!("RENAME COLUMN {} TO {}", self.name(from), self.name(to));
        let change = |from: &str, to: &Column, and: &str| format!("CHANGE COLUMN {} {}{and}", self.name(from), ddl::column(to, self.0));
        let (mut actions, mut restated) = (Vec::new(), Vec::new());
        for swap in &narrow.swaps {
            let Swap { old, new } = swap;
            if old.may_be_left_out() {
                actions.push(rename(&old.name, &new.name));
            } else {
                let away = Column { name: new.name.clone(), ..old.clone() };
                actions.push(change(&old.name, &away, &format!(" DEFAULT {}", self.zero_default(old))));
                restated.push(old);
            }
            match narrow.after.column(&old.name) {
                Some(shall) if begins_not_null(swap) => {
                    actions.push(change(&new.name, shall, ""));
                    restated.push(new);
                }
                Some(shall) if shall.default != new.default => {
                    actions.push(change(&new.name, &Column { nullable: true, ..shall.clone() }, ""));
                    restated.push(new);
                }
                _ => actions.push(rename(&new.name, &old.name)),
            }
        }
        for index in indexes(narrow) {
            actions.push(format!("DROP INDEX {}", self.name(&index.name)));
            actions.push(format!("RENAME INDEX {} TO {}", self.name(&twin(&index.name)), self.name(&index.name)));
        }
        Step {
            cost: cost(&[Operation::RenameColumn, Operation::SetDefault, Operation::DropIndex]),
            ..self.step(
                crate::sql::finish_name(narrow),
                table,
                Change {
                    refuse_if: (!restated.is_empty()).then(|| gate::restated(table, &restated, self.0)),
                    ..Change::of([self.alter(table, &actions, INPLACE)])
                },
                Change::default(),
                self.exchanged(narrow),
            )
        }
    }

    /// Whether no shadow stands behind its column: a column that is added stands behind those that are there.
    fn exchanged(&self, narrow: &Narrow) -> String {
        let pair = |Swap { old, new }: &Swap| {
            format!("(o.column_name = {} AND n.column_name = {})", text(&old.name, self.0), text(&new.name, self.0))
        };
        let behind = format!(
            "SELECT 1 FROM information_schema.columns AS o JOIN information_schema.columns AS n USING (table_schema, table_name) \
             WHERE table_schema = DATABASE() AND table_name = {} AND ({}) AND n.ordinal_position > o.ordinal_position",
            text(&narrow.before.name, self.0),
            narrow.swaps.iter().map(pair).collect::<Vec<_>>().join(" OR ")
        );
        format!("SELECT CASE WHEN EXISTS ({behind}) THEN 0 ELSE 1 END")
    }
}
