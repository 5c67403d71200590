//! Claims challenges: what a service asks for in `WWW-Authenticate` when a token does not suffice.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, HeaderValue};
use serde::de::IgnoredAny;

use crate::field_value::Scanner;
use crate::model::json_text;

/// How many header lines are looked at, and how many bytes of each: no service has more to say.
const LINES: usize = 16;
const LINE: usize = 16 << 10;

const BEARER: &str = "Bearer";
/// The schemes of IANA's "HTTP Authentication Scheme Registry", and two of Microsoft's.
const SCHEMES: [&str; 16] = [
    BEARER,
    "Basic",
    "Concealed",
    "Digest",
    "DPoP",
    "GNAP",
    "HOBA",
    "Mutual",
    "Negotiate",
    "NTLM",
    "OAuth",
    "PoP",
    "PrivateToken",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "vapid",
];

/// The claims that the first `Bearer` challenge with claims asks for, as JSON text.
///
/// The format is described on Microsoft Learn ("Claims challenges, claims requests and client capabilities"): a parameter
/// `claims`, beside `error="insufficient_claims"`, holds JSON in base64. As in Microsoft's SDKs, `claims` alone counts. A
/// part that cannot be read is passed over; it costs no other.
pub(super) fn claims(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(WWW_AUTHENTICATE).into_iter().take(LINES).map(HeaderValue::as_bytes);
    let mut lines = lines.filter(|line| line.len() <= LINE).map(String::from_utf8_lossy);
    lines.find_map(|line| claims_parameters(&line).iter().find_map(|claims| decoded(claims)))
}

/// The values of `Bearer`'s parameter `claims` in one header line.
fn claims_parameters(line: &str) -> Vec<String> {
    let mut scanner = Scanner::new(line);
    let (mut is_bearer, mut found) = (false, Vec::new());
    while let Some(piece) = piece(&mut scanner) {
        match piece {
            Piece::Scheme(scheme) => is_bearer = scheme.eq_ignore_ascii_case(BEARER),
            Piece::Parameter(name, value) if is_bearer && name.eq_ignore_ascii_case("claims") => found.push(value),
            Piece::Parameter(..) | Piece::Other => {}
        }
    }
    found
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
enum Piece<'a> {
    Scheme(&'a str),
    Parameter(&'a str, String),
    /// What such a list does not have.
    Other,
}

/// The next piece; none at the end.
///
/// Graph writes values without quotes that need them, such as URLs and whole sentences. So a challenge begins only where
/// the line or a comma is before a scheme that there is, and, but for `Bearer`, behind it what a challenge may go on with. What
/// makes no sense ends with the next blank, comma or semicolon.
fn piece<'a>(scanner: &mut Scanner<'a>) -> Option<Piece<'a>> {
    let may_begin = scanner.is_at_start() | scanner.take(is_gap).contains(',');
    if scanner.is_at_end() {
        return None;
    }
    let before = *scanner;
    if let Some(name) = scanner.token() {
        let is_scheme = SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(name));
        if may_begin && is_scheme && ends(scanner) && (name.eq_ignore_ascii_case(BEARER) || goes_on(*scanner)) {
            return Some(Piece::Scheme(name));
        }
        if let Some(value) = value(scanner) {
            return Some(Piece::Parameter(name, value));
        }
    }
    *scanner = before;
    scanner.word();
    Some(Piece::Other)
}

/// Whether a challenge goes on here, behind its scheme: with the end of the line, another challenge, a `token68` or a
/// parameter (RFC 9110 section 11.3). Otherwise, the scheme is a word of a sentence, as it is before a comma and a parameter,
/// which no challenge begins with.
fn goes_on(mut scanner: Scanner<'_>) -> bool {
    let is_alone = scanner.take(is_gap).contains([',', ';']);
    if scanner.is_at_end() {
        return true;
    }
    let is_parameter = is_parameter(scanner);
    if is_alone {
        return !is_parameter;
    }
    let is_token68 = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    let has_token68 = !scanner.take(is_token68).is_empty();
    scanner.blanks();
    is_parameter || has_token68 && (scanner.is_at_end() || scanner.rest().starts_with(','))
}

/// Whether a name and `=` are next.
fn is_parameter(mut scanner: Scanner<'_>) -> bool {
    let has_name = scanner.token().is_some();
    scanner.blanks();
    has_name && scanner.eat('=')
}

/// `=` and the value of a parameter: a token or a quoted string, or else all that follows `=` up to the next blank, comma or
/// semicolon. Some write apostrophes in place of quotes.
fn value(scanner: &mut Scanner<'_>) -> Option<String> {
    scanner.blanks();
    if !scanner.eat('=') {
        return None;
    }
    let at_value = *scanner;
    scanner.blanks();
    let proper = match scanner.rest().chars().next() {
        Some('"') => scanner.quoted(),
        Some('\'') => in_apostrophes(scanner),
        _ => scanner.token().map(str::to_owned),
    };
    if proper.is_some() && ends(scanner) {
        return proper;
    }
    *scanner = at_value;
    let word = scanner.word();
    (!word.is_empty()).then(|| word.trim_matches(['"', '\'']).to_owned())
}

/// The text between two apostrophes. With a quote in it, they are more likely part of a sentence.
fn in_apostrophes(scanner: &mut Scanner<'_>) -> Option<String> {
    scanner.eat('\'');
    scanner.up_to('\'').filter(|text| !text.contains('"')).map(str::to_owned)
}

/// Whether a piece may end here.
fn ends(scanner: &Scanner<'_>) -> bool {
    scanner.rest().bytes().next().is_none_or(is_gap)
}

/// Whether this may stand between two pieces.
fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b',' | b';')
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
            // What Graph and others write, and what is worse.
            r#"Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, claims="$""#,
            r#"Bearer realm=, authorization_uri=https://a.example/?x=y&z=", claims="$""#,
            r#"Bearer error_description=Access to it, Ada, needs a token, claims="$""#,
            r#"Bearer realm="unclosed, claims="$""#,
            r#"Bearer realm="a "b" c", claims="$""#,
            r#"Bearer realm= claims="$""#,
            r#"Bearer = claims="$""#,
            r#"Bearer claims=*, claims="", claims="$""#,
            r"Bearer claims=$, x=y",
            r#"Bearer claims="$"#,
            r#"Bearer realm="é", claims="$""#,
            r#"Digest, Bearer claims="$""#,
            // Semicolons for commas, apostrophes for quotes, and schemes as words of a sentence.
            r#"Bearer realm=x; claims="$""#,
            r#"Bearer realm="x";error=y;claims="$";a=b"#,
            "Bearer claims='$'",
            "Bearer realm='a, Basic b=c', claims='$', x=y",
            r#"Bearer error_description='tis Ada's, claims="$""#,
            r#"Bearer error_description=not with Basic, Digest or NTLM, claims="$""#,
            r#"Bearer error_description=not with Basic, Digest, claims="$""#,
            r#"Bearer error_description=use OAuth, PoP is not enough, claims="$""#,
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
            r#"Bearer realm="claims=\"$\"""#,
            r#"Bearer realm=x, DPoP claims="$""#,
            r#"Bearer realm=x, DPoP algs=y, claims="$""#,
            r#"Bearer realm=x, Negotiate YII+/B==, claims="$""#,
            r#"Bearer realm='claims="$"'"#,
            r#"Bearer x=claims="$""#,
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
            let _ = super::claims_parameters(&line);
        }

        #[test]
        fn any_value_comes_back_from_its_quoted_form(value in "[\\t -~]{0,40}") {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            let line = format!("Basic realm=\"{quoted}\", Bearer a=b, claims=\"{quoted}\"");
            prop_assert_eq!(super::claims_parameters(&line), [value]);
        }

        #[test]
        fn claims_are_found_whatever_stands_before_them(
            before in prop_oneof![r#"([abc]{1,4}|[ ,="\\\t/:?&]){0,30}"#, r"\PC{0,30}"],
            gap in "( ,? ?|,)",
            behind in r#"(|[ ,][a-z=", \\]{0,10})"#,
        ) {
            let line = format!("Bearer {before}{gap}claims=\"{CLAIMS}\"{behind}");
            prop_assert_eq!(read(&[&line]), decoded(CLAIMS), "{}", line);
        }
    }
}
