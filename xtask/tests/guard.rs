//! A server ends with the process that started it, whatever ended that; and it starts wherever its programs lie.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use xtask::servers::Release;

/// Whether the server can be had; it says so where not.
fn there(release: Release) -> bool {
    if !release.available() {
        eprintln!("NOT RUN: {release} is not on this machine");
    }
    release.available()
}

/// `cargo xtask servers` with one server, and the server's address.
fn servers(command: &mut Command, release: Release) -> Result<(Child, String)> {
    let mut owner = command.args(["servers", "--only", release.as_str()]).stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    BufReader::new(owner.stdout.take().context("no stdout")?).read_line(&mut line)?;
    let address = line.split_once('@').and_then(|(_, rest)| rest.split_once('/')).context("no URL on the first line")?.0;
    Ok((owner, address.to_string()))
}

fn xtask() -> Command {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
}

#[test]
fn a_server_ends_when_its_owner_is_killed() -> Result<()> {
    if !there(Release::Postgres) {
        return Ok(());
    }
    let (mut owner, address) = servers(&mut xtask(), Release::Postgres)?;
    TcpStream::connect(&address).context("the server that it printed")?;

    // SIGKILL: no handler and no destructor of the owner runs.
    owner.kill()?;
    owner.wait()?;
    for _ in 0..100 {
        if TcpStream::connect(&address).is_err() {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    anyhow::bail!("{address} still accepts connections 10 s after its owner was killed")
}

#[test]
fn a_server_starts_from_a_folder_that_only_its_owner_can_enter() -> Result<()> {
    let release = Release::Postgres18;
    if !there(release) {
        return Ok(());
    }
    let closed = std::env::temp_dir().join(format!("xc-closed-{}", std::process::id()));
    fs::create_dir(&closed)?;
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700))?;
    symlink(xtask::servers_folder().join(release.as_str()), closed.join(release.as_str()))?;
    let started = servers(xtask().env("XC_SERVERS_DIR", &closed), release);
    let connected = started.and_then(|(mut owner, address)| {
        let connected = TcpStream::connect(&address).context("the server that it printed");
        owner.kill()?;
        owner.wait()?;
        connected
    });
    fs::remove_dir_all(&closed)?;
    connected.map(|_| ())
}
