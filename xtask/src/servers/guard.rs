//! A server's folder, and the small process that ends the server and removes the folder when their owner is gone.
//!
//! A test can be killed at any moment (a timeout of the runner, Ctrl-C, SIGKILL), and then no destructor runs. So beside each server
//! runs a shell that does nothing but read from a pipe whose other end only the owner holds. The kernel closes that end when the
//! owner dies, whatever the cause; the read returns, and the shell kills the server by its process id. It is in a process group of
//! its own, so that what ends the owner's group (Ctrl-C in a terminal) doesn't end the shell before its work is done.

use std::fs::DirBuilder;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

/// The lines read are process ids: each start of the server writes one, the last counts. A process is only killed while its command
/// line names the server's folder, since the id of a process that has ended can be given to another. `/proc/PID/cmdline` of a zombie
/// is empty: that counts as ended.
const SCRIPT: &str = r#"
folder=$1 signal=$2 pid=
trap '' INT TERM HUP
while read -r line; do pid=$line; done
running() { [ -n "$pid" ] && grep -qF -- "$folder" "/proc/$pid/cmdline" 2>/dev/null; }
running && kill -s "$signal" "$pid"
tries=0
while running && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
running && kill -s KILL "$pid"
rm -rf -- "$folder" || { sleep 1; rm -rf -- "$folder"; }
"#;

/// How to end a server whose data nobody needs.
#[derive(Clone, Copy, Debug)]
pub(super) enum StopSignal {
    /// PostgreSQL's immediate shutdown: the postmaster ends its children and frees its shared memory, which SIGKILL would leave.
    Quit,
    /// InnoDB servers are one process with nothing outside the folder.
    Kill,
}

/// A temporary folder, and the process that watches over it.
#[derive(Debug)]
pub(super) struct Guard {
    folder: PathBuf,
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Guard {
    /// Makes an empty folder that only its owner can enter, and starts its guard.
    pub(super) fn new(name: &str, signal: StopSignal) -> Result<Guard> {
        let folder = base_folder().join(format!("xc-{name}-{}-{}", std::process::id(), unique()));
        DirBuilder::new().mode(0o700).create(&folder).with_context(|| format!("can't make {}", folder.display()))?;
        let signal = match signal {
            StopSignal::Quit => "QUIT",
            StopSignal::Kill => "KILL",
        };
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "guard"])
            .arg(&folder)
            .arg(signal)
            .stdin(Stdio::piped())
            // A test runner waits until nobody holds a test's output any more.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .current_dir("/")
            .process_group(0)
            .spawn()
            .context("can't start `sh`")?;
        let pipe = shell.stdin.take();
        Ok(Guard { folder, shell, pipe })
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Names the process to end. Its command line must contain the folder.
    pub(super) fn watch(&mut self, pid: u32) -> Result<()> {
        if let Some(pipe) = &mut self.pipe {
            writeln!(pipe, "{pid}").context("the guard of the server is gone")?;
        }
        Ok(())
    }

    /// Lets the guard do its work now.
    pub(super) fn release(&mut self) {
        self.pipe = None;
    }

    /// Waits until its work is done.
    pub(super) fn wait(&mut self) {
        self.release();
        let _ = self.shell.wait();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.wait();
    }
}

/// `/tmp`, or the user's own temporary folder where a socket's path still fits (108 bytes on Linux). As root always `/tmp`: a server
/// that runs as another user must be able to reach its folder.
fn base_folder() -> PathBuf {
    let own = std::env::temp_dir();
    if own.as_os_str().len() > 50 || super::start::is_root() { PathBuf::from("/tmp") } else { own }
}

fn unique() -> String {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.subsec_nanos());
    format!("{nanos:08x}")
}
