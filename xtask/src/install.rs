//! Gets onto the machine what the tests need and don't find: database servers and the test runner.

mod debian;
mod mysql;
mod nextest;
mod sources;

pub use nextest::{cargo, runner};

use anyhow::Result;

use crate::servers::Kind;

/// Installs or fetches the servers of these kinds that are missing, and says what it does on stderr. PostgreSQL and MariaDB come from
/// the distribution (as root, through apt), MySQL from Debian's newest suite into a folder of its own (as any user).
///
/// One result for each kind that is missing still, with the reason.
pub fn servers(kinds: &[Kind]) -> Vec<(Kind, anyhow::Error)> {
    let mut missing = Vec::new();
    let mut check = |kind: Kind, result: Result<()>| {
        if let Err(error) = result {
            missing.push((kind, error));
        }
    };
    let wanted = |kind: Kind| kinds.contains(&kind) && !kind.available();

    let packaged: Vec<Kind> = [Kind::Postgres, Kind::MariaDb].into_iter().filter(|kind| wanted(*kind)).collect();
    if !packaged.is_empty() {
        let refreshed = debian::refresh();
        for kind in packaged {
            check(kind, refreshed.clone().map_err(anyhow::Error::msg).and_then(|()| debian::install(kind)));
        }
    }
    if wanted(Kind::MySql) {
        check(Kind::MySql, mysql::fetch());
    }
    missing
}
