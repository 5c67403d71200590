//! The way of every request, from draft to answer.

use std::time::Instant;

use http::StatusCode;
use http::header::HeaderName;

use crate::draft::Draft;
use crate::error::Origin;
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
pub(crate) async fn send(draft: Draft, streamed: bool) -> Result<Answer, Error> {
    let origin = draft.origin.clone();
    traced(draft, origin.clone(), streamed).await.map_err(|error| error.at(&origin))
}

/// Makes the request of a draft and sends it, within a span.
async fn traced(draft: Draft, origin: Origin, streamed: bool) -> Result<Answer, Error> {
    let client = draft.route.client().clone();
    let mut attempts = Attempts::new(draft.retry, &client);
    let (timeout, is_open) = (draft.timeout(streamed), draft.is_open);
    let request = draft.finish()?;
    let mut trace = Trace::new(&client, &origin, &request, is_open);
    let exchange = Exchange { client: &client, template: origin.template, timeout, is_open, streamed, trace: &trace };
    match trace.follow(exchange.run(request, &mut attempts)).await {
        Ok(response) => {
            trace.succeeded(&response, attempts.made());
            Ok(Answer { origin, response, attempts: attempts.made(), trace })
        }
        Err(error) => {
            trace.failed(&error);
            Err(error)
        }
    }
}

/// What the attempts of a request have in common.
struct Exchange<'r> {
    client: &'r Client,
    template: &'static str,
    timeout: Option<Timeout>,
    /// Whether the URL opens what it leads to, so that no token goes with it.
    is_open: bool,
    /// Whether the answer is given before its body is read.
    streamed: bool,
    trace: &'r Trace,
}

impl Exchange<'_> {
    /// Sends the request until it has an answer, or a failure that ends it.
    async fn run(
        &self,
        mut request: http::Request<Body>,
        attempts: &mut Attempts,
    ) -> Result<http::Response<Body>, Error> {
        let mut authorisation = Authorisation::new(self.client);
        loop {
            let began = Instant::now();
            let again = replica(&request);
            let failure = match self.attempt(request, attempts.begin(), &mut authorisation).await {
                Ok(response) => {
                    attempts.succeeded();
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            attempts.failed(&failure);
            let renewed = authorisation.renew(&failure, again.is_some()).await;
            let renewed = renewed.map_err(|error| attempts.told(error))?;
            let Some(next) = again else { return Err(attempts.told(failure)) };
            request = next;
            if renewed {
                continue;
            }
            let Some(timer) = self.client.timer() else { return Err(attempts.told(failure)) };
            let Some(wait) = attempts.wait(&failure, request.method()) else { return Err(attempts.told(failure)) };
            self.trace.waits(wait, &failure, attempts.made());
            timer.sleep(wait).await;
            attempts.waited(wait);
            if failure.status() == Some(StatusCode::SERVICE_UNAVAILABLE) {
                request.extensions_mut().insert(ConnectedAfter(began));
            }
        }
    }

    /// Sends the request once, after `before` attempts.
    async fn attempt(
        &self,
        mut request: http::Request<Body>,
        before: u32,
        authorisation: &mut Authorisation,
    ) -> Result<http::Response<Body>, Error> {
        if before > 0 {
            request.headers_mut().insert(RETRY_ATTEMPT, before.into());
        }
        if let Some(timeout) = self.timeout {
            request.extensions_mut().insert(timeout);
        }
        if self.client.names_operations() {
            request.extensions_mut().insert(UrlTemplate(self.template));
        }
        if !self.is_open {
            authorisation.attach(&mut request).await?;
        }
        let response = self.client.transport().send(request).await.map_err(Error::transport)?;
        self.trace.received(response.version());
        let (parts, body) = response.into_parts();
        if !parts.status.is_success() {
            // The status of an error is worth more than its body, which may break.
            let body = body.beginning(ERROR_BYTES, || self.patience()).await;
            let mut response = http::Response::from_parts(parts, body);
            authorisation.redact(&mut response);
            return Err(Error::service(response));
        }
        if self.streamed {
            return Ok(http::Response::from_parts(parts, body));
        }
        let body = body.collect(self.client.max_response_bytes()).await.map_err(Error::transport)?;
        Ok(http::Response::from_parts(parts, body.into()))
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

/// The same request to be sent another time, if its body can be.
fn replica(request: &http::Request<Body>) -> Option<http::Request<Body>> {
    let mut replica = http::Request::new(request.body().try_clone()?);
    *replica.method_mut() = request.method().clone();
    *replica.uri_mut() = request.uri().clone();
    *replica.headers_mut() = request.headers().clone();
    Some(replica)
}
