//! `Authorisation`: the token of one request, through its attempts and a claims challenge.

use http::Uri;
use http::header::{AUTHORIZATION, HeaderValue};

use super::{AccessToken, Refused, Secret, no_token};
use crate::base_url::origin_text;
use crate::{Client, Error};

/// What one request is authorized with.
pub(crate) struct Authorisation<'c> {
    client: &'c Client,
    /// For the next attempt, in place of what the source gives: what to begin with, or what answers a challenge.
    next: Option<AccessToken>,
    /// The user's own, or what the last attempt was sent with.
    secret: Secret,
    /// Whether there was a challenge: one is answered, no more.
    challenged: bool,
}

impl<'c> Authorisation<'c> {
    /// `own` is the header that the user gave, and `first` the token to begin with, in place of what the source gives.
    pub(crate) fn new(client: &'c Client, own: Option<&HeaderValue>, first: Option<AccessToken>) -> Self {
        let secret = own.cloned().map_or_else(Secret::default, Secret::own);
        Self { client, next: first, secret, challenged: false }
    }

    /// Attaches a token if the client has a source, the user gave none, and the host may have it.
    pub(crate) async fn attach<B>(&mut self, request: &mut http::Request<B>) -> Result<(), Error> {
        let Some(source) = self.client.token().filter(|_| !self.secret.is_own()) else { return Ok(()) };
        self.check_host(request.uri())?;
        let token = match self.next.take() {
            Some(token) => token,
            None => source
                .token(self.client.token_request())
                .await
                .map_err(|error| no_token("the token source gave no token", error))?,
        };
        request.headers_mut().insert(AUTHORIZATION, token.header()?);
        self.secret.send(token);
        Ok(())
    }

    /// What the last attempt was sent with.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The same, after the last one.
    pub(crate) fn into_secret(self) -> Secret {
        self.secret
    }

    /// Whether the request is to be sent again with a new token, because the service asked for one with certain claims.
    ///
    /// As in Microsoft's SDKs, this happens once per request, only where the request `can_be_repeated`, and after no other
    /// 401.
    ///
    /// # Errors
    /// The source has no such token.
    pub(crate) async fn renew(&mut self, failure: &Error, can_be_repeated: bool) -> Result<bool, Error> {
        let Some(refused) = Refused::new(self.client, &self.secret) else { return Ok(false) };
        let Some(claims) = refused.claims(failure, can_be_repeated && !self.challenged) else { return Ok(false) };
        self.challenged = true;
        let Some(token) = refused.replacement(claims).await? else { return Ok(false) };
        self.next = Some(token);
        Ok(true)
    }

    fn check_host(&self, url: &Uri) -> Result<(), Error> {
        if self.client.token_hosts().allow(url) {
            return Ok(());
        }
        let place = origin_text(url);
        let help = "for a host of yours, use https and `.allowed_host(..)`";
        Err(Error::token(format!("a token must not be sent to `{place}`; help: {help}")))
    }
}
