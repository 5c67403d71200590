//! Request headers with a meaning of their own in Microsoft Graph.

use http::HeaderName;
use http::header::{IF_MATCH, IF_NONE_MATCH};

use crate::{Parameter, Request};

pub(crate) const CONSISTENCY_LEVEL: HeaderName = HeaderName::from_static("consistencylevel");
pub(crate) const PREFER: HeaderName = HeaderName::from_static("prefer");
/// Asks for the values that enums have got since they were first published: without it the service says
/// `unknownFutureValue` in their place, and what it meant is lost.
pub(crate) const UNKNOWN_ENUM_MEMBERS: &str = "include-unknown-enum-members";

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

    /// Sets how up to date the data of a directory query must be, `ConsistencyLevel`. Operations that declare the header
    /// set it by themselves where their options need it; a filter may need `.count(true)` beside it.
    pub fn consistency_level(self, level: ConsistencyLevel) -> Self {
        self.header(CONSISTENCY_LEVEL.as_str(), level.as_str())
    }

    /// For generated code: the operation declares `ConsistencyLevel`.
    pub fn advanced(mut self) -> Self {
        self.draft.advanced = true;
        self
    }

    /// Adds a preference, `Prefer` ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)), such as `return=minimal`,
    /// `odata.maxpagesize=50` or `outlook.timezone="UTC"`; those already there stay, but for one with the same name, be it
    /// the [client's](crate::ClientBuilder::prefer). Every request has `include-unknown-enum-members`, so that enums come
    /// with the values that they have today. What is not a preference is an error; [`header`](Self::header) sends any text,
    /// in place of all preferences.
    pub fn prefer(mut self, preference: impl AsRef<str>) -> Self {
        self.draft.prefer(preference.as_ref());
        self
    }
}

/// Whether only the index of the directory can answer a query with these options, by their names in URL templates: see
/// [Advanced query capabilities](https://learn.microsoft.com/graph/aad-advanced-queries). Of the operators that depend on
/// the property, those count that need it for any.
pub(crate) fn needs_index(template: &str, options: &[(&'static str, Parameter)]) -> bool {
    const OPERATORS: [&str; 5] = [" ne ", "not ", "not(", "endswith(", "/$count"];
    let text = |name| options.iter().find(|(known, _)| *known == name).map(|(_, value)| value.text());
    let filter = text("%24filter").map(|filter| filter.to_ascii_lowercase());
    template.split('{').any(|part| part.ends_with("/$count") || part.ends_with("/%24count"))
        || text("%24search").is_some()
        || text("%24count").is_some_and(|count| count == "true")
        || filter.is_some_and(|filter| {
            text("%24orderby").is_some() || OPERATORS.iter().any(|operator| filter.contains(operator))
        })
}
