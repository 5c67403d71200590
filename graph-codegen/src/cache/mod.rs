//! What the last run found out about an output, kept outside of it, so that a run that would find the same stops early.
//!
//! A run is a function of the program, the settings, the descriptions, and the names in the `.lock` files of the output. An
//! entry has a digest of the first three ([`key`]), one of the files that the run left, which include the locks, and its report.

mod key;
mod modules;
pub mod report;

use std::fs;
use std::path::{Path, PathBuf};

pub use self::key::{Key, Pending};
pub use self::modules::Modules;
use self::report::Kept;
use crate::digest;
use crate::output::File;
use crate::report::Report;

/// The one entry for an output.
#[derive(Clone, Debug)]
pub struct Cache(PathBuf);

/// An entry as JSON: the key, the digest of the files, the report.
type Entry<R> = (String, String, R);

impl Cache {
    /// The entry in `folder` for `output`; `None` where the output has no absolute path.
    pub fn of(folder: &Path, output: &Path) -> Option<Self> {
        let output = std::path::absolute(output).ok()?;
        let digest = digest::hex(&digest::of(output.as_os_str().as_encoded_bytes()));
        Some(Self(folder.join(format!("graph-codegen-{}.json", &digest[..32]))))
    }

    /// Whether there is an entry.
    pub fn exists(&self) -> bool {
        self.0.exists()
    }

    /// The digest of the files that the run with this `key` left, and its report; `None` where the last run had another key.
    pub fn load(&self, key: &str) -> Option<(String, Report)> {
        let text = fs::read(&self.0).ok()?;
        let (known, files, kept): Entry<Kept> = serde_json::from_slice(&text).ok()?;
        (known == key).then_some(())?;
        Some((files, report::restore(kept)?))
    }

    /// Keeps that the run with this `key` left `files` and found `report`. Where that cannot be written, nothing is kept, which
    /// costs the next run its time and nothing else.
    pub fn store(&self, key: &str, files: &str, report: &Report) {
        let entry: Entry<Kept> = (key.to_owned(), files.to_owned(), report::keep(report));
        // A path that is not UTF-8 has no place in JSON.
        if let Ok(text) = serde_json::to_vec(&entry) {
            write(&self.0, &text);
        }
    }

    /// The modules that the last run left, if it had the program and the settings of `key`.
    pub fn modules(&self, key: &Key) -> Modules {
        Modules::load(&self.modules_file(), &key.origin)
    }

    /// Keeps the modules of `files`, of which those in `known` are kept already.
    pub fn store_modules(&self, key: &Key, known: &Modules, files: &[File]) {
        if let Some(text) = known.kept(files, &key.origin) {
            write(&self.modules_file(), &text);
        }
    }

    /// Beside the entry, since an unchanged run has no use for them.
    fn modules_file(&self) -> PathBuf {
        self.0.with_extension("modules.json")
    }
}

/// Writes `text` to the file `path`, by a rename, so that no other run reads half of it. If that fails, there is none.
pub fn write(path: &Path, text: &[u8]) {
    let draft = path.with_extension("new");
    let folder = path.parent().unwrap_or(Path::new(""));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&draft, text));
    if written.and_then(|()| fs::rename(&draft, path)).is_err() {
        drop(fs::remove_file(&draft));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Cache;

    #[test]
    fn what_is_no_entry_is_none() {
        let folder = std::env::temp_dir().join(format!("graph-codegen-cache-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the folder for temporary files can be written to");
        let cache = Cache::of(&folder, "out".as_ref()).expect("it has an absolute path");
        assert!(cache.load("k").is_none());
        for text in ["", "{}", "[]", "[\"k\",\"f\"]", "[\"k\",\"f\",[]]", "\u{0}"] {
            fs::write(&cache.0, text).expect("the folder can be written to");
            assert!(cache.load("k").is_none(), "{text}");
        }
        fs::remove_dir_all(&folder).expect("it was made here");
    }
}
