//! `SigningKeys`: the public keys of whoever signs tokens, from its OpenID configuration.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{StatusCode, Uri};
use jsonwebtoken::DecodingKey;
use serde_json::Value;

use super::issuers;
use crate::base_url::is_loopback;
use crate::error::debug_as_report;
use crate::model::json_text;
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
    /// Both must be at https URLs; on this machine, for tests, they may be beside each other at an http URL. Redirects are
    /// not followed. The program's own configuration says which hosts are asked; `jwks_uri` may name any other.
    ///
    /// # Errors
    /// One of the two cannot be had, or is not what it should be.
    pub async fn fetch(transport: &dyn Transport, configuration: &str) -> Result<Self, SigningKeysError> {
        let configuration: Uri = configuration.parse().map_err(|_| failed("the configuration is not at a URL"))?;
        if configuration.scheme_str() != Some("https") && !configuration.host().is_some_and(is_loopback) {
            return Err(failed("the URL of the configuration is not https"));
        }
        let answer = get(transport, configuration.clone()).await?;
        let answer: Value = json_text::read(&answer).map_err(|_| failed("the configuration is not JSON"))?;
        let keys = answer.get("jwks_uri").and_then(Value::as_str).and_then(|url| url.parse::<Uri>().ok());
        let keys = keys.ok_or_else(|| failed("the configuration has no `jwks_uri`"))?;
        let is_beside = (keys.scheme(), keys.authority()) == (configuration.scheme(), configuration.authority());
        if keys.scheme_str() != Some("https") && !is_beside {
            return Err(failed("`jwks_uri` is not https"));
        }
        Self::read(&get(transport, keys).await?)
    }

    /// Reads a set of keys (RFC 7517 section 5). Those that do not verify RS256 by what they say of themselves are left out,
    /// and so are different ones with the same id: nothing tells which of them is meant.
    ///
    /// # Errors
    /// There is no usable key in it.
    pub fn read(set: &[u8]) -> Result<Self, SigningKeysError> {
        let set: Value = json_text::read(set).map_err(|_| failed("the set of keys is not JSON"))?;
        let mut found = HashMap::new();
        for (id, key) in set.get("keys").and_then(Value::as_array).into_iter().flatten().filter_map(RsaKey::of) {
            let known = found.entry(id).or_insert(Some(key));
            if *known != Some(key) {
                *known = None;
            }
        }
        let keys = found.into_iter().filter_map(|(id, key)| Some((id.to_owned(), key?.decoding_key()?)));
        let keys: HashMap<_, _> = keys.collect();
        if keys.is_empty() { Err(failed("the set of keys has no RSA key for signatures")) } else { Ok(Self(keys)) }
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
        status => Err(failed(format!("the answer has the status {}", status.as_u16()))),
    }
}

impl From<TransportError> for SigningKeysError {
    fn from(error: TransportError) -> Self {
        Self { reason: "no complete answer".to_owned(), source: Some(error.into()) }
    }
}

/// Modulus and exponent of an RSA key (RFC 7518 section 6.3.1).
#[derive(Clone, Copy, PartialEq)]
struct RsaKey<'k> {
    modulus: &'k str,
    exponent: &'k str,
}

impl<'k> RsaKey<'k> {
    /// The id and the key, if it verifies RS256: a key is for nothing else than its `use`, `key_ops` and `alg` say, each of
    /// which it may leave out (RFC 7517 sections 4.2 to 4.4, RFC 8725 section 3.1).
    fn of(key: &'k Value) -> Option<(&'k str, Self)> {
        let text = |name| key.get(name).and_then(Value::as_str);
        let is_free_or = |name, value: &str| key.get(name).is_none_or(|member| member == value);
        let has_verify = |operations: &Value| {
            operations.as_array().is_some_and(|operations| operations.iter().any(|operation| operation == "verify"))
        };
        let verifies = key.get("key_ops").is_none_or(has_verify);
        if text("kty") != Some("RSA") || !is_free_or("use", "sig") || !is_free_or("alg", "RS256") || !verifies {
            return None;
        }
        Some((text("kid")?, Self { modulus: text("n")?, exponent: text("e")? }))
    }

    fn decoding_key(self) -> Option<DecodingKey> {
        DecodingKey::from_rsa_components(self.modulus, self.exponent).ok()
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeys({})", self.0.len())
    }
}

/// Why there are no signing keys.
pub struct SigningKeysError {
    reason: String,
    source: Option<BoxError>,
}

debug_as_report!(SigningKeysError);

fn failed(reason: impl Into<String>) -> SigningKeysError {
    SigningKeysError { reason: reason.into(), source: None }
}

impl fmt::Display for SigningKeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot get the signing keys: {}", self.reason)
    }
}

impl std::error::Error for SigningKeysError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
