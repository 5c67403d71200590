//! Where a `Location` header leads.

/// `location` as a whole URL, as an answer of `url` gives it (RFC 3986 section 5.2, for what services send: whole URLs,
/// and paths from the root).
pub(crate) fn absolute(location: &str, url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    if location.starts_with("//") {
        Some(format!("{scheme}:{location}"))
    } else if location.starts_with('/') {
        Some(format!("{scheme}://{authority}{location}"))
    } else {
        location.contains("://").then(|| location.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn a_location_is_a_url_or_a_path() {
        let of = |location| absolute(location, "https://a.example:8/b/c?d");
        assert_eq!(of("http://x.example/y?z").as_deref(), Some("http://x.example/y?z"));
        // That it is not a URL to be followed is told where it would be.
        assert_eq!(of("http://x.example/y?z#w").as_deref(), Some("http://x.example/y?z#w"));
        assert_eq!(of("/y?z=/").as_deref(), Some("https://a.example:8/y?z=/"));
        assert_eq!(of("//x.example/y").as_deref(), Some("https://x.example/y"));
        assert_eq!(of("y"), None);
        assert_eq!(of(""), None);
        assert_eq!(absolute("/y", "a.example"), None);
    }
}
