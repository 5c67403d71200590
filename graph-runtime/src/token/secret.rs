//! `Secret`: what a request was authorized with, to be taken out of what its errors say.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue};

use super::AccessToken;
use super::echo::{self, Echo};

/// The secrets of one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secret {
    last: Last,
    /// The other tokens that it was sent with before: a service may repeat them later.
    earlier: Vec<AccessToken>,
}

#[derive(Clone, Debug, Default)]
enum Last {
    #[default]
    None,
    /// The user's own `Authorization`.
    Own(HeaderValue),
    /// One of the client's source.
    Token(AccessToken),
}

impl Secret {
    /// The user's own `Authorization`.
    pub(crate) fn own(header: HeaderValue) -> Self {
        Self { last: Last::Own(header), ..Self::default() }
    }

    pub(crate) fn is_none(&self) -> bool {
        matches!(self.last, Last::None)
    }

    pub(crate) fn is_own(&self) -> bool {
        matches!(self.last, Last::Own(_))
    }

    /// The token of the client's source that was sent last.
    pub(crate) fn token(&self) -> Option<&AccessToken> {
        match &self.last {
            Last::Token(token) => Some(token),
            Last::None | Last::Own(_) => None,
        }
    }

    /// Notes the token of the next attempt.
    pub(crate) fn send(&mut self, token: AccessToken) {
        match std::mem::replace(&mut self.last, Last::Token(token)) {
            Last::Token(before) => self.remember(before),
            Last::None | Last::Own(_) => {}
        }
    }

    /// Notes what an exchange before was sent with.
    #[cfg(feature = "batch")]
    pub(crate) fn follow(&mut self, before: Self) {
        let last = before.token().cloned();
        before.earlier.into_iter().chain(last).for_each(|token| self.remember(token));
    }

    fn remember(&mut self, token: AccessToken) {
        let mut known = self.token().into_iter().chain(&self.earlier);
        if !known.any(|known| known.is_same(&token)) {
            self.earlier.push(token);
        }
    }

    /// What takes the secrets out of texts.
    pub(crate) fn redactor(&self) -> Redactor {
        let mut echo = Echo::default();
        match &self.last {
            Last::None => {}
            Last::Own(header) => add_credentials(&mut echo, &String::from_utf8_lossy(header.as_bytes())),
            Last::Token(token) => echo.add(token.expose()),
        }
        self.earlier.iter().for_each(|token| echo.add(token.expose()));
        Redactor(echo)
    }
}

/// A scheme and the secret behind it (RFC 9110 section 11.6.2), or the secret alone. That of `Basic` is a user name and a
/// password in base64 (RFC 7617 section 2), each of which a service may repeat as it is.
fn add_credentials(echo: &mut Echo, header: &str) {
    let (scheme, secret) = header.split_once(' ').unwrap_or(("", header));
    echo.add(secret.trim());
    if scheme.eq_ignore_ascii_case("Basic")
        && let Ok(pair) = STANDARD.decode(secret.trim())
    {
        let pair = String::from_utf8_lossy(&pair);
        echo.add(&pair);
        echo.add(pair.split_once(':').map_or("", |(_user, password)| password));
    }
}

/// Takes secrets out of texts, however they are escaped there; see [`Echo`].
pub(crate) struct Redactor(Echo);

impl Redactor {
    /// `text` without the secrets.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.0.redacted(text)
    }

    /// The part of `text` that is `shown`, without secrets that reach into it.
    pub(crate) fn part(&self, text: &str, shown: Range<usize>) -> String {
        echo::replaced(text, shown, &self.0.find(text))
    }

    /// Takes the secrets out of headers; where one is in a name, the header goes.
    pub(crate) fn headers(&self, headers: &mut HeaderMap) {
        let is_echo = |text: &[u8]| !self.0.find(&String::from_utf8_lossy(text)).is_empty();
        let names: Vec<_> = headers.keys().filter(|name| is_echo(name.as_str().as_bytes())).cloned().collect();
        for name in names {
            headers.remove(name);
        }
        for value in headers.values_mut() {
            if is_echo(value.as_bytes()) {
                *value = HeaderValue::from_static(echo::INSTEAD);
            }
        }
    }
}
