//! Whether two requests or two JSON values say the same, in the eyes of a service.

use serde_json::Value;

/// Whether two JSON values are equal: numbers by value, members in any order, instants in any spelling.
pub fn same_json(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| same_json(value, other)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_json(one, other))
        }
        (Value::Number(_), Value::Number(_)) => one.as_f64() == other.as_f64() || one == other,
        (Value::String(one), Value::String(other)) => same_text(one, other),
        _ => one == other,
    }
}

/// Whether two texts are equal; times are compared without zeros at their end, GUIDs without case.
pub fn same_text(one: &str, other: &str) -> bool {
    one == other || plain_time(one) == plain_time(other) || (is_guid(one) && one.eq_ignore_ascii_case(other))
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// A text that may hold times, with each in one spelling: `Z` for `+00:00`, no zeros at the end of a fraction.
fn plain_time(text: &str) -> String {
    let text = text.replace("+00:00", "Z");
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(dot) = rest.find('.') {
        let digits = rest[dot + 1..].find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len() - dot - 1);
        let is_fraction = digits > 0 && dot > 0 && rest.as_bytes()[dot - 1].is_ascii_digit();
        let fraction = &rest[dot..=dot + digits];
        plain.push_str(&rest[..dot]);
        plain.push_str(if is_fraction { fraction.trim_end_matches('0').trim_end_matches('.') } else { fraction });
        rest = &rest[dot + 1 + digits..];
    }
    plain + rest
}

/// The options of a query, decoded and sorted.
pub fn options(query: &str) -> Vec<(String, String)> {
    let options = query.split('&').filter(|option| !option.is_empty());
    let pair = |option: &str| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        (decoded(name), decoded(value))
    };
    let mut options: Vec<_> = options.map(pair).collect();
    options.sort();
    options
}

/// The text behind the percent-encoding of `text`.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let value = rest.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(value.unwrap_or(b'%'));
        rest = &rest[at + if value.is_some() { 3 } else { 1 }..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text with all but the unreserved characters encoded (RFC 3986 section 2.3).
pub fn encoded(text: &str) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes()
        .map(|byte| if is_plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// `part` of `all` as a number from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
pub fn share(part: usize, all: usize) -> f64 {
    part as f64 / all as f64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{decoded, encoded, options, same_json, same_text};

    #[test]
    fn values_are_compared_by_what_they_mean() {
        assert!(same_json(
            &json!({"a": 5.0, "b": ["2026-01-01T00:00:00.500Z"]}),
            &json!({"b": ["2026-01-01T00:00:00.5+00:00"], "a": 5})
        ));
        assert!(!same_json(&json!({"a": null}), &json!({})));
        assert!(!same_json(&json!("5"), &json!(5)));
        assert!(same_text("08:00:00.1230000", "08:00:00.123"));
        assert!(!same_text("a.10", "a.1"), "no number stands before the dot");
    }

    #[test]
    fn queries_are_compared_decoded_and_in_any_order() {
        assert_eq!(options("$top=5&a%20b=%C3%A9"), options("a b=é&%24top=5"));
        assert_eq!(decoded(&encoded("a/b ü%")), "a/b ü%");
    }
}
