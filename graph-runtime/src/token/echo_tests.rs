//! Tests of the search for secrets: every way to escape them, whole and in pieces.

use std::borrow::Cow;
use std::cell::Cell;

use proptest::prelude::*;

use super::{Echo, INSTEAD, LOOKED_AT, MARGIN, PIECE, SHORTEST_END, beginnings};

/// A token with all that one may hold (RFC 6750 section 2.1), in which no piece is there twice.
const TOKEN: &str = "eyJ0eXAiOi.JKV1QiLC/Jub25jZ+SI6InB-pR0Rk_eHdk~N0ZjVWx5cl==";

fn echo(secrets: &[&str]) -> Echo {
    let mut echo = Echo::default();
    for secret in secrets {
        echo.add(secret);
    }
    echo
}

/// How a service may write one character.
type Escape = fn(char) -> String;

/// Each way that is found, by name.
const ESCAPES: [(&str, Escape); 14] = [
    ("as it is", |character| character.to_string()),
    ("JSON", |character| format!("\\u{:04x}", u32::from(character))),
    ("JSON in capitals", |character| format!("\\u{:04X}", u32::from(character))),
    ("JSON with a backslash", |character| match character {
        '/' => "\\/".to_owned(),
        other => other.to_string(),
    }),
    ("JSON in JSON", |character| format!("\\\\u{:04x}", u32::from(character))),
    ("JSON, all of it escaped", |character| format!("\\u005c\\u0075{:04x}", u32::from(character))),
    ("percent", |character| format!("%{:02x}", u32::from(character))),
    ("percent in capitals", |character| format!("%{:02X}", u32::from(character))),
    ("percent twice", |character| format!("%25{:02X}", u32::from(character))),
    ("HTML", |character| format!("&#{};", u32::from(character))),
    ("HTML in hexadecimal", |character| format!("&#x{:X};", u32::from(character))),
    ("HTML in HTML", |character| format!("&amp;#{};", u32::from(character))),
    ("a programming language", |character| format!("\\x{:02x}", u32::from(character))),
    ("Rust", |character| format!("\\u{{{:x}}}", u32::from(character))),
];

/// `text` with every character that `chosen` takes in the given way.
fn escaped(text: &str, escape: Escape, chosen: impl Fn(char) -> bool) -> String {
    text.chars().map(|character| if chosen(character) { escape(character) } else { character.to_string() }).collect()
}

#[test]
fn a_token_is_found_however_it_is_escaped() {
    let echo = echo(&[TOKEN]);
    for (name, escape) in ESCAPES {
        for chosen in
            [|_: char| true, |character: char| !character.is_ascii_alphanumeric(), |character| character == '-']
        {
            let text = format!("the token {} is wrong", escaped(TOKEN, escape, chosen));
            assert_eq!(echo.redacted(&text), "the token [token] is wrong", "{name}: {text}");
        }
    }
}

#[test]
fn names_of_html_are_undone() {
    let echo = echo(&["0123456789+/=._0123456789"]);
    for text in ["0123456789&plus;&sol;&equals;&period;&lowbar;0123456789", "0123456789&amp;plus;/&amp;#61._0123456789"]
    {
        assert_eq!(echo.redacted(text), INSTEAD, "{text}");
    }
}

#[test]
fn capitals_and_alphabets_make_no_difference() {
    let echo = echo(&[TOKEN]);
    for text in [
        TOKEN.to_uppercase(),
        TOKEN.to_lowercase(),
        TOKEN.replace('-', "+").replace('_', "/"),
        TOKEN.replace('+', "-").replace('/', "_"),
        TOKEN.replace('+', " "),
        TOKEN.trim_end_matches('=').to_owned(),
    ] {
        assert_eq!(echo.redacted(&text), INSTEAD, "{text}");
    }
}

#[test]
fn every_piece_that_is_long_enough_is_found() {
    let echo = echo(&[TOKEN]);
    for start in 0..=TOKEN.len() - PIECE {
        for end in [start + PIECE, TOKEN.len()] {
            for (name, escape) in ESCAPES {
                let piece = escaped(&TOKEN[start..end], escape, |character| !character.is_ascii_alphanumeric());
                assert_eq!(echo.redacted(&format!("<{piece}>")), "<[token]>", "{name}: {piece}");
            }
        }
    }
    let [first, last] = [&TOKEN[..20], &TOKEN[20..]];
    assert_eq!(echo.redacted(&format!("{first}\n  {last}")), "[token]\n  [token]", "wrapped");
}

#[test]
fn the_pieces_on_both_sides_of_a_cut_are_found() {
    for secret in [TOKEN, "short-secret"] {
        let echo = echo(&[secret]);
        for length in SHORTEST_END..secret.len() {
            let (beginning, end) = (&secret[..length], &secret[secret.len() - length..]);
            // A dot of the cut may be taken for one of the token.
            let dotless = |text: String| echo.redacted(&text).replace('.', "");
            assert_eq!(dotless(format!("it is {beginning}..")), "it is [token]");
            assert_eq!(dotless(format!("it is ..{end}: no")), "it is [token]: no");
            assert!(matches!(&*dotless(format!("{beginning}..{end}")), "[token]" | "[token][token]"), "{length}");
        }
    }
    assert_eq!(
        echo(&[TOKEN]).redacted("eyJ0 or eyJ.. and ..l=="),
        "eyJ0 or eyJ.. and ..l==",
        "too short, or not at a cut"
    );
}

#[test]
fn a_short_secret_is_found_as_a_whole_and_a_word_is_not() {
    assert_eq!(echo(&["a-secret"]).redacted("not a\\u002dsecret!"), "not [token]!");
    assert_eq!(echo(&["a-secret"]).redacted("not a-secre"), "not a-secre");
    assert_eq!(echo(&["secret", ""]).redacted("secret"), "secret");
    assert_eq!(echo(&["secret-1", "secret-22"]).redacted("secret-22, secret-1"), "[token], [token]", "each of several");
    assert!(
        matches!(echo(&[]).redacted(&"x".repeat(LOOKED_AT + 1)), Cow::Borrowed(_)),
        "with no secret nothing is cut"
    );
}

#[test]
fn a_text_without_the_token_stays_as_it_is() {
    for text in
        ["", "a", "\\", "\\u", "\\u00", "\\u{2d", "%", "%2", "&", "&#", "&#x", "&#x110000;", "&am", "\u{1f600}%zz"]
    {
        assert!(matches!(echo(&[TOKEN]).redacted(text), Cow::Borrowed(same) if same == text), "{text}");
    }
}

#[test]
fn a_long_text_is_cut_without_leaving_a_piece() {
    let echo = echo(&[TOKEN]);
    let limit = 2 * MARGIN;
    // Around the place up to which it is looked at, and around the one where it is cut.
    for before in (limit - 80..limit + 2).chain(limit - MARGIN - 80..limit - MARGIN + 2) {
        let text = format!("{}{}", "x".repeat(before), TOKEN.replace('-', "\\u002d"));
        let redacted = echo.redacted_within(&text, limit);
        let rest = redacted.trim_start_matches('x');
        assert!(matches!(rest, "" | "[token]") && redacted.len() <= limit, "{before}: {rest}");
    }
}

proptest! {
    #[test]
    fn nothing_of_a_token_is_left_in_any_text(
        before in "[a-z\\\\%&;#u0-9\"\u{e9}]{0,9}",
        after in "[g-z ;\"\u{e9}]{0,9}",
        ways in prop::collection::vec(0..ESCAPES.len(), TOKEN.len()),
    ) {
        let written: String = TOKEN.chars().zip(ways).map(|(character, way)| ESCAPES[way].1(character)).collect();
        let text = format!("{before}<{written}>{after}");
        prop_assert_eq!(echo(&[TOKEN]).redacted(&text), format!("{before}<[token]>{after}"));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in r"([\\%&#ux{};0-9a-f]|\PC){0,60}") {
        let _ = echo(&[TOKEN]).redacted(&text);
    }
}

/// What `beginnings` gives, found by trying each length.
fn tried(secret: &[char], text: &[char]) -> Vec<usize> {
    let longest =
        |end: usize| (SHORTEST_END..=secret.len()).rev().find(|&length| text[..end].ends_with(&secret[..length]));
    (0..=text.len()).map(|end| longest(end).unwrap_or_default()).collect()
}

#[test]
fn beginnings_are_those_that_trying_finds() {
    // All texts of two letters, and secrets that repeat themselves in every way.
    let words = |length: u32| {
        (0..1_u32 << length)
            .map(move |bits| (0..length).map(|at| if bits >> at & 1 == 0 { 'a' } else { 'b' }).collect::<Vec<_>>())
    };
    for secret in words(6) {
        for text in words(11) {
            assert_eq!(beginnings(&secret, &text), tried(&secret, &text), "{secret:?} {text:?}");
        }
    }
}

#[test]
fn a_text_of_cuts_is_searched_in_time_that_grows_with_its_length() {
    thread_local!(static COMPARISONS: Cell<usize> = const { Cell::new(0) });
    #[derive(Clone, Copy)]
    struct Counted(char);
    impl PartialEq for Counted {
        fn eq(&self, other: &Self) -> bool {
            COMPARISONS.set(COMPARISONS.get() + 1);
            self.0 == other.0
        }
    }
    let secret: Vec<_> = ".".repeat(999).chars().chain(['x']).map(Counted).collect();
    let text = vec![Counted('.'); 100_000];
    beginnings(&secret, &text);
    assert!(COMPARISONS.get() < 4 * (secret.len() + text.len()), "{}", COMPARISONS.get());
}
