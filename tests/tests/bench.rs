//! The benches run, end with one object of the documented shape, and no request of the application fails. What they measure is not looked at: these
//! are few rows on a machine that does other things.

use std::process::{Output, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tokio::process::Command;
use xc_tests::servers::TestDatabase;

/// What every case of every bench has, measured or null.
const FIELDS: [&str; 9] = ["name", "rows_per_s", "ratio", "wal_ratio", "heap_ratio", "index_ratio", "p99_ratio", "max_stall_ms", "failed"];

async fn bench(arguments: &[&str]) -> Result<Output> {
    let mut bench = Command::new(env!("CARGO_BIN_EXE_xc-bench"));
    Ok(bench.args(arguments).stdin(Stdio::null()).kill_on_drop(true).output().await?)
}

/// Runs a bench on a database's server, and looks at what all of them have in common.
async fn cases(database: &TestDatabase, name: &str, arguments: &[&str]) -> Result<Vec<Value>> {
    let only = database.release.as_str();
    let output = bench(&[&[name, "--only", only, "--json"], arguments].concat()).await?;
    let (text, said) = (String::from_utf8(output.stdout)?, String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{}: {said}", output.status);
    // One object, and nothing beside it.
    let report: Value = serde_json::from_str(&text).with_context(|| text.clone())?;
    ensure!(report["bench"] == name, "{report}");
    ensure!(report["cores"].as_u64() > Some(0), "{report}");
    ensure!(report["servers"][only].as_str().is_some_and(|version| version.contains('.')), "{report}");
    let cases = report["cases"].as_array().context("no cases")?.clone();
    for case in &cases {
        for field in FIELDS {
            ensure!(case.get(field).is_some(), "`{field}` is missing: {case}");
        }
        ensure!(case["name"].as_str().is_some_and(|name| name.starts_with(&format!("{only}, "))), "{case}");
    }
    Ok(cases)
}

/// These are numbers above zero.
fn measured(case: &Value, fields: &[&str]) -> Result<()> {
    for field in fields {
        ensure!(case[*field].as_f64().is_some_and(|value| value > 0.0), "`{field}` was not measured: {case}");
    }
    Ok(())
}

fn names<'a>(cases: &'a [Value], release: &str) -> Vec<&'a str> {
    cases.iter().filter_map(|case| case["name"].as_str()?.strip_prefix(release)?.strip_prefix(", ")).collect()
}

xc_tests::on_each_database! {
    async fn foreground(database: &TestDatabase) -> Result<()> {
        let cases = cases(database, "foreground", &["--rows", "2000", "--rate", "50", "--connections", "4", "--window", "0.3"]).await?;
        ensure!(names(&cases, database.release.as_str()) == ["expand", "dual_write", "migrate", "contract"], "{cases:?}");
        for case in &cases {
            measured(case, &["p99_ratio", "p99_before_ms", "p99_ms", "max_stall_ms", "requests"])?;
            ensure!(case["failed"] == 0, "{case}");
        }
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn locks(database: &TestDatabase) -> Result<()> {
        let cases = cases(database, "locks", &["--rows", "1000", "--rate", "50", "--rounds", "1"]).await?;
        let changes = ["split a column", "NOT NULL", "unique", "foreign key", "key to bigint"];
        let expected: Vec<String> = changes.iter().flat_map(|change| [format!("{change}, plain"), format!("{change}, xc")]).collect();
        ensure!(names(&cases, "postgres") == expected, "{cases:?}");
        for case in &cases {
            measured(case, &["ratio", "lock_ms", "max_stall_ms", "stall_ratio"])?;
            ensure!(case["failed"] == 0, "{case}");
        }
        Ok(())
    }
}

xc_tests::on_each_database! {
    [sqlite, postgres]
    async fn backfill(database: &TestDatabase) -> Result<()> {
        let cases = cases(database, "backfill", &["--rows", "1000", "--rounds", "1", "--workers", "1"]).await?;
        ensure!(names(&cases, database.release.as_str()) == ["int, plain UPDATE", "int, xc, 1 worker"], "{cases:?}");
        cases.iter().try_for_each(|case| measured(case, &["rows_per_s", "ratio"]))
    }
}

#[tokio::test]
async fn what_can_not_be_measured_is_refused_with_what_can() -> Result<()> {
    for (arguments, words) in [
        (["locks", "--only", "sqlite"], ["--only sqlite", "postgres-18"]),
        (["locks", "--rows", "0"], ["--rows", "one at least"]),
        (["foreground", "--rows", "0"], ["--rows", "one at least"]),
        (["foreground", "--window", "0"], ["--window 0", "above zero"]),
        (["foreground", "--only", "oracle"], ["oracle", "postgres"]),
        (["backfill", "--rounds", "0"], ["--rounds", "one at least"]),
    ] {
        let output = bench(&arguments).await?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(!output.status.success(), "{arguments:?} is taken");
        ensure!(words.iter().all(|word| said.contains(word)), "{arguments:?}: {said}");
    }
    Ok(())
}
