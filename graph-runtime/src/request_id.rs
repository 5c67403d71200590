//! Client request ids: random UUIDs, by which the service finds a request in its logs.

use std::hash::{BuildHasher, RandomState};

use http::HeaderValue;
use uuid::Builder;
use uuid::fmt::Hyphenated;

/// A new random UUID, version 4 (RFC 9562 section 5.4), in lower case.
///
/// The randomness is that of the standard library's hash keys, seeded by the system once: an id has to be unique, it is no
/// secret, and need not cost a call of the system each.
pub(crate) fn new() -> HeaderValue {
    let random = RandomState::new();
    let [high, low] = [0_u8, 1].map(|half| u128::from(random.hash_one(half)));
    let id = Builder::from_random_bytes((high << 64 | low).to_be_bytes());
    let mut text = [0; Hyphenated::LENGTH];
    let text = id.into_uuid().hyphenated().encode_lower(&mut text);
    HeaderValue::from_str(text).expect("invariant: a UUID is printable ASCII")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use http::HeaderValue;

    #[test]
    fn ids_have_the_shape_of_a_random_uuid() {
        for _ in 0..100 {
            let id = super::new();
            let id = id.to_str().unwrap();
            let lengths: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(&id[14..15], "4", "{id}");
            assert!("89ab".contains(&id[19..20]), "{id}");
        }
    }

    #[test]
    fn ids_do_not_repeat() {
        let ids: HashSet<HeaderValue> = (0..10_000).map(|_| super::new()).collect();
        assert_eq!(ids.len(), 10_000);
    }
}
