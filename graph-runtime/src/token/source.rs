//! `TokenSource`: what gives tokens; and the simple ones, made of a text or a closure.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::{AccessToken, CachedToken, TokenRequest};
use crate::{BoxError, BoxFuture};

/// Gives the token each request is sent with. It is asked anew every time, so it does its own caching, or is
/// [`cached`](Self::cached).
pub trait TokenSource: Send + Sync {
    /// A token that is valid now, for the scopes of `request`, and with its claims if it has any.
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, BoxError>>;

    /// Tells that the service refused `token` with 401 and asked for no claims: a source that keeps tokens should not
    /// give this one again. Does nothing if not implemented.
    fn invalidate(&self, token: &AccessToken) {
        let _ = token;
    }

    /// This source, asked only when a new token is needed.
    fn cached(self) -> CachedToken<Self>
    where
        Self: Sized,
    {
        CachedToken::new(self)
    }
}

/// Several clients may share a source, and what it keeps.
impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        (**self).token(request)
    }

    fn invalidate(&self, token: &AccessToken) {
        (**self).invalidate(token);
    }
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
    fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
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

/// A token source from an async closure that sees what it is asked for: the scopes, and the claims of a challenge.
///
/// ```
/// use graph_runtime::{AccessToken, TokenRequest, token_fn_with};
///
/// let source = token_fn_with(|request: TokenRequest| async move {
///     let _parameters = (request.scopes().join(" "), request.claims());
///     Ok(AccessToken::new("from the identity library"))
/// });
/// ```
pub fn token_fn_with<F, Fut>(get: F) -> TokenFnWith<F>
where
    F: Fn(TokenRequest) -> Fut + Send + Sync,
    Fut: Future<Output = Result<AccessToken, BoxError>> + Send + 'static,
{
    TokenFnWith(get)
}

/// The token source of [`token_fn`].
#[derive(Clone, Copy)]
pub struct TokenFn<F>(F);

/// The token source of [`token_fn_with`].
#[derive(Clone, Copy)]
pub struct TokenFnWith<F>(F);

impl<F, Fut> TokenSource for TokenFn<F>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<AccessToken, BoxError>> + Send + 'static,
{
    fn token(&self, _: TokenRequest) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin((self.0)())
    }
}

impl<F, Fut> TokenSource for TokenFnWith<F>
where
    F: Fn(TokenRequest) -> Fut + Send + Sync,
    Fut: Future<Output = Result<AccessToken, BoxError>> + Send + 'static,
{
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin((self.0)(request))
    }
}

impl<F> fmt::Debug for TokenFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFn(..)")
    }
}

impl<F> fmt::Debug for TokenFnWith<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFnWith(..)")
    }
}
