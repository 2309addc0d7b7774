//! What the machine does beside a bench, and what CPU a server takes.

use std::time::Instant;

use sqlx::Row;

use super::measure::one;
use crate::servers::{Kind, TestDatabase};

/// The load of the last minute, as the kernel counts it: tasks that run or want to. `None` where `/proc` does not tell.
pub(super) fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// CPU times since the machine was started, and when they were looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Busy {
    at: Instant,
    everybody: f64,
    bench: f64,
}

impl Busy {
    pub(super) async fn now(database: &TestDatabase) -> Option<Busy> {
        Some(Busy { at: Instant::now(), everybody: everybody()?, bench: cpu(database).await? })
    }

    /// How many cores others than the bench and its server have kept busy since then.
    pub(super) fn by_others(self, then: Busy) -> f64 {
        let seconds = self.at.duration_since(then.at).as_secs_f64();
        (((self.everybody - then.everybody) - (self.bench - then.bench)) / seconds).max(0.0)
    }
}

/// proc(5), `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal, in hundredths of a second. What waits is not busy.
fn everybody() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    let fields: Vec<f64> = stat.lines().next()?.split_whitespace().skip(1).take(8).map_while(|field| field.parse().ok()).collect();
    let [user, nice, system, _, _, irq, softirq, _] = fields.try_into().ok()?;
    Some((user + nice + system + irq + softirq) / 100.0)
}

/// CPU seconds that the server and this process have used; of SQLite, which is part of this process, there is no other. Where `/proc` does
/// not tell, none.
pub(super) async fn cpu(database: &TestDatabase) -> Option<f64> {
    let query = match database.kind {
        Kind::Postgres => Some("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)"),
        Kind::MySql | Kind::MariaDb => {
            Some("select case when @@pid_file like '/%' then @@pid_file else concat(@@datadir, '/', @@pid_file) end")
        }
        Kind::Sqlite => None,
    };
    let server = match query {
        None => 0.0,
        Some(query) => {
            let told: String = one(database, query).await.ok()?.try_get(0).ok()?;
            let pid = if database.kind == Kind::Postgres { told } else { std::fs::read_to_string(told).ok()? };
            of_family(pid.trim())?
        }
    };
    Some(server + of_process("self")?.own)
}

struct Cpu {
    parent: String,
    own: f64,
    ended_children: f64,
}

/// proc(5), `/proc/pid/stat`: the parent is field 4, the times of the process 14 and 15, those of its children that ended 16 and 17, in
/// hundredths of a second on every Linux that Rust supports.
fn of_process(pid: &str) -> Option<Cpu> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let seconds = |field: usize| Some(fields.get(field - 3)?.parse::<f64>().ok()? / 100.0);
    Some(Cpu { parent: (*fields.get(1)?).to_owned(), own: seconds(14)? + seconds(15)?, ended_children: seconds(16)? + seconds(17)? })
}

/// A server's process with its children: PostgreSQL has one for each connection.
fn of_family(pid: &str) -> Option<f64> {
    let first = of_process(pid)?;
    let others = std::fs::read_dir("/proc").ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let children = others.filter_map(|other| of_process(&other)).filter(|other| other.parent == pid).map(|child| child.own);
    Some(first.own + first.ended_children + children.sum::<f64>())
}
