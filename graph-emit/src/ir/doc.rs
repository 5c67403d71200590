//! What is said about things: untrusted prose of a description, or the Markdown of a declaration.

/// What is said about a thing. Prose of a description is kept as it is; the emitter makes it safe Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Doc {
    /// The text; empty when the description is silent.
    pub text: String,
    /// A paragraph behind the text that is not the description's own.
    pub note: Option<String>,
    /// The documentation page.
    pub link: Option<String>,
    /// Whether the text is Markdown already, as that of a declaration is.
    pub is_markdown: bool,
}

impl Doc {
    /// A doc without a link.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The doc comment of a declaration.
    pub fn markdown(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_markdown: true, ..Self::default() }
    }
}

/// That a thing is deprecated, and what is known about it (`deprecated`, `x-ms-deprecation`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Deprecation {
    /// Why, and what to use instead.
    pub description: Option<String>,
    /// The version it was announced in.
    pub version: Option<String>,
    /// The day it was announced, `yyyy-mm-dd`.
    pub date: Option<String>,
    /// The day it goes away, `yyyy-mm-dd`.
    pub removal_date: Option<String>,
    /// Whether the description is Markdown already, as that of a declaration is.
    pub is_markdown: bool,
}
