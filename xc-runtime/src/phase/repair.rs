//! Repair, on its own.

use tracing::Instrument;
use xc_core::plan::{Backfill, Migration};

use super::{Overview, plan_of};
use crate::error::{Error, Kind};
use crate::executor::Inner;
use crate::journal::{Reached, Write};
use crate::lease::Lease;
use crate::repair::{self, Direction};
use crate::work::Work;

/// Repairs a migration's tables; how many rows were changed.
pub(crate) async fn repair(inner: &Inner, migration: &'static Migration, direction: Direction) -> Result<u64, Error> {
    let span = tracing::info_span!("repair", migration = migration.name, ?direction);
    async {
        let plan = plan_of(inner, migration)?;
        let lease = Lease::acquire(inner).await?;
        let done = lease.guard(under_lease(Work::new(inner, &lease, migration, plan), direction)).await;
        lease.release().await;
        done
    }
    .instrument(span)
    .await
}

async fn under_lease(mut work: Work<'_>, direction: Direction) -> Result<u64, Error> {
    let work = &mut work;
    let (inner, migration) = (work.inner, work.migration);
    let overview = Overview::read(inner, work.session().await.map_err(Error::database("can't open a connection"))?).await?;
    let reached = overview.reached(migration);
    // While contract keeps the old shape, it is the new one that counts.
    let backfills: Vec<&'static Backfill> = match reached {
        Reached::DualWriting | Reached::Migrated => work.plan.migrate.iter().collect(),
        Reached::Contracted if direction == Direction::Reverse => {
            super::contract::check_finished(work).await?;
            if !super::contract::is_retired(work).await? {
                return Ok(0);
            }
            work.plan.retired.iter().filter_map(|retired| retired.in_step.as_ref()).collect()
        }
        _ => {
            let needed = if reached < Reached::DualWriting { Reached::DualWriting } else { Reached::Migrated };
            return Err(Kind::WrongState { name: migration.name, what: "repair".to_owned(), needed, reached }.into());
        }
    };
    for backfill in &backfills {
        let (why, help) = match direction {
            _ if backfill.transform.is_some() => (
                "a Rust function gives its values",
                "run `migrate`, or `catch_up`: they compute what is behind; a row that holds something else is for you to change",
            ),
            Direction::Forward => continue,
            Direction::Reverse if !backfill.reverse.is_empty() => continue,
            Direction::Reverse => {
                ("nothing leads back to its old columns", "repair it forward, or change the rows that the verification names")
            }
        };
        return Err(Kind::NoRepair { name: migration.name, what: backfill.table, why, help }.into());
    }
    let rows = repair::run(work, &backfills, direction).await?;
    let told = format!("{rows} rows, {}", if direction == Direction::Forward { "forward" } else { "reverse" });
    work.write(&[Write::Log("repaired", &told, &inner.holder)]).await?;
    Ok(rows)
}
