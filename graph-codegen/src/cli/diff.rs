//! `diff`: the command line of the comparison of two APIs.

use std::io;

use clap::{Args, ValueEnum};
use graph_codegen::diff::{Impact, Side};
use graph_codegen::{Config, Diagnostics, Diff};

use super::outcome::Outcome;
use super::wants_color;

/// The exit code where `--fail-on` is met.
const DIFFERS: u8 = 3;

/// What is compared, and how it is shown.
#[derive(Args, Debug)]
pub struct Comparison {
    /// The old API: a description, a folder of bindings, or `git:REV:PATH`, a file or folder of a revision, its path from the
    /// root of the repository. Default: the bindings that the settings name.
    #[arg(value_name = "OLD")]
    old: Option<Side>,
    /// The new API, in the same ways. Default: the descriptions of the settings.
    #[arg(value_name = "NEW")]
    new: Option<Side>,
}

/// How a diff is printed, and what it makes of the exit code.
#[derive(Args, Debug)]
pub struct Saying {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: DiffFormat,
    /// Exit with code 3 where a change is so grave.
    #[arg(long, value_enum, value_name = "IMPACT")]
    fail_on: Option<Threshold>,
}

/// How a diff is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people.
    #[default]
    Text,
    /// For a pull request.
    Markdown,
    /// For programs.
    Json,
}

/// The gravity from which on `--fail-on` fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Threshold {
    /// Code of callers may not compile any more.
    Breaking,
    /// Anything but documentation.
    Any,
}

impl Comparison {
    /// Whether the settings say what is compared, at least on one side.
    pub fn needs_settings(&self) -> bool {
        self.new.is_none()
    }

    /// What differs, said as `saying` wants it.
    pub fn outcome(&self, config: &Config, saying: &Saying, json: bool) -> Result<Outcome, Diagnostics> {
        let diff = config.diff(self.old.as_ref(), self.new.as_ref())?;
        let outcome = Outcome::of(saying.text(&diff, json), String::new(), Diagnostics::default());
        Ok(Outcome { code: saying.code(&diff), ..outcome })
    }
}

impl Saying {
    /// Whether it is printed as JSON.
    pub fn is_json(&self) -> bool {
        self.format == DiffFormat::Json
    }

    /// The text to print for `diff`.
    pub fn text(&self, diff: &Diff, json: bool) -> String {
        match self.format {
            DiffFormat::Markdown if !json => diff.to_markdown(),
            DiffFormat::Text if !json => diff.render(wants_color(&io::stdout())),
            _ => format!("{}\n", diff.to_json()),
        }
    }

    /// The exit code for `diff`.
    pub fn code(&self, diff: &Diff) -> u8 {
        let is_met = match self.fail_on {
            None => false,
            Some(Threshold::Breaking) => diff.is_breaking(),
            Some(Threshold::Any) => diff.impact().is_some_and(|impact| impact < Impact::Documentation),
        };
        if is_met { DIFFERS } else { 0 }
    }
}
