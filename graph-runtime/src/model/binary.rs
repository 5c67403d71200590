//! `Binary`: bytes as base64 text, in the alphabet they came in.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

use super::scalar::text_scalar;
use crate::error::debug_as_report;

/// Padding is written, but not asked for.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

text_scalar! {
    /// Bytes, `Edm.Binary`: base64 text (RFC 4648), kept as it came and decoded when asked.
    Binary
}

impl Binary {
    /// The text of `bytes`, in the standard alphabet with padding, which Graph takes everywhere.
    pub fn from_bytes(bytes: impl AsRef<[u8]>) -> Self {
        Self::from(ENGINE.encode(bytes))
    }

    /// The bytes; either alphabet, with or without padding.
    ///
    /// # Errors
    /// The text is not base64.
    pub fn to_bytes(&self) -> Result<Vec<u8>, NotBase64> {
        let standard: String = self.as_str().chars().map(to_standard).collect();
        ENGINE.decode(standard).map_err(|error| NotBase64(error.to_string()))
    }
}

/// The standard digit for one of the URL-safe alphabet (RFC 4648, table 2).
fn to_standard(digit: char) -> char {
    match digit {
        '-' => '+',
        '_' => '/',
        digit => digit,
    }
}

/// The text of a [`Binary`] that is not base64.
#[derive(Clone, PartialEq, Eq)]
pub struct NotBase64(String);

debug_as_report!(NotBase64);

impl std::fmt::Display for NotBase64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the text is not base64: {}", self.0)
    }
}

impl std::error::Error for NotBase64 {}

#[cfg(test)]
mod tests {
    use super::Binary;

    #[test]
    fn both_alphabets_with_and_without_padding() {
        // RFC 4648 section 10 and, for the differing digits, 0xfb 0xff.
        for (text, bytes) in
            [("Zm9vYg==", &b"foob"[..]), ("Zm9vYg", b"foob"), ("+/8=", b"\xfb\xff"), ("-_8", b"\xfb\xff")]
        {
            assert_eq!(Binary::from(text).to_bytes().as_deref(), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn bytes_are_written_in_the_standard_alphabet() {
        assert_eq!(Binary::from_bytes(b"\xfb\xff").as_str(), "+/8=");
    }

    #[test]
    fn other_text_is_refused() {
        assert!(Binary::from("a*b").to_bytes().is_err());
    }
}
