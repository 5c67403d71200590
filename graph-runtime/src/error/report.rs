//! `Report`: an error and its causes on one line.

use std::error::Error as StdError;
use std::fmt;

use super::SHOWN;
use super::one_line::one_line;

/// How many causes are followed: an error may name itself as its own cause.
const CAUSES: usize = 32;
/// How much of the outermost error is shown, which may hold several texts, each cut for itself.
const OUTERMOST: usize = 5 * SHOWN;

/// Prints an error and all its causes on one line, outermost first and separated by `: `.
///
/// Each text is there once: a cause is left out if the line has it already, as with errors that print their own cause. No
/// text has control characters or such that turn the direction of writing, and long ones are cut.
pub(crate) struct Report<'e>(pub(crate) &'e (dyn StdError + 'static));

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = one_line(&self.0.to_string(), OUTERMOST);
        for cause in causes(self.0) {
            let text = one_line(&cause.to_string(), SHOWN);
            if !has_words(&line, &text) {
                let separator = if line.is_empty() { "" } else { ": " };
                line.push_str(separator);
                line.push_str(&text);
            }
        }
        f.write_str(&line)
    }
}

/// What caused `error`, outermost first.
fn causes<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source()).take(CAUSES)
}

/// Whether `line` has `text`, and not as a part of longer words; an empty text is in every line.
fn has_words(line: &str, text: &str) -> bool {
    let is_apart = |before: Option<char>, after: Option<char>| {
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    line.match_indices(text).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + text.len()..]);
        text.is_empty() || is_apart(before.chars().next_back(), after.chars().next())
    })
}

/// Has `Debug` of error types print the error and its causes on one line, since that is what `unwrap` and `main` print.
macro_rules! debug_as_report {
    ($($error:ty),+ $(,)?) => {
        $(impl ::std::fmt::Debug for $error {
            /// The error and its causes on one line.
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&$crate::error::Report(self), f)
            }
        })+
    };
}

pub(crate) use debug_as_report;

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fmt;

    use super::{CAUSES, Report, SHOWN};

    #[derive(Debug)]
    struct Level(String, Option<Box<Level>>);

    impl fmt::Display for Level {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0)
        }
    }

    impl Error for Level {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|cause| cause as _)
        }
    }

    fn report(levels: &[&str]) -> String {
        let levels = levels.iter().rev().fold(None, |cause, text| Some(Box::new(Level((*text).to_owned(), cause))));
        Report(&*levels.unwrap()).to_string()
    }

    #[test]
    fn each_text_is_there_once() {
        assert_eq!(report(&["a", "b", "c"]), "a: b: c");
        assert_eq!(report(&["a", "a", "a"]), "a");
        assert_eq!(report(&["a: b: c", "b: c", "c"]), "a: b: c");
        assert_eq!(report(&["read (os error 5)", "os error 5"]), "read (os error 5)");
        assert_eq!(report(&["cannot read", "", "late"]), "cannot read: late");
        assert_eq!(report(&["", "late"]), "late");
    }

    #[test]
    fn what_is_within_a_longer_word_is_not_there_yet() {
        assert_eq!(report(&["at line 15", "5"]), "at line 15: 5");
        assert_eq!(report(&["relate", "late"]), "relate: late");
        assert_eq!(report(&["relate late", "late"]), "relate late");
    }

    #[test]
    fn every_level_is_cleaned_and_cut() {
        assert_eq!(report(&["a\n\u{202e}b", "c\u{1b}[0m\td"]), "a b: c [0m d");
        let long = "x".repeat(SHOWN + 1);
        assert_eq!(report(&["a", &long, "b"]), format!("a: {}..: b", "x".repeat(SHOWN)));
    }

    #[test]
    fn an_error_that_is_its_own_cause_ends() {
        #[derive(Debug)]
        struct Own;
        impl fmt::Display for Own {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("own")
            }
        }
        impl Error for Own {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                Some(self)
            }
        }
        assert_eq!(Report(&Own).to_string(), "own");
        let texts: Vec<_> = (0..2 * CAUSES).map(|level| format!("n{level}")).collect();
        let line = report(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(line.ends_with(&format!(": n{CAUSES}")), "{line}");
    }
}
