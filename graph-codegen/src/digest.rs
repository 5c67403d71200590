//! SHA-256 of things that have no order of their own.

use std::hash::Hasher;

use sha2::{Digest, Sha256};

/// The SHA-256 of one thing.
pub fn of(bytes: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The SHA-256 of many things, each with a name of its own, whatever their order.
pub fn of_all(mut things: Vec<(String, [u8; 32])>) -> [u8; 32] {
    things.sort_unstable();
    let mut all = Sha256::new();
    for (name, digest) in things {
        all.update(name);
        all.update([0]);
        all.update(digest);
    }
    all.finalize().into()
}

/// The SHA-256 of what is fed to it.
#[derive(Clone, Debug, Default)]
pub struct Feed(Sha256);

impl Feed {
    /// The digest of all that was fed.
    pub fn digest(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

impl Hasher for Feed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        self.clone().digest().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }
}

/// `digest` in lower-case hexadecimal.
pub fn hex(digest: &[u8]) -> String {
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
}
