//! PostgreSQL.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::guard::{Guard, StopSignal};
use super::start::{Running, find_program, is_root, password, prepare, run};
use super::{Release, Settings};

/// Where a release that the distribution does not have is unpacked: a folder with `bin`, `lib` and `share`.
pub(crate) fn unpacked(release: Release) -> PathBuf {
    crate::servers_folder().join(release.as_str()).join("root")
}

/// What the server in this folder says of its version, as a proof that it runs on this machine: `postgres (PostgreSQL) 18.4`.
pub(crate) fn version(root: &Path) -> Result<String> {
    let output = Command::new(root.join("bin/postgres")).arg("--version").output().context("can't start the unpacked postgres")?;
    if !output.status.success() {
        bail!("the unpacked postgres does not run: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The folder with `initdb` and `postgres`. For the distribution's release: `XC_POSTGRES_BIN`, else the newest that Debian's packages
/// installed, else from `PATH`.
pub(super) fn programs(release: Release) -> Result<PathBuf> {
    let complete = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    if release != Release::Postgres {
        let folder = unpacked(release).join("bin");
        return Some(folder)
            .filter(complete)
            .with_context(|| format!("{release} is not unpacked: `cargo xtask install --only {release}` does that"));
    }
    if let Some(folder) = std::env::var_os("XC_POSTGRES_BIN").map(PathBuf::from) {
        if !complete(&folder) {
            bail!("XC_POSTGRES_BIN is {}, which has no initdb and postgres", folder.display());
        }
        return Ok(folder);
    }
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            complete(&folder).then_some((version, folder))
        })
        .collect();
    versions.sort();
    if let Some((_, folder)) = versions.pop() {
        return Ok(folder);
    }
    let from_path = find_program("initdb").and_then(|program| fs::canonicalize(program).ok()?.parent().map(Path::to_path_buf));
    from_path.filter(complete).context("PostgreSQL is not installed: no initdb and postgres under /usr/lib/postgresql or in PATH")
}

pub(super) fn start(release: Release, settings: &Settings) -> Result<Running> {
    let mut programs = programs(release)?;
    let user = server_user()?;
    let mut guard = Guard::new(release.as_str(), StopSignal::Quit)?;
    let folder = guard.folder();
    if user.is_some() && release != Release::Postgres && !open_to_all(&programs) {
        programs = copy(&unpacked(release), &folder.join("programs"))?.join("bin");
    }
    let password = password()?;
    let password_file = folder.join("password");
    fs::write(&password_file, &password)?;
    if let Some(user) = &user {
        for path in [folder, &password_file] {
            chown(path, Some(user.id), Some(user.group)).context("can't give the folder to the server's user")?;
        }
    }

    let mut initdb = as_user(&programs.join("initdb"), &user, folder);
    initdb
        .arg("-D")
        .arg(folder.join("data"))
        .arg(format!("--pwfile={}", password_file.display()))
        .args(["-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--auth-local=reject"])
        // The client sends the password as it is, over loopback, and the server hashes it in C: with SCRAM the client would hash it
        // 4096 times on each connection, in a debug build.
        .arg("--auth-host=password");
    prepare(&mut guard, &mut initdb)?;

    let command = |folder: &Path, port: u16| command(&programs, &user, settings, folder, port);
    run(guard, command, ready, |port| url(&password, port))
}

/// A streaming replica of a server that this process has started, under this name, which is also that of its slot there.
pub(super) fn start_replica(primary: &str, name: &str, settings: &Settings) -> Result<Running> {
    let programs = programs(Release::Postgres)?;
    let copy = programs.join("pg_basebackup");
    if !copy.is_file() {
        bail!("{} has no pg_basebackup, so there is no replica", programs.display());
    }
    let user = server_user()?;
    let mut guard = Guard::new("postgres-replica", StopSignal::Quit)?;
    let folder = guard.folder();
    if let Some(user) = &user {
        chown(folder, Some(user.id), Some(user.group)).context("can't give the folder to the server's user")?;
    }
    let mut copy = as_user(&copy, &user, folder);
    copy.arg("-D").arg(folder.join("data")).args(["-R", "-X", "stream", "-c", "fast", "--no-sync", "-C", "-S", name, "-d", primary]);
    prepare(&mut guard, &mut copy)?;
    let (_, login) = primary.split_once("://").context("the primary's URL has no scheme")?;
    let password = login.split(['@', ':']).nth(1).context("the primary's URL has no password")?;
    let command = |folder: &Path, port: u16| {
        let mut server = command(&programs, &user, settings, folder, port);
        // The name under which the primary lists it.
        server.args(["-c", &format!("cluster_name={name}")]);
        server
    };
    run(guard, command, ready, |port| url(password, port))
}

fn command(programs: &Path, user: &Option<User>, settings: &Settings, folder: &Path, port: u16) -> Command {
    let mut server = as_user(&programs.join("postgres"), user, folder);
    server.arg("-D").arg(folder.join("data")).arg("-p").arg(port.to_string());
    let mut set = |setting: &str| _ = server.args(["-c", setting]);
    set("listen_addresses=127.0.0.1");
    set("unix_socket_directories=");
    set("max_connections=200");
    if !settings.durable {
        set("fsync=off");
        set("full_page_writes=off");
    }
    server.args(&settings.arguments);
    server
}

fn url(password: &str, port: u16) -> String {
    format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres?sslmode=disable")
}

/// The postmaster writes its process id into the first line of its pid file and its state into the eighth, which is what `pg_ctl start --wait` reads.
fn ready(folder: &Path, _port: u16, id: u32) -> bool {
    fs::read_to_string(folder.join("data/postmaster.pid")).is_ok_and(|file| {
        let mut lines = file.lines().map(str::trim);
        lines.next() == Some(id.to_string().as_str()) && lines.nth(6) == Some("ready")
    })
}

/// Kills (SIGKILL) the processes that the postmaster has started; it alone would leave them at work. All are stopped first, as one moment of the server:
/// a session that outlived another's would still read what was before that one's commit, which is in the log.
pub(super) fn kill_children(postmaster: u32) -> Result<()> {
    // Whoever is stopped starts no others; it stops a moment after it is told to.
    signal(&[postmaster], Signal::SIGSTOP)?;
    wait_for(&[postmaster], 'T')?;
    let children = children(postmaster)?;
    signal(&children, Signal::SIGSTOP)?;
    signal(&children, Signal::SIGKILL)?;
    // A server that starts before they are gone finds their shared memory in use.
    wait_for(&children, 'Z')
}

fn signal(ids: &[u32], signal: Signal) -> Result<()> {
    for &id in ids {
        match kill(Pid::from_raw(id.try_into()?), signal) {
            // One that has ended by itself is as good as killed.
            Ok(()) | Err(Errno::ESRCH) => {}
            Err(error) => return Err(error).context("can't signal the server's processes"),
        }
    }
    Ok(())
}

/// Until each process is in this state, or gone.
fn wait_for(ids: &[u32], state: char) -> Result<()> {
    let begun = Instant::now();
    while ids.iter().any(|id| stat(*id).is_some_and(|(now, _)| now != state && now != 'Z')) {
        if begun.elapsed() > Duration::from_secs(10) {
            bail!("processes of the server do not end");
        }
        sleep(Duration::from_millis(2));
    }
    Ok(())
}

fn children(parent: u32) -> Result<Vec<u32>> {
    let ids =
        fs::read_dir("/proc").context("can't read /proc")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    Ok(ids.filter(|id| stat(*id).is_some_and(|(_, parent_of)| parent_of == parent)).collect())
}

/// A process's state and its parent, or `None` when it is gone (`proc(5)`).
fn stat(id: u32) -> Option<(char, u32)> {
    let line = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // "id (name) state parent ...": the name may hold anything, a parenthesis too.
    let (_, fields) = line.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

/// Whether any user can get into this folder, by the path given and by the one that its links lead to.
fn open_to_all(folder: &Path) -> bool {
    let enterable = |folder: &Path| fs::metadata(folder).is_ok_and(|found| found.permissions().mode() & 0o001 != 0);
    fs::canonicalize(folder).is_ok_and(|real| folder.ancestors().chain(real.ancestors()).all(enterable))
}

/// A working copy may lie in a folder that only root can enter. The programs (60 MB) find their libraries from where they are.
fn copy(from: &Path, to: &Path) -> Result<PathBuf> {
    let status = Command::new("cp").arg("-r").arg("--preserve=mode,links").arg(from).arg(to).status().context("can't start cp")?;
    if !status.success() {
        bail!("cp of {} ended with {status}", from.display());
    }
    Ok(to.to_path_buf())
}

struct User {
    id: u32,
    group: u32,
}

/// PostgreSQL refuses to run as root; Debian's package makes a user for it. `None` means the current user.
fn server_user() -> Result<Option<User>> {
    if !is_root() {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd").context("can't read /etc/passwd")?;
    let find = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some(User { id: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
    };
    let user = find("postgres").or_else(|| find("nobody"));
    user.map(Some).context("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as")
}

fn as_user(program: &Path, user: &Option<User>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    // Its own folder as the current one: the caller's may be closed to the server's user.
    command.current_dir(folder).env("LC_ALL", "C.UTF-8");
    if let Some(user) = user {
        command.uid(user.id).gid(user.group);
    }
    command
}
