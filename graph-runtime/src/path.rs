//! Paths of URLs that lead where they say.

use http::Uri;
use percent_encoding::percent_decode_str;

use crate::{Error, template};

/// The path of `url` and what is before it: scheme and authority.
fn split(url: &str) -> (&str, &str) {
    let authority = url.find("://").map_or(0, |scheme| scheme + "://".len());
    let path = url[authority..].find(['/', '\\', '?', '#']).map_or(url.len(), |at| authority + at);
    let end = url[path..].find(['?', '#']).map_or(url.len(), |at| path + at);
    (&url[..path], &url[path..end])
}

/// Whether the path of `url` leads to one place, whoever reads it.
///
/// Libraries and servers take segments that are `.` or `..` out of a path (RFC 3986 section 5.2.4), and with `..` the one
/// before it: `/beta/../v1.0` is another version, and below a proxy another service. The URL standard of browsers, which
/// reqwest goes by, does so for `%2e` too and takes `\` for `/`; some servers decode `%2F` and `%5C` first. So none of
/// them may be there, in any case and mixture.
pub(crate) fn leads_where_it_says(url: &str) -> bool {
    let (_, path) = split(url);
    if path.contains('\\') {
        return false;
    }
    // Most paths have neither a dot nor an escape.
    let Some(first) = path.find(['.', '%']) else { return true };
    let segment = path[..first].rfind('/').map_or(0, |slash| slash + 1);
    let decoded: Vec<u8> = percent_decode_str(&path[segment..]).collect();
    decoded.split(|byte| matches!(byte, b'/' | b'\\')).all(|segment| !matches!(segment, b"." | b".."))
}

/// Whether the link of a service is a URL with `sign` as it stands. Beside what RFC 3986 (sections 2.1 to 2.3) has, `|` and braces
/// are taken: they are in links of real services, and mean the same to whoever reads them.
fn is_in_links(sign: char) -> bool {
    sign.is_ascii_graphic() && !"\"#<>\\^`".contains(sign)
}

/// The URL that a service gave as `link`, which is followed byte for byte. What is no URL as it stands is refused, and not
/// put right: what is behind a `#` would not be sent (RFC 9110 section 7.1), and what the service meant by it, or by a
/// blank, only the service knows. Nothing of the link is told, for it may open what it leads to.
pub(crate) fn link(link: &str) -> Result<Uri, Error> {
    if let Some(wrong) = link.chars().find(|sign| !is_in_links(*sign)) {
        let (shown, encoded) = (wrong.escape_debug(), template::encoded_character(wrong));
        return Err(Error::invalid(format!(
            "the link is not a valid URL: it has the character `{shown}`, which a URL has as `{encoded}`; it is not followed, \
             for it might lead elsewhere; help: report it to the service that gave it, and begin anew without it"
        )));
    }
    let url = link.parse::<Uri>().ok().filter(|url| url.scheme().is_some());
    url.ok_or_else(|| Error::invalid("the link is not an absolute URL"))
}

#[cfg(test)]
mod tests {
    use super::leads_where_it_says;

    #[test]
    fn dots_within_a_segment_are_names() {
        for path in [
            "",
            "/",
            "/users/ada.king",
            "/users/...",
            "/users/.hidden/a..b",
            "/users/a%2Eb%2e",
            "/users/a%2Fb",
            "/users/50%25",
            "/users?x=/../y\\%2e%2e",
            "/root:/a//b:/content",
            "/sites/getByPath(path='%2Fsites%2Fx')",
        ] {
            assert!(leads_where_it_says(&format!("https://a.example{path}")), "{path}");
        }
    }

    #[test]
    fn dot_segments_are_found_in_every_spelling() {
        for path in [
            "/..",
            "/../x",
            "/x/..",
            "/x/.",
            "/./x",
            "/x/../y?z",
            "/%2e%2e/x",
            "/%2E%2E/x",
            "/.%2E/x",
            "/%2e./x",
            "/x/%2e",
            "/x\\..\\y",
            "\\..\\y",
            "/x\\y",
            "/..%2Fx",
            "/..%2fx",
            "/..%5cx",
            "/a%2F..%2Fb",
            "/a%2f%2e%2e%2fb",
            "/ada.king/../x",
            "/%41/%2e%2e",
        ] {
            assert!(!leads_where_it_says(&format!("https://a.example{path}")), "{path}");
            assert!(!leads_where_it_says(&format!("https://a.example/beta{path}")), "{path}");
        }
    }
}
