//! The heartbeat: a row that is kept young, and a view that is kept fresh, by a task of its own.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tracing::{debug, info, warn};
use xc_core::plan::Migrations;

use super::lives::{self, Lives};
use super::view::{self, View};
use super::{Started, sql};
use crate::backends::{Database, DbError, Session, Value};
use crate::host;

/// How often a first registration that meets a lock, or loses its connection, is tried.
const TRIES: u32 = 5;

/// How long a clean stop may take: a database that does not answer must not hold up the application's end.
const STOP_WITHIN: Duration = Duration::from_secs(3);

pub(super) struct Beat {
    pub(super) database: Arc<dyn Database>,
    pub(super) session: Option<Box<dyn Session>>,
    pub(super) migrations: Migrations,
    pub(super) instance: String,
    pub(super) build: String,
    pub(super) lives: Vec<Lives>,
    pub(super) every: Duration,
    pub(super) expires_after: Duration,
}

impl Beat {
    /// Registers, then looks where the migrations are: in this order, so that an executor that has not seen the row is seen itself.
    pub(super) async fn start(mut self) -> Result<Started, DbError> {
        let mut tries = 0;
        let first = loop {
            match self.register().await {
                Ok(view) => break view,
                Err(error) if error.is_transient() && tries < TRIES => {
                    debug!(%error, "could not register, trying again");
                    self.session = None;
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(fastrand::u64(20..200))).await;
                }
                Err(error) => return Err(error),
            }
        };
        let (instance, expires_after) = (self.instance.clone(), self.expires_after);
        let (sender, view) = watch::channel(first);
        let (stop, stopped) = oneshot::channel();
        info!(instance, build = self.build, "registered");
        let task = tokio::spawn(self.run(sender, stopped));
        Ok(Started { instance, expires_after, view, stop, task })
    }

    async fn run(mut self, view: watch::Sender<View>, mut stop: oneshot::Receiver<()>) {
        let mut pause = self.every;
        loop {
            // Jittered, so that instances which were started together don't beat together.
            let jittered = pause.mul_f64(0.9 + 0.2 * fastrand::f64());
            tokio::select! {
                _ = &mut stop => {
                    if tokio::time::timeout(STOP_WITHIN, self.leave()).await.is_err() {
                        warn!(instance = self.instance, "could not take this instance off the list in time; it ends by itself");
                    }
                    return;
                }
                () = tokio::time::sleep(jittered) => {}
            }
            pause = match self.beat().await {
                Ok(fresh) => {
                    if fresh.reasons != view.borrow().reasons {
                        match fresh.reasons.is_empty() {
                            true => info!(instance = self.instance, "this build can live with the database again"),
                            false => warn!(instance = self.instance, reasons = ?fresh.reasons, "this build can't live with the database"),
                        }
                    }
                    view.send_replace(fresh);
                    self.every
                }
                Err(error) => {
                    warn!(instance = self.instance, %error, "a beat failed, and is tried again");
                    self.session = None;
                    self.every / 4
                }
            };
            if self.database.lends() {
                self.session = None;
            }
        }
    }

    async fn session(&mut self) -> Result<&mut dyn Session, DbError> {
        let open = match self.session.take() {
            Some(open) => open,
            None => self.database.open().await?,
        };
        Ok(self.session.insert(open).as_mut())
    }

    async fn register(&mut self) -> Result<View, DbError> {
        let sql = sql::of(self.database.dialect());
        let params = [
            self.instance.as_str().into(),
            self.build.as_str().into(),
            host::name().as_str().into(),
            lives::encode(&self.lives).as_str().into(),
            self.time_to_live(),
        ];
        let session = self.session().await?;
        session.execute(sql.register, &params).await?;
        session.execute(sql.tidy, &[]).await?;
        self.look().await
    }

    async fn beat(&mut self) -> Result<View, DbError> {
        let sql = sql::of(self.database.dialect());
        let params = [self.time_to_live(), self.instance.as_str().into()];
        if self.session().await?.execute(sql.beat, &params).await? == 0 {
            // It was taken for dead long ago, and its row tidied away.
            return self.register().await;
        }
        self.look().await
    }

    async fn look(&mut self) -> Result<View, DbError> {
        let (dialect, migrations) = (self.database.dialect(), self.migrations);
        let lives = self.lives.clone();
        view::read(dialect, self.session().await?, migrations, &lives).await
    }

    async fn leave(&mut self) {
        let (sql, params) = (sql::of(self.database.dialect()), [Value::from(self.instance.as_str())]);
        for _ in 0..TRIES {
            let left = match self.session().await {
                Ok(session) => session.execute(sql.leave, &params).await,
                Err(error) => Err(error),
            };
            match left {
                Ok(_) => return,
                Err(error) => {
                    debug!(%error, "could not take this instance off the list");
                    self.session = None;
                }
            }
        }
    }

    fn time_to_live(&self) -> Value {
        Value::Int(i64::try_from(self.expires_after.as_millis()).unwrap_or(i64::MAX))
    }
}
