//! `Headers`: the headers of a request as built so far.

use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::conditions::{PREFER, UNKNOWN_ENUM_MEMBERS};

const AGENT: HeaderValue = HeaderValue::from_static(concat!("graph-runtime/", env!("CARGO_PKG_VERSION")));
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// How many headers a request gets on its way at most: the consistency level, the token and the number of its repetition
/// here, its host and the length or coding of its body by the transport.
const ADDED_LATER: usize = 5;

/// Headers, each once, in the order in which they were set first.
///
/// There are half a dozen, and every attempt of a request needs a map of its own: to fill that from a list takes less than to
/// fill a map and to clone it.
#[derive(Clone, Debug)]
pub(crate) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// Those that every request has.
    pub(crate) fn of_every_request() -> Self {
        let mut headers = Self::of_any_host();
        headers.set(PREFER, HeaderValue::from_static(UNKNOWN_ENUM_MEMBERS));
        headers
    }

    /// Those of a request to any host, which has not to be Graph.
    pub(crate) fn of_any_host() -> Self {
        Self(vec![(ACCEPT, JSON), (USER_AGENT, AGENT)])
    }

    /// The same, with room for those that most requests have besides.
    pub(crate) fn begun(&self) -> Self {
        let mut headers = Vec::with_capacity(self.0.len() + 3);
        headers.extend_from_slice(&self.0);
        Self(headers)
    }

    /// Sets a header, in place of an earlier value.
    pub(crate) fn set(&mut self, name: HeaderName, value: HeaderValue) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, earlier)) => *earlier = value,
            None => self.0.push((name, value)),
        }
    }

    /// Sets a header that has no value yet.
    pub(crate) fn set_default(&mut self, name: HeaderName, value: impl FnOnce() -> HeaderValue) {
        if self.get(&name).is_none() {
            self.0.push((name, value()));
        }
    }

    pub(crate) fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(crate) fn remove(&mut self, name: &HeaderName) {
        self.0.retain(|(known, _)| known != name);
    }

    /// The same as a map, with room for what is added later.
    pub(crate) fn to_map(&self) -> HeaderMap {
        let mut map = HeaderMap::with_capacity(self.0.len() + ADDED_LATER);
        for (name, value) in &self.0 {
            map.append(name, value.clone());
        }
        map
    }
}
