//! Where a thing came from, so that a diagnostic can point at it.

use std::fmt;
use std::sync::Arc;

use proc_macro2::Span;

/// The place of a thing in the input of one of the front ends.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A place in an OpenAPI description.
    Spec(SpecOrigin),
    /// A token of a declaration in the user's Rust source.
    Source(Span),
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

    /// This origin with one more reference token, escaped as RFC 6901 section 3 asks; a source span stays as it is.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        match self {
            Self::Spec(spec) => Self::Spec(SpecOrigin {
                file: Arc::clone(&spec.file),
                pointer: format!("{}/{}", spec.pointer, escape_pointer_token(token)),
            }),
            Self::Source(span) => Self::Source(*span),
        }
    }

    /// The span of a declaration; the macro's own call site for what came from a description.
    pub fn span(&self) -> Span {
        match self {
            Self::Spec(_) => Span::call_site(),
            Self::Source(span) => *span,
        }
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
    token.replace('~', "~0").replace('/', "~1")
}
