//! The executor's error: opaque, with predicates for what a program may want to tell apart, and a text that names the thing, what
//! was found, and what to do.

use std::fmt;
#[cfg(feature = "sqlite")]
use std::path::Path;
use std::time::Duration;

use xc_core::plan::{Dialect, Migration, Phase};

use crate::backends::{DbError, DbErrorKind};
use crate::checklist::Checklist;
use crate::journal::Reached;
use crate::url::{DatabaseUrl, Scheme};
use crate::verify::Verification;

/// Why a run stopped.
///
/// Whatever stopped it, the database is in a state that the next run finishes or rolls back, and both versions of the
/// application work with it.
pub struct Error(Box<Kind>);

/// What went wrong. The texts are complete: the public type only passes them on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("the database URL `{url}` can't be used: {problem}\n  help: {help}")]
    Url { url: String, problem: String, help: String },

    #[error(
        "`{url}` is a {product} database, and this program was built without {product}\n  help: turn on the Cargo feature `{feature}` of `xc`"
    )]
    Feature { url: String, product: &'static str, feature: &'static str },

    #[error("can't connect to `{url}`: {source}\n  help: {help}")]
    Unreachable { url: String, help: &'static str, source: DbError },

    #[error("`{url}` is {found}, and can't be a replica of the database, which is {dialect}\n  help: name a replica of that database")]
    OtherDialect { url: String, found: Dialect, dialect: Dialect },

    #[error("the server is {dialect} {found}; xc needs {} or later", dialect.version_text(dialect.minimum_version()))]
    OldServer { dialect: Dialect, found: String },

    #[error(
        "the server is {dialect} {}, and migration `{name}` is for {} or later\n  --> {declared_at}\n  \
         help: upgrade the server first; nothing has been changed",
        dialect.version_text(*found), dialect.version_text(*oldest)
    )]
    OldServerForMigration { name: &'static str, declared_at: &'static str, dialect: Dialect, found: u32, oldest: u32 },

    #[error(
        "two migrations have the name `{name}`: {first} and {second}\n  help: the journal knows a migration by its name: rename the second"
    )]
    DuplicateMigration { name: &'static str, first: &'static str, second: &'static str },

    #[error(
        "migration `{name}` has no plan for {dialect}: it names {named}\n  --> {declared_at}\n  help: add the database to its `dialects:`"
    )]
    NoPlan { name: &'static str, declared_at: &'static str, dialect: Dialect, named: String },

    #[error("migration `{name}` ({declared_at}) is not in the list that this executor was given\n  help: add it to `migrations![...]`")]
    NotListed { name: &'static str, declared_at: &'static str },

    #[error("xc can't make its own tables (their names begin with xc_): {source}\n  help: {help}")]
    Journal { help: &'static str, source: DbError },

    #[error(
        "migration `{name}` is not the one that was begun on this database: either it was edited since, or it is another migration with the same name\n  \
         found: the journal has `{name}` with content {journalled}, this program has {compiled}\n  --> {declared_at}\n  \
         help: restore the migration as it was and put the change into a new one, or give it a name of its own"
    )]
    Edited { name: &'static str, declared_at: &'static str, journalled: String, compiled: String },

    #[error("migration `{name}` is {} already, so it can't begin\n  help: `executor.state(&{name})` gives the handle to go on with", reached.name())]
    NotPending { name: &'static str, reached: Reached },

    #[error("{what} of migration `{name}` needs it to be {}, and it is {}\n  help: `executor.state(&{name})` gives the handle to go on with", needed.name(), reached.name())]
    WrongState { name: &'static str, what: String, needed: Reached, reached: Reached },

    #[error(
        "{what} of migration `{name}` needs `{needed}` to be {} or later, and it is {}\n  --> {declared_at}\n  \
         note: `{needed}` ({needed_at}): {because}\n  help: take `{needed}` through {phase} first; nothing has been changed",
        Reached::after(*phase).name(), reached.name()
    )]
    Requires {
        name: &'static str,
        what: Phase,
        declared_at: &'static str,
        needed: &'static str,
        needed_at: &'static str,
        phase: Phase,
        reached: Reached,
        because: &'static str,
    },

    #[error(
        "migration `{name}` can't be rolled back to {} while `{later}` needs it to be {} or later\n  --> {declared_at}\n  \
         note: `{later}` ({later_at}) has begun, and of `{name}` it says: {because}\n  help: roll `{later}` back first; nothing has been changed",
        to.name(), Reached::after(*phase).name()
    )]
    Required {
        name: &'static str,
        declared_at: &'static str,
        to: Reached,
        later: &'static str,
        later_at: &'static str,
        phase: Phase,
        because: &'static str,
    },

    #[error(
        "migration `{name}` can't be rolled back: {later} has begun, which is not in the list that this executor was given, so that what it needs is \
         not known\n  help: roll it back with the program that it is from, or roll back with a program that knows it"
    )]
    LaterUnknown { name: &'static str, later: String },

    #[error(
        "{what} of migration `{name}` would break {} of the application that {} alive{}:{}\n  \
         help: end {}, then try again; an instance that was killed counts as alive until its time is over\n  note: nothing has been changed",
        if instances.len() == 1 { "an instance".to_owned() } else { format!("{} instances", instances.len()) },
        if instances.len() == 1 { "is" } else { "are" },
        if waited.is_zero() { String::new() } else { format!(", after {} s of waiting", waited.as_secs()) },
        instances.iter().map(|(instance, reason)| format!("\n  - {instance}: {reason}")).collect::<String>(),
        if instances.len() == 1 { "it" } else { "them" },
    )]
    LiveInstances { name: &'static str, what: &'static str, instances: Vec<(String, String)>, waited: Duration },

    #[error("this instance (`{instance}`) can't live with the database as it is:{}", list(reasons))]
    NotReady { instance: String, reasons: Vec<String> },

    #[error("another executor is at work: {holder} holds the lease, and {} s were not enough\n  help: wait for it; if it is dead, its lease ends by itself within seconds", waited.as_secs())]
    LeaseHeld { holder: String, waited: Duration },

    #[error(
        "this executor (`{holder}`) has lost its lease: it did not answer for too long, and another one may have taken over\n  help: nothing of what it was doing has been committed since; start it again"
    )]
    LeaseLost { holder: String },

    #[error(
        "{0}\n  help: of what this run has committed, the last may not be on the new primary; see that the address leads to that one, and start the run again: it \
         goes on from the journal there"
    )]
    ServerReplaced(DbError),

    #[error("step `{step}` of {phase} of migration `{name}` finds its effect already there, and xc did not make it: {already}")]
    AlreadyThere { name: &'static str, phase: Phase, step: &'static str, already: &'static str },

    #[error("step `{step}` of {phase} of migration `{name}` is refused: {reason}{}", listed(*count, shown))]
    Refused { name: &'static str, phase: Phase, step: &'static str, count: i64, reason: &'static str, shown: Vec<String> },

    #[error(
        "`{what}` of migration `{name}` did not get its lock in {attempts} attempts over {} s: {source}\n  \
         held by: {}\n  help: nothing has been changed by it; end that transaction, or try again when it is over",
        elapsed.as_secs(), blocker.as_deref().unwrap_or("not known")
    )]
    LockTimeout { name: &'static str, what: &'static str, attempts: u32, elapsed: Duration, blocker: Option<String>, source: DbError },

    #[error(
        "step `{step}` of {phase} of migration `{name}` is not allowed: {source}\n  help: {help}\n  note: what came before it stands; the next run goes on here, or rolls it back"
    )]
    Denied { name: &'static str, phase: Phase, step: &'static str, help: String, source: DbError },

    #[error(
        "step `{step}` of {phase} of migration `{name}` failed: {source}\n  note: what came before it stands; the next run goes on here, or rolls it back"
    )]
    Step { name: &'static str, phase: Phase, step: &'static str, source: DbError },

    #[error("the database does not look as migration `{name}` expects it ({declared_at}); nothing has been changed{}", list(findings))]
    Preflight { name: &'static str, declared_at: &'static str, findings: Vec<String> },

    #[error(
        "the backfill of `{table}` (migration `{name}`) fails on the row with key ({key}): {source}\n  \
         help: change the row, or guard the mapping against it in a new migration\n  \
         note: the row is as it was; the rows before it are filled, and the next run goes on with this one"
    )]
    Row { name: &'static str, table: &'static str, key: String, source: DbError },

    #[error(
        "the backfill of `{table}` (migration `{name}`) failed: {source}\n  note: committed batches stand; the next run goes on after them"
    )]
    Backfill { name: &'static str, table: &'static str, source: DbError },

    #[error(
        "the backfill of `{table}` by `{function}` (migration `{name}`) fails on {rows} row{} of a batch:{}\n  \
         help: change these rows, or let the function give something for them; `on error skip` would go on without them\n  \
         note: these rows are as they were; the rows before them are filled, and the next run goes on with these",
        if *rows == 1 { "" } else { "s" }, list(examples)
    )]
    Transform { name: &'static str, table: &'static str, function: &'static str, rows: usize, examples: Vec<String> },

    #[error(
        "migration `{name}` can't contract: {verification}\n  \
         help: end the version that writes the old shape alone, see to the rows that the function fails on, and run contract again, \
         which fills the rest\n  note: nothing has been changed"
    )]
    Behind { name: &'static str, verification: Verification },

    #[error("the plan of migration `{name}` can't be carried out: {problem}")]
    Plan { name: &'static str, problem: String },

    #[error(
        "migration `{name}` is not verified: {verification}\n  \
         help: it is back at dual_writing: look at these rows, then migrate again, which repairs what the mapping can repair"
    )]
    VerificationFailed { name: &'static str, verification: Verification },

    #[error(
        "{what} of migration `{name}` can't be taken back, because of its step `{step}`: {why}\n  help: write a new migration that brings the old shape back; \
         nothing has been changed"
    )]
    Irreversible { name: &'static str, what: &'static str, step: &'static str, why: &'static str },

    #[error(
        "contract of migration `{name}` was being taken back, and that is not finished\n  \
         help: roll it back again, which goes on where it stopped; contract can then be run anew"
    )]
    RollbackUnfinished { name: &'static str },

    #[error(
        "migration `{name}` keeps its retired shape for {}, of which {} are left\n  \
         help: purge it then; to drop it now, and with it the way back, force it and say why; nothing has been changed",
        time(*keep), time(*left)
    )]
    NotYet { name: &'static str, keep: Duration, left: Duration },

    #[error(
        "migration `{name}` can't contract yet:{}\n  \
         help: see to what failed; an item that can be forced goes with `Force::new(item, reason)`; nothing has been changed",
        list(&checklist.items.iter().map(ToString::to_string).collect::<Vec<_>>())
    )]
    Checklist { name: &'static str, checklist: Checklist },

    #[error("item `{item}` of the checklist of migration `{name}` can't be forced\n  help: those that can be are {items}")]
    NoForce { name: &'static str, item: String, items: String },

    #[error("{what} of migration `{name}` can't be repaired in that direction: {why}\n  help: {help}")]
    NoRepair { name: &'static str, what: &'static str, why: &'static str, help: &'static str },

    #[error(
        "cancelled by {by}, at `{what}`\n  \
         help: nothing is lost: the steps and batches before it stand, and the next run goes on here; a rollback takes them back"
    )]
    Cancelled { what: &'static str, by: String },

    #[error(
        "stopped at `{what}`, between two batches or steps\n  \
         help: nothing is lost: what came before it stands, and the same command goes on there; a rollback takes it back"
    )]
    Interrupted { what: &'static str },

    #[error("this can't be set: {problem}")]
    Setting { problem: String },

    #[error("{doing}: {source}")]
    Database { doing: &'static str, source: DbError },
}

/// A time for people: the largest unit of which there is one, and the rest in the next.
pub(crate) fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds.div_ceil(60)),
        3_600..86_400 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} days {} h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

fn list(findings: &[String]) -> String {
    findings.iter().map(|finding| format!("\n  - {finding}")).collect()
}

impl Error {
    /// A lock was not to be had within the retries; the message names who held it.
    pub fn is_lock_timeout(&self) -> bool {
        matches!(*self.0, Kind::LockTimeout { .. })
    }

    /// An instance of the application is alive that can't live with what was to come; the message names it.
    pub fn is_instance_live(&self) -> bool {
        matches!(*self.0, Kind::LiveInstances { .. })
    }

    /// The database is behind this build of the application, or beyond it; the message says which migration.
    pub fn is_not_ready(&self) -> bool {
        matches!(*self.0, Kind::NotReady { .. })
    }

    /// Another executor was at work for longer than this one waits.
    pub fn is_lease_held(&self) -> bool {
        matches!(*self.0, Kind::LeaseHeld { .. })
    }

    /// This executor stopped answering, and lost its lease.
    pub fn is_lease_lost(&self) -> bool {
        matches!(*self.0, Kind::LeaseLost { .. })
    }

    /// The address led to another server in the middle of the run: a replica was promoted, or an old primary came back. What the run remembers may not be
    /// there; the next run goes on from the journal of that server. Told by PostgreSQL's timeline, and by `server_uuid` or `server_id` on MySQL and MariaDB.
    pub fn is_server_replaced(&self) -> bool {
        matches!(*self.0, Kind::ServerReplaced(_))
    }

    /// Somebody cancelled the run ([`Executor::cancel`](crate::Executor::cancel)); the next one goes on where it stopped.
    pub fn is_cancelled(&self) -> bool {
        matches!(*self.0, Kind::Cancelled { .. })
    }

    /// This executor was told to end ([`Executor::interrupt`](crate::Executor::interrupt)); another one goes on where it stopped.
    pub fn is_interrupted(&self) -> bool {
        matches!(*self.0, Kind::Interrupted { .. })
    }

    /// A setting makes no sense, or not on this database; the message says why.
    pub fn is_bad_setting(&self) -> bool {
        matches!(*self.0, Kind::Setting { .. })
    }

    /// The step of DDL, or the table of the backfill, at which it stopped.
    pub fn step(&self) -> Option<&'static str> {
        match &*self.0 {
            Kind::AlreadyThere { step, .. } | Kind::Refused { step, .. } | Kind::Denied { step, .. } | Kind::Step { step, .. } => {
                Some(step)
            }
            Kind::LockTimeout { what, .. } | Kind::Cancelled { what, .. } => Some(what),
            Kind::Row { table, .. } | Kind::Backfill { table, .. } | Kind::Transform { table, .. } => Some(table),
            _ => None,
        }
    }

    /// The statement that the database refused.
    pub fn sql(&self) -> Option<&'static str> {
        self.source_of_it()?.sql()
    }

    /// What the database said, in its own words.
    pub fn server_message(&self) -> Option<&str> {
        self.source_of_it().map(DbError::message)
    }

    /// The database's code for it: `SQLSTATE 23505`, `error 1062`.
    pub fn server_code(&self) -> Option<&str> {
        self.source_of_it()?.code()
    }

    fn source_of_it(&self) -> Option<&DbError> {
        match &*self.0 {
            Kind::Unreachable { source, .. }
            | Kind::Journal { source, .. }
            | Kind::LockTimeout { source, .. }
            | Kind::Denied { source, .. }
            | Kind::Step { source, .. }
            | Kind::Row { source, .. }
            | Kind::Backfill { source, .. }
            | Kind::Database { source, .. } => Some(source),
            _ => None,
        }
    }

    /// Rows are out of parity, or null where contract allows none.
    pub fn is_verification_failed(&self) -> bool {
        matches!(*self.0, Kind::VerificationFailed { .. } | Kind::Behind { .. })
    }

    /// A Rust function failed on rows, and its backfill is to stop there; the message has their keys.
    pub fn is_transform_failed(&self) -> bool {
        matches!(*self.0, Kind::Transform { .. })
    }

    /// What the verification found, if that is why the run stopped.
    pub fn verification(&self) -> Option<&Verification> {
        match &*self.0 {
            Kind::VerificationFailed { verification, .. } | Kind::Behind { verification, .. } => Some(verification),
            _ => None,
        }
    }

    /// The checklist, if that is why contract was refused.
    pub fn checklist(&self) -> Option<&Checklist> {
        match &*self.0 {
            Kind::Checklist { checklist, .. } => Some(checklist),
            _ => None,
        }
    }

    /// The server could not be reached, or refused the login.
    pub fn is_unreachable(&self) -> bool {
        matches!(*self.0, Kind::Unreachable { .. })
    }

    /// The URL itself is wrong.
    pub fn is_bad_url(&self) -> bool {
        matches!(*self.0, Kind::Url { .. } | Kind::Feature { .. })
    }

    /// The database user lacks a right; the message says which.
    pub fn is_denied(&self) -> bool {
        match &*self.0 {
            Kind::Denied { .. } => true,
            Kind::Journal { source, .. } | Kind::Database { source, .. } | Kind::Backfill { source, .. } | Kind::Step { source, .. } => {
                source.kind() == DbErrorKind::Privilege
            }
            _ => false,
        }
    }

    /// The server is older than xc, or the migration, needs it to be.
    pub fn is_old_server(&self) -> bool {
        matches!(*self.0, Kind::OldServer { .. } | Kind::OldServerForMigration { .. })
    }

    /// The database does not look as the migration expects it.
    pub fn is_unexpected_schema(&self) -> bool {
        matches!(*self.0, Kind::Preflight { .. } | Kind::AlreadyThere { .. })
    }

    /// The journal has another migration by that name, or an earlier edition of this one.
    pub fn is_edited(&self) -> bool {
        matches!(*self.0, Kind::Edited { .. })
    }

    /// The migration is in another state than the call needs.
    pub fn is_wrong_state(&self) -> bool {
        matches!(*self.0, Kind::NotPending { .. } | Kind::WrongState { .. }) || self.is_requirement_unmet() || self.is_still_required()
    }

    /// An earlier migration has not come as far as this one requires; the message says which, and why.
    pub fn is_requirement_unmet(&self) -> bool {
        matches!(*self.0, Kind::Requires { .. })
    }

    /// A later migration that has begun requires what would be taken back, or may.
    pub fn is_still_required(&self) -> bool {
        matches!(*self.0, Kind::Required { .. } | Kind::LaterUnknown { .. })
    }

    /// It would lose something: refused.
    pub fn is_refused(&self) -> bool {
        matches!(
            *self.0,
            Kind::Refused { .. }
                | Kind::Irreversible { .. }
                | Kind::NotYet { .. }
                | Kind::NoRepair { .. }
                | Kind::RollbackUnfinished { .. }
                | Kind::Checklist { .. }
                | Kind::NoForce { .. }
        )
    }
}

/// The rows that stand in the way, a line each.
fn listed(count: i64, shown: &[String]) -> String {
    if shown.is_empty() {
        return String::new();
    }
    let more = if count > shown.len() as i64 { format!("\n  and more: {count} in all") } else { String::new() };
    shown.iter().map(|row| format!("\n  {row}")).collect::<String>() + &more
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Error(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As `main` shows it when it returns the error: the same text.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// No `source`: the text holds the database's own words, and whoever prints the chain should not print them twice.
impl std::error::Error for Error {}

impl Error {
    pub(crate) fn database(doing: &'static str) -> impl FnOnce(DbError) -> Error {
        move |source| Kind::Database { doing, source }.into()
    }

    pub(crate) fn plan(migration: &Migration, problem: impl Into<String>) -> Error {
        Kind::Plan { name: migration.name, problem: problem.into() }.into()
    }

    pub(crate) fn url(url: &str, problem: &str, help: &str) -> Error {
        Kind::Url { url: url.to_owned(), problem: problem.to_owned(), help: help.to_owned() }.into()
    }

    pub(crate) fn missing_feature(url: &DatabaseUrl, scheme: Scheme) -> Error {
        Kind::Feature { url: url.to_string(), product: scheme.product(), feature: scheme.feature() }.into()
    }
}

#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
impl Error {
    pub(crate) fn unusable_url(url: &DatabaseUrl, error: DbError) -> Error {
        // The parser's own words may quote the URL, and with it the password: only what sort of part it is goes out.
        let problem = match error.to_string() {
            text if text.contains("port") => "its port is no number from 1 to 65535".to_owned(),
            text if text.contains("host") => "its host can't be read".to_owned(),
            text if text.contains("parameter") || text.contains("mode") => "it has a parameter that is not known".to_owned(),
            _ => "it can't be read".to_owned(),
        };
        Error::url(
            &url.to_string(),
            &problem,
            "characters like `@`, `/`, `#` and `?` in a user or password are written `%40`, `%2F`, `%23`, `%3F`",
        )
    }

    pub(crate) fn unreachable(url: &DatabaseUrl, source: DbError) -> Error {
        let help = match source.kind() {
            DbErrorKind::Login => "the server answers, and does not take this user with this password: check both",
            DbErrorKind::UnknownDatabase => "the server answers, and has no database of this name: create it, or correct the name",
            DbErrorKind::Configuration => {
                "the server answers, and the connection's settings don't fit it: check the URL's parameters (TLS above all)"
            }
            _ if url.scheme == Scheme::Sqlite => "check that the file is an SQLite database and may be read and written, with its folder",
            _ => "check that the server runs, and that host and port are right and reachable from here",
        };
        Kind::Unreachable { url: url.to_string(), help, source }.into()
    }

    pub(crate) fn old_server(dialect: Dialect, found: &str) -> Error {
        Kind::OldServer { dialect, found: found.to_owned() }.into()
    }
}

#[cfg(feature = "mysql")]
impl Error {
    pub(crate) fn no_database_in_url(url: &DatabaseUrl) -> Error {
        Error::url(&url.to_string(), "it names no database", "add it to the end: `mysql://user:password@host/database`")
    }
}

#[cfg(feature = "sqlite")]
impl Error {
    pub(crate) fn memory_database(url: &DatabaseUrl) -> Error {
        Error::url(
            &url.to_string(),
            "a database in memory is seen by one connection only, and the executor uses several",
            "use a file: `sqlite://path/to/file.db`",
        )
    }

    pub(crate) fn missing_database_file(url: &DatabaseUrl, path: &Path) -> Error {
        Error::url(
            &url.to_string(),
            &format!("there is no file `{}`", path.display()),
            "correct the path; a migration changes a database that is there, so none is created (add `?mode=rwc` where one should be)",
        )
    }

    pub(crate) fn not_a_database_file(url: &DatabaseUrl, path: &Path) -> Error {
        Error::url(&url.to_string(), &format!("`{}` is not a file", path.display()), "write `sqlite://path/to/file.db`")
    }
}
