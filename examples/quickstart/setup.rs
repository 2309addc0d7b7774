//! Before the story begins: a database without this example's tables, and then a table full of users.

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use sqlx::{Encode, QueryBuilder, Type};

use crate::application::database::Database;
use crate::ledger::Seeded;
use crate::migrations::{MIGRATIONS, create_users};
use crate::people;

/// Rows of one `INSERT`: below what the databases take as parameters of one statement (32,766 on SQLite, 65,535 elsewhere),
/// and many, for each statement costs MySQL a round trip of up to 50 ms.
const ROWS_PER_INSERT: u64 = 10_000;

/// Drops what an earlier run left: its table, and what xc remembers about it.
const DROP_LEFTOVERS: [&str; 5] = [
    "DROP TABLE IF EXISTS users",
    "DROP TABLE IF EXISTS xc_backfill",
    "DROP TABLE IF EXISTS xc_step",
    "DROP TABLE IF EXISTS xc_migration",
    "DROP TABLE IF EXISTS xc_lease",
];

const DROP_TRIGGER_FUNCTIONS: &str = r"
    DO $$
    DECLARE
        leftover regprocedure;
    BEGIN
        FOR leftover IN
            SELECT oid FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'xc\_%' AND prorettype = 'trigger'::regtype
        LOOP
            EXECUTE format('DROP FUNCTION %s', leftover);
        END LOOP;
    END
    $$";

/// The columns of `users` at one time or another of this example.
const COLUMNS: [&str; 5] = ["id", "name", "created_at", "first_name", "last_name"];

impl Database {
    /// Makes sure that people from everywhere can be users.
    pub(crate) async fn check_encoding(&self) -> anyhow::Result<()> {
        let (encoding, needed): (String, &str) = match self {
            Database::Postgres(pool) => (sqlx::query_scalar("SELECT current_setting('server_encoding')").fetch_one(pool).await?, "UTF8"),
            Database::MySql(pool) => (sqlx::query_scalar("SELECT @@character_set_database").fetch_one(pool).await?, "utf8mb4"),
            Database::Sqlite(_) => return Ok(()),
        };
        if encoding != needed {
            bail!(
                "this database's encoding is {encoding}, which can't hold every name.\n\
                 Give it an empty database whose encoding is {needed}."
            );
        }
        Ok(())
    }

    /// Sees to it that none of the tables that this example needs is there. Drops those of an earlier run, if asked to;
    /// never anything else.
    pub(crate) async fn clear(&self, fresh: bool) -> anyhow::Result<()> {
        let leftovers = self.leftovers().await.context("can't read the database's catalogue")?;
        if leftovers.is_empty() {
            return Ok(());
        }
        let tables = leftovers.join(", ");
        if !fresh {
            bail!(
                "this database already has: {tables}\n\
                 quickstart makes a table `users` of its own and leaves yours alone. Give it an empty database,\n\
                 or, if the tables are left from an earlier run of it, let it drop them: --fresh"
            );
        }
        self.check_leftovers(&leftovers).await?;
        for statement in DROP_LEFTOVERS {
            match self {
                Database::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(|_| ()),
                Database::MySql(pool) => sqlx::query(statement).execute(pool).await.map(|_| ()),
                Database::Sqlite(pool) => sqlx::query(statement).execute(pool).await.map(|_| ()),
            }
            .with_context(|| format!("can't clear the database: {statement}"))?;
        }
        if let Database::Postgres(pool) = self {
            // Triggers go with their table, but the functions that they call do not.
            sqlx::raw_sql(DROP_TRIGGER_FUNCTIONS).execute(pool).await.context("can't drop the functions of an earlier run")?;
        }
        match self.leftovers().await?.as_slice() {
            [] => Ok(()),
            strange => bail!("quickstart never made these, and did not drop them: {}", strange.join(", ")),
        }
    }

    /// Makes sure that what is there is this example's own, as far as that can be told.
    async fn check_leftovers(&self, leftovers: &[String]) -> anyhow::Result<()> {
        let has = |table: &str| leftovers.iter().any(|leftover| leftover == table);
        let journal = if has("xc_migration") { self.journalled_migrations().await? } else { Vec::new() };
        if let Some(strange) = journal.iter().find(|name| MIGRATIONS.iter().all(|migration| migration.name != **name)) {
            bail!(
                "nothing was dropped: this database is in use. It has been through the migration `{strange}`,\n\
                 which is not quickstart's. Give it an empty database."
            );
        }
        if has("users") && !journal.iter().any(|name| name == create_users.name) {
            bail!("nothing was dropped: quickstart did not make this table `users`.\nGive it an empty database.");
        }
        let columns = self.columns_of_users().await?;
        if let Some(strange) = columns.iter().find(|column| !COLUMNS.contains(&column.name.as_str())) {
            bail!(
                "nothing was dropped: the table `users` has a column `{}`, which quickstart never made.\n\
                 Give it an empty database.",
                strange.name
            );
        }
        Ok(())
    }

    /// The names of the migrations that xc has taken this database through, or begun to.
    async fn journalled_migrations(&self) -> sqlx::Result<Vec<String>> {
        const NAMES: &str = "SELECT name FROM xc_migration";
        match self {
            Database::Postgres(pool) => sqlx::query_scalar(NAMES).fetch_all(pool).await,
            Database::MySql(pool) => sqlx::query_scalar(NAMES).fetch_all(pool).await,
            Database::Sqlite(pool) => sqlx::query_scalar(NAMES).fetch_all(pool).await,
        }
    }

    /// Fills `users`, before the application starts.
    pub(crate) async fn seed(&self, users: u64, bar: &ProgressBar) -> anyhow::Result<Seeded> {
        // One transaction; the rows of a statement get their ids in the order in which they stand.
        match self {
            Database::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                for first in (0..users).step_by(ROWS_PER_INSERT as usize) {
                    insert_users(first, users).build().persistent(false).execute(&mut *transaction).await?;
                    bar.inc(ROWS_PER_INSERT);
                }
                transaction.commit().await?;
            }
            Database::MySql(pool) => {
                let mut transaction = pool.begin().await?;
                for first in (0..users).step_by(ROWS_PER_INSERT as usize) {
                    insert_users(first, users).build().execute(&mut *transaction).await?;
                    bar.inc(ROWS_PER_INSERT);
                }
                transaction.commit().await?;
            }
            Database::Sqlite(pool) => {
                let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
                for first in (0..users).step_by(ROWS_PER_INSERT as usize) {
                    insert_users(first, users).build().execute(&mut *transaction).await?;
                    bar.inc(ROWS_PER_INSERT);
                }
                transaction.commit().await?;
            }
        }
        bar.finish_and_clear();
        self.seeded(users).await
    }

    /// How the ids run.
    async fn seeded(&self, users: u64) -> anyhow::Result<Seeded> {
        const IDS: &str = "SELECT COALESCE(MIN(id), 1), COALESCE(MAX(id), 0), COUNT(*) FROM users";
        let (first_id, last_id, count): (i64, i64, i64) = match self {
            Database::Postgres(pool) => sqlx::query_as(IDS).fetch_one(pool).await?,
            Database::MySql(pool) => sqlx::query_as(IDS).fetch_one(pool).await?,
            Database::Sqlite(pool) => sqlx::query_as(IDS).fetch_one(pool).await?,
        };
        let step = if count > 1 { (last_id - first_id) / (count - 1) } else { 1 };
        if count != i64::try_from(users)? || (count > 0 && first_id + (count - 1) * step != last_id) {
            bail!(
                "{users} users were inserted, but there are {count}, with ids from {first_id} to {last_id}:\n\
                 is somebody else writing?"
            );
        }
        Ok(Seeded { first_id, step, users })
    }
}

/// The next rows from the one at this place on.
fn insert_users<DB: sqlx::Database>(first: u64, users: u64) -> QueryBuilder<DB>
where
    String: Type<DB> + for<'q> Encode<'q, DB>,
{
    let mut insert = QueryBuilder::new("INSERT INTO users (name) ");
    insert.push_values(first..users.min(first + ROWS_PER_INSERT), |mut row, place| {
        row.push_bind(people::name_at(place));
    });
    insert
}
