//! Access tokens: where they come from, and the guarantee that they are not printed.

use std::fmt;
use std::future::Future;

use crate::{BoxError, BoxFuture};

/// An access token. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(Box<str>);

impl AccessToken {
    /// Wraps a bearer token, without the word `Bearer`.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into().into_boxed_str())
    }

    /// The token itself; do not log it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(..)")
    }
}

/// Gives the token each request is sent with; asked anew every time, so it does its own caching.
pub trait TokenSource: Send + Sync {
    /// A token that is valid now.
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>>;
}

/// One token for ever, for scripts and tests.
#[derive(Clone, Debug)]
pub struct StaticToken(AccessToken);

impl StaticToken {
    /// Always gives `token`.
    pub fn new(token: impl Into<String>) -> Self {
        Self(AccessToken::new(token))
    }
}

impl TokenSource for StaticToken {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

/// A token source from an async closure, such as one that asks an identity library.
///
/// ```
/// use graph_runtime::{AccessToken, token_fn};
///
/// let source = token_fn(|| async { Ok(AccessToken::new("from the identity library")) });
/// ```
pub fn token_fn<F, Fut>(get: F) -> TokenFn<F>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<AccessToken, BoxError>> + Send + 'static,
{
    TokenFn(get)
}

/// The token source of [`token_fn`].
#[derive(Clone, Copy)]
pub struct TokenFn<F>(F);

impl<F> fmt::Debug for TokenFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFn(..)")
    }
}

impl<F, Fut> TokenSource for TokenFn<F>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<AccessToken, BoxError>> + Send + 'static,
{
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin((self.0)())
    }
}
