//! MySQL Group Replication with a single primary.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Result;

use super::Settings;
use super::cluster::{NODES, copy_data};
use super::guard::{Guard, StopSignal};
use super::mariadb::{ADMIN, url};
use super::mysql::{create_admin, prepared, programs, server_command};
use super::start::{Running, free_port, mysql_greets, password, run};

const GROUP: &str = "6f1e4c1a-5d0b-4e57-9d4c-1f2a3b4c5d6e";

pub(super) fn start() -> Result<Vec<Running>> {
    let programs = programs()?;
    let password = password()?;
    let group_ports = (0..NODES).map(|_| free_port()).collect::<Result<Vec<_>>>()?;
    let seeds = group_ports.iter().map(|port| format!("127.0.0.1:{port}")).collect::<Vec<_>>().join(",");
    // Transactions of a node's own, from before it joined, would keep it out of the group.
    let init = format!(
        "set sql_log_bin = 0;\n{}set sql_log_bin = 1;\n\
         change replication source to source_user = '{ADMIN}', source_password = '{password}' for channel 'group_replication_recovery';\n",
        create_admin(&password)
    );
    let first = prepared(&programs, "group", &init)?;
    let mut guards = vec![first];
    for _ in 1..NODES {
        let guard = Guard::new("group", StopSignal::Kill)?;
        fs::write(guard.folder().join("init.sql"), &init)?;
        copy_data(guards[0].folder(), guard.folder())?;
        // A server's own id: made anew where there is none.
        fs::remove_file(guard.folder().join("data/auto.cnf")).or_else(|error| match error.kind() {
            ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        guards.push(guard);
    }
    let mut nodes = Vec::new();
    for (index, (guard, group_port)) in guards.into_iter().zip(&group_ports).enumerate() {
        let command = |folder: &Path, port: u16| {
            let mut command = server_command(&programs, folder, port, &Settings::default());
            command.args(arguments(index, *group_port, &seeds));
            command
        };
        let ready = |folder: &Path, port: u16, id: u32| {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            log.contains("This server was declared online") && mysql_greets(folder, port, id)
        };
        nodes.push(run(guard, command, ready, |port| url(&password, port))?);
    }
    Ok(nodes)
}

fn arguments(index: usize, group_port: u16, seeds: &str) -> Vec<String> {
    let bootstrap = if index == 0 { "ON" } else { "OFF" };
    vec![
        format!("--server-id={}", index + 1),
        "--gtid-mode=ON".into(),
        "--enforce-gtid-consistency=ON".into(),
        "--report-host=127.0.0.1".into(),
        "--plugin-load-add=group_replication.so".into(),
        format!("--group-replication-group-name={GROUP}"),
        format!("--group-replication-local-address=127.0.0.1:{group_port}"),
        format!("--group-replication-group-seeds={seeds}"),
        "--group-replication-ip-allowlist=127.0.0.1/8".into(),
        "--group-replication-start-on-boot=ON".into(),
        format!("--group-replication-bootstrap-group={bootstrap}"),
        "--group-replication-recovery-get-public-key=ON".into(),
        // A member that is gone is taken out after 5 s of suspicion, and no later.
        "--group-replication-member-expel-timeout=0".into(),
    ]
}
