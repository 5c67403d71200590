#![doc = include_str!("docs.md")]

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
/// [Of the crate](crate), alone and on a builder.
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
/// The enum derives `Clone`, `PartialEq`, `Eq` and `Hash` itself, as generated ones do: models that hold it need the first
/// two. It gets `Debug`, which shows the value as it is sent.
///
/// # Errors
/// Variants with fields, two variants of one value, and generic parameters; each on the tokens at fault.
#[proc_macro_derive(GraphEnum, attributes(graph))]
pub fn graph_enum(item: TokenStream) -> TokenStream {
    graph_enum::expand(item.into()).into()
}
