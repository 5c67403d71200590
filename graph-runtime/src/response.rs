//! `Response`: what an answer is read as; and the future that ends in it.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use crate::error::{Origin, one_line};
use crate::model::excerpt::around;
use crate::model::json_text::without_mark;
use crate::model::{JsonError, Value, from_slice, from_str};
use crate::token::Secret;
use crate::trace::Trace;
use crate::transport::Body;
use crate::{BoxError, BoxFuture, Error};

/// A successful answer, not yet read.
pub struct Answer {
    pub(crate) origin: Origin,
    pub(crate) response: http::Response<Body>,
    /// How often the request was sent.
    pub(crate) attempts: u32,
    /// What the request was authorized with, which no error shows.
    pub(crate) secret: Secret,
    pub(crate) trace: Trace,
}

impl Answer {
    /// The body of an answer that is not streamed.
    pub(crate) fn bytes(&self) -> &Bytes {
        self.response.body().as_bytes().expect("invariant: what is not streamed was read")
    }

    /// What an error about a part of the answer needs of it.
    pub(crate) fn head(&self) -> Head {
        Head {
            origin: self.origin.clone(),
            status: self.response.status(),
            headers: self.response.headers().clone(),
            attempts: self.attempts,
            secret: self.secret.clone(),
        }
    }

    /// The body as text if it is declared to be `text/plain`: without byte order mark and blanks around.
    fn plain_text(&self) -> Option<&str> {
        let media_type = media_type(self.response.headers())?;
        let text = std::str::from_utf8(self.bytes()).ok()?;
        media_type.eq_ignore_ascii_case("text/plain").then(|| without_mark(text).trim())
    }

    /// Whether the status says that there may be no body.
    fn may_be_empty(&self) -> bool {
        let status = self.response.status();
        matches!(status, StatusCode::ACCEPTED | StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT)
    }

    /// The error of an answer that does not hold what it should.
    pub(crate) fn unreadable(self, reason: impl Into<String>) -> Error {
        self.unreadable_by(reason.into(), None)
    }

    /// The same for an error that names a place in the text, which is shown with what stands around it.
    pub(crate) fn unreadable_near(self, error: impl Into<BoxError>) -> Error {
        let (mut reason, error) = ("the answer cannot be read".to_owned(), error.into());
        if let Some(around) = self.around(&error.to_string()) {
            reason = format!("{reason} near `{around}`");
        }
        self.unreadable_by(reason, error)
    }

    /// What stands around the place in the text that `message` names, without secrets.
    pub(crate) fn around(&self, message: &str) -> Option<String> {
        let text = std::str::from_utf8(self.bytes()).ok().map(without_mark)?;
        around(text, message, &self.secret.redactor())
    }

    /// The same with its cause, whose text `reason` does not repeat.
    pub(crate) fn unreadable_by(self, mut reason: String, cause: impl Into<Option<BoxError>>) -> Error {
        // A page for people, such as the login page of a proxy, is best described by what it is.
        if let Some(other) = media_type(self.response.headers()).filter(|media_type| !is_json(media_type)) {
            // Before it is cut off, since half a secret is not found.
            let other = self.secret.redactor().text(other).into_owned();
            reason = format!("the answer is `{}`, not JSON: {reason}", one_line(&other, 100));
        }
        let (parts, _) = self.response.into_parts();
        let mut trace = self.trace;
        let mut error = Error::decode(parts.status, parts.headers, reason).at(&self.origin).after(self.attempts, true);
        if let Some(cause) = cause.into() {
            error = error.with_source(cause);
        }
        let error = error.redacted(&self.secret);
        trace.failed(&error);
        error
    }
}

/// What is left of an answer that was read, for errors about a part of it.
pub(crate) struct Head {
    origin: Origin,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
    secret: Secret,
}

impl Head {
    /// The error of an item of the answer that could not be read.
    pub(crate) fn unreadable(&self, why: JsonError) -> Error {
        Error::decode(self.status, self.headers.clone(), "an item of the page cannot be read".to_owned())
            .with_source(why)
            .at(&self.origin)
            .after(self.attempts, true)
            .redacted(&self.secret)
    }
}

impl fmt::Debug for Answer {
    /// Shows the operation and the status; headers and body may be anybody's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({} {}: {})", self.origin.method, self.origin.template, self.response.status())
    }
}

/// The media type that `Content-Type` names, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<&str> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    content_type.split(';').next().map(str::trim)
}

/// Whether a media type is JSON (RFC 6839 section 3.1).
fn is_json(media_type: &str) -> bool {
    let subtype = media_type.to_ascii_lowercase();
    subtype.ends_with("/json") || subtype.ends_with("+json")
}

/// What a successful answer can be read as: nothing, any [`Value`], an optional one, bytes, or a [`Body`] that is still on
/// its way; and each of them with status and headers, as an [`http::Response`].
#[diagnostic::on_unimplemented(
    message = "an answer cannot be read as `{Self}`",
    note = "answers are read as models, `Vec`s, `Json`, `Bytes`, `Body` or `()`; for a type of serde's, read `Json` and take its \
            `to_value`, or declare the type by `#[graph_model]` or `graph_runtime::model!`"
)]
pub trait Response: Sized {
    /// Whether the answer is given as soon as its headers are there. All others are read as a whole before.
    const STREAMED: bool = false;

    /// Reads the answer.
    fn from_answer(answer: Answer) -> Result<Self, Error>;
}

impl Response for () {
    fn from_answer(_: Answer) -> Result<Self, Error> {
        Ok(())
    }
}

impl Response for Bytes {
    fn from_answer(answer: Answer) -> Result<Self, Error> {
        Ok(answer.bytes().clone())
    }
}

impl Response for Body {
    const STREAMED: bool = true;

    fn from_answer(answer: Answer) -> Result<Self, Error> {
        Ok(answer.response.into_body())
    }
}

impl<T: Response> Response for http::Response<T> {
    const STREAMED: bool = T::STREAMED;

    fn from_answer(answer: Answer) -> Result<Self, Error> {
        let mut response = http::Response::new(());
        *response.status_mut() = answer.response.status();
        *response.version_mut() = answer.response.version();
        answer.response.headers().clone_into(response.headers_mut());
        T::from_answer(answer).map(|body| response.map(|()| body))
    }
}

impl<T: Value> Response for Option<T> {
    /// An empty body counts as none.
    fn from_answer(answer: Answer) -> Result<Self, Error> {
        if answer.bytes().is_empty() { Ok(None) } else { T::from_answer(answer).map(Some) }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Value> Response for T {
    /// A model reads a bodiless 202 or 204 as its default: services answer so where a changed resource is declared.
    fn from_answer(answer: Answer) -> Result<Self, Error> {
        let body = answer.bytes();
        if body.is_empty() {
            let empty = if answer.may_be_empty() { T::from_empty() } else { None };
            return empty.ok_or_else(|| answer.unreadable("the answer has no body"));
        }
        let read = match answer.plain_text() {
            Some(text) => read_plain(text),
            None => from_slice(body),
        };
        read.map_err(|error| answer.unreadable_near(error))
    }
}

/// Reads a primitive sent as plain text, such as a `$count`: as a string if the type is one, else as JSON.
fn read_plain<T: Value>(text: &str) -> Result<T, JsonError> {
    let quoted = serde_json::Value::from(text).to_string();
    from_str(&quoted).or_else(|_| from_str(text))
}

/// The future of a request.
#[must_use = "futures do nothing unless awaited"]
pub struct Pending<T> {
    answer: BoxFuture<'static, Result<Answer, Error>>,
    response: PhantomData<fn() -> T>,
}

impl<T> Pending<T> {
    pub(crate) fn new(answer: BoxFuture<'static, Result<Answer, Error>>) -> Self {
        Self { answer, response: PhantomData }
    }
}

impl<T: Response> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answer.as_mut().poll(context).map(|answer| T::from_answer(answer?))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending(..)")
    }
}
