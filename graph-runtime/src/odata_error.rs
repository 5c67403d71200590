//! The body of an error answer, read as OData's error object if it is one (OData JSON 4.01, section 21.1).

use serde_json::Value;

use crate::error::one_line;
use crate::model::json_text;

/// How many characters of a body that is no OData error are kept.
const SNIPPET: usize = 300;

/// What an error body tells. Every part may be missing; whatever has another type than expected is skipped.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ODataError {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) client_request_id: Option<String>,
    /// As text: Graph leaves out the offset, so it is no RFC 3339 instant.
    pub(crate) date: Option<String>,
    /// The codes of the inner errors, outermost first.
    pub(crate) inner_codes: Vec<String>,
    pub(crate) details: Vec<ErrorDetail>,
    /// The beginning of a body that is no OData error.
    pub(crate) snippet: Option<String>,
}

/// One entry of the `details` of an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The error code.
    pub code: Option<String>,
    /// The text for people.
    pub message: Option<String>,
    /// What the detail is about, often a member name.
    pub target: Option<String>,
}

/// Reads the body of an error answer. It never fails: the status must reach the caller whatever the body is.
pub(crate) fn read(body: &[u8]) -> ODataError {
    match json_text::read::<Value>(body) {
        Ok(Value::Object(root)) if root.get("error").is_some_and(|error| error.is_object() || error.is_string()) => {
            read_error(&root["error"], &root)
        }
        _ => ODataError { snippet: snippet(body), ..ODataError::default() },
    }
}

fn read_error(error: &Value, root: &serde_json::Map<String, Value>) -> ODataError {
    if let Value::String(code) = error {
        // The form of OAuth 2 (RFC 6749 section 5.2), which gateways in front of Graph answer with.
        let message = root.get("error_description").and_then(Value::as_str).map(str::to_owned);
        return ODataError { code: Some(code.clone()), message, ..ODataError::default() };
    }
    let mut found = ODataError {
        code: text(error, "code"),
        message: text(error, "message").or_else(|| text(error.get("message")?, "value")),
        target: text(error, "target"),
        details: error.get("details").and_then(Value::as_array).into_iter().flatten().map(detail).collect(),
        ..ODataError::default()
    };
    let mut inner = inner_error(error);
    while let Some(error) = inner {
        found.inner_codes.extend(text(error, "code"));
        found.request_id = found.request_id.take().or_else(|| text(error, "request-id"));
        found.client_request_id = found.client_request_id.take().or_else(|| text(error, "client-request-id"));
        found.date = found.date.take().or_else(|| text(error, "date"));
        inner = inner_error(error);
    }
    found
}

/// The inner error; Graph spells its name in two ways.
fn inner_error(error: &Value) -> Option<&Value> {
    error.get("innerError").or_else(|| error.get("innererror")).filter(|inner| inner.is_object())
}

fn detail(entry: &Value) -> ErrorDetail {
    ErrorDetail { code: text(entry, "code"), message: text(entry, "message"), target: text(entry, "target") }
}

fn text(object: &Value, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The beginning of a body, on one line.
fn snippet(body: &[u8]) -> Option<String> {
    // Four bytes at most make a character, so this much is enough; spaces that are removed shorten it at worst.
    let start = &body[..body.len().min(SNIPPET * 8)];
    let snippet = one_line(&String::from_utf8_lossy(start), SNIPPET);
    (!snippet.is_empty()).then_some(snippet)
}

#[cfg(test)]
mod tests {
    use super::{ODataError, read};

    #[test]
    fn both_spellings_and_every_depth_of_the_inner_error() {
        for inner in ["innerError", "innererror"] {
            let body = format!(
                r#"{{"error": {{"code": "a", "message": "m", "details": [{{"code": "d", "target": "t"}}],
                   "{inner}": {{"code": "b", "date": "2026-11-23T08:30:00", "{inner}": {{"code": "c", "request-id": "r"}}}}}}}}"#
            );
            let error = read(body.as_bytes());
            assert_eq!(error.code.as_deref(), Some("a"));
            assert_eq!(error.inner_codes, ["b", "c"]);
            assert_eq!(error.request_id.as_deref(), Some("r"));
            assert_eq!(error.date.as_deref(), Some("2026-11-23T08:30:00"));
            assert_eq!(error.details[0].target.as_deref(), Some("t"));
        }
    }

    #[test]
    fn members_of_another_type_are_skipped() {
        let error = read(br#"{"error": {"code": 5, "message": "m", "innerError": "text", "details": {}}}"#);
        assert_eq!(error, ODataError { message: Some("m".into()), ..ODataError::default() });
    }

    #[test]
    fn other_bodies_leave_a_snippet() {
        assert_eq!(read(b"").snippet, None);
        assert_eq!(read(b"<html>\r\n\t<b>no\x07</b>").snippet.as_deref(), Some("<html> <b>no </b>"));
        assert_eq!(read(br#"{"error": {"code": "cut o"#).snippet.as_deref(), Some(r#"{"error": {"code": "cut o"#));
        assert_eq!(read(b"\xff\xfe").snippet.as_deref(), Some("\u{fffd}\u{fffd}"));
    }
}
