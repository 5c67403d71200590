//! `update`: the command line of a description that is fetched anew.

use clap::Args;
use graph_codegen::{Config, Diagnostics, Update, Updated};

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
    /// Does it.
    pub fn run(&self, config: &Config) -> Result<Updated, Diagnostics> {
        let update = self.allow_host.iter().fold(Update::new().offline(!self.online && is_in_ci()), Update::allow_host);
        config.update(&self.from.iter().fold(update, Update::from))
    }
}

/// Whether a service for continuous integration runs this: they all set `CI`.
fn is_in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}
