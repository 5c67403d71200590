//! The path of a changed resource, such as `/communications/calls/{id}` or `teams('{id}')/channels('{id}')`.

use crate::template::decode;

/// The key in the last segment. A segment without parentheses is taken as a key.
pub(super) fn last_key(path: &str) -> Option<String> {
    let segment = segments(path).next_back()?;
    match in_parentheses(segment) {
        Some((_, key)) => key,
        None => Some(decode(segment).into_owned()),
    }
}

/// The key behind the segment `collection`, in either of the two forms.
pub(super) fn key_of(path: &str, collection: &str) -> Option<String> {
    let mut segments = segments(path);
    while let Some(segment) = segments.next() {
        match in_parentheses(segment) {
            Some((name, key)) if is(name, collection) => return key,
            None if is(segment, collection) => return segments.next().map(|key| decode(key).into_owned()),
            _ => {}
        }
    }
    None
}

/// Graph writes the same collection as `users` and as `Users`.
fn is(segment: &str, collection: &str) -> bool {
    segment.eq_ignore_ascii_case(collection)
}

/// The segments of a path or a URL, without its query.
fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    path[..end].split('/').filter(|segment| !segment.is_empty())
}

/// `messages('a''b')` as its name and its key (OData URL conventions 4.01, section 4.3.1); no key where it is of several
/// parts or not quoted.
fn in_parentheses(segment: &str) -> Option<(&str, Option<String>)> {
    let (name, rest) = segment.split_once('(')?;
    let inner = decode(rest.strip_suffix(')')?);
    let key = inner.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\''));
    Some((name, key.map(|key| key.replace("''", "'"))))
}

#[cfg(test)]
mod tests {
    use super::{key_of, last_key};

    #[test]
    fn the_last_key_is_found_in_both_forms() {
        for (path, key) in [
            ("/communications/calls/57dab8b1", Some("57dab8b1")),
            ("Users/ada/Messages/AAMk%2Bx%3D%3D", Some("AAMk+x==")),
            ("https://graph.microsoft.com/beta/users/ada/?$select=id", Some("ada")),
            ("teams('t')/channels('c''d')", Some("c'd")),
            ("teams('t')/channels('c%27%27d')", Some("c'd")),
            ("chats/getAllMessages(model='A')", None),
            ("users(5)", None),
            ("", None),
            ("/?x", None),
        ] {
            assert_eq!(last_key(path).as_deref(), key, "{path}");
        }
    }

    #[test]
    fn a_key_is_found_by_its_collection() {
        let path = "/communications/calls/57dab8b1/participants/p%201";
        assert_eq!(key_of(path, "calls").as_deref(), Some("57dab8b1"));
        assert_eq!(key_of(path, "Participants").as_deref(), Some("p 1"));
        assert_eq!(key_of(path, "p 1"), None);
        assert_eq!(key_of("teams('t')/channels('c')/messages('m')", "channels").as_deref(), Some("c"));
        assert_eq!(key_of("/communications/calls", "calls"), None);
    }

    #[test]
    fn odd_text_is_no_panic() {
        for path in ["%", "%4", "a(", "a(')", "a('", "a(''", "a)", "(", "%C3(", "é%é/ü("] {
            let _ = (last_key(path), key_of(path, "a"));
        }
    }
}
