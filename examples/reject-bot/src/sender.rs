//! Who may send: the check of the tokens that come with notifications, with keys that are fetched again and again.

use std::time::Duration;

use graph_runtime::notifications::{SigningKeys, SigningKeysError, TokenCheck};
use graph_runtime::transport::ReqwestTransport;
use tokio::sync::watch;
use tokio::time::sleep;

/// How old the keys may grow. A new key is announced before it is used.
const AGE: Duration = Duration::from_secs(60 * 60);

/// The check of tokens for the application `application_id`, with the keys that the OpenID configuration at a URL names
/// (for calls that is [`SigningKeys::OF_CALLS`]). It is kept up to date as long as somebody has it.
///
/// # Errors
/// The keys cannot be had. Later on, that is logged and the old ones stay.
pub async fn keep_checking(
    transport: ReqwestTransport,
    configuration: String,
    application_id: String,
) -> Result<watch::Receiver<TokenCheck>, SigningKeysError> {
    let keys = SigningKeys::fetch(&transport, &configuration).await?;
    let (newest, check) = watch::channel(TokenCheck::for_calls(&application_id, keys));
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = sleep(AGE) => {}
                () = newest.closed() => return,
            }
            match SigningKeys::fetch(&transport, &configuration).await {
                Ok(keys) => drop(newest.send_replace(TokenCheck::for_calls(&application_id, keys))),
                Err(error) => eprintln!("the keys are not fetched again: {error:?}"),
            }
        }
    });
    Ok(check)
}
