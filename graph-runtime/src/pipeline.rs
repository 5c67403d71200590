//! The way of every request, from draft to answer.

use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderValue};

use crate::draft::Draft;
use crate::error::Origin;
use crate::response::Answer;
use crate::{Client, Error};

/// Sends a draft and gives the successful answer.
pub(crate) async fn send(draft: Draft) -> Result<Answer, Error> {
    let origin = draft.origin.clone();
    exchange(draft, origin.clone()).await.map_err(|error| error.at(&origin))
}

async fn exchange(draft: Draft, origin: Origin) -> Result<Answer, Error> {
    let client = draft.route.client().clone();
    let mut request = draft.finish()?;
    authorise(&client, &mut request).await?;
    let response = client.transport().send(request).await.map_err(Error::transport)?;
    if !response.status().is_success() {
        return Err(Error::service(response));
    }
    Ok(Answer { origin, response })
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
