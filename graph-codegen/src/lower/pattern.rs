//! Regular expressions that say no more than "starts with this".

/// The text that `pattern` wants at the start and nothing else; `None` when it wants anything else.
///
/// An empty text is a pattern that every string matches.
pub(super) fn literal_start(pattern: &str) -> Option<String> {
    let rest = pattern.strip_prefix('^')?;
    let rest = rest.strip_suffix(".*$").or_else(|| rest.strip_suffix(".*")).unwrap_or(rest);
    let mut text = String::new();
    let mut signs = rest.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => text.push(signs.next().filter(char::is_ascii_punctuation)?),
            '.' | '^' | '$' | '|' | '(' | ')' | '[' | ']' | '{' | '}' | '*' | '+' | '?' => return None,
            literal => text.push(literal),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::literal_start;

    #[test]
    fn a_literal_after_the_anchor_is_a_start() {
        assert_eq!(literal_start("^https://").as_deref(), Some("https://"));
        assert_eq!(literal_start(r"^https:\/\/a\.b").as_deref(), Some("https://a.b"));
    }

    #[test]
    fn anything_may_follow_explicitly() {
        assert_eq!(literal_start("^https://.*").as_deref(), Some("https://"));
        assert_eq!(literal_start("^https://.*$").as_deref(), Some("https://"));
        assert_eq!(literal_start("^").as_deref(), Some(""));
    }

    #[test]
    fn everything_else_is_more_than_a_start() {
        for pattern in ["https://", "^https?://", "^a|b", "^[ab]", "^a$", r"^\d", r"^a\.*", "^a{2}", r"^a\"] {
            assert_eq!(literal_start(pattern), None, "{pattern}");
        }
    }
}
