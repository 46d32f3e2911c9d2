//! The program `palabre`: everything is in [`palabre::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    palabre::cli::run(std::env::args_os())
}
