//! What the other tests rely on: each gets a database of its own on the server that it asked for, and nothing stays behind.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, SqliteConnection};
use xc_tests::servers::{self, Kind, Release, Server, TestDatabase};
use xc_tests::{on_each_database, on_each_server};

/// The one text that a query gives.
async fn text(kind: Kind, url: &str, sql: &str) -> Result<String> {
    Ok(match kind {
        Kind::Sqlite => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut SqliteConnection::connect(url).await?).await?,
        Kind::Postgres => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut PgConnection::connect(url).await?).await?,
        _ => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut MySqlConnection::connect(url).await?).await?,
    })
}

on_each_server! {
    async fn the_server_is_the_one_that_was_asked_for(database: &TestDatabase) -> Result<()> {
        let query = match database.kind {
            Kind::Sqlite => "select 'SQLite ' || sqlite_version()",
            _ => "select version()",
        };
        let version = text(database.kind, &database.url, query).await?;
        let is_it = match database.release {
            Release::Sqlite => version.starts_with("SQLite"),
            Release::Postgres13 => version.starts_with("PostgreSQL 13."),
            Release::Postgres => version.starts_with("PostgreSQL"),
            Release::Postgres18 => version.starts_with("PostgreSQL 18."),
            Release::MariaDb => version.contains("MariaDB"),
            Release::MySql => !version.contains("MariaDB"),
        };
        assert!(is_it, "{} is {version}", database.release);
        Ok(())
    }
}

on_each_database! {
    async fn two_databases_are_apart(database: &TestDatabase) -> Result<()> {
        let other = servers::database(database.release).await?.context("there was one a moment ago")?;
        for (database, word) in [(database, "one"), (&other, "other")] {
            database.execute("create table t (word varchar(10) primary key)").await?;
            database.execute(&format!("insert into t (word) values ('{word}')")).await?;
        }
        assert_eq!(text(database.kind, &database.url, "select word from t").await?, "one");
        assert_eq!(text(other.kind, &other.url, "select word from t").await?, "other");
        Ok(())
    }
}

on_each_server! {
    async fn a_dropped_database_is_gone(database: &TestDatabase) -> Result<()> {
        let other = servers::database(database.release).await?.context("there was one a moment ago")?;
        let (kind, url) = (other.kind, other.url.clone());
        assert_eq!(text(kind, &url, "select 'here'").await?, "here");
        drop(other);
        let error = text(kind, &url, "select 'here'").await.expect_err("the database is still there");
        let message = error.to_string().to_lowercase();
        let gone = ["does not exist", "unknown database", "unable to open"];
        assert!(gone.iter().any(|words| message.contains(words)), "{message}");
        Ok(())
    }
}

on_each_database! {
    [postgres, mariadb, mysql]
    async fn a_user_may_do_what_was_granted_and_no_more(database: &TestDatabase) -> Result<()> {
        database.execute("create table t (word varchar(10) primary key)").await?;
        database.execute("insert into t (word) values ('read')").await?;
        let grant = match database.kind {
            Kind::Postgres => "select on all tables in schema public",
            _ => "select on *",
        };
        let user = database.user(&[grant]).await?;
        assert_eq!(text(database.kind, &user.url, "select word from t").await?, "read");
        for refused in ["insert into t (word) values ('written')", "create table u (id int primary key)", "drop table t"] {
            let error = text(database.kind, &user.url, refused).await.expect_err(refused);
            let message = error.to_string();
            let denied = ["denied", "must be owner"];
            assert!(denied.iter().any(|words| message.contains(words)), "{refused}: {message}");
        }
        Ok(())
    }
}

/// The folder of a server, found by what every server's command line has in it.
fn folder_of(server: &Server) -> Result<PathBuf> {
    let arguments = std::fs::read_to_string(format!("/proc/{}/cmdline", server.pid()))?;
    let data = arguments.split('\0').find_map(|argument| argument.strip_prefix("--datadir=").unwrap_or(argument).strip_suffix("/data"));
    data.map(PathBuf::from).context("the server names no data directory")
}

#[test]
fn a_dropped_server_leaves_no_process_and_no_folder() -> Result<()> {
    for release in [Release::Postgres13, Release::Postgres, Release::MariaDb].into_iter().filter(|release| release.available()) {
        let server = Server::start(release)?;
        let process = PathBuf::from(format!("/proc/{}", server.pid()));
        let folder = folder_of(&server)?;
        assert!(process.exists() && folder.exists(), "{release}");
        drop(server);
        assert!(!process.exists(), "{release} still runs");
        assert!(!Path::new(&folder).exists(), "{release} left {}", folder.display());
    }
    Ok(())
}
