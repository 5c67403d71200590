//! Where a thing came from, so that a diagnostic can point at it.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::thread::{self, ThreadId};

use proc_macro2::Span;

/// The place of a thing in the input of one of the front ends.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A place in an OpenAPI description.
    Spec(SpecOrigin),
    /// A token of a declaration in the user's Rust source.
    Source(SourceOrigin),
}

/// A span of a declaration. Spans may not leave the thread that has read the declaration, and origins may: the checks of a
/// large API are shared out. So the thread keeps the spans, and this is the place of one among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceOrigin {
    thread: ThreadId,
    place: usize,
}

thread_local! {
    static SPANS: RefCell<Vec<Span>> = const { RefCell::new(Vec::new()) };
}

/// A JSON pointer into one of the descriptions of a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpecOrigin {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// An RFC 6901 pointer into that file; empty for the whole document.
    pub pointer: String,
}

impl Origin {
    /// The origin `pointer` in the description `file`.
    pub fn spec(file: &Arc<str>, pointer: impl Into<String>) -> Self {
        Self::Spec(SpecOrigin { file: Arc::clone(file), pointer: pointer.into() })
    }

    /// The origin `span` in a declaration that this thread has read.
    pub fn source(span: Span) -> Self {
        let place = SPANS.with_borrow_mut(|spans| {
            spans.push(span);
            spans.len() - 1
        });
        Self::Source(SourceOrigin { thread: thread::current().id(), place })
    }

    /// This origin with one more reference token, escaped as RFC 6901 section 3 asks; a source span stays as it is.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        match self {
            Self::Spec(spec) => {
                // Made for every part of a description: one allocation, and nothing that formats.
                let mut pointer = String::with_capacity(spec.pointer.len() + 1 + token.len());
                pointer.push_str(&spec.pointer);
                pointer.push('/');
                push_escaped(&mut pointer, token);
                Self::Spec(SpecOrigin { file: Arc::clone(&spec.file), pointer })
            }
            Self::Source(source) => Self::Source(*source),
        }
    }

    /// The span of a declaration that this thread has read; the macro's own call site for everything else.
    pub fn span(&self) -> Span {
        let span = match self {
            Self::Source(SourceOrigin { thread, place }) if *thread == thread::current().id() => {
                SPANS.with_borrow(|spans| spans.get(*place).copied())
            }
            Self::Source(_) | Self::Spec(_) => None,
        };
        span.unwrap_or_else(Span::call_site)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(spec) => write!(f, "{}#{}", spec.file, spec.pointer),
            Self::Source(_) => f.write_str("declaration"),
        }
    }
}

/// One RFC 6901 reference token: `~` is written `~0` and `/` is written `~1`.
pub fn escape_pointer_token(token: &str) -> String {
    let mut escaped = String::with_capacity(token.len());
    push_escaped(&mut escaped, token);
    escaped
}

fn push_escaped(pointer: &mut String, token: &str) {
    for part in token.split_inclusive(['~', '/']) {
        match part.as_bytes().last() {
            Some(b'~') => pointer.extend([&part[..part.len() - 1], "~0"]),
            Some(b'/') => pointer.extend([&part[..part.len() - 1], "~1"]),
            _ => pointer.push_str(part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, escape_pointer_token};

    #[test]
    fn tokens_are_escaped_as_rfc_6901_asks() {
        for (token, escaped) in [("a", "a"), ("", ""), ("/a/b~", "~1a~1b~0"), ("~1", "~01"), ("é/ü", "é~1ü")] {
            assert_eq!(escape_pointer_token(token), escaped);
            let child = Origin::spec(&"f".into(), "/paths").child(token);
            assert_eq!(child.to_string(), format!("f#/paths/{escaped}"));
        }
    }
}
