//! What a rule is: its names, how much it weighs, its page, its examples, and who finds what breaks it.

use crate::diagnostic::Sink;
use crate::plan::Dialect;
use crate::resolve::Migration;

/// A rule. Everything about it stands in its file, and reads from top to bottom.
#[derive(Debug)]
pub struct Rule {
    /// Its code: `XC`, two digits for the family, two for the rule.
    pub code: &'static str,
    /// Its name, by which `#[allow(...)]` and `explain` know it as well.
    pub name: &'static str,
    /// Whether it stops the build.
    pub severity: Severity,
    /// Whether a developer who knows better may go on.
    pub overridable: Overridable,
    /// What `explain` prints.
    pub page: Page,
    /// Blocks that it refuses: each is compiled by the tests, for each of its databases.
    pub refused: &'static [Example],
    /// The nearest blocks that it lets pass, likewise.
    pub allowed: &'static [Example],
    /// Who finds what breaks it.
    pub found: Found,
}

/// Whether a rule stops the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// There is no plan until it is mended.
    Error,
    /// It is said, and there is a plan.
    Warning,
}

/// Whether `#[allow(rule, reason = "...")]` silences a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overridable {
    /// With a reason, which the plan keeps for reviewers.
    WithReason,
    /// Not at all, because of this. It ends the sentence 'it can't be overridden: ...'.
    No(&'static str),
}

/// The page of a rule. Each part is a few sentences, without a heading.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// What it refuses.
    pub what: &'static str,
    /// Why that hurts in production.
    pub why: &'static str,
    /// On which databases and versions, and how they differ.
    pub databases: &'static str,
    /// What to write instead.
    pub instead: &'static str,
    /// Where the claims come from: manuals with their section, and the linters that know the pattern.
    pub sources: &'static [&'static str],
}

/// A block that a rule refuses, or the nearest that it allows.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What was there before: phases of the migration before this one. Empty where the block is the first.
    pub before: &'static str,
    /// The block: its phases, or the whole of it where it begins with `name:`.
    pub block: &'static str,
    /// The databases that it is about. For the others, a refused block breaks other rules, or none.
    pub on: &'static [Dialect],
}

/// The table that most examples begin with.
pub const USERS: &str = "expand { create table users (id bigint primary key, name varchar(100) not null, nickname varchar(50) null); }";

/// Who finds what breaks a rule.
#[derive(Clone, Copy, Debug)]
pub enum Found {
    /// The parser, and the resolver: a name or a type that is not there.
    OnTheWay,
    /// This check, which sees the resolved migration.
    By(fn(&Migration, &mut Sink)),
}

impl Example {
    /// Phases of a first migration, on every database.
    pub const fn of(block: &'static str) -> Example {
        Example { before: "", block, on: &Dialect::ALL }
    }

    /// Phases of a migration that comes after one with the phases `before`, on every database.
    pub const fn after(before: &'static str, block: &'static str) -> Example {
        Example { before, block, on: &Dialect::ALL }
    }

    /// The same on some databases only.
    pub const fn on(self, on: &'static [Dialect]) -> Example {
        Example { on, ..self }
    }
}
