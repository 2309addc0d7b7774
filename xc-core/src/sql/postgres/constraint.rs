//! Checks and foreign keys: added NOT VALID, which needs no scan, and validated beside reads and writes. Dropped by what they are on, for a
//! constraint that was there before xc has whatever name somebody gave it.

use super::index::column_numbers;
use super::{DIALECT, constraints_there, name, regclass};
use crate::locks::Operation;
use crate::plan::{Servers, When};
use crate::schema::Table;
use crate::schema::constraint::Constraint;
use crate::sql::{Change, Step, constraint_already, ddl, gate, text};

/// How many constraints of a kind are on just these columns.
pub(super) fn by_columns(table: &str, kind: &str, columns: &[String]) -> String {
    format!(
        "SELECT count(*) FROM pg_constraint WHERE conrelid = {} AND {kind} AND conkey = {}",
        regclass(table),
        column_numbers(table, columns)
    )
}

pub(super) fn add(table: &Table, constraint: &Constraint) -> Vec<Step> {
    match constraint {
        Constraint::Unique(unique) => super::index::add_unique(table, unique),
        Constraint::Check(_) => add_and_validate(table, constraint, Operation::AddCheckNotValid, Operation::ValidateCheck),
        Constraint::ForeignKey(_) => add_and_validate(table, constraint, Operation::AddForeignKeyNotValid, Operation::ValidateForeignKey),
    }
}

fn add_and_validate(table: &Table, constraint: &Constraint, add: Operation, validate: Operation) -> Vec<Step> {
    let own = name(constraint.name());
    let alter = format!("ALTER TABLE {}", name(&table.name));
    let names = [constraint.name().to_owned()];
    vec![
        Step {
            name: format!("add {} to {}", constraint.spelled(), table.name),
            table: table.name.clone(),
            servers: Servers::ALL,
            run: Change {
                refuse_if: Some(gate::constraint(table, constraint, DIALECT)),
                ..Change::of([format!("{alter} ADD {} NOT VALID", ddl::constraint(table, constraint, DIALECT))])
            },
            undo: Change::of([format!("{alter} DROP CONSTRAINT {own}")]),
            probe: constraints_there(&table.name, &names, ""),
            already: constraint_already(&table.name, constraint),
            cost: super::cost(&[add]),
            concurrent: false,
            when: When::Always,
        },
        Step {
            name: format!("validate {} on {}", constraint.spelled(), table.name),
            table: table.name.clone(),
            servers: Servers::ALL,
            run: Change::of([format!("{alter} VALIDATE CONSTRAINT {own}")]),
            undo: Change::default(),
            probe: constraints_there(&table.name, &names, " AND convalidated"),
            already: constraint_already(&table.name, constraint),
            cost: super::cost(&[validate]),
            concurrent: false,
            when: When::Always,
        },
    ]
}

/// Taken back, it is built as any new one: beside reads and writes, and validated.
pub(super) fn drop(table: &Table, constraint: &Constraint) -> Vec<Step> {
    let alter = format!("ALTER TABLE {}", name(&table.name));
    let (run, there) = match constraint {
        Constraint::Check(check) => (
            format!("{alter} DROP CONSTRAINT {}", name(&check.name)),
            constraints_there(&table.name, std::slice::from_ref(&check.name), ""),
        ),
        Constraint::Unique(unique) => {
            (drop_by_columns(&table.name, "contype = 'u'", &unique.columns), by_columns(&table.name, "contype = 'u'", &unique.columns))
        }
        Constraint::ForeignKey(key) => {
            // One to another table may be there already, to take its place.
            let kind = format!("contype = 'f' AND confrelid = {}", regclass(&key.table));
            (drop_by_columns(&table.name, &kind, &key.columns), by_columns(&table.name, &kind, &key.columns))
        }
    };
    let dropped = |undo: Change| Step {
        name: format!("drop {} of {}", constraint.spelled(), table.name),
        table: table.name.clone(),
        servers: Servers::ALL,
        run: Change::of([run]),
        undo,
        probe: format!("SELECT CASE WHEN ({there}) = 0 THEN 1 ELSE 0 END::bigint"),
        already: format!("{} of {} is gone already, and not by xc", constraint.spelled(), table.name),
        cost: super::cost(&[match constraint {
            Constraint::Check(_) => Operation::DropCheck,
            Constraint::Unique(_) => Operation::DropUnique,
            Constraint::ForeignKey(_) => Operation::DropForeignKey,
        }]),
        concurrent: false,
        when: When::Always,
    };
    match constraint {
        Constraint::Unique(unique) => {
            let own = name(&unique.name);
            let way_back = super::index::way_back(
                &table.name,
                &format!("{} of {}", constraint.spelled(), table.name),
                &unique.index(),
                Some(gate::constraint(table, constraint, DIALECT)),
            );
            vec![dropped(Change::of([format!("{alter} ADD CONSTRAINT {own} UNIQUE USING INDEX {own}")])), way_back]
        }
        Constraint::Check(_) | Constraint::ForeignKey(_) => {
            let add = Change {
                refuse_if: Some(gate::constraint(table, constraint, DIALECT)),
                ..Change::of([format!("{alter} ADD {} NOT VALID", ddl::constraint(table, constraint, DIALECT))])
            };
            let operation =
                if matches!(constraint, Constraint::Check(_)) { Operation::ValidateCheck } else { Operation::ValidateForeignKey };
            let validate = Change::of([format!("{alter} VALIDATE CONSTRAINT {}", name(constraint.name()))]);
            let what = format!("way back to {} of {}", constraint.spelled(), table.name);
            vec![only_undone(&table.name, what, validate, operation), dropped(add)]
        }
    }
}

/// A step of the way back alone. Steps are undone the last one first: what prepares for another undo comes behind it, and what completes it before.
pub(super) fn only_undone(table: &str, what: String, undo: Change, operation: Operation) -> Step {
    Step {
        name: what,
        table: table.into(),
        servers: Servers::ALL,
        run: Change::default(),
        undo,
        probe: "SELECT 0::bigint".into(),
        already: String::new(),
        cost: format!("nothing; taken back: {}", super::cost(&[operation])).as_str().into(),
        concurrent: false,
        when: When::Always,
    }
}

/// Drops the one constraint of a kind that is on just these columns.
pub(super) fn drop_by_columns(table: &str, kind: &str, columns: &[String]) -> String {
    format!(
        "DO $xc$\nDECLARE\n  found name;\nBEGIN\n  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = {} AND {kind} AND conkey = {};\n  \
         EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', {}, found);\nEND\n$xc$",
        regclass(table),
        column_numbers(table, columns),
        text(&name(table), DIALECT)
    )
}
