//! The program: flags in, text and an exit code out. What it does is in the library.

mod args;
mod find;
mod outcome;
mod progress;

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use graph_codegen::{Config, Diagnostics, Sliced, describe};
use graph_emit::count::counted;

use args::{Cli, Command, Dialect, Format, NoSettings};
use outcome::{Outcome, reported};
use progress::Progress;

/// The input is at fault, or the output is stale.
const FAULT: u8 = 1;
/// The program was called wrongly.
const USAGE: u8 = 2;

/// Runs the program on the arguments of the process.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell when this cannot be printed.
            drop(error.print());
            return if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS };
        }
    };
    let json = cli.command.is_json();
    match cli.command.config() {
        Ok(config) => {
            let (progress, config) = Progress::watch(config, !json);
            let outcome = command(&cli.command, &config);
            drop(progress);
            conclude(&outcome, json)
        }
        Err(NoSettings::Faulty(diagnostics)) => conclude(&Err(diagnostics), json),
        Err(NoSettings::Nowhere) => {
            misuse("no description was given", "name one with `--spec`, or write a `graph-codegen.toml`")
        }
        Err(NoSettings::NoOutput) => misuse("no output was given", "say where to write with `--output`"),
    }
}

fn misuse(message: &str, help: &str) -> ExitCode {
    note(&format!("error: {message}\nhelp: {help}\n"));
    ExitCode::from(USAGE)
}

fn command(command: &Command, config: &Config) -> Result<Outcome, Diagnostics> {
    match command {
        Command::Generate { settings, .. } => Ok(reported(&config.generate()?, settings.json, false)),
        Command::Check { settings, .. } => Ok(reported(&config.check()?, settings.json, true)),
        Command::Slice { settings, dialect } => {
            let sliced = match dialect {
                None => config.slice()?,
                Some(Dialect::Official) => config.official_slice()?,
            };
            let summary = sliced.summary();
            let Sliced { slice, warnings, .. } = sliced;
            let output = if settings.json { format!("{}\n", slice.to_json()) } else { slice.to_yaml() };
            Ok(Outcome::of(output, summary, warnings))
        }
        Command::Inventory { settings, format } => {
            let inventory = config.inventory()?;
            let lines = settings.json || *format == Format::Json;
            let output = if lines { inventory.to_json_lines() } else { inventory.to_string() };
            Ok(Outcome::of(output, inventory.summary(), inventory.warnings))
        }
        Command::Find { settings, words } => words.run(config, settings.json),
        Command::Tree { settings, part } => part.run(config, settings.json),
        Command::Explain { settings, subject } => subject.run(config, settings.json),
        Command::Declare { settings, module } => {
            let declared = config.declarations(module)?;
            let output = if settings.json {
                format!("{}\n", serde_json::json!({ "source": declared.source, "operations": declared.operations }))
            } else {
                declared.source
            };
            Ok(Outcome::of(
                output,
                format!("{} declared\n", counted(declared.operations, "operation")),
                declared.warnings,
            ))
        }
        Command::Describe { file, json } => {
            let (name, text) = source(file)?;
            let described = describe(&name, &text)?;
            let output = if *json { format!("{}\n", described.to_json()) } else { described.to_yaml() };
            Ok(Outcome::of(output, String::new(), Diagnostics::default()))
        }
        Command::Snippet { settings, writing } => {
            let snippet = config.snippet(&request()?, &writing.style())?;
            let output = match (settings.json, writing.body_only) {
                (true, _) => format!("{}\n", snippet.to_json()),
                (false, true) => snippet.body_only(),
                (false, false) => snippet.to_string(),
            };
            let notes = snippet.notes.iter().flat_map(|note| ["note: ", note, "\n"]).collect();
            Ok(Outcome::of(output, notes, snippet.warnings))
        }
    }
}

/// The file of declarations, with its name.
fn source(file: &Path) -> Result<(String, String), Diagnostics> {
    let (name, text) = if file == Path::new("-") {
        ("standard input".to_owned(), io::read_to_string(io::stdin().lock()))
    } else {
        (file.display().to_string(), std::fs::read_to_string(file))
    };
    text.map(|text| (name.clone(), text)).map_err(|error| Diagnostics::unreadable_source(&name, &error))
}

/// The request on standard input.
fn request() -> Result<String, Diagnostics> {
    let mut text = String::new();
    match io::stdin().lock().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Diagnostics::unreadable("standard input", &error)),
    }
}

fn conclude(outcome: &Result<Outcome, Diagnostics>, json: bool) -> ExitCode {
    let (warnings, code) = match outcome {
        Ok(outcome) => (&outcome.warnings, if outcome.is_stale { FAULT } else { 0 }),
        Err(diagnostics) => (diagnostics, FAULT),
    };
    if !json && !warnings.is_empty() {
        note(&warnings.render(wants_color()));
    }
    let written = match outcome {
        Ok(outcome) => print(&outcome.output),
        Err(diagnostics) if json => print(&format!("{}\n", diagnostics.to_json())),
        Err(_) => Ok(()),
    };
    if let (Ok(outcome), false) = (outcome, json) {
        note(&outcome.summary);
    }
    match written {
        Ok(()) => ExitCode::from(code),
        // Who closed the pipe has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(code),
        Err(error) => {
            note(&format!("error: the output cannot be printed: {error}\n"));
            ExitCode::from(FAULT)
        }
    }
}

/// Colors are for terminals whose user does not object (<https://no-color.org>).
fn wants_color() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}

/// Says something to the user; there is nowhere left to report a failure of that.
fn note(text: &str) {
    drop(io::stderr().lock().write_all(text.as_bytes()));
}
