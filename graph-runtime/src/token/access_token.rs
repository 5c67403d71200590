//! `AccessToken`: a bearer token, when it expires, and the guarantee that it is not printed.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// An access token. `Debug` does not show it; clones share it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    secret: Arc<str>,
    expires_on: Option<SystemTime>,
}

impl AccessToken {
    /// Wraps a bearer token, without the word `Bearer`. When it expires is unknown.
    pub fn new(token: impl Into<String>) -> Self {
        Self { secret: token.into().into(), expires_on: None }
    }

    /// The same token, which expires at this time.
    pub fn valid_until(self, expires_on: SystemTime) -> Self {
        Self { expires_on: Some(expires_on), ..self }
    }

    /// The same token, which expires this long from now: what identity services call `expires_in` (RFC 6749 section 5.1).
    pub fn valid_for(self, duration: Duration) -> Self {
        Self { expires_on: SystemTime::now().checked_add(duration), ..self }
    }

    /// When the token expires, if that is known.
    pub fn expires_on(&self) -> Option<SystemTime> {
        self.expires_on
    }

    /// The token itself; do not log it.
    pub fn expose(&self) -> &str {
        &self.secret
    }

    /// Whether both are the same token, whatever is known of their expiry.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.secret == other.secret
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(..)")
    }
}
