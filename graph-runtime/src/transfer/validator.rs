//! What tells one state of a file from another (RFC 9110 section 8.8).

use http::HeaderMap;
use http::header::{ETAG, HeaderName, HeaderValue, LAST_MODIFIED};

/// The marks of a state of a file, as an answer gives them.
#[derive(Clone, Debug, Default)]
pub(super) struct Validator {
    etag: Option<HeaderValue>,
    modified: Option<HeaderValue>,
    pub(super) total: Option<u64>,
}

impl Validator {
    pub(super) fn of(headers: &HeaderMap, total: Option<u64>) -> Self {
        let header = |name: HeaderName| headers.get(name).cloned();
        Self { etag: header(ETAG), modified: header(LAST_MODIFIED), total }
    }

    /// Whether the state can be told from others at all.
    pub(super) fn tells(&self) -> bool {
        self.etag.is_some() || self.modified.is_some()
    }

    /// The value of `If-Range`, for which a weak tag does not do (RFC 9110 section 13.1.5).
    pub(super) fn if_range(&self) -> Option<&HeaderValue> {
        self.etag.as_ref().filter(|etag| !etag.as_bytes().starts_with(b"W/"))
    }

    /// Whether `other`, the marks of a later answer, are of the same state. Where the later one has no tag, it must have
    /// been asked with [`If-Range`](Self::if_range) and have held to it (`held`), or be of the same date.
    pub(super) fn is_of(&self, other: &Self, held: bool) -> bool {
        let same_total = self.total.zip(other.total).is_none_or(|(this, that)| this == that);
        let same_mark = match (&self.etag, &other.etag) {
            (Some(this), Some(that)) => this == that,
            (Some(_), None) if held && self.if_range().is_some() => true,
            _ => self.modified.is_some() && self.modified == other.modified,
        };
        same_total && same_mark
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::{ETAG, LAST_MODIFIED};

    use super::Validator;

    fn validator(etag: &str, modified: &str, total: u64) -> Validator {
        let headers = [(ETAG, etag), (LAST_MODIFIED, modified)].into_iter().filter(|(_, value)| !value.is_empty());
        let headers: HeaderMap = headers.map(|(name, value)| (name, value.parse().unwrap())).collect();
        Validator::of(&headers, Some(total))
    }

    #[test]
    fn states_are_told_apart() {
        let first = validator("\"a\"", "Mon", 9);
        for (other, held, same) in [
            (validator("\"a\"", "Tue", 9), false, true),
            (validator("\"b\"", "Mon", 9), true, false),
            (validator("\"a\"", "Mon", 8), true, false),
            (validator("", "", 9), true, true),
            (validator("", "", 9), false, false),
            (validator("", "Mon", 9), false, true),
        ] {
            assert_eq!(first.is_of(&other, held), same, "{other:?}");
        }
        let weak = validator("W/\"a\"", "", 9);
        assert!(weak.if_range().is_none() && weak.is_of(&weak, false) && !weak.is_of(&validator("", "", 9), true));
        let dated = validator("", "Mon", 9);
        assert!(dated.is_of(&validator("", "Mon", 9), false) && !dated.is_of(&validator("", "Tue", 9), true));
        assert!(!validator("", "", 9).tells() && !validator("", "", 9).is_of(&validator("", "", 9), true));
    }
}
