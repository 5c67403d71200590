//! Doc comments from untrusted prose.
//!
//! Nothing in a description may start a doctest, a link, a list or HTML, or leave the comment. Each line becomes one
//! `#[doc]` attribute, so a line can never end the comment it stands in.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::checked::{Family, Heir};
use crate::count::counted;
use crate::ir::{Deprecation, Doc};
use crate::names::Name;

/// The width of a line of prose.
const WIDTH: usize = 100;

/// The most types that a base lists.
const MOST_HEIRS: usize = 30;

/// One `#[doc]` attribute per line.
pub fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| literal(&if line.is_empty() { String::new() } else { format!(" {line}") }));
    quote! { #(#[doc = #lines])* }
}

/// `text` as a string. Escaping looks at each character anew, of which prose has millions, and most lines need none.
fn literal(text: &str) -> Literal {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    let plain = is_plain.then(|| format!("\"{text}\"").parse().ok()).flatten();
    plain.unwrap_or_else(|| Literal::string(text))
}

/// A paragraph, and the empty line before it, about what derives from a type: how many types, and the first of those that
/// do so directly. There is none where nothing does.
pub fn heirs(family: &Family) -> Vec<String> {
    let (all, direct) = (family.descendants.len(), family.children.len());
    if direct == 0 {
        return Vec::new();
    }
    let shown: Vec<_> = family.children.iter().take(MOST_HEIRS).map(|child| heir(child, family)).collect();
    let derive = format!("{} {}", counted(all, "type"), if all == 1 { "derives" } else { "derive" });
    let directly = if direct == all { String::new() } else { format!(", {direct} of them directly") };
    let lead = if shown.len() < direct { ", such as" } else { ":" };
    let them = if all == 1 { "it" } else { "them all" };
    let feature = family.feature.iter().map(|feature| format!(" The feature `{feature}` brings {them}."));
    let mut lines = vec![String::new()];
    wrap(&format!("{derive} from it{directly}{lead} {}.{}", shown.join(", "), feature.collect::<String>()), &mut lines);
    lines
}

/// A link to `heir` from the docs of `family`; only its name where that may lead nowhere, and the feature that brings it where
/// the family has none.
fn heir(heir: &Heir, family: &Family) -> String {
    let Heir { namespace, name, feature } = heir;
    match feature {
        Some(feature) if family.feature.is_none() => return format!("`{name}` (feature `{feature}`)"),
        Some(_) => return format!("`{name}`"),
        None => {}
    }
    let here: &[Name] = &family.namespace;
    let shared = namespace.iter().zip(here).take_while(|(one, other)| one == other).count();
    // A type has a module of its own, in that of its namespace.
    let up = std::iter::repeat_n("super::".to_owned(), here.len() - shared + 1);
    let down = namespace[shared..].iter().map(|module| format!("{module}::"));
    format!("[`{name}`]({}{name})", up.chain(down).collect::<String>())
}

/// The text, the note and the link of `doc`, or `fallback` where it has no text.
pub fn lines(doc: &Doc, fallback: &str) -> Vec<String> {
    let mut lines = prose(&doc.text);
    if lines.is_empty() {
        lines.push(fallback.to_owned());
    }
    if let Some(note) = &doc.note {
        lines.push(String::new());
        lines.extend(prose(note));
    }
    lines.extend(link(doc).into_iter().flat_map(|link| [String::new(), link]));
    lines
}

/// The link of `doc` as a line.
pub fn link(doc: &Doc) -> Option<String> {
    let url = doc.link.as_deref()?;
    is_plain_url(url).then(|| format!("[Documentation]({url})"))
}

/// `text`, which is Markdown already, as wrapped lines.
pub fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    wrap(text, &mut lines);
    lines
}

/// `text` in code style; a backtick cannot be part of it.
pub fn code(text: &str) -> String {
    format!("`{}`", printable(text).replace('`', "'"))
}

/// Whether `text` can stand between backticks as it is.
pub fn is_code(text: &str) -> bool {
    code(text).trim_matches('`') == text
}

/// Prose as Markdown that means just its words: paragraphs, wrapped.
pub fn prose(text: &str) -> Vec<String> {
    let text = printable(text);
    let mut lines = Vec::new();
    for paragraph in text.lines().map(str::trim).collect::<Vec<_>>().split(|line| line.is_empty()) {
        let escaped = escape(&paragraph.join(" "));
        if escaped.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        wrap(&escaped, &mut lines);
    }
    lines
}

/// `#[deprecated]` with what is known.
pub fn deprecated(deprecation: Option<&Deprecation>) -> Option<TokenStream> {
    let Deprecation { description, version, date, removal_date } = deprecation?;
    let mut note = description.clone().unwrap_or_default();
    for (lead, part) in [("as of", version), ("on", date), ("and will be removed", removal_date)] {
        if let Some(part) = part {
            note = format!("{note} {lead} {part}");
        }
    }
    let note = printable(note.trim()).replace('\n', " ");
    Some(if note.is_empty() {
        quote! { #[deprecated] }
    } else {
        quote! { #[deprecated(note = #note)] }
    })
}

/// Line breaks as `\n`, and what a terminal or an editor would act on replaced: control characters, and the
/// bidirectional ones, which rustc refuses in comments (lint `text_direction_codepoint_in_comment`).
fn printable(text: &str) -> String {
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

/// Escapes what Markdown would read as more than text. Words in single backticks stay code where the backticks pair up.
fn escape(paragraph: &str) -> String {
    let paired = paragraph.matches('`').count().is_multiple_of(2) && !paragraph.contains("``");
    let mut in_code = false;
    let words = paragraph.split(' ').filter(|word| !word.is_empty()).map(|word| {
        if in_code || (paired && word.contains('`')) {
            in_code ^= !word.matches('`').count().is_multiple_of(2);
            return word.to_owned();
        }
        escape_word(word)
    });
    words.collect::<Vec<_>>().join(" ")
}

fn escape_word(word: &str) -> String {
    let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| word.find(scheme)).min() else {
        return escape_text(word);
    };
    let end = word[start..].find(|c| "<>[]()\"'`\\".contains(c)).map_or(word.len(), |end| start + end);
    let url = word[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    format!("{}<{url}>{}", escape_text(&word[..start]), escape_text(&word[start + url.len()..]))
}

fn escape_text(text: &str) -> String {
    const SPECIAL: [char; 7] = ['\\', '`', '*', '[', ']', '<', '>'];
    let mut escaped = String::with_capacity(text.len());
    for part in text.split_inclusive(SPECIAL) {
        let plain = part.trim_end_matches(SPECIAL);
        escaped.push_str(plain);
        if plain.len() < part.len() {
            escaped.push('\\');
            escaped.push_str(&part[plain.len()..]);
        }
    }
    escaped
}

/// Breaks a paragraph into lines, none of which starts like a list, a heading, a table or a rule.
fn wrap(paragraph: &str, lines: &mut Vec<String>) {
    let (mut line, mut width) = (String::new(), 0);
    for word in paragraph.split(' ') {
        let more = word.chars().count();
        if !line.is_empty() && width + 1 + more > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if line.is_empty() {
            line.push_str(&guarded(word));
            width = line.chars().count();
        } else {
            line.push(' ');
            line.push_str(word);
            width += 1 + more;
        }
    }
    lines.push(line);
}

/// The first word of a line, escaped where it would change what the line is.
fn guarded(word: &str) -> String {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    match word[digits..].chars().next() {
        Some(c @ ('#' | '-' | '+' | '=' | '|' | '~' | ':' | '_')) if digits == 0 => format!("\\{c}{}", &word[1..]),
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &word[..digits], &word[digits..]),
        _ => word.to_owned(),
    }
}

/// Whether a URL can stand in a Markdown link as it is; the emitter leaves out one that cannot.
pub fn is_plain_url(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>()[]`\\\"".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{is_plain_url, prose};

    #[test]
    fn prose_means_just_its_words() {
        let table = [
            ("a <b> [c](d) *e*", "a \\<b\\> \\[c\\](d) \\*e\\*"),
            ("see https://a.b/c.", "see <https://a.b/c>."),
            ("(https://a.b/c)", "(<https://a.b/c>)"),
            ("use `a<b> c` here", "use `a<b> c` here"),
            ("one ` tick", "one \\` tick"),
            ("```rust", "\\`\\`\\`rust"),
            ("# head", "\\# head"),
            ("- item", "\\- item"),
            ("12. item", "12\\. item"),
            ("    code", "code"),
            ("*/ fn main() {}", "\\*/ fn main() {}"),
            ("bell\u{7} and \u{202e}", "bell\u{fffd} and \u{fffd}"),
        ];
        for (text, expected) in table {
            assert_eq!(prose(text), [expected], "{text}");
        }
    }

    #[test]
    fn paragraphs_stay_apart_and_lines_are_wrapped() {
        let long = "word ".repeat(60);
        let lines = prose(&format!("first\r\nsecond\n \n\n{long}"));
        assert_eq!(lines[..2], ["first second", ""]);
        assert!(lines[2..].iter().all(|line| line.len() <= super::WIDTH), "{lines:?}");
        assert_eq!(lines[2..].join(" "), long.trim());
    }

    #[test]
    fn a_link_is_a_plain_url_or_none() {
        assert!(is_plain_url("https://learn.microsoft.com/graph/api/call-reject?view=graph-rest-beta"));
        for url in ["javascript:alert(1)", "https://a/)[b](c", "https://a b", "https://a\n"] {
            assert!(!is_plain_url(url), "{url}");
        }
    }
}
