//! MySQL from Debian's unstable suite, the only one that packages the real one, into a folder of its own.
//!
//! An apt with sources, lists, cache and package state of its own: nothing of the machine's own apt is read but the mirror, nothing
//! is changed, and no root is needed. Its list of installed packages is empty, so it fetches everything down to the C library, and
//! the server runs beside whatever the machine has.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::remove;
use super::sources::debian_mirror;
use crate::servers::{mysql_root, mysql_version};

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const PACKAGE: &str = "mysql-server-core";

/// In the closure of the package's dependencies, but not used by the server.
const NOT_NEEDED: &[&str] = &["perl", "libperl", "libdb5", "libgdbm", "gcc-", "libc-gconv"];

/// Downloads (about 70 MB) and unpacks the server, unless it is there already.
pub(super) fn fetch() -> Result<()> {
    let root = mysql_root();
    let folder = root.parent().context("the folder has no parent")?;
    fs::create_dir_all(folder)?;
    // Two runs at once must not unpack into the same folder; the lock goes with its file handle.
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    if mysql_version(&root).is_ok() {
        return Ok(());
    }

    let apt = folder.join("apt");
    remove(&apt)?;
    download(&apt)?;
    let unpacked = folder.join("root.new");
    remove(&unpacked)?;
    unpack(&apt.join("archives"), &unpacked)?;
    let version = mysql_version(&unpacked)?;
    remove(&root)?;
    fs::rename(&unpacked, &root)?;
    remove(&apt)?;
    eprintln!("MySQL {version} is in {}", root.display());
    Ok(())
}

fn download(apt: &Path) -> Result<()> {
    if !Path::new(KEYRING).is_file() {
        bail!(
            "{KEYRING} is missing: MySQL is fetched with Debian's apt and checked against Debian's keys (package debian-archive-keyring)"
        );
    }
    let mirror = debian_mirror();
    eprintln!("fetching {PACKAGE} from {mirror} (sid)");
    for folder in ["lists/partial", "archives/partial"] {
        fs::create_dir_all(apt.join(folder))?;
    }
    fs::write(apt.join("status"), "")?;
    fs::write(apt.join("sources.list"), format!("deb [signed-by={KEYRING}] {mirror} sid main\n"))?;

    let run = |arguments: &[&str]| {
        let path = |option: &str, name: &str| format!("{option}={}", apt.join(name).display());
        let options = [
            path("Dir::Etc::sourcelist", "sources.list"),
            "Dir::Etc::sourceparts=/dev/null".into(),
            "Dir::Etc::preferences=/dev/null".into(),
            "Dir::Etc::preferencesparts=/dev/null".into(),
            path("Dir::State::lists", "lists"),
            path("Dir::State::status", "status"),
            path("Dir::State::extended_states", "extended_states"),
            path("Dir::Cache::archives", "archives"),
            "Dir::Cache::pkgcache=".into(),
            "Dir::Cache::srcpkgcache=".into(),
            "Acquire::Languages=none".into(),
            // Otherwise a download as root becomes one as '_apt', which may not enter the folder.
            "APT::Sandbox::User=root".into(),
            "APT::Install-Recommends=false".into(),
            "Acquire::Retries=3".into(),
        ];
        let mut command = Command::new("apt-get");
        for option in &options {
            command.arg("-o").arg(option);
        }
        let status = command.arg("-q").args(arguments).status().context("can't start apt-get: MySQL is fetched with Debian's apt")?;
        if !status.success() {
            bail!("apt-get {} ended with {status}", arguments.join(" "));
        }
        Ok(())
    };
    run(&["update"])?;
    run(&["-y", "--download-only", "install", PACKAGE])
}

fn unpack(archives: &Path, into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    let mut packages = 0;
    for entry in fs::read_dir(archives)? {
        let file = entry?.path();
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !name.ends_with(".deb") || NOT_NEEDED.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        let status = Command::new("dpkg-deb").arg("-x").arg(&file).arg(into).status().context("can't start dpkg-deb")?;
        if !status.success() {
            bail!("dpkg-deb -x {name} ended with {status}");
        }
        packages += 1;
    }
    eprintln!("unpacked {packages} packages");
    Ok(())
}
