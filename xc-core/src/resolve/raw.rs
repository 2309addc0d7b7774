//! Raw statements: what is said of each database.

use super::statement::known_table;
use super::{At, Migration};
use crate::diagnostic::{Place, Sink, Sp};
use crate::locks::Lock;
use crate::plan::Dialect;
use crate::syntax::{self, PhaseBlock, RawText, Statement};

/// A raw statement.
#[derive(Debug, Clone)]
pub struct Raw {
    /// Why it is raw.
    pub why: Sp<String>,
    /// Whether nothing but raw statements stands before it in its phase: it then runs before everything else in the phase, and after it
    /// otherwise.
    pub leads: bool,
    /// The table that it is about, where it was named or its effect names it.
    pub table: Option<String>,
    /// What it is on each database of the migration.
    pub on: Vec<RawOn>,
    /// The reason why nothing takes it back.
    pub irreversible: Option<Sp<String>>,
    /// Where its effect on the schema stands, if it has one.
    pub effect: Option<Place>,
}

/// What a raw statement is on one database.
#[derive(Debug, Clone)]
pub struct RawOn {
    /// The database.
    pub dialect: Dialect,
    /// The statement.
    pub run: Said,
    /// What takes it back.
    pub inverse: Said,
    /// The query that tells whether it took effect.
    pub done: Said,
    /// The strongest lock that it takes.
    pub lock: Option<Sp<Lock>>,
}

/// What was said of a database.
#[derive(Debug, Clone)]
pub enum Said {
    /// Not a word.
    Missing,
    /// There is nothing to do.
    Nothing,
    /// SQL.
    Text(Sp<String>),
}

impl Said {
    /// The SQL.
    pub fn text(&self) -> Option<&Sp<String>> {
        match self {
            Said::Text(text) => Some(text),
            Said::Missing | Said::Nothing => None,
        }
    }
}

/// The statements of the effect of a raw statement.
pub(super) fn effect(statement: &Statement) -> impl Iterator<Item = &Statement> {
    let effect = match statement {
        Statement::Raw(raw) => raw.effect.as_ref(),
        _ => None,
    };
    effect.into_iter().flat_map(|effect| &effect.node)
}

/// Resolves the raw statements of all phases.
pub(super) fn raws(migration: &mut Migration, blocks: &[PhaseBlock], sink: &mut Sink) {
    for block in blocks {
        let mut leads = true;
        for statement in &block.statements {
            match statement {
                Statement::Raw(raw) => {
                    let node = resolved(migration, raw, leads, sink);
                    migration.raws.push(At { node, phase: block.phase.node, place: raw.place });
                }
                _ => leads = false,
            }
        }
    }
}

fn resolved(migration: &Migration, raw: &syntax::Raw, leads: bool, sink: &mut Sink) -> Raw {
    let named = raw.table.as_ref().and_then(|name| known_table(&migration.expanded, name, sink)).map(|table| table.name.clone());
    let in_effect = raw.effect.iter().flat_map(|effect| &effect.node).find_map(table_of);
    let on = |dialect: &Dialect| RawOn {
        dialect: *dialect,
        run: said(&raw.run, *dialect),
        inverse: said(&raw.inverse, *dialect),
        done: said(&raw.done, *dialect),
        lock: of(&raw.locks, *dialect, |(named, _)| *named).map(|(_, lock)| Sp::new(here(lock.node, *dialect), lock.place)),
    };
    Raw {
        why: raw.why.clone(),
        leads,
        table: named.or(in_effect),
        on: migration.dialects.iter().map(on).collect(),
        irreversible: raw.irreversible.clone(),
        effect: raw.effect.as_ref().map(|effect| effect.place),
    }
}

fn table_of(statement: &Statement) -> Option<String> {
    match statement {
        Statement::CreateTable(create) => Some(create.table.node.clone()),
        Statement::AlterTable(alter) => Some(alter.table.node.clone()),
        Statement::DropTable(drop) => Some(drop.table.node.clone()),
        Statement::CreateIndex(create) => Some(create.table.node.clone()),
        Statement::DropIndex(drop) => drop.table.as_ref().map(|table| table.node.clone()),
        _ => None,
    }
}

/// What is meant for a dialect: what names it; on MariaDB what names MySQL; what names none.
fn of<T>(all: &[T], dialect: Dialect, named: impl Fn(&T) -> Option<Dialect>) -> Option<&T> {
    let naming = |wanted: Option<Dialect>| all.iter().find(|one| named(one) == wanted);
    naming(Some(dialect)).or_else(|| naming(Some(Dialect::MySql)).filter(|_| dialect == Dialect::MariaDb)).or_else(|| naming(None))
}

fn said(texts: &[RawText], dialect: Dialect) -> Said {
    match of(texts, dialect, |text| text.dialect) {
        None => Said::Missing,
        Some(RawText { text: None, .. }) => Said::Nothing,
        Some(RawText { text: Some(text), place, .. }) => Said::Text(Sp::new(text.clone(), *place)),
    }
}

/// A lock by the name that the database has for it: one word may be said for several.
fn here(lock: Lock, dialect: Dialect) -> Lock {
    match (lock, dialect) {
        (Lock::MetadataNoWrites, Dialect::Postgres) => Lock::Share,
        (_, Dialect::Postgres) => lock,
        (_, Dialect::Sqlite) => Lock::Writer,
        (lock, _) if lock <= Lock::ShareUpdateExclusive => Lock::None,
        // MySQL's EXCLUSIVE is not PostgreSQL's.
        (Lock::Exclusive | Lock::AccessExclusive, _) => Lock::MetadataExclusive,
        _ => Lock::MetadataNoWrites,
    }
}
