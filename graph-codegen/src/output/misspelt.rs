//! Keys of a lock that somebody misspelled: what they should have named would get another name, and nobody would hear of it.
//!
//! A recorded key that the description does not have is one of a thing that is gone, and stays. It is taken for a mistake
//! where a thing beside it was not recorded and differs in one letter, and no description has it anywhere.

use std::collections::{HashMap, HashSet};

use graph_emit::names::Book;
use memchr::memmem;

use crate::spec::Sources;

/// A key that is taken for a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelt {
    /// The keys around it and itself, the outermost first.
    pub path: Vec<String>,
    /// What it should be.
    pub meant: String,
}

/// The misspelled keys of `book`, which has the names of the run that read `sources`.
pub fn all(book: &mut Book, sources: &Sources) -> Vec<Misspelt> {
    let mut found = Vec::new();
    for strangers in book.strangers() {
        let near: HashMap<_, _> =
            strangers.new.iter().flat_map(|new| shortened(new).map(|text| (text, *new))).collect();
        for gone in strangers.gone {
            let meant = shortened(gone).find_map(|text| near.get(&text).copied());
            if let Some(meant) = meant.filter(|meant| !is_numbered_alike(gone, meant) && !is_described(gone, sources)) {
                let path = strangers.at.iter().chain([&gone]).map(|key| (*key).to_owned()).collect();
                found.push(Misspelt { path, meant: meant.to_owned() });
            }
        }
    }
    found
}

/// `key`, and what is left of it without each of its characters. Two that have one of these in common differ in a character,
/// or in the place of one.
fn shortened(key: &str) -> impl Iterator<Item = String> {
    let without = key.char_indices().map(|(at, sign)| format!("{}{}", &key[..at], &key[at + sign.len_utf8()..]));
    let texts: HashSet<_> = without.chain([key.to_owned()]).collect();
    texts.into_iter()
}

/// Whether the two differ in digits alone: one is another version of the other.
fn is_numbered_alike(one: &str, other: &str) -> bool {
    let words = |key: &str| key.chars().filter(|sign| !sign.is_ascii_digit()).collect::<String>();
    words(one) == words(other)
}

/// Whether a description has the key anywhere: it may only not be selected.
fn is_described(key: &str, sources: &Sources) -> bool {
    // The sections of a lock have their own words for where a namespace is.
    let text = key.strip_prefix("models.").unwrap_or(key).trim_start_matches('/');
    sources.iter().any(|source| memmem::find(source.text.as_bytes(), text.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::{is_numbered_alike, shortened};

    #[test]
    fn one_letter_makes_a_neighbor() {
        let is_near = |one: &str, other: &str| {
            let texts: Vec<_> = shortened(other).collect();
            shortened(one).any(|text| texts.contains(&text))
        };
        for (one, other) in [("name", "nmae"), ("name", "names"), ("name", "nam"), ("name", "nane"), ("/käse", "/kase")]
        {
            assert!(is_near(one, other) && is_near(other, one), "{one} {other}");
        }
        for (one, other) in [("name", "title"), ("name", "nmea2"), ("name", "naming"), ("", "ab")] {
            assert!(!is_near(one, other) && !is_near(other, one), "{one} {other}");
        }
    }

    #[test]
    fn a_later_version_is_another_thing() {
        assert!(is_numbered_alike("policyV1", "policyV2") && is_numbered_alike("line", "line2"));
        assert!(!is_numbered_alike("name", "nmae"));
    }
}
