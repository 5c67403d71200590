//! The path of a builder: its segments, as the generator has them.

use std::borrow::Cow;
use std::collections::HashSet;

use graph_emit::ir::{Doc, Parameter, Segment, SegmentError};
use graph_emit::order;
use graph_emit::origin::Origin;

/// A mistake in a path: what is wrong, and what to do about it.
type Mistake = (String, String);

/// The segments of `path`, whose texts in the official dialect are `texts`, and all that is wrong with it, each with what to do.
/// Segments that cannot be read are left out, and characters that cannot be sent.
pub fn read(path: &str, texts: &[Cow<'_, str>], origin: &Origin) -> (Vec<Segment>, Vec<Mistake>) {
    let mut mistakes = unfit_characters(path);
    if !path.starts_with('/') {
        let help = format!("write `/{path}`: the path goes on from the service's root");
        mistakes = vec![("the path does not start with `/`".to_owned(), help)];
    }
    if path.contains("//") || path == "/" {
        mistakes.push(("the path has an empty segment".to_owned(), "drop the `/` too many".to_owned()));
    }
    let mut segments = Vec::new();
    let mut seen = HashSet::new();
    for text in texts {
        let text: String = text.chars().filter(|c| is_fit(*c)).collect();
        if text.is_empty() {
            continue;
        }
        match segment(&text, origin, &mut seen) {
            Ok(segment) => segments.push(segment),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    (segments, mistakes)
}

/// What a path cannot hold (RFC 3986 section 3.3), each character once; braces are the template's.
fn unfit_characters(path: &str) -> Vec<Mistake> {
    let mut unfit: Vec<char> = path.chars().filter(|c| !is_fit(*c)).collect();
    order::sort_by(&mut unfit, char::cmp);
    unfit.dedup();
    let mut mistakes: Vec<_> = unfit.into_iter().map(unfit_character).collect();
    if path.split('%').skip(1).any(|rest| !starts_with_two_digits(rest)) {
        let help = "write a `%` that means itself as `%25`";
        mistakes.push(("the path has a `%` without two hexadecimal digits".to_owned(), help.to_owned()));
    }
    mistakes
}

fn is_fit(c: char) -> bool {
    c.is_ascii_alphanumeric() || "/{}%-._~!$&'()*+,;=:@".contains(c)
}

fn unfit_character(c: char) -> Mistake {
    let help = match c {
        '?' => "query options are not part of the path; `Request` has methods for them".to_owned(),
        '#' => "a fragment is never sent; drop it".to_owned(),
        c => {
            let encoded: Vec<_> = c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("percent-encode it: `{}`", encoded.concat())
        }
    };
    (format!("the path has a `{}`, which a URL's path cannot hold", c.escape_default()), help)
}

fn starts_with_two_digits(text: &str) -> bool {
    text.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// One segment; `seen` holds the parameters of those before it.
fn segment(text: &str, origin: &Origin, seen: &mut HashSet<String>) -> Result<Segment, Mistake> {
    if text == "." || text == ".." {
        let help = "clients take such segments away; write the path that is left";
        return Err((format!("the path has the segment `{text}`"), help.to_owned()));
    }
    // A declaration says no types of path parameters: they are strings.
    let mut parameter = |name: &str| Parameter { doc: Doc::markdown(""), ..Parameter::undescribed(name, origin) };
    let segment = Segment::parse(text, &mut parameter).map_err(|error| not_a_segment(text, error))?;
    for Parameter { name, .. } in segment.variables() {
        if !is_parameter_name(name) {
            return Err(not_a_parameter(name));
        }
        if !seen.insert(name.clone()) {
            let help = "number them, as in `{item-id}` and `{item-id1}`";
            return Err((format!("the parameter `{{{name}}}` occurs twice"), help.to_owned()));
        }
    }
    Ok(segment)
}

fn not_a_segment(text: &str, error: SegmentError) -> Mistake {
    match error {
        SegmentError::UnpairedBraces => {
            let help = "braces come in pairs, each around the name of one parameter: `{call-id}`";
            (format!("the braces of `{text}` do not match"), help.to_owned())
        }
        SegmentError::NoName => not_a_parameter(""),
    }
}

fn not_a_parameter(name: &str) -> Mistake {
    let help = "a name is made of letters, digits, `-`, `_`, `.` and `@`, with a letter or digit among them";
    (format!("`{{{name}}}` is not a path parameter"), help.to_owned())
}

fn is_parameter_name(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c)) && name.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use graph_emit::dialect;
    use graph_emit::ir::Segment;
    use graph_emit::origin::Origin;
    use proc_macro2::Span;

    use super::read;

    fn messages(path: &str) -> Vec<String> {
        let texts = dialect::segments(path, false);
        let (_, found) = read(path, &texts, &Origin::source(Span::call_site()));
        found.into_iter().map(|(message, _)| message).collect()
    }

    #[test]
    fn segments_are_those_of_the_generator() {
        let path = "/sites/{site-id}/getByPath(path='{path}',x={x})/$count";
        let texts = dialect::segments(path, false);
        let (segments, mistakes) = read(path, &texts, &Origin::source(Span::call_site()));
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let [Segment::Literal(_), Segment::Key(_), call @ Segment::Call { .. }, Segment::Literal(_)] =
            segments.as_slice()
        else {
            panic!("{segments:?}")
        };
        let printed: Vec<_> = segments.iter().map(Segment::text).collect();
        assert_eq!(format!("/{}", printed.join("/")), path);
        assert_eq!(call.variables().iter().map(|argument| argument.name.as_str()).collect::<Vec<_>>(), ["path", "x"]);
    }

    #[test]
    fn a_faulty_path_says_what_is_wrong() {
        let table: [(&str, &[&str]); 14] = [
            ("calls", &["the path does not start with `/`"]),
            ("", &["the path does not start with `/`"]),
            ("/", &["the path has an empty segment"]),
            ("/a//b", &["the path has an empty segment"]),
            ("/a/../b", &["the path has the segment `..`"]),
            ("/a b", &["the path has a ` `, which a URL's path cannot hold"]),
            ("/a\n", &["the path has a `\\n`, which a URL's path cannot hold"]),
            ("/a%2", &["the path has a `%` without two hexadecimal digits"]),
            ("/{a", &["the braces of `{a` do not match"]),
            ("/a}", &["the braces of `a}` do not match"]),
            ("/{a{b}}", &["the braces of `{a{b}}` do not match"]),
            ("/{}", &["`{}` is not a path parameter"]),
            ("/{a}/f(b='{a}')", &["the parameter `{a}` occurs twice"]),
            (
                "/a?b#c//{d}/{d}",
                &[
                    "the path has a `#`, which a URL's path cannot hold",
                    "the path has a `?`, which a URL's path cannot hold",
                    "the path has an empty segment",
                    "the parameter `{d}` occurs twice",
                ],
            ),
        ];
        for (path, expected) in table {
            assert_eq!(messages(path), expected, "{path:?}");
        }
    }
}
