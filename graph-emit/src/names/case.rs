//! Words of a wire name, and their Rust casing.

use std::borrow::Cow;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// `callbackUri` as `callback_uri`.
pub fn snake(wire: &str) -> String {
    or_placeholder(&clean(wire), ToSnakeCase::to_snake_case)
}

/// `callbackUri` as `CallbackUri`.
pub fn camel(wire: &str) -> String {
    or_placeholder(&clean(wire), ToUpperCamelCase::to_upper_camel_case)
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
    use super::{camel, snake};

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
