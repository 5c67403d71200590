//! `SigningKeys`: the public keys of whoever signs tokens, from its OpenID configuration.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{StatusCode, Uri};
use jsonwebtoken::DecodingKey;
use serde_json::Value;

use super::issuers;
use crate::transport::{Body, Timeout, Transport, TransportError};
use crate::{BoxError, Cloud};

/// How long each of the two requests may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long each of the two answers may be, in bytes.
const LARGEST_ANSWER: usize = 1 << 20;

/// The RSA keys that a token may be signed with, by their id.
///
/// They change within days, so a program fetches them at its start and every hour, say. `Debug` tells how many there are.
#[derive(Clone)]
pub struct SigningKeys(HashMap<String, DecodingKey>);

impl SigningKeys {
    /// The OpenID configuration of those who send notifications about calls, in the global cloud.
    pub const OF_CALLS: &str = "https://api.aps.skype.com/v1/.well-known/OpenIdConfiguration";

    /// The OpenID configuration of those who sign [validation tokens](super::Notifications::validation_tokens), in the
    /// global cloud.
    pub const OF_SUBSCRIPTIONS: &str = Self::of_subscriptions_in(Cloud::Global);

    /// The OpenID configuration of those who sign [validation tokens](super::Notifications::validation_tokens) in this
    /// cloud: its identity platform, whose hosts are those of [Microsoft Learn, "National clouds"][1].
    ///
    /// [1]: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud#microsoft-entra-authentication-endpoints
    pub const fn of_subscriptions_in(cloud: Cloud) -> &'static str {
        issuers::configuration_of_subscriptions(cloud)
    }

    /// Asks for the OpenID configuration at a URL, and for the keys that it names (`jwks_uri`).
    ///
    /// The keys must be at an https URL, or beside the configuration.
    ///
    /// # Errors
    /// One of the two cannot be had, or is not what it should be.
    pub async fn fetch(transport: &dyn Transport, configuration: &str) -> Result<Self, SigningKeysError> {
        let configuration: Uri = configuration.parse().map_err(|_| failed("the URL of the configuration is none"))?;
        let answer = get(transport, configuration.clone()).await?;
        let answer: Value = serde_json::from_slice(&answer).map_err(|_| failed("the configuration is no JSON"))?;
        let keys = answer.get("jwks_uri").and_then(Value::as_str).and_then(|url| url.parse::<Uri>().ok());
        let keys = keys.ok_or_else(|| failed("the configuration has no `jwks_uri`"))?;
        let is_beside = (keys.scheme(), keys.authority()) == (configuration.scheme(), configuration.authority());
        if keys.scheme_str() != Some("https") && !is_beside {
            return Err(failed("`jwks_uri` is not https"));
        }
        Self::read(&get(transport, keys).await?)
    }

    /// Reads a set of keys (RFC 7517 section 5), of which those for other algorithms and uses are left out.
    ///
    /// # Errors
    /// There is no usable key in it.
    pub fn read(set: &[u8]) -> Result<Self, SigningKeysError> {
        let set: Value = serde_json::from_slice(set).map_err(|_| failed("the set of keys is no JSON"))?;
        let keys = set.get("keys").and_then(Value::as_array).into_iter().flatten();
        let keys: HashMap<_, _> = keys.filter_map(rsa_key).collect();
        if keys.is_empty() { Err(failed("there is no RSA key in the set")) } else { Ok(Self(keys)) }
    }

    /// The key of this id.
    pub(super) fn get(&self, id: &str) -> Option<&DecodingKey> {
        self.0.get(id)
    }
}

async fn get(transport: &dyn Transport, url: Uri) -> Result<Bytes, SigningKeysError> {
    let mut request = http::Request::new(Body::empty());
    *request.uri_mut() = url;
    request.extensions_mut().insert(Timeout(Some(TIMEOUT)));
    let answer = transport.send(request).await?;
    match answer.status() {
        StatusCode::OK => Ok(answer.into_body().collect(LARGEST_ANSWER).await?),
        status => Err(failed(format!("the answer is {}", status.as_u16()))),
    }
}

impl From<TransportError> for SigningKeysError {
    fn from(error: TransportError) -> Self {
        Self { reason: error.to_string(), source: Some(error.into()) }
    }
}

/// The id and the key, if it is one for RSA signatures.
fn rsa_key(key: &Value) -> Option<(String, DecodingKey)> {
    let member = |name| key.get(name).and_then(Value::as_str);
    if member("kty") != Some("RSA") || member("use").is_some_and(|usage| usage != "sig") {
        return None;
    }
    let key = DecodingKey::from_rsa_components(member("n")?, member("e")?).ok()?;
    Some((member("kid")?.to_owned(), key))
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeys({})", self.0.len())
    }
}

/// Why the keys cannot be had.
#[derive(Debug)]
pub struct SigningKeysError {
    reason: String,
    source: Option<BoxError>,
}

fn failed(reason: impl Into<String>) -> SigningKeysError {
    SigningKeysError { reason: reason.into(), source: None }
}

impl fmt::Display for SigningKeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no signing keys: {}", self.reason)
    }
}

impl std::error::Error for SigningKeysError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
