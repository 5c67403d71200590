//! A `$batch` taken apart into its requests, and put together from their answers.

use std::collections::HashMap;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::service::answer;
use crate::batch::is_json;
use crate::model::{Binary, json_text};
use crate::response::media_type;
use crate::transport::{Recorded, UrlTemplate};

/// One request in a batch.
pub(super) struct Part {
    pub(super) id: String,
    /// The ids of those that have to succeed before.
    pub(super) depends_on: Vec<String>,
    /// The request as it would come alone.
    pub(super) request: Recorded,
}

type Members<'a> = HashMap<String, &'a RawValue>;

/// The requests in a batch; none where `request` is something else.
pub(super) fn parts(request: &Recorded) -> Option<Vec<Part>> {
    let base = request.url.strip_suffix("/$batch").filter(|_| request.method == Method::POST)?;
    let root: Members<'_> = json_text::shallow(&request.body).ok()?;
    let requests: Vec<Members<'_>> = read(&root, "requests")?;
    let templates = &request.batch_url_templates;
    let parts = requests.iter().enumerate().map(|(place, members)| part(members, base, templates.get(place).cloned()));
    parts.collect()
}

fn part(members: &Members<'_>, base: &str, url_template: Option<UrlTemplate>) -> Option<Part> {
    let named: HashMap<String, String> = read(members, "headers").unwrap_or_default();
    let header = |(name, value): (&String, &String)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    let headers: HeaderMap = named.iter().filter_map(header).collect();
    let body = members.get("body").map_or_else(Bytes::new, |body| body_bytes(body.get(), &headers));
    Some(Part {
        id: read(members, "id")?,
        depends_on: read(members, "dependsOn").unwrap_or_default(),
        request: Recorded {
            method: read::<String>(members, "method")?.parse().ok()?,
            url: format!("{base}{}", read::<String>(members, "url")?),
            headers,
            body,
            url_template,
            batch_url_templates: Vec::new(),
        },
    })
}

fn read<'a, T: serde::Deserialize<'a>>(members: &Members<'a>, name: &str) -> Option<T> {
    json_text::shallow(members.get(name)?.get()).ok()
}

/// JSON as it is, and of all else what its base64 stands for.
fn body_bytes(body: &str, headers: &HeaderMap) -> Bytes {
    let bytes = if media_type(headers).is_some_and(is_json) {
        None
    } else {
        json_text::shallow(body).ok().and_then(|text: String| Binary::from(text).to_bytes().ok())
    };
    bytes.map_or_else(|| body.to_owned().into(), Bytes::from)
}

/// The answers of a batch, as they are put together.
#[derive(Default)]
pub(super) struct Replies {
    responses: Vec<String>,
    /// The ids of those that failed.
    failed: Vec<String>,
}

impl Replies {
    /// Whether `part` comes after one that failed, so that it is not carried out.
    pub(super) fn forbid(&self, part: &Part) -> bool {
        part.depends_on.iter().any(|earlier| self.failed.contains(earlier))
    }

    pub(super) fn push(&mut self, id: String, answer: &http::Response<Bytes>) {
        let headers: HashMap<_, _> = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let status = answer.status();
        let mut response = format!(r#"{{"id":{},"status":{},"headers":{}"#, json!(id), status.as_u16(), json!(headers));
        if !answer.body().is_empty() {
            response.push_str(r#","body":"#);
            response.push_str(&body_json(answer.body(), answer.headers()));
        }
        response.push('}');
        self.responses.push(response);
        if !status.is_success() {
            self.failed.push(id);
        }
    }

    /// The answer of the batch.
    pub(super) fn into_answer(self) -> http::Response<Bytes> {
        let body = format!(r#"{{"responses":[{}]}}"#, self.responses.join(","));
        answer(StatusCode::OK, Some("application/json"), body)
    }
}

/// A body as it stands in the answer of a batch (OData JSON 4.01 section 19.5): JSON as it is, digit for digit, text as a
/// string, all else as base64.
fn body_json(body: &Bytes, headers: &HeaderMap) -> String {
    let media_type = media_type(headers).unwrap_or("application/json");
    if is_json(media_type)
        && let Ok(text) = json_text::shallow::<&RawValue>(body)
    {
        return text.get().to_owned();
    }
    if is_json(media_type) || media_type.starts_with("text/") {
        return Value::from(String::from_utf8_lossy(body)).to_string();
    }
    Value::from(Binary::from_bytes(body).as_str()).to_string()
}
