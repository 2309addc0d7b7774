//! What goes wrong is named, with what was found and what to do.

use anyhow::{Context, Result};
use xc_core::plan::{Migrations, Phase};
use xc_runtime::{Error, Executor, State};

use crate::database::{Database, quick};
use crate::plans::{CREATE_USERS, EDITED, LATER, MIGRATIONS, RENAME, RENAME_LATER, TWICE, WITHOUT_SQLITE};

async fn refused(url: &str, migrations: Migrations) -> Result<Error> {
    Executor::connect(url, migrations).await.err().context("connected")
}

fn has(error: &Error, parts: &[&str]) {
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in: {text}");
    }
}

#[tokio::test]
async fn a_url_that_means_nothing_is_explained() -> Result<()> {
    has(&refused("", MIGRATIONS).await?, &["empty"]);
    has(&refused("sqlit://app.db", MIGRATIONS).await?, &["did you mean `sqlite://`?"]);
    has(&refused("sqlite://no/such/file.db", MIGRATIONS).await?, &["there is no file `no/such/file.db`"]);
    has(&refused("sqlite::memory:", MIGRATIONS).await?, &["several"]);
    assert!(refused("sqlite://no/such/file.db", MIGRATIONS).await?.is_bad_url());
    Ok(())
}

#[tokio::test]
async fn a_file_of_another_kind_is_no_database() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear reader, ".repeat(100))?;
    let error = refused(&format!("sqlite://{}", path.display()), MIGRATIONS).await?;
    assert!(error.is_unreachable());
    has(&error, &["letter.txt", "not a database"]);
    Ok(())
}

#[tokio::test]
async fn a_list_of_migrations_that_can_not_be_is_refused() -> Result<()> {
    let database = Database::empty()?;
    has(&refused(&database.url(), TWICE).await?, &["two migrations have the name `rename_name`"]);
    has(&refused(&database.url(), WITHOUT_SQLITE).await?, &["`for_nobody` has no plan for SQLite"]);
    Ok(())
}

#[tokio::test]
async fn an_edited_migration_is_noticed() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    executor.up_to(&RENAME, Phase::Expand).await?;
    let edited = Executor::connect(&database.url(), EDITED).await?;
    let error = edited.up().await.err().context("went on")?;
    assert!(error.is_edited());
    has(&error, &["`rename_name`", "0000000000000002", "0000000000000003"]);
    has(&edited.state(&RENAME).await.err().context("listed")?, &["not in the list"]);
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_older_than_the_migration_asks_for_is_left_alone() -> Result<()> {
    let (database, _) = Database::with_users(3).await?;
    let before = database.schema().await?;
    let executor = Executor::connect(&database.url(), LATER).await?;
    let error = executor.begin(&RENAME_LATER).await?.expand().await.err().context("expanded")?;
    assert!(error.is_old_server());
    has(&error, &["the server is SQLite 3.", "`rename_name` is for 99.1 or later", "src/migrations.rs:1:1"]);
    assert_eq!(database.schema().await?, before);
    Ok(())
}

#[tokio::test]
async fn a_table_that_looks_otherwise_is_described_and_nothing_is_changed() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    database.run("alter table users rename column name to nmae; alter table users add column note text check (note <> '')").await?;
    let before = database.schema().await?;
    let error = executor.begin(&RENAME).await?.expand().await.err().context("expanded")?;
    assert!(error.is_unexpected_schema());
    has(&error, &["did you mean `nmae`?", "column `note`", "a CHECK constraint", "nothing has been changed"]);
    assert_eq!(database.schema().await?, before);
    Ok(())
}

#[tokio::test]
async fn a_column_of_that_name_is_not_taken_for_its_own() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    database.run("alter table users add column full_name varchar(100)").await?;
    let error = executor.begin(&RENAME).await?.expand().await.err().context("expanded")?;
    assert!(error.is_unexpected_schema());
    has(&error, &["table users has a column full_name already"]);
    database.run("alter table users drop column full_name").await?;
    executor.up().await?;
    Ok(())
}

#[tokio::test]
async fn phases_wait_for_what_they_require_and_what_is_required_is_not_taken_back() -> Result<()> {
    let database = Database::empty()?;
    let executor = database.executor().await?;
    let error = executor.begin(&RENAME).await?.expand().await.err().context("expanded")?;
    assert!(error.is_requirement_unmet());
    has(
        &error,
        &["expand of migration `rename_name` needs `create_users` to be expanded or later, and it is pending", "it makes table `users`"],
    );
    executor.up_to(&RENAME, Phase::Expand).await?;
    assert!(matches!(executor.state(&CREATE_USERS).await?, State::Expanded(_)), "no further than it is required");
    let error = executor.rollback(&CREATE_USERS).await.err().context("rolled back")?;
    assert!(error.is_still_required());
    has(&error, &["`create_users` can't be rolled back to pending while `rename_name` needs it to be expanded", "it makes table `users`"]);
    has(&executor.begin(&RENAME).await.err().context("begun again")?, &["`rename_name` is expanded already"]);
    Ok(())
}

#[tokio::test]
async fn a_row_that_can_not_be_filled_is_named_and_those_before_it_are_filled() -> Result<()> {
    let (database, executor) = Database::with_users(2_500).await?;
    let dual_writing = executor.begin(&RENAME).await?.expand().await?.dual_write().await?;
    database
        .run("create trigger bad before update of full_name on users when new.id = 1777 begin select raise(abort, 'no such name'); end")
        .await?;
    let error = dual_writing.migrate().await.err().context("migrated")?;
    has(&error, &["row with key (1777)", "no such name"]);
    assert_eq!(database.number("select max(id) from users where full_name is not null").await?, 1_776);
    database.run("drop trigger bad").await?;
    executor.up().await?;
    Ok(())
}

#[tokio::test]
async fn contract_refuses_what_is_not_whole_and_migrating_again_repairs_it() -> Result<()> {
    let (database, executor) = Database::with_users(20).await?;
    executor.up_to(&RENAME, Phase::Migrate).await?;
    database.run("drop trigger xc_rename_upd; update users set full_name = null where id in (7, 9)").await?;
    let State::Migrated(migrated) = executor.state(&RENAME).await? else { anyhow::bail!("not migrated") };
    let error = migrated.contract().await.err().context("contracted")?;
    assert!(error.is_verification_failed());
    has(&error, &["2 of 20 rows are out of parity", "users(7), users(9)", "users.full_name is null in 2 rows"]);
    assert_eq!(error.verification().map(|found| found.out_of_parity), Some(2));
    let State::DualWriting(dual_writing) = executor.state(&RENAME).await? else { anyhow::bail!("not dual writing") };
    dual_writing.migrate().await?;
    assert!(executor.verify(&RENAME).await?.is_clean());
    Ok(())
}

#[tokio::test]
async fn a_lease_that_is_held_names_its_holder() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    database.run("update xc_lease set holder = 'pod-7', expires_at = 4102444800000").await?;
    let error = executor.up().await.err().context("went on")?;
    assert!(error.is_lease_held());
    has(&error, &["pod-7"]);
    database.run("update xc_lease set expires_at = 0").await?;
    executor.up().await?;
    Ok(())
}

#[tokio::test]
async fn an_executor_that_lost_its_lease_commits_nothing() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    // As if another executor took over in the very transaction of the step.
    database.run("create trigger taken after insert on xc_step begin update xc_lease set token = token + 1; end").await?;
    let error = executor.up().await.err().context("went on")?;
    assert!(error.is_lease_lost(), "{error}");
    assert_eq!(database.number("select count(*) from pragma_table_info('users') where name = 'full_name'").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_writer_that_never_ends_is_given_up_on_and_the_next_run_goes_on() -> Result<()> {
    let (database, _) = Database::with_users(3).await?;
    let executor = quick(Executor::builder(MIGRATIONS)).connect(&database.url()).await?;
    let pending = executor.begin(&RENAME).await?;
    let mut writer = <sqlx::SqliteConnection as sqlx::Connection>::connect(&database.url()).await?;
    sqlx::Executor::execute(&mut writer, "begin immediate").await?;
    assert!(pending.expand().await.is_err_and(|error| error.is_lease_held()));
    sqlx::Executor::execute(&mut writer, "rollback").await?;
    executor.up().await?;
    Ok(())
}
