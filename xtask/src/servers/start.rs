//! What the three servers have in common: programs, ports, passwords, waiting until ready.

use std::fs::{self, File};
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::guard::Guard;

/// A server that accepts connections.
pub(super) struct Running {
    pub(super) url: String,
    pub(super) guard: Guard,
    pub(super) child: Child,
    pub(super) start: Start,
}

/// Whether a server with this folder, port and process id accepts connections.
pub(super) type Ready = fn(&Path, u16, u32) -> bool;

/// How a server is started, also once more after it was killed.
#[derive(Debug)]
pub(super) struct Start {
    command: Command,
    port: u16,
    ready: Ready,
}

impl Start {
    /// Starts the server, and returns when it accepts connections. Its log goes on in the same file.
    ///
    /// The server goes into a process group of its own: Ctrl-C must reach the tests, and the server only once they have ended.
    pub(super) fn start(&mut self, guard: &mut Guard) -> Result<Child> {
        let output = File::options().create(true).append(true).open(guard.folder().join("log")).context("can't open the server's log")?;
        self.command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).process_group(0);
        let program = self.command.get_program().display().to_string();
        let mut child = self.command.spawn().with_context(|| format!("can't start {program}"))?;
        let id = child.id();
        match guard.watch(id).and_then(|()| wait_until_ready(&mut child, || (self.ready)(guard.folder(), self.port, id))) {
            Ok(()) => Ok(child),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                let text = fs::read_to_string(guard.folder().join("log")).unwrap_or_default();
                Err(error.context(format!("its log ends with:\n{}", tail(&text))))
            }
        }
    }
}

/// A loaded machine takes its time; a server that is not up by then won't come up.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Servers' ports.
const PORTS: Range<u16> = 10_000..32_768;

/// Between asking the kernel for a free port and the server's own bind, another process can take the port.
const PORT_TRIES: u32 = 3;

/// Starts the server on a free port and waits until it is ready; `command` builds the command line for a port, `ready` asks.
pub(super) fn run(mut guard: Guard, command: impl Fn(&Path, u16) -> Command, ready: Ready, url: impl Fn(u16) -> String) -> Result<Running> {
    for attempt in 1.. {
        // What was logged before is not to be read as said now.
        File::create(guard.folder().join("log")).context("can't make the server's log")?;
        let port = free_port()?;
        let mut start = Start { command: command(guard.folder(), port), port, ready };
        match start.start(&mut guard) {
            Ok(child) => return Ok(Running { url: url(port), guard, child, start }),
            Err(error) => {
                let port_taken = format!("{error:#}").contains("in use");
                if !(port_taken && attempt < PORT_TRIES) {
                    return Err(error);
                }
            }
        }
    }
    bail!("no free port")
}

fn wait_until_ready(child: &mut Child, ready: impl Fn() -> bool) -> Result<()> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            bail!("the server ended with {status} before it was ready");
        }
        if ready() {
            return Ok(());
        }
        if start.elapsed() > READY_WITHIN {
            bail!("the server was not ready after {} s", READY_WITHIN.as_secs());
        }
        sleep(Duration::from_millis(20));
    }
}

/// Whether a MySQL or MariaDB server greets on this port. It writes its pid file once the port is its own, and greets once the init
/// file has run; the first packet's fifth byte is the protocol version, 10, or 255 for an error.
pub(super) fn mysql_greets(folder: &Path, port: u16, _: u32) -> bool {
    if !folder.join("pid").exists() {
        return false;
    }
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    let mut packet = [0u8; 5];
    stream.set_read_timeout(Some(Duration::from_secs(1))).is_ok() && stream.read_exact(&mut packet).is_ok() && packet[4] == 10
}

/// Runs a program that prepares the data directory, under the same guard, and reports its output if it fails.
pub(super) fn prepare(guard: &mut Guard, command: &mut Command) -> Result<()> {
    let name = command.get_program().display().to_string();
    let log = guard.folder().join("prepare.log");
    let output = File::create(&log)?;
    let child = command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).process_group(0).spawn();
    let mut child = child.with_context(|| format!("can't start {name}"))?;
    let watched = guard.watch(child.id());
    let status = child.wait()?;
    watched?;
    if !status.success() {
        bail!("{name} failed with {status}:\n{}", tail(&fs::read_to_string(&log).unwrap_or_default()));
    }
    Ok(())
}

/// Random hexadecimal digits: fit for a password, a URL and SQL alike.
pub(super) fn password() -> Result<String> {
    let mut bytes = [0u8; 16];
    random(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn random(bytes: &mut [u8]) -> Result<()> {
    File::open("/dev/urandom").and_then(|mut file| file.read_exact(bytes)).context("can't read /dev/urandom")
}

/// Whether this process runs as root. `/proc/self` belongs to the process's effective user.
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// A program in `PATH` or in one of the folders that Debian keeps servers in and a user's `PATH` often lacks.
pub(super) fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/bin", "/usr/local/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// A port that nothing listens on yet, below those that the kernel gives to outgoing connections (Linux from 32768 on, others higher): while a server is
/// down, to be started again on its port, clients that try to reach it would else take the port themselves, and even connect to themselves.
pub(super) fn free_port() -> Result<u16> {
    for _ in 0..100 {
        let mut bytes = [0u8; 2];
        random(&mut bytes)?;
        let port = PORTS.start + u16::from_ne_bytes(bytes) % (PORTS.end - PORTS.start);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("can't bind a port on 127.0.0.1: 100 from {} to {} are in use", PORTS.start, PORTS.end);
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
