//! The Rust API of bindings as text: what two versions of them are compared by.
//!
//! A fact is a line: what the description calls a thing, and behind it what Rust calls it, its types, and digests of what
//! only documentation or the wire shows. What belongs to a thing is below it, one space further in, sorted. What is
//! the same is written once: members that a type inherits stand with the base, and a builder that stands at several places
//! is written at one of them. So the whole of beta takes less than a tenth of its Rust.
//!
//! ```text
//! api 1
//! client GraphClient base=https://graph.microsoft.com/beta version=beta
//! fixup call_reject_callback_is_https
//! models -
//!  microsoft.graph.callDirection ^ enum #k3f
//!   incoming ^
//!  microsoft.graph.user ^ struct keys base=DirectoryObject
//!   displayName ~ str #9xQ
//! paths -
//!  /users *
//!   /{user-id} *
//!    GET ->User ?expand,select #Tz1
//! ```

mod draw;
#[cfg(feature = "cli")]
mod facts;
mod line;
#[cfg(feature = "cli")]
mod read;
mod words;

use std::path::Path;
#[cfg(feature = "cli")]
use std::{fs, io, path::PathBuf};

use graph_emit::checked::{Checked, Gate};

#[cfg(feature = "cli")]
pub use self::facts::{Item, Member, Method, Node, Step, Type, TypeKind};
#[cfg(feature = "cli")]
pub use self::read::Read;
use crate::output::{Comment, File};
use crate::spec::{Fixup, Outcome};

/// The file below the output.
pub const NAME: &str = "api.snapshot";

/// The first line that is not a comment: the version of the format.
const FORMAT: &str = "api 1";

const EXPLANATION: &str = "\
and kept by it: the Rust API, a fact a line, for `graph-codegen diff`.
";

/// The Rust API of bindings, as text that `generate` keeps beside them.
///
/// ```no_run
/// # fn main() -> Result<(), graph_codegen::Diagnostics> {
/// let new = graph_codegen::Config::new().spec("beta.yaml").snapshot()?;
/// let old = graph_codegen::Config::new().spec("beta-of-june.yaml").snapshot()?;
/// println!("{}", graph_codegen::Diff::between(&old, &new));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    text: String,
}

/// Why there is no snapshot to be read.
#[cfg(feature = "cli")]
#[derive(Debug)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The text is not a snapshot that this version reads; the line at fault, from 1, and what is wrong with it.
    Malformed(usize, String),
}

impl Snapshot {
    /// That of `api`, in which equal parts are [shared](graph_emit::share::share), made with the corrections `fixups`.
    pub(crate) fn of(api: &Checked, fixups: &[Fixup]) -> Self {
        let mut lines = format!("{FORMAT}\n{}", draw::client(api));
        let mut applied: Vec<_> =
            fixups.iter().filter(|fixup| fixup.outcome == Outcome::Applied).map(|fixup| fixup.name).collect();
        applied.sort_unstable();
        lines.extend(applied.iter().flat_map(|name| ["fixup ", name, "\n"]));
        draw::models(&api.models, &mut lines);
        draw::paths(api, &mut lines);
        Self { text: lines }
    }

    /// That of the bindings in `folder`, made with the layouts `modules` or `crate`.
    ///
    /// # Errors
    /// There is no file `api.snapshot`, it cannot be read, or it is of another version of the format.
    #[cfg(feature = "cli")]
    pub fn in_folder(folder: &Path) -> Result<Self, SnapshotError> {
        let path = folder.join(NAME);
        let text = fs::read_to_string(&path).map_err(|error| SnapshotError::Unreadable(path, error))?;
        Self::parse(text)
    }

    /// The snapshot that `text` is.
    ///
    /// # Errors
    /// The text is not one, or of another version of the format.
    #[cfg(feature = "cli")]
    pub fn parse(text: impl Into<String>) -> Result<Self, SnapshotError> {
        let snapshot = Self { text: text.into() };
        snapshot.read()?;
        Ok(snapshot)
    }

    /// The text, without the comment that its file begins with.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the lines say.
    #[cfg(feature = "cli")]
    pub(crate) fn read(&self) -> Result<Read<'_>, SnapshotError> {
        Read::of(&self.text, FORMAT)
    }

    /// Its file below `folder`.
    pub(crate) fn file(&self, folder: &Path) -> File {
        let text = format!("{}{EXPLANATION}{}", Comment::Hash.mark(), self.text);
        File::new(folder.join(NAME), text, Comment::Hash, Gate::default())
    }
}

#[cfg(feature = "cli")]
impl std::fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "`{}` cannot be read: {error}", path.display()),
            Self::Malformed(line, message) => write!(f, "line {line} of the API snapshot: {message}"),
        }
    }
}

#[cfg(feature = "cli")]
impl std::error::Error for SnapshotError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(_, error) => Some(error),
            Self::Malformed(..) => None,
        }
    }
}
