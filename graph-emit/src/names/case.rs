//! Words of a wire name, and their Rust casing.
//!
//! The words are those of `heck`, which a test compares. It reads text of any language and writes letter by letter, which
//! takes four times as long for the ASCII that identifiers are kept to, and there are a hundred thousand of them.

use std::borrow::Cow;

/// `callbackUri` as `callback_uri`.
pub fn snake(wire: &str) -> String {
    or_placeholder(&clean(wire), in_snake)
}

/// `callbackUri` as `CallbackUri`.
pub fn camel(wire: &str) -> String {
    or_placeholder(&clean(wire), in_camel)
}

fn in_snake(clean: &str) -> String {
    // Room for the underscores of most names.
    let mut name = String::with_capacity(clean.len() + 8);
    for word in words(clean) {
        if !name.is_empty() {
            name.push('_');
        }
        name.push_str(word);
    }
    name.make_ascii_lowercase();
    name
}

fn in_camel(clean: &str) -> String {
    let mut name = String::with_capacity(clean.len());
    for word in words(clean) {
        let start = name.len();
        name.push_str(word);
        name[start..].make_ascii_lowercase();
        name[start..=start].make_ascii_uppercase();
    }
    name
}

/// The words of `clean`: what underscores part, and within that what the case of letters parts. A word begins with a
/// capital behind a small letter, or with the last of several capitals in front of a small letter: `odata`, `URL`, `Id` in
/// `odataURLId`. Digits belong to the letters before them.
fn words(clean: &str) -> impl Iterator<Item = &str> {
    clean.split('_').flat_map(words_by_case)
}

fn words_by_case(mut rest: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (word, behind) = rest.split_at(first_word(rest.as_bytes()));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// The length of the first word of `text`.
fn first_word(text: &[u8]) -> usize {
    // The last letter of the word before the current one; there is none before the first letter.
    let mut last: Option<u8> = None;
    for (at, pair) in text.windows(2).enumerate() {
        let (own, next) = (pair[0], pair[1]);
        let letter = if own.is_ascii_alphabetic() { Some(own) } else { last };
        if next.is_ascii_uppercase() && letter.is_some_and(|letter| letter.is_ascii_lowercase()) {
            return at + 1;
        }
        let is_capital = own.is_ascii_uppercase() && last.is_some_and(|last| last.is_ascii_uppercase());
        if is_capital && next.is_ascii_lowercase() {
            return at;
        }
        last = letter;
    }
    text.len()
}

/// The wire name with all that no identifier can hold replaced: signs and leading digits are spelled out, the rest of
/// the punctuation parts words. What is left holds letters, digits and underscores, and starts with a letter.
fn clean(wire: &str) -> Cow<'_, str> {
    if wire.starts_with(|c: char| c.is_ascii_alphabetic()) && wire.chars().all(is_word) {
        return Cow::Borrowed(wire);
    }
    let signs = match wire.strip_prefix('-') {
        Some(rest) => format!("minus_{rest}"),
        None => wire.replace('+', "_plus_"),
    };
    let parts: String = signs.chars().map(|c| if is_word(c) { c } else { '_' }).collect();
    let parts = parts.trim_matches('_');
    let digits = parts.find(|c: char| !c.is_ascii_digit()).unwrap_or(parts.len());
    let (digits, rest) = parts.split_at(digits);
    let spelled: String = digits.chars().filter_map(digit_word).collect();
    let mut rest = rest.chars();
    let head = rest.next().map(|c| if spelled.is_empty() { c } else { c.to_ascii_uppercase() });
    spelled.chars().chain(head).chain(rest).collect()
}

/// Identifiers are kept to ASCII: a description cannot smuggle in look-alike or right-to-left letters.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn digit_word(digit: char) -> Option<&'static str> {
    const WORDS: [&str; 10] = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    WORDS.get(digit.to_digit(10)? as usize).copied()
}

/// A name made of punctuation alone has no words; its characters' numbers keep it distinct.
fn or_placeholder(clean: &str, convert: impl Fn(&str) -> String) -> String {
    let name = convert(clean);
    if name.is_empty() { convert("unnamed") } else { name }
}

#[cfg(test)]
mod tests {
    use heck::{ToSnakeCase, ToUpperCamelCase};
    use proptest::prelude::*;

    use super::{camel, clean, snake};

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn words_are_those_of_heck(wire in "[a-cA-C]([a-cA-C0-1_]){0,12}") {
            prop_assert_eq!(snake(&wire), clean(&wire).to_snake_case());
            prop_assert_eq!(camel(&wire), clean(&wire).to_upper_camel_case());
        }
    }

    #[test]
    fn words_are_those_of_the_sdks() {
        let table = [
            ("@odata.nextLink", "odata_next_link", "OdataNextLink"),
            ("request-id", "request_id", "RequestId"),
            ("_component", "component", "Component"),
            ("-INF", "minus_inf", "MinusInf"),
            ("-1", "minus_1", "Minus1"),
            ("123Spelled", "one_two_three_spelled", "OneTwoThreeSpelled"),
            ("5gRadio", "five_g_radio", "FiveGRadio"),
            ("riskEventTypes_v2", "risk_event_types_v2", "RiskEventTypesV2"),
            ("windows81GeneralConfiguration", "windows81_general_configuration", "Windows81GeneralConfiguration"),
            ("$select", "select", "Select"),
        ];
        for (wire, in_snake, in_camel) in table {
            assert_eq!((snake(wire), camel(wire)), (in_snake.to_owned(), in_camel.to_owned()), "{wire}");
        }
    }

    #[test]
    fn names_without_words_still_have_one() {
        for wire in ["", "_", "@", "日本", "*/"] {
            assert_eq!((snake(wire).as_str(), camel(wire).as_str()), ("unnamed", "Unnamed"), "{wire}");
        }
    }
}
