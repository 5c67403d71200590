//! Request headers with a meaning of their own in Microsoft Graph.

use http::HeaderName;
use http::header::{IF_MATCH, IF_NONE_MATCH};

use crate::Request;

const CONSISTENCY_LEVEL: &str = "ConsistencyLevel";
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// How up to date the data of a directory query must be.
///
/// See [Advanced query capabilities](https://learn.microsoft.com/graph/aad-advanced-queries).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConsistencyLevel {
    /// Reads from the index, which may lag behind; `$search`, `$count` and some filters on directory objects need it.
    Eventual,
}

impl ConsistencyLevel {
    /// The text of the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eventual => "eventual",
        }
    }
}

/// Conditions and preferences.
impl<T, Q> Request<T, Q> {
    /// Carries the operation out only if the resource still has this entity tag, `If-Match`
    /// ([RFC 9110 section 13.1.1](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1)): its `@odata.etag` as it came,
    /// or `*` for any. Otherwise the answer is 412 Precondition Failed.
    pub fn if_match(self, etag: impl AsRef<str>) -> Self {
        self.header(IF_MATCH.as_str(), etag)
    }

    /// Carries the operation out only if the resource no longer has this entity tag, `If-None-Match`
    /// ([RFC 9110 section 13.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2)). Otherwise the answer is
    /// 304 Not Modified to a `GET`, 412 Precondition Failed to any other method.
    pub fn if_none_match(self, etag: impl AsRef<str>) -> Self {
        self.header(IF_NONE_MATCH.as_str(), etag)
    }

    /// Sets how up to date the data of a directory query must be, `ConsistencyLevel`.
    pub fn consistency_level(self, level: ConsistencyLevel) -> Self {
        self.header(CONSISTENCY_LEVEL, level.as_str())
    }

    /// Adds a preference, `Prefer` ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)), such as `return=minimal`,
    /// `odata.maxpagesize=50` or `outlook.timezone="UTC"`; those already there stay.
    pub fn prefer(mut self, preference: impl AsRef<str>) -> Self {
        self.draft.add_to_header(&PREFER, preference.as_ref());
        self
    }
}
