//! The program `graph-codegen`: Rust bindings for Microsoft Graph from its OpenAPI description.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
