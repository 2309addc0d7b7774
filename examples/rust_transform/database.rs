//! The application's connection to its database, and a database to play with.

use std::time::Duration;

use anyhow::{Context, bail};
use clap::Parser;
use sqlx::any::{AnyArguments, AnyPoolOptions, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyPool, AssertSqlSafe, Row};
use tempfile::TempDir;

/// The arguments of this example.
#[derive(Parser)]
pub(crate) struct Args {
    /// The database: postgres://, mysql:// or sqlite://. Without it, a temporary SQLite file
    #[arg(long)]
    url: Option<String>,
    /// Rows in the table before the application starts
    #[arg(long, default_value_t = 20_000)]
    pub(crate) rows: u64,
    /// Drop what an earlier run of this example left in the database
    #[arg(long)]
    fresh: bool,
}

/// A pool of connections, as an application has one.
#[derive(Clone)]
pub(crate) struct Database {
    pool: AnyPool,
    numbered: bool,
}

/// The database of this example, and where it is.
pub(crate) struct Playground {
    /// The application's connections.
    pub(crate) database: Database,
    /// What xc is given: it opens connections of its own.
    pub(crate) url: String,
    _folder: Option<TempDir>,
}

impl Playground {
    /// Connects to a database in which none of these tables is there yet.
    pub(crate) async fn open(args: &Args, tables: &[&str]) -> anyhow::Result<Playground> {
        sqlx::any::install_default_drivers();
        let folder = args.url.is_none().then(TempDir::new).transpose()?;
        let url = match (&args.url, &folder) {
            (Some(url), _) => url.clone(),
            (None, Some(folder)) => format!("sqlite://{}?mode=rwc", folder.path().join("playground.db").display()),
            (None, None) => bail!("neither a URL nor a folder"),
        };
        let sqlite = url.starts_with("sqlite:");
        let options = AnyPoolOptions::new().max_connections(8).acquire_timeout(Duration::from_secs(10));
        let options = options.after_connect(move |connection, _| {
            Box::pin(async move {
                if sqlite {
                    sqlx::raw_sql("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 20000; PRAGMA synchronous = NORMAL")
                        .execute(connection)
                        .await?;
                }
                Ok(())
            })
        });
        // The URL itself stays out of the message: it may hold a password.
        let pool = options.connect(&url).await.context("can't connect to the database of this URL")?;
        let database = Database { pool, numbered: url.starts_with("postgres") };
        let journal = ["xc_activity", "xc_entering", "xc_presence", "xc_range", "xc_backfill", "xc_step", "xc_migration", "xc_lease"];
        for table in tables.iter().chain(&journal) {
            if args.fresh {
                database.run(&format!("DROP TABLE IF EXISTS {table}"), &[]).await?;
            } else if database.rows(&format!("SELECT 1 FROM {table} WHERE 1 = 0"), &[]).await.is_ok() {
                bail!("this database has a table `{table}` already: give this example an empty one, or let it drop its own: --fresh");
            }
        }
        Ok(Playground { database, url, _folder: folder })
    }
}

impl Database {
    /// Runs a statement, with `?` for each value.
    pub(crate) async fn run(&self, sql: &str, values: &[&str]) -> sqlx::Result<u64> {
        Ok(self.bound(sql, values).execute(&self.pool).await?.rows_affected())
    }

    /// Runs statements in one transaction.
    pub(crate) async fn transaction(&self, statements: &[(&str, &[&str])]) -> sqlx::Result<()> {
        let mut transaction = self.pool.begin().await?;
        for (sql, values) in statements {
            self.bound(sql, values).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    /// All rows of a query.
    pub(crate) async fn rows(&self, sql: &str, values: &[&str]) -> sqlx::Result<Vec<AnyRow>> {
        self.bound(sql, values).fetch_all(&self.pool).await
    }

    /// The first column of the only row.
    pub(crate) async fn text(&self, sql: &str, values: &[&str]) -> sqlx::Result<Option<String>> {
        self.bound(sql, values).fetch_one(&self.pool).await?.try_get(0)
    }

    fn bound(&self, sql: &str, values: &[&str]) -> Query<'static, Any, AnyArguments> {
        let query = sqlx::query(AssertSqlSafe(self.spelled(sql)));
        values.iter().fold(query, |query, value| query.bind((*value).to_owned()))
    }

    /// `?` as this database spells it.
    fn spelled(&self, sql: &str) -> String {
        let mut parts = sql.split('?');
        let mut spelled = parts.next().unwrap_or_default().to_owned();
        for (index, part) in parts.enumerate() {
            spelled.push_str(&if self.numbered { format!("${}", index + 1) } else { "?".to_owned() });
            spelled.push_str(part);
        }
        spelled
    }
}
