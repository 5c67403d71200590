//! `OperationStatus`: what a service tells of an operation.

use std::fmt;

use serde_json::Value;

use crate::model::Json;
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
    /// The status in the body of an answer; `otherwise` is the state where it tells none.
    pub(super) fn read(body: &[u8], otherwise: State) -> Self {
        let told = serde_json::from_slice(body).ok().filter(Value::is_object).unwrap_or_default();
        let text = |name: &str| told.get(name).and_then(Value::as_str).map(str::to_owned);
        let status = text("status");
        Self {
            state: status.as_deref().map_or(otherwise, state),
            status,
            percentage: told.get("percentageComplete").and_then(Value::as_f64),
            resource_id: text("resourceId").or_else(|| text("targetResourceId")),
            resource_location: text("resourceLocation").or_else(|| text("targetResourceLocation")),
            json: std::str::from_utf8(body).ok().and_then(|body| body.parse().ok()),
        }
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
            let told: Value = serde_json::from_str(body).unwrap_or_default();
            let text = |name: &str| told.get(name).and_then(Value::as_str).map(str::to_owned);
            (error.code, error.message) = (text("errorCode"), text("statusDescription"));
        }
        error
    }
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
    use super::{OperationStatus, State};

    fn read(body: &str) -> OperationStatus {
        OperationStatus::read(body.as_bytes(), State::Succeeded)
    }

    #[test]
    fn states_are_known_however_they_are_capitalised() {
        for (body, state) in [
            (r#"{"status":"Completed"}"#, State::Succeeded),
            (r#"{"status":"succeeded"}"#, State::Succeeded),
            (r#"{"status":"deleteFailed"}"#, State::Failed),
            (r#"{"status":"notStarted"}"#, State::Running),
            (r#"{"status":"unknownFutureValue"}"#, State::Running),
            (r#"{"id":"a"}"#, State::Succeeded),
            ("[]", State::Succeeded),
            ("", State::Succeeded),
        ] {
            assert_eq!(read(body).state(), state, "{body}");
        }
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
