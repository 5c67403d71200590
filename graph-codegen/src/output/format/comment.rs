//! Documentation as comments: `#[doc = " text"]` is `/// text`.

use std::borrow::Cow;

use proc_macro2::Delimiter;

use super::tokens::{Kind, Tokens};

/// What stands behind the slashes for the attribute whose brackets are at `bracket`; `None` for one that is no
/// documentation, or that would mean something else as a comment.
pub fn text(tokens: &Tokens, bracket: usize) -> Option<Cow<'_, str>> {
    let is_doc = tokens.kind(bracket) == Some(Kind::Open(Delimiter::Bracket))
        && tokens.is(bracket + 1, "doc")
        && tokens.is(bracket + 2, "=")
        && tokens.kind(bracket + 3) == Some(Kind::Literal)
        && tokens.behind(bracket) == bracket + 5;
    let text = unquoted(is_doc.then(|| tokens.text(bracket + 3))?)?;
    // A comment of four slashes is not documentation, and one with a line break ends early.
    (!text.starts_with('/') && !text.contains(['\n', '\r'])).then_some(text)
}

/// The value of a string literal; `None` for other literals, and for escapes that no line of prose needs.
fn unquoted(literal: &str) -> Option<Cow<'_, str>> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(Cow::Borrowed(inner));
    }
    let mut text = String::with_capacity(inner.len());
    let mut signs = inner.chars();
    while let Some(sign) = signs.next() {
        text.push(match sign {
            '\\' => escaped(&mut signs)?,
            sign => sign,
        });
    }
    Some(Cow::Owned(text))
}

/// The character that the escape behind a backslash stands for.
fn escaped(signs: &mut std::str::Chars<'_>) -> Option<char> {
    match signs.next()? {
        sign @ ('\\' | '"' | '\'') => Some(sign),
        't' => Some('\t'),
        'u' => {
            let (digits, rest) = signs.as_str().strip_prefix('{')?.split_once('}')?;
            *signs = rest.chars();
            char::from_u32(u32::from_str_radix(digits, 16).ok()?)
        }
        _ => None,
    }
}
