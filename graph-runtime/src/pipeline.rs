//! The way of every request, from draft to answer.

use bytes::Bytes;
use http::header::HeaderName;

use crate::draft::Draft;
use crate::error::Origin;
use crate::response::Answer;
use crate::retry::Attempts;
use crate::token::Authorisation;
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
    let mut authorisation = Authorisation::new(&client);
    let request = draft.finish()?;
    loop {
        let failure = match attempt(&client, &mut authorisation, request.clone(), attempts.begin()).await {
            Ok(response) => return Ok(Answer { origin, response }),
            Err(failure) => failure,
        };
        let wait = attempts.wait(&failure, request.method());
        if authorisation.renew(&failure).await.map_err(|error| attempts.told(error))? {
            continue;
        }
        match wait.zip(client.timer()) {
            Some((wait, timer)) => timer.sleep(wait).await,
            None => return Err(attempts.told(failure)),
        }
    }
}

/// Sends the request once, after `before` attempts.
async fn attempt(
    client: &Client,
    authorisation: &mut Authorisation,
    mut request: http::Request<Bytes>,
    before: u32,
) -> Result<http::Response<Bytes>, Error> {
    if before > 0 {
        request.headers_mut().insert(RETRY_ATTEMPT, before.into());
    }
    authorisation.attach(&mut request).await?;
    let mut response = client.transport().send(request).await.map_err(Error::transport)?;
    if response.status().is_success() {
        return Ok(response);
    }
    authorisation.redact(&mut response);
    Err(Error::service(response))
}
