//! What a database says when it says no, sorted by what the executor does about it.

use std::error::Error as StdError;
use std::fmt;

/// A database's error, with what decides how to go on.
#[derive(Debug)]
pub(crate) struct DbError {
    kind: DbErrorKind,
    code: Option<String>,
    message: String,
    /// The statement that it was about.
    sql: Option<&'static str>,
}

/// The sorts of errors that are treated differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DbErrorKind {
    /// A lock was not to be had in time; on SQLite: another connection is writing.
    LockTimeout,
    /// The server ended this transaction for another one: deadlock, serialization failure.
    Deadlock,
    /// The statement took longer than a limit of the server.
    StatementTimeout,
    /// The server does not have the algorithm that the statement names.
    Algorithm,
    /// The user may not do this.
    Privilege,
    /// The server takes no writes: it is a replica, or a secondary of a group.
    ReadOnly,
    /// It is another server than that on which the run began.
    Replaced,
    /// A trigger needs more rights while the binary log is on (MySQL error 1419).
    TriggerWithBinlog,
    /// The connection is gone, or the server is going.
    ConnectionLost,
    /// The server does not know the user or the password.
    Login,
    /// The database does not exist.
    UnknownDatabase,
    /// A value does not fit.
    Data,
    /// A constraint stands against it: NOT NULL, CHECK, a foreign key.
    Constraint,
    /// A unique constraint stands against it.
    Unique,
    /// While a table or an index was built, a row repeated what is to be unique; it is gone again, or never came.
    PassingDuplicate,
    /// Something of that name is there already.
    Exists,
    /// Nothing of that name is there.
    Missing,
    /// What the URL or its parameters say can't be used.
    Configuration,
    /// Anything else.
    Other,
}

impl DbError {
    /// An error of the executor's own making about the connection.
    pub(crate) fn new(kind: DbErrorKind, code: Option<String>, message: String) -> Self {
        DbError { kind, code, message, sql: None }
    }

    /// The same error, with the statement that it was about.
    pub(crate) fn of(mut self, sql: &'static str) -> Self {
        self.sql.get_or_insert(sql);
        self
    }

    /// The statement that it was about.
    pub(crate) fn sql(&self) -> Option<&'static str> {
        self.sql
    }

    /// The server's own words.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The server's code: `SQLSTATE 23505`, `error 1062`.
    pub(crate) fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// What is not there, in the server's words: `relation "visits" does not exist`, `Table 'shop.visits' doesn't exist`, `no such table: visits`.
    pub(crate) fn missing(&self) -> Option<&str> {
        if self.kind != DbErrorKind::Missing {
            return None;
        }
        let quoted = self.message.find(['"', '\'']).and_then(|at| self.message[at + 1..].split(['"', '\'']).next());
        let name = quoted.or_else(|| self.message.rsplit(": ").next())?;
        name.rsplit('.').next().filter(|name| !name.is_empty())
    }

    /// What sort it is.
    pub(crate) fn kind(&self) -> DbErrorKind {
        self.kind
    }

    /// The same error, known to be of another sort than its code tells.
    pub(crate) fn of_kind(mut self, kind: DbErrorKind) -> Self {
        self.kind = kind;
        self
    }

    /// Whether the same statement may succeed when it is sent again after a while.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(
            self.kind,
            DbErrorKind::LockTimeout
                | DbErrorKind::Deadlock
                | DbErrorKind::StatementTimeout
                | DbErrorKind::ConnectionLost
                | DbErrorKind::PassingDuplicate
        )
    }

    /// Whether a row's own content is the cause.
    pub(crate) fn is_about_a_row(&self) -> bool {
        matches!(self.kind, DbErrorKind::Data | DbErrorKind::Constraint | DbErrorKind::Unique)
    }

    /// The same error with another message.
    #[cfg(feature = "sqlite")]
    pub(crate) fn describe(mut self, describe: impl FnOnce(&str) -> String) -> Self {
        self.message = describe(&self.message);
        self
    }

    /// From the driver's error, given how the dialect's codes are sorted.
    #[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
    pub(crate) fn from_driver(
        error: sqlx::Error,
        classify: impl FnOnce(&dyn sqlx::error::DatabaseError) -> (DbErrorKind, Option<String>),
    ) -> Self {
        let (kind, code, message) = match &error {
            sqlx::Error::Database(answer) => {
                let (kind, code) = classify(answer.as_ref());
                (kind, code, answer.message().to_owned())
            }
            sqlx::Error::Io(io) => (DbErrorKind::ConnectionLost, None, io.to_string()),
            sqlx::Error::WorkerCrashed => (DbErrorKind::ConnectionLost, None, "the connection's thread ended".to_owned()),
            sqlx::Error::Configuration(problem) => (DbErrorKind::Configuration, None, problem.to_string()),
            sqlx::Error::Tls(problem) => (DbErrorKind::Configuration, None, format!("TLS: {problem}")),
            other => (DbErrorKind::Other, None, other.to_string()),
        };
        DbError { kind, code, message, sql: None }
    }
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} ({code})", self.message)?,
            None => f.write_str(&self.message)?,
        }
        match self.kind {
            DbErrorKind::ReadOnly => f.write_str(": this server is read-only, a replica or a secondary; give xc the URL of the primary"),
            _ => Ok(()),
        }
    }
}

impl StdError for DbError {}
