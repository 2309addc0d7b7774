//! The events of a run, for whoever follows it: a progress bar, a log, a page.

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::event::Event;

/// How many events wait for a follower before the oldest are dropped.
const KEPT: usize = 1_024;

/// The events of an executor from now on: [`Executor::events`](crate::Executor::events).
///
/// Followers never hold up a run: one that is 1,024 events behind misses the oldest, and is told so by [`Event::Missed`].
///
/// ```no_run
/// # async fn example(executor: xc_runtime::Executor) -> Result<(), xc_runtime::Error> {
/// use xc_runtime::Event;
///
/// let mut events = executor.events();
/// tokio::spawn(async move {
///     while let Some(event) = events.next().await {
///         if let Event::Throttled { reason, .. } = event {
///             eprintln!("waiting: {reason}");
///         }
///     }
/// });
/// executor.up().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Events(broadcast::Receiver<Event>);

impl Events {
    /// The next event; `None` once the executor and all of its clones are gone. Nothing is lost where the future is dropped.
    pub async fn next(&mut self) -> Option<Event> {
        match self.0.recv().await {
            Ok(event) => Some(event),
            Err(RecvError::Lagged(events)) => Some(Event::Missed { events }),
            Err(RecvError::Closed) => None,
        }
    }
}

/// Where events go out to all who follow.
pub(crate) struct Broadcast(broadcast::Sender<Event>);

impl Broadcast {
    pub(crate) fn new() -> Broadcast {
        Broadcast(broadcast::Sender::new(KEPT))
    }

    pub(crate) fn send(&self, event: Event) {
        // An error means that nobody follows.
        let _ = self.0.send(event);
    }

    pub(crate) fn follow(&self) -> Events {
        Events(self.0.subscribe())
    }
}
