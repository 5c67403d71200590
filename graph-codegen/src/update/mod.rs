//! From the place where a description is published to bindings: fetch, compare, write all of it or nothing.
//!
//! ```text
//! fetch -> new description beside the old one -> new bindings, with the digest of the description -> rename
//!          removed by the next run             | the next run finds that digest, and renames
//! ```

mod fetch;
mod generate;
mod target;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{Config, Layout};
use crate::diagnostics::{Diagnostics, fault};
use crate::diff::Diff;
use crate::digest;
use crate::output::pinned::{self, Pinned};
use crate::report::Report;
use crate::snapshot::Snapshot;

use self::fetch::Answer;
use self::target::Source;

/// Where a description comes from, and how much is taken from there.
///
/// ```no_run
/// # fn main() -> Result<(), graph_codegen::Diagnostics> {
/// let config = graph_codegen::Config::new().spec("beta.yaml").output("src/api");
/// let updated = config.update(&graph_codegen::Update::new().from("https://graph.example/beta.yaml"))?;
/// println!("{}", updated.diff.map(|diff| diff.to_string()).unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Update {
    from: Option<String>,
    is_offline: bool,
    hosts: Vec<String>,
    most_bytes: u64,
    timeout: Duration,
}

/// What an update did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Updated {
    /// What was generated.
    pub report: Report,
    /// What became of the API; `None` where there were no bindings, or bindings without a snapshot.
    pub diff: Option<Diff>,
    /// Whether the source has the same description as before.
    pub is_same: bool,
}

impl Default for Update {
    fn default() -> Self {
        Self {
            from: None,
            is_offline: false,
            hosts: Vec::new(),
            most_bytes: 256 << 20,
            timeout: Duration::from_secs(900),
        }
    }
}

impl Update {
    /// From where the last update came, with at most 256 MiB in at most 15 minutes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the description from `source`: a URL with https, or with http on this machine; or a file.
    pub fn from(mut self, source: impl Into<String>) -> Self {
        self.from = Some(source.into());
        self
    }

    /// Whether a URL is an error, because nothing may be fetched.
    pub fn offline(mut self, offline: bool) -> Self {
        self.is_offline = offline;
        self
    }

    /// Follows redirects to `host`, too; without, they have to stay on the host of the URL.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Takes at most `bytes`.
    pub fn most_bytes(mut self, bytes: u64) -> Self {
        self.most_bytes = bytes;
        self
    }

    /// Waits at most `timeout` for all of it, and a fifteenth of it for each part.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl Config {
    /// Replaces the description of these settings, one file, by the one that `update` says, and the bindings by those of it.
    /// Where it came from and its SHA-256 are recorded in `description.lock`, in the output.
    ///
    /// # Errors
    /// All that is wrong with the settings, the source, the description or the output. Description and bindings are the old
    /// ones then, unless it says that files are half replaced: the next run completes that.
    pub fn update(&self, update: &Update) -> Result<Updated, Diagnostics> {
        let (spec, output) = self.places()?;
        let known = pinned::read(&output);
        let text =
            update.from.clone().or_else(|| known.as_ref().map(|pinned| pinned.source.clone())).ok_or_else(nowhere)?;
        let source = Source::parse(&text).map_err(|message| fault(&text, message, SOURCES))?;
        let kept = known.filter(|pinned| pinned.source == text).filter(|pinned| is_pinned(&spec, pinned));
        let answer = fetch::get(&source, kept.as_ref().and_then(|pinned| pinned.etag.as_deref()), update)
            .map_err(|(message, help)| fault(&text, message, help))?;
        let (description, etag) = match answer {
            Answer::Same => {
                let stored = fs::read_to_string(&spec)
                    .map_err(|error| fault(&shown(&spec), error.to_string(), "check that it can be read"))?;
                (stored, kept.as_ref().and_then(|pinned| pinned.etag.clone()))
            }
            Answer::New { text, etag } => (text, etag),
        };
        let sha256 = digest::hex(&digest::of(&description));
        let is_same = kept.is_some_and(|pinned| pinned.sha256 == sha256);
        let pinned = Pinned { source: text, etag, sha256 };
        let old = Snapshot::in_folder(&output).ok();
        let report = self.clone().pinned(pinned).only_text(shown(&spec), description).generate_with(&spec)?;
        let new = Snapshot::in_folder(&output).ok();
        let diff = old.zip(new).map(|(old, new)| Diff::between(&old, &new));
        Ok(Updated { report, diff, is_same })
    }

    /// The one file with the description, and the folder with the bindings.
    fn places(&self) -> Result<(PathBuf, PathBuf), Diagnostics> {
        let specs = self.sorted_specs();
        let [spec] = specs.as_slice() else {
            let message = format!("there are {} descriptions, and one is updated at a time", specs.len());
            return Err(fault(
                "spec",
                message,
                "name the file that the description is kept in, with `--spec` or in `graph-codegen.toml`",
            ));
        };
        let text = spec.to_string_lossy();
        if text == "-" || text.contains("://") || text.contains(['*', '?', '[']) && !spec.exists() {
            return Err(fault(
                &text,
                "this is not a file that a description can be kept in".to_owned(),
                "name one file",
            ));
        }
        let output = self.bindings_folder().filter(|_| self.chosen_layout() != Layout::File);
        let output = output.ok_or_else(|| {
            fault(
                "output",
                "there is no folder for the bindings".to_owned(),
                "name one with `--output`; the layout `file` has no `.lock` files",
            )
        })?;
        Ok((spec.clone(), output))
    }
}

const SOURCES: &str = "give a URL with https, or a file; http is for this machine alone";

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn nowhere() -> Diagnostics {
    fault(
        "source",
        "it is not known where the description comes from".to_owned(),
        "say it once with `--from`; after that, `description.lock` has it",
    )
}

/// Whether `spec` still is what was fetched.
fn is_pinned(spec: &Path, pinned: &Pinned) -> bool {
    fs::read(spec).is_ok_and(|bytes| digest::hex(&digest::of(bytes)) == pinned.sha256)
}
