//! `shown`: a URL as errors and traces may show it, whether it can be parsed or not.

use crate::error::one_line;

/// How many characters of a URL are shown.
const SHOWN: usize = 200;
/// What stands for the part that is left out.
const OMITTED: &str = "..";

/// `url` without user name and password, query and fragment, which may be secrets, in one line.
///
/// A text that is not a URL gets the same treatment: nobody knows which part of it was meant as a password, so nothing
/// before the last `@` is shown but the scheme. An `@` may be in a password's way to be written (`%40`), and a password
/// may hold `/`, `?` and `#`. Where the last `@` is behind a `?` or `#`, what follows it may still belong to a query.
pub(crate) fn shown(url: &str) -> String {
    let (scheme, rest) = split_scheme(url);
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let shown = match after_last_at(rest) {
        None => format!("{scheme}{}", &rest[..end]),
        Some(at) if at <= end => format!("{scheme}{OMITTED}@{}", &rest[at..end]),
        Some(_) => format!("{scheme}{OMITTED}"),
    };
    one_line(&shown, SHOWN)
}

/// The scheme with `://`, empty if `url` has no scheme, and what follows it.
fn split_scheme(url: &str) -> (&str, &str) {
    let is_scheme = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    match url.find("://") {
        Some(end) if is_scheme(&url[..end]) => url.split_at(end + "://".len()),
        _ => ("", url),
    }
}

/// Where the text behind its last `@` begins, escaped or not.
fn after_last_at(text: &str) -> Option<usize> {
    let plain = text.rfind('@').map(|at| at + 1);
    let escaped = text.rfind("%40").map(|at| at + 3);
    plain.max(escaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::shown;

    #[test]
    fn a_url_is_shown_up_to_its_path() {
        for (url, expected) in [
            ("https://graph.microsoft.com/beta", "https://graph.microsoft.com/beta"),
            ("https://a.example:8443/b?sig=secret", "https://a.example:8443/b"),
            ("https://a.example#secret", "https://a.example"),
            ("/beta/call?sig=secret#secret", "/beta/call"),
            ("a.example/b c?secret", "a.example/b c"),
            ("", ""),
        ] {
            assert_eq!(shown(url), expected, "{url}");
        }
    }

    #[test]
    fn passwords_are_left_out_however_they_are_written() {
        for (url, expected) in [
            ("https://ada:secret@a.example/b?secret", "https://..@a.example/b"),
            ("ada:secret@a.example:3128", "..@a.example:3128"),
            ("ada:secret%40a.example", "..@a.example"),
            ("//ada:secret@a.example", "..@a.example"),
            ("http:\\\\ada:secret@a.example", "..@a.example"),
            ("http://ada:secret@secret@a.example", "http://..@a.example"),
            ("http://ada:se/secret@a.example", "http://..@a.example"),
            ("http://ada:se?secret@a.example", "http://.."),
            ("http://ada:se#secret@a.example", "http://.."),
            ("ada secret://x:secret@a.example", "..@a.example"),
            ("https://a.example/b?mail=secret@secret", "https://.."),
        ] {
            assert_eq!(shown(url), expected, "{url}");
        }
    }

    #[test]
    fn a_url_is_shown_in_one_line_of_bounded_length() {
        assert_eq!(shown("https://a.example/\r\nX-Injected: 1"), "https://a.example/ X-Injected: 1");
        assert!(shown(&format!("https://a.example/{}", "x".repeat(9000))).len() < 300);
    }

    proptest! {
        #[test]
        fn what_is_before_the_last_at_and_in_the_query_is_never_shown(
            scheme in "(|https?://|socks5://|//)",
            before in "[a-z:/?#%.]{0,8}",
            after in "[a-z:/.]{0,8}",
            query in "([?#][a-z@?#/]{0,8})?",
        ) {
            let text = shown(&format!("{scheme}{before}SECRET@{after}{query}"));
            prop_assert!(!text.contains("SECRET"), "{text}");
            let text = shown(&format!("{scheme}{after}{query}?SECRET"));
            prop_assert!(!text.contains("SECRET"), "{text}");
        }
    }
}
