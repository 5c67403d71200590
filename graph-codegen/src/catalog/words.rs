//! Names and sentences as words that can be compared: `sendActivityNotification` is `send`, `activity`, `notification`.

/// The words of `text` in lower case: runs of letters and digits, cut where an upper-case letter begins a new one.
/// Plurals lose their ending, so that `calls` is found by `call`.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for sign in text.chars() {
        let begins = sign.is_uppercase() && before.is_lowercase();
        if (begins || !sign.is_alphanumeric()) && !word.is_empty() {
            words.push(singular(std::mem::take(&mut word)));
        }
        if sign.is_alphanumeric() {
            word.extend(sign.to_lowercase());
        }
        before = sign;
    }
    if !word.is_empty() {
        words.push(singular(word));
    }
    words
}

/// `word` without the ending of an English plural, as far as that can be told.
fn singular(mut word: String) -> String {
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.truncate(word.len() - 1);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_of_all_kinds_become_words() {
        for (text, expected) in [
            ("sendActivityNotification", "send activity notification"),
            ("microsoft.graph.reject", "microsoft graph reject"),
            ("{call-id}", "call id"),
            ("getByPath(path='{path}')", "get by path path path"),
            ("calls policies Access status HTTPProxy", "call policy access status httpproxy"),
            ("", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
    }
}
