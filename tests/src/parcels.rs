//! Parcels whose state is an enum: it is given a value, then another enum takes its place; and what both versions write meanwhile.

use std::time::Duration;

use anyhow::Result;
use xc::{Executor, Phase};

use crate::servers::{Kind, TestDatabase};
use crate::workload::Store;

xc::migration! {
    name: create_parcels,
    expand {
        create enum parcel_state ("new", "sent", "it's here");
        create table parcels (
            id    bigint primary key auto_increment,
            state parcel_state not null default "new",
            size  varchar(10) null
        );
        create index parcels_open on parcels (id) where state in ("new", "sent");
    }
}

xc::migration! {
    /// A value behind the others.
    name: parcels_are_lost,
    after: create_parcels,
    expand {
        #[allow(enum_value_unknown_to_v1, reason = "v2 alone writes it")]
        alter enum parcel_state add value "lost";
    }
}

xc::migration! {
    /// A new enum rather than a changed one: two values become one, one has another name; a text becomes an enum, and an enum a text.
    name: parcel_states_anew,
    after: parcels_are_lost,
    expand {
        create enum parcel_stage ("open", "on its way", "done");
        create enum parcel_size ("s", "m");
        alter table parcels
            add column stage parcel_stage null,
            add column class parcel_size null,
            add column shown varchar(20) null;
        create index parcels_by_stage on parcels (stage, id);
    }
    dual_write {
        sync parcels {
            forward {
                stage = case state when "new" then "open" when "sent" then "on its way" when "it's here" then "done" when "lost" then "done" end,
                class = case size when "small" then "s" else "m" end,
                shown = concat(state, "!")
            }
            reverse {
                state = case stage when "open" then "new" when "on its way" then "sent" when "done" then "it's here" end,
                size = case class when "s" then "small" else "other" end
            }
        }
    }
    migrate {
        backfill parcels;
    }
    contract {
        drop index parcels_open on parcels;
        alter table parcels
            alter column stage set not null,
            drop column state,
            drop column size;
        drop enum parcel_state;
    }
}

/// All of them, in order.
pub const MIGRATIONS: xc::Migrations = xc::migrations![create_parcels, parcels_are_lost, parcel_states_anew];

const STATES: [&str; 3] = ["new", "sent", "it''s here"];
const STAGES: [&str; 3] = ["open", "on its way", "done"];

/// What v1 writes, in statements that every database reads.
pub fn v1(number: u64) -> Vec<String> {
    let state = STATES[number as usize % 3];
    let size = if number.is_multiple_of(2) { "small" } else { "other" };
    vec![
        format!("insert into parcels (id, state, size) values ({number}, '{state}', '{size}')"),
        format!("insert into parcels (id, size) values ({number} + 400000, 'small')"),
        format!("update parcels set state = '{state}', size = '{size}' where id = {}", number % 300 + 1),
        format!("delete from parcels where id = {number} + 400000 and state = 'new'"),
    ]
}

/// What v2 writes.
pub fn v2(number: u64) -> Vec<String> {
    let stage = STAGES[number as usize % 3];
    let class = if number.is_multiple_of(2) { "s" } else { "m" };
    vec![
        format!("insert into parcels (id, stage, class) values ({number}, '{stage}', '{class}')"),
        format!("update parcels set stage = '{stage}', class = '{class}' where id = {}", (number + 150) % 300 + 1),
    ]
}

/// Rows whose two shapes say different things.
pub const APART: &str = "select count(*) from parcels where stage is null or state is null or class is null or size is null \
                     or (state = 'new') <> (stage = 'open') or (state = 'sent') <> (stage = 'on its way') \
                     or (size = 'small') <> (class = 's')";

/// A table with rows of v1.
///
/// # Errors
/// The database's.
pub async fn parcels(database: &TestDatabase) -> Result<(Executor, Store)> {
    let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(5)).connect(&database.url).await?;
    executor.up_to(create_parcels, Phase::Contract).await?;
    let store = Store::connect(database, 2).await?;
    let rows = (0..300).map(|id| format!("('{}', 'other')", STATES[id % 3])).collect::<Vec<_>>().join(", ");
    store.run(&format!("insert into parcels (state, size) values {rows}"), &[]).await?;
    Ok((executor, store))
}

/// The types that the migrations have made. Only PostgreSQL has any.
///
/// # Errors
/// The database's.
pub async fn types(store: &Store, database: &TestDatabase) -> Result<i64> {
    if database.kind != Kind::Postgres {
        return Ok(0);
    }
    store.number("select count(*) from pg_type where typname in ('parcel_state', 'parcel_stage', 'parcel_size')").await
}
