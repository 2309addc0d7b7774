//! What an instance says of itself, before it registers.

use std::fmt;
use std::time::Duration;

use xc_core::plan::{Migration, Migrations};

use super::beat::Beat;
use super::lives::{Lives, Shapes};
use super::source::Source;
use super::{Presence, view};
use crate::error::{Error, Kind};
use crate::executor::{check_names, check_plans, prepare};
use crate::host;

/// Between two beats.
const BEAT: Duration = Duration::from_secs(5);

/// Longer than a failover of a managed database usually takes: an instance that could not beat meanwhile must not be taken for dead right after.
const EXPIRES_AFTER: Duration = Duration::from_secs(60);

/// How long a name may be in the database.
const LONGEST_NAME: usize = 255;

/// An instance that is to register: [`presence`](super::presence()).
#[must_use]
pub struct Builder {
    source: Source,
    migrations: Migrations,
    build: String,
    uses: Vec<(&'static Migration, Shapes)>,
    otherwise: Shapes,
    beat: Duration,
    expires_after: Duration,
}

impl Builder {
    pub(super) fn new(source: Source, migrations: Migrations) -> Builder {
        let build = "unknown build".to_owned();
        Builder { source, migrations, build, uses: Vec::new(), otherwise: Shapes::Old, beat: BEAT, expires_after: EXPIRES_AFTER }
    }

    /// What to call this build where it stands in the way: a version, a commit, an image's tag. At most 255 characters.
    pub fn build(mut self, name: impl AsRef<str>) -> Self {
        self.build = name.as_ref().chars().take(LONGEST_NAME).collect();
        self
    }

    /// This build uses the new shape of a migration only: it needs dual write, and lives on when contract takes the old shape away.
    pub fn without_old(mut self, migration: &'static Migration) -> Self {
        self.uses.push((migration, Shapes::New));
        self
    }

    /// This build uses both shapes of a migration: it needs the new one, and must be gone before contract takes the old one away.
    pub fn with_both(mut self, migration: &'static Migration) -> Self {
        self.uses.push((migration, Shapes::Both));
        self
    }

    /// As [`without_old`](Builder::without_old), for every migration in the list that is not named otherwise: for an application whose list has a migration only
    /// from the commit on that turns to its new shape.
    pub fn without_any_old(mut self) -> Self {
        self.otherwise = Shapes::New;
        self
    }

    /// The time between two beats, which is how old [`Presence::phase`] may be. Default: 5 s.
    pub fn beat_every(mut self, beat: Duration) -> Self {
        self.beat = beat;
        self
    }

    /// How long the instance counts as alive after its last beat: as long does the executor wait for one that was killed. Default: 60 s. At least three
    /// beats.
    pub fn expires_after(mut self, time: Duration) -> Self {
        self.expires_after = time;
        self
    }

    /// Registers, and refuses on a database that this build can't live with: the application should not start. Nothing is left behind then.
    ///
    /// # Errors
    /// As [`start`](Builder::start); and the database is behind this build or beyond it ([`Error::is_not_ready`]).
    pub async fn require(self) -> Result<Presence, Error> {
        let presence = self.start().await?;
        match presence.ready() {
            Ok(()) => Ok(presence),
            Err(error) => {
                presence.stop().await;
                Err(error)
            }
        }
    }

    /// Registers, whatever the database looks like: [`Presence::ready`] tells. Call it before the application's first statement.
    ///
    /// Must be called within a Tokio runtime, which goes on to beat.
    ///
    /// # Errors
    /// The database can't be reached, or xc's own tables are not there and this user may not make them; a migration that is named is not in the list.
    pub async fn start(self) -> Result<Presence, Error> {
        check_names(self.migrations)?;
        if let Some((unknown, _)) = self.uses.iter().find(|(named, _)| !self.migrations.iter().any(|listed| listed.id == named.id)) {
            return Err(Kind::NotListed { name: unknown.name, declared_at: unknown.declared_at }.into());
        }
        let (migrations, uses, otherwise) = (self.migrations, self.uses, self.otherwise);
        let database = self.source.connect().await?;
        let dialect = database.dialect();
        check_plans(migrations, dialect)?;
        let mut session = database.open().await.map_err(Error::database("can't open a connection"))?;
        prepare(dialect, session.as_mut()).await?;
        let contracted = view::contracted(dialect, session.as_mut()).await.map_err(Error::database("can't read the journal"))?;
        let lives = migrations.iter().map(|migration| {
            let named = uses.iter().rev().find(|(named, _)| named.id == migration.id).map(|(_, shapes)| *shapes);
            let as_used = Lives::of(migration, dialect, named.unwrap_or(otherwise));
            // Its old shape is gone, and this build starts all the same.
            let gone = contracted.iter().any(|(name, content_id)| *name == as_used.migration && *content_id == as_used.content_id);
            match gone && named.is_none() {
                true => Lives::of(migration, dialect, Shapes::New),
                false => as_used,
            }
        });
        let beat = Beat {
            database,
            session: Some(session),
            migrations,
            instance: host::process_name(),
            build: self.build,
            lives: lives.collect(),
            every: self.beat.max(Duration::from_millis(10)),
            expires_after: self.expires_after.max(self.beat * 3),
        };
        beat.start().await.map(Presence::from).map_err(Error::database("can't register this instance (table xc_presence)"))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("source", &self.source).field("build", &self.build).finish_non_exhaustive()
    }
}
