//! Media types, as far as they decide how a body is read or written.

/// What a media type means for the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `application/json`, a vendor's JSON included.
    Json,
    /// `text/plain`
    Text,
    /// A form, whose parts nothing here can put together.
    Form,
    /// A range of types: `*/*`, `image/*`.
    Any,
    /// Anything else: bytes.
    Bytes,
}

/// The kind of `media_type`, a key of a `content` object.
pub(super) fn kind(media_type: &str) -> Kind {
    let essence = essence(media_type).to_ascii_lowercase();
    match essence.as_str() {
        "application/json" => Kind::Json,
        "text/plain" => Kind::Text,
        "multipart/form-data" | "application/x-www-form-urlencoded" => Kind::Form,
        _ if essence.starts_with("application/vnd.") && essence.ends_with("+json") => Kind::Json,
        _ if essence.contains('*') => Kind::Any,
        _ => Kind::Bytes,
    }
}

/// The media type without its parameters.
pub(super) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type).trim()
}

/// Whether it is XML, which the words `xml` of a schema would describe.
pub(super) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    matches!(essence.as_str(), "application/xml" | "text/xml") || essence.ends_with("+xml")
}

/// What asks for a structured kind, with the rank that the official clients give it; `None` for bytes.
pub(super) fn accept(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Json => Some("application/json"),
        Kind::Text => Some("text/plain;q=0.9"),
        Kind::Form | Kind::Any | Kind::Bytes => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_of_a_vendor_is_json() {
        assert_eq!(kind("application/vnd.example.v1+json"), Kind::Json);
        assert_eq!(kind("Application/JSON; odata.metadata=minimal"), Kind::Json);
        assert_eq!(kind("application/merge-patch+json"), Kind::Bytes);
    }

    #[test]
    fn the_rest_is_text_a_form_a_range_or_bytes() {
        assert_eq!(kind("text/plain"), Kind::Text);
        assert_eq!(kind("multipart/form-data"), Kind::Form);
        assert_eq!(kind("image/*"), Kind::Any);
        assert_eq!(kind("application/octet-stream"), Kind::Bytes);
        assert_eq!(kind("image/vnd.microsoft.icon"), Kind::Bytes);
    }
}
