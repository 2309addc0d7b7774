//! Another tool's backfill of the same table.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::process::Command;

use crate::servers::{Kind, TestDatabase};
use crate::workload::Store;

/// A program that is run beside xc: `reshape=PATH`.
#[derive(Clone, Debug)]
pub struct Peer {
    program: PathBuf,
}

impl FromStr for Peer {
    type Err = String;

    fn from_str(written: &str) -> Result<Peer, String> {
        match written.split_once('=') {
            Some(("reshape", path)) if !path.is_empty() => Ok(Peer { program: path.into() }),
            _ => Err("the one tool that is known is reshape: reshape=PATH (cargo install reshape --locked; it needs libclang)".into()),
        }
    }
}

/// The split of the names, as reshape writes it.
const SPLIT: &str = r#"
[[actions]]
type = "add_column"
table = "users"
up = "split_part(name, ' ', 1)"

	[actions.column]
	name = "first_name"
	type = "varchar(100)"

[[actions]]
type = "add_column"
table = "users"
up = "substr(name, length(split_part(name, ' ', 1)) + 2)"

	[actions.column]
	name = "last_name"
	type = "varchar(100)"
"#;

impl Peer {
    /// Its name.
    pub fn name(&self) -> &'static str {
        "reshape"
    }

    /// Whether it works with a database.
    pub fn knows(&self, kind: Kind) -> bool {
        kind == Kind::Postgres
    }

    /// Has it add the columns, install its triggers and fill the rows, and says how long that took.
    ///
    /// # Errors
    /// It can't be started, or fails.
    pub async fn fill(&self, database: &TestDatabase) -> Result<Duration> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("1_split.toml"), SPLIT)?;
        let started = Instant::now();
        let mut command = Command::new(&self.program);
        command.args(["migration", "start", "--dirs"]).arg(folder.path()).args(["--url", &database.url]).kill_on_drop(true);
        let output = command.output().await.with_context(|| format!("can't start {}", self.program.display()))?;
        let elapsed = started.elapsed();
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            bail!("{} ended with {}:\n{}", self.program.display(), output.status, String::from_utf8_lossy(&said));
        }
        Ok(elapsed)
    }

    /// That it has filled so many rows: until it is completed, its columns have names of its own.
    ///
    /// # Errors
    /// It has not.
    pub async fn check(&self, database: &TestDatabase, rows: u64) -> Result<()> {
        let store = Store::connect(database, 1).await?;
        let names = store
            .rows("select column_name::text from information_schema.columns where table_name = 'users' and column_name like '%\\_reshape\\_%'", &[])
            .await?;
        ensure!(names.len() == 2, "{} columns of its own", names.len());
        for name in &names {
            let name: String = sqlx::Row::try_get(name, 0)?;
            let filled = store.number(&format!("select count({name}) from users")).await?;
            ensure!(u64::try_from(filled)? == rows, "{filled} rows of {name} are filled");
        }
        store.close().await;
        Ok(())
    }
}
