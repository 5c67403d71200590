//! What the modules of the last run were made from, so that those are not made again whose part of the API is the same.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::digest;
use crate::output::File;

/// The modules that a run with the same program and settings left.
#[derive(Clone, Debug, Default)]
pub struct Modules(HashMap<String, Known>);

/// The beginnings of two digests: of what a module is made from, and of its text.
type Known = (String, String);

/// The program and the settings, and the modules by path.
type List = (String, Vec<(String, Known)>);

/// Digits of a digest that are kept: enough that no two are the same, by chance or by design.
const DIGITS: usize = 40;

impl Modules {
    /// Those in the file `path`; none where the last run had another `origin`, its program and settings.
    pub fn load(path: &Path, origin: &str) -> Self {
        let list = fs::read(path).ok().and_then(|text| serde_json::from_slice::<List>(&text).ok());
        let list = list.filter(|(known, _)| known == origin);
        Self(list.into_iter().flat_map(|(_, modules)| modules).collect())
    }

    /// The text of the file `path`, whose module is `made_from` this; `None` where it has to be made.
    pub fn text(&self, path: &Path, made_from: [u8; 32]) -> Option<String> {
        let (known, text) = self.0.get(path.to_str()?)?;
        (*known == short(made_from)).then_some(())?;
        let bytes = fs::read(path).ok()?;
        (*text == short(digest::of(&bytes))).then_some(())?;
        String::from_utf8(bytes).ok()
    }

    /// Whether all of `files` were known, and no others.
    fn are(&self, files: &[File]) -> bool {
        let mut modules = files.iter().filter(|file| file.made_from.is_some());
        modules.clone().count() == self.0.len() && modules.all(|file| file.is_in_place)
    }

    /// The text of the file in which the modules of `files` are kept; `None` where these are the modules that it has.
    pub fn kept(&self, files: &[File], origin: &str) -> Option<Vec<u8>> {
        if self.are(files) {
            return None;
        }
        let one = |file: &File| Some((file.path.to_str()?.to_owned(), (short(file.made_from?), short(file.digest))));
        let list: List = (origin.to_owned(), files.iter().filter_map(one).collect());
        serde_json::to_vec(&list).ok()
    }
}

fn short(digest: [u8; 32]) -> String {
    digest::hex(&digest[..DIGITS / 2])
}
