//! `Delivery`: one request to a webhook, what it brings and what it is answered with.

use std::fmt;

use http::header::{CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{Response, StatusCode};

use super::ChangeNotification;
use crate::error::debug_as_report;
use crate::model::{
    AdditionalData, Fault, Json, JsonError, Reader, Value, Writer, from_member_str, from_slice, from_str,
};

/// The largest body that is read, in bytes.
pub const LARGEST_BODY: usize = 4 << 20;

/// The longest validation token that is taken, in bytes after decoding.
pub const LONGEST_TOKEN: usize = 8 << 10;

/// The most notifications that one body may hold.
pub const MOST_NOTIFICATIONS: usize = 10_000;

/// The parameter by which Graph asks whether the endpoint is there.
const VALIDATION_TOKEN: &str = "validationToken";

/// What a request to a webhook brings.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Delivery {
    /// Somebody subscribes to this endpoint, which must say that it agrees ([Microsoft: validation][1]).
    ///
    /// [1]: https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#notificationurl-validation
    Validation(ValidationToken),
    /// Notifications.
    Notifications(Notifications),
}

impl Delivery {
    /// Reads the query (what stands behind `?`, encoded as it came) and the body of a `POST`.
    ///
    /// # Errors
    /// The body is not a collection of notifications, or too large. Notifications that cannot be read are not an error of the
    /// whole: each has its own result.
    pub fn read(query: Option<&str>, body: &[u8]) -> Result<Self, DeliveryError> {
        match query.and_then(validation_token) {
            Some(token) if token.is_empty() || token.len() > LONGEST_TOKEN => Err(DeliveryError::ValidationToken),
            Some(token) => Ok(Self::Validation(ValidationToken(token))),
            None => Notifications::read(body).map(Self::Notifications),
        }
    }

    /// The answer that Graph waits for: 200 and the token, or 202 for notifications.
    ///
    /// It waits ten seconds ([Microsoft: responses][1]), so send the answer first and do the work afterwards. Where the
    /// work cannot be taken, answer 503 instead: Graph delivers again for up to four hours.
    ///
    /// [1]: https://learn.microsoft.com/graph/change-notifications-delivery-webhooks#http-codes-and-retry-logic
    pub fn answer(&self) -> Response<String> {
        match self {
            Self::Validation(token) => token.answer(),
            Self::Notifications(_) => answer(StatusCode::ACCEPTED),
        }
    }
}

/// An answer without a body.
fn answer(status: StatusCode) -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = status;
    response
}

fn validation_token(query: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == VALIDATION_TOKEN).map(|(_, token)| token.into_owned())
}

/// The text that the answer to a validation consists of, decoded.
///
/// Whoever sends the request chooses it: as `text/plain` it is harmless, as HTML it would be a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationToken(String);

impl ValidationToken {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole answer: 200, as text that no browser takes for anything else.
    fn answer(&self) -> Response<String> {
        let mut response = Response::new(self.0.clone());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}

/// The notifications of one request.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Notifications {
    /// Each of them, or why it cannot be read.
    pub value: Vec<Result<ChangeNotification, UnreadableNotification>>,
    /// JSON web tokens, of which each says, for one application and tenant, that Graph sent this. They come with encrypted
    /// resource data. As long as nobody has checked them, they say nothing. One is empty where Graph sent `null`, as it does if
    /// its own application may not have tokens for yours ([Microsoft: application configuration][1]); no check lets that pass.
    ///
    /// [1]: https://learn.microsoft.com/graph/change-notifications-with-resource-data#application-configuration-for-notifications
    pub validation_tokens: Vec<String>,
    /// What is not declared, kept as it came.
    pub additional_data: AdditionalData,
}

impl Notifications {
    fn read(body: &[u8]) -> Result<Self, DeliveryError> {
        if body.len() > LARGEST_BODY {
            return Err(DeliveryError::TooLarge);
        }
        let collection: Collection = from_slice(body).map_err(DeliveryError::Json)?;
        let Batch(batch) = collection.value.ok_or(DeliveryError::NoNotifications)?;
        Ok(Self {
            value: batch.into_iter().enumerate().map(|(index, json)| read_one(index, json)).collect(),
            validation_tokens: collection.validation_tokens.map(|Tokens(tokens)| tokens).unwrap_or_default(),
            additional_data: collection.additional_data,
        })
    }
}

fn read_one(index: usize, json: Json) -> Result<ChangeNotification, UnreadableNotification> {
    from_member_str(json.as_str(), "value", Some(index)).map_err(|error| UnreadableNotification { json, error })
}

/// Tokens are not shown.
impl fmt::Debug for Notifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Notifications");
        shown.field("value", &self.value).field("validation_tokens", &self.validation_tokens.len());
        shown.field("additional_data", &self.additional_data).finish()
    }
}

/// The body as it is, before its notifications are read.
struct Collection {
    value: Option<Batch>,
    validation_tokens: Option<Tokens>,
    additional_data: AdditionalData,
}

crate::model! {
    Collection {
        "value" => value,
        "validationTokens" => validation_tokens,
    }
}

/// Notifications that are yet to be read, and not too many.
#[derive(Clone, Debug, PartialEq)]
struct Batch(Vec<Json>);

impl Value for Batch {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        let mut batch = Vec::new();
        from.array(&mut |element| {
            if batch.len() == MOST_NOTIFICATIONS {
                return Err(element.fail(format_args!("more than {MOST_NOTIFICATIONS} notifications")));
            }
            batch.push(element.json()?);
            Ok(())
        })?;
        Ok(Self(batch))
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        self.0.write(to)
    }
}

/// Tokens, of which none may be left out: whoever checks them would not know of it. What is `null` is kept as an empty one.
#[derive(Clone, Debug, PartialEq)]
struct Tokens(Vec<String>);

impl Value for Tokens {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        let mut tokens = Vec::new();
        from.array(&mut |element| {
            let token = element.json()?;
            tokens.push(match token.as_str() {
                "null" => String::new(),
                text => from_str(text).map_err(|_| element.fail("expected a token, as text, or null"))?,
            });
            Ok(())
        })?;
        Ok(Self(tokens))
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        self.0.write(to)
    }
}

/// A notification that cannot be read.
///
/// Its cause names the place: `value[3].resource: invalid type: ..`. `Debug` prints both on one line, without the
/// notification itself.
#[derive(Clone, PartialEq)]
pub struct UnreadableNotification {
    json: Json,
    error: JsonError,
}

impl UnreadableNotification {
    /// The notification as it came.
    pub fn json(&self) -> &Json {
        &self.json
    }
}

debug_as_report!(UnreadableNotification, DeliveryError);

impl fmt::Display for UnreadableNotification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the notification cannot be read")
    }
}

impl std::error::Error for UnreadableNotification {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// Why a request to a webhook is refused.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The body is larger than [`LARGEST_BODY`].
    TooLarge,
    /// The validation token is empty, or longer than [`LONGEST_TOKEN`].
    ValidationToken,
    /// The body is not JSON, or not a collection of notifications.
    Json(JsonError),
    /// The body has no `value`. A bot for calls is first asked in this way, in an older protocol; where it answers
    /// `204 No Content`, the notification comes again as described here ([Microsoft: protocol determination][1]).
    ///
    /// [1]: https://learn.microsoft.com/microsoftteams/platform/bots/calls-and-meetings/call-notifications#protocol-determination
    NoNotifications,
}

impl DeliveryError {
    /// The answer: 413 for what is too large, 400 for all else.
    pub fn answer(&self) -> Response<String> {
        answer(match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ValidationToken | Self::Json(_) | Self::NoNotifications => StatusCode::BAD_REQUEST,
        })
    }
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "the body of the delivery is larger than {LARGEST_BODY} bytes"),
            Self::ValidationToken => write!(f, "the validation token is empty or longer than {LONGEST_TOKEN} bytes"),
            Self::Json(_) => f.write_str("the body of the delivery is not a collection of notifications"),
            Self::NoNotifications => f.write_str("the body of the delivery has no `value`"),
        }
    }
}

impl std::error::Error for DeliveryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::TooLarge | Self::ValidationToken | Self::NoNotifications => None,
        }
    }
}
