//! The program: flags in, text and an exit code out. What it does is in the library.

mod args;
mod cache;
mod diff;
mod find;
mod init;
mod outcome;
mod pages;
mod print;
mod progress;
#[cfg(feature = "update")]
mod update;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use graph_codegen::{Config, Diagnostics};

use args::{Cli, Command, Format, NoSettings, Voice};
use outcome::{Outcome, reported};
use progress::Progress;

/// The input is at fault, or the output is stale.
const FAULT: u8 = 1;
/// The program was called wrongly.
const USAGE: u8 = 2;
/// How many problems are shown without `--all`.
const SHOWN: usize = 20;

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
    let code = match cli.command.configs() {
        Ok(configs) => outputs(&cli, configs),
        Err(NoSettings::Faulty(diagnostics)) => conclude(&Err(diagnostics), json, cli.voice),
        Err(NoSettings::Nowhere) => {
            misuse("no description was given", "name one with `--spec`, or write a `graph-codegen.toml` with `init`")
        }
        Err(NoSettings::NoOutput) => misuse("no output was given", "say where to write with `--output`"),
        Err(NoSettings::Several(names)) => {
            let message = format!("the settings have several outputs: `{}`", names.join("`, `"));
            misuse(&message, "choose one with `--only`")
        }
        Err(NoSettings::NoSuch(name, names)) if names.is_empty() => {
            misuse(&format!("there is no output `{name}`"), "the settings have one output, without a name")
        }
        Err(NoSettings::NoSuch(name, names)) => {
            let help = format!("the outputs are `{}`", names.join("`, `"));
            misuse(&format!("there is no output `{name}`"), &help)
        }
    };
    ExitCode::from(code)
}

/// Does the command for each output. Each is a run of its own: what is wrong with one does not keep the others from being
/// written.
fn outputs(cli: &Cli, mut configs: Vec<(String, Config)>) -> u8 {
    let (json, voice) = (cli.command.is_json(), cli.voice);
    if configs.len() == 1 {
        let (_, config) = configs.remove(0);
        return conclude(&one(cli, config), json, voice);
    }
    let mut code = 0;
    let mut reports = serde_json::Map::new();
    for (name, config) in configs {
        let outcome = one(cli, config);
        if json {
            code = code.max(exit_code(&outcome));
            reports.insert(name, to_json(&outcome));
        } else {
            if !voice.quiet || exit_code(&outcome) > 0 {
                note(&format!("{name}:\n"));
            }
            code = code.max(conclude(&outcome, false, voice));
        }
    }
    if json { code.max(printed(&format!("{}\n", serde_json::Value::Object(reports)), code)) } else { code }
}

/// Does the command for one output, with progress.
fn one(cli: &Cli, config: Config) -> Result<Outcome, Diagnostics> {
    let (progress, config) = Progress::watch(config, !cli.command.is_json(), cli.voice);
    let outcome = command(&cli.command, &config);
    drop(progress);
    outcome
}

/// What was printed if there were one output, as JSON.
fn to_json(outcome: &Result<Outcome, Diagnostics>) -> serde_json::Value {
    match outcome {
        Ok(outcome) => serde_json::from_str(&outcome.output).unwrap_or_default(),
        Err(diagnostics) => diagnostics.to_json(),
    }
}

fn misuse(message: &str, help: &str) -> u8 {
    note(&format!("error: {message}\nhelp: {help}\n"));
    USAGE
}

fn command(command: &Command, config: &Config) -> Result<Outcome, Diagnostics> {
    match command {
        Command::Generate { settings, .. } => Ok(reported(&config.generate()?, settings.json, false)),
        Command::Check { settings, .. } => Ok(reported(&config.check()?, settings.json, true)),
        Command::Slice { settings, dialect } => print::slice(config, *dialect, settings.json),
        Command::Inventory { settings, format } => print::inventory(config, settings.json || *format == Format::Json),
        Command::Find { settings, words } => words.run(config, settings.json),
        Command::Tree { settings, part } => part.run(config, settings.json),
        Command::Explain { settings, subject } => subject.run(config, settings.json),
        Command::Declare { settings, module } => print::declarations(config, module, settings.json),
        Command::Describe { file, json } => print::description(file, *json),
        Command::Snippet { settings, writing } => print::snippet(config, writing, settings.json),
        Command::Init(init) => init.run(),
        Command::Fixups { json } => Ok(print::fixups(*json)),
        Command::Schema => Ok(print::schema()),
        Command::Completions { shell } => Ok(pages::completions(*shell)),
        Command::Man { command } => pages::manual(command.as_deref()),
        Command::Diff { settings, comparison, saying, .. } => comparison.outcome(config, saying, settings.json),
        #[cfg(feature = "update")]
        Command::Update { settings, fetching, saying, .. } => fetching.outcome(config, saying, settings.json),
    }
}

/// The exit code of a command with this outcome.
fn exit_code(outcome: &Result<Outcome, Diagnostics>) -> u8 {
    match outcome {
        Ok(outcome) => outcome.code,
        Err(_) => FAULT,
    }
}

/// Says what came of a command; its exit code.
fn conclude(outcome: &Result<Outcome, Diagnostics>, json: bool, voice: Voice) -> u8 {
    let (found, is_error) = match outcome {
        Ok(outcome) => (&outcome.warnings, false),
        Err(diagnostics) => (diagnostics, true),
    };
    if !json && !found.is_empty() && (is_error || !voice.quiet) {
        let text = if voice.all {
            found.render(wants_color(&io::stderr()))
        } else {
            found.render_some(wants_color(&io::stderr()), SHOWN)
        };
        note(&text);
    }
    let code = match outcome {
        Ok(outcome) => printed(&outcome.output, outcome.code),
        Err(diagnostics) if json => printed(&format!("{}\n", diagnostics.to_json()), FAULT),
        Err(_) => FAULT,
    };
    if let (Ok(outcome), false) = (outcome, json) {
        if voice.verbose {
            note(&outcome.details);
        }
        if !voice.quiet || code != 0 {
            note(&outcome.summary);
        }
    }
    code
}

/// Prints `text`; `code`, or the one for a failure of that.
fn printed(text: &str, code: u8) -> u8 {
    match put(text) {
        Ok(()) => code,
        // Who closed the pipe has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
        Err(error) => {
            note(&format!("error: the output cannot be printed: {error}\n"));
            FAULT
        }
    }
}

/// Colors are for terminals whose user does not object (<https://no-color.org>).
fn wants_color(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn put(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}

/// Says something to the user; there is nowhere left to report a failure of that.
fn note(text: &str) {
    drop(io::stderr().lock().write_all(text.as_bytes()));
}
