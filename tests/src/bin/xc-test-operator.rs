//! The operator's command line of the tests' migrations, as a user's own binary would have it.

use std::process::ExitCode;

fn main() -> ExitCode {
    xc::cli::main(xc_tests::migrations::MIGRATIONS)
}
