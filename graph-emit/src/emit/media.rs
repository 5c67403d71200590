//! What the docs of a method say of media types.

use super::doc;
use crate::checked::{Body, Media, Operation};
use crate::ir::ContentType;

/// A paragraph for each thing that is not said by the signature, each after an empty line: what the caller has to give, which
/// media type the method is for, and which methods are for others.
pub fn docs(operation: &Operation) -> Vec<String> {
    let body = operation.body.as_ref().and_then(sent);
    let own = match &operation.media {
        Media::First => None,
        Media::Sent(media_type) => Some(format!("Sends {}.", doc::code(media_type))),
        Media::Asked(media_type) => Some(format!("Asks for {}.", doc::code(media_type))),
    };
    let paragraphs = [own, body, others(operation)].into_iter().flatten();
    paragraphs.flat_map(|text| std::iter::once(String::new()).chain(doc::wrapped(&text))).collect()
}

/// What the caller gives for `body`.
fn sent(body: &Body) -> Option<String> {
    match body {
        Body::Json { .. } | Body::Bytes(ContentType::Fixed(_)) => None,
        Body::Bytes(ContentType::Given(given)) => {
            let given: Vec<_> = given.iter().map(|media_type| doc::code(media_type)).collect();
            (!given.is_empty()).then(|| format!("`content_type` is one of {}.", given.join(", ")))
        }
        Body::Base64 { .. } => Some(
            "`body` is sent as base64 text. `Binary::from_bytes` encodes bytes; text that is not base64 is not sent."
                .to_owned(),
        ),
        Body::Multipart { .. } => Some(
            "`boundary` is what stands between the parts of `body` (RFC 2046 section 5.1), without the leading hyphens."
                .to_owned(),
        ),
    }
}

/// Where the other media types are sent and asked for.
fn others(operation: &Operation) -> Option<String> {
    let other = |other: &Operation| {
        let name = &other.name;
        Some(match &other.media {
            Media::First => return None,
            Media::Sent(media_type) => format!("[`{name}`](Self::{name}) sends {}", doc::code(media_type)),
            Media::Asked(media_type) => format!("[`{name}`](Self::{name}) asks for {}", doc::code(media_type)),
        })
    };
    let others: Vec<_> = operation.others.iter().filter_map(other).collect();
    (!others.is_empty()).then(|| format!("Other media types: {}.", others.join(", ")))
}
