//! `Entry`: one request as it stands in the body of a `$batch`.

use std::fmt::Write as _;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method};
use serde_json::value::RawValue;

use crate::draft::Draft;
use crate::model::{Binary, json_text};
use crate::response::media_type;
use crate::transport::Timeout;
use crate::{ApiVersion, Client, Error};

/// One request without its id.
pub(super) struct Entry {
    method: Method,
    /// The version of the API whose batch it goes into; `None` where the client has one base URL for all.
    pub(super) version: Option<ApiVersion>,
    /// What follows the base URL.
    url: String,
    headers: HeaderMap,
    /// As JSON text.
    body: Option<String>,
    /// How long the exchange may take, where that is said.
    pub(super) timeout: Option<Timeout>,
}

impl Entry {
    /// The entry that `draft` becomes in a batch of `client`.
    ///
    /// # Errors
    /// The first step of the request that failed, or what keeps it from going into this batch.
    pub(super) fn new(client: &Client, mut draft: Draft) -> Result<Self, Error> {
        if !draft.route.client().is(client) {
            return Err(Error::invalid(
                "the request and the batch belong to different clients; help: make both with the same client",
            ));
        }
        let timeout = draft.timeout(false);
        let (mut parts, body) = draft.request()?.into_parts();
        if parts.headers.contains_key(AUTHORIZATION) {
            return Err(Error::invalid(
                "a request with its own token cannot be part of a batch, which has one token for all; help: send it alone",
            ));
        }
        let Some((version, url)) = client.relative(&parts.uri) else {
            return Err(Error::invalid("the URL does not begin with the base URL of the batch; help: send it alone"));
        };
        let Some(body) = body.as_bytes() else {
            return Err(Error::invalid(
                "a body that is a stream cannot be part of a batch; help: send the request alone, or read the stream first",
            ));
        };
        let body = json_body(&parts.method, &mut parts.headers, body)?;
        Ok(Self { method: parts.method, version, url, headers: parts.headers, body, timeout })
    }

    /// Appends the entry as an element of `requests`; `before` is how often it was sent before.
    pub(super) fn write(&self, to: &mut String, id: usize, depends_on: Option<usize>, before: u32) {
        let mut text = format!(r#"{{"id":"{id}","method":"{}","url":{}"#, self.method, quoted(&self.url));
        if let Some(earlier) = depends_on {
            let _ = write!(text, r#","dependsOn":["{earlier}"]"#);
        }
        text.push_str(r#","headers":{"#);
        for (name, value) in &self.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            let _ = write!(text, r#""{name}":{},"#, quoted(&value));
        }
        if before > 0 {
            let _ = write!(text, r#""retry-attempt":"{before}","#);
        }
        text.truncate(text.trim_end_matches(',').len());
        text.push('}');
        if let Some(body) = &self.body {
            let _ = write!(text, r#","body":{body}"#);
        }
        to.push_str(&text);
        to.push('}');
    }
}

/// The body as JSON text: JSON as it is, digit for digit, all else as a string of base64.
///
/// Microsoft Learn says base64url; Microsoft's SDKs send the standard alphabet with padding, and the OData library takes
/// both. Graph takes no writing request without a body and its type, not even where alone it needs none.
fn json_body(method: &Method, headers: &mut HeaderMap, body: &Bytes) -> Result<Option<String>, Error> {
    if body.is_empty() && !headers.contains_key(CONTENT_TYPE) {
        if !matches!(*method, Method::POST | Method::PUT | Method::PATCH) {
            return Ok(None);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        return Ok(Some("{}".to_owned()));
    }
    if !media_type(headers).is_some_and(is_json) {
        return Ok(Some(quoted(Binary::from_bytes(body).as_str())));
    }
    let text = json_text::shallow::<&RawValue>(body);
    text.map(|text| Some(text.get().to_owned()))
        .map_err(|error| Error::invalid("the body is not JSON, although its content type says so").with_source(error))
}

/// Whether a body of this media type stands in a `$batch` as it is.
pub(crate) fn is_json(media_type: &str) -> bool {
    let media_type = media_type.to_ascii_lowercase();
    media_type == "application/json" || media_type.ends_with("+json")
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
