//! What generated Microsoft Graph bindings call: JSON models, requests, URL templates, tokens, transports and errors.
//!
//! Generated crates and declared actions need this crate alone. Its parts:
//!
//! - [`mod@model`]: how models and enums are read and written, keeping all that a service sent;
//! - [`fields`]: the members of models as typed keys, for query options and patches;
//! - [`Client`], [`Route`], [`RequestBuilder`]: where an operation is and what sends it;
//! - [`Request`]: one operation, inert until awaited, with its [`options`];
//! - [`Pages`], [`Items`]: the answers of an operation that come in pages, one after the other;
//! - [`transport`], [`TokenSource`], [`CachedToken`]: what carries requests, and what they are authorized with;
//! - `Batch`, with the feature `batch`: many requests in one exchange, each with an answer of its own;
//! - [`driver`]: the futures of a client on any event loop, whose connections and waits are the caller's;
//! - [`Retry`], [`Timer`]: whether a request that failed is sent again, and what is waited with;
//! - `notifications`, with the feature of that name: what a service sends to a webhook;
//! - `mock`, with the feature of that name: a service for tests, without a network;
//! - `transfer` and `monitor`, features: large files up and down, and operations that go on after their answer;
//! - [`Error`]: the one error of requests, which prints on one line.
//!
//! This is what generated code looks like, and its use:
//!
//! ```
//! use graph_runtime::model::AdditionalData;
//! use graph_runtime::transport::InMemoryTransport;
//! use graph_runtime::{Client, Error, Patch, Request};
//!
//! pub struct User {
//!     pub display_name: Option<String>,
//!     pub additional_data: AdditionalData,
//! }
//!
//! graph_runtime::model! {
//!     User {
//!         "displayName" => display_name: DISPLAY_NAME as String,
//!     }
//! }
//!
//! graph_runtime::request_builder!(UserItemRequestBuilder, "/users/{user-id}");
//!
//! impl UserItemRequestBuilder {
//!     pub fn get(&self) -> Request<User> {
//!         Request::get(&self.route, "{+baseurl}/users/{user%2Did}")
//!     }
//!
//!     pub fn patch(&self, body: User) -> Request<User> {
//!         Request::patch(&self.route, "{+baseurl}/users/{user%2Did}").json(&body)
//!     }
//! }
//!
//! # async fn example() -> Result<(), Error> {
//! let transport = InMemoryTransport::json(200, r#"{"displayName": "Ada", "petName": "Pascaline"}"#);
//! let client = Client::builder().transport(transport).build()?;
//! let ada = UserItemRequestBuilder { route: client.route().with("user%2Did", "ada") };
//! let user = ada.get().await?;
//! assert_eq!(user.display_name.as_deref(), Some("Ada"));
//! assert_eq!(user.additional_data.raw("petName"), Some(r#""Pascaline""#));
//!
//! let change = ada.patch(Patch::new().set(User::DISPLAY_NAME, "Ada King").build());
//! assert_eq!(change.body().unwrap(), r#"{"displayName":"Ada King"}"#);
//! # Ok(())
//! # }
//! # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! # assert!(matches!(Box::pin(example()).as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
//! ```

mod api_version;
mod base_url;
#[cfg(feature = "batch")]
mod batch;
#[cfg(feature = "blocking")]
mod blocking;
mod client;
mod clock;
mod cloud;
mod conditions;
mod draft;
pub mod driver;
mod error;
mod field_value;
pub mod fields;
mod headers;
#[cfg(any(feature = "monitor", feature = "transfer"))]
mod location;
#[cfg(feature = "mock")]
pub mod mock;
pub mod model;
#[cfg(feature = "monitor")]
pub mod monitor;
#[cfg(feature = "notifications")]
pub mod notifications;
mod odata_error;
pub mod options;
mod paging;
mod parameter;
mod path;
mod pipeline;
mod place;
mod preferences;
mod request;
mod request_id;
mod response;
mod retry;
mod route;
mod shown;
mod stand_in;
mod template;
mod timer;
mod token;
mod trace;
#[cfg(feature = "transfer")]
pub mod transfer;
pub mod transport;
mod url_template;

use std::future::Future;
use std::pin::Pin;

pub use api_version::ApiVersion;
#[cfg(feature = "batch")]
pub use batch::{Answers, Batch, Earlier, Ticket};
#[cfg(feature = "blocking")]
pub use blocking::{Blocking, block_on};
pub use bytes::Bytes;
pub use client::{BodyFormat, Client, ClientBuilder};
pub use cloud::Cloud;
pub use conditions::ConsistencyLevel;
pub use error::{Error, ErrorKind};
pub use fields::{ExtendedProperty, Field, Filter, Patch};
pub use http::Method;
pub use odata_error::ErrorDetail;
pub use options::NoOptions;
pub use paging::{Items, Page, Pages};
pub use parameter::Parameter;
pub use place::Paths;
pub use request::Request;
pub use response::{Answer, Pending, Response};
pub use retry::{Retry, RetryBudget};
pub use route::{RequestBuilder, Route};
#[doc(hidden)]
pub use route::{anything, leads_to};
pub use template::TemplateError;
pub use timer::Timer;
#[cfg(feature = "reqwest")]
pub use timer::TokioTimer;
#[cfg(feature = "azure")]
pub use token::AzureToken;
pub use token::{
    AccessToken, CachedToken, StaticToken, TokenFn, TokenFnWith, TokenRequest, TokenSource, token_fn, token_fn_with,
};
pub use transport::Body;

/// What declares operations and types that no description has; `graph_macros` has their documentation.
#[cfg(feature = "macros")]
pub use graph_macros::{GraphEnum, graph_action, graph_api, graph_builder, graph_enum, graph_model};
pub use http;

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An error of any kind.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Takes in the bindings that a build script made with `graph-codegen`, by the name of the file without `.rs`.
///
/// ```ignore
/// /// The operations of Microsoft Graph that this crate needs.
/// pub mod graph {
///     graph_runtime::include_graph!("graph");
/// }
/// ```
#[macro_export]
macro_rules! include_graph {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

/// What the macros of this crate name in their callers.
#[doc(hidden)]
pub mod __private {
    pub use serde;
}
