//! `Refused`: a token that a request was sent with and refused, and the one that takes its place.

use super::{AccessToken, Secret, TokenSource, challenge, no_token};
use crate::{Client, Error};

/// A token of the client's source, with which a request failed.
#[derive(Clone, Copy)]
pub(crate) struct Refused<'r> {
    client: &'r Client,
    source: &'r dyn TokenSource,
    token: &'r AccessToken,
}

impl<'r> Refused<'r> {
    /// None if the request was not sent with a token of the client's source.
    pub(crate) fn new(client: &'r Client, sent: &'r Secret) -> Option<Self> {
        Some(Self { client, source: client.token()?, token: sent.token()? })
    }

    /// The claims that `failure` asks for, where that can be answered. After every other 401 the token is used for no
    /// further request, as in Microsoft's SDKs.
    pub(crate) fn claims(self, failure: &Error, can_be_answered: bool) -> Option<String> {
        if !failure.is_unauthorized() {
            return None;
        }
        let claims = challenge::claims(failure.headers()).filter(|_| can_be_answered);
        if claims.is_none() {
            self.source.invalidate(self.token);
        }
        claims
    }

    /// A token that satisfies `claims`; none if the source gives the same one, which the service has refused already: such
    /// a source knows no claims.
    ///
    /// # Errors
    /// The source has no such token.
    pub(crate) async fn replacement(self, claims: String) -> Result<Option<AccessToken>, Error> {
        let request = self.client.token_request().with_claims(claims).with_rejected(self.token.clone());
        let token = self.source.token(request).await;
        let token = token.map_err(|error| {
            no_token("the service asks for a token with other claims (401), and the token source gave none", error)
        })?;
        if token.is_same(self.token) {
            self.source.invalidate(self.token);
            return Ok(None);
        }
        Ok(Some(token))
    }
}
