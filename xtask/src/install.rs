//! Gets onto the machine what the tests need and don't find: database servers and the test runner.

mod analyzer;
mod debian;
mod mysql;
mod nextest;
mod postgres;
mod sources;

pub use analyzer::analyzer;
pub use nextest::{cargo, runner};

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::servers::{ClusterKind, Release};

/// Installs or fetches those of these servers that are missing, and says what it does on stderr. PostgreSQL and MariaDB come from the
/// distribution (as root, through apt), MySQL from Debian's newest suite and other releases of PostgreSQL from an npm package, each into a
/// folder of its own (as any user).
///
/// One result for each that is missing still, with the reason.
pub fn servers(releases: &[Release]) -> Vec<(Release, anyhow::Error)> {
    let mut missing = Vec::new();
    let mut check = |release: Release, result: Result<()>| {
        if let Err(error) = result {
            missing.push((release, error));
        }
    };
    let wanted = |release: Release| releases.contains(&release) && !complete(release);

    let packaged: Vec<Release> = [Release::Postgres, Release::MariaDb].into_iter().filter(|release| wanted(*release)).collect();
    if !packaged.is_empty() {
        let refreshed = debian::refresh();
        for release in packaged {
            check(release, refreshed.clone().map_err(anyhow::Error::msg).and_then(|()| debian::install(release)));
        }
    }
    for release in [Release::Postgres13, Release::Postgres18].into_iter().filter(|release| wanted(*release)) {
        check(release, postgres::fetch(release));
    }
    if wanted(Release::MySql) {
        check(Release::MySql, mysql::fetch());
    }
    missing
}

/// Whether a server is on the machine with all that the tests ask of it.
fn complete(release: Release) -> bool {
    release.available() && (release != Release::MariaDb || ClusterKind::Galera.available())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("can't remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
