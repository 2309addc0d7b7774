//! MariaDB with Galera.
//!
//! A node that joins is given what it lacks by another one. A full copy takes scripts and tools beyond the server; but a node that is only a
//! few transactions behind gets just these (IST), by the server itself. So the first node is started alone, stopped, and its data directory
//! copied for the others. The script that the servers still ask for (`wsrep_sst_method`) then has to pass on a position and nothing else.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::Settings;
use super::cluster::{NODES, copy_data};
use super::guard::{Guard, StopSignal};
use super::mariadb::{create_admin, make_data, programs, server_command, url};
use super::start::{Running, free_port, mysql_greets, password, prepare, run};

const PROVIDERS: [&str; 2] = ["/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so"];

/// Galera's library.
pub(super) fn provider() -> Result<PathBuf> {
    let found = PROVIDERS.iter().map(PathBuf::from).find(|library| library.is_file());
    found.with_context(|| format!("Galera is not installed: none of {} is there (package galera-4)", PROVIDERS.join(", ")))
}

/// The joining node says where it can be reached: here, its own data directory, into which the donor writes the position. The form of the
/// lines is that of MariaDB's own scripts (`wsrep_sst_rsync`).
const TRANSFER: &str = r#"#!/bin/sh
while [ $# -gt 0 ]; do
    case $1 in
        --role) role=$2 ;;
        --address) address=$2 ;;
        --datadir) data=$2 ;;
        --gtid) position=$2 ;;
        --bypass) bypass=1 ;;
    esac
    shift
done
if [ "$role" = joiner ]; then
    echo "ready $address/$data"
    while [ ! -f "$data/position" ]; do sleep 0.02; done
    cat "$data/position"
elif [ -n "$bypass" ]; then
    data=${address#*/}
    echo continue
    echo "$position" >"$data/position.new"
    mv "$data/position.new" "$data/position"
    echo "done $position"
else
    echo "a full copy is not to be had here" >&2
    exit 1
fi
"#;

/// Ports of a node beside its clients'.
struct Ports {
    group: u16,
    ist: u16,
    transfer: u16,
}

pub(super) fn start() -> Result<Vec<Running>> {
    let (install, server) = programs()?;
    let provider = provider()?;
    let password = password()?;
    let mut guards = (0..NODES).map(|_| Guard::new("galera", StopSignal::Kill)).collect::<Result<Vec<_>>>()?;
    for guard in &guards {
        fs::create_dir(guard.folder().join("tmp"))?;
        fs::write(guard.folder().join("init.sql"), "")?;
        let script = guard.folder().join("wsrep_sst_position");
        fs::write(&script, TRANSFER)?;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o700))?;
    }
    let first_folder = guards[0].folder().to_path_buf();
    prepare(&mut guards[0], &mut make_data(&install, &first_folder))?;
    fs::write(first_folder.join("init.sql"), create_admin(&password))?;

    let node = |guard: Guard, seed: Option<u16>| -> Result<(Running, u16)> {
        let ports = Ports { group: free_port()?, ist: free_port()?, transfer: free_port()? };
        let command = |folder: &Path, port: u16| {
            let mut command = server_command(&server, folder, port, &Settings::default());
            command.args(arguments(&provider, &ports, seed)).env("PATH", path(folder));
            command
        };
        let ready = |folder: &Path, port: u16, id: u32| {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            log.contains("Synchronized with group, ready for connections") && mysql_greets(folder, port, id)
        };
        Ok((run(guard, command, ready, |port| url(&password, port))?, ports.group))
    };

    let rest = guards.split_off(1);
    let Some(first) = guards.pop() else { bail!("a cluster without nodes") };
    let (alone, _) = node(first, None)?;
    let first = stopped(alone)?;
    fs::write(first.folder().join("init.sql"), "")?;
    for guard in &rest {
        copy_data(first.folder(), guard.folder())?;
        // What a node has sent to others is its own.
        fs::remove_file(guard.folder().join("data/galera.cache"))?;
    }
    let (first, seed) = node(first, None)?;
    let mut nodes = vec![first];
    for guard in rest {
        nodes.push(node(guard, Some(seed))?.0);
    }
    Ok(nodes)
}

fn arguments(provider: &Path, ports: &Ports, seed: Option<u16>) -> Vec<String> {
    let Ports { group, ist, transfer } = ports;
    let cluster = seed.map_or("gcomm://".to_owned(), |seed| format!("gcomm://127.0.0.1:{seed}"));
    vec![
        "--binlog-format=ROW".into(),
        "--innodb-autoinc-lock-mode=2".into(),
        "--wsrep-on=ON".into(),
        format!("--wsrep-provider={}", provider.display()),
        format!("--wsrep-cluster-address={cluster}"),
        format!("--wsrep-node-address=127.0.0.1:{group}"),
        "--wsrep-sst-method=position".into(),
        format!("--wsrep-sst-receive-address=127.0.0.1:{transfer}"),
        format!("--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:{group};ist.recv_addr=127.0.0.1:{ist};gcache.size=32M"),
    ]
}

/// Where the server finds the script of a node.
fn path(folder: &Path) -> String {
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

/// Stops a node in an orderly way, which is when it writes down where it is.
fn stopped(mut node: Running) -> Result<Guard> {
    kill(Pid::from_raw(i32::try_from(node.child.id())?), Signal::SIGTERM).context("can't stop the first node")?;
    let status = node.child.wait()?;
    if !status.success() {
        bail!("the first node ended with {status}");
    }
    Ok(node.guard)
}
