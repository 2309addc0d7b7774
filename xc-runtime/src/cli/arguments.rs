//! What can be said on the command line.

use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use xc_core::plan::Phase;

use crate::repair::Direction;

/// Schema changes without downtime: expand, dual-write, migrate, contract.
///
/// A change goes through four phases, each at its own time, each of which can be taken back:
///
///   expand      the new shape appears beside the old one; version 1 does not notice
///   dual-write  each version's writes reach the other's shape; from here on version 2 may run
///   migrate     the rows that were there before are filled, in batches, and verified
///   contract    version 1 is gone: constraints are tightened, the old shape goes
///
/// `status` tells where each migration is and what comes next; `plan` shows every statement with its lock before anything runs.
#[derive(Parser, Debug)]
#[command(version, verbatim_doc_comment, after_help = EXIT_CODES, arg_required_else_help = true, subcommand_required = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) shared: Shared,
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    done, or there was nothing to do
  1    it failed; what was done before stands, and the same command goes on there
  2    the command line is wrong
  3    the database can't be reached, or its URL is wrong
  4    refused, and nothing was changed: an earlier phase is missing, a live instance stands against it, the schema is another one
  5    not verified: rows are out of parity, or null where contract allows none
  6    somebody is in the way: a lock was not to be had, or another executor is at work; try again
  7    cancelled by somebody else
  130  stopped by Ctrl-C at a batch boundary; the same command goes on there

The database is --url or DATABASE_URL. With --json the last line of the output is one JSON object.";

#[derive(Args, Debug)]
pub(super) struct Shared {
    /// The database: postgres://user:password@host/database, mysql://... or sqlite://path/to/file.db
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(super) url: Option<String>,
    /// End with one JSON object on the last line of the output
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// How long to wait for another executor, and for live instances that stand in the way
    #[arg(long, global = true, value_name = "SECONDS", default_value = "90", value_parser = seconds)]
    pub(super) wait: Duration,
    /// The longest that one attempt at a lock may make the application wait [default: 50 on PostgreSQL, 1000 elsewhere]
    #[arg(long, global = true, value_name = "MS", value_parser = milliseconds)]
    pub(super) lock_timeout: Option<Duration>,
    /// How long a batch of a backfill should take; its size follows [default: 50, on MySQL and MariaDB 100]
    #[arg(long, global = true, value_name = "MS", value_parser = milliseconds)]
    pub(super) batch_time: Option<Duration>,
    #[command(flatten)]
    pub(super) throttle: Throttling,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "What holds a backfill back")]
pub(super) struct Throttling {
    /// A setting of `tune`, for this run from its beginning: workers, pause, row_rate, replica_lag, replica_lag_bytes, active_sessions, write_rate,
    /// transaction_age
    #[arg(long, global = true, value_name = "NAME=VALUE")]
    pub(super) set: Vec<String>,
    /// A replica that is asked itself how far it is behind; given several times, or with commas, each of them is
    #[arg(long, global = true, env = "XC_REPLICA", hide_env_values = true, value_name = "URL", value_delimiter = ',')]
    pub(super) replica: Vec<String>,
    /// A replica that may be behind, by its application_name (PostgreSQL)
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) except_replica: Vec<String>,
    /// Only within these hours, in UTC: 22:00-04:00 goes over midnight
    #[arg(long, global = true, value_name = "FROM-TO", value_parser = hours)]
    pub(super) only_between: Vec<Hours>,
}

/// From when until when: `01:00` and `05:00`.
pub(super) type Hours = (String, String);

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Where each migration is, what comes next, who is at work, which instances are alive
    Status,
    /// What would be run: every statement, with its lock, whether it scans or rewrites, rows, time, and what takes it back
    Plan {
        /// Only this migration; else all that are not finished
        migration: Option<String>,
        /// Up to and with this phase
        #[arg(long, value_name = "PHASE")]
        to: Option<PhaseArgument>,
        /// Long statements whole; --json has them whole in any case
        #[arg(long)]
        full: bool,
    },
    /// Take migrations through all phases that are left, in order. On a live database name --to: each phase has its own time
    Up {
        /// Only this migration, and before it what it requires
        migration: Option<String>,
        /// Up to and with this phase
        #[arg(long, value_name = "PHASE")]
        to: Option<PhaseArgument>,
    },
    /// Make the new shape beside the old one
    Expand(One),
    /// Let each version's writes reach the other's shape; then version 2 may be deployed
    DualWrite(One),
    /// Fill the rows that were there before, and verify all of them
    Migrate(One),
    /// Verify afresh, go through the checklist, tighten the constraints, retire the old shape. Version 1 must be gone
    Contract {
        /// The migration. May be left out where one alone comes into question
        migration: Option<String>,
        /// Go on though this item of the checklist failed: soak, instances, dependents, replicas. Kept in the log
        #[arg(long, value_name = "ITEM", requires = "reason")]
        force: Vec<String>,
        /// Why
        #[arg(long, value_name = "TEXT", requires = "force")]
        reason: Option<String>,
    },
    /// What contract would look at before its first step, each item with its evidence
    Checklist(One),
    /// Drop what contract retired: from then on contract can't be taken back
    Purge {
        /// The migration
        migration: String,
        /// Though the time for which the old shape is kept is not over: the reason, which is kept in the log
        #[arg(long, value_name = "REASON")]
        force: Option<String>,
    },
    /// Take back the last phase of a migration, or more; contract too, while its old shape is kept
    Rollback {
        /// The migration
        migration: String,
        /// Go back until this is the last phase that is done
        #[arg(long, value_name = "PHASE", conflicts_with = "all")]
        to: Option<PhaseArgument>,
        /// Take back everything that the migration has done
        #[arg(long)]
        all: bool,
    },
    /// Count the rows that are out of parity. Changes nothing
    Verify {
        /// The migration. May be left out where one alone comes into question
        migration: Option<String>,
        /// A replica that is read instead of the database: its URL
        #[arg(long, env = "XC_VERIFY_ON", hide_env_values = true, value_name = "URL")]
        on: Option<String>,
    },
    /// Bring rows that are out of parity in step: the side that is right is named
    Repair {
        /// The migration
        migration: String,
        /// The side that is right: the other one is computed from it
        #[arg(long, value_name = "SIDE")]
        from: Side,
    },
    /// What happened to the migrations on this database
    Log {
        /// How many of the last entries
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Make the runs on this database wait at their next batch or step, until `resume`
    Pause,
    /// Let paused runs go on
    Resume,
    /// Stop the runs on this database at their next batch or step. The next run goes on there
    Cancel,
    /// Change settings of the runs on this database while they go on
    Tune {
        /// `name=value`, `name=off` or `name=default`; without any, what is set is shown
        settings: Vec<String>,
    },
    /// Follow a run in another process: progress, rate, what it waits for, how long it will take
    Watch {
        /// Between two looks
        #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
        every: Duration,
        /// Look once, and end
        #[arg(long)]
        once: bool,
    },
    /// Which instances of the application are alive, and whether one of them stands in the way of contract
    Instances,
    /// The page of a rule of the compiler, by its code (XC0201) or its name
    Explain {
        /// The code or the name; without it, all of them are listed
        code: Option<String>,
    },
    /// Free the lease of an executor that is gone. Watches it first: a holder that is alive keeps it
    Unlock,
}

impl Command {
    /// As the output's JSON has it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Command::Status => "status",
            Command::Plan { .. } => "plan",
            Command::Up { .. } => "up",
            Command::Expand(_) => "expand",
            Command::DualWrite(_) => "dual-write",
            Command::Migrate(_) => "migrate",
            Command::Contract { .. } => "contract",
            Command::Checklist(_) => "checklist",
            Command::Purge { .. } => "purge",
            Command::Repair { .. } => "repair",
            Command::Log { .. } => "log",
            Command::Rollback { .. } => "rollback",
            Command::Verify { .. } => "verify",
            Command::Pause => "pause",
            Command::Resume => "resume",
            Command::Cancel => "cancel",
            Command::Tune { .. } => "tune",
            Command::Watch { .. } => "watch",
            Command::Instances => "instances",
            Command::Explain { .. } => "explain",
            Command::Unlock => "unlock",
        }
    }
}

#[derive(Args, Debug)]
pub(super) struct One {
    /// The migration. May be left out where one alone comes into question
    pub(super) migration: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PhaseArgument {
    Expand,
    #[value(alias = "dual_write")]
    DualWrite,
    Migrate,
    Contract,
}

impl From<PhaseArgument> for Phase {
    fn from(argument: PhaseArgument) -> Phase {
        match argument {
            PhaseArgument::Expand => Phase::Expand,
            PhaseArgument::DualWrite => Phase::DualWrite,
            PhaseArgument::Migrate => Phase::Migrate,
            PhaseArgument::Contract => Phase::Contract,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Side {
    /// The old columns: the new ones are computed from them
    Old,
    /// The new columns: the old ones are computed from them
    New,
}

impl From<Side> for Direction {
    fn from(side: Side) -> Direction {
        match side {
            Side::Old => Direction::Forward,
            Side::New => Direction::Reverse,
        }
    }
}

/// The command that takes a migration through a phase.
pub(super) const fn command_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Expand => "expand",
        Phase::DualWrite => "dual-write",
        Phase::Migrate => "migrate",
        Phase::Contract => "contract",
    }
}

/// A day is longer than anybody waits.
const MOST_SECONDS: f64 = 86_400.0;

fn hours(text: &str) -> Result<Hours, String> {
    let (from, to) = text.split_once('-').ok_or("two times and `-`, as in 01:00-05:00")?;
    Ok((from.trim().to_owned(), to.trim().to_owned()))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().map_err(|_| "a number of seconds".to_owned())?;
    let fits = (0.0..=MOST_SECONDS).contains(&seconds);
    fits.then(|| Duration::from_secs_f64(seconds)).ok_or_else(|| format!("from 0 to {MOST_SECONDS} seconds"))
}

fn milliseconds(text: &str) -> Result<Duration, String> {
    let milliseconds = text.parse::<u64>().map_err(|_| "a whole number of milliseconds".to_owned())?;
    (1..=3_600_000).contains(&milliseconds).then(|| Duration::from_millis(milliseconds)).ok_or_else(|| "from 1 to 3600000 ms".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_never_shows_the_url() {
        assert!(Arguments::command().render_long_help().to_string().contains("DATABASE_URL"));
        let shown = Arguments::command().get_arguments().find(|argument| argument.get_id() == "url").map(clap::Arg::is_hide_env_values_set);
        assert_eq!(shown, Some(true));
    }
}
