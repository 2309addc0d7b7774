//! The executor of a command, and how Ctrl-C stops it.

use std::sync::Arc;

use xc_core::plan::Migrations;

use super::arguments::{Shared, Throttling};
use super::outcome::{INTERRUPTED, Problem, UNREACHABLE};
use super::output::progress::Progress;
use super::output::say;
use super::setting::setting;
use crate::control::{Setting, Tuning};
use crate::executor::{Executor, ExecutorBuilder};
use crate::throttle::Throttle;
use crate::url::DatabaseUrl;

pub(super) struct Connection {
    pub(super) executor: Executor,
    pub(super) progress: Arc<Progress>,
    /// The URL, without its password.
    pub(super) shown_url: String,
}

impl Connection {
    pub(super) async fn open(migrations: Migrations, shared: &Shared) -> Result<Connection, Problem> {
        let Some(url) = shared.url.as_deref().filter(|url| !url.trim().is_empty()) else {
            return Err(Problem {
                code: UNREACHABLE,
                kind: "no_url",
                message: "no database is named\n  help: --url postgres://user:password@host/database, or DATABASE_URL in the environment, which keeps the \
                          password out of the list of processes"
                    .to_owned(),
            });
        };
        let shown_url = DatabaseUrl::parse(url).map_err(Problem::from)?.to_string();
        let progress = Arc::new(Progress::new());
        let shown = Arc::clone(&progress);
        let mut builder =
            Executor::builder(migrations).lease_wait(shared.wait).presence_wait(shared.wait).on_event(move |event| shown.show(event));
        if let Some(timeout) = shared.lock_timeout {
            builder = builder.lock_timeout(timeout);
        }
        if let Some(time) = shared.batch_time {
            builder = builder.target_batch_time(time);
        }
        builder = throttled(builder, &shared.throttle)?;
        let executor = until_stopped(builder.connect(url)).await??;
        Ok(Connection { executor, progress, shown_url })
    }

    /// Works until it is done. The first Ctrl-C stops it at the next boundary of a batch or a step, the second one at once.
    pub(super) async fn work<T>(&self, work: impl Future<Output = Result<T, crate::Error>>) -> Result<T, Problem> {
        tokio::pin!(work);
        let done = tokio::select! {
            done = &mut work => done,
            () = stopped() => {
                say("stopping at the next batch or step; once more to stop at once");
                self.executor.interrupt();
                tokio::select! {
                    done = &mut work => done,
                    () = stopped() => {
                        self.progress.end();
                        return Err(Problem {
                            code: INTERRUPTED,
                            kind: "interrupted",
                            message: "stopped at once: the database rolls back the transaction that was open, and the lease ends by itself within seconds\n  help: the same \
                                      command goes on where this one stopped"
                                .to_owned(),
                        });
                    }
                }
            }
        };
        self.progress.end();
        done.map_err(Problem::from)
    }
}

/// What holds the runs of this command back.
fn throttled(mut builder: ExecutorBuilder, said: &Throttling) -> Result<ExecutorBuilder, Problem> {
    let mut throttle = Throttle::new();
    for (from, to) in &said.only_between {
        throttle = throttle.only_between(from, to);
    }
    for url in &said.replica {
        throttle = throttle.replica(url);
    }
    for name in &said.except_replica {
        throttle = throttle.except_replica(name);
    }
    builder = builder.throttle(throttle);
    for text in &said.set {
        let (tunable, setting) = setting(text)?;
        if let Some(problem) = Tuning::new().with(tunable, setting).problem() {
            return Err(Problem::usage(format!("`--set {text}`: {problem}")));
        }
        builder = match setting {
            Setting::To(value) => builder.set(tunable, value),
            Setting::Default | Setting::Off => {
                return Err(Problem::usage(format!(
                    "`--set {text}`: nothing else is set before a run\n  help: leave it out; `tune {text}` changes what an earlier `tune` has set"
                )));
            }
        };
    }
    Ok(builder)
}

/// Something that may be dropped at any time.
pub(super) async fn until_stopped<T>(work: impl Future<Output = T>) -> Result<T, Problem> {
    tokio::select! {
        done = work => Ok(done),
        () = stopped() => Err(Problem { code: INTERRUPTED, kind: "interrupted", message: "stopped; nothing has been changed".to_owned() }),
    }
}

/// Ctrl-C, or on Unix SIGTERM.
pub(super) async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
