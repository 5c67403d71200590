//! Media types, as far as they decide how a body is read or written.

use std::borrow::Cow;
use std::collections::HashSet;

use graph_emit::origin::Origin;
use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, Schema};

use super::context::Context;
use super::shape::{Shape, Use};

/// What a media type means for the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `application/json`, and whatever is written in its syntax (RFC 6839 section 3.1).
    Json,
    /// `text/plain`
    Text,
    /// Parts between boundaries (RFC 2046 section 5.1).
    Multipart,
    /// A range of types: `*/*`, `image/*`.
    Any,
    /// Anything else: bytes.
    Bytes,
}

/// An entry of a `content` object.
#[derive(Clone, Copy)]
pub(super) struct Offer<'a> {
    /// The media type as it is written.
    pub name: &'a str,
    /// What it means.
    pub kind: Kind,
    /// What is said of it.
    pub media: &'a MediaType,
}

impl<'a> Offer<'a> {
    /// The entries of `content`, in their order, but for those that [`report_names`] tells of.
    pub fn all(content: &'a IndexMap<String, MediaType>) -> impl Iterator<Item = Self> {
        let named = content.iter().filter(|(name, _)| is_media_type(name));
        named.map(|(name, media)| Self { name, kind: kind(name), media })
    }

    /// The schema, where there is one.
    pub fn schema(&self) -> Option<&'a ReferenceOr<Schema>> {
        self.media.schema.as_ref()
    }

    /// Whether it is JSON that is generated from its schema.
    pub fn is_typed(&self) -> bool {
        self.kind == Kind::Json && self.media.schema.is_some()
    }

    /// Its place in the order in which the first of several is chosen: `application/json`, other JSON, all else.
    pub fn rank(&self) -> u8 {
        match self.is_typed() {
            true if lower_essence(self.name) == "application/json" => 0,
            true => 1,
            false => 2,
        }
    }

    /// Whether it stands for plain JSON: under another name, with parameters, or as a range that JSON is in.
    pub fn is_plain_json(&self) -> bool {
        matches!(&*lower_essence(self.name), "application/json" | "text/json" | "application/*+json")
    }
}

/// The kind of `media_type`, a key of a `content` object.
pub(super) fn kind(media_type: &str) -> Kind {
    let essence = lower_essence(media_type);
    match &*essence {
        "application/json" | "text/json" => Kind::Json,
        "text/plain" => Kind::Text,
        _ if essence.contains('*') => Kind::Any,
        _ if essence.ends_with("+json") => Kind::Json,
        _ if essence.starts_with("multipart/") => Kind::Multipart,
        _ => Kind::Bytes,
    }
}

/// The media type without its parameters.
pub(super) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type).trim()
}

fn lower_essence(media_type: &str) -> Cow<'_, str> {
    let essence = essence(media_type);
    let is_lower = !essence.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(essence) } else { Cow::Owned(essence.to_ascii_lowercase()) }
}

/// Whether `text` is a media type (RFC 9110 section 8.3.1) or a range of them, by which a method may be called.
fn is_media_type(text: &str) -> bool {
    let is_token = |text: &str| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(is_sign)
    };
    let is_visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    let parts = essence(text).split_once('/');
    parts.is_some_and(|(ty, subtype)| is_token(ty) && is_token(subtype)) && text.bytes().all(is_visible)
}

/// What media types are called beside each other: their parameters count only where they tell one from another.
pub(super) struct Names(HashSet<String>);

impl Names {
    /// The names of `offers`.
    pub fn of<'a>(offers: impl IntoIterator<Item = Offer<'a>>) -> Self {
        let mut known = HashSet::new();
        let essences = offers.into_iter().map(|offer| lower_essence(offer.name).into_owned());
        Self(essences.filter(|essence| !known.insert(essence.clone())).collect())
    }

    /// What `offer`, one of them, is called.
    pub fn name<'a>(&self, offer: &Offer<'a>) -> &'a str {
        let is_shared = !self.0.is_empty() && self.0.contains(&*lower_essence(offer.name));
        if is_shared { offer.name.trim() } else { essence(offer.name) }
    }
}

/// What asks for a structured type, with the rank that the official clients give it; `None` for bytes.
pub(super) fn accept(media_type: &str) -> Option<&str> {
    match kind(media_type) {
        Kind::Json => Some(essence(media_type)),
        Kind::Text => Some("text/plain;q=0.9"),
        Kind::Any if lower_essence(media_type) == "application/*+json" => Some("application/json"),
        Kind::Multipart | Kind::Any | Kind::Bytes => None,
    }
}

/// Reports the entries of `content` at `origin` whose names no header could have, and which are left out.
pub(super) fn report_names(cx: &mut Context<'_>, content: &IndexMap<String, MediaType>, origin: &Origin) {
    for name in content.keys().filter(|name| !is_media_type(name)) {
        let message = format!("`{}` is not a media type", name.escape_debug());
        cx.unsupported(&origin.child(name), &message, "it is left out; write it like `text/plain`");
    }
}

/// Reports what is said of the parts or the members of `offer` at `origin`, which are generated as bytes; `typed` is the
/// schema that other media types of the same content are generated from.
pub(super) fn report_bytes<'a>(
    cx: &mut Context<'a>,
    offer: &Offer<'a>,
    typed: Option<&ReferenceOr<Schema>>,
    origin: &Origin,
    instead: &str,
) {
    let is_typed = typed.is_some() && offer.schema() == typed;
    let says_more = offer.schema().is_some_and(|schema| is_composed(cx, schema)) && !is_typed && !is_binary(offer.name);
    if says_more || !offer.media.encoding.is_empty() {
        let message = format!("what is said of the content of type `{}` is not supported", essence(offer.name));
        cx.unsupported(origin, &message, instead);
    }
}

/// Whether `schema` says what members or items its values have.
fn is_composed<'a>(cx: &Context<'a>, schema: &'a ReferenceOr<Schema>) -> bool {
    let shape = cx.schema_of(Use::from(schema)).map(Shape::of);
    shape.is_some_and(|shape| {
        let has_members = shape.has_properties() || shape.additional.is_some();
        let parts = [shape.one_of, shape.any_of, shape.all_of];
        has_members || shape.items.is_some() || parts.iter().any(|parts| !parts.is_empty())
    })
}

/// Whether a media type has no text, whatever its schema says: one dialect calls a stream an object.
fn is_binary(media_type: &str) -> bool {
    let essence = lower_essence(media_type);
    let families = ["image/", "audio/", "video/", "font/"];
    essence == "application/octet-stream" || families.iter().any(|family| essence.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_as_json_is_json() {
        for media_type in [
            "application/vnd.example.v1+json",
            "Application/JSON; odata.metadata=minimal",
            "application/merge-patch+json",
            "text/json",
        ] {
            assert_eq!(kind(media_type), Kind::Json, "{media_type}");
        }
    }

    #[test]
    fn the_rest_is_text_parts_a_range_or_bytes() {
        assert_eq!(kind("text/plain"), Kind::Text);
        assert_eq!(kind("multipart/form-data"), Kind::Multipart);
        assert_eq!(kind("multipart/mixed"), Kind::Multipart);
        assert_eq!(kind("image/*"), Kind::Any);
        assert_eq!(kind("application/*+json"), Kind::Any);
        assert_eq!(kind("application/x-www-form-urlencoded"), Kind::Bytes);
        assert_eq!(kind("application/octet-stream"), Kind::Bytes);
        assert_eq!(kind("image/vnd.microsoft.icon"), Kind::Bytes);
    }

    #[test]
    fn a_media_type_has_two_parts() {
        for text in ["text/plain", "*/*", "application/json; odata.metadata=\"full\""] {
            assert!(is_media_type(text), "{text}");
        }
        for text in ["json", "", "a/", "/b", "a/b\nc", "a b/c", "()", "text/plain; a=\u{e9}"] {
            assert!(!is_media_type(text), "{text:?}");
        }
    }
}
