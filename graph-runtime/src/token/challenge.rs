//! Claims challenges: what a service asks for in `WWW-Authenticate` when a token does not suffice.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;
use serde::de::IgnoredAny;

/// How many header lines are looked at, and how many bytes of each: no service has more to say.
const LINES: usize = 16;
const LINE: usize = 16 << 10;

/// The claims that the first `Bearer` challenge with claims asks for, as JSON text.
///
/// The format is described on Microsoft Learn ("Claims challenges, claims requests and client capabilities"): a parameter
/// `claims`, beside `error="insufficient_claims"`, holds JSON in base64. As in Microsoft's SDKs, `claims` alone counts. A
/// challenge that cannot be read is none.
pub(super) fn claims(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(WWW_AUTHENTICATE).into_iter().take(LINES);
    lines.filter(|line| line.len() <= LINE).find_map(|line| decoded(&claims_parameter(line.to_str().ok()?)?))
}

/// `Bearer`'s parameter `claims` in one header line.
fn claims_parameter(line: &str) -> Option<String> {
    let mut scanner = Scanner { rest: line };
    let mut is_bearer = false;
    while let Some(element) = scanner.element() {
        match element {
            Element::Scheme(scheme) => is_bearer = scheme.eq_ignore_ascii_case("Bearer"),
            Element::Parameter(name, value) if is_bearer && name.eq_ignore_ascii_case("claims") => return Some(value),
            Element::Parameter(..) => {}
        }
    }
    None
}

/// The JSON object in `text`, which is in base64 of either alphabet, with or without padding.
fn decoded(text: &str) -> Option<String> {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const BASE64: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, CONFIG);
    let text = text.replace('+', "-").replace('/', "_");
    let json = String::from_utf8(BASE64.decode(text).ok()?).ok()?;
    let is_object = json.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(&json).is_ok();
    is_object.then_some(json)
}

/// A piece of a list of challenges (RFC 9110 sections 11.3 and 11.6.1).
enum Element<'a> {
    Scheme(&'a str),
    Parameter(&'a str, String),
}

/// Reads `WWW-Authenticate`. Commas stand between parameters as well as between challenges; which it is shows in what
/// follows a token: `=` and a value, or anything else.
struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// The next piece; none at the end and where the text is no list of challenges.
    fn element(&mut self) -> Option<Element<'a>> {
        self.take(|byte| matches!(byte, b' ' | b'\t' | b','));
        let before = self.rest;
        let name = Some(self.take(is_token)).filter(|name| !name.is_empty())?;
        if let Some(value) = self.value() {
            return Some(Element::Parameter(name, value));
        }
        self.rest = &before[name.len()..];
        self.token68();
        Some(Element::Scheme(name))
    }

    /// `=` and what a parameter has behind it: a token or a quoted string.
    fn value(&mut self) -> Option<String> {
        self.blanks();
        self.rest = self.rest.strip_prefix('=')?;
        self.blanks();
        match self.rest.strip_prefix('"') {
            Some(quoted) => self.quoted(quoted),
            None => Some(self.take(is_token).to_owned()).filter(|token| !token.is_empty()),
        }
    }

    /// The text up to the closing quote, without backslashes (RFC 9110 section 5.6.4).
    fn quoted(&mut self, text: &'a str) -> Option<String> {
        let mut value = String::new();
        let mut characters = text.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &text[at + 1..];
                    return Some(value);
                }
                '\\' => value.push(characters.next()?.1),
                _ => value.push(character),
            }
        }
        None
    }

    /// Passes over what some schemes have in place of parameters, such as `Negotiate YIIB==`.
    fn token68(&mut self) {
        let before = self.rest;
        self.blanks();
        let is_any = !self.take(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte)).is_empty();
        self.take(|byte| byte == b'=');
        self.blanks();
        if !is_any || !(self.rest.is_empty() || self.rest.starts_with(',')) {
            self.rest = before;
        }
    }

    fn blanks(&mut self) {
        self.take(|byte| matches!(byte, b' ' | b'\t'));
    }

    /// The bytes from here on that are `wanted`, all of them ASCII.
    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(|byte| !wanted(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}

/// Whether a token may have this byte (RFC 9110 section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
