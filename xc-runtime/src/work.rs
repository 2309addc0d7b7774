//! A run at work: under the lease, on a connection that is opened anew when it is lost, in transactions that are tried again when a
//! lock is not to be had.

use tracing::debug;
use xc_core::plan::{Migration, Plan};

use crate::backends::{DbError, DbErrorKind, Session};
use crate::blocker;
use crate::control::Turn;
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::Write;
use crate::lease::Lease;
use crate::lookout::Lookout;
use crate::retry::Backoff;

/// Why an attempt did not succeed.
pub(crate) enum Failure {
    /// The database said no. Perhaps it says yes next time.
    Db(DbError),
    /// There is no next time.
    Stop(Error),
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match error.kind() {
            DbErrorKind::Replaced => Failure::Stop(Kind::ServerReplaced(error).into()),
            _ => Failure::Db(error),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Stop(error)
    }
}

impl Failure {
    /// As the error that ends the run, given how the database's errors are told.
    pub(crate) fn into_error(self, tell: impl FnOnce(DbError) -> Error) -> Error {
        match self {
            Failure::Db(error) => tell(error),
            Failure::Stop(error) => error,
        }
    }
}

/// What is being tried, for messages and to find who blocks it.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    /// The step's name, or the backfill's table.
    pub(crate) what: &'static str,
    /// The table whose locks it needs.
    pub(crate) table: &'static str,
}

const JOURNAL: Subject = Subject { what: "the journal", table: "xc_migration" };

/// One migration under the lease.
pub(crate) struct Work<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) lease: &'a Lease,
    pub(crate) migration: &'static Migration,
    pub(crate) plan: &'static Plan,
    session: Option<Box<dyn Session>>,
    /// Looks at steps while they run.
    pub(crate) lookout: Lookout,
    /// Statements that each new connection begins with.
    preamble: Vec<&'static str>,
}

impl<'a> Work<'a> {
    pub(crate) fn new(inner: &'a Inner, lease: &'a Lease, migration: &'static Migration, plan: &'static Plan) -> Self {
        Work { inner, lease, migration, plan, session: None, lookout: Lookout::default(), preamble: Vec::new() }
    }

    /// From here on the connection begins with these statements; the one that is open is closed.
    pub(crate) fn begin_sessions_with(&mut self, preamble: Vec<&'static str>) {
        self.preamble = preamble;
        self.session = None;
    }

    /// The connection, opened if there is none.
    pub(crate) async fn session(&mut self) -> Result<&mut dyn Session, DbError> {
        let open = match self.session.take() {
            Some(open) => open,
            None => {
                let mut open = self.inner.database.open().await?;
                self.lease.check_server(open.as_mut()).await?;
                for statement in &self.preamble {
                    open.raw(statement).await?;
                }
                open
            }
        };
        Ok(self.session.insert(open).as_mut())
    }

    /// Ends whatever transaction an attempt left open.
    pub(crate) async fn abandon(&mut self, connection_lost: bool) {
        if connection_lost {
            self.session = None;
        } else if let Some(session) = &mut self.session
            && let Err(error) = session.rollback().await
        {
            debug!(%error, "could not roll back; closing the connection, which does");
            self.session = None;
        }
    }

    /// After a failed attempt: rolls back, and waits if there is to be another; otherwise gives the failure back.
    pub(crate) async fn recover(&mut self, failure: Failure, backoff: &mut Backoff, subject: Subject) -> Result<(), Failure> {
        let source = match failure {
            Failure::Db(source) => source,
            Failure::Stop(error) => {
                self.abandon(false).await;
                return Err(Failure::Stop(error));
            }
        };
        self.abandon(source.kind() == DbErrorKind::ConnectionLost).await;
        if !source.is_transient() {
            return Err(Failure::Db(source));
        }
        let blocker = match (self.lookout.blocker.take(), &mut self.session, source.kind()) {
            (Some(seen), _, DbErrorKind::LockTimeout) => Some(seen),
            (None, Some(session), DbErrorKind::LockTimeout) => {
                blocker::find(session.as_mut(), self.inner.database.dialect(), subject.table).await
            }
            _ => None,
        };
        let Some(delay) = backoff.next_delay() else {
            return Err(match source.kind() {
                DbErrorKind::LockTimeout | DbErrorKind::Deadlock => Failure::Stop(
                    Kind::LockTimeout {
                        name: self.migration.name,
                        what: subject.what,
                        attempts: backoff.attempts(),
                        elapsed: backoff.elapsed(),
                        blocker,
                        source,
                    }
                    .into(),
                ),
                _ => Failure::Db(source),
            });
        };
        self.inner.emit(Event::Retry {
            migration: self.migration.name,
            what: subject.what,
            attempt: backoff.attempts(),
            delay,
            reason: source.to_string(),
            blocker,
        });
        tokio::time::sleep(delay).await;
        let turn = Turn { migration: self.migration.name, what: subject.what };
        self.inner.control.checkpoint(self.inner, turn).await.map_err(Failure::Stop)
    }

    /// Writes to the journal, in a transaction of its own.
    pub(crate) async fn write(&mut self, writes: &[Write<'_>]) -> Result<(), Error> {
        let mut backoff = Backoff::new(&self.inner.options);
        loop {
            let failure = match self.try_write(writes).await {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            self.recover(failure, &mut backoff, JOURNAL)
                .await
                .map_err(|failure| failure.into_error(Error::database("can't write to the journal")))?;
        }
    }

    async fn try_write(&mut self, writes: &[Write<'_>]) -> Result<(), Failure> {
        let (inner, lease, migration) = (self.inner, self.lease, self.migration);
        let journal = inner.journal;
        let session = self.session().await?;
        session.begin().await?;
        for write in writes {
            journal.write(session, migration, write).await?;
            if let Some(what) = told(write) {
                journal.write(session, migration, &Write::Log(what, "", &inner.holder)).await?;
            }
        }
        lease.renew(session).await?;
        session.commit().await?;
        Ok(())
    }
}

/// What of the journal's changes is kept in its log.
fn told(write: &Write<'_>) -> Option<&'static str> {
    match write {
        Write::Begin => Some("begun"),
        Write::Reached(reached) => Some(reached.name()),
        Write::Forget => Some("taken back"),
        _ => None,
    }
}
