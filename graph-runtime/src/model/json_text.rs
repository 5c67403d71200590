//! JSON text from outside: the bounds that are checked before any of it becomes a tree.
//!
//! A tree is built, compared and dropped by recursion, so its depth is bounded before it exists. Everything in this crate
//! that reads JSON goes through here, or through [`wire`](super::wire), where models are read: `clippy.toml` forbids
//! `serde_json`'s own functions elsewhere.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::Error as _;
use serde_json::{Error, Value};

/// How many arrays and objects may be inside each other in a text that becomes a tree or a model. It is as many as
/// `serde_json` reads; here the bound holds for a text as a whole, however many steps it is read in.
pub const MAX_DEPTH: usize = 127;

/// What begins the names of members that `serde_json` reads as something else than an object. In a text from outside, they
/// would not mean what they say.
const RESERVED: &str = "$serde_json::private::";

/// The byte order mark in UTF-8. No text should begin with it, and a reader may pass over it (RFC 8259 section 8.1).
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Reads a text as any type, trees included.
///
/// # Errors
/// It is not JSON in UTF-8, does not read as `T`, is nested deeper than [`MAX_DEPTH`], or uses a reserved name.
pub(crate) fn read<'t, T: Deserialize<'t>>(text: &'t (impl AsRef<[u8]> + ?Sized)) -> Result<T, Error> {
    let text = decoded(text.as_ref())?;
    check(text)?;
    parse(text)
}

/// Reads a text as a type that holds no tree: a string, a raw value, or one level of these. What is inside a raw value is
/// not bounded: it stays text, which costs no stack.
///
/// # Errors
/// It is not JSON in UTF-8, or does not read as `T`.
pub(crate) fn shallow<'t, T: Deserialize<'t>>(text: &'t (impl AsRef<[u8]> + ?Sized)) -> Result<T, Error> {
    parse(decoded(text.as_ref())?)
}

#[expect(clippy::disallowed_methods, reason = "the one place")]
fn parse<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Error> {
    serde_json::from_str(text)
}

/// Whether two JSON texts are the same value. Text that is not a tree is the same as the same text alone.
pub(super) fn is_same_value(this: &str, that: &str) -> bool {
    this == that || matches!((read::<Value>(this), read::<Value>(that)), (Ok(this), Ok(that)) if this == that)
}

/// The text of some bytes, without a byte order mark.
fn decoded(bytes: &[u8]) -> Result<&str, Error> {
    let text = std::str::from_utf8(bytes).map_err(|error| Error::custom(format_args!("not UTF-8: {error}")))?;
    Ok(without_mark(text))
}

/// `text` without the byte order mark that it may begin with.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// Checks the bounds of a text in one pass without recursion. Whether it is JSON is left to whoever reads it.
///
/// # Errors
/// It is nested deeper than [`MAX_DEPTH`], or an object in it uses a reserved name.
pub(crate) fn check(text: &str) -> Result<(), Error> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(at) = rest.find(['[', '{', ']', '}', '"']) {
        let (mark, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = after;
        match mark {
            b'[' | b'{' => depth = deeper(depth)?,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {
                let string = &after[..string_length(after.as_bytes())];
                rest = after.get(string.len() + 1..).unwrap_or_default();
                if rest.trim_start().starts_with(':') {
                    check_name(&unescaped(string))?;
                }
            }
        }
    }
    Ok(())
}

/// The depth inside an array or object that is at `depth`.
///
/// # Errors
/// It would be more than [`MAX_DEPTH`].
pub(super) fn deeper<E: serde::de::Error>(depth: usize) -> Result<usize, E> {
    if depth < MAX_DEPTH {
        Ok(depth + 1)
    } else {
        Err(E::custom(format_args!("arrays and objects are nested deeper than {MAX_DEPTH} levels")))
    }
}

/// Checks the name of a member.
///
/// # Errors
/// It is reserved.
pub(super) fn check_name<E: serde::de::Error>(name: &str) -> Result<(), E> {
    if name.starts_with(RESERVED) {
        Err(E::custom(format_args!("a member has a name that is reserved, `{RESERVED}..`")))
    } else {
        Ok(())
    }
}

/// How many bytes a string has from behind its opening quote up to the closing one, or to the end.
pub(crate) fn string_length(text: &[u8]) -> usize {
    let mut bytes = text.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return at,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    text.len()
}

/// The name that a string stands for, if it may be a reserved one; any other name is returned as it is written.
fn unescaped(string: &str) -> Cow<'_, str> {
    if string.starts_with(['$', '\\']) && string.contains('\\') {
        shallow::<String>(&format!("\"{string}\"")).unwrap_or_default().into()
    } else {
        string.into()
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeSeed as _;
    use serde_json::json;

    use super::super::tree::Tree;
    use super::{MAX_DEPTH, Value, check, read, shallow};

    /// Arrays and objects by turns, `depth` of them inside each other.
    fn nested(depth: usize) -> String {
        (0..depth).fold("\"]]\"".to_owned(), |inner, level| match level % 2 {
            0 => format!("[{inner}]"),
            _ => format!("{{ \"a\\\"[\" : {inner}}}"),
        })
    }

    #[test]
    fn the_bound_is_that_of_serde_json() {
        assert!(shallow::<Value>(&nested(MAX_DEPTH)).is_ok() && shallow::<Value>(&nested(MAX_DEPTH + 1)).is_err());
        assert!(read::<Value>(&nested(MAX_DEPTH)).is_ok());
        for depth in [MAX_DEPTH + 1, 300] {
            let error = read::<Value>(&nested(depth)).unwrap_err().to_string();
            assert!(error.contains("deeper than 127 levels"), "{error}");
            assert!(shallow::<&serde_json::value::RawValue>(&nested(depth)).is_ok(), "text may be as deep as it likes");
        }
    }

    #[test]
    fn brackets_side_by_side_or_in_strings_are_not_deep() {
        let texts = ["[],", "{\"a\":{}},", "\"[[[[\\\"[[[[\","];
        let texts = texts.map(|text| format!("[{}]", text.repeat(MAX_DEPTH * 3).trim_end_matches(',')));
        for text in texts {
            assert_eq!(read::<Value>(&text).unwrap().as_array().unwrap().len(), MAX_DEPTH * 3);
        }
    }

    #[test]
    fn what_is_not_json_is_told_by_the_reader() {
        for text in ["", "\"", "\"\\", "]]]]", "}{", "{\"a\"", "{\"a\":", "\u{feff}", "\u{feff}\u{feff}1", "1 \u{feff}"]
        {
            assert!(check(text).is_ok(), "{text:?}");
            assert!(read::<Value>(text).is_err() && shallow::<Value>(text).is_err(), "{text:?}");
        }
        assert!(read::<Value>(&[b'"', 0xff, b'"'][..]).unwrap_err().to_string().starts_with("not UTF-8"));
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert_eq!(read::<Value>("\u{feff}[1]").unwrap(), json!([1]));
        assert_eq!(shallow::<Vec<u8>>("\u{feff}[1]".as_bytes()).unwrap(), [1]);
    }

    #[test]
    fn reserved_names_are_refused_however_they_are_written() {
        let name = "$serde_json::private::Anything";
        for written in [name.to_owned(), name.replace('$', "\\u0024"), name.replace("::", "\\u003a:")] {
            let text = format!("[{{\"a\": {{\"{written}\" : 1}}}}]");
            assert!(read::<Value>(&text).unwrap_err().to_string().contains("reserved"), "{text}");
            let value = format!("{{\"$a\":\"{written}\",\"\\u0024b\":\"{written}\"}}");
            assert_eq!(read::<Value>(&value).unwrap(), json!({ "$a": name, "$b": name }), "a value may be any text");
        }
    }

    #[test]
    fn trees_of_any_format_have_the_same_bounds() {
        let tree = |value: &Value, depth| Tree { depth }.deserialize(value);
        for outside in [0, 27, MAX_DEPTH] {
            let inside = MAX_DEPTH - outside;
            assert_eq!(tree(&deep(inside), outside).unwrap(), deep(inside));
            let error = tree(&deep(inside + 1), outside).unwrap_err().to_string();
            assert!(error.contains("deeper than 127 levels"), "{error}");
        }
        let reserved = json!([{ "$serde_json::private::Anything": 1 }]);
        assert!(tree(&reserved, 0).unwrap_err().to_string().contains("reserved"));
        let all = json!({ "a": [null, true, -1, u64::MAX, 1.5, "text"], "b": {} });
        assert_eq!(tree(&all, 0).unwrap(), all);
    }

    fn deep(depth: usize) -> Value {
        (0..depth).fold(Value::Null, |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({ "a": inner }) })
    }
}
