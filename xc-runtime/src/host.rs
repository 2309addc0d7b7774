//! This process's name among others, for the lease and for presence.

/// The host's name, as far as it can be told.
pub(crate) fn name() -> String {
    std::env::var("HOSTNAME")
        .ok()
        .or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok())
        .map(|host| host.trim().chars().take(100).collect::<String>())
        .filter(|host| !host.is_empty())
        .unwrap_or_else(|| "unknown host".to_owned())
}

/// Host, process id and a random number: another one for each call, for a process may have several executors.
pub(crate) fn process_name() -> String {
    format!("{}:{}:{:04x}", name(), std::process::id(), fastrand::u16(..))
}
