//! The lock table as rules and SQL writers read it.

use std::path::Path;

use xc_core::locks::{self, Access, Algorithm, Lock, Operation};
use xc_core::plan::{Dialect, Servers};

use crate::support::differs;

#[test]
fn the_page_is_made_of_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/LOCKS.md");
    assert_eq!(differs(&file, &locks::page(locks::rows())), None, "BLESS=1 writes it anew");
}

#[test]
fn every_operation_has_a_row_for_a_database_that_has_it() {
    for operation in Operation::ALL {
        let had = Dialect::ALL.iter().any(|dialect| locks::of(*operation, *dialect, u32::MAX).is_some());
        assert!(had, "{operation}: no database has it, or none was measured");
    }
}

#[test]
fn operations_have_names_and_titles_of_their_own() {
    for (index, operation) in Operation::ALL.iter().enumerate() {
        assert_eq!(operation.name().parse(), Ok(*operation));
        assert!(operation.title().ends_with('.'), "{operation}");
        for other in &Operation::ALL[..index] {
            assert!(other.name() != operation.name() && other.title() != operation.title(), "{operation}");
        }
    }
    assert!("add_colum".parse::<Operation>().is_err());
}

#[test]
fn a_row_counts_from_its_version_on_until_the_next() {
    let at = |version| locks::of(Operation::DropColumn, Dialect::MySql, version).map(|found| found.online.map(|online| online.algorithm));
    assert_eq!(at(80_028), Some(Some(Algorithm::Inplace)));
    assert_eq!(at(80_029), Some(Some(Algorithm::Instant)));
    assert_eq!(at(80_400), Some(Some(Algorithm::Instant)));
    // Older than all rows: the oldest.
    assert_eq!(at(50_700), Some(Some(Algorithm::Inplace)));
}

#[test]
fn what_a_database_refuses_or_does_not_know_is_none() {
    assert_eq!(locks::of(Operation::AddNotNullNotValid, Dialect::Postgres, 170_000), None);
    assert!(locks::of(Operation::AddNotNullNotValid, Dialect::Postgres, 180_000).is_some());
    assert_eq!(locks::of(Operation::SetNotNull, Dialect::Sqlite, 35_100), None);
    assert_eq!(locks::of(Operation::CreateIndexConcurrently, Dialect::MySql, u32::MAX), None);
}

#[test]
fn of_several_servers_the_worst_counts() {
    let from = |from| locks::on_any(Operation::DropColumn, Dialect::MySql, Servers { from, before: u32::MAX });
    assert!(from(0).is_some_and(|worst| worst.rewrite));
    assert!(from(80_029).is_some_and(|worst| !worst.rewrite));
    // One that refuses it is enough.
    assert_eq!(locks::on_any(Operation::AddNotNullNotValid, Dialect::Postgres, Servers::ALL), None);
}

#[test]
fn worse_of_two_is_the_worse_of_each_part() {
    let scan = locks::of(Operation::ValidateCheck, Dialect::Postgres, 150_000).expect("PostgreSQL has it");
    let drop = locks::of(Operation::DropColumn, Dialect::Postgres, 150_000).expect("PostgreSQL has it");
    let both = scan.and(drop);
    assert_eq!((both.lock, both.scan, both.reads), (Lock::AccessExclusive, true, Access::WaitsForAMoment));
    assert_eq!(both, drop.and(scan));
}

/// What the field knows by heart, as a check of the measuring itself: a bench that looks the wrong way would agree with its own table.
#[test]
fn the_table_says_what_the_manuals_say_of_the_best_known_operations() {
    use Operation::*;
    let of = |operation, dialect| locks::of(operation, dialect, dialect.minimum_version()).expect("the database has it");
    // PostgreSQL, "Explicit Locking" and "ALTER TABLE".
    let postgres = |operation| of(operation, Dialect::Postgres);
    for (operation, lock) in [
        (AddColumn, Lock::AccessExclusive),
        (CreateIndex, Lock::Share),
        (CreateIndexConcurrently, Lock::ShareUpdateExclusive),
        (ValidateCheck, Lock::ShareUpdateExclusive),
        (AddForeignKey, Lock::ShareRowExclusive),
        (AddForeignKeyReferenced, Lock::ShareRowExclusive),
        (ValidateForeignKeyReferenced, Lock::RowShare),
        (CreateTrigger, Lock::ShareRowExclusive),
    ] {
        assert_eq!(postgres(operation).lock, lock, "{operation}");
    }
    assert!(postgres(SetNotNull).scan && !postgres(SetNotNullProven).scan);
    assert!(postgres(IntToBigint).rewrite && !postgres(VarcharWider).rewrite && postgres(AddColumnVolatile).rewrite);
    assert!(postgres(TimestampToTimestamptz).rewrite && !postgres(TimestampToTimestamptzUtc).rewrite);
    // MySQL and MariaDB, "Online DDL Operations": changing the data type blocks writes, an index does not.
    for dialect in [Dialect::MySql, Dialect::MariaDb] {
        assert!(of(IntToBigint, dialect).blocks_writes() && !of(IntToBigint, dialect).blocks_reads(), "{dialect}");
        assert!(of(CreateIndex, dialect).is_online() && of(CreateIndex, dialect).scan && !of(CreateIndex, dialect).rewrite, "{dialect}");
        assert!(of(SetNotNull, dialect).is_online() && of(SetNotNull, dialect).rewrite, "{dialect}");
        assert!(of(AddCheck, dialect).blocks_writes(), "{dialect}");
    }
    // sqlite.org, "ALTER TABLE": DROP COLUMN rewrites the table, ADD COLUMN does not.
    assert!(of(DropColumn, Dialect::Sqlite).rewrite && of(AddColumn, Dialect::Sqlite).is_catalogue_only());
}
