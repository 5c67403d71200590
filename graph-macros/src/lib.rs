//! Declares actions of Microsoft Graph in Rust: what comes out is the same, token for token, as what the generator makes
//! of a description.
//!
//! A declaration is for the operation that no description has yet. [`macro@graph_action`] turns a struct of the body's
//! members into that body's type, a request builder and the way to it; [`GraphEnum`] makes an enum of known values that
//! keeps unknown ones.
//!
//! ```
//! use graph_macros::{GraphEnum, graph_action};
//! use graph_runtime::model::UnknownValue;
//! use graph_runtime::transport::InMemoryTransport;
//! use graph_runtime::{Client, Error};
//!
//! /// Rejects a call that rings.
//! #[graph_action(POST "/communications/calls/{call-id}/reject")]
//! pub struct RejectPostRequestBody {
//!     /// The reason that the caller is told.
//!     pub reason: Option<RejectReason>,
//!     /// Where notifications go from now on.
//!     #[graph(starts_with = "https://")]
//!     pub callback_uri: Option<String>,
//! }
//!
//! /// Why a call is rejected.
//! #[derive(Clone, Debug, PartialEq, Eq, Hash, GraphEnum)]
//! #[non_exhaustive]
//! pub enum RejectReason {
//!     /// No reason.
//!     None,
//!     /// The callee is in another call.
//!     Busy,
//!     /// A value that came later.
//!     UnknownValue(UnknownValue),
//! }
//!
//! # async fn example() -> Result<(), Error> {
//! let transport = InMemoryTransport::json(202, "");
//! let client = Client::builder().transport(transport.clone()).build()?;
//! let body = RejectPostRequestBody { reason: Some(RejectReason::Busy), ..Default::default() };
//! RejectRequestBuilder::new(&client, "call-1").post(body).await?;
//! assert_eq!(transport.requests()[0].url, "https://graph.microsoft.com/beta/communications/calls/call-1/reject");
//! assert_eq!(transport.requests()[0].body, r#"{"reason":"busy"}"#);
//! # Ok(())
//! # }
//! # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! # assert!(matches!(Box::pin(example()).as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
//! ```
//!
//! What the macros emit names `graph_runtime` in full, so a crate that declares an action depends on `graph-runtime` too.

mod expand;
mod fallback;
mod given;
mod graph_enum;
mod lower;
mod nearest;
mod parse;
mod report;
#[cfg(test)]
mod tests;
mod wire;

use proc_macro::TokenStream;

/// Declares an action: `#[graph_action(METHOD "/path", options)]` on a struct of the members of its body.
///
/// # What is emitted
/// - The struct, with the members as they are declared and `additional_data` for all others. It has `Clone`, `Debug`,
///   `Default`, `PartialEq`, `graph_runtime::model::Model`, and with the runtime's feature `serde` also `Serialize` and
///   `Deserialize`.
/// - The builder of the last segment, named as the generator names it: `KeepAliveRequestBuilder` for `keepAlive`. Its
///   one operation, `post(body)`, gives a `graph_runtime::Request<()>`.
/// - The way to it: with `on`, a trait that adds a step to an existing builder; else `KeepAliveRequestBuilder::new`,
///   which takes the client and all path parameters in their order.
///
/// A unit struct, `pub struct Name;`, declares a request without a body. It stays as it is, attributes included, and has
/// no further use. Methods other than `POST`, `PUT` and `PATCH` are declared on one.
///
/// Two actions of one path have builders of one name, so they need modules of their own.
///
/// # Options
/// | option | meaning |
/// |---|---|
/// | `on = path::to::CallItemRequestBuilder` | the builder that the path goes on from; that it does is proved at compile time |
/// | `trait_name = KeepAliveAction` | the name of the trait; the last segment with `Action` behind it if not said |
/// | `docs = "https://.."` | the documentation page |
/// | `deprecated`, `deprecated = "note"` | the operation is deprecated |
///
/// The struct's documentation becomes that of the body and of the operation. It is taken as prose: words in backticks
/// stay code, other Markdown is shown as it is written.
///
/// # Members
/// Every member is `pub` and an `Option`. Its name on the wire is its own in camel case, `callbackUri` for
/// `callback_uri`. `#[graph(..)]` on it takes:
///
/// | option | meaning |
/// |---|---|
/// | `rename = "callbackURI"` | another name on the wire |
/// | `starts_with = "https://"` | what a text starts with |
/// | `min_length = 1`, `max_length = 256` | how many Unicode scalar values a text has |
/// | `min = 0`, `max = 100` | the bounds of an `i8`, `u8`, `i16`, `i32`, `f32` or `f64`, themselves allowed |
///
/// A value that does not keep to these is refused before anything is sent. What the type of a member asks of its own
/// members is not looked at. Documentation and `#[deprecated]` go along; any other attribute is an error.
///
/// # Errors
/// Every mistake is an error of its own, on the tokens at fault. The struct is emitted beside them, without what would
/// make an action of it.
///
/// # Examples
/// An action on a builder of another crate, here written by hand:
///
/// ```
/// use graph_macros::graph_action;
///
/// graph_runtime::request_builder!(CallItemRequestBuilder, "/communications/calls/{call-id}");
///
/// /// Keeps a call alive.
/// #[graph_action(POST "/communications/calls/{call-id}/keepAlive", on = CallItemRequestBuilder)]
/// pub struct KeepAlivePostRequestBody {
///     /// A text that comes back in notifications.
///     pub client_context: Option<String>,
/// }
///
/// fn keep_alive(call: &CallItemRequestBuilder) -> graph_runtime::Request<()> {
///     call.keep_alive().post(KeepAlivePostRequestBody::default())
/// }
/// ```
#[proc_macro_attribute]
pub fn graph_action(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::graph_action(options.into(), &item.into()).into()
}

/// Makes an open enum of known values: `as_str`, `From<&str>`, `Display`, `graph_runtime::model::OpenEnum`, and serde's
/// traits with the runtime's feature `serde`.
///
/// A variant's value is its name with the first letter in lower case, `unknownFutureValue` for `UnknownFutureValue`, or
/// what `#[graph(rename = "..")]` says. One variant, `UnknownValue(graph_runtime::model::UnknownValue)`, keeps the values
/// that the service adds later.
///
/// The enum derives `Clone`, `Debug`, `PartialEq`, `Eq` and `Hash` itself, as generated ones do: models that hold it need
/// the first three.
///
/// # Errors
/// Variants with fields, two variants of one value, and generic parameters; each on the tokens at fault.
#[proc_macro_derive(GraphEnum, attributes(graph))]
pub fn graph_enum(item: TokenStream) -> TokenStream {
    graph_enum::expand(item.into()).into()
}
