//! rust-analyzer, which the tests of what an editor shows ask.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace_root;

/// Adds the component to the toolchain where it is missing.
///
/// It is not among the components of `rust-toolchain.toml`: a machine that can't have it would build nothing at all.
///
/// # Errors
/// When it is missing and can't be had.
pub fn analyzer() -> Result<()> {
    let there = || {
        let probe = Command::new("rust-analyzer").arg("--version").current_dir(workspace_root()).output();
        probe.is_ok_and(|output| output.status.success())
    };
    if there() {
        return Ok(());
    }
    eprintln!("adding the component rust-analyzer to the toolchain");
    let output = Command::new("rustup")
        .args(["component", "add", "rust-analyzer"])
        .current_dir(workspace_root())
        .output()
        .context("can't start rustup")?;
    if !output.status.success() || !there() {
        bail!("rustup component add rust-analyzer: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
