//! What operators have ordered, as `xc_control` has it.

use super::sql::ControlSql;
use super::tuning::{Setting, Tunable, Tuning};
use crate::backends::{DbError, Row, Session, Value};

/// The rows that are no tunables.
const CANCEL: &str = "cancel";
const PAUSE: &str = "pause";

/// What is in the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orders {
    /// How often anybody has cancelled so far: a run stops when the number grows, and the next one does not.
    pub(super) cancellations: i64,
    /// Who was the last.
    pub(super) cancelled_by: String,
    /// Who has paused, while it is paused.
    pub(super) paused_by: Option<String>,
    pub(super) tuning: Tuning,
}

impl Orders {
    pub(super) async fn read(session: &mut dyn Session, sql: &ControlSql) -> Result<Orders, DbError> {
        let rows = session.fetch(sql.read, &[]).await?;
        let mut orders = Orders::default();
        for [name, value, by] in rows.into_iter().filter_map(texts) {
            match name.as_str() {
                CANCEL => (orders.cancellations, orders.cancelled_by) = (value.parse().unwrap_or(0), by),
                PAUSE => orders.paused_by = Some(by),
                // What a later version has set is not for this one.
                name => {
                    if let (Some(tunable), Some(setting)) = (Tunable::of_row(name), Setting::parse(&value)) {
                        orders.tuning = orders.tuning.with(tunable, setting);
                    }
                }
            }
        }
        Ok(orders)
    }
}

/// One change of the table.
#[derive(Clone, Debug)]
pub(super) enum Order {
    Pause,
    Resume,
    Cancel,
    Tune(Tuning),
}

impl Order {
    /// Each of its statements can be sent twice, but for a cancellation, which may count twice, and stops no more runs for it.
    pub(super) async fn give(&self, session: &mut dyn Session, sql: &ControlSql, who: &str) -> Result<(), DbError> {
        match self {
            Order::Pause => session.execute(sql.set, &[PAUSE.into(), "on".into(), who.into()]).await.map(drop),
            Order::Resume => session.execute(sql.unset, &[PAUSE.into()]).await.map(drop),
            Order::Cancel => session.execute(sql.cancel, &[who.into(), who.into()]).await.map(drop),
            Order::Tune(tuning) => {
                for (tunable, setting) in tuning.iter() {
                    let row = Value::from(tunable.row().as_str());
                    match setting.text() {
                        Some(text) => session.execute(sql.set, &[row, text.as_str().into(), who.into()]).await?,
                        None => session.execute(sql.unset, &[row]).await?,
                    };
                }
                Ok(())
            }
        }
    }
}

fn texts(row: Row) -> Option<[String; 3]> {
    let [name, value, by] = <[Value; 3]>::try_from(row).ok()?;
    Some([name.into_text()?, value.into_text()?, by.into_text()?])
}
