//! What the project's chores share with its tests: private database servers, and how to get them onto the machine.
//!
//! Only `std` and `anyhow`, so that `cargo xtask` builds in seconds and the tests don't wait for it. The SQL side, a fresh database
//! for each test, is in the package `xc-tests`.

pub mod install;
pub mod servers;

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn workspace_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// Where servers that don't come from the distribution are unpacked: `XC_SERVERS_DIR`, else `target/servers`.
///
/// It doesn't follow `CARGO_TARGET_DIR`: one unpacked server serves every target folder.
pub fn servers_folder() -> PathBuf {
    match std::env::var_os("XC_SERVERS_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => workspace_root().join("target").join("servers"),
    }
}
