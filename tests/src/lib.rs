//! What the end-to-end tests of xc stand on: a fresh database on a real server for each test, and an application in two versions at work on it.

pub mod bench;
pub mod beside;
pub mod change;
pub mod contacts;
pub mod lock_table;
pub mod migrations;
pub mod parcels;
pub mod planned_locks;
pub mod schema;
pub mod servers;
pub mod workload;
