//! The lock table of `xc_core::locks` says what the servers do.

use anyhow::{Result, ensure};
use xc_core::locks::{self, Operation};
use xc_core::plan::Dialect;
use xc_tests::lock_table::{self, Measured, Measurements};
use xc_tests::servers::TestDatabase;

xc_tests::on_each_server! {
    async fn each_operation_locks_scans_and_rewrites_what_the_table_says(database: &TestDatabase) -> Result<()> {
        let measurements = lock_table::measure(database).await?;
        let differences = measurements.differences();
        ensure!(
            differences.is_empty(),
            "{}\n`cargo xtask lock-table --write` writes what this server did into the table",
            differences.join("\n")
        );
        Ok(())
    }
}

/// What a PostgreSQL 15 would have said that agrees with the table.
fn agreeing() -> Measurements {
    let measured = |row: &locks::Row| {
        let behaviour = locks::of(row.operation, Dialect::Postgres, 150_018);
        Measured { operation: row.operation, statement: row.statement.clone(), behaviour }
    };
    let mut operations: Vec<Measured> = locks::rows().iter().filter(|row| row.dialect == Dialect::Postgres).map(measured).collect();
    operations.dedup_by_key(|measured| measured.operation);
    Measurements { dialect: Dialect::Postgres, version: 150_018, operations }
}

#[test]
fn a_server_that_disagrees_is_named_with_both_answers() {
    let mut measurements = agreeing();
    assert_eq!(measurements.differences(), Vec::<String>::new());
    for measured in &mut measurements.operations {
        match (measured.operation, &mut measured.behaviour) {
            (Operation::DropColumn, Some(behaviour)) => behaviour.rewrite = true,
            (Operation::RenameColumn, behaviour) => *behaviour = None,
            _ => {}
        }
    }
    measurements.operations.retain(|measured| measured.operation != Operation::CreateTrigger);
    let differences = measurements.differences();
    assert_eq!(differences.len(), 3, "{differences:?}");
    for (difference, words) in differences.iter().zip([
        ["PostgreSQL 15.18: drop_column (ALTER TABLE t DROP COLUMN note)", "rewrite no", "rewrite yes"],
        ["PostgreSQL 15.18: rename_column", "the table: ACCESS EXCLUSIVE", "the server: refused"],
        ["PostgreSQL 15.18: create_trigger", "was measured", "nothing measures it"],
    ]) {
        assert!(words.iter().all(|word| difference.contains(word)), "{difference}");
    }
}

#[test]
fn a_table_written_from_what_agrees_with_it_stays_as_it_is() {
    let text = lock_table::table(&[agreeing()]);
    let rows = locks::parse(&text).expect("its own text");
    // The newer release that this one knows nothing of is not kept: only what was measured now is said.
    assert!(rows.iter().all(|row| row.dialect != Dialect::Postgres || row.since == 150_000));
    let others = |row: &&locks::Row| row.dialect != Dialect::Postgres && row.basis == locks::Basis::Measured;
    assert!(rows.iter().filter(others).eq(locks::rows().iter().filter(others)));
}
