//! The address that an application and an executor know, as a load balancer, a virtual address or a name in DNS gives it: behind it is now one server, now
//! another.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering::SeqCst};

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes connections on. It ends with the value.
#[derive(Debug)]
pub struct Entry {
    port: u16,
    target: Arc<AtomicU16>,
    moves: watch::Sender<()>,
    accepting: JoinHandle<()>,
}

impl Entry {
    /// To the server of this URL.
    ///
    /// # Errors
    /// No port is to be had, or the URL has none.
    pub async fn to(url: &str) -> Result<Entry> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let target = Arc::new(AtomicU16::new(port_of(url)?));
        let (moves, moved) = watch::channel(());
        let accepting = tokio::spawn({
            let target = target.clone();
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(pass(client, target.load(SeqCst), moved.clone()));
                }
            }
        });
        Ok(Entry { port, target, moves, accepting })
    }

    /// From now on to another server. The connections that there are end.
    ///
    /// # Errors
    /// The URL has no port.
    pub fn lead_to(&self, url: &str) -> Result<()> {
        self.target.store(port_of(url)?, SeqCst);
        self.moves.send_replace(());
        Ok(())
    }

    /// A server's URL, by way of this.
    ///
    /// # Errors
    /// The URL has no port.
    pub fn url(&self, of: &str) -> Result<String> {
        Ok(of.replacen(&format!(":{}/", port_of(of)?), &format!(":{}/", self.port), 1))
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A client whose server does not answer is told at once.
async fn pass(mut client: TcpStream, target: u16, mut moved: watch::Receiver<()>) {
    moved.mark_unchanged();
    if let Ok(mut server) = TcpStream::connect(("127.0.0.1", target)).await {
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
            _ = moved.changed() => {}
        }
    }
}

fn port_of(url: &str) -> Result<u16> {
    let (_, place) = url.rsplit_once('@').context("the URL has no user")?;
    let port = place.split(['/', ':']).nth(1).context("the URL has no port")?;
    Ok(port.parse()?)
}
