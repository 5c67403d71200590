//! One path filter: a glob over paths, with methods behind a `#` if it is about single operations.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::nearest::{nearest, nearest_by};
use graph_emit::dialect::spellings;

/// The methods that a path item may have, as OpenAPI spells them.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A path filter such as `/communications/calls/**` or `/users/{id}#GET,PATCH`.
///
/// `*` stands for any text within a segment, `**` for any number of segments (at the end: at least one). Names in
/// braces are not compared: `{id}` matches `{call-id}`. A segment may be written as in either dialect of Graph's
/// description: `reject` matches `microsoft.graph.reject`, `graph.user` matches `microsoft.graph.user`, and the other
/// way round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    /// The segments, with empty braces.
    segments: Vec<String>,
    methods: Vec<&'static str>,
}

/// Why a text is not a [`Pattern`].
#[derive(Clone, PartialEq, Eq)]
pub struct PatternError {
    message: String,
    help: String,
}

impl PatternError {
    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to write instead.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.help)
    }
}

/// The same as [`Display`](fmt::Display), because this is what `unwrap` prints.
impl fmt::Debug for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for PatternError {}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let (glob, methods) = match text.split_once('#') {
            Some((glob, methods)) => (glob, parse_methods(text, methods)?),
            None => (text, Vec::new()),
        };
        if glob.trim().is_empty() {
            let help = "write a path such as `/users/{id}`, or `**` for all".to_owned();
            return Err(PatternError { message: format!("the pattern `{text}` names no path"), help });
        }
        let segments = segments(glob.trim()).map(|segment| without_names(segment).into_owned()).collect();
        Ok(Self { text: text.to_owned(), segments, methods })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Pattern {
    /// The methods it names, in OpenAPI's spelling; empty when it is about whole paths.
    pub fn methods(&self) -> &[&'static str] {
        &self.methods
    }

    /// Whether `path`, as a description writes it, is one of those meant.
    pub fn matches(&self, path: &str) -> bool {
        // The root path has no segment for `**` to stand for.
        self.segments == ["**"] || match_segments(&self.segments, path)
    }

    /// What it is all below of: `/users` for `/users/**`. `None` where it does not end so, or is about all paths.
    pub fn root(&self) -> Option<Self> {
        let (last, segments) = self.segments.split_last()?;
        let is_root = last == "**" && segments.iter().any(|segment| segment != "**");
        let text = format!("/{}", segments.join("/"));
        is_root.then(|| Self { text, segments: segments.to_vec(), methods: Vec::new() })
    }

    /// What `/me..` is in a description that has the users alone: `/users/{id}..`.
    pub fn of_user(&self) -> Option<Self> {
        let below = self.text.strip_prefix("/me").filter(|below| below.is_empty() || below.starts_with(['/', '#']))?;
        format!("/users/{{id}}{below}").parse().ok()
    }

    /// Those of `paths` that differ from it in a few letters, in the spelling of either dialect.
    pub fn nearest<'p>(&self, paths: impl IntoIterator<Item = &'p str>) -> Vec<&'p str> {
        let short = |segment: &str| spellings(segment).nth(1).unwrap_or(segment).to_owned();
        let shape =
            |path: &str| segments(path).map(|segment| short(&without_names(segment))).collect::<Vec<_>>().join("/");
        let wanted: Vec<_> = self.segments.iter().map(|segment| short(segment)).collect();
        nearest_by(&wanted.join("/"), paths, 3, shape)
    }
}

fn parse_methods(text: &str, list: &str) -> Result<Vec<&'static str>, PatternError> {
    let known = |name: &str| METHODS.into_iter().find(|method| method.eq_ignore_ascii_case(name.trim()));
    list.split(',')
        .map(|name| {
            known(name).ok_or_else(|| {
                let near = nearest(&name.trim().to_ascii_lowercase(), METHODS, 1);
                let help = match near.first() {
                    Some(method) => format!("did you mean `{}`?", method.to_ascii_uppercase()),
                    None => format!("the methods are {}", METHODS.join(", ").to_ascii_uppercase()),
                };
                let message = format!("`{}` in the pattern `{text}` is not an HTTP method", name.trim());
                PatternError { message, help }
            })
        })
        .collect()
}

/// The segments of a path or glob; slashes at either end say nothing.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// `segment` with empty braces.
fn without_names(segment: &str) -> Cow<'_, str> {
    let Some(first) = segment.find('{') else { return Cow::Borrowed(segment) };
    let mut short = segment[..first].to_owned();
    let mut rest = &segment[first..];
    while let Some(open) = rest.find('{') {
        short.push_str(&rest[..=open]);
        rest = rest[open..].find('}').map_or("", |close| &rest[open + close..]);
    }
    short.push_str(rest);
    Cow::Owned(short)
}

fn match_segments(pattern: &[String], path: &str) -> bool {
    let path = path.trim_start_matches('/');
    let Some((first, rest)) = pattern.split_first() else { return path.is_empty() };
    if first == "**" {
        return match rest {
            [] => !path.is_empty(),
            _ => tails(path).any(|tail| match_segments(rest, tail)),
        };
    }
    let (segment, tail) = path.split_once('/').unwrap_or((path, ""));
    !segment.is_empty() && match_segment(first, &without_names(segment)) && match_segments(rest, tail)
}

/// `path` without its first segments: none, one, two and so on.
fn tails(path: &str) -> impl Iterator<Item = &str> {
    std::iter::once(path).chain(path.match_indices('/').map(|(at, _)| &path[at + 1..])).chain([""])
}

/// Whether one segment is meant, in the spelling of either dialect (conventions R0.4).
fn match_segment(pattern: &str, segment: &str) -> bool {
    spellings(segment).any(|segment| glob(pattern, segment)) || spellings(pattern).any(|pattern| glob(pattern, segment))
}

/// Whether `text` fits `pattern`, in which `*` stands for any text.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return text.ends_with(part);
        }
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    fn matches(pattern: &str, path: &str) -> bool {
        pattern.parse::<Pattern>().expect("a pattern").matches(path)
    }

    #[test]
    fn stars_stand_for_text_and_for_segments() {
        assert!(matches("/a/*/c", "/a/b/c"));
        assert!(!matches("/a/*", "/a/b/c"));
        assert!(matches("/a/b*d/c", "/a/bcd/c"));
        assert!(!matches("/a/b*b/c", "/a/b/c"), "the two ends must not share a letter");
        assert!(matches("/a/**/d", "/a/d"));
        assert!(matches("/a/**/d", "/a/b/c/d"));
        assert!(matches("/a/**", "/a/b/c"));
        assert!(!matches("/a/**", "/a"));
        assert!(matches("**", "/"));
        assert!(matches("a/b/", "/a/b"));
    }

    #[test]
    fn names_in_braces_are_not_compared() {
        assert!(matches("/users/{id}", "/users/{user-id}"));
        assert!(matches("/f(x='{a}',y={b})", "/f(x='{x}',y={y})"));
        assert!(!matches("/f(x='{a}')", "/f(y='{a}')"));
        assert!(!matches("/users/{id}", "/users/me"));
    }

    #[test]
    fn either_dialect_may_be_written() {
        for (pattern, path) in [
            ("/c/reject", "/c/microsoft.graph.reject"),
            ("/c/microsoft.graph.reject", "/c/reject"),
            ("/m/graph.user", "/m/microsoft.graph.user"),
            ("/m/microsoft.graph.user", "/m/graph.user"),
            ("/d/delta()", "/d/microsoft.graph.delta()"),
            ("/r/f(date={d})", "/r/microsoft.graph.f(date={date})"),
            ("/s/microsoft.graph.security.run", "/s/microsoft.graph.security.run"),
            ("/s/security.run", "/s/microsoft.graph.security.run"),
            ("/s/security.r*", "/s/microsoft.graph.security.run"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        assert!(!matches("/s/run", "/s/microsoft.graph.security.run"));
    }

    #[test]
    fn a_pattern_that_means_nothing_is_told() {
        let fault = |text: &str| {
            let error = text.parse::<Pattern>().expect_err("no pattern");
            assert_eq!(format!("{error:?}"), error.to_string(), "what `unwrap` prints");
            error.to_string()
        };
        assert_eq!(fault("/a#GTE"), "`GTE` in the pattern `/a#GTE` is not an HTTP method (did you mean `GET`?)");
        assert!(fault("/a#").starts_with("`` in the pattern `/a#` is not an HTTP method"));
        assert!(fault("#GET").starts_with("the pattern `#GET` names no path"));
    }
}
