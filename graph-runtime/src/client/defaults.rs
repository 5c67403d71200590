//! What a client sends with every request: preferences and headers of the user.

use http::{HeaderName, HeaderValue};

use super::ClientBuilder;
use crate::Error;
use crate::conditions::PREFER;
use crate::field_value::quoted;
use crate::headers::Headers;
use crate::preferences::{self, joined};

/// Headers that belong to one request, one connection or one host, each with what keeps it from being sent with all.
const REFUSED: &[(&str, &str)] = &[
    ("accept", "each operation says what it can read; help: use `.accept(..)` of the request"),
    ("accept-encoding", "the transport says what it can unpack; help: enable the feature `gzip` or `brotli`"),
    ("authorization", "not every host may have it; help: use `.token(..)`, which keeps it from others"),
    ("client-request-id", "each request has its own"),
    ("connection", "it is about one connection"),
    ("cookie", "not every host may have it"),
    ("expect", "it is about one body"),
    ("host", "each URL says its own"),
    ("if-match", "it is about one resource; help: set it on the request"),
    ("if-modified-since", "it is about one resource; help: set it on the request"),
    ("if-none-match", "it is about one resource; help: set it on the request"),
    ("if-range", "it is about one resource; help: set it on the request"),
    ("if-unmodified-since", "it is about one resource; help: set it on the request"),
    ("keep-alive", "it is about one connection"),
    ("proxy-authorization", "it is for a proxy; help: the transport may have it"),
    ("proxy-connection", "it is about one connection"),
    ("range", "it is about one resource; help: set it on the request"),
    ("retry-attempt", "each attempt has its own"),
    ("te", "it is about one connection"),
    ("trailer", "it is about one body"),
    ("transfer-encoding", "it is about one body"),
    ("upgrade", "it is about one connection"),
];

/// In what format Outlook gives bodies of messages and events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyFormat {
    /// HTML, which is what comes if nothing is said.
    Html,
    /// Plain text.
    Text,
}

impl BodyFormat {
    /// The text of the preference.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "text",
        }
    }
}

/// What is sent with every request, those of a batch and those to next links included, but not with requests to links that
/// go without a token, such as those of upload sessions and downloads.
///
/// ```
/// use graph_runtime::{BodyFormat, Client, Method};
///
/// # fn main() -> Result<(), graph_runtime::Error> {
/// let client = Client::builder()
///     .immutable_ids()
///     .time_zone("Pacific Standard Time")
///     .body_format(BodyFormat::Text)
///     .header("accept-language", "de-DE");
/// # let client = client.without_transport().build()?;
/// let request = client.request::<()>(Method::GET, "/me/events").prefer(r#"outlook.timezone="UTC""#);
/// assert_eq!(
///     request.headers()["prefer"],
///     r#"include-unknown-enum-members, IdType="ImmutableId", outlook.body-content-type="text", outlook.timezone="UTC""#
/// );
/// # Ok(())
/// # }
/// ```
///
/// What cannot be sent fails when the client is built.
impl ClientBuilder {
    /// Asks for ids that stay when an item moves to another folder, `Prefer: IdType="ImmutableId"` (Microsoft Learn, "Obtain
    /// immutable identifiers for Outlook resources"): for messages, events, contacts and the like. Ids that were stored
    /// before have to be translated.
    pub fn immutable_ids(self) -> Self {
        self.prefer(r#"IdType="ImmutableId""#)
    }

    /// Asks for times of Outlook in this zone, by its name in Windows or in the time zone database of IANA,
    /// `Prefer: outlook.timezone`; in UTC if not said.
    pub fn time_zone(self, name: impl AsRef<str>) -> Self {
        self.prefer(format!("outlook.timezone={}", quoted(name.as_ref())))
    }

    /// Asks for bodies of messages and events in this format, `Prefer: outlook.body-content-type`.
    pub fn body_format(self, format: BodyFormat) -> Self {
        self.prefer(format!("outlook.body-content-type={}", quoted(format.as_str())))
    }

    /// Asks for pages of at most this many items, `Prefer: odata.maxpagesize`, as
    /// [`Request::page_size`](crate::Request::page_size) does for one request.
    pub fn page_size(self, items: u32) -> Self {
        self.prefer(format!("odata.maxpagesize={items}"))
    }

    /// Adds preferences, `Prefer` ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)). Each is sent once: one of a
    /// [request](crate::Request::prefer) takes the place of the client's with the same name, and of several here the last
    /// counts.
    pub fn prefer(self, preferences: impl Into<String>) -> Self {
        self.header(PREFER.as_str(), preferences)
    }

    /// Sends a header, unless the request sets it to another value. `Prefer` adds [preferences](Self::prefer); of any other
    /// name the last value counts. A header that belongs to one request, connection or host, such as `Authorization`, is
    /// refused.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.defaults.push((name.into(), value.into()));
        self
    }
}

/// The headers that every request begins with.
///
/// # Errors
/// One of `defaults` is not valid, or must not be sent with all requests.
pub(super) fn headers(defaults: &[(String, String)]) -> Result<Headers, Error> {
    let mut headers = Headers::of_every_request();
    for (name, value) in defaults {
        let wrong = |reason: &str| Error::configuration(format!("the header `{}` {reason}", name.escape_debug()));
        let Ok(field) = HeaderName::try_from(name) else { return Err(wrong("has a name that no header has")) };
        if let Some(reason) = refusal(&field) {
            return Err(wrong(&format!("is not for all requests: {reason}")));
        }
        let value = if field == PREFER { added(&headers, value)? } else { value.clone() };
        let value = HeaderValue::try_from(value);
        headers.set(field, value.map_err(|_| wrong("has a value with characters that a header must not have"))?);
    }
    Ok(headers)
}

/// `Prefer` with one value more.
fn added(headers: &Headers, value: &str) -> Result<String, Error> {
    let before = headers.get(&PREFER).and_then(|before| before.to_str().ok());
    let is_text = value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
    let both = joined(before.unwrap_or_default(), value).filter(|_| is_text);
    both.ok_or_else(|| Error::configuration(format!("`Prefer: {}` {}", value.escape_debug(), preferences::HELP)))
}

/// Why a header must not be sent with all requests.
fn refusal(name: &HeaderName) -> Option<&'static str> {
    let name = name.as_str();
    if name.starts_with("content-") {
        return Some("it is about one body");
    }
    REFUSED.iter().find(|(refused, _)| *refused == name).map(|(_, reason)| *reason)
}
