//! The executor on SQLite, with plans written by hand. What it does on servers, and with what the language writes, is tested in the
//! package `xc-tests`.

mod control;
mod database;
mod mistakes;
mod phases;
mod plans;
