//! `UrlTemplate`: the name of an operation in logs and traces.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The URL template of an operation, such as `{+baseurl}/users/{user%2Did}`: the same whatever its keys are, so what to count
/// and to group requests by. It is the text of [`Request::url_template`](crate::Request::url_template), and an extension of the
/// HTTP requests that transports and layers get.
///
/// ```
/// use graph_runtime::transport::UrlTemplate;
///
/// let template = UrlTemplate::from("{+baseurl}/users/{user%2Did}");
/// assert_eq!(template, "{+baseurl}/users/{user%2Did}");
/// assert!(template.as_str().ends_with("{user%2Did}"));
/// ```
#[derive(Clone)]
pub struct UrlTemplate(Text);

#[derive(Clone)]
enum Text {
    /// As the bindings have it.
    Whole(&'static str),
    /// Put together from the place of a builder and what its operation says, once for each request.
    Joined(Arc<str>),
}

impl UrlTemplate {
    /// The template.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Whole(text) => text,
            Text::Joined(text) => text,
        }
    }

    /// The template whose parts these are.
    pub(crate) fn joined(parts: &[&str]) -> Self {
        Self(Text::Joined(parts.concat().into()))
    }
}

impl From<&'static str> for UrlTemplate {
    fn from(text: &'static str) -> Self {
        Self(Text::Whole(text))
    }
}

impl Deref for UrlTemplate {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for UrlTemplate {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for UrlTemplate {}

impl PartialEq<str> for UrlTemplate {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for UrlTemplate {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for UrlTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for UrlTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
