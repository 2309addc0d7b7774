//! The phases of a change, one after the other, and back again; and what the application may rely on meanwhile.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use xc::{Executor, Phase, State};

use crate::change::Change;
use crate::ledger::DualWrite;
use crate::load::Load;
use crate::setup;
use crate::store::{Product, Store};

/// A change on its way through a live database.
pub struct Story {
    /// The change.
    pub change: &'static Change,
    /// What takes it through its phases.
    pub executor: Executor,
    /// The application at work.
    pub load: Load,
    /// What stood in the way of a phase at first, in xc's words.
    pub refusal: Option<String>,
    /// The phases that were passed, and how long xc worked in each.
    pub worked: Vec<(Phase, Duration)>,
}

/// How much of an application there is.
#[derive(Clone, Debug)]
pub struct Size {
    /// Rows before it starts.
    pub rows: u64,
    /// Tasks that send requests.
    pub tasks: u32,
    /// Between two requests of a task, in ms.
    pub think_time_ms: std::ops::Range<u64>,
}

impl Story {
    /// Makes what the change begins with: its earlier migrations, and rows. No version of the application runs yet.
    ///
    /// # Errors
    /// Those of the migrations, and the database's.
    pub async fn begin(change: &'static Change, executor: Executor, store: Store, size: Size, filled: impl FnMut(u64)) -> Result<Story> {
        for earlier in change.earlier() {
            executor.up_to(earlier, Phase::Contract).await?;
        }
        for statement in change.setup {
            store.run(statement, &[]).await.with_context(|| (*statement).to_owned())?;
        }
        let load = Load::start(change, store, &size)?;
        setup::fill(change, &load, size.rows, filled).await?;
        let keys = load.service.store.keys(&setup::tables(change)).await?;
        for added in change.adds {
            ensure!(!keys.iter().any(|key| key == added), "before the change, there is {added} already");
        }
        for statement in change.refused {
            load.service.store.try_out(statement).await.with_context(|| format!("before the change, this is refused: {statement}"))?;
        }
        Ok(Story { change, executor, load, refusal: None, worked: Vec::new() })
    }

    /// Takes the change through its next phase.
    ///
    /// # Errors
    /// Those of the phase. A refusal that the change foresees is remembered, what it is about is mended, and the phase is tried again.
    pub async fn forward(&mut self, phase: Phase) -> Result<()> {
        let (ledger, retiring) = (&self.load.service.ledger, self.retiring());
        self.load.service.measurements.enter(phase);
        match phase {
            Phase::Expand => {}
            Phase::DualWrite => ledger.enter(|stage| stage.dual_write = DualWrite::Changing),
            Phase::Migrate => ledger.enter(|stage| stage.backfilling = true),
            Phase::Contract => ledger.enter(|stage| (stage.narrow, stage.dual_write) = (true, retiring)),
        }
        let began = Instant::now();
        self.work(phase).await?;
        self.worked.push((phase, began.elapsed()));
        let ledger = &self.load.service.ledger;
        match phase {
            Phase::Expand => {}
            Phase::DualWrite => ledger.enter(|stage| stage.dual_write = DualWrite::On),
            Phase::Migrate => ledger.enter(|stage| stage.whole = true),
            Phase::Contract => {
                ledger.enter(|stage| stage.dual_write = DualWrite::On);
                self.check_outcome().await?;
            }
        }
        Ok(())
    }

    /// How what version 2 writes reaches the old columns while contract, or its rollback, is at work.
    fn retiring(&self) -> DualWrite {
        match self.load.service.store.product() {
            // DDL commits by itself, and no trigger can name a column by its name before and by that after.
            Product::MySql => DualWrite::Retiring,
            // One transaction.
            Product::Postgres | Product::Sqlite => DualWrite::On,
        }
    }

    async fn work(&mut self, phase: Phase) -> Result<()> {
        match self.executor.up_to(self.change.migration(), phase).await {
            Err(error) if error.is_refused() && !self.change.mend.is_empty() && self.refusal.is_none() => {
                self.refusal = Some(error.to_string());
                for statement in self.change.mend {
                    self.load.service.store.run(statement, &[]).await.with_context(|| (*statement).to_owned())?;
                }
                Ok(self.executor.up_to(self.change.migration(), phase).await?)
            }
            outcome => Ok(outcome?),
        }
    }

    /// Takes back the phase that the change is in.
    ///
    /// # Errors
    /// Those of the rollback.
    pub async fn back(&mut self) -> Result<()> {
        let (ledger, retiring) = (&self.load.service.ledger, self.retiring());
        match self.executor.state(self.change.migration()).await? {
            State::Expanded(expanded) => drop(expanded.rollback().await?),
            State::DualWriting(dual_writing) => {
                ledger.enter(|stage| stage.dual_write = DualWrite::Changing);
                dual_writing.rollback().await?;
                ledger.enter(|stage| (stage.dual_write, stage.whole) = (DualWrite::Off, false));
            }
            // The rows stay filled, and dual write keeps them so.
            State::Migrated(migrated) => drop(migrated.rollback().await?),
            State::Contracted(contracted) => {
                ledger.enter(|stage| stage.dual_write = retiring);
                contracted.rollback().await?;
                ledger.enter(|stage| (stage.narrow, stage.dual_write) = (false, DualWrite::On));
            }
            state => bail!("there is no way back from {state:?}"),
        }
        Ok(())
    }

    /// What the change adds is there, and what it forbids is forbidden.
    async fn check_outcome(&self) -> Result<()> {
        let keys = self.load.service.store.keys(&setup::tables(self.change)).await?;
        for added in self.change.adds {
            ensure!(keys.iter().any(|key| key == added), "after the change, there is no {added}; there are {keys:#?}");
        }
        for statement in self.change.refused {
            ensure!(self.load.service.store.try_out(statement).await.is_err(), "after the change, this is still taken: {statement}");
        }
        ensure!(
            self.change.mend.is_empty() || self.refusal.is_some(),
            "the change was not refused, though there are rows that it is not for"
        );
        Ok(())
    }
}
