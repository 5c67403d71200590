//! Paths as text.

pub(crate) use graph_emit::dialect::segments;

/// Whether `path` has a segment without a character: `//`.
pub(super) fn has_empty_segment(path: &str) -> bool {
    path.contains("//")
}

/// Whether `path` has a slash behind its last segment.
pub(crate) fn has_trailing_slash(path: &str) -> bool {
    path.len() > 1 && path.ends_with('/')
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
        assert!(has_empty_segment("/a//b") && !has_empty_segment("/a/b/"));
        assert!(has_trailing_slash("/a/") && !has_trailing_slash("/") && !has_trailing_slash("/a/b"));
    }
}
