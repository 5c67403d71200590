//! `AzureToken`: any credential of Azure's SDK as a token source.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use azure_core::credentials::TokenCredential;

use super::{AccessToken, TokenRequest, TokenSource};
use crate::{BoxError, BoxFuture, ClientBuilder};

/// Asks a credential of `azure_core`, such as those of `azure_identity`, for the scopes of the client.
///
/// `azure_core` 1 has no way to hand over the claims of a challenge. The credential is asked again then, past what was
/// [`cached`](TokenSource::cached) here; where it gives the same token as before, the service's 401 is told.
#[derive(Clone)]
pub struct AzureToken(Arc<dyn TokenCredential>);

impl AzureToken {
    /// The tokens of `credential`.
    pub fn new(credential: Arc<dyn TokenCredential>) -> Self {
        Self(credential)
    }
}

impl TokenSource for AzureToken {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        Box::pin(async move {
            let scopes: Vec<&str> = request.scopes().iter().map(String::as_str).collect();
            let token = self.0.get_token(&scopes, None).await?;
            // A time before 1970 is over in any case.
            let seconds = u64::try_from(token.expires_on.unix_timestamp()).unwrap_or_default();
            let expires_on = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
            Ok(AccessToken::new(token.token.secret()).valid_until(expires_on.unwrap_or(SystemTime::UNIX_EPOCH)))
        })
    }
}

impl fmt::Debug for AzureToken {
    /// Not the credential: it is somebody else's, and may print anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AzureToken(..)")
    }
}

impl ClientBuilder {
    /// Takes tokens from a credential of Azure's SDK, and [keeps](super::CachedToken) them. In place of
    /// [`token`](Self::token).
    ///
    /// The scope is that of the cloud, such as `https://graph.microsoft.com/.default`, unless [`scopes`](Self::scopes)
    /// says otherwise.
    pub fn credential(self, credential: Arc<dyn TokenCredential>) -> Self {
        self.token(AzureToken::new(credential).cached())
    }
}
