//! The program `graph-codegen`: Rust bindings for Microsoft Graph from its OpenAPI description.

mod cli;

use std::process::ExitCode;

/// A run makes and frees tens of millions of tokens and values, on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
