//! The way of every request, from draft to answer.

use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::draft::Draft;
use crate::error::Origin;
use crate::response::Answer;
use crate::retry::Attempts;
use crate::{Client, Error};

/// Tells the service which repetition it is, as Microsoft's SDKs do.
const RETRY_ATTEMPT: HeaderName = HeaderName::from_static("retry-attempt");

/// Sends a draft and gives the successful answer.
pub(crate) async fn send(draft: Draft) -> Result<Answer, Error> {
    let origin = draft.origin.clone();
    exchange(draft, origin.clone()).await.map_err(|error| error.at(&origin))
}

/// Sends the request until it has an answer, or a failure that ends it.
async fn exchange(draft: Draft, origin: Origin) -> Result<Answer, Error> {
    let client = draft.route.client().clone();
    let mut attempts = Attempts::new(draft.retry);
    let request = draft.finish()?;
    loop {
        let failure = match attempt(&client, request.clone(), attempts.begin()).await {
            Ok(response) => return Ok(Answer { origin, response }),
            Err(failure) => failure,
        };
        match attempts.wait(&failure, request.method()).zip(client.timer()) {
            Some((wait, timer)) => timer.sleep(wait).await,
            None => return Err(attempts.told(failure)),
        }
    }
}

/// Sends the request once, after `before` attempts.
async fn attempt(
    client: &Client,
    mut request: http::Request<Bytes>,
    before: u32,
) -> Result<http::Response<Bytes>, Error> {
    if before > 0 {
        request.headers_mut().insert(RETRY_ATTEMPT, before.into());
    }
    authorise(client, &mut request).await?;
    let response = client.transport().send(request).await.map_err(Error::transport)?;
    if response.status().is_success() { Ok(response) } else { Err(Error::service(response)) }
}

/// Attaches a token, if the client has a source, the user gave none, and the host may have it.
async fn authorise(client: &Client, request: &mut http::Request<Bytes>) -> Result<(), Error> {
    let Some(source) = client.token() else { return Ok(()) };
    if request.headers().contains_key(AUTHORIZATION) {
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
