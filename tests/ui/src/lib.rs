//! Compile-fail and pass cases: see `ui.rs`.
