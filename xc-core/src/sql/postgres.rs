//! PostgreSQL 13 to 18: DDL is transactional, so what must change together is one step.

use super::mapping::{Mapping, Row};
use super::{Change, Step, Writer, ddl, fit, own_name, quote, text, texts};
use crate::plan::{Dialect, Servers};
use crate::resolve::Assignment;
use crate::schema::Column;
use crate::steps::{InstallSync, Narrow, Widen};

const DIALECT: Dialect = Dialect::Postgres;

/// PostgreSQL 18 has NOT NULL constraints that are NOT VALID at first ("ALTER TABLE", release notes of 18).
const WITH_NOT_NULL_NOT_VALID: Servers = Servers { from: 180_000, before: u32::MAX };
const BEFORE_NOT_NULL_NOT_VALID: Servers = Servers { from: 0, before: 180_000 };

/// Writes for PostgreSQL.
pub(super) struct Postgres;

fn name(name: &str) -> String {
    quote(name, DIALECT)
}

/// A table as `to_regclass()` takes it.
fn regclass(table: &str) -> String {
    format!("to_regclass({})", text(&name(table), DIALECT))
}

fn columns_there(table: &str, columns: &[&str]) -> String {
    format!(
        "SELECT count(*) FROM pg_attribute WHERE attrelid = {} AND attname IN ({}) AND attnum > 0 AND NOT attisdropped",
        regclass(table),
        texts(columns.iter().copied(), DIALECT)
    )
}

fn constraints_there(table: &str, constraints: &[String], and: &str) -> String {
    format!(
        "SELECT count(*) FROM pg_constraint WHERE conrelid = {} AND conname IN ({}){and}",
        regclass(table),
        texts(constraints.iter().map(String::as_str), DIALECT)
    )
}

impl Writer for Postgres {
    fn widen(&self, step: &Widen) -> Step {
        match step {
            Widen::CreateTable(table) => Step {
                name: format!("create table {}", table.name),
                table: table.name.clone(),
                servers: Servers::ALL,
                run: Change::of([ddl::create_table(table, &table.name, DIALECT)]),
                undo: Change {
                    refuse_if: Some((
                        format!("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT 1) AS rows", name(&table.name)),
                        format!("table {} has rows, and dropping it would lose them: delete them first if they are not needed", table.name),
                    )),
                    ..Change::of([format!("DROP TABLE {}", name(&table.name))])
                },
                probe: format!("SELECT count(*) FROM pg_class WHERE oid = {}", regclass(&table.name)),
                already: super::table_already(table),
                cost: "no lock on other tables".into(),
            },
            Widen::AddColumns { table, columns } => {
                let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                let adds = columns.iter().map(|column| format!("ADD COLUMN {}", ddl::column(column, DIALECT)));
                let drops = names.iter().map(|column| format!("DROP COLUMN {}", name(column)));
                Step {
                    name: super::add_columns_name(table, &names),
                    table: table.clone(),
                    servers: Servers::ALL,
                    run: Change::of([format!("ALTER TABLE {} {}", name(table), adds.collect::<Vec<_>>().join(", "))]),
                    undo: Change::of([format!("ALTER TABLE {} {}", name(table), drops.collect::<Vec<_>>().join(", "))]),
                    probe: columns_there(table, &names),
                    already: super::columns_already(table, &names),
                    cost: "ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite".into(),
                }
            }
        }
    }

    fn install(&self, install: &InstallSync) -> Vec<Step> {
        let table = &install.table.name;
        let triggers = Triggers::of(install);
        vec![Step {
            name: format!("dual write of {table}"),
            table: table.clone(),
            servers: Servers::ALL,
            run: Change::of(triggers.create(install)),
            undo: Change::of(triggers.drop(table)),
            probe: format!(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = {} AND tgname IN ({})",
                regclass(table),
                texts([triggers.insert.as_str(), &triggers.update], DIALECT)
            ),
            already: super::triggers_already(table),
            cost: "SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite".into(),
        }]
    }

    fn narrow(&self, narrow: &Narrow, ends: Option<&InstallSync>) -> Vec<Step> {
        let mut steps = Vec::new();
        if !narrow.not_null.is_empty() {
            steps.extend(not_null_by_check(narrow));
            steps.extend(not_null_not_valid(narrow));
        }
        // The old shape goes at once, triggers and columns: a statement sees all of it or nothing.
        let old_shape = || {
            let triggers = ends.map(|install| Triggers::of(install).drop(&narrow.before.name)).unwrap_or_default();
            let drops: Vec<String> = narrow.drops.iter().map(|column| format!("DROP COLUMN {}", name(column))).collect();
            let columns = (!drops.is_empty()).then(|| format!("ALTER TABLE {} {}", name(&narrow.before.name), drops.join(", ")));
            triggers.into_iter().chain(columns).collect::<Vec<String>>()
        };
        let checks: Vec<String> = narrow.not_null.iter().map(|column| check_name(narrow, column)).collect();
        let proven = narrow.not_null.iter().map(|column| format!("ALTER COLUMN {} SET NOT NULL", name(&column.name))).collect::<Vec<_>>();
        let unneeded = checks.iter().map(|check| format!("DROP CONSTRAINT {}", name(check))).collect::<Vec<_>>();
        let tighten = (!proven.is_empty()).then(|| {
            [
                format!("ALTER TABLE {} {}", name(&narrow.before.name), proven.join(", ")),
                format!("ALTER TABLE {} {}", name(&narrow.before.name), unneeded.join(", ")),
            ]
        });
        let with_check: Vec<String> = tighten.into_iter().flatten().chain(old_shape()).collect();
        if narrow.not_null.is_empty() {
            steps.push(finish(narrow, Servers::ALL, with_check));
        } else {
            steps.push(finish(narrow, BEFORE_NOT_NULL_NOT_VALID, with_check));
            if !old_shape().is_empty() {
                steps.push(finish(narrow, WITH_NOT_NULL_NOT_VALID, old_shape()));
            }
        }
        steps
    }
}

/// The last step of contract for a table: one short transaction, no scan in it.
fn finish(narrow: &Narrow, servers: Servers, statements: Vec<String>) -> Step {
    let table = &narrow.before.name;
    let kept: Vec<&str> = narrow.drops.iter().map(String::as_str).collect();
    let probe = if kept.is_empty() {
        "SELECT 0::bigint".into()
    } else {
        format!("SELECT CASE WHEN ({}) = 0 THEN 1 ELSE 0 END::bigint", columns_there(table, &kept))
    };
    Step {
        name: super::finish_name(narrow),
        table: table.clone(),
        servers,
        run: Change::of(statements),
        undo: Change::default(),
        probe,
        already: super::finish_already(narrow),
        cost: "ACCESS EXCLUSIVE for catalogue changes: no scan, no rewrite".into(),
    }
}

/// A constraint of xc's own, for the time between 'every row has a value' and 'the column is NOT NULL'.
fn check_name(narrow: &Narrow, column: &Column) -> String {
    fit(format!("xc_nn_{}_{}", narrow.before.name, column.name))
}

/// Up to 17: SET NOT NULL does not scan when a valid CHECK proves it ("ALTER TABLE", since 12).
fn not_null_by_check(narrow: &Narrow) -> Vec<Step> {
    let add = |column: &Column| {
        format!("ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID", name(&check_name(narrow, column)), name(&column.name))
    };
    let checks = narrow.not_null.iter().map(|column| check_name(narrow, column)).collect();
    add_and_validate(narrow, checks, &add, BEFORE_NOT_NULL_NOT_VALID)
}

/// From 18: the constraint itself, under the name that SET NOT NULL would give it.
fn not_null_not_valid(narrow: &Narrow) -> Vec<Step> {
    let constraint = |column: &Column| fit(format!("{}_{}_not_null", narrow.before.name, column.name));
    let add = |column: &Column| format!("ADD CONSTRAINT {} NOT NULL {} NOT VALID", name(&constraint(column)), name(&column.name));
    let constraints = narrow.not_null.iter().map(constraint).collect();
    add_and_validate(narrow, constraints, &add, WITH_NOT_NULL_NOT_VALID)
}

fn add_and_validate(narrow: &Narrow, constraints: Vec<String>, add: &dyn Fn(&Column) -> String, servers: Servers) -> Vec<Step> {
    let table = &narrow.before.name;
    let columns = super::column_list(table, narrow.not_null.iter().map(|column| column.name.as_str()));
    let adds: Vec<String> = narrow.not_null.iter().map(add).collect();
    let validate = constraints.iter().map(|constraint| format!("VALIDATE CONSTRAINT {}", name(constraint)));
    let step = |what: &str, statement: String, probe: String, cost: &str| Step {
        name: format!("{what} {columns}"),
        table: table.clone(),
        servers,
        run: Change::of([statement]),
        undo: Change::default(),
        probe,
        already: format!("table {table} has the constraints {} already: drop them", constraints.join(", ")),
        cost: cost.into(),
    };
    vec![
        step(
            "require values in",
            format!("ALTER TABLE {} {}", name(table), adds.join(", ")),
            constraints_there(table, &constraints, ""),
            "ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite",
        ),
        step(
            "validate values in",
            format!("ALTER TABLE {} {}", name(table), validate.collect::<Vec<_>>().join(", ")),
            constraints_there(table, &constraints, " AND convalidated"),
            "SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on",
        ),
    ]
}

/// The names of a sync's trigger function and triggers.
struct Triggers {
    function: String,
    insert: String,
    update: String,
}

impl Triggers {
    fn of(install: &InstallSync) -> Triggers {
        Triggers { function: own_name(install, "sync"), insert: own_name(install, "ins"), update: own_name(install, "upd") }
    }

    fn drop(&self, table: &str) -> Vec<String> {
        vec![
            format!("DROP TRIGGER {} ON {}", name(&self.insert), name(table)),
            format!("DROP TRIGGER {} ON {}", name(&self.update), name(table)),
            format!("DROP FUNCTION {}()", name(&self.function)),
        ]
    }

    fn create(&self, install: &InstallSync) -> Vec<String> {
        let mapping = Mapping::new(install, DIALECT);
        let table = name(&install.table.name);
        // The backfill's own session is left alone; the setting is null where nobody ever set it.
        let not_backfill = "current_setting('xc.session', true) IS DISTINCT FROM 'backfill'";
        vec![
            function(&self.function, &mapping),
            format!(
                "CREATE TRIGGER {} BEFORE INSERT ON {table} FOR EACH ROW WHEN ({not_backfill}) EXECUTE FUNCTION {}()",
                name(&self.insert),
                name(&self.function)
            ),
            format!(
                "CREATE TRIGGER {} BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NOT ({} AND {}) AND {not_backfill}) EXECUTE FUNCTION {}()",
                name(&self.update),
                mapping.old_side_unchanged(),
                mapping.new_side_unchanged(),
                name(&self.function)
            ),
        ]
    }
}

/// The trigger function: the side that a statement gave or changed fills the other; both, and neither, stay as they are.
fn function(function: &str, mapping: &Mapping<'_>) -> String {
    let assign = |assignments: &[Assignment], from: Row, indent: &str| {
        let line = |assignment: &Assignment| {
            format!("{indent}{} := {};\n", mapping.column(Row::New, &assignment.column), mapping.value(assignment, from))
        };
        assignments.iter().map(line).collect::<String>()
    };
    let (mut on_insert, mut on_update) = (String::new(), String::new());
    if !mapping.reverse().is_empty() {
        on_insert = format!("    ELSIF {} THEN\n{}", mapping.old_side_omitted(), assign(mapping.reverse(), Row::New, "      "));
        // A row that is not filled yet is completed first, as far as the statement did not change it.
        let complete = |assignment: &Assignment| {
            let unchanged = mapping.unchanged(&[&assignment.column]);
            format!("      IF {unchanged} THEN\n{}      END IF;\n", assign(std::slice::from_ref(assignment), Row::Old, "        "))
        };
        on_update = format!(
            "  ELSIF {} THEN\n    IF NOT {} THEN\n{}    END IF;\n    IF NOT {} THEN\n{}    END IF;\n",
            mapping.old_side_unchanged(),
            mapping.parity(Row::Old),
            mapping.forward().iter().map(complete).collect::<String>(),
            mapping.parity(Row::New),
            assign(mapping.reverse(), Row::New, "      ")
        );
    }
    format!(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $xc$\n\
         BEGIN\n  \
           IF TG_OP = 'INSERT' THEN\n    \
             IF {} THEN\n{}{on_insert}    END IF;\n  \
           ELSIF {} THEN\n    \
             IF NOT {} THEN\n{}    END IF;\n{on_update}  \
           END IF;\n  \
           RETURN NEW;\n\
         END\n$xc$",
        name(function),
        mapping.new_side_omitted(),
        assign(mapping.forward(), Row::New, "      "),
        mapping.new_side_unchanged(),
        mapping.parity(Row::New),
        assign(mapping.forward(), Row::New, "      "),
    )
}
