//! What shells and readers of manuals get: completions and pages, made of the flags themselves.

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;
use graph_codegen::Diagnostics;

use super::args::Cli;
use super::outcome::Outcome;

/// The name of the program.
const PROGRAM: &str = "graph-codegen";

/// The script that completes commands and flags in `shell`.
pub fn completions(shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), PROGRAM, &mut script);
    text(&script)
}

/// The manual page of the program, or of `command`.
pub fn manual(command: Option<&str>) -> Result<Outcome, Diagnostics> {
    let mut program = Cli::command();
    program.build();
    let Some(name) = command else { return Ok(page(program)) };
    if let Some(command) = program.find_subcommand(name) {
        return Ok(page(command.clone()));
    }
    let names: Vec<_> = program.get_subcommands().map(clap::Command::get_name).collect();
    let help = format!("the commands are `{}`", names.join("`, `"));
    Err(Diagnostics::of_argument("COMMAND", format!("there is no command `{name}`"), help))
}

fn page(command: clap::Command) -> Outcome {
    let mut page = Vec::new();
    // Writing to memory does not fail.
    drop(Man::new(command).render(&mut page));
    text(&page)
}

fn text(bytes: &[u8]) -> Outcome {
    Outcome::of(String::from_utf8_lossy(bytes).into_owned(), String::new(), Diagnostics::default())
}
