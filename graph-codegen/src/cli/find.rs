//! `find`, `tree` and `explain`: what the descriptions have.

use clap::Args;
use graph_codegen::{Config, Diagnostics};

use super::outcome::Outcome;

/// What `find` looks for.
#[derive(Args, Debug)]
pub struct Words {
    /// Words that an operation or a type has to have, such as `reject call`.
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// How many to print.
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    limit: usize,
}

/// Which part of the tree `tree` prints.
#[derive(Args, Debug)]
pub struct Part {
    /// The path to begin at.
    #[arg(value_name = "PATH", default_value = "/")]
    path: String,
    /// How many segments to go down.
    #[arg(long, value_name = "COUNT", default_value_t = 2)]
    depth: usize,
}

/// What `explain` tells about.
#[derive(Args, Debug)]
pub struct Subject {
    /// `POST /communications/calls`, a path with all its methods, or the name of a type.
    #[arg(value_name = "OPERATION|TYPE", required = true, num_args = 1..=2)]
    subject: Vec<String>,
    /// Do all of the work, though nothing may have changed since the last run, and keep nothing for the next one.
    #[arg(long)]
    no_cache: bool,
}

impl Words {
    /// Prints what fits.
    pub fn run(&self, config: &Config, json: bool) -> Result<Outcome, Diagnostics> {
        let findings = config.find(&self.words, self.limit)?;
        let output = if json { format!("{}\n", findings.to_json()) } else { findings.to_string() };
        Ok(Outcome::of(output, findings.summary(), Diagnostics::default()))
    }
}

impl Part {
    /// Prints the tree.
    pub fn run(&self, config: &Config, json: bool) -> Result<Outcome, Diagnostics> {
        let tree = config.tree(&self.path, self.depth)?;
        let output = if json { format!("{}\n", tree.to_json()) } else { tree.to_string() };
        Ok(Outcome::of(output, String::new(), Diagnostics::default()))
    }
}

impl Subject {
    /// Prints all about it.
    pub fn run(&self, config: &Config, json: bool) -> Result<Outcome, Diagnostics> {
        let explained = config.explain(&self.subject.join(" "))?;
        let output = if json { format!("{}\n", explained.to_json()) } else { explained.to_string() };
        Ok(Outcome::of(output, String::new(), explained.warnings))
    }

    /// Whether what is told may be kept.
    pub fn keeps(&self) -> bool {
        !self.no_cache
    }
}
