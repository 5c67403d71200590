//! `update`: the command line of a description that is fetched anew.

use clap::Args;
use graph_codegen::{Config, Diagnostics, Update, Updated};

use super::diff::Saying;
use super::outcome::Outcome;

/// Where a description comes from.
#[derive(Args, Debug)]
pub struct Fetching {
    /// A URL with https, or a file. Default: where the last update came from, as `description.lock` in the output says.
    #[arg(long, value_name = "SOURCE")]
    from: Option<String>,
    /// Use the network though the environment variable `CI` is set, where nothing is fetched otherwise.
    #[arg(long)]
    online: bool,
    /// Follow redirects to this host, too; may be repeated.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
}

impl Fetching {
    /// Does it, and says what became of the API as `saying` wants it.
    pub fn outcome(&self, config: &Config, saying: &Saying, json: bool) -> Result<Outcome, Diagnostics> {
        let Updated { report, diff, is_same, .. } = self.run(config)?;
        let fetched = if is_same { "the description is the same\n" } else { "the description is a new one\n" };
        let output = diff.as_ref().map(|diff| saying.text(diff, json)).unwrap_or_default();
        let outcome = Outcome::of(output, format!("{fetched}{report}\n"), report.warnings);
        Ok(Outcome { code: diff.map_or(0, |diff| saying.code(&diff)), ..outcome })
    }

    fn run(&self, config: &Config) -> Result<Updated, Diagnostics> {
        let update = self.allow_host.iter().fold(Update::new().offline(!self.online && is_in_ci()), Update::allow_host);
        config.update(&self.from.iter().fold(update, Update::from))
    }
}

/// Whether a service for continuous integration runs this: they all set `CI`.
fn is_in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}
