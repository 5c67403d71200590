//! What is told of all of an API, in one file: the names first, so that a question reads these and its answer.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use super::{Explanation, meant};
use crate::cache::{self, report};
use crate::config::Config;
use crate::diagnostics::Diagnostics;
use crate::digest;
use crate::output::lock;
use crate::reading::Reading;

/// An explanation as text, with the names by which it is found.
pub struct Line {
    /// See [`super::make::Entry::name`].
    pub name: String,
    /// See [`super::make::Entry::rust`].
    pub rust: String,
    /// The explanation as JSON.
    pub text: String,
}

/// What is told of an API: the names, and where what is told of each is.
pub struct Kept {
    names: Vec<(String, String)>,
    /// Where each ends.
    ends: Vec<u64>,
    texts: Texts,
    warnings: Diagnostics,
}

/// Where the explanations are.
enum Texts {
    Here(String),
    In(File, u64),
}

/// The first line of the file: the key, the names, where what is told of each ends, and the warnings.
type Head = (String, Vec<(String, String)>, Vec<u64>, Vec<report::Diagnostic>);

/// The file for the descriptions of a run.
pub struct Store {
    path: PathBuf,
    key: String,
}

impl Store {
    /// The file for `config`, whose descriptions are read; `None` without a folder for it, or where something is wrong that
    /// has to be told.
    pub fn of(config: &Config, reading: &mut Reading) -> Option<Self> {
        let folder = config.cache_folder()?;
        // Names come from the files of the output, too.
        let locks = config.lock().into_iter().flat_map(|output| lock::NAMES.map(|name| output.join(name)));
        let locks: Vec<_> = locks.map(|path| digest::of(fs::read(path).unwrap_or_default())).collect();
        let key = reading.key(format!("explain {} {}", config.everything(), digest::hex(&locks.concat())))?;
        let specs: Vec<_> = config.sorted_specs().iter().filter_map(|path| std::path::absolute(path).ok()).collect();
        let name = digest::hex(&digest::of(format!("{specs:?}")));
        Some(Self { path: folder.join(format!("graph-codegen-{}.explained.jsonl", &name[..32])), key })
    }

    /// What is kept of the same program, settings and descriptions.
    pub fn open(&self) -> Option<Kept> {
        let mut file = BufReader::new(File::open(&self.path).ok()?);
        let mut head = String::new();
        file.read_line(&mut head).ok()?;
        let (key, names, ends, warnings): Head = serde_json::from_str(&head).ok()?;
        (key == self.key && names.len() == ends.len() && ends.is_sorted()).then_some(())?;
        let texts = Texts::In(file.into_inner(), head.len() as u64);
        Some(Kept { names, ends, texts, warnings: report::restore_all(warnings) })
    }

    /// Keeps `kept` for the next question.
    pub fn keep(&self, kept: &Kept) {
        let Texts::Here(texts) = &kept.texts else { return };
        let head = (&self.key, &kept.names, &kept.ends, report::keep_all(&kept.warnings));
        if let Ok(head) = serde_json::to_string(&head) {
            cache::write(&self.path, format!("{head}\n{texts}").as_bytes());
        }
    }
}

impl Kept {
    /// What is told in `lines`.
    pub fn of(lines: Vec<Line>, warnings: Diagnostics) -> Self {
        let (mut names, mut ends, mut texts) = (Vec::new(), Vec::new(), String::new());
        for Line { name, rust, text } in lines {
            texts.push_str(&text);
            names.push((name, rust));
            ends.push(texts.len() as u64);
        }
        Self { names, ends, texts: Texts::Here(texts), warnings }
    }

    /// What was found that is not an error.
    pub fn warnings(&self) -> Diagnostics {
        self.warnings.clone()
    }

    /// What is told of what `wanted` means.
    ///
    /// # Errors
    /// Nothing is called so.
    pub fn find(&self, wanted: &str) -> Result<Vec<Explanation>, Diagnostics> {
        let places = meant(wanted, &self.names)?;
        let broken = || {
            let help = "run the command once more with `--no-cache`".to_owned();
            Diagnostics::of_argument("OPERATION|TYPE", "what was kept of the last run cannot be read".to_owned(), help)
        };
        places.into_iter().map(|at| self.read(at).ok_or_else(broken)).collect()
    }

    fn read(&self, at: usize) -> Option<Explanation> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        let end = self.ends[at];
        match &self.texts {
            Texts::Here(texts) => {
                let range = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
                serde_json::from_str(texts.get(range)?).ok()
            }
            Texts::In(file, head) => {
                let mut file = file;
                file.seek(SeekFrom::Start(head + start)).ok()?;
                let mut text = String::new();
                file.take(end - start).read_to_string(&mut text).ok()?;
                serde_json::from_str(&text).ok()
            }
        }
    }
}
