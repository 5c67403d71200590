//! `AccessToken`: a bearer token, when it expires, and the guarantee that it is not printed.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderValue;

use crate::Error;

/// An access token. `Debug` does not show it; clones share it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(Arc<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    secret: String,
    /// The token as requests have it, made once; none where it is not a token that a header may hold.
    header: Option<HeaderValue>,
    expires_on: Option<SystemTime>,
}

impl AccessToken {
    /// Wraps a bearer token, without the word `Bearer`. When it expires is unknown.
    pub fn new(token: impl Into<String>) -> Self {
        let secret = token.into();
        let is_bare = !secret.is_empty() && !secret.starts_with("Bearer ");
        let header = is_bare.then(|| HeaderValue::try_from(format!("Bearer {secret}")).ok()).flatten();
        let header = header.map(|mut header| {
            header.set_sensitive(true);
            header
        });
        Self(Arc::new(Inner { secret, header, expires_on: None }))
    }

    /// The same token, which expires at this time.
    pub fn valid_until(self, expires_on: SystemTime) -> Self {
        self.expiring(Some(expires_on))
    }

    /// The same token, which expires this long from now: what identity services call `expires_in` (RFC 6749 section 5.1).
    pub fn valid_for(self, duration: Duration) -> Self {
        self.expiring(SystemTime::now().checked_add(duration))
    }

    fn expiring(self, expires_on: Option<SystemTime>) -> Self {
        Self(Arc::new(Inner { expires_on, ..Arc::unwrap_or_clone(self.0) }))
    }

    /// When the token expires, if that is known.
    pub fn expires_on(&self) -> Option<SystemTime> {
        self.0.expires_on
    }

    /// The token itself; do not log it.
    pub fn expose(&self) -> &str {
        &self.0.secret
    }

    /// The header that carries the token, which is not shown by `Debug` (RFC 6750 section 2.1).
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        self.0.header.clone().ok_or_else(|| {
            Error::token(match self.expose() {
                "" => "the token is empty; help: check what the token source returns",
                token if token.starts_with("Bearer ") => "the token begins with `Bearer`; help: leave out that word",
                _ => "the token has characters that a header must not have",
            })
        })
    }

    /// Whether both are the same token, whatever is known of their expiry.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(..)")
    }
}
