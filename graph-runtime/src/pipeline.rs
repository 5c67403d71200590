//! The way of every request, from draft to answer.

use std::pin::pin;
use std::time::Instant;

use http::StatusCode;
use http::header::HeaderName;

use crate::draft::Draft;
use crate::response::Answer;
use crate::retry::Attempts;
use crate::token::Authorisation;
use crate::trace::Trace;
use crate::transport::{Body, ConnectedAfter, Timeout, UrlTemplate};
use crate::{BoxFuture, Client, Error};

/// Tells the service which repetition it is, as Microsoft's SDKs do.
const RETRY_ATTEMPT: HeaderName = HeaderName::from_static("retry-attempt");
/// How many bytes of the body of an error are read; the rest is dropped.
const ERROR_BYTES: usize = 1 << 20;

/// Sends a draft and gives the successful answer, whole or, where it is `streamed`, with a body still on its way.
pub(crate) fn send(draft: impl Into<Box<Draft>>, streamed: bool) -> BoxFuture<'static, Result<Answer, Error>> {
    let draft = draft.into();
    Box::pin(async move {
        let mut draft = draft;
        let sent = traced(&mut draft, streamed).await;
        sent.map_err(|error| error.at(&draft.origin))
    })
}

/// Makes the request of a draft and sends it, within a span.
async fn traced(draft: &mut Draft, streamed: bool) -> Result<Answer, Error> {
    let timeout = draft.timeout(streamed);
    let (request, mut trace) = begun(draft)?;
    let token = draft.token.take();
    let client = draft.route.client();
    let mut exchange = Exchange {
        draft,
        timeout,
        streamed,
        trace: &trace,
        attempts: Attempts::new(draft.retry, client),
        authorisation: Authorisation::new(client, token),
        request: Some(request),
    };
    // Futures are moved as a whole: this one stays where it is.
    let result = trace.follow(pin!(exchange.run())).await;
    let (attempts, secret) = (exchange.attempts.made(), exchange.authorisation.secret());
    match result {
        Ok(response) => {
            trace.succeeded(&response, attempts);
            Ok(Answer { origin: draft.origin.clone(), response, attempts, secret, trace })
        }
        Err(error) => {
            trace.failed(&error);
            Err(error)
        }
    }
}

/// The request that a draft is, and its span.
fn begun(draft: &mut Draft) -> Result<(http::Request<Body>, Trace), Error> {
    let request = draft.finish()?;
    let trace = Trace::new(draft.route.client(), &draft.origin, &request, draft.is_open);
    Ok((request, trace))
}

/// The attempts of a request, and what they have in common.
struct Exchange<'d> {
    /// What the request was made of.
    draft: &'d Draft,
    timeout: Option<Timeout>,
    /// Whether the answer is given before its body is read.
    streamed: bool,
    trace: &'d Trace,
    attempts: Attempts,
    authorisation: Authorisation<'d>,
    /// For the next attempt; none if its body cannot be sent again.
    request: Option<http::Request<Body>>,
}

impl<'d> Exchange<'d> {
    /// Sends the request until it has an answer, or a failure that ends it.
    async fn run(&mut self) -> Result<http::Response<Body>, Error> {
        loop {
            let began = Instant::now();
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

    fn client(&self) -> &'d Client {
        self.draft.route.client()
    }

    /// Sends the request once.
    async fn attempt(&mut self) -> Result<http::Response<Body>, Error> {
        let before = self.attempts.begin();
        if let Some(request) = self.request.as_mut().filter(|_| !self.draft.is_open) {
            self.authorisation.attach(request).await?;
        }
        let transport = self.client().transport();
        let response = transport.send(self.taken(before)).await;
        let mut response = response.map_err(Error::transport)?;
        self.trace.received(response.version());
        if !response.status().is_success() {
            // Boxed, because it is long and seldom.
            return Err(Box::pin(self.refused(response)).await);
        }
        if !self.streamed {
            let body = std::mem::take(response.body_mut()).collect(self.client().max_response_bytes());
            *response.body_mut() = body.await.map_err(Error::transport)?.into();
        }
        Ok(response)
    }

    /// The request, to be sent after `before` attempts. A copy is kept, should there be another.
    fn taken(&mut self, before: u32) -> http::Request<Body> {
        let mut request = self.request.take().expect("invariant: what cannot be sent again is not");
        self.request = replica(&request);
        if before > 0 {
            request.headers_mut().insert(RETRY_ATTEMPT, before.into());
        }
        if let Some(timeout) = self.timeout {
            request.extensions_mut().insert(timeout);
        }
        if self.client().names_operations() {
            request.extensions_mut().insert(UrlTemplate(self.draft.origin.template));
        }
        request
    }

    /// The error that an answer is.
    async fn refused(&self, response: http::Response<Body>) -> Error {
        let (parts, body) = response.into_parts();
        // The status of an error is worth more than its body, which may break.
        let body = body.beginning(ERROR_BYTES, || self.patience()).await;
        let mut response = http::Response::from_parts(parts, body);
        self.authorisation.secret().redact(&mut response);
        Error::service(response)
    }

    /// Waits until the request is to be sent again after `failure`; an error if it is not.
    async fn wait(&mut self, failure: Error, began: Instant) -> Result<(), Error> {
        let renewed = self.authorisation.renew(&failure, self.request.is_some()).await?;
        let timer = self.client().timer();
        let Some(request) = &mut self.request else { return Err(failure) };
        if renewed {
            return Ok(());
        }
        let Some(timer) = timer else { return Err(failure) };
        let Some(wait) = self.attempts.wait(&failure, request.method()) else { return Err(failure) };
        self.trace.waits(wait, &failure, self.attempts.made());
        timer.sleep(wait).await;
        self.attempts.waited(wait);
        if failure.status() == Some(StatusCode::SERVICE_UNAVAILABLE) {
            request.extensions_mut().insert(ConnectedAfter(began));
        }
        Ok(())
    }

    /// How long the body of an error may keep one waiting where the transport has no time to keep to, as with streams: as
    /// long as an exchange may take.
    fn patience(&self) -> BoxFuture<'static, ()> {
        let Timeout(usual) = self.client().timeout().unwrap_or_default();
        match self.client().timer().zip(usual) {
            Some((timer, usual)) if self.timeout == Some(Timeout(None)) => timer.sleep(usual),
            _ => Box::pin(std::future::pending()),
        }
    }
}

/// The same request to be sent another time, if its body can be.
fn replica(request: &http::Request<Body>) -> Option<http::Request<Body>> {
    let mut replica = http::Request::new(request.body().try_clone()?);
    *replica.method_mut() = request.method().clone();
    *replica.uri_mut() = request.uri().clone();
    *replica.headers_mut() = request.headers().clone();
    Some(replica)
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
