//! Names of path segments in the two dialects of Graph's descriptions, and which of them are one name.
//!
//! One dialect writes names in full, `microsoft.graph.reject` and `microsoft.graph.user`; the official one leaves the
//! namespace out for actions and functions, `reject`, and shortens it for casts, `graph.user`. A name in a namespace below
//! Graph's own, `microsoft.graph.security.runHuntingQuery`, is written in full by both, but requests shorten it in the same
//! ways.

use std::borrow::Cow;

/// The namespace of Graph.
pub const GRAPH: &str = "microsoft.graph.";
/// What the official dialect shortens to `graph.`.
const VENDOR: &str = "microsoft.";

/// The spellings of `name`, which may have arguments behind it: itself, and for a name in full that of an action or
/// function and that of a cast.
///
/// `microsoft.graph.reject` may be `reject` or `graph.reject`.
pub fn spellings(name: &str) -> impl Iterator<Item = &str> {
    let short = name.strip_prefix(GRAPH).filter(|rest| !rest.is_empty());
    [Some(name), short, short.map(|_| &name[VENDOR.len()..])].into_iter().flatten()
}

/// Whether `one` and `other` are one name: one of them is a spelling of the other. Two short names are one only where they
/// are the same text, for `graph.user` is a cast and `user` is not.
pub fn is_same_name(one: &str, other: &str) -> bool {
    spellings(one).any(|spelling| spelling == other) || spellings(other).any(|spelling| spelling == one)
}

/// The segment as the official dialect writes it; `is_bound` says whether it is an action or function.
pub fn official(segment: &str, is_bound: bool) -> Cow<'_, str> {
    let Some(name) = segment.strip_prefix(GRAPH) else { return Cow::Borrowed(segment) };
    let word = name.split('(').next().unwrap_or(name);
    if word.is_empty() || word.contains('.') {
        Cow::Borrowed(segment)
    } else if is_bound || name.contains('(') {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(segment[VENDOR.len()..].to_owned())
    }
}

/// The segments of `path` in the official dialect, without empty ones; `is_bound` says whether the path ends in an
/// action or function that is bound to what precedes it.
///
/// An action ends its path, and a function has parentheses, so any other qualified segment is a cast: what a segment is
/// follows from its own path alone, and is the same in every slice of a description.
pub fn segments(path: &str, is_bound: bool) -> Vec<Cow<'_, str>> {
    let parts = split(path);
    let last = parts.len().saturating_sub(1);
    parts.iter().enumerate().map(|(at, part)| official(part, is_bound && at == last)).collect()
}

/// The segments of `path` as they are written, without empty ones.
pub fn split(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_same_name, official};

    #[test]
    fn a_name_is_the_same_in_either_dialect() {
        for (one, other) in [
            ("reject", "reject"),
            ("reject", "microsoft.graph.reject"),
            ("graph.user", "microsoft.graph.user"),
            ("security.run", "microsoft.graph.security.run"),
            ("graph.security.run", "microsoft.graph.security.run"),
        ] {
            assert!(is_same_name(one, other) && is_same_name(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("user", "graph.user"),
            ("run", "microsoft.graph.security.run"),
            ("security.run", "graph.security.run"),
            ("Calls", "calls"),
            ("microsoft.graph.", ""),
        ] {
            assert!(!is_same_name(one, other) && !is_same_name(other, one), "{one} {other}");
        }
    }

    #[test]
    fn the_official_spelling_is_the_same_name() {
        for (segment, is_bound, expected) in [
            ("microsoft.graph.reject", true, "reject"),
            ("microsoft.graph.user", false, "graph.user"),
            ("microsoft.graph.security.run", true, "microsoft.graph.security.run"),
            ("calls", false, "calls"),
            ("graph.user", false, "graph.user"),
        ] {
            assert_eq!(official(segment, is_bound), expected);
            assert!(is_same_name(segment, expected));
        }
        assert_eq!(official("microsoft.graph.f(x='a.b')", false), "f(x='a.b')");
    }
}
