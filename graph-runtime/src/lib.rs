//! What generated Microsoft Graph bindings call: JSON models, requests, URL templates, tokens, transports and errors.
//!
//! Generated crates and declared actions need this crate alone. Its parts:
//!
//! - [`mod@model`]: how models and enums are read and written, keeping all that a service sent;
//! - [`Client`], [`Route`], [`RequestBuilder`]: where an operation is and what sends it;
//! - [`Request`]: one operation, inert until awaited, with its [`options`];
//! - [`transport`], [`TokenSource`]: what carries requests, and what they are authorised with;
//! - [`Error`]: the one error, which says everything in one line.
//!
//! This is what generated code looks like, and its use:
//!
//! ```
//! use graph_runtime::model::{AdditionalData, Fault, MemberReader, Model, ObjectWriter};
//! use graph_runtime::transport::InMemoryTransport;
//! use graph_runtime::{Client, Error, Method, Request, Route};
//!
//! #[derive(Clone, Debug, Default, PartialEq)]
//! pub struct User {
//!     pub display_name: Option<String>,
//!     pub additional_data: AdditionalData,
//! }
//!
//! impl Model for User {
//!     fn read_member(&mut self, name: &str, value: &mut MemberReader<'_>) -> Result<(), Fault> {
//!         match name {
//!             "displayName" => value.read(&mut self.display_name),
//!             _ => value.undeclared(),
//!         }
//!     }
//!     fn write_members(&self, object: &mut ObjectWriter<'_>) -> Result<(), Fault> {
//!         object.member("displayName", &self.display_name)
//!     }
//!     fn additional_data(&self) -> &AdditionalData {
//!         &self.additional_data
//!     }
//!     fn additional_data_mut(&mut self) -> &mut AdditionalData {
//!         &mut self.additional_data
//!     }
//! }
//! graph_runtime::model!(User);
//!
//! #[derive(Clone, Debug)]
//! pub struct UserItemRequestBuilder {
//!     route: Route,
//! }
//!
//! graph_runtime::request_builder!(UserItemRequestBuilder, "/users/{user%2Did}");
//!
//! impl UserItemRequestBuilder {
//!     pub fn get(&self) -> Request<User> {
//!         Request::new(&self.route, Method::GET, "{+baseurl}/users/{user%2Did}")
//!     }
//! }
//!
//! # async fn example() -> Result<(), Error> {
//! let transport = InMemoryTransport::json(200, r#"{"displayName": "Ada", "petName": "Pascaline"}"#);
//! let client = Client::builder().transport(transport).build()?;
//! let user = UserItemRequestBuilder { route: client.route().with("user%2Did", "ada") }.get().await?;
//! assert_eq!(user.display_name.as_deref(), Some("Ada"));
//! assert_eq!(user.additional_data.raw("petName"), Some(r#""Pascaline""#));
//! # Ok(())
//! # }
//! # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! # assert!(matches!(Box::pin(example()).as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
//! ```

mod base_url;
mod client;
mod cloud;
mod draft;
mod error;
pub mod model;
mod odata_error;
pub mod options;
mod parameter;
mod pipeline;
mod request;
mod request_id;
mod response;
mod route;
mod template;
mod token;
pub mod transport;

use std::future::Future;
use std::pin::Pin;

pub use bytes::Bytes;
pub use client::{Client, ClientBuilder};
pub use cloud::Cloud;
pub use error::{Error, ErrorKind};
pub use http::Method;
pub use odata_error::ErrorDetail;
pub use options::NoOptions;
pub use parameter::Parameter;
pub use request::Request;
pub use response::{Answer, Pending, Response};
pub use route::{RequestBuilder, Route, same_path};
pub use template::TemplateError;
pub use token::{AccessToken, StaticToken, TokenFn, TokenSource, token_fn};

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
