//! The digest of what a run is made from, but for the output.

use std::fs;

use crate::config::Config;
use crate::digest;
use crate::spec::{Sources, parallel};

/// The digest of the program, of what `config` says, and of all of `sources`; `None` where the program cannot be read.
///
/// The program counts by its bytes: builds of one version differ, and so may files of one age.
pub fn key(config: &Config, sources: &Sources) -> Option<String> {
    let program = fs::read(std::env::current_exe().ok()?).ok()?;
    let mut parts =
        vec![("program".to_owned(), pieces(&program)), ("settings".to_owned(), digest::of(config.everything()))];
    let of_sources = sources.iter().enumerate().map(|(place, source)| {
        (format!("description {place} {}", source.path.display()), pieces(source.text.as_bytes()))
    });
    parts.extend(of_sources);
    Some(digest::hex(&digest::of_all(parts)))
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
