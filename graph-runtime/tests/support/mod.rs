//! What the tests share: models as the generator writes them, and an executor for futures that are ready at once.

#![allow(dead_code, reason = "each test binary uses its own part of these modules")]

pub mod clock;
pub mod directory;
pub mod identity;
pub mod in_time;
pub mod log;
#[cfg(feature = "reqwest")]
pub mod loopback;
pub mod planned;
pub mod printed;
pub mod server;
pub mod unserved;

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use graph_runtime::model::{AdditionalData, Flags, Json, UnknownValue};

/// The answer of a future that never waits, as with the in-memory transport.
pub fn ready<F: IntoFuture>(future: F) -> F::Output {
    match pin!(future.into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectReason {
    None,
    Busy,
    UnknownValue(UnknownValue),
}

graph_runtime::open_enum! {
    RejectReason {
        "none" => None,
        "busy" => Busy,
    }
}

/// One member of each kind.
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

graph_runtime::model! {
    Call {
        "id" => id,
        "reason" => reason,
        "reasons" => reasons,
        "callbackUri" => callback_uri,
        "retries" => retries,
        "size" => size,
        "level" => level,
        "ratio" => ratio,
        "tags" => tags,
        "parent" => parent,
        "callRoutes" => routes,
        "settings" => settings,
    }
    check {
        "callbackUri" => callback_uri.starts_with("https://"),
        "id" => id.length(Some(1), Some(4)),
        "retries" => retries.range(Some(0.0), Some(9.0)),
        "parent" => parent.model(),
        "callRoutes" => routes.models(),
    }
}

/// A page of calls.
pub struct CallCollectionResponse {
    pub value: Option<Vec<Call>>,
    pub odata_next_link: Option<String>,
    pub additional_data: AdditionalData,
}

graph_runtime::model! {
    CallCollectionResponse {
        "value" => value,
        "@odata.nextLink" => odata_next_link,
    }
}

graph_runtime::page!(CallCollectionResponse, value: Call);
