//! `OperationStatus`: what a service tells of an operation.

use std::fmt;

use http::StatusCode;
use serde_json::{Map, Value};

use crate::model::{Json, json_text};
use crate::odata_error::{self, ODataError};

/// What a service tells of a long-running operation: an `asyncJobStatus`, or any resource with a member `status`.
#[derive(Clone)]
pub struct OperationStatus {
    state: State,
    status: Option<String>,
    percentage: Option<f64>,
    resource_id: Option<String>,
    resource_location: Option<String>,
    json: Option<Json>,
}

/// Whether an operation goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// It has not begun, or goes on.
    Running,
    /// It has ended well.
    Succeeded,
    /// It has ended with an error, or was given up.
    Failed,
}

/// How services say that an operation has ended well: `asyncJobStatus`, `longRunningOperation`, `teamsAsyncOperation`,
/// `commsOperation`, `onenoteOperation`, `workbookOperation` and their like.
const SUCCEEDED: [&str; 5] = ["completed", "succeeded", "success", "skipped", "done"];
const FAILED: [&str; 8] =
    ["failed", "failure", "deletefailed", "canceled", "cancelled", "aborted", "timedout", "error"];

impl OperationStatus {
    /// A state of which the service tells no more.
    pub(super) fn bare(state: State) -> Self {
        Self { state, status: None, percentage: None, resource_id: None, resource_location: None, json: None }
    }

    /// The status in the body of a successful answer.
    ///
    /// An operation that was accepted (202) goes on, whatever else is or is not in the body, unless a status in it says
    /// otherwise. All other answers end the operation unless their status says that it goes on, so they must be readable:
    /// an object in JSON, or no body where the code says that there is none.
    ///
    /// # Errors
    /// Why the answer does not say how the operation is.
    pub(super) fn read(code: StatusCode, body: &[u8]) -> Result<Self, String> {
        let is_accepted = code == StatusCode::ACCEPTED;
        let told = match told(body) {
            Ok(told) => told,
            Err(_) if is_accepted => return Ok(Self { json: json(body), ..Self::bare(State::Running) }),
            Err(_) if is_bodiless(code) && body.is_empty() => return Ok(Self::bare(State::Succeeded)),
            Err(_) if body.is_empty() => {
                return Err("the answer does not say how the operation is: it has no body".into());
            }
            Err(reason) => return Err(format!("the answer does not say how the operation is: {reason}")),
        };
        let text = |name: &str| told.get(name).and_then(Value::as_str).map(str::to_owned);
        let status = text("status");
        Ok(Self {
            state: match &status {
                Some(status) => state(status),
                None if is_accepted => State::Running,
                None if has_error(&told) => State::Failed,
                None => State::Succeeded,
            },
            status,
            percentage: told.get("percentageComplete").and_then(Value::as_f64),
            resource_id: text("resourceId").or_else(|| text("targetResourceId")),
            resource_location: text("resourceLocation").or_else(|| text("targetResourceLocation")),
            json: json(body),
        })
    }

    /// Whether the operation goes on.
    pub fn state(&self) -> State {
        self.state
    }

    /// The status as the service wrote it, such as `inProgress`.
    pub fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    /// How much of the operation is done, in percent.
    pub fn percentage(&self) -> Option<f64> {
        self.percentage
    }

    /// The id of what the operation has made, once it has.
    pub fn resource_id(&self) -> Option<&str> {
        self.resource_id.as_deref()
    }

    /// Where what the operation has made is.
    pub fn resource_location(&self) -> Option<&str> {
        self.resource_location.as_deref()
    }

    /// All that the service tells, if it is JSON.
    pub fn json(&self) -> Option<&Json> {
        self.json.as_ref()
    }

    /// What the service says of the failure: its `error`, or the older `errorCode` and `statusDescription`.
    pub(super) fn error(&self) -> ODataError {
        let body = self.json.as_ref().map(Json::as_str).unwrap_or_default();
        let mut error = odata_error::read(body.as_bytes());
        if error.snippet.take().is_some() {
            let told = told(body.as_bytes()).unwrap_or_default();
            let text = |name: &str| told.get(name).and_then(Value::as_str).map(str::to_owned);
            (error.code, error.message) = (text("errorCode"), text("statusDescription"));
        }
        error
    }
}

/// What a body tells: the members of an object, whose `status` is a text if it has one.
///
/// # Errors
/// Why it tells nothing.
fn told(body: &[u8]) -> Result<Map<String, Value>, String> {
    let told: Map<String, Value> = json_text::read(body).map_err(|error| error.to_string())?;
    match told.get("status") {
        None | Some(Value::String(_)) => Ok(told),
        Some(_) => Err("its `status` is not a string".to_owned()),
    }
}

/// The body as it came, if it is JSON.
fn json(body: &[u8]) -> Option<Json> {
    std::str::from_utf8(body).ok()?.parse().ok()
}

/// Whether answers with this code have no body (RFC 9110 sections 15.3.5 and 15.3.6).
fn is_bodiless(code: StatusCode) -> bool {
    matches!(code, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT)
}

/// Whether an object without a status is an error of OData, sent with the code of a success.
fn has_error(told: &Map<String, Value>) -> bool {
    told.get("error").is_some_and(|error| error.is_object() || error.is_string())
}

fn state(status: &str) -> State {
    let is_one_of = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(status));
    if is_one_of(&SUCCEEDED) {
        State::Succeeded
    } else if is_one_of(&FAILED) {
        State::Failed
    } else {
        State::Running
    }
}

impl fmt::Debug for OperationStatus {
    /// Without what was made, which may identify people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationStatus")
            .field("state", &self.state)
            .field("status", &self.status)
            .field("percentage", &self.percentage)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::{OperationStatus, State};

    fn read(body: &str) -> OperationStatus {
        OperationStatus::read(StatusCode::OK, body.as_bytes()).unwrap()
    }

    #[test]
    fn states_are_known_however_they_are_capitalised() {
        for (body, state) in [
            (r#"{"status":"Completed"}"#, State::Succeeded),
            (r#"{"status":"succeeded"}"#, State::Succeeded),
            (r#"{"status":"deleteFailed"}"#, State::Failed),
            (r#"{"status":"notStarted"}"#, State::Running),
            (r#"{"status":"unknownFutureValue"}"#, State::Running),
            (r#"{"status":""}"#, State::Running),
            (r#"{"id":"a"}"#, State::Succeeded),
            ("{}", State::Succeeded),
            ("\u{feff}{\"status\":\"running\"}", State::Running),
            (r#"{"error":{"code":"a","message":"b"}}"#, State::Failed),
            (r#"{"error":"a"}"#, State::Failed),
            (r#"{"error":null,"id":"a"}"#, State::Succeeded),
            (r#"{"error":{"code":"a"},"status":"completed"}"#, State::Succeeded),
        ] {
            assert_eq!(read(body).state(), state, "{body}");
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_no_success() {
        let deep = format!(r#"{{"status":"failed","error":{}{}}}"#, "[".repeat(200), "]".repeat(200));
        for body in [
            "",
            " ",
            "<html><body>log in</body></html>",
            r#"{"status":"failed""#,
            r#"{"status":"failed"} x"#,
            r#"{"status":"failed","id":"\ud800"}"#,
            "{\"status\":\"running\"\u{feff}}",
            &deep,
            r#"{"status":5}"#,
            r#"{"status":null}"#,
            r#"{"status":{"value":"failed"}}"#,
            r#"{"status":["failed"]}"#,
            r#"[{"status":"failed"}]"#,
            r#""failed""#,
            "null",
            "true",
        ] {
            for code in [StatusCode::OK, StatusCode::CREATED, StatusCode::NON_AUTHORITATIVE_INFORMATION] {
                let read = OperationStatus::read(code, body.as_bytes());
                assert!(read.is_err_and(|reason| reason.starts_with("the answer does not say how")), "{code} {body}");
            }
            let accepted = OperationStatus::read(StatusCode::ACCEPTED, body.as_bytes()).unwrap();
            assert_eq!(accepted.state(), State::Running, "{body}");
        }
        assert!(OperationStatus::read(StatusCode::OK, b"{\"status\":\"\xff\"}").is_err());
        assert!(OperationStatus::read(StatusCode::NO_CONTENT, b"x").is_err());
    }

    #[test]
    fn codes_without_a_body_end_an_operation() {
        for code in [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT] {
            assert_eq!(OperationStatus::read(code, b"").unwrap().state(), State::Succeeded);
        }
        let failed = OperationStatus::read(StatusCode::ACCEPTED, br#"{"status":"failed"}"#).unwrap();
        assert_eq!(failed.state(), State::Failed);
    }

    #[test]
    fn what_was_made_and_what_went_wrong_are_told() {
        let status =
            read(r#"{"status":"completed","percentageComplete":99.5,"resourceId":"a","resourceLocation":"/b"}"#);
        assert_eq!(
            (status.percentage(), status.resource_id(), status.resource_location()),
            (Some(99.5), Some("a"), Some("/b"))
        );
        let error = read(r#"{"status":"failed","error":{"code":"a","message":"b"}}"#).error();
        assert_eq!((error.code.as_deref(), error.message.as_deref()), (Some("a"), Some("b")));
        let error = read(r#"{"status":"failed","errorCode":"NameConflict","statusDescription":"taken"}"#).error();
        assert_eq!((error.code.as_deref(), error.message.as_deref()), (Some("NameConflict"), Some("taken")));
    }
}
