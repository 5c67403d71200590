//! Decryption of resource data: the key with RSA-OAEP, the signature with HMAC-SHA256, the data with AES-256-CBC.
//!
//! The steps are those of [Microsoft: decrypting resource data][1].
//!
//! [1]: https://learn.microsoft.com/graph/change-notifications-with-resource-data#decrypting-resource-data-from-change-notifications

use std::fmt;

use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::EncryptedContent;
use crate::error::debug_as_report;
use crate::model::{JsonError, Value, from_slice};

/// The length of the initialization vector, which is the beginning of the key, in bytes.
const VECTOR: usize = 16;

/// The private key of the certificate that a subscription was given. `Debug` does not show it.
pub struct DecryptionKey(OaepPrivateDecryptingKey);

impl DecryptionKey {
    /// Reads an RSA key of 2048 bits or more in PKCS #8, as DER (RFC 5958).
    ///
    /// # Errors
    /// `NoKey`: it is something else.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, DecryptionError> {
        let key = PrivateDecryptingKey::from_pkcs8(der).map_err(|_| DecryptionError::NoKey)?;
        OaepPrivateDecryptingKey::new(key).map(Self).map_err(|_| DecryptionError::NoKey)
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DecryptionKey(..)")
    }
}

impl EncryptedContent {
    /// The resource, as the model `T` of your bindings.
    ///
    /// `key` is that of the certificate which [`encryption_certificate_id`](Self::encryption_certificate_id) names. That it
    /// can be decrypted does not say who encrypted it: the certificate is public, so the
    /// [tokens](super::Notifications::validation_tokens) must be checked as well.
    ///
    /// # Errors
    /// A part is missing or is not Base64, the key or the signature does not fit, or the resource does not fit `T`.
    pub fn decrypt_as<T: Value>(&self, key: &DecryptionKey) -> Result<T, DecryptionError> {
        let data_key = decrypt_key(&decode(self.data_key.as_deref())?, key)?;
        let mut data = decode(self.data.as_deref())?;
        // Before a byte is decrypted: what nobody signed must not find out how its padding fares.
        let signature = decode(self.data_signature.as_deref())?;
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &data_key), &data, &signature)
            .map_err(|_| DecryptionError::Signature)?;
        from_slice(decrypt_data(&mut data, &data_key)?).map_err(DecryptionError::Json)
    }
}

fn decode(part: Option<&str>) -> Result<Vec<u8>, DecryptionError> {
    part.and_then(|text| STANDARD.decode(text).ok()).ok_or(DecryptionError::Incomplete)
}

fn decrypt_key(encrypted: &[u8], key: &DecryptionKey) -> Result<Vec<u8>, DecryptionError> {
    let mut room = vec![0; key.0.min_output_size()];
    let decrypted = key.0.decrypt(&OAEP_SHA1_MGF1SHA1, encrypted, &mut room, None);
    let length = decrypted.map_err(|_| DecryptionError::Key)?.len();
    room.truncate(length);
    Ok(room)
}

fn decrypt_data<'d>(data: &'d mut [u8], key: &[u8]) -> Result<&'d [u8], DecryptionError> {
    let vector: [u8; VECTOR] = key.first_chunk().copied().ok_or(DecryptionError::Key)?;
    let key = UnboundCipherKey::new(&AES_256, key).and_then(PaddedBlockDecryptingKey::cbc_pkcs7);
    let key = key.map_err(|_| DecryptionError::Key)?;
    let decrypted = key.decrypt(data, DecryptionContext::Iv128(FixedLength::from(&vector)));
    decrypted.map(|data| &*data).map_err(|_| DecryptionError::Data)
}

/// Why resource data cannot be decrypted. Only the cause of [`Json`](Self::Json) shows some of it: a piece of what does not fit.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecryptionError {
    /// `data`, `dataKey` or `dataSignature` is missing or is not Base64.
    Incomplete,
    /// The private key is not an RSA key of at least 2048 bits.
    NoKey,
    /// `dataKey` was not encrypted for this private key.
    Key,
    /// The signature is not that of the data: somebody changed one of them.
    Signature,
    /// The data cannot be decrypted.
    Data,
    /// The resource does not fit the requested type.
    Json(JsonError),
}

debug_as_report!(DecryptionError);

impl fmt::Display for DecryptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incomplete => "a part of the encrypted resource is missing or is not Base64",
            Self::NoKey => {
                "the key is not an RSA key of at least 2048 bits in PKCS #8 as DER; help: decode a PEM file first"
            }
            Self::Key => {
                "the resource is not encrypted for this key; help: use the key of the certificate that \
                 `encryption_certificate_id` names"
            }
            Self::Signature => "the signature of the encrypted resource is wrong; help: do not trust the notification",
            Self::Data => "the encrypted resource cannot be decrypted",
            Self::Json(_) => "the decrypted resource does not fit the requested type",
        })
    }
}

impl std::error::Error for DecryptionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            _ => None,
        }
    }
}
