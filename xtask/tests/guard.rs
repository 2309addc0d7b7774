//! A server ends with the process that started it, whatever ended that.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use xtask::servers::Kind;

#[test]
fn a_server_ends_when_its_owner_is_killed() -> Result<()> {
    if !Kind::Postgres.available() {
        eprintln!("NOT RUN: PostgreSQL is not on this machine");
        return Ok(());
    }
    let mut owner = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["servers", "--only", "postgres"]).stdout(Stdio::piped()).spawn()?;
    let mut line = String::new();
    BufReader::new(owner.stdout.take().context("no stdout")?).read_line(&mut line)?;
    let address = line.split_once('@').and_then(|(_, rest)| rest.split_once('/')).context("no URL on the first line")?.0;
    TcpStream::connect(address).context("the server that it printed")?;

    // SIGKILL: no handler and no destructor of the owner runs.
    owner.kill()?;
    owner.wait()?;
    for _ in 0..100 {
        if TcpStream::connect(address).is_err() {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    anyhow::bail!("{address} still accepts connections 10 s after its owner was killed")
}
