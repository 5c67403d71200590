//! Untrusted prose as Markdown that means just its words.
//!
//! Nothing in a description may start a doctest, a link, a heading or HTML. What is kept are paragraphs, lists that
//! are plainly lists, code in single backticks, and addresses on the web as links. One escaping serves doc comments,
//! notes of deprecation and files; tests read what comes out with the parser that rustdoc uses.

use std::borrow::Cow;

/// The width of a line of prose.
const WIDTH: usize = 100;

/// Prose as Markdown: paragraphs and lists, wrapped.
pub fn prose(text: &str) -> Vec<String> {
    let text = printable(text);
    let mut lines = Vec::new();
    let all: Vec<_> = text.lines().map(str::trim).collect();
    let mut paragraphs: Vec<_> = all.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).collect();
    // Lists are often written with empty lines between their entries.
    let joined: Vec<&str>;
    if paragraphs.len() > 1 && paragraphs.iter().all(|paragraph| marker(paragraph[0]).is_some()) {
        joined = paragraphs.concat();
        paragraphs = vec![&joined];
    }
    for paragraph in paragraphs {
        for part in parts(paragraph) {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            part.write(&mut lines);
        }
    }
    lines
}

/// Prose as one line of Markdown.
pub fn line(text: &str) -> String {
    let mut lines = Vec::new();
    wrap(&words(&printable(text)), usize::MAX, ("", ""), &mut lines);
    lines.pop().unwrap_or_default()
}

/// `text`, which is Markdown, broken into lines.
pub fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    wrap(&text.split(' ').map(str::to_owned).collect::<Vec<_>>(), WIDTH, ("", ""), &mut lines);
    lines
}

/// A part of a text.
enum Part {
    Paragraph(String),
    /// A list, of numbers or of dots.
    List(bool, Vec<String>),
}

impl Part {
    fn write(&self, lines: &mut Vec<String>) {
        match self {
            Self::Paragraph(text) => wrap(&words(text), WIDTH, ("", ""), lines),
            Self::List(is_numbered, items) => {
                for (number, item) in (1..).zip(items) {
                    let first = if *is_numbered { format!("{number}. ") } else { "- ".to_owned() };
                    wrap(&words(item), WIDTH, (&first, &" ".repeat(first.len())), lines);
                }
            }
        }
    }
}

/// The parts of `lines`, between which no line is empty. Two lines that begin like entries of one list make it a list.
fn parts(lines: &[&str]) -> Vec<Part> {
    let first = lines.iter().position(|line| marker(line).is_some()).unwrap_or(lines.len());
    let (before, list) = lines.split_at(first);
    let mut items: Vec<String> = Vec::new();
    let mut is_list = list.iter().filter(|line| marker(line).is_some()).count() > 1;
    let is_numbered = list.first().and_then(|line| marker(line)).is_some_and(|(number, _)| number.is_some());
    for line in list {
        match (marker(line), items.last_mut()) {
            (Some((number, text)), _) => {
                is_list &= number.is_some() == is_numbered && number.is_none_or(|number| number == items.len() + 1);
                items.push(text.to_owned());
            }
            (None, Some(item)) => item.extend([" ", line]),
            (None, None) => {}
        }
    }
    if !is_list {
        return vec![Part::Paragraph(lines.join(" "))];
    }
    let before = (!before.is_empty()).then(|| Part::Paragraph(before.join(" ")));
    before.into_iter().chain([Part::List(is_numbered, items)]).collect()
}

/// The number and the text of a line that begins like the entry of a list.
fn marker(line: &str) -> Option<(Option<usize>, &str)> {
    let (mark, text) = line.split_once(' ')?;
    let number = || mark.strip_suffix(['.', ')'])?.parse().ok();
    match mark {
        "-" | "*" | "+" | "•" => Some((None, text)),
        _ => number().map(|number| (Some(number), text)),
    }
}

/// Line breaks as `\n`, and what a terminal or an editor would act on replaced: control characters, and the
/// bidirectional ones, which rustc refuses in comments (lint `text_direction_codepoint_in_comment`).
pub fn printable(text: &str) -> String {
    // Nearly all text is of this kind.
    if text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)) {
        return text.to_owned();
    }
    let is_bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            c if c.is_control() || is_bidi(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// The words of `text` as Markdown; code with spaces in it is one.
fn words(text: &str) -> Vec<String> {
    let text = if text.contains('\n') { Cow::Owned(text.replace('\n', " ")) } else { Cow::Borrowed(text) };
    let (mut words, mut glued, mut rest) = (Vec::<String>::new(), false, &*text);
    while !rest.is_empty() {
        let (code, behind) = match code_span(&text, rest) {
            Some(end) => (true, end),
            None => (false, next_part(rest)),
        };
        let (part, after) = rest.split_at(behind);
        for (at, word) in (if code { vec![part] } else { part.split(' ').collect() }).into_iter().enumerate() {
            let word = if code { word.to_owned() } else { escape_word(word) };
            match words.last_mut() {
                Some(last) if at == 0 && glued => last.push_str(&word),
                _ => words.push(word),
            }
        }
        (glued, rest) = (true, after);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Where the code ends that `rest`, the end of `text`, begins with: a single backtick up to the next, neither of which is
/// next to another or behind a backslash.
fn code_span(text: &str, rest: &str) -> Option<usize> {
    let before = text[..text.len() - rest.len()].chars().next_back();
    let inner = rest.strip_prefix('`').filter(|_| !matches!(before, Some('`' | '\\')))?;
    let length = inner.find('`').filter(|length| !inner[..*length].trim().is_empty())?;
    (!inner[length + 1..].starts_with('`')).then_some(length + 2)
}

/// The length of what comes before the next backtick.
fn next_part(rest: &str) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    rest[first..].find('`').map_or(rest.len(), |at| first + at)
}

fn escape_word(word: &str) -> String {
    // Nearly no word has a colon, and a search for a text takes longer than one for a sign.
    if !word.contains(':') {
        return escape_text(word);
    }
    let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| word.find(scheme)).min() else {
        return escape_text(word);
    };
    let end = word[start..].find(|c| "<>[]()\"'`\\".contains(c)).map_or(word.len(), |end| start + end);
    let url = word[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    format!("{}<{url}>{}", escape_text(&word[..start]), escape_text(&word[start + url.len()..]))
}

/// Escapes what Markdown would read as more than text.
fn escape_text(text: &str) -> String {
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'`' | b'*' | b'[' | b']' | b'<' | b'>' | b'~' | b'_' | b'&')) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, sign) in text.char_indices() {
        let behind = &text[at + sign.len_utf8()..];
        let is_special = match sign {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' => true,
            // Within a word it is only itself.
            '_' => !(text[..at].ends_with(char::is_alphanumeric) && behind.starts_with(char::is_alphanumeric)),
            '&' => {
                let name = behind.trim_start_matches(|sign: char| sign == '#' || sign.is_ascii_alphanumeric());
                name.len() < behind.len() && name.starts_with(';')
            }
            _ => false,
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(sign);
    }
    escaped
}

/// Breaks `words` into lines, none of which starts like a list, a heading, a table or a rule; the first line and the
/// others begin as `starts` says.
fn wrap(words: &[String], most: usize, starts: (&str, &str), lines: &mut Vec<String>) {
    let room = most.saturating_sub(starts.1.len());
    let (mut line, mut width) = (starts.0.to_owned(), 0);
    for word in words {
        let more = word.chars().count();
        if width > 0 && width + 1 + more > room {
            lines.push(std::mem::replace(&mut line, starts.1.to_owned()));
            width = 0;
        }
        if width == 0 {
            let word = guarded(word);
            width = word.chars().count();
            line.push_str(&word);
        } else {
            line.push(' ');
            line.push_str(word);
            width += 1 + more;
        }
    }
    if width > 0 {
        lines.push(line);
    }
}

/// The first word of a line, escaped where it would change what the line is.
fn guarded(word: &str) -> String {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    match word[digits..].chars().next() {
        Some(c @ ('#' | '-' | '+' | '=' | '|' | ':')) if digits == 0 => format!("\\{c}{}", &word[1..]),
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &word[..digits], &word[digits..]),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

    use super::{line, prose};

    /// What rustdoc turns on.
    fn options() -> Options {
        Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_SMART_PUNCTUATION
    }

    /// What `markdown` shows as more than words, code, lists and addresses on the web.
    fn live(markdown: &str) -> Vec<String> {
        let is_harmless = |event: &Event<'_>| match event {
            Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item)
            | Event::End(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::SoftBreak => true,
            Event::Start(Tag::Link { link_type: LinkType::Autolink, dest_url, .. }) => {
                dest_url.starts_with("https://") || dest_url.starts_with("http://")
            }
            _ => false,
        };
        let events = Parser::new_ext(markdown, options()).filter(|event| !is_harmless(event));
        events.map(|event| format!("{event:?}")).collect()
    }

    /// The words and code that `markdown` shows.
    fn shown(markdown: &str) -> String {
        let text = |event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.into_string()),
            Event::SoftBreak => Some(" ".to_owned()),
            _ => None,
        };
        Parser::new_ext(markdown, options() - Options::ENABLE_SMART_PUNCTUATION).filter_map(text).collect()
    }

    #[test]
    fn prose_means_just_its_words() {
        let table = [
            ("a <b> [c](d) *e*", "a \\<b\\> \\[c\\](d) \\*e\\*"),
            ("see https://a.b/c.", "see <https://a.b/c>."),
            ("(https://a.b/c)", "(<https://a.b/c>)"),
            ("use `a<b> c` here", "use `a<b> c` here"),
            ("one ` tick", "one \\` tick"),
            ("no \\`code`", "no \\\\\\`code\\`"),
            ("```rust", "\\`\\`\\`rust"),
            ("# head", "\\# head"),
            ("- item", "\\- item"),
            ("12. item", "12\\. item"),
            ("    code", "code"),
            ("*/ fn main() {}", "\\*/ fn main() {}"),
            ("bell\u{7} and \u{202e}", "bell\u{fffd} and \u{fffd}"),
            ("a_b and _c_ R&D &lt;", "a_b and \\_c\\_ R&D \\&lt;"),
        ];
        for (text, expected) in table {
            assert_eq!(prose(text), [expected], "{text}");
            assert_eq!(live(&line(text)), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_code_is_not_live() {
        for text in [
            "\\`<b>x</b>`",
            "``<b>` [x](javascript:y)`",
            "`a` <i>b</i> `c",
            "a`<b>",
            "`<b>\n\n<i>`",
            "` ` <b>`",
            "[x][y]\n\n[y]: javascript:z",
            "<javascript:x>",
            "![x](y)",
            "a\n---",
            "a | b\n--- | ---\nc | d",
            "a\n===",
            "> quote",
            "<!-- x",
            "~~~\nfn main() {}\n~~~",
            "- a\n- <b>\n  # c",
            "[^1]\n\n[^1]: x",
        ] {
            assert_eq!(live(&prose(text).join("\n")), [""; 0], "{text}");
            assert_eq!(live(&line(text)), [""; 0], "{text}");
        }
    }

    #[test]
    fn paragraphs_and_lists_stay_what_they_are() {
        let long = "word ".repeat(60);
        let lines = prose(&format!("first\r\nsecond\n \n\n{long}"));
        assert_eq!(lines[..2], ["first second", ""]);
        assert!(lines[2..].iter().all(|line| line.len() <= super::WIDTH), "{lines:?}");
        assert_eq!(lines[2..].join(" "), long.trim());
        assert_eq!(prose("One of:\n* a\n  b\n* c"), ["One of:", "", "- a b", "- c"]);
        assert_eq!(prose("1. a\n\n2. b"), ["1. a", "2. b"]);
        assert_eq!(prose("1) a\n2) b\n\nEnd."), ["1. a", "2. b", "", "End."]);
        assert_eq!(prose("2. a\n4. b"), ["2\\. a 4. b"]);
        let item = format!("- x\n- {}", "word ".repeat(30));
        assert!(prose(&item)[2].starts_with("  word"), "{item}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn no_text_is_live(text in "([`<>\\[\\]()!*_~#+=|:;&\\\\.\n a1-]|https://|javascript:|<b>|1\\. |- ){0,40}") {
            prop_assert_eq!(live(&prose(&text).join("\n")), [""; 0]);
            prop_assert_eq!(live(&line(&text)), [""; 0]);
        }

        #[test]
        fn every_word_is_shown(text in "([<>\\[\\]()!*_~#+=|:;&\\\\.a1]|amp;| ){0,40}") {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(words(&shown(&line(&text))), words(&text));
        }
    }
}
