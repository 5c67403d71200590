#![doc = include_str!("docs.md")]

mod attach;
mod expand;
mod graph_enum;
mod home;
mod place;
#[cfg(test)]
mod tests;
mod tokens;

use proc_macro::TokenStream;

use self::expand::Macro;

/// Declares an action, the short form of a [builder](macro@graph_builder) with one operation: `#[graph_action(METHOD "/path" ->
/// Answer, options)]` on a struct of the members of its body.
///
/// # What is emitted
/// - The struct, with the members as they are declared and `additional_data` for all others, as [`macro@graph_model`] does.
/// - The builder of the last segment, named as the generator names it: `KeepAliveRequestBuilder` for `keepAlive`. Its
///   one operation, `post(body)`, gives a `graph_runtime::Request` of what stands behind `->`, or of `()`.
/// - The way to it: with `on`, a trait that adds a step to an existing builder; else `KeepAliveRequestBuilder::new`,
///   which takes the client and all path parameters in their order.
///
/// A unit struct, `pub struct Name;`, declares a request without a body. It stays as it is, attributes included, and has
/// no further use. Methods other than `POST`, `PUT` and `PATCH` are declared on one.
///
/// # Options
/// | option | meaning |
/// |---|---|
/// | `on = path::to::CallItemRequestBuilder` | the builder that the path goes on from |
/// | `trait_name = KeepAliveAction` | the name of the trait; the last segment with `Action` behind it if not said |
/// | `docs = "https://.."` | the documentation page |
/// | `deprecated`, `deprecated = "note"` | the operation is deprecated |
/// | `rename_all = "PascalCase"` | how the names of the members are written on the wire |
/// | `crate = path::to::graph_runtime` | where the runtime is |
///
/// # Errors
/// Every mistake is an error of its own, on the tokens at fault; the struct, the builder and its trait are emitted beside them.
///
/// # Examples
/// [Of the crate](crate), alone and on a builder.
#[proc_macro_attribute]
pub fn graph_action(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Macro::Action, options.into(), &item.into()).into()
}

/// Declares a builder and its operations: `#[graph_builder("/path", options)]` on an `impl` of functions without bodies.
///
/// # Operations
/// A function is called after its HTTP method. Its parameters are `&self`, a `body`, and options of the query: an `Option`
/// may be left out and is set on the request, any other must be given. What it returns is what the request answers:
///
/// | returned | answer |
/// |---|---|
/// | nothing | none that anyone reads |
/// | `Participant`, `Vec<Participant>`, `bool` | a JSON value |
/// | `[Participant]` | a page of a collection, whose type is made beside the builder |
/// | `[DeltaItem<Participant>]` | a page of a delta function |
/// | `Bytes` | a stream |
///
/// `body: Body` is a stream. A bare `String`, `bool`, `i32`, `Date`, `Json` and so on is the value that Graph has, whatever
/// is in scope; a type of your own of that name is written with its path.
///
/// `#[graph(..)]` on a function takes:
///
/// | option | meaning |
/// |---|---|
/// | `query(select, top)` | the options of OData that it has |
/// | `headers("If-Match", required "X-Own")` | the headers that it declares; with `"ConsistencyLevel"`, advanced queries say so |
/// | `accept = ".."` | the media types asked for, where they are not JSON |
/// | `content_type = ".."`, `content_types(..)`, `base64 = ".."`, `multipart = ".."` | how the body is sent |
/// | `docs = ".."` | the documentation page |
/// | `sent = "text/plain"`, `answer = "text/html"` | it is the same operation in another media type: `post_text`, `get_html` |
/// | `path = ".."` | the path as a description writes it, where it differs from the builder's |
/// | `deprecated(version = "..", date = "..", removal_date = "..")` | what is known beside `#[deprecated]` |
///
/// On a parameter, `#[graph(rename = "..")]` says what an option is called, and `#[graph(explode)]` that a list repeats it.
///
/// # Options
/// | option | meaning |
/// |---|---|
/// | `on = CallItemRequestBuilder` | the builder that the path goes on from, at any distance; steps between are made |
/// | `trait_name = MuteStep` | the name of the trait that has the step |
/// | `skip: i32`, `"call-id" = "The call."` | the type and the documentation of an argument of the last segment |
/// | `function`, `action` | the last segment is one: `microsoft.graph.mute` is `mute`, and a function has a short step |
/// | `crate = path::to::graph_runtime` | where the runtime is |
///
/// How far the builder named by `on` is above the path follows from its name, and is proved when the crate is compiled.
///
/// # Errors
/// Every mistake is an error of its own, on the tokens at fault; the builder and its trait are emitted beside them.
#[proc_macro_attribute]
pub fn graph_builder(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Macro::Builder, options.into(), &item.into()).into()
}

/// Declares a tree of one's own: `#[graph_api("/path", options)]` on a module of builders, models and enums.
///
/// Paths in it go on from that of the module. A type is looked up in the module where it is named and then in those around
/// it; one that is declared in none of them is taken as it is written. What else is in the module stays.
///
/// # Options
/// | option | meaning |
/// |---|---|
/// | `on = GraphClient` | the builder that the tree goes on from; without one, a client of its own is made |
/// | `trait_name = PrivateStoreSteps` | the name of the trait that has the steps |
/// | `title`, `version = "beta"`, `base_url` | what a description says of itself |
/// | `crate = path::to::graph_runtime` | where the runtime is |
///
/// # Errors
/// Every mistake is an error of its own, on the tokens at fault; what is not at fault is emitted beside them.
#[proc_macro_attribute]
pub fn graph_api(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Macro::Api, options.into(), &item.into()).into()
}

/// Declares an object: `#[graph_model(options)]` on a struct of its members. It is of use without any operation, too.
///
/// The struct gets `additional_data` for all other members, `Clone`, `Debug`, `Default`, `PartialEq`,
/// `graph_runtime::model::Model`, keys of its members for queries and patches, and with the runtime's feature `serde` also
/// `Serialize` and `Deserialize`.
///
/// # Options
/// | option | meaning |
/// |---|---|
/// | `type_name = "#private.shelf"` | what `@odata.type` says of it |
/// | `base = Entity` | what it derives from: a declared type, whose members it has, or a generated one, which is made from it |
/// | `name = "private.shelf"` | what a description calls it |
/// | `rename_all = "PascalCase"` | how the names of its members are written on the wire |
/// | `inline` | it belongs to the one body or answer that uses it, and has no keys |
/// | `crate = path::to::graph_runtime` | where the runtime is |
///
/// # Members
/// Every member is an `Option`. Its name on the wire is its own in camel case, `callbackUri` for `callback_uri`. A declared
/// object is in a `Box`, and a set of values in `Flags`. `#[graph(..)]` on a member takes:
///
/// | option | meaning |
/// |---|---|
/// | `rename = "callbackURI"` | another name on the wire |
/// | `starts_with = "https://"` | what a text starts with |
/// | `min_length = 1`, `max_length = 256` | how many Unicode scalar values a text has |
/// | `min = 0`, `max = 100` | the bounds of an `i8`, `u8`, `i16`, `i32`, `f32` or `f64`, themselves allowed |
/// | `uuid` | a text that is a GUID, which queries write without quotes |
///
/// A value that does not keep to these is refused before anything is sent.
///
/// # Errors
/// Every mistake is an error of its own, on the tokens at fault; the struct is emitted beside them.
#[proc_macro_attribute]
pub fn graph_model(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Macro::Model, options.into(), &item.into()).into()
}

/// Declares an open enum: `#[graph_enum(options)]` on an enum of its known values. The variant `UnknownValue`, which keeps the
/// values that are added later, is added.
///
/// A variant's value is its name with the first letter in lower case, or what `#[graph(rename = "..")]` says. Options:
/// `flags` (a value is a set of them), `rename_all = "PascalCase"`, `name`, `inline`, `crate`, as of [`macro@graph_model`].
///
/// # Errors
/// Every mistake is an error of its own, on the tokens at fault; the enum is emitted beside them.
#[proc_macro_attribute]
pub fn graph_enum(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Macro::Enum, options.into(), &item.into()).into()
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
pub fn derive_graph_enum(item: TokenStream) -> TokenStream {
    graph_enum::expand(item.into()).into()
}
