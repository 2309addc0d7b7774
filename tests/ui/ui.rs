//! What rustc prints for a mistake, and that what is right builds.
//!
//! `TRYBUILD=overwrite cargo test -p xc-ui-tests` writes the expected texts anew; they are those of the toolchain in rust-toolchain.toml.

#[test]
fn a_mistake_is_one_error_that_reads_well() {
    trybuild::TestCases::new().compile_fail("fail/*.rs");
}

#[test]
fn what_is_right_builds_and_runs() {
    trybuild::TestCases::new().pass("pass/*.rs");
}
