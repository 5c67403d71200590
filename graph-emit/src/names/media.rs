//! What tells methods apart that send, or ask for, another media type than the first one of their operation.

/// How far a media type is spelled out where shorter words would not tell it from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    /// `text` for `text/plain`, `x` for `application/vnd.x+json`.
    Short,
    /// `x_json`
    Subtype,
    /// `application_vnd_x_json`
    Essence,
    /// The same with its parameters.
    Whole,
}

/// The words for `media_types`, in their order: as short as tells each from all others. They do not depend on that order.
pub fn media_words(media_types: &[&str]) -> Vec<String> {
    let mut extents = vec![Extent::Short; media_types.len()];
    for longer in [Extent::Subtype, Extent::Essence, Extent::Whole] {
        let all: Vec<_> = media_types.iter().zip(&extents).map(|(text, extent)| words(text, *extent)).collect();
        for (extent, words) in extents.iter_mut().zip(&all) {
            if all.iter().filter(|other| *other == words).count() > 1 {
                *extent = longer;
            }
        }
    }
    media_types.iter().zip(extents).map(|(text, extent)| words(text, extent)).collect()
}

fn words(media_type: &str, extent: Extent) -> String {
    let media_type = media_type.to_ascii_lowercase();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let (ty, subtype) = essence.split_once('/').unwrap_or(("", essence));
    let text = match extent {
        Extent::Short => short(ty, subtype),
        Extent::Subtype if subtype == "*" => ty,
        Extent::Subtype => subtype,
        Extent::Essence => essence,
        Extent::Whole => &media_type,
    };
    text.replace('*', "any").replace(|sign: char| !sign.is_ascii_alphanumeric(), "_")
}

/// What people call a media type: its subtype without the tree that it is registered in (RFC 6838 section 3) and without the
/// syntax that it is written in.
fn short<'t>(ty: &'t str, subtype: &'t str) -> &'t str {
    match (ty, subtype) {
        ("text", "plain") => return "text",
        ("application", "octet-stream") => return "bytes",
        ("application", "x-www-form-urlencoded") => return "form",
        (ty, "*") => return ty,
        _ => {}
    }
    let name = ["x-", "vnd.", "prs."].into_iter().find_map(|tree| subtype.strip_prefix(tree)).unwrap_or(subtype);
    match name.split_once('+') {
        Some(("*", syntax)) => syntax,
        Some((name, _)) if !name.is_empty() => name,
        Some(_) | None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::media_words;

    #[test]
    fn a_media_type_is_called_what_people_call_it() {
        for (media_type, expected) in [
            ("text/plain", "text"),
            ("Text/Plain; charset=utf-8", "text"),
            ("text/html", "html"),
            ("application/octet-stream", "bytes"),
            ("application/pdf", "pdf"),
            ("application/xml", "xml"),
            ("image/*", "image"),
            ("*/*", "any"),
            ("application/*+json", "json"),
            ("image/svg+xml", "svg"),
            ("image/vnd.microsoft.icon", "microsoft_icon"),
            ("application/vnd.x+json", "x"),
            ("application/x-www-form-urlencoded", "form"),
            ("multipart/form-data", "form_data"),
            ("application/merge-patch+json", "merge_patch"),
        ] {
            assert_eq!(media_words(&[media_type]), [expected], "{media_type}");
        }
    }

    #[test]
    fn words_are_as_long_as_it_takes_in_any_order() {
        for (media_types, expected) in [
            (["application/xml", "text/xml"], ["application_xml", "text_xml"]),
            (["application/vnd.x+json", "application/vnd.x+xml"], ["vnd_x_json", "vnd_x_xml"]),
            (
                ["application/json;odata.metadata=full", "application/json"],
                ["application_json_odata_metadata_full", "application_json"],
            ),
            (["image/*", "application/image"], ["image_any", "application_image"]),
        ] {
            assert_eq!(media_words(&media_types), expected);
            let [first, second] = media_types;
            let [one, other] = expected;
            assert_eq!(media_words(&[second, first]), [other, one]);
        }
    }
}
