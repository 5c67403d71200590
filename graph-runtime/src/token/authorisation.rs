//! `Authorisation`: the token of one request, through its attempts and a claims challenge.

use http::Uri;
use http::header::{AUTHORIZATION, HeaderValue};

use super::{AccessToken, Refused, Secret, no_token};
use crate::{Client, Error};

/// What one request is authorised with.
pub(crate) struct Authorisation<'c> {
    client: &'c Client,
    token: Token,
    /// Whether there was a challenge: one is answered, no more.
    challenged: bool,
}

/// The token of a request.
enum Token {
    /// Nobody has looked.
    New,
    /// The user's own, as the whole header.
    Own(HeaderValue),
    /// To be had from the client.
    Wanted,
    /// What answers a challenge, for the next attempt.
    Renewed(AccessToken),
    /// What the last attempt was sent with.
    Sent(AccessToken),
}

impl<'c> Authorisation<'c> {
    /// `token` is what to begin with, in place of what the source gives.
    pub(crate) fn new(client: &'c Client, token: Option<AccessToken>) -> Self {
        Self { client, token: token.map_or(Token::New, Token::Renewed), challenged: false }
    }

    /// Attaches a token, in place of one attached before, if the client has a source, the user gave none, and the host may
    /// have it.
    pub(crate) async fn attach<B>(&mut self, request: &mut http::Request<B>) -> Result<(), Error> {
        if let Token::New = self.token {
            self.token = request.headers().get(AUTHORIZATION).cloned().map_or(Token::Wanted, Token::Own);
        }
        let is_own = matches!(self.token, Token::Own(_));
        let Some(source) = self.client.token().filter(|_| !is_own) else { return Ok(()) };
        self.check_host(request.uri())?;
        let token = match std::mem::replace(&mut self.token, Token::Wanted) {
            Token::Renewed(token) => token,
            _ => source.token(self.client.token_request()).await.map_err(|error| no_token("no token", error))?,
        };
        request.headers_mut().insert(AUTHORIZATION, token.header()?);
        self.token = Token::Sent(token);
        Ok(())
    }

    /// What the last attempt was sent with.
    pub(crate) fn secret(&self) -> Secret {
        match &self.token {
            Token::Own(header) => Secret::Own(header.clone()),
            Token::Sent(token) => Secret::Token(token.clone()),
            _ => Secret::None,
        }
    }

    /// Whether the request is to be sent again with a new token, because the service asked for one with certain claims.
    ///
    /// As in Microsoft's SDKs, this happens once per request, only where the request `can_be_repeated`, and after no other
    /// 401.
    ///
    /// # Errors
    /// The source has no such token.
    pub(crate) async fn renew(&mut self, failure: &Error, can_be_repeated: bool) -> Result<bool, Error> {
        let sent = self.secret();
        let Some(refused) = Refused::new(self.client, &sent) else { return Ok(false) };
        let Some(claims) = refused.claims(failure, can_be_repeated && !self.challenged) else { return Ok(false) };
        self.challenged = true;
        let Some(token) = refused.replacement(claims).await? else { return Ok(false) };
        self.token = Token::Renewed(token);
        Ok(true)
    }

    fn check_host(&self, url: &Uri) -> Result<(), Error> {
        if self.client.token_hosts().allow(url) {
            return Ok(());
        }
        Err(Error::token(format!("a token must not be sent to `{}`", url.host().unwrap_or_default())))
    }
}
