//! The two sides of a comparison: where their APIs come from.

use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::thread;

use super::Diff;
use crate::config::{Config, Layout};
use crate::diagnostics::{Diagnostics, fault};
use crate::snapshot::{NAME, Snapshot, SnapshotError};

/// The most that is read of a revision: more than any description has.
const MOST_BYTES: u64 = 1 << 30;

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// A description, or a folder of bindings, which has its snapshot.
    Path(PathBuf),
    /// A file or a folder as git keeps it.
    Revision {
        /// Anything that git takes for a revision: `HEAD~1`, `v1.2.0`.
        revision: String,
        /// The path from the root of the repository; one that begins with `./` is from the current folder.
        path: String,
    },
}

/// A text that names no side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotASide(&'static str);

impl FromStr for Side {
    type Err = NotASide;

    /// `beta.yaml`, `src/api`, `git:HEAD~1:beta.yaml`.
    fn from_str(text: &str) -> Result<Self, NotASide> {
        let Some(rest) = text.strip_prefix("git:") else { return Ok(Self::Path(text.into())) };
        let Some((revision, path)) = rest.split_once(':') else {
            return Err(NotASide("it has no path: write `git:REV:PATH`"));
        };
        // What begins with a hyphen is an option to git.
        let is_plain = |text: &str| !text.is_empty() && !text.starts_with('-') && !text.contains(char::is_control);
        if is_plain(revision) && !path.is_empty() && !path.contains(char::is_control) {
            Ok(Self::Revision { revision: revision.to_owned(), path: path.to_owned() })
        } else {
            Err(NotASide("it names no revision and path: write `git:REV:PATH`"))
        }
    }
}

impl fmt::Display for NotASide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotASide {}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Revision { revision, path } => write!(f, "git:{revision}:{path}"),
        }
    }
}

/// What a side turned out to be.
enum Found {
    /// It has its API written down.
    Snapshot(Snapshot),
    /// A description is to be read, with these settings.
    Description(Box<Config>),
}

impl Config {
    /// What became of the API of `old` in that of `new`: of the bindings in [`output`](Self::output) where there is no `old`, and
    /// of the descriptions of the settings where there is no `new`. The settings say what is selected of a description.
    ///
    /// Where one side is bindings in a folder, the other gets the names that their `.lock` files record; the names of two
    /// descriptions are chosen afresh.
    ///
    /// # Errors
    /// All that is wrong with the settings, the descriptions or the bindings.
    pub fn diff(&self, old: Option<&Side>, new: Option<&Side>) -> Result<Diff, Diagnostics> {
        let own = self.bindings_folder().map(Side::Path);
        let old = old.or(own.as_ref()).ok_or_else(no_bindings)?;
        let names = [Some(old), new].into_iter().flatten().find_map(Side::bindings);
        let found = |side: &Side| self.found(side, names);
        let after = new.map_or_else(|| Ok(Found::Description(Box::new(self.named_by(names)))), found);
        let (before, after) = all(found(old), after)?;
        // Each waits for what the other has all cores for now and then.
        let (before, after) = thread::scope(|scope| {
            let before = scope.spawn(|| before.snapshot());
            let after = after.snapshot();
            (before.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), after)
        });
        let (before, after) = all(before, after)?;
        Ok(Diff::between(&before, &after))
    }

    /// These settings for a description whose things are called as the bindings in `names` call them.
    fn named_by(&self, names: Option<&Path>) -> Self {
        match names {
            Some(folder) => self.clone().output(folder).layout(Layout::Modules),
            None => self.clone().layout(Layout::File),
        }
    }

    /// What is at `side`.
    fn found(&self, side: &Side, names: Option<&Path>) -> Result<Found, Diagnostics> {
        let described = |config: Self| Found::Description(Box::new(config));
        match side {
            Side::Path(path) if path.is_dir() => {
                let snapshot = Snapshot::in_folder(path).map_err(|error| no_snapshot(side, &error))?;
                Ok(Found::Snapshot(snapshot))
            }
            Side::Path(path) => Ok(described(self.named_by(names).only(path.clone()))),
            Side::Revision { revision, path } => {
                let object = format!("{revision}:{path}");
                if git(&["cat-file", "-t", &object]).map_err(|fault| no_revision(side, &fault))?.trim() == "tree" {
                    let object = format!("{}/{NAME}", object.trim_end_matches('/'));
                    let text = git(&["cat-file", "blob", &object]).map_err(|fault| no_revision(side, &fault))?;
                    let snapshot = Snapshot::parse(text).map_err(|error| no_snapshot(side, &error))?;
                    return Ok(Found::Snapshot(snapshot));
                }
                let text = git(&["cat-file", "blob", &object]).map_err(|fault| no_revision(side, &fault))?;
                Ok(described(self.named_by(names).only_text(side.to_string(), text)))
            }
        }
    }
}

impl Side {
    /// The folder of bindings that it is.
    fn bindings(&self) -> Option<&Path> {
        match self {
            Self::Path(path) if path.is_dir() => Some(path),
            Self::Path(_) | Self::Revision { .. } => None,
        }
    }
}

impl Found {
    fn snapshot(&self) -> Result<Snapshot, Diagnostics> {
        match self {
            Self::Snapshot(snapshot) => Ok(snapshot.clone()),
            Self::Description(config) => config.snapshot(),
        }
    }
}

/// Both, or all that is wrong with either.
fn all<T>(one: Result<T, Diagnostics>, other: Result<T, Diagnostics>) -> Result<(T, T), Diagnostics> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(one), Err(other)) => Err(one.and(other.iter().cloned().collect())),
        (Err(fault), Ok(_)) | (Ok(_), Err(fault)) => Err(fault),
    }
}

/// What git prints; or what it complains about.
fn git(arguments: &[&str]) -> Result<String, String> {
    // Nothing is fetched, written or shown in a pager.
    let mut git = Command::new("git");
    git.args(["--no-pager", "--no-optional-locks"])
        .args(arguments)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0");
    git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = git.spawn().map_err(|error| format!("git cannot be run: {error}"))?;
    let (mut bytes, mut said) = (Vec::new(), String::new());
    let read = child.stdout.take().map(|stdout| stdout.take(MOST_BYTES).read_to_end(&mut bytes)).transpose();
    // It says little, which fits into the pipe.
    let _ = child.stderr.take().map(|stderr| stderr.take(4096).read_to_string(&mut said));
    let status = child.wait().map_err(|error| format!("git cannot be waited for: {error}"))?;
    read.map_err(|error| format!("what git prints cannot be read: {error}"))?;
    if !status.success() {
        return Err(said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

fn no_revision(side: &Side, message: &str) -> Diagnostics {
    let help = "check the revision and the path, which is from the root of the repository, or begins with `./`";
    fault(&side.to_string(), format!("git does not have it: {message}"), help)
}

fn no_snapshot(side: &Side, error: &SnapshotError) -> Diagnostics {
    let (message, help) = match error {
        SnapshotError::Unreadable(path, error) if error.kind() == std::io::ErrorKind::NotFound => (
            format!("there is no `{}`", path.display()),
            "name a folder that `graph-codegen generate` wrote, or run it once more there: older versions wrote no snapshot",
        ),
        error => (error.to_string(), "run `graph-codegen generate` there once more"),
    };
    fault(&side.to_string(), message, help)
}

fn no_bindings() -> Diagnostics {
    let help = "name the old API, or an output with `--output` or in `graph-codegen.toml`, that is not one file";
    fault("output", "there are no bindings to compare with".to_owned(), help)
}

#[cfg(test)]
mod tests {
    use super::Side;

    #[test]
    fn a_revision_is_no_option_of_git() {
        let side = |text: &str| text.parse::<Side>().map_err(|error| error.to_string());
        assert_eq!(side("src/api"), Ok(Side::Path("src/api".into())));
        let revision = Side::Revision { revision: "HEAD~1".into(), path: "a:b.yaml".into() };
        assert_eq!(side("git:HEAD~1:a:b.yaml"), Ok(revision));
        for odd in ["git:HEAD", "git::a", "git:--output=x:a", "git:HEAD:", "git:a\nb:c"] {
            assert!(side(&odd.replace("\\n", "\n")).is_err(), "{odd}");
        }
    }
}
