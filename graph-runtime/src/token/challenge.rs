//! Claims challenges: what a service asks for in `WWW-Authenticate` when a token does not suffice.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;
use serde::de::IgnoredAny;

use crate::model::json_text;

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
    let is_object = json.trim_start().starts_with('{') && json_text::read::<IgnoredAny>(&json).is_ok();
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

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::{HeaderValue, WWW_AUTHENTICATE};
    use proptest::prelude::*;

    use super::{LINE, LINES, claims, decoded};

    /// `{"a":"?>"}` in base64, whose last letters differ between the alphabets.
    const CLAIMS: &str = "eyJhIjoiPz4ifQ==";

    fn read(lines: &[&str]) -> Option<String> {
        let lines = lines.iter().map(|line| (WWW_AUTHENTICATE, HeaderValue::from_bytes(line.as_bytes()).unwrap()));
        claims(&lines.collect::<HeaderMap>())
    }

    #[test]
    fn claims_are_found_wherever_they_stand() {
        for line in [
            r#"Bearer realm="", authorization_uri="https://a.example/x", error="insufficient_claims", claims="$""#,
            r#"Bearer claims="$", error="insufficient_claims""#,
            r#"bearer CLAIMS = "$""#,
            r#"Bearer   claims="$""#,
            r#"Basic realm="a, Bearer b=c", Bearer claims="$""#,
            r#"Basic realm="a \" b", Bearer realm="x" , claims="$", Digest qop=auth"#,
            r#"Negotiate YII+/B==, Bearer claims="$""#,
            r#"Negotiate,Bearer claims="$""#,
            r#"Bearer error=insufficient_claims,,claims="$","#,
            r#"Bearer claims="\$""#,
        ] {
            assert_eq!(read(&[&line.replace('$', CLAIMS)]).as_deref(), Some(r#"{"a":"?>"}"#), "{line}");
        }
        let line = format!("Bearer claims=\"{CLAIMS}\"");
        assert!(read(&["Basic realm=x", "Bearer realm=\"\u{e9}\"", "Bearer claims=\"!\"", &line]).is_some());
    }

    #[test]
    fn claims_of_others_and_broken_ones_are_none() {
        for line in [
            "",
            "Bearer",
            "Bearer realm=x",
            r#"Basic claims="$""#,
            r#"claims="$""#,
            r#"Bearer realm="x", Basic claims="$""#,
            r#"Bearer claims="$"#,
            r#"Bearer realm="claims=\"$\"""#,
            r#"Bearer realm="unclosed, claims="$""#,
            r#"Bearer = claims="$""#,
            r#"Bearer claims="""#,
            r#"Bearer claims="*""#,
            r#"Bearer claims="WzFd""#,
        ] {
            assert_eq!(read(&[&line.replace('$', CLAIMS)]), None, "{line}");
        }
    }

    #[test]
    fn both_alphabets_and_any_padding_are_read() {
        for text in ["eyJhIjoi8J+YgD8/In0=", "eyJhIjoi8J-YgD8_In0=", "eyJhIjoi8J-YgD8_In0"] {
            assert_eq!(decoded(text).as_deref(), Some("{\"a\":\"\u{1f600}??\"}"), "{text}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_read() {
        let line = format!("Bearer claims=\"{CLAIMS}\"");
        let padded = format!("Bearer realm=\"{}\", {line}", "x".repeat(LINE));
        assert_eq!(read(&[&padded]), None);
        let mut lines = vec!["Basic realm=x"; LINES];
        lines.push(&line);
        assert_eq!(read(&lines), None);
        assert!(read(&lines[1..]).is_some());
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_a_panic(line in r#"([a-zBearclims ,="\\\t/+.]|\PC){0,60}"#) {
            let _ = super::claims_parameter(&line);
        }

        #[test]
        fn any_value_comes_back_from_its_quoted_form(value in "[\\t -~]{0,40}") {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            let line = format!("Basic realm=\"{quoted}\", Bearer a=b, claims=\"{quoted}\"");
            prop_assert_eq!(super::claims_parameter(&line), Some(value));
        }
    }
}
