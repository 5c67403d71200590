//! Reads the body of an answered `$batch`, each answer for itself: one that makes no sense costs no other.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use serde_json::value::RawValue;

use super::entry::is_json;
use super::pieces::{entries, members};
use crate::model::excerpt::around;
use crate::model::{Binary, json_text};
use crate::response::{Answer, media_type};
use crate::token::Secret;
use crate::{BoxError, Error};

/// The answer of one request, or why there is none that can be read.
pub(super) type Answered = Result<http::Response<Bytes>, Error>;

/// How many headers an answer may have. No service has as many, and a `HeaderMap` panics when it is full.
const HEADERS: usize = 1000;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

type Members<'a> = HashMap<String, &'a [u8]>;

/// What each of these requests was answered.
pub(super) fn answers(requests: &[usize], answer: Answer) -> Vec<Answered> {
    let outer = Outer { answer: &answer, fault: OnceCell::new() };
    let Some(mut answers) = outer.read() else {
        let failure = unreadable(answer).in_batch();
        return requests.iter().map(|_| Err(failure.shared())).collect();
    };
    let none = || Err(outer.unanswered("the answer of the batch has no answer for this request"));
    requests.iter().map(|request| answers.remove(&(request + 1)).unwrap_or_else(none)).collect()
}

/// The error of an answer without a list of answers.
fn unreadable(answer: Answer) -> Error {
    if let Err(error) = json_text::shallow::<&RawValue>(answer.bytes()) {
        return answer.unreadable_near(error);
    }
    let beginning = beginning(&String::from_utf8_lossy(answer.bytes()), &answer.secret);
    answer.unreadable(format!("the answer has no list `responses`: `{beginning}`"))
}

/// What of a text is shown where no place in it is at fault.
fn beginning(text: &str, secret: &Secret) -> String {
    around(text, " at line 1 column 0", &secret.redactor()).unwrap_or_default()
}

/// The answer of a `$batch`.
struct Outer<'a> {
    answer: &'a Answer,
    /// Why it is not JSON as a whole, if it is not.
    fault: OnceCell<Option<Arc<serde_json::Error>>>,
}

impl Outer<'_> {
    /// The answers by the ids of their requests; of several with one id, the first. None if the body is not an object with a list
    /// `responses`; what else is not JSON costs the answer that it is in, or the part of it.
    fn read(&self) -> Option<HashMap<usize, Answered>> {
        let body = self.answer.bytes();
        let root = members(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body))?;
        let mut answers = HashMap::new();
        for members in entries(root.get("responses")?)?.into_iter().filter_map(members) {
            if let Some(id) = number(&members, "id") {
                answers.entry(id).or_insert_with(|| self.answered(&members));
            }
        }
        Some(answers)
    }

    fn answered(&self, members: &Members<'_>) -> Answered {
        let status = number(members, "status").and_then(|status| StatusCode::from_u16(status.try_into().ok()?).ok());
        let Some(status) = status else {
            return Err(self.unanswered("the answer of the batch has no status for this request"));
        };
        let Some(headers) = headers(members.get("headers").copied()) else {
            return Err(self.unanswered(&format!("its answer in the batch has more than {HEADERS} headers")));
        };
        let body = match members.get("body") {
            Some(body) => match body_bytes(body, &headers) {
                Ok(bytes) => bytes,
                // The status of an error is worth more than its body.
                Err(_) if !status.is_success() => Bytes::copy_from_slice(body),
                Err((reason, cause)) => {
                    let beginning = beginning(&String::from_utf8_lossy(body), &self.answer.secret);
                    let reason = format!("{reason}: `{beginning}`");
                    return Err(Error::decode(status, headers, reason).with_source(cause));
                }
            },
            None => Bytes::new(),
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    /// The error of a request without an answer; where the whole is no JSON, the answer may have been there.
    fn unanswered(&self, reason: &str) -> Error {
        let headers = self.answer.response.headers().clone();
        let read = || json_text::shallow::<&RawValue>(self.answer.bytes()).err().map(Arc::new);
        let Some(fault) = self.fault.get_or_init(read) else { return Error::unanswered(headers, reason) };
        let around = self.answer.around(&fault.to_string()).map(|around| format!(" near `{around}`"));
        let reason = format!("{reason}, and is no JSON{}", around.unwrap_or_default());
        Error::unanswered(headers, &reason).with_shared_source(fault.clone())
    }
}

/// A number, or a string of digits.
fn number(members: &Members<'_>, name: &str) -> Option<usize> {
    let text = std::str::from_utf8(members.get(name)?).ok()?;
    let text = text.strip_prefix('"').map_or(Some(text), |text| text.strip_suffix('"'));
    text?.parse().ok()
}

/// The members that are headers, of which a value may be a number; `None` if there are too many.
fn headers(object: Option<&[u8]>) -> Option<HeaderMap> {
    let members: HashMap<String, Value> = object.and_then(|object| json_text::read(object).ok()).unwrap_or_default();
    let header = |(name, value): (String, Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    (members.len() <= HEADERS).then(|| members.into_iter().filter_map(header).collect())
}

/// The bytes that the request alone would have been answered with (OData JSON 4.01 section 19.5): JSON as it came, text as
/// it is, and from a string of base64 what it stands for.
fn body_bytes(body: &[u8], headers: &HeaderMap) -> Result<Bytes, (&'static str, BoxError)> {
    if body == b"null" {
        return Ok(Bytes::new());
    }
    let as_it_came = || Ok(Bytes::copy_from_slice(body));
    let (Some(media_type), true) = (media_type(headers), body.starts_with(b"\"")) else { return as_it_came() };
    if is_json(media_type) {
        return as_it_came();
    }
    let text: String = json_text::shallow(body).map_err(|error| ("the body is not a JSON string", error.into()))?;
    if media_type.get(..5).is_some_and(|kind| kind.eq_ignore_ascii_case("text/")) {
        return Ok(text.into());
    }
    Binary::from(text).to_bytes().map(Bytes::from).map_err(|error| ("the body cannot be decoded", error.into()))
}
