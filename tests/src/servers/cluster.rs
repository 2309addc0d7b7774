//! One test's cluster, and its database on each node.

use anyhow::{Context, Result, ensure};
use xtask::servers::{Cluster, ClusterKind};

use super::{TestDatabase, not_run};

/// A cluster of three nodes with one database. It ends with the value.
#[derive(Debug)]
pub struct TestCluster {
    // Before the cluster: dropping the database needs a node.
    databases: Vec<TestDatabase>,
    cluster: Cluster,
}

impl TestCluster {
    /// A fresh cluster with an empty database, or `None` where it can't be had, which this then says.
    ///
    /// # Errors
    /// It is on the machine and does not start; it can't be had and `XC_REQUIRE_SERVERS` is `1`.
    pub async fn start(kind: ClusterKind) -> Result<Option<TestCluster>> {
        if !super::selected(kind.release()) {
            return Ok(None);
        }
        if !kind.available() {
            return not_run(kind, kind.release()).map(|()| None);
        }
        let cluster = tokio::task::spawn_blocking(move || Cluster::start(kind)).await?.with_context(|| format!("{kind} does not start"))?;
        let mut first = TestDatabase::on_server(kind.release(), cluster.nodes()[0].url()).await?;
        first.clustered = true;
        let mut databases = vec![first];
        for node in &cluster.nodes()[1..] {
            databases.push(databases[0].on_node(node.url())?);
        }
        Ok(Some(TestCluster { databases, cluster }))
    }

    /// The database, as a node has it.
    pub fn on(&self, node: usize) -> &TestDatabase {
        &self.databases[node]
    }

    /// Ends a node as a power cut would.
    ///
    /// # Errors
    /// The operating system's, or there is no such node.
    pub fn kill(&mut self, node: usize) -> Result<()> {
        ensure!(node < self.databases.len(), "there is no node {node}");
        self.cluster.kill(node)
    }
}
