//! `cargo xtask test`: every test, on servers that run for the length of the run.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Args;
use xtask::install;
use xtask::servers::{NOT_RUN_FILE, ONLY, REQUIRE, Release};
use xtask::{servers_folder, workspace_root};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    databases: super::Databases,
    /// Arguments of `cargo nextest run`; with any, the documentation's examples are left out
    #[arg(last = true, value_name = "NEXTEST ARGUMENTS")]
    nextest: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let ci = env::var("CI").is_ok_and(|value| value == "true" || value == "1");
    let required = ci || env::var(REQUIRE).is_ok_and(|value| value == "1");
    let releases = &arguments.databases.only;
    // A server that is running already, by its URL in the environment, is neither installed nor started.
    let ours = releases.iter().copied().filter(|release| release.url_variable().is_none_or(|name| env::var_os(name).is_none()));
    let ours: Vec<Release> = ours.collect();

    let missing = install::servers(&ours);
    let there: Vec<Release> = ours.into_iter().filter(|release| missing.iter().all(|(absent, _)| absent != release)).collect();
    if required {
        super::complete(missing)?;
    } else {
        for (release, error) in &missing {
            eprintln!("warning: the tests on {release} will not run: {error:#}");
        }
    }
    let runner = install::runner()?;
    if let Err(error) = install::analyzer() {
        if required {
            return Err(error);
        }
        eprintln!("warning: what an editor shows is not tested: {error:#}");
    }
    let servers = super::start(&there)?;

    let not_run = servers_folder().join(format!("not-run-{}", std::process::id()));
    let environment = |command: &mut Command| {
        command.current_dir(workspace_root());
        let only: Vec<&str> = releases.iter().map(|release| release.as_str()).collect();
        command.env(ONLY, only.join(",")).env(NOT_RUN_FILE, &not_run);
        if required {
            command.env(REQUIRE, "1");
        }
        for server in &servers {
            if let Some(name) = server.release().url_variable() {
                command.env(name, server.url());
            }
        }
    };

    let mut nextest = runner;
    nextest.arg("run");
    // Beside `--workspace`, cargo would ignore the packages that were asked for.
    if !arguments.nextest.iter().any(|argument| argument.starts_with("-p") || argument.starts_with("--package")) {
        nextest.arg("--workspace");
    }
    nextest.args(&arguments.nextest);
    environment(&mut nextest);
    let mut status = nextest.status().context("can't start cargo nextest")?;
    if status.success() && arguments.nextest.is_empty() {
        let mut examples = Command::new(install::cargo());
        examples.args(["test", "--quiet", "--doc", "--workspace"]);
        environment(&mut examples);
        status = examples.status().context("can't start cargo")?;
    }
    drop(servers);
    report_not_run(&not_run);
    // The runner's own code, as far as an exit code of this process can hold it; a runner ended by a signal has none.
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Says which tests passed without having run, since the runner counts them as passed.
fn report_not_run(file: &Path) {
    let Ok(text) = fs::read_to_string(file) else {
        return;
    };
    let _ = fs::remove_file(file);
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.dedup();
    eprintln!("\nNOT RUN, though counted as passed above: {}", lines.len());
    for line in lines {
        eprintln!("    {line}");
    }
}
