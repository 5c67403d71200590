//! The path of an action: its segments, as the generator has them.

use std::collections::BTreeSet;

use graph_emit::ir::{Doc, Parameter, Primitive, Segment, TypeRef};
use graph_emit::origin::Origin;
use syn::LitStr;

use crate::report::{Report, error};

/// A mistake in a path: what is wrong, and what to do about it.
type Mistake = (String, String);

/// The segments of `path`; what is wrong with it goes to `report`.
pub fn segments(path: &LitStr, report: &mut Report) -> Vec<Segment> {
    match read(&path.value(), &Origin::Source(path.span())) {
        Ok(segments) => segments,
        Err(mistakes) => {
            for (message, help) in mistakes {
                report.push(error(path, message, help));
            }
            Vec::new()
        }
    }
}

fn read(path: &str, origin: &Origin) -> Result<Vec<Segment>, Vec<Mistake>> {
    let Some(relative) = path.strip_prefix('/') else {
        let help = format!("write `/{path}`: the path goes on from the service's root");
        return Err(vec![("the path does not start with `/`".to_owned(), help)]);
    };
    let mut mistakes = unfit_characters(path);
    let mut segments = Vec::new();
    let mut seen = BTreeSet::new();
    for text in relative.split('/') {
        match segment(text, origin, &mut seen) {
            Ok(segment) => segments.push(segment),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(segments) } else { Err(mistakes) }
}

/// What a path cannot hold (RFC 3986 section 3.3), each character once; braces are the template's.
fn unfit_characters(path: &str) -> Vec<Mistake> {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || "/{}%-._~!$&'()*+,;=:@".contains(c);
    let unfit: BTreeSet<char> = path.chars().filter(|c| !is_fit(*c)).collect();
    let mut mistakes: Vec<_> = unfit.into_iter().map(unfit_character).collect();
    if path.split('%').skip(1).any(|rest| !starts_with_two_digits(rest)) {
        let help = "write a `%` that means itself as `%25`";
        mistakes.push(("the path has a `%` without two hexadecimal digits".to_owned(), help.to_owned()));
    }
    mistakes
}

fn unfit_character(c: char) -> Mistake {
    let help = match c {
        '?' => "query options are no part of the path; `Request` has methods for them".to_owned(),
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
fn segment(text: &str, origin: &Origin, seen: &mut BTreeSet<String>) -> Result<Segment, Mistake> {
    if text.is_empty() {
        return Err(("the path has an empty segment".to_owned(), "drop the `/` too many".to_owned()));
    }
    if text == "." || text == ".." {
        let help = "clients take such segments away; write the path that is left";
        return Err((format!("the path has the segment `{text}`"), help.to_owned()));
    }
    let names = names(text)?;
    for name in &names {
        if !is_parameter_name(name) {
            let help = "a name is made of letters, digits, `-`, `_`, `.` and `@`, with a letter or digit among them";
            return Err((format!("`{{{name}}}` is not a path parameter"), help.to_owned()));
        }
        if !seen.insert((*name).to_owned()) {
            let help = "number them, as in `{item-id}` and `{item-id1}`";
            return Err((format!("the parameter `{{{name}}}` occurs twice"), help.to_owned()));
        }
    }
    let mut parameters = names.iter().map(|name| parameter(name, origin));
    match parameters.next() {
        None => Ok(Segment::Literal(text.to_owned())),
        Some(key) if text.len() == key.name.len() + 2 => Ok(Segment::Key(key)),
        Some(first) => {
            Ok(Segment::Call { text: text.to_owned(), arguments: std::iter::once(first).chain(parameters).collect() })
        }
    }
}

/// What stands between the braces of a segment.
fn names(text: &str) -> Result<Vec<&str>, Mistake> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, opened)) = rest.split_once(['{', '}']) {
        let opens = rest.len() - opened.len() - 1;
        let closed = opened.split_once(['{', '}']).filter(|(name, _)| opened[name.len()..].starts_with('}'));
        let Some((name, after)) = closed.filter(|_| rest[opens..].starts_with('{')) else {
            let help = "braces come in pairs, each around the name of one parameter: `{call-id}`";
            return Err((format!("the braces of `{text}` do not match"), help.to_owned()));
        };
        names.push(name);
        rest = after;
    }
    Ok(names)
}

fn is_parameter_name(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c)) && name.contains(char::is_alphanumeric)
}

/// A declaration says no types of path parameters: they are strings.
fn parameter(name: &str, origin: &Origin) -> Parameter {
    Parameter {
        name: name.to_owned(),
        ty: TypeRef::Primitive(Primitive::String),
        doc: Doc::default(),
        origin: origin.clone(),
    }
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::Segment;
    use graph_emit::origin::Origin;
    use proc_macro2::Span;

    use super::read;

    fn messages(path: &str) -> Vec<String> {
        let found = read(path, &Origin::Source(Span::call_site())).expect_err(path);
        found.into_iter().map(|(message, _)| message).collect()
    }

    #[test]
    fn segments_are_those_of_the_generator() {
        let path = "/sites/{site-id}/getByPath(path='{path}',x={x})/$count";
        let segments = read(path, &Origin::Source(Span::call_site())).expect("the path is fine");
        let [Segment::Literal(sites), Segment::Key(key), Segment::Call { text, arguments }, Segment::Literal(count)] =
            segments.as_slice()
        else {
            panic!("{segments:?}")
        };
        assert_eq!((sites.as_str(), key.name.as_str(), count.as_str()), ("sites", "site-id", "$count"));
        assert_eq!(text, "getByPath(path='{path}',x={x})");
        assert_eq!(arguments.iter().map(|argument| argument.name.as_str()).collect::<Vec<_>>(), ["path", "x"]);
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
