//! SHA-256 of things that have no order of their own.

use std::fmt::Write as _;

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

/// `digest` in lower-case hexadecimal.
pub fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(2 * digest.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
