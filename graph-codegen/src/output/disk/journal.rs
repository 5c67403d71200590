//! What is left to do once all new files are on disk, and whether a journal that was found is one of ours.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde_json::{Value, json};

use super::super::tree;
use super::place::Place;
use crate::config::Layout;

/// What to do: the files in the tree go to their places, these are removed, and the root file is replaced last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    /// How the files are laid out.
    pub layout: Layout,
    /// The files to remove, below the base.
    pub removed: Vec<PathBuf>,
}

impl Journal {
    /// The file that decides whether the bindings compile, below the base; one file alone needs none.
    pub fn root(&self) -> Option<&'static Path> {
        match self.layout {
            Layout::Modules => Some(Path::new("mod.rs")),
            Layout::Crate => Some(Path::new("src/lib.rs")),
            Layout::File => None,
        }
    }

    /// The journal as it is written.
    pub fn to_text(&self) -> String {
        let removed: Vec<_> = self.removed.iter().map(|path| slashed(path)).collect();
        json!({ "layout": self.layout.name(), "removed": removed }).to_string()
    }

    /// The journal in `text`; `None` where no run wrote it.
    pub fn parse(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let layout = value.get("layout")?.as_str()?;
        let layout = Layout::ALL.into_iter().find(|known| known.name() == layout)?;
        let removed = value.get("removed")?.as_array()?.iter().map(|path| Some(PathBuf::from(path.as_str()?)));
        Some(Self { layout, removed: removed.collect::<Option<_>>()? })
    }

    /// Whether a run may have left this at `place`: all that it names is a file that bindings have, and so is all in the
    /// tree. A journal may come from anywhere, and must not do more than a run does.
    pub fn is_ours(&self, place: &Place) -> io::Result<bool> {
        let fits = (self.layout == Layout::File) == place.only.is_some();
        let removed = self.removed.iter().all(|path| is_below(path) && self.is_rust(path));
        // Not by a link: what is moved would be somebody else's.
        let is_folder = fs::symlink_metadata(place.tree())?.is_dir();
        Ok(fits && removed && is_folder && self.is_tree(&place.tree(), Path::new(""), place)?)
    }

    /// Whether all in `folder`, which is `below` in the tree, may be of a run.
    fn is_tree(&self, folder: &Path, below: &Path, place: &Place) -> io::Result<bool> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (below.join(entry.file_name()), entry.file_type()?);
            let is_ours = if kind.is_dir() {
                is_module(&entry.file_name()) && self.is_tree(&entry.path(), &path, place)?
            } else {
                kind.is_file() && self.is_file(&path, place) && tree::has_mark(&entry.path())?
            };
            if !is_ours {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether bindings have a file `path`.
    fn is_file(&self, path: &Path, place: &Place) -> bool {
        if let Some(only) = &place.only {
            return path == Path::new(only);
        }
        let is_one = |names: &[&str]| names.iter().any(|name| path == Path::new(name));
        let is_named = is_one(&tree::OF_FOLDER) || (self.layout == Layout::Crate && is_one(&tree::OF_CRATE));
        is_named || (path.file_stem().is_some_and(is_module) && self.is_rust(path))
    }

    /// Whether `path` is of the kind, and in the folder, that modules are.
    fn is_rust(&self, path: &Path) -> bool {
        let is_inside = self.layout != Layout::Crate || path.starts_with("src");
        is_inside && self.layout != Layout::File && path.extension().is_some_and(|extension| extension == "rs")
    }
}

/// Whether a module may have this name.
fn is_module(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_'))
}

/// Whether `path` leads down, and nowhere else.
fn is_below(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_))) && path.components().next().is_some()
}

/// `path` with the same sign between its parts on every system.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
