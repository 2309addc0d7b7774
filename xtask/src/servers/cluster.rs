//! Clusters of three nodes, of the kinds that people run: every node is a server of its own on this machine.

use std::fmt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Release, Server, galera, group_replication, mariadb, mysql};

/// How many nodes a cluster has: the fewest of which one can be lost.
pub(super) const NODES: usize = 3;

/// A kind of cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClusterKind {
    /// MariaDB with Galera: every node takes writes.
    Galera,
    /// MySQL Group Replication with a single primary: the others are read-only.
    GroupReplication,
}

impl ClusterKind {
    /// The server that its nodes are.
    pub fn release(self) -> Release {
        match self {
            ClusterKind::Galera => Release::MariaDb,
            ClusterKind::GroupReplication => Release::MySql,
        }
    }

    /// Whether its programs are on the machine.
    pub fn available(self) -> bool {
        match self {
            ClusterKind::Galera => mariadb::programs().is_ok() && galera::provider().is_ok(),
            ClusterKind::GroupReplication => mysql::programs().is_ok(),
        }
    }
}

impl fmt::Display for ClusterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ClusterKind::Galera => "Galera",
            ClusterKind::GroupReplication => "Group Replication",
        })
    }
}

/// A running cluster. Dropping it stops its nodes and removes their folders.
#[derive(Debug)]
pub struct Cluster {
    kind: ClusterKind,
    nodes: Vec<Server>,
}

impl Cluster {
    /// Starts a cluster, and returns when all of its nodes have joined it. The first node is Group Replication's primary.
    ///
    /// # Errors
    /// The programs are not on the machine (see [`ClusterKind::available`]), or a node does not join.
    pub fn start(kind: ClusterKind) -> Result<Cluster> {
        let nodes = match kind {
            ClusterKind::Galera => galera::start()?,
            ClusterKind::GroupReplication => group_replication::start()?,
        };
        let nodes = nodes.into_iter().map(|running| Server::of(kind.release(), running)).collect();
        Ok(Cluster { kind, nodes })
    }

    /// Its kind.
    pub fn kind(&self) -> ClusterKind {
        self.kind
    }

    /// Its nodes, those that were killed included.
    pub fn nodes(&self) -> &[Server] {
        &self.nodes
    }

    /// Ends a node as a power cut would.
    ///
    /// # Errors
    /// The operating system's.
    ///
    /// # Panics
    /// There is no such node.
    pub fn kill(&mut self, node: usize) -> Result<()> {
        self.nodes[node].kill()
    }
}

/// Copies the data directory of a server that is stopped.
pub(super) fn copy_data(from: &Path, to: &Path) -> Result<()> {
    let status = Command::new("cp").arg("-a").arg(from.join("data")).arg(to).status().context("can't start `cp`")?;
    if !status.success() {
        bail!("cp -a ended with {status}");
    }
    Ok(())
}
