//! `TokenCheck`: whether a JSON web token says that a notification was sent by whom it should be.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use jsonwebtoken::crypto::{CryptoProvider, aws_lc};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, Validation, decode};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{Notifications, SigningKeys, issuers};
use crate::Cloud;
use crate::error::debug_as_report;
use crate::model::json_text;

/// The application that publishes Graph's notifications, whose id its tokens have.
///
/// <https://learn.microsoft.com/graph/change-notifications-with-resource-data#validating-the-authenticity-of-notifications>
const PUBLISHER: &str = "0bf30f3b-4a52-48df-9a82-234910c4a086";

/// The longest token that is read, in bytes.
const LONGEST_TOKEN: usize = 16 << 10;

/// What a token must be: signed by RS256 with one of the keys, for your application, by the issuer, and of today.
///
/// A minute is allowed for clocks that differ. A token may be for other applications besides yours (`aud` is a list then).
/// One that is longer than 16 KiB, has no `kid`, or asks for what is not understood (`crit`) is refused before its signature
/// is computed. Keys, certificates and URLs that a token brings along (`jwk`, `x5c`, `jku`, `x5u`) are not looked at.
#[derive(Clone)]
pub struct TokenCheck {
    keys: SigningKeys,
    validation: Validation,
    is_from_publisher: bool,
}

impl TokenCheck {
    /// From any of these issuers: for calls in clouds other than the global one, of which Microsoft documents neither
    /// issuers nor keys.
    pub fn new(application_id: &str, issuers: &[&str], keys: SigningKeys) -> Self {
        Self { keys, validation: validation(application_id, issuers), is_from_publisher: false }
    }

    /// Of the `Authorization` of a request that brings notifications about calls, in the global cloud.
    ///
    /// `application_id` is that of the bot; the keys are those of [`SigningKeys::OF_CALLS`].
    pub fn for_calls(application_id: &str, keys: SigningKeys) -> Self {
        Self::new(application_id, &issuers::OF_CALLS, keys)
    }

    /// Of the tokens that come with encrypted resource data, in the global cloud.
    ///
    /// `application_id` is that of the subscriber, `tenant_ids` are those in which it has subscribed; the keys are those of
    /// [`SigningKeys::OF_SUBSCRIPTIONS`].
    pub fn for_subscriptions(application_id: &str, tenant_ids: &[&str], keys: SigningKeys) -> Self {
        Self::for_subscriptions_in(Cloud::Global, application_id, tenant_ids, keys)
    }

    /// The same in a national cloud, whose identity platform has issuers of its own; the keys are those of
    /// [`SigningKeys::of_subscriptions_in`] the same cloud.
    ///
    /// They are the issuers that [Microsoft names][1]. The application that publishes notifications is the one that Microsoft
    /// documents without a word of clouds.
    ///
    /// [1]: https://learn.microsoft.com/answers/questions/1190472/what-are-the-token-issuers-for-the-sovereign-cloud
    pub fn for_subscriptions_in(cloud: Cloud, application_id: &str, tenant_ids: &[&str], keys: SigningKeys) -> Self {
        let issuers: Vec<_> = tenant_ids.iter().flat_map(|tenant| issuers::of_subscriptions(cloud, tenant)).collect();
        Self { keys, validation: validation(application_id, &issuers), is_from_publisher: true }
    }

    /// Checks the bearer token in the headers of a request (RFC 6750 section 2.1).
    ///
    /// # Errors
    /// There is none, or not exactly one; or it does not pass.
    pub fn check_headers(&self, headers: &HeaderMap) -> Result<(), TokenError> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return Err(TokenError::Missing) };
        let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(TokenError::Missing)?;
        if scheme.eq_ignore_ascii_case("bearer") { self.check(token.trim()) } else { Err(TokenError::Missing) }
    }

    /// Checks all [tokens](Notifications::validation_tokens) that came with notifications.
    ///
    /// They do not say what was in the body: the client state still has to be compared.
    ///
    /// # Errors
    /// There are none, or one does not pass.
    pub fn check_notifications(&self, notifications: &Notifications) -> Result<(), TokenError> {
        if notifications.validation_tokens.is_empty() {
            return Err(TokenError::Missing);
        }
        notifications.validation_tokens.iter().try_for_each(|token| self.check(token))
    }

    /// Checks one token.
    ///
    /// # Errors
    /// It does not pass.
    pub fn check(&self, token: &str) -> Result<(), TokenError> {
        // Where the process has none, the first wins; without it, a second backend among the dependencies would panic.
        let _ = CryptoProvider::install_default(&aws_lc::DEFAULT_PROVIDER);
        let (header, claims) = parts(token).ok_or(TokenError::Malformed)?;
        // What `crit` names must be understood, and here nothing is beyond RFC 7515 (section 4.1.11).
        let is_understood = !header.contains_key("crit");
        // A token has one issuer, as text (RFC 7519 section 4.1.1).
        let has_issuer = claims.get("iss").is_some_and(Value::is_string);
        if !is_understood || !has_issuer {
            return Err(TokenError::Malformed);
        }
        let id = header.get("kid").and_then(Value::as_str).ok_or(TokenError::Malformed)?;
        let key = self.keys.get(id).ok_or(TokenError::UnknownKey)?;
        decode::<IgnoredAny>(token, key, &self.validation).map_err(|error| refused(&error))?;
        // The id of the application that asked for the token: `appid` in version 1.0, `azp` in 2.0.
        let publisher = claims.get("appid").or_else(|| claims.get("azp")).and_then(Value::as_str);
        if self.is_from_publisher && publisher != Some(PUBLISHER) {
            return Err(TokenError::OtherPublisher);
        }
        Ok(())
    }
}

/// The header and the claims of a token, about which nothing is known yet: it may be from anybody. Reading them here, within
/// the bounds that hold for all JSON, makes sure that those who read them afterwards can.
fn parts(token: &str) -> Option<(Map<String, Value>, Map<String, Value>)> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }
    let mut parts = token.split('.');
    let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    let read = |part| json_text::read(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    if parts.next().is_none() { Some((read(header)?, read(claims)?)) } else { None }
}

fn validation(application_id: &str, issuers: &[impl ToString]) -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[application_id]);
    validation.set_issuer(issuers);
    validation.set_required_spec_claims(&["aud", "exp", "iss"]);
    validation.validate_nbf = true;
    validation
}

fn refused(error: &Error) -> TokenError {
    match error.kind() {
        ErrorKind::InvalidSignature => TokenError::Signature,
        ErrorKind::InvalidAudience => TokenError::OtherAudience,
        ErrorKind::InvalidIssuer => TokenError::OtherIssuer,
        ErrorKind::ExpiredSignature | ErrorKind::ImmatureSignature => TokenError::OtherTime,
        _ => TokenError::Malformed,
    }
}

impl fmt::Debug for TokenCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCheck").field("keys", &self.keys).finish_non_exhaustive()
    }
}

/// Why a token is refused. It shows nothing of the token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenError {
    /// There is no token, or more than one in the headers.
    Missing,
    /// It is not a JSON web token or is too long, does not name its key (`kid`), lacks a claim or has one of another type, asks
    /// for what is not understood (`crit`), or is signed in another way than RS256.
    Malformed,
    /// None of the keys has the id that the token names. They may have changed: fetch them again, but not for each token.
    UnknownKey,
    /// The signature is wrong.
    Signature,
    /// The token is for another application.
    OtherAudience,
    /// The token is from another issuer, or for another tenant.
    OtherIssuer,
    /// The token has expired, or is not valid yet.
    OtherTime,
    /// The token was issued to another application than that of Graph.
    OtherPublisher,
}

debug_as_report!(TokenError);

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "there is no token, or more than one in the headers",
            Self::Malformed => "the token is not a JSON web token as it should be, signed by RS256",
            Self::UnknownKey => "the token is signed with an unknown key; help: fetch the keys again if they are old",
            Self::Signature => "the signature of the token is wrong",
            Self::OtherAudience => "the token is for another application",
            Self::OtherIssuer => "the token is from another issuer",
            Self::OtherTime => "the token has expired or is not valid yet",
            Self::OtherPublisher => "the token was issued to another application than that of Graph",
        })
    }
}

impl std::error::Error for TokenError {}
