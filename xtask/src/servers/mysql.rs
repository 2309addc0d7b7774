//! MySQL, unpacked from packages of a newer distribution and so run by its own loader and its own libc.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Settings;
use super::guard::{Guard, StopSignal};
use super::mariadb::{self, common_arguments, run_as_root, url};
use super::start::{Running, mysql_greets, password, prepare, run};

/// Where the packages are unpacked.
pub(crate) fn root() -> PathBuf {
    crate::servers_folder().join("mysql").join("root")
}

/// The unpacked server.
pub(super) struct Programs {
    root: PathBuf,
    loader: PathBuf,
    libraries: PathBuf,
}

/// Finds the unpacked server and the loader that it was built for.
pub(super) fn programs() -> Result<Programs> {
    in_root(root())
}

fn in_root(root: PathBuf) -> Result<Programs> {
    if !root.join("usr/sbin/mysqld").is_file() {
        bail!("MySQL is not unpacked in {}: `cargo xtask install --only mysql` does that", root.display());
    }
    let (loader, libraries) = match std::env::consts::ARCH {
        "x86_64" => ("usr/lib64/ld-linux-x86-64.so.2", "usr/lib/x86_64-linux-gnu"),
        "aarch64" => ("usr/lib/ld-linux-aarch64.so.1", "usr/lib/aarch64-linux-gnu"),
        other => bail!("how to run MySQL on {other} is not known here"),
    };
    Ok(Programs { loader: root.join(loader), libraries: root.join(libraries), root })
}

impl Programs {
    fn server(&self) -> Command {
        let inside = |option: &str, path: &str| format!("{option}={}", self.root.join(path).display());
        let mut command = Command::new(&self.loader);
        command.arg("--library-path").arg(&self.libraries).arg(self.root.join("usr/sbin/mysqld")).arg("--no-defaults");
        command
            .arg(inside("--basedir", "usr"))
            .arg(inside("--plugin-dir", "usr/lib/mysql/plugin"))
            .arg(inside("--lc-messages-dir", "usr/share/mysql"))
            .arg(inside("--character-sets-dir", "usr/share/mysql/charsets"))
            .args(run_as_root());
        command
    }
}

/// What the server in this folder says of its version, as a proof that it runs on this machine.
pub(crate) fn version(root: &Path) -> Result<String> {
    let output = in_root(root.to_path_buf())?.server().arg("--version").output().context("can't start the unpacked mysqld")?;
    if !output.status.success() {
        bail!("the unpacked mysqld does not run: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.split_whitespace().skip_while(|word| *word != "Ver").nth(1).unwrap_or_default().to_string())
}

pub(super) fn start(settings: &Settings) -> Result<Running> {
    let programs = programs()?;
    let password = password()?;
    let guard = prepared(&programs, "mysql", &create_admin(&password))?;
    let command = |folder: &Path, port: u16| {
        let mut command = server_command(&programs, folder, port, settings);
        command.arg("--server-id=1").args(&settings.arguments);
        command
    };
    run(guard, command, mysql_greets, |port| url(&password, port))
}

/// Makes the administrator.
pub(super) fn create_admin(password: &str) -> String {
    format!("alter user 'root'@'localhost' identified by '{password}';\n{}", mariadb::create_admin(password))
}

/// A folder with an empty data directory, and what the server runs when it starts.
pub(super) fn prepared(programs: &Programs, name: &str, init: &str) -> Result<Guard> {
    let mut guard = Guard::new(name, StopSignal::Kill)?;
    fs::write(guard.folder().join("init.sql"), init)?;
    let mut initialize = programs.server();
    initialize.args(["--initialize-insecure", "--innodb-flush-method=nosync"]);
    initialize.arg(format!("--datadir={}", guard.folder().join("data").display()));
    prepare(&mut guard, &mut initialize)?;
    Ok(guard)
}

/// The server, but for its id and what the settings add.
pub(super) fn server_command(programs: &Programs, folder: &Path, port: u16, settings: &Settings) -> Command {
    let unflushed: &[&str] =
        if settings.durable { &[] } else { &["--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0", "--innodb-flush-method=nosync"] };
    let mut command = programs.server();
    // The binary log is on, as in production: with it, creating a trigger takes more than the TRIGGER privilege (error 1419).
    command.args(common_arguments(folder, port)).args(["--log-bin=binlog", "--mysqlx=OFF", "--secure-file-priv=NULL"]).args(unflushed);
    command
}
