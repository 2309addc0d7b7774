//! MariaDB.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Settings;
use super::guard::{Guard, StopSignal};
use super::start::{Running, find_program, is_root, mysql_greets, password, prepare, run};

/// The programs `mariadb-install-db` and `mariadbd`.
pub(super) fn programs() -> Result<(PathBuf, PathBuf)> {
    let find = |name| find_program(name).with_context(|| format!("MariaDB is not installed: {name} is not in PATH"));
    Ok((find("mariadb-install-db")?, find("mariadbd")?))
}

/// The administrator of a MySQL or MariaDB server. `root` stays for the operating system's root on the socket.
pub(super) const ADMIN: &str = "xc_admin";

pub(super) fn start(settings: &Settings) -> Result<Running> {
    let (install, server) = programs()?;
    let mut guard = Guard::new("mariadb", StopSignal::Kill)?;
    let folder = guard.folder();
    // MariaDB deletes what it takes for left-over temporary tables when it starts: in a common folder, those of other servers.
    fs::create_dir(folder.join("tmp"))?;
    let password = password()?;
    fs::write(folder.join("init.sql"), create_admin(&password))?;
    let mut make_data = make_data(&install, guard.folder());
    prepare(&mut guard, &mut make_data)?;
    let command = |folder: &Path, port: u16| {
        let mut command = server_command(&server, folder, port, settings);
        command.args(&settings.arguments);
        command
    };
    run(guard, command, mysql_greets, |port| url(&password, port))
}

/// Makes the administrator.
pub(super) fn create_admin(password: &str) -> String {
    format!("create user '{ADMIN}'@'%' identified by '{password}';\ngrant all on *.* to '{ADMIN}'@'%' with grant option;\n")
}

/// Makes the data directory.
pub(super) fn make_data(install: &Path, folder: &Path) -> Command {
    // With 'normal' in place of 'socket', root would have no password on TCP.
    let mut command = Command::new(install);
    command
        .args(["--no-defaults", "--auth-root-authentication-method=socket", "--auth-root-socket-user=root", "--skip-test-db"])
        .args(run_as_root())
        .arg(format!("--datadir={}", folder.join("data").display()))
        .arg(format!("--tmpdir={}", folder.join("tmp").display()));
    command
}

/// The server, but for what the settings add.
pub(super) fn server_command(server: &Path, folder: &Path, port: u16, settings: &Settings) -> Command {
    let mut command = Command::new(server);
    command.arg("--no-defaults").args(run_as_root()).args(common_arguments(folder, port));
    command.arg(format!("--tmpdir={}", folder.join("tmp").display()));
    if !settings.durable {
        command.args(["--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync"]);
    }
    command
}

/// What MariaDB and MySQL both need to run privately.
pub(super) fn common_arguments(folder: &Path, port: u16) -> Vec<String> {
    let path = |name: &str| folder.join(name).display().to_string();
    vec![
        format!("--datadir={}", path("data")),
        format!("--socket={}", path("socket")),
        format!("--pid-file={}", path("pid")),
        format!("--init-file={}", path("init.sql")),
        format!("--port={port}"),
        "--bind-address=127.0.0.1".into(),
        "--skip-name-resolve".into(),
        "--max-connections=200".into(),
        "--innodb-buffer-pool-size=128M".into(),
    ]
}

/// As root, the servers ask to be told that this is meant.
pub(super) fn run_as_root() -> Option<&'static str> {
    is_root().then_some("--user=root")
}

pub(super) fn url(password: &str, port: u16) -> String {
    format!("mysql://{ADMIN}:{password}@127.0.0.1:{port}/mysql?ssl-mode=disabled")
}
