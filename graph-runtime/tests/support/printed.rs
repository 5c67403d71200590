//! How errors print. All error types of the crate keep to one rule: `Display` has one level, `source` leads to the next, and
//! `Debug`, which `unwrap` and `main` print, has all of them on one line.

use std::error::Error;

use graph_runtime::transport::TransportError;

/// The line that `Debug` prints of an error; asserts that it is that of the rule, and that no error of ours says what its
/// causes say. Errors of others may, as those of OpenSSL do; the line has such a text once all the same.
#[track_caller]
pub fn line_of(error: &(dyn Error + 'static)) -> String {
    let errors: Vec<_> = std::iter::successors(Some(error), |&error| error.source()).collect();
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let mut levels: Vec<&str> = Vec::new();
    for (at, (error, text)) in errors.iter().zip(&texts).enumerate() {
        assert!(!text.is_empty() && !text.chars().any(char::is_control), "{texts:?}");
        let is_ours = at == 0 || error.is::<TransportError>();
        let is_repeated = texts[at + 1..].iter().any(|cause| text.contains(cause.as_str()));
        assert!(!(is_ours && is_repeated), "a text is there twice: {texts:?}");
        if !levels.iter().any(|level| level.contains(text.as_str())) {
            levels.push(text);
        }
    }
    let line = format!("{error:?}");
    assert_eq!(line, levels.join(": "));
    line
}

/// Asserts that the texts of an error and of its causes are `levels`, and what is printed of it: by itself, and by anyhow.
#[track_caller]
pub fn assert_levels(error: impl Error + Send + Sync + 'static, levels: &[&str]) {
    assert_eq!(line_of(&error), levels.join(": "));
    assert_eq!(error.to_string(), levels[0]);
    let error = anyhow::Error::new(error);
    assert_eq!(format!("{error:#}"), levels.join(": "));
    let causes = match levels {
        [] | [_] => String::new(),
        [_, cause] => format!("\n\nCaused by:\n    {cause}"),
        [_, causes @ ..] => {
            let causes = causes.iter().enumerate().map(|(number, cause)| format!("\n    {number}: {cause}"));
            format!("\n\nCaused by:{}", causes.collect::<String>())
        }
    };
    let printed = format!("{error:?}");
    // With `RUST_BACKTRACE` it has one.
    let printed = printed.split("\n\nStack backtrace:").next().unwrap();
    assert_eq!(printed, format!("{}{causes}", levels[0]));
}
