//! `Secret`: what a request was authorised with, to be taken out of what the service answers.

use bytes::Bytes;
use http::HeaderValue;

use super::AccessToken;

/// What stands for the secret where the service repeats it.
const INSTEAD: &str = "[token]";

/// The secret of one request.
#[derive(Clone, Debug, Default)]
pub(crate) enum Secret {
    #[default]
    None,
    /// The user's own `Authorization`, which is a scheme and the secret (RFC 9110 section 11.6.2).
    Own(HeaderValue),
    /// One of the client's source.
    Token(AccessToken),
}

impl Secret {
    /// `text` without the secret; none if it is not in there.
    pub(crate) fn taken_out(&self, text: &str) -> Option<String> {
        let secret = match self {
            Self::None => return None,
            Self::Own(header) => {
                let header = header.to_str().ok()?;
                header.split_once(' ').map_or(header, |(_scheme, secret)| secret)
            }
            Self::Token(token) => token.expose(),
        };
        // What is shorter is no secret, and may be any word.
        (secret.len() >= 8 && text.contains(secret)).then(|| text.replace(secret, INSTEAD))
    }

    /// Takes the secret out of an answer.
    pub(crate) fn redact(&self, response: &mut http::Response<Bytes>) {
        if let Some(text) = self.taken_out(&String::from_utf8_lossy(response.body())) {
            *response.body_mut() = text.into();
        }
        self.redact_headers(response.headers_mut());
    }

    /// Takes the secret out of the headers of an answer.
    pub(crate) fn redact_headers(&self, headers: &mut http::HeaderMap) {
        for value in headers.values_mut() {
            if self.taken_out(&String::from_utf8_lossy(value.as_bytes())).is_some() {
                *value = HeaderValue::from_static(INSTEAD);
            }
        }
    }
}
