//! Where the migrations are, as an instance last saw them, and what that means for it.

use std::time::Instant;

use xc_core::plan::{Dialect, Migration, Migrations, Phase};

use super::lives::{Lives, Range};
use super::sql;
use crate::backends::{DbError, Session, Value};
use crate::journal::{Entry, Journal, Reached, content_id};

/// The journal, read at once.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) read_at: Instant,
    /// Why this build can't live with the database as it is.
    pub(super) reasons: Vec<String>,
    places: Vec<Place>,
}

/// Where a migration is, or is on its way to.
#[derive(Clone, Debug)]
struct Place {
    name: String,
    content_id: String,
    /// The lowest and the highest state in which it may be until the view is read anew.
    low: Reached,
    high: Reached,
    /// Whether its contract has something to do, as far as the journal tells.
    narrows: bool,
}

/// The migrations that are contracted, by name and content.
pub(super) async fn contracted(dialect: Dialect, session: &mut dyn Session) -> Result<Vec<(String, String)>, DbError> {
    let entries = Journal::new(dialect).entries(session).await?;
    let contracted = entries.into_iter().filter(|entry| entry.reached >= Reached::Contracted);
    Ok(contracted.map(|entry| (entry.name, entry.content_id)).collect())
}

/// Reads the journal, and compares it with what a build lives with.
pub(super) async fn read(dialect: Dialect, session: &mut dyn Session, migrations: Migrations, lives: &[Lives]) -> Result<View, DbError> {
    let (presence, read_at) = (sql::of(dialect), Instant::now());
    // What is being entered before what has been reached: an entry is removed in the transaction that writes the state.
    let entering = session.fetch(presence.entering, &[]).await?;
    let narrowed = session.fetch(presence.narrowed, &[]).await?;
    let entries = Journal::new(dialect).entries(session).await?;
    let narrowed: Vec<String> = narrowed.into_iter().flatten().filter_map(Value::into_text).collect();
    let entering: Vec<(String, Reached, Reached)> = entering.into_iter().filter_map(entered).collect();
    let places: Vec<Place> = entries.into_iter().map(|entry| place(entry, &entering, &narrowed)).collect();
    let mut reasons: Vec<String> = places.iter().filter_map(|place| unlisted(place, migrations)).collect();
    reasons.extend(lives.iter().filter_map(|lives| unfit(lives, &places)));
    Ok(View { read_at, reasons, places })
}

fn entered(row: Vec<Value>) -> Option<(String, Reached, Reached)> {
    let [migration, low, high] = <[Value; 3]>::try_from(row).ok()?;
    Some((migration.into_text()?, Reached::parse(&low.into_text()?)?, Reached::parse(&high.into_text()?)?))
}

fn place(entry: Entry, entering: &[(String, Reached, Reached)], narrowed: &[String]) -> Place {
    let Entry { name, content_id, reached } = entry;
    let mark = entering.iter().find(|(migration, ..)| *migration == name);
    let (low, high) = mark.map_or((reached, reached), |(_, low, high)| (reached.min(*low), reached.max(*high)));
    // A contract that has nothing to do is not entered.
    let narrows = narrowed.contains(&name) || mark.is_some_and(|(_, _, high)| *high >= Reached::Contracted);
    Place { name, content_id, low, high, narrows }
}

/// A migration that this build does not know, and whose contract has taken something away.
fn unlisted(place: &Place, migrations: Migrations) -> Option<String> {
    let known = migrations.iter().any(|migration| migration.name == place.name && content_id(migration) == place.content_id);
    if known || !place.narrows || Range::OLD.covers(place.low, place.high) {
        return None;
    }
    Some(format!(
        "the database is beyond this build: migration `{}`, which it does not know, is {}, and the old shape that it uses is gone; deploy a \
         build that knows it",
        place.name,
        on_the_way(place.low, place.high)
    ))
}

fn unfit(lives: &Lives, places: &[Place]) -> Option<String> {
    let place = places.iter().find(|place| place.name == lives.migration && place.content_id == lives.content_id);
    let (low, high) = place.map_or((Reached::Pending, Reached::Pending), |place| (place.low, place.high));
    let (Range { lowest, .. }, name) = (lives.range, &lives.migration);
    if lives.range.covers(low, high) {
        return None;
    }
    let now = on_the_way(low, high);
    Some(match lives.range.covers(low, low) {
        // It would do if it were not on its way up.
        true => format!(
            "the database is beyond this build: migration `{name}` is {now}, and this build uses its old shape, or does not say that it does not \
             (`without_old`)"
        ),
        false if low < lowest => format!(
            "the database is behind this build: migration `{name}` is {now}, and this build needs it to be {} or later; take it there first",
            lowest.name()
        ),
        false => format!("the database is beyond this build: migration `{name}` is {now}, and this build uses its old shape"),
    })
}

fn on_the_way(low: Reached, high: Reached) -> String {
    match low == high {
        true => low.name().to_owned(),
        false => format!("on its way between {} and {}", low.name(), high.name()),
    }
}

impl View {
    pub(super) fn phase(&self, migration: &Migration) -> Option<Phase> {
        let compiled = content_id(migration);
        let place = self.places.iter().find(|place| place.name == migration.name && place.content_id == compiled)?;
        place.low.min(Reached::Contracted).last_phase()
    }
}
