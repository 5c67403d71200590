//! `one_line`: any text as a log may hold it.

/// `text` on one line of at most `limit` characters, which are followed by `..` if some are left out.
///
/// Control characters and runs of whitespace become one space. Characters that are not seen but change how a line is shown
/// or compared are removed: those that turn the direction of writing (Unicode Standard Annex #9, section 2) and those of no
/// width.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let (mut length, mut is_parted) = (0, false);
    for char in text.chars().filter(|char| !is_unseen(*char)) {
        if char.is_whitespace() || char.is_control() {
            is_parted = !line.is_empty();
            continue;
        }
        for char in is_parted.then_some(' ').into_iter().chain([char]) {
            if length == limit {
                line.truncate(line.trim_end().len());
                line.push_str("..");
                return line;
            }
            line.push(char);
            length += 1;
        }
        is_parted = false;
    }
    line
}

/// Whether a character has no width of its own.
fn is_unseen(char: char) -> bool {
    matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_text_is_one_line_without_what_is_not_seen() {
        assert_eq!(one_line("a\r\n\tb\x07c\u{2028}d\u{85}", 99), "a b c d");
        assert_eq!(one_line(" \u{1b}[31mred \u{1b}[0m", 99), "[31mred [0m");
        assert_eq!(one_line("a\u{202e}b\u{2066}c\u{2069}\u{200b}\u{feff}d\u{61c}\u{200f}", 99), "abcd");
        assert_eq!(one_line(" \n", 99), "");
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        assert_eq!(one_line("äöü", 2), "äö..");
        assert_eq!(one_line("äöü", 3), "äöü");
        assert_eq!(one_line("ab cd", 3), "ab..");
        assert_eq!(one_line("ab \u{202e}\n", 2), "ab");
        assert_eq!(one_line("a", 0), "..");
    }
}
