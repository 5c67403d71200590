//! What the tests share: models as the generator writes them, and an executor for futures that are ready at once.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use graph_runtime::model::{
    AdditionalData, Fault, Flags, Json, MemberReader, Model, ObjectWriter, OpenEnum, UnknownValue, Violations,
};

/// The answer of a future that never waits, as with the in-memory transport.
#[allow(dead_code, reason = "each test binary uses its own part of this module")]
pub fn ready<F: IntoFuture>(future: F) -> F::Output {
    match pin!(future.into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectReason {
    None,
    Busy,
    UnknownValue(UnknownValue),
}

impl OpenEnum for RejectReason {
    fn from_wire(text: &str) -> Self {
        match text {
            "none" => Self::None,
            "busy" => Self::Busy,
            _ => Self::UnknownValue(UnknownValue::new(text)),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::None => "none",
            Self::Busy => "busy",
            Self::UnknownValue(unknown) => unknown.as_str(),
        }
    }
}
graph_runtime::open_enum!(RejectReason);

/// One member of each kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    pub id: Option<String>,
    pub reason: Option<RejectReason>,
    pub reasons: Option<Flags<RejectReason>>,
    pub callback_uri: Option<String>,
    pub retries: Option<i32>,
    pub size: Option<i64>,
    pub level: Option<f64>,
    pub ratio: Option<f32>,
    pub tags: Option<Vec<String>>,
    pub parent: Option<Box<Call>>,
    pub routes: Option<Vec<Call>>,
    pub settings: Option<Json>,
    pub additional_data: AdditionalData,
}

impl Model for Call {
    fn read_member(&mut self, name: &str, value: &mut MemberReader<'_>) -> Result<(), Fault> {
        match name {
            "id" => value.read(&mut self.id),
            "reason" => value.read(&mut self.reason),
            "reasons" => value.read(&mut self.reasons),
            "callbackUri" => value.read(&mut self.callback_uri),
            "retries" => value.read(&mut self.retries),
            "size" => value.read(&mut self.size),
            "level" => value.read(&mut self.level),
            "ratio" => value.read(&mut self.ratio),
            "tags" => value.read(&mut self.tags),
            "parent" => value.read(&mut self.parent),
            "callRoutes" => value.read(&mut self.routes),
            "settings" => value.read(&mut self.settings),
            _ => value.undeclared(),
        }
    }

    fn write_members(&self, object: &mut ObjectWriter<'_>) -> Result<(), Fault> {
        object.member("id", &self.id)?;
        object.member("reason", &self.reason)?;
        object.member("reasons", &self.reasons)?;
        object.member("callbackUri", &self.callback_uri)?;
        object.member("retries", &self.retries)?;
        object.member("size", &self.size)?;
        object.member("level", &self.level)?;
        object.member("ratio", &self.ratio)?;
        object.member("tags", &self.tags)?;
        object.member("parent", &self.parent)?;
        object.member("callRoutes", &self.routes)?;
        object.member("settings", &self.settings)
    }

    fn additional_data(&self) -> &AdditionalData {
        &self.additional_data
    }

    fn additional_data_mut(&mut self) -> &mut AdditionalData {
        &mut self.additional_data
    }

    fn check(&self, found: &mut Violations<'_>) {
        found.starts_with("callbackUri", self.callback_uri.as_deref(), "https://");
        found.length("id", self.id.as_deref(), Some(1), Some(4));
        found.range("retries", self.retries.map(f64::from), Some(0.0), Some(9.0));
        found.model("parent", self.parent.as_deref());
        found.models("callRoutes", self.routes.as_deref());
    }
}
graph_runtime::model!(Call);
