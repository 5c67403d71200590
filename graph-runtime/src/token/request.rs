//! `TokenRequest`: what a token is asked for with.

use std::fmt;
use std::sync::Arc;

use super::AccessToken;
use crate::Timer;

/// What a [`TokenSource`](super::TokenSource) is asked: a token for these scopes and, after a claims challenge, with these
/// claims. Cheap to clone.
#[derive(Clone, Default)]
pub struct TokenRequest {
    scopes: Arc<[String]>,
    claims: Option<Arc<str>>,
    rejected: Option<AccessToken>,
    timer: Option<Arc<dyn Timer>>,
}

impl TokenRequest {
    /// A request for `scopes`, such as `https://graph.microsoft.com/.default`, without claims.
    pub fn new<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> Self {
        Self { scopes: scopes.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// A request of a client, which waits with `timer`.
    pub(crate) fn of_client(scopes: Arc<[String]>, timer: Option<Arc<dyn Timer>>) -> Self {
        Self { scopes, timer, ..Self::default() }
    }

    /// The same request for a token that satisfies `claims`, a JSON text.
    pub fn with_claims(self, claims: impl Into<String>) -> Self {
        Self { claims: Some(claims.into().into()), ..self }
    }

    /// The same request, made because the service refused `token`.
    pub fn with_rejected(self, token: AccessToken) -> Self {
        Self { rejected: Some(token), ..self }
    }

    /// The scopes: what the client was [built with](crate::ClientBuilder::scopes), or those of its cloud.
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// The claims that the service asks for, as JSON text, to be handed to the identity service as its parameter `claims`.
    /// They are set where a service answered with a claims challenge; a token that was kept does not satisfy them.
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }

    /// The token that the service refused, where that is why another is asked for.
    pub fn rejected(&self) -> Option<&AccessToken> {
        self.rejected.as_ref()
    }

    /// What the client that asks waits with, if it can.
    pub(super) fn timer(&self) -> Option<&Arc<dyn Timer>> {
        self.timer.as_ref()
    }

    pub(super) fn shared_scopes(&self) -> &Arc<[String]> {
        &self.scopes
    }

    pub(super) fn shared_claims(&self) -> Option<&Arc<str>> {
        self.claims.as_ref()
    }
}

impl fmt::Debug for TokenRequest {
    /// Claims are left out: they may name people and places.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("scopes", &self.scopes)
            .field("has_claims", &self.claims.is_some())
            .finish_non_exhaustive()
    }
}
