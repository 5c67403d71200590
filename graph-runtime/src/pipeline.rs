//! The way of every request, from draft to answer.

use std::pin::pin;
use std::time::Instant;

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, HeaderName};

use crate::draft::Draft;
use crate::response::Answer;
use crate::retry::Attempts;
use crate::token::{Authorisation, Secret};
use crate::trace::Trace;
use crate::transport::{Body, ConnectedAfter, Timeout, TransportError};
use crate::{BoxFuture, Client, Error, clock};

/// Tells the service which repetition it is, as Microsoft's SDKs do.
const RETRY_ATTEMPT: HeaderName = HeaderName::from_static("retry-attempt");
/// How many bytes of the body of an error are read; the rest is dropped.
const ERROR_BYTES: usize = 1 << 20;

/// Sends a draft and gives the successful answer, whole or, where it is `streamed`, with a body still on its way.
pub(crate) fn send(draft: impl Into<Box<Draft>>, streamed: bool) -> BoxFuture<'static, Result<Answer, Error>> {
    Box::pin(sent(draft.into(), streamed))
}

/// Makes the request of a draft and sends it, within a span.
async fn sent(mut draft: Box<Draft>, streamed: bool) -> Result<Answer, Error> {
    let client = draft.route.client().clone();
    let (timeout, is_repeatable) = (draft.timeout(streamed), draft.is_repeatable());
    let (request, mut trace) = begun(&mut draft)?;
    let mut exchange = Exchange {
        client: &client,
        timeout,
        streamed,
        is_repeatable,
        trace: &trace,
        attempts: Attempts::new(draft.retry, &client),
        authorisation: Authorisation::new(&client, draft.headers.get(&AUTHORIZATION), draft.token.take()),
        request: Some(request),
        draft: &mut draft,
    };
    // Futures are moved as a whole: this one stays where it is.
    let result = trace.follow(pin!(exchange.run())).await;
    let (attempts, secret) = (exchange.attempts.made(), exchange.authorisation.into_secret());
    match result {
        Ok(response) => {
            trace.succeeded(&response, attempts, &secret);
            Ok(Answer { origin: draft.origin, response, attempts, secret, trace })
        }
        Err(error) => {
            let error = error.redacted(&secret);
            trace.failed(&error);
            Err(error.at(&draft.origin))
        }
    }
}

/// The answer to the request of a draft that was sent by other means.
pub(crate) fn received(draft: &Draft, response: http::Response<Bytes>) -> Result<Answer, Error> {
    let secret = draft.headers.get(&AUTHORIZATION).cloned().map_or_else(Secret::default, Secret::own);
    let limit = draft.route.client().max_response_bytes();
    let failure = if !response.status().is_success() {
        Error::service(beginning(response), &secret)
    } else if response.body().len() > limit {
        Error::transport(TransportError::too_large(limit))
    } else {
        let response = response.map(Body::from);
        return Ok(Answer { origin: draft.origin.clone(), response, attempts: 1, secret, trace: Trace::none() });
    };
    Err(failure.redacted(&secret).after(1, true).at(&draft.origin))
}

/// An error with what is read of its body.
pub(crate) fn beginning(error: http::Response<Bytes>) -> http::Response<Bytes> {
    error.map(|body| body.slice(..body.len().min(ERROR_BYTES)))
}

/// The first request that a draft makes, and its span.
fn begun(draft: &mut Draft) -> Result<(http::Request<Body>, Trace), Error> {
    let request = draft.request().map_err(|error| error.at(&draft.origin))?;
    let trace = Trace::new(draft, &request);
    Ok((request, trace))
}

/// The attempts of a request, and what they have in common.
struct Exchange<'d> {
    /// What the requests are made of.
    draft: &'d mut Draft,
    client: &'d Client,
    timeout: Option<Timeout>,
    /// Whether the answer is given before its body is read.
    streamed: bool,
    /// Whether there may be more attempts than one.
    is_repeatable: bool,
    trace: &'d Trace,
    attempts: Attempts,
    authorisation: Authorisation<'d>,
    /// For the attempt that begins.
    request: Option<http::Request<Body>>,
}

impl Exchange<'_> {
    /// Sends the request until it has an answer, or a failure that ends it.
    async fn run(&mut self) -> Result<http::Response<Body>, Error> {
        loop {
            let began = clock::instant();
            let failure = match self.attempt().await {
                Ok(response) => {
                    self.attempts.succeeded();
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            self.attempts.failed(&failure);
            if let Err(error) = self.wait(failure, began).await {
                return Err(self.attempts.told(error));
            }
        }
    }

    /// Sends the request once.
    async fn attempt(&mut self) -> Result<http::Response<Body>, Error> {
        let transport = self.client.transport()?;
        let before = self.attempts.begin();
        let request = match &mut self.request {
            Some(first) => first,
            none => none.insert(self.draft.request()?),
        };
        if !self.draft.is_open() {
            self.authorisation.attach(request).await?;
        }
        let response = transport.send(self.taken(before)).await;
        let mut response = response.map_err(Error::transport)?;
        self.trace.received(response.version());
        if !response.status().is_success() {
            // Boxed, because it is long and seldom.
            return Err(Box::pin(self.refused(response)).await);
        }
        if !self.streamed {
            let body = std::mem::take(response.body_mut()).collect(self.client.max_response_bytes());
            *response.body_mut() = body.await.map_err(Error::transport)?.into();
        }
        Ok(response)
    }

    /// The request, to be sent after `before` attempts.
    fn taken(&mut self, before: u32) -> http::Request<Body> {
        let mut request = self.request.take().expect("invariant: an attempt begins with a request");
        if before > 0 {
            request.headers_mut().insert(RETRY_ATTEMPT, before.into());
        }
        if let Some(timeout) = self.timeout {
            request.extensions_mut().insert(timeout);
        }
        if self.client.names_operations() {
            request.extensions_mut().insert(self.draft.origin.template.clone());
            #[cfg(feature = "batch")]
            if !self.draft.parts.is_empty() {
                request.extensions_mut().insert(crate::transport::BatchUrlTemplates(self.draft.parts.clone()));
            }
        }
        request
    }

    /// The error that an answer is.
    async fn refused(&self, response: http::Response<Body>) -> Error {
        let (parts, body) = response.into_parts();
        // The status of an error is worth more than its body, which may break.
        let body = body.beginning(ERROR_BYTES, || self.patience()).await;
        let secret = self.authorisation.secret();
        let error = Error::service(http::Response::from_parts(parts, body), secret);
        if error.is_unauthorized() && secret.is_none() && !self.draft.is_open() {
            return error.because("the request had no token; help: give the client a token source with `.token(..)`");
        }
        error
    }

    /// Waits until the request is to be sent again after `failure`; an error if it is not.
    async fn wait(&mut self, failure: Error, began: Option<Instant>) -> Result<(), Error> {
        if self.authorisation.renew(&failure, self.is_repeatable).await? {
            return Ok(());
        }
        let wait = if self.is_repeatable { self.attempts.wait(&failure, &self.draft.origin.method) } else { None };
        let Some(wait) = wait else { return Err(failure) };
        self.trace.waits(wait, &failure, self.attempts.made());
        self.client.pause(wait).await;
        self.attempts.waited(wait);
        if failure.status() == Some(StatusCode::SERVICE_UNAVAILABLE) {
            self.draft.connected_after = began.map(ConnectedAfter);
        }
        Ok(())
    }

    /// How long the body of an error may keep one waiting where the transport has no time to keep to, as with streams: as
    /// long as an exchange may take.
    fn patience(&self) -> BoxFuture<'static, ()> {
        let Timeout(usual) = self.client.timeout().unwrap_or_default();
        match self.client.timer().zip(usual) {
            Some((timer, usual)) if self.timeout == Some(Timeout(None)) => timer.sleep(usual),
            _ => Box::pin(std::future::pending()),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::send;
    use crate::Client;
    use crate::draft::Draft;
    use crate::transport::InMemoryTransport;

    #[test]
    fn the_future_of_a_request_is_small() {
        let transport = InMemoryTransport::new(|_| http::Response::default());
        let client = Client::builder().transport(transport).build().unwrap();
        let future = send(Draft::new(&client.route(), Method::GET, "{+baseurl}/me"), false);
        // It is copied as a whole into its box. With rustc 1.95 it has 1 KiB; nested async functions made 4.6 of it.
        assert!(size_of_val(&*future) <= 1536, "{} bytes", size_of_val(&*future));
    }
}
