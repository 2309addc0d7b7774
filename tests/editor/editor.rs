//! What an editor shows in a block, asked of rust-analyzer over its language server protocol.
//!
//! rust-analyzer is a component of the toolchain (`rust-toolchain.toml`). Where it is missing, the tests say so, and fail where the servers are
//! required too (`XC_REQUIRE_SERVERS=1`, continuous integration).

mod project;
mod server;

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use project::Project;
use server::Server;

/// `file:line`, of the definition of the word that `at` points at.
fn defined(server: &mut Server, project: &Project, at: &str) -> Result<String> {
    let (file, position) = project.find(at)?;
    let targets = server.definition(&file, position)?;
    let targets: Vec<String> = targets.iter().map(|(path, line)| project.shown(path, *line)).collect();
    Ok(targets.join(", "))
}

#[test]
fn names_in_a_block_lead_to_where_they_are_declared_over_files() -> Result<()> {
    let Some(mut server) = Server::found()? else { return Ok(()) };
    let project = Project::write()?;
    server.open(project.folder())?;
    for (at, declared) in [
        // A table, from migrations in other files, through re-exports and paths from the crate's root.
        ("add_phone.rs: alter table >users", "create_users.rs: create table >users"),
        ("split_user_name.rs: sync >users", "create_users.rs: create table >users"),
        ("split_user_name.rs: backfill >users", "create_users.rs: create table >users"),
        ("later.rs: on >users", "create_users.rs: create table >users"),
        // A column of an earlier migration.
        ("split_user_name.rs: length(split_part(>name", "create_users.rs: >name varchar"),
        ("split_user_name.rs: drop column >name", "create_users.rs: >name varchar"),
        ("later.rs: lower(>phone", "add_phone.rs: add column >phone"),
        // One of this migration.
        ("split_user_name.rs: concat(>first_name", "split_user_name.rs: add column >first_name"),
        ("split_user_name.rs: alter column >last_name", "split_user_name.rs: add column >last_name"),
        ("later.rs: on teams (>lead)", "later.rs: >lead bigint"),
        // A keyword of Rust.
        ("later.rs: >r#type", "create_users.rs: >r#type varchar"),
    ] {
        let (file, position) = project.find(declared)?;
        let wanted = project.shown(&file, position.0);
        let found = defined(&mut server, &project, at)?;
        ensure!(found == wanted, "`{at}` leads to {found:?}, not to {wanted:?}");
    }
    Ok(())
}

#[test]
fn a_name_shows_its_definition() -> Result<()> {
    let Some(mut server) = Server::found()? else { return Ok(()) };
    let project = Project::write()?;
    server.open(project.folder())?;
    for (at, says) in [
        ("later.rs: lower(>phone", ["varchar(32) null", "Column phone of table users, added by migration add_phone."]),
        ("later.rs: >r#type", ["varchar(20) not null default", "Column type of table users"]),
        ("later.rs: on >users", ["id, name, type", "Table users, created by migration create_users."]),
    ] {
        let (file, position) = project.find(at)?;
        let shown = server.hover(&file, position)?;
        for part in says {
            ensure!(shown.contains(part), "hovering over `{at}` does not show {part:?}, but\n{shown}");
        }
    }
    Ok(())
}

/// In the middle of a word, of a statement, of an expression: what was finished is understood all the same.
#[test]
fn a_block_that_is_not_finished_keeps_what_is() -> Result<()> {
    let Some(mut server) = Server::found()? else { return Ok(()) };
    let project = Project::write()?;
    server.open(project.folder())?;
    let file = project.file("split_user_name.rs");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    for (finished, unfinished) in [
        ("backfill users;", "backf"),
        ("backfill users;", "backfill users"),
        ("add column last_name varchar(100) null;", "add column last_name varchar(100) null"),
        ("name = concat(first_name, \" \", last_name)", "name = concat(first_name, "),
        ("name = concat(first_name, \" \", last_name)", "name = "),
        ("drop column name;", "drop colu"),
    ] {
        ensure!(text.contains(finished), "{finished}");
        server.edit(&file, &text.replace(finished, unfinished))?;
        for (at, declared) in [
            ("split_user_name.rs: sync >users", "create_users.rs: create table >users"),
            ("split_user_name.rs: forward { >first_name", "split_user_name.rs: add column >first_name"),
            ("split_user_name.rs: length(split_part(>name", "create_users.rs: >name varchar"),
        ] {
            let (file, position) = project.find(declared)?;
            let wanted = project.shown(&file, position.0);
            let found = defined(&mut server, &project, at)?;
            ensure!(found == wanted, "with `{unfinished}`, `{at}` leads to {found:?}, not to {wanted:?}");
        }
    }
    Ok(())
}

/// A path under the folder of the project, for messages.
fn under(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}
