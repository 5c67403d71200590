//! The folder in which a run keeps the lock of an output and what is not in its place yet.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::config::Layout;
use crate::digest;

/// How the name of every such folder begins.
pub const NAME: &str = ".graph-codegen";

/// Where the work on an output is done. It is on the same disk as the output, so that a rename puts things into place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder. It is there while a run is, and what is in it is nobody else's.
    pub folder: PathBuf,
    /// The folder below which everything goes.
    pub base: PathBuf,
    /// The only file that may go there; otherwise all that a layout has may.
    pub only: Option<OsString>,
}

impl Place {
    /// The place for `output` with `layout`.
    pub fn of(output: &Path, layout: Layout) -> Self {
        match (layout, output.file_name()) {
            (Layout::File, Some(name)) => Self::beside(output, name),
            _ => Self::inside(output),
        }
    }

    /// All places for `output`, whatever the layout.
    pub fn all(output: &Path) -> impl Iterator<Item = Self> {
        [Self::of(output, Layout::File), Self::inside(output)].into_iter()
    }

    fn inside(output: &Path) -> Self {
        let base = if output.as_os_str().is_empty() { Path::new(".") } else { output };
        Self { folder: base.join(NAME), base: base.to_owned(), only: None }
    }

    fn beside(output: &Path, name: &OsStr) -> Self {
        let base = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // A digest is short enough beside a name that is as long as names may be. Some disks know no case.
        let digest = digest::hex(&digest::of(name.to_string_lossy().to_lowercase()));
        Self {
            folder: base.join(format!("{NAME}-{}", &digest[..16])),
            base: base.to_owned(),
            only: Some(name.to_owned()),
        }
    }

    /// The path below the base that `path`, one of the output, has.
    pub fn below<'p>(&self, path: &'p Path) -> &'p Path {
        match (&self.only, path.file_name()) {
            (Some(_), Some(name)) => Path::new(name),
            _ => path.strip_prefix(&self.base).unwrap_or(path),
        }
    }

    /// The lock that only one run holds.
    pub fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    /// The new files, at the paths that they will have below the base.
    pub fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// What stands for the root file while files are replaced.
    pub fn guard(&self) -> PathBuf {
        self.folder.join("guard.rs")
    }

    /// What is to be done. Once it is there, it will be.
    pub fn journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// The journal until all of it is written.
    pub fn draft(&self) -> PathBuf {
        self.folder.join("journal.new")
    }
}
