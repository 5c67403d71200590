//! `init`: a first file of settings.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use clap::Args;
use graph_codegen::Diagnostics;
use graph_codegen::settings::{Start, init};

use super::args::SETTINGS_FILE;
use super::outcome::Outcome;

/// What is known of it.
#[derive(Args, Debug)]
pub struct Init {
    /// The descriptions.
    #[arg(long, value_name = "FILE")]
    spec: Vec<String>,
    /// Paths to generate.
    #[arg(long, value_name = "PATTERN")]
    include: Vec<String>,
    /// Where to write.
    #[arg(long, value_name = "PATH")]
    output: Option<String>,
    /// A `kiota-lock.json` or `.kiota/workspace.json`, whose description and patterns are taken over.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["spec", "include"])]
    from: Option<PathBuf>,
}

impl Init {
    /// Writes the file, unless there is one.
    pub fn run(&self) -> Result<Outcome, Diagnostics> {
        let text = init(&self.starts()?);
        let fault = |message: String, help: &str| Diagnostics::of_argument(SETTINGS_FILE, message, help.to_owned());
        let mut file = File::create_new(SETTINGS_FILE).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => fault("the file is there already".to_owned(), "remove it first, or edit it"),
            _ => fault(format!("the file cannot be written: {error}"), "check who may write here"),
        })?;
        let write =
            |error| fault(format!("the file cannot be written: {error}"), "check the disk, and remove the file");
        file.write_all(text.as_bytes()).map_err(write)?;
        let summary = format!("wrote {SETTINGS_FILE}; go on with `graph-codegen find`, `inventory` and `generate`\n");
        Ok(Outcome::of(String::new(), summary, Diagnostics::default()))
    }

    fn starts(&self) -> Result<Vec<Start>, Diagnostics> {
        let Some(path) = &self.from else {
            let Self { spec, include, output, .. } = self;
            let mut start = Start::default();
            start.spec = if spec.is_empty() { vec!["beta.yaml".to_owned()] } else { spec.clone() };
            start.include.clone_from(include);
            start.output = Some(output.clone().unwrap_or_else(|| "src/graph".to_owned()));
            return Ok(vec![start]);
        };
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("the file cannot be read: {error}");
            Diagnostics::of_argument(&path.display().to_string(), message, "check the path".to_owned())
        })?;
        let mut starts = Start::of_kiota(path, &text)?;
        if let [only] = starts.as_mut_slice() {
            only.output = Some(self.output.clone().or(only.output.take()).unwrap_or_else(|| "src/graph".to_owned()));
        }
        Ok(starts)
    }
}
