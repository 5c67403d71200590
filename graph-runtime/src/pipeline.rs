//! The way of every request, from draft to answer.

use std::time::Instant;

use http::StatusCode;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::draft::{Draft, Open};
use crate::error::Origin;
use crate::response::Answer;
use crate::retry::Attempts;
use crate::transport::{Body, ConnectedAfter};
use crate::{Client, Error};

/// Tells the service which repetition it is, as Microsoft's SDKs do.
const RETRY_ATTEMPT: HeaderName = HeaderName::from_static("retry-attempt");
/// How many bytes of the body of an error are read; the rest is dropped.
const ERROR_BYTES: usize = 1 << 20;

/// Sends a draft and gives the successful answer, whole or, where it is `streamed`, with a body still on its way.
pub(crate) async fn send(draft: Draft, streamed: bool) -> Result<Answer, Error> {
    let origin = draft.origin.clone();
    exchange(draft, origin.clone(), streamed).await.map_err(|error| error.at(&origin))
}

/// Sends the request until it has an answer, or a failure that ends it.
async fn exchange(draft: Draft, origin: Origin, streamed: bool) -> Result<Answer, Error> {
    let client = draft.route.client().clone();
    let mut attempts = Attempts::new(draft.retry, &client);
    let mut request = draft.finish(streamed)?;
    loop {
        let began = Instant::now();
        let again = replica(&request);
        let failure = match attempt(&client, request, attempts.begin(), streamed).await {
            Ok(response) => {
                attempts.succeeded();
                return Ok(Answer { origin, response });
            }
            Err(failure) => failure,
        };
        attempts.failed(&failure);
        let Some((next, timer)) = again.zip(client.timer()) else { return Err(attempts.told(failure)) };
        let Some(wait) = attempts.wait(&failure, next.method()) else { return Err(attempts.told(failure)) };
        timer.sleep(wait).await;
        request = next;
        if failure.status() == Some(StatusCode::SERVICE_UNAVAILABLE) {
            request.extensions_mut().insert(ConnectedAfter(began));
        }
    }
}

/// The same request to be sent another time, if its body can be.
fn replica(request: &http::Request<Body>) -> Option<http::Request<Body>> {
    let mut replica = http::Request::new(request.body().try_clone()?);
    *replica.method_mut() = request.method().clone();
    *replica.uri_mut() = request.uri().clone();
    *replica.headers_mut() = request.headers().clone();
    *replica.extensions_mut() = request.extensions().clone();
    Some(replica)
}

/// Sends the request once, after `before` attempts.
async fn attempt(
    client: &Client,
    mut request: http::Request<Body>,
    before: u32,
    streamed: bool,
) -> Result<http::Response<Body>, Error> {
    if before > 0 {
        request.headers_mut().insert(RETRY_ATTEMPT, before.into());
    }
    authorise(client, &mut request).await?;
    let response = client.transport().send(request).await.map_err(Error::transport)?;
    let (parts, body) = response.into_parts();
    if !parts.status.is_success() {
        // The status of an error is worth more than its body, which may break.
        return Err(Error::service(http::Response::from_parts(parts, body.beginning(ERROR_BYTES).await)));
    }
    if streamed {
        return Ok(http::Response::from_parts(parts, body));
    }
    let body = body.collect(client.max_response_bytes()).await.map_err(Error::transport)?;
    Ok(http::Response::from_parts(parts, body.into()))
}

/// Attaches a token, if the client has a source, the user gave none, and the host may have it.
async fn authorise(client: &Client, request: &mut http::Request<Body>) -> Result<(), Error> {
    let Some(source) = client.token() else { return Ok(()) };
    if request.headers().contains_key(AUTHORIZATION) || request.extensions().get::<Open>().is_some() {
        return Ok(());
    }
    if !client.token_hosts().allow(request.uri()) {
        let host = request.uri().host().unwrap_or_default();
        return Err(Error::token(format!("a token must not be sent to `{host}`")));
    }
    let token = source.token().await;
    let token = token.map_err(|error| Error::token(format!("no token: {error}")).with_source(error))?;
    let mut header = HeaderValue::try_from(format!("Bearer {}", token.expose()))
        .map_err(|_| Error::token("the token has characters that no header may hold"))?;
    header.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, header);
    Ok(())
}
