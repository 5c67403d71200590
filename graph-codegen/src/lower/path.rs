//! Paths as text: their segments in the official dialect, and the parameters in a segment.

use std::borrow::Cow;

use super::name::GRAPH;

/// The segments of `path` in the official dialect, without empty ones; `is_bound` says whether the path ends in an
/// action or function that is bound to what precedes it.
///
/// An action ends its path, and a function has parentheses, so any other qualified segment is a cast: what a segment is
/// follows from its own path alone, and is the same in every slice of a description.
pub(super) fn segments(path: &str, is_bound: bool) -> Vec<Cow<'_, str>> {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let last = parts.len().saturating_sub(1);
    parts.iter().enumerate().map(|(at, part)| repaired(part, is_bound && at == last)).collect()
}

/// Whether `path` has segments that are not there: `//`, or `/` at its end.
pub(super) fn has_empty_segment(path: &str) -> bool {
    path.len() > 1 && (path.contains("//") || path.ends_with('/'))
}

/// The segment as the official dialect writes it: without namespace for actions and functions, with a short one for
/// casts. Names in a namespace below Graph's own stay as they are.
fn repaired(segment: &str, is_bound: bool) -> Cow<'_, str> {
    let Some(name) = segment.strip_prefix(GRAPH) else { return Cow::Borrowed(segment) };
    let word = name.split('(').next().unwrap_or(name);
    if word.is_empty() || word.contains('.') {
        Cow::Borrowed(segment)
    } else if is_bound || name.contains('(') {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("graph.{name}"))
    }
}

/// What the braces in a segment say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern<'a> {
    /// No braces.
    Literal,
    /// One parameter that fills the segment.
    Key(&'a str),
    /// Parameters with text around them.
    Call(Vec<&'a str>),
    /// Braces that name no parameter.
    Broken,
}

/// The parameters of `segment`.
pub(super) fn pattern(segment: &str) -> Pattern<'_> {
    let mut names = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { return Pattern::Broken };
        if before.contains('}') || name.is_empty() || name.contains('{') {
            return Pattern::Broken;
        }
        names.push(name);
        rest = behind;
    }
    match names[..] {
        _ if rest.contains('}') => Pattern::Broken,
        [] => Pattern::Literal,
        [name] if segment.len() == name.len() + "{}".len() => Pattern::Key(name),
        _ => Pattern::Call(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_and_functions_lose_the_namespace_of_graph() {
        assert_eq!(segments("/calls/{call-id}/microsoft.graph.reject", true), ["calls", "{call-id}", "reject"]);
        assert_eq!(segments("/users/microsoft.graph.delta()", false), ["users", "delta()"]);
        assert_eq!(
            segments("/sites/{site-id}/microsoft.graph.getByPath(path='{path}')/drive", false),
            ["sites", "{site-id}", "getByPath(path='{path}')", "drive"]
        );
    }

    #[test]
    fn casts_get_a_short_namespace() {
        assert_eq!(segments("/members/microsoft.graph.user", false), ["members", "graph.user"]);
        assert_eq!(segments("/members/microsoft.graph.user/$count", false), ["members", "graph.user", "$count"]);
        assert_eq!(
            segments("/members/microsoft.graph.user/microsoft.graph.act", true),
            ["members", "graph.user", "act"]
        );
    }

    #[test]
    fn the_official_dialect_stays_as_it_is() {
        assert_eq!(segments("/members/graph.user/reject", true), ["members", "graph.user", "reject"]);
    }

    #[test]
    fn namespaces_below_graph_are_kept_whole() {
        let path = "/a/microsoft.graph.security.runHuntingQuery";
        assert_eq!(segments(path, true), ["a", "microsoft.graph.security.runHuntingQuery"]);
        let path = "/a/microsoft.graph.callRecords.getPstnCalls(from={from})";
        assert_eq!(segments(path, true), ["a", "microsoft.graph.callRecords.getPstnCalls(from={from})"]);
        assert_eq!(segments("/a/Sample.Models.Hire", true), ["a", "Sample.Models.Hire"]);
    }

    #[test]
    fn a_dot_in_an_argument_is_no_namespace() {
        assert_eq!(segments("/a/microsoft.graph.f(x='a.b')", false), ["a", "f(x='a.b')"]);
    }

    #[test]
    fn empty_segments_are_left_out() {
        assert_eq!(segments("/a//b/", false), ["a", "b"]);
        assert!(has_empty_segment("/a//b") && has_empty_segment("/a/"));
        assert!(!has_empty_segment("/") && !has_empty_segment("/a/b"));
    }

    #[test]
    fn braces_are_parameters() {
        assert_eq!(pattern("calls"), Pattern::Literal);
        assert_eq!(pattern("{call-id}"), Pattern::Key("call-id"));
        assert_eq!(pattern("f(x='{x}',y={y})"), Pattern::Call(vec!["x", "y"]));
        assert_eq!(pattern("{a}{b}"), Pattern::Call(vec!["a", "b"]));
        assert_eq!(pattern("applications(appId='{appId}')"), Pattern::Call(vec!["appId"]));
    }

    #[test]
    fn aliases_are_no_parameters() {
        assert_eq!(pattern("f(x='@x',y=@y)"), Pattern::Literal);
        assert_eq!(pattern("f(x={x},y=@y)"), Pattern::Call(vec!["x"]));
    }

    #[test]
    fn braces_that_name_nothing_are_broken() {
        for segment in ["{", "}", "{}", "{a", "a}", "{a{b}}", "}{a}", "{a}}"] {
            assert_eq!(pattern(segment), Pattern::Broken, "{segment}");
        }
    }
}
