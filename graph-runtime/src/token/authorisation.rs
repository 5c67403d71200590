//! `Authorisation`: the token of one request, through its attempts and a claims challenge.

use bytes::Bytes;
use http::Uri;
use http::header::{AUTHORIZATION, HeaderValue};

use super::{AccessToken, challenge};
use crate::{BoxError, Client, Error};

/// What one request is authorised with.
pub(crate) struct Authorisation {
    client: Client,
    /// What the last attempt was sent with; none if it was not the client's.
    sent: Option<AccessToken>,
    /// The whole header, whosever it was.
    header: Option<HeaderValue>,
    /// What answers a challenge, for the next attempt.
    renewed: Option<AccessToken>,
    /// Whether there was a challenge: one is answered, no more.
    challenged: bool,
}

impl Authorisation {
    pub(crate) fn new(client: &Client) -> Self {
        Self { client: client.clone(), sent: None, header: None, renewed: None, challenged: false }
    }

    /// Attaches a token, if the client has a source, the user gave none, and the host may have it.
    pub(crate) async fn attach<B>(&mut self, request: &mut http::Request<B>) -> Result<(), Error> {
        self.sent = None;
        self.header = request.headers().get(AUTHORIZATION).cloned();
        let Some(source) = self.client.token().filter(|_| self.header.is_none()) else { return Ok(()) };
        self.check_host(request.uri())?;
        let token = match self.renewed.take() {
            Some(token) => token,
            None => source.token(self.client.token_request()).await.map_err(|error| no_token("no token", error))?,
        };
        let header = token.header()?;
        request.headers_mut().insert(AUTHORIZATION, header.clone());
        self.sent = Some(token);
        self.header = Some(header);
        Ok(())
    }

    /// Takes the token out of an answer, should the service repeat it there: errors are logged.
    pub(crate) fn redact(&self, response: &mut http::Response<Bytes>) {
        const INSTEAD: &str = "[token]";
        let header = self.header.as_ref().and_then(|header| header.to_str().ok());
        let secret = header.map(|header| header.split_once(' ').map_or(header, |(_scheme, secret)| secret));
        // What is shorter is no secret, and may be any word.
        let Some(secret) = secret.filter(|secret| secret.len() >= 8) else { return };
        let text = String::from_utf8_lossy(response.body());
        if text.contains(secret) {
            *response.body_mut() = text.replace(secret, INSTEAD).into();
        }
        for value in response.headers_mut().values_mut() {
            if String::from_utf8_lossy(value.as_bytes()).contains(secret) {
                *value = HeaderValue::from_static(INSTEAD);
            }
        }
    }

    /// Whether the request is to be sent again with a new token, because the service asked for one with certain claims.
    ///
    /// As in Microsoft's SDKs, this happens once per request, only where the request `can_be_repeated`, and after no other
    /// 401; but the token is used for no further request.
    ///
    /// # Errors
    /// The source has no such token.
    pub(crate) async fn renew(&mut self, failure: &Error, can_be_repeated: bool) -> Result<bool, Error> {
        let (Some(source), Some(rejected)) = (self.client.token(), self.sent.take()) else { return Ok(false) };
        if !failure.is_unauthorized() {
            return Ok(false);
        }
        let is_answered = can_be_repeated && !self.challenged;
        let Some(claims) = challenge::claims(failure.headers()).filter(|_| is_answered) else {
            source.invalidate(&rejected);
            return Ok(false);
        };
        self.challenged = true;
        let request = self.client.token_request().with_claims(claims).with_rejected(rejected.clone());
        let token = source.token(request).await;
        let token = token.map_err(|error| no_token("401 asks for a token with other claims, there is none", error))?;
        if token.is_same(&rejected) {
            // A source that knows no claims. The service has refused this token already.
            source.invalidate(&rejected);
            return Ok(false);
        }
        self.renewed = Some(token);
        Ok(true)
    }

    fn check_host(&self, url: &Uri) -> Result<(), Error> {
        if self.client.token_hosts().allow(url) {
            return Ok(());
        }
        Err(Error::token(format!("a token must not be sent to `{}`", url.host().unwrap_or_default())))
    }
}

fn no_token(what: &str, error: BoxError) -> Error {
    Error::token(format!("{what}: {error}")).with_source(error)
}
