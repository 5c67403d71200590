//! `Prefer` (RFC 7240): lists of preferences, each once.

use crate::field_value::Scanner;

/// What is said of a text that is not such a list.
pub(crate) const HELP: &str = "is not a list of preferences (RFC 7240 section 2); help: write `name`, `name=token` or \
                               `name=\"any text\"`, with commas between them";

/// `before` with the preferences of `added`, which take the place of those with the same name: of two, a service considers
/// the first alone. None where `added` is not a list of preferences; what cannot be read of `before` stays as it is.
pub(crate) fn joined(before: &str, added: &str) -> Option<String> {
    let added = read(added)?;
    let before = read(before).unwrap_or_else(|| vec![Preference { name: "", text: before }]);
    let mut all: Vec<Preference<'_>> = Vec::with_capacity(before.len() + added.len());
    for preference in before.into_iter().chain(added).filter(|preference| !preference.text.is_empty()) {
        all.retain(|known| !known.name.eq_ignore_ascii_case(preference.name));
        all.push(preference);
    }
    let texts: Vec<_> = all.iter().map(|preference| preference.text).collect();
    Some(texts.join(", "))
}

/// One preference, as it stands in the list.
struct Preference<'a> {
    name: &'a str,
    /// With its value and parameters.
    text: &'a str,
}

/// The preferences of a list, which may have empty places (RFC 9110 section 5.6.1).
fn read(list: &str) -> Option<Vec<Preference<'_>>> {
    let mut scanner = Scanner::new(list);
    let mut preferences = Vec::new();
    loop {
        scanner.take(|byte| matches!(byte, b' ' | b'\t' | b','));
        if scanner.is_at_end() {
            return Some(preferences);
        }
        let from = scanner.rest();
        let name = scanner.token()?;
        value(&mut scanner)?;
        let mut end = scanner;
        scanner.blanks();
        while scanner.eat(';') {
            scanner.blanks();
            if scanner.token().is_some() {
                value(&mut scanner)?;
            }
            end = scanner;
            scanner.blanks();
        }
        preferences.push(Preference { name, text: &from[..from.len() - end.rest().len()] });
        if !scanner.is_at_end() && !scanner.eat(',') {
            return None;
        }
    }
}

/// `=` and a token or a quoted string, which may be left out; `None` if something else is behind `=`.
fn value(scanner: &mut Scanner<'_>) -> Option<()> {
    let mut ahead = *scanner;
    ahead.blanks();
    if ahead.eat('=') {
        ahead.blanks();
        ahead.token().is_some().then_some(()).or_else(|| ahead.quoted().map(drop))?;
        *scanner = ahead;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::joined;
    use crate::field_value::quoted;

    #[test]
    fn each_preference_is_there_once_and_the_later_one_counts() {
        for (before, added, both) in [
            ("", "a", "a"),
            ("a", "b=1", "a, b=1"),
            ("a, b=1, c", "B=\"2\"", "a, c, B=\"2\""),
            ("a", "b, c;x=\"y,z\" ; w, b=2", "a, c;x=\"y,z\" ; w, b=2"),
            ("a", " ,, b ,", "a, b"),
            ("a", "", "a"),
            ("a", "b = \"x;y\" ;", "a, b = \"x;y\" ;"),
            ("not a list", "b", "not a list, b"),
        ] {
            assert_eq!(joined(before, added).as_deref(), Some(both), "{before} and {added}");
        }
    }

    #[test]
    fn what_microsoft_documents_is_read() {
        for documented in [
            "return=representation",
            "respond-async",
            "respond-async, wait=10",
            "odata.maxpagesize=2",
            r#"outlook.timezone="Pacific Standard Time""#,
            r#"outlook.body-content-type="text", outlook.allow-unsafe-html"#,
            r#"IdType="ImmutableId""#,
            r#"exchange.behavior="OpenTypeExtension""#,
            "deltashowremovedasdeleted, deltatraversepermissiongaps, deltashowsharingchanges",
            "HonorNonIndexedQueriesWarningMayFailRandomly",
            "bypass-shared-lock",
            "apiversion=2.1",
            r#"odata.include-annotations="*""#,
        ] {
            assert_eq!(joined("", documented).as_deref(), Some(documented));
        }
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for added in [
            "outlook.timezone=Pacific Standard Time",
            "a=",
            "a=\"unclosed",
            "a=\"b\"c",
            "a b",
            "=a",
            "a;b=",
            "a=\"b\\\"",
            "\u{e9}",
            "\"a\"",
        ] {
            assert_eq!(joined("x", added), None, "{added}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_one_value(text in "[\\t -~]{0,40}") {
            let added = format!("a={}", quoted(&text));
            prop_assert_eq!(joined("x", &added), Some(format!("x, {added}")));
        }

        #[test]
        fn what_was_joined_is_a_list_again(before in "[a-c=\", ;]{0,12}", added in "[a-c=\", ;]{0,12}") {
            if let Some(both) = joined("", &before).and_then(|before| joined(&before, &added)) {
                prop_assert_eq!(joined(&both, &added), Some(both.clone()));
            }
        }
    }
}
