//! How many of a thing there are, in words.

/// `number` and `noun`, which takes an `s` where there is not exactly one.
///
/// ```
/// use graph_emit::count::counted;
///
/// assert_eq!(counted(1, "operation"), "1 operation");
/// assert_eq!(counted(0, "operation"), "0 operations");
/// ```
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
