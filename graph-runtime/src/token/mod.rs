//! Access tokens: where they come from, how long they are kept, and which request gets one.

mod access_token;
mod authorisation;
#[cfg(feature = "azure")]
mod azure;
mod cached;
mod cell;
mod challenge;
mod echo;
mod refused;
mod request;
mod secret;
mod source;

use std::sync::Arc;

pub use self::access_token::AccessToken;
pub(crate) use self::authorisation::Authorisation;
#[cfg(feature = "azure")]
pub use self::azure::AzureToken;
pub use self::cached::CachedToken;
pub(crate) use self::refused::Refused;
pub use self::request::TokenRequest;
pub(crate) use self::secret::{Redactor, Secret};
pub use self::source::{StaticToken, TokenFn, TokenFnWith, TokenSource, token_fn, token_fn_with};

use self::cell::FetchError;
use crate::{BoxError, Error};

/// The error of a source. What all who waited for one fetch have in common is the cause itself.
fn no_token(what: &str, error: BoxError) -> Error {
    let cause = error.downcast::<FetchError>().map_or_else(Arc::from, |error| error.into_cause());
    Error::token(what).with_shared_source(cause)
}
