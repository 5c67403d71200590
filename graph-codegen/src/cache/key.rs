//! The digest of what a run is made from, but for the output.

use std::fs;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::digest;
use crate::spec::{Source, Sources};
use graph_emit::parallel;

/// What a run is made from, as digests.
#[derive(Clone, Debug)]
pub struct Key {
    /// The program and the settings.
    pub origin: String,
    /// These, and all of the descriptions.
    pub all: String,
}

/// A key that is made while the run goes on, most of which is on one thread.
#[derive(Debug, Default)]
pub struct Pending {
    thread: Option<JoinHandle<Option<Key>>>,
    key: Option<Key>,
}

impl Pending {
    /// Begins to make the key of a run with these `settings` that has read `sources`.
    pub fn start(settings: String, sources: &Arc<Sources>) -> Self {
        let sources = Arc::clone(sources);
        Self { thread: Some(thread::spawn(move || key(&settings, &sources))), key: None }
    }

    /// The key, when it is there; `None` where nobody began to make it, or the program cannot be read.
    pub fn get(&mut self) -> Option<&Key> {
        if let Some(thread) = self.thread.take() {
            self.key = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
        self.key.as_ref()
    }
}

/// The program counts by its bytes: builds of one version differ, and so may files of one age.
fn key(settings: &str, sources: &Sources) -> Option<Key> {
    let program = fs::read(std::env::current_exe().ok()?).ok()?;
    let origin = vec![("program".to_owned(), pieces(&program)), ("settings".to_owned(), digest::of(settings))];
    let origin = digest::of_all(origin);
    let of_source = |(place, source): (usize, &Source)| {
        (format!("description {place} {}", source.path.display()), pieces(source.text.as_bytes()))
    };
    let mut all: Vec<_> = sources.iter().enumerate().map(of_source).collect();
    all.push(("origin".to_owned(), origin));
    Some(Key { origin: digest::hex(&origin), all: digest::hex(&digest::of_all(all)) })
}

/// Bytes that are hashed at once.
const PIECE: usize = 1 << 16;

/// The digest of the digests of the pieces of `bytes`, which all cores make.
fn pieces(bytes: &[u8]) -> [u8; 32] {
    digest::of(parallel::map(bytes.chunks(PIECE).collect(), |piece: &[u8]| digest::of(piece)).concat())
}

#[cfg(test)]
mod tests {
    use super::{PIECE, pieces};

    #[test]
    fn every_byte_counts() {
        let bytes = vec![0; 3 * PIECE + 1];
        for at in [0, PIECE - 1, PIECE, 3 * PIECE] {
            let mut other = bytes.clone();
            other[at] = 1;
            assert_ne!(pieces(&bytes), pieces(&other), "{at}");
        }
        assert_ne!(pieces(&bytes), pieces(&bytes[1..]));
    }
}
