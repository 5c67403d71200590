//! The text around the place that an error of reading names.

use std::ops::Range;

use crate::error::{SHOWN, one_line};
use crate::token::Redactor;

/// How many characters are shown before the place and behind it.
const AROUND: usize = 30;
/// How many bytes more are searched for secrets, on each side: enough for a piece of one that reaches into what is shown,
/// however it is escaped.
const SEARCHED: usize = 1 << 10;

/// What stands around the place that `message` ends with, `.. at line 1 column 17`, as `serde_json` writes it; none where
/// it names no place. Secrets are taken out before the rest is cut off, because half of one would not be found.
pub(crate) fn around(text: &str, message: &str, redactor: &Redactor) -> Option<String> {
    let Range { start, end } = shown(text, message)?;
    let from = floor(text, start.saturating_sub(SEARCHED));
    let searched = &text[from..floor(text, (end + SEARCHED).min(text.len()))];
    let shown = redactor.part(searched, start - from..end - from);
    let (left, right) = (if start > 0 { ".." } else { "" }, if end < text.len() { ".." } else { "" });
    Some(format!("{left}{shown}{right}"))
}

/// `message` without the place that it ends with, for one that tells of a part of the text.
pub(super) fn without_place(message: &str) -> &str {
    match message.rsplit_once(" at line ") {
        Some((reason, place))
            if place.split_once(" column ").is_some_and(|(line, column)| {
                [line, column].iter().all(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            }) =>
        {
            reason
        }
        _ => message,
    }
}

/// What is shown around the place that `message` names.
fn shown(text: &str, message: &str) -> Option<Range<usize>> {
    let (_, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let (line, column) = (line.parse::<usize>().ok()?, column.parse::<usize>().ok()?);
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let place = (before + column).min(text.len());
    let start = text[..floor(text, place)].char_indices().rev().take(AROUND).last().map_or(place, |(at, _)| at);
    let end = text[floor(text, place)..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| place + at);
    let end = floor(text, end);
    (start <= end).then_some(start..end)
}

/// `message` on one line, without its middle if it is long: serde tells the whole of a value that does not fit, and names may
/// be anybody's. It is done where a message is shown, not before: a secret that is cut is not found any more.
pub(crate) fn printable(message: &str) -> String {
    shortened(one_line(message, usize::MAX))
}

fn shortened(message: String) -> String {
    const OMITTED: &str = "..";
    const END: usize = 200;
    if message.len() <= SHOWN {
        return message;
    }
    let (start, end) = (floor(&message, SHOWN - END - OMITTED.len()), floor(&message, message.len() - END));
    // The end may begin a character earlier.
    let start = floor(&message, start.saturating_sub(message.len() - END - end));
    format!("{}{OMITTED}{}", &message[..start], &message[end..])
}

/// The last boundary between characters that is not behind `place`.
fn floor(text: &str, place: usize) -> usize {
    (0..=place).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::AccessToken;
    use crate::token::{Redactor, Secret};

    fn around(text: &str, message: &str) -> Option<String> {
        super::around(text, message, &Secret::default().redactor())
    }

    fn shown(text: &str, line: usize, column: usize) -> Option<String> {
        around(text, &format!("it is wrong at line {line} column {column}"))
    }

    fn redactor(token: &str) -> Redactor {
        let mut secret = Secret::default();
        secret.send(AccessToken::new(token));
        secret.redactor()
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(shown(r#"{"id":5}"#, 1, 7).as_deref(), Some(r#"{"id":5}"#));
        assert_eq!(shown("", 1, 0).as_deref(), Some(""));
    }

    #[test]
    fn of_a_long_text_so_much_is_shown() {
        let text = format!("{}X{}", "a".repeat(100), "b".repeat(100));
        let expected = format!("..{}X{}..", "a".repeat(29), "b".repeat(30));
        assert_eq!(shown(&text, 1, 101), Some(expected));
    }

    #[test]
    fn a_secret_is_taken_out_before_the_text_is_cut() {
        let token = "a-secret-phrase-of-some-length";
        for distance in 0..60 {
            let text = format!("{}\"{}\"{}X", "y".repeat(90), token.replace('-', "\\u002d"), "x".repeat(distance));
            let message = format!("it is wrong at line 1 column {}", text.len());
            let shown = super::around(&text, &message, &redactor(token)).unwrap();
            assert!(!shown.contains("phr") && !shown.contains("len"), "{distance}: {shown}");
            assert_eq!(shown.contains("[token]"), distance < 28, "{distance}: {shown}");
        }
    }

    #[test]
    fn lines_and_characters_of_any_size_are_counted() {
        let text = format!("{{\n\"a\":\"{}\",\n\"b\":5}}", "ü".repeat(60));
        let all = shown(&text, 3, 5).unwrap();
        assert!(all.starts_with("..üü") && all.ends_with("\"b\":5}"), "{all}");
        // Within a character, and beyond the end.
        for (line, column) in [(2, 8), (2, 9), (3, 500), (900, 1)] {
            assert!(shown(&text, line, column).is_some(), "{line} {column}");
        }
    }

    #[test]
    fn without_a_place_nothing_is_shown() {
        for message in ["", "unexpected null", "x at line 1", "x at line a column b", "x at line 0 column 1"] {
            assert_eq!(around("{}", message), None, "{message}");
        }
    }
}
