//! Servers from the distribution's packages.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::servers::{Release, is_root};

/// Packages without the service around them where Debian splits them so; the tests start their own servers.
fn packages(release: Release) -> &'static [&'static str] {
    match release {
        Release::Postgres => &["postgresql"],
        Release::MariaDb => &["mariadb-server-core", "mariadb-client-core", "galera-4"],
        Release::Sqlite | Release::Postgres13 | Release::Postgres18 | Release::MySql => &[],
    }
}

/// Brings apt's lists up to date. A third party's source that can't be reached must not stop the installation, so only the right to
/// use apt at all is an error here.
pub(super) fn refresh() -> Result<(), String> {
    if !is_root() {
        return Err(format!(
            "apt needs root. Run: sudo apt-get update && sudo apt-get install --no-install-recommends {} {}",
            packages(Release::Postgres).join(" "),
            packages(Release::MariaDb).join(" "),
        ));
    }
    match Command::new("apt-get").args(["update", "-q"]).status() {
        Ok(status) if !status.success() => {
            eprintln!("apt-get update ended with {status}; going on with the lists there are")
        }
        Ok(_) => {}
        Err(error) => {
            return Err(format!("no apt-get on this machine ({error}): install PostgreSQL and MariaDB yourself"));
        }
    }
    Ok(())
}

/// Installs the server's packages.
pub(super) fn install(release: Release) -> Result<()> {
    let packages = packages(release);
    eprintln!("installing {}", packages.join(" "));
    let _no_services = NoServices::new()?;
    let status = Command::new("apt-get")
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .context("can't start apt-get")?;
    if !status.success() {
        bail!("apt-get install {} ended with {status}", packages.join(" "));
    }
    if !super::complete(release) {
        bail!("{} is installed, but its server programs are not where they are looked for", packages.join(" "));
    }
    Ok(())
}

/// While it lives, packages don't start the services that they bring: Debian's maintainer scripts ask this program, and 101 is 'no'.
struct NoServices {
    ours: bool,
}

const POLICY: &str = "/usr/sbin/policy-rc.d";

impl NoServices {
    fn new() -> Result<NoServices> {
        if Path::new(POLICY).exists() {
            return Ok(NoServices { ours: false });
        }
        fs::write(POLICY, "#!/bin/sh\nexit 101\n").with_context(|| format!("can't write {POLICY}"))?;
        fs::set_permissions(POLICY, fs::Permissions::from_mode(0o755))?;
        Ok(NoServices { ours: true })
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.ours {
            let _ = fs::remove_file(POLICY);
        }
    }
}
