//! Reads the body of an answered `$batch`, each answer for itself: one that makes no sense costs no other.

use std::collections::HashMap;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use serde_json::value::RawValue;

use super::entry::is_json;
use crate::model::{Binary, json_text};
use crate::response::media_type;
use crate::{BoxError, Error};

/// The answer of one request, or why there is none that can be read.
pub(super) type Answered = Result<http::Response<Bytes>, Error>;

/// How many headers an answer may have. No service has as many, and a `HeaderMap` panics when it is full.
const HEADERS: usize = 1000;

type Members<'a> = HashMap<String, &'a RawValue>;

/// The answers by the ids of their requests; of several with one id, the first. `outer` are the headers of the batch.
///
/// # Errors
/// The body is no object with a list `responses`.
pub(super) fn read(body: &[u8], outer: &HeaderMap) -> Result<HashMap<usize, Answered>, serde_json::Error> {
    let root: Members<'_> = json_text::shallow(body)?;
    let responses = root.get("responses").map_or("null", |responses| responses.get());
    let mut answers = HashMap::new();
    for response in json_text::shallow::<Vec<&RawValue>>(responses)? {
        let Ok(members) = json_text::shallow::<Members<'_>>(response.get()) else { continue };
        if let Some(id) = number(&members, "id") {
            answers.entry(id).or_insert_with(|| answer(&members, outer));
        }
    }
    Ok(answers)
}

fn answer(members: &Members<'_>, outer: &HeaderMap) -> Answered {
    let status = number(members, "status").and_then(|status| StatusCode::from_u16(status.try_into().ok()?).ok());
    let Some(status) = status else {
        return Err(Error::unanswered(outer.clone(), "the answer of the batch has no status for this request"));
    };
    let Some(headers) = headers(members.get("headers").copied()) else {
        let reason = format!("its answer in the batch has more than {HEADERS} headers");
        return Err(Error::unanswered(outer.clone(), &reason));
    };
    let body = match members.get("body") {
        Some(body) => match body_bytes(body.get(), &headers) {
            Ok(bytes) => bytes,
            // The status of an error is worth more than its body.
            Err(_) if !status.is_success() => body.get().to_owned().into(),
            Err((reason, cause)) => {
                return Err(Error::decode(status, headers, reason.to_owned()).with_source(cause));
            }
        },
        None => Bytes::new(),
    };
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// A number, or a string of digits.
fn number(members: &Members<'_>, name: &str) -> Option<usize> {
    members.get(name)?.get().trim_matches('"').parse().ok()
}

/// The members that are headers, of which a value may be a number; `None` if there are too many.
fn headers(object: Option<&RawValue>) -> Option<HeaderMap> {
    let members: HashMap<String, Value> =
        object.and_then(|object| json_text::read(object.get()).ok()).unwrap_or_default();
    let header = |(name, value): (String, Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    (members.len() <= HEADERS).then(|| members.into_iter().filter_map(header).collect())
}

/// The bytes that the request alone would have been answered with (OData JSON 4.01 section 19.5): JSON as it came, text as
/// it is, and from a string of base64 what it stands for.
fn body_bytes(body: &str, headers: &HeaderMap) -> Result<Bytes, (&'static str, BoxError)> {
    if body == "null" {
        return Ok(Bytes::new());
    }
    let as_it_came = || Ok(body.to_owned().into());
    let (Some(media_type), true) = (media_type(headers), body.starts_with('"')) else { return as_it_came() };
    if is_json(media_type) {
        return as_it_came();
    }
    let text: String = json_text::shallow(body).map_err(|error| ("the body is not a JSON string", error.into()))?;
    if media_type.get(..5).is_some_and(|kind| kind.eq_ignore_ascii_case("text/")) {
        return Ok(text.into());
    }
    Binary::from(text).to_bytes().map(Bytes::from).map_err(|error| ("the body cannot be decoded", error.into()))
}
