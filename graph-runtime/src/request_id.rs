//! Client request ids: random UUIDs, by which the service finds a request in its logs.

use std::fmt::Write as _;
use std::hash::{BuildHasher, RandomState};

/// A new random UUID, version 4 (RFC 9562 section 5.4), in lower case.
///
/// The randomness is that of the standard library's hash keys, seeded by the system: an id has to be unique, it is no
/// secret, and this needs no further crate.
pub(crate) fn new() -> String {
    let random = || RandomState::new().hash_one(0_u8);
    let (high, low) = (random(), random());
    // Version in the four bits after the time fields, variant in the top two bits of the lower half.
    let high = (high & !0xf000) | 0x4000;
    let low = (low & !(0b11 << 62)) | (0b10 << 62);
    let mut id = String::with_capacity(36);
    let written = write!(
        id,
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    );
    written.expect("invariant: text takes all that is written");
    id
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn ids_have_the_shape_of_a_random_uuid() {
        for _ in 0..100 {
            let id = super::new();
            let lengths: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(&id[14..15], "4", "{id}");
            assert!("89ab".contains(&id[19..20]), "{id}");
        }
    }

    #[test]
    fn ids_do_not_repeat() {
        let ids: HashSet<String> = (0..10_000).map(|_| super::new()).collect();
        assert_eq!(ids.len(), 10_000);
    }
}
