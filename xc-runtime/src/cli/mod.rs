//! The operator's command line: one line makes a program of the application's own out of its list of migrations.
//!
//! ```no_run
//! # mod migrations { pub(crate) const MIGRATIONS: xc_core::plan::Migrations = &[]; }
//! fn main() -> std::process::ExitCode {
//!     xc_runtime::cli::main(migrations::MIGRATIONS)
//! }
//! ```
//!
//! The program then has `status`, `plan`, `up`, `expand`, `dual-write`, `migrate`, `checklist`, `contract`, `purge`, `rollback`, `verify`, `repair`, `log`, `pause`, `resume`, `cancel`, `tune`, `watch`,
//! `instances`, `explain` and `unlock`; `--help` teaches them. The database is `--url` or `DATABASE_URL`. It never prints a password.
//!
//! # Output
//! Results go to stdout, what happens meanwhile to stderr: a bar with rate and time left on a terminal, lines elsewhere. With `--json` the last line of stdout is
//! one object, whatever happens: `command`, `ok`, `exit_code`, and either the command's own fields or `error` with `kind` and `message`.
//!
//! # Exit codes
//! | code | meaning |
//! |---|---|
//! | 0 | done, or there was nothing to do |
//! | 1 | it failed; what was done before stands, and the same command goes on there |
//! | 2 | the command line is wrong |
//! | 3 | the database can't be reached, or its URL is wrong |
//! | 4 | refused, and nothing was changed |
//! | 5 | not verified: rows are out of parity, or null where contract allows none |
//! | 6 | somebody is in the way: a lock was not to be had, or another executor is at work |
//! | 7 | cancelled by somebody else |
//! | 130 | stopped by Ctrl-C (or SIGTERM) at a batch boundary |
//!
//! # Stopping
//! Ctrl-C and SIGTERM let the batch or step that is under way finish, then stop; the same command goes on there. A second Ctrl-C stops at once, which loses
//! nothing either: the database rolls back the one transaction that is open.

mod arguments;
mod command;
mod connection;
mod find;
mod outcome;
mod output;
mod setting;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use xc_core::plan::Migrations;

use arguments::Arguments;
use outcome::{DONE, FAILED, Problem, USAGE};

/// Runs the command that the process was started with; to be returned from `main`. It starts a Tokio runtime of its own.
pub fn main(migrations: Migrations) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::say(&format!("error: can't start: {error}"));
            return ExitCode::from(FAILED);
        }
    };
    let code = runtime.block_on(run(migrations, std::env::args_os()));
    // A connection that does not answer must not keep the process.
    runtime.shutdown_background();
    code
}

/// As [`main`], within a runtime of the caller's, and with the arguments given; the first is the program's name.
pub async fn run(migrations: Migrations, arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let parsed = match Arguments::try_parse_from(&arguments) {
        Ok(parsed) => parsed,
        Err(error) => return ExitCode::from(not_parsed(&error, &arguments)),
    };
    let (name, json) = (parsed.command.name(), parsed.shared.json);
    let ended = command::run(migrations, parsed).await;
    ExitCode::from(output::end(name, json, ended))
}

/// Help is an answer; a mistake is an answer too, also for programs.
fn not_parsed(error: &clap::Error, arguments: &[OsString]) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            DONE
        }
        _ if arguments.iter().any(|argument| argument == "--json") => {
            let command = arguments.get(1).map(|argument| argument.to_string_lossy().into_owned()).unwrap_or_default();
            let command = if command.starts_with('-') { String::new() } else { command };
            output::end(&command, true, Err(Problem::usage(error.to_string().trim_start_matches("error: ").trim().to_owned())))
        }
        _ => {
            let _ = error.print();
            USAGE
        }
    }
}
