//! Every identifier that the generator invents.
//!
//! The grammar, with the segment, member or value on the left:
//!
//! | what | from | Rust |
//! |---|---|---|
//! | builder of a segment | `calls`, `graph.user`, `$count` | `CallsRequestBuilder`, `GraphUserRequestBuilder`, `CountRequestBuilder` |
//! | builder of a key | `{call-id}` | `CallItemRequestBuilder` |
//! | builder of a call | `getByPath(path='{path}')` | `GetByPathWithPathRequestBuilder` |
//! | step to a segment | `calls`, `$value` | `calls()`, `content()` |
//! | step to a key | `{call-id}` | `by_call_id(call_id)` |
//! | step to a call | `cell(row={row},column={column})` | `cell_with_row_with_column(row, column)`, and `cell(row, column)` |
//! | step to a call that can do without arguments | `getAll(from=@from)` | `get_all_with_from()`, and `get_all()` |
//! | module | `calls`, `{call-id}`, `$value` | `calls`, `item`, `value` |
//! | operation in another media type | `POST` of `text/plain` | `post_text(body)` |
//! | answer in another media type | `GET`, `POST` for `text/html` | `get_html()`, `post_for_html(body)` |
//! | body, response | `POST .../reject` | `RejectPostRequestBody`, `RejectPostResponse` |
//! | type | `microsoft.graph.callRecords.session` | `models::call_records::Session` |
//! | member | `callbackUri`, `@odata.type` | `callback_uri`, `odata_type` |
//! | key of a member | `callbackUri` | `CALLBACK_URI` |
//! | feature | `deviceManagement` | `device-management` |
//! | value of an enum | `busy`, `_32bit`, `-1` | `Busy`, `ThreeTwoBit`, `Minus1` |
//!
//! The words and their order are those of Microsoft's SDKs, so their documentation can be read beside this
//! crate's; the casing is `heck`'s, as Rust users expect. Words that Rust reserves become raw identifiers
//! (`r#type`), and those that cannot be raw get an underscore (`self_`), as do modules that could not be files (`con_`).
//! Names that generated code has already are in `keyword.rs`, each list with what is added to tell another from them.

mod book;
mod case;
mod keyword;
mod media;
mod name;
mod path;
mod scope;
mod segment;

pub(crate) use self::book::ARGUMENTS;
pub use self::book::{Book, EntryKind, Key, Recorded, Strangers};
pub use self::keyword::{REQUEST_METHODS, parse};
pub use self::media::media_words;
pub use self::name::Name;
pub use self::path::{Attribute, NotRust, RustPath};
pub use self::scope::{Claimed, Scope};
pub use self::segment::{SegmentNames, Segments, builder_name, inline_name_stem, short_step_names};

use std::sync::LazyLock;

use proc_macro2::{Ident, Span};

use crate::ir::Method;

/// The method that an operation becomes.
pub fn verb(method: Method) -> Name {
    static VERBS: LazyLock<[Name; 8]> =
        LazyLock::new(|| Method::ALL.map(|method| value_ident(&method.as_str().to_lowercase())));
    VERBS[method as usize].clone()
}

/// The method of an operation that sends the media type of these words in place of its first.
pub fn verb_sending(method: Method, words: &str) -> Name {
    value_ident(&format!("{}_{words}", method.as_str().to_lowercase()))
}

/// The method of an operation whose answer comes in the media type of these words. `post_html` is the method that sends it.
pub fn verb_asking(method: Method, words: &str, has_body: bool) -> Name {
    if has_body { verb_sending(method, &format!("for_{words}")) } else { verb_sending(method, words) }
}

/// The snake-case identifier of a member or an argument.
pub fn value_ident(wire: &str) -> Name {
    keyword::ident(&case::snake(wire))
}

/// The snake-case identifier of a module, which is also the name of its file.
pub fn module_ident(wire: &str) -> Name {
    keyword::module_ident(&case::snake(wire))
}

/// The module of a builder that is written beside the tree: `AttachmentsRequestBuilder` stands in `attachments`.
pub fn shared_module(builder: &Name) -> Name {
    let stem = builder.bare();
    module_ident(stem.strip_suffix("RequestBuilder").unwrap_or(stem))
}

/// The snake-case identifier of the module of a namespace of types.
pub fn namespace_ident(wire: &str) -> Name {
    keyword::own_module_ident(&case::snake(wire), "namespace")
}

/// The camel-case identifier of a type.
pub fn type_ident(wire: &str) -> Name {
    keyword::type_ident(&case::camel(wire))
}

/// The upper-case identifier of the constant for the member `field`.
pub fn constant_ident(field: &Name) -> Name {
    keyword::ident(&field.bare().to_uppercase())
}

/// The camel-case identifier of an enum's variant.
pub fn variant_ident(wire: &str) -> Name {
    keyword::ident(&case::camel(wire))
}

/// The name of the Cargo feature for a wire name: `deviceManagement` as `device-management`.
pub fn feature_name(wire: &str) -> String {
    case::snake(wire).replace('_', "-")
}

/// The identifier `stem` with `suffix` behind it, `r#` and case left alone.
pub fn suffixed(stem: &Name, suffix: &str) -> Name {
    keyword::ident(&format!("{}{suffix}", stem.bare()))
}

/// An identifier that the emitter itself spells: a keyword of its own templates, never text of an input.
pub fn fixed(name: &'static str) -> Ident {
    Ident::new(name, Span::call_site())
}
