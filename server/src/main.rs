//! The program `palabre`: everything is in [`palabre::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    palabre_core::crash::arm();
    palabre::cli::run(std::env::args_os())
}
