//! An identifier that, unlike those of `proc_macro2`, may leave its thread.

use std::fmt;
use std::sync::Arc;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt as _};

/// An identifier as Rust spells it, `r#` included. It has no span: as a token it stands at the call site.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    /// The identifier `text`, which is one, raw or not.
    pub(super) fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// How it is spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// It as a token.
    pub fn to_ident(&self) -> Ident {
        let ident = if self.bare().len() < self.0.len() { Ident::new_raw } else { Ident::new };
        ident(self.bare(), Span::call_site())
    }

    /// How it is spelled without `r#`.
    pub fn bare(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

/// The name that somebody's declaration gives.
impl From<&Ident> for Name {
    fn from(ident: &Ident) -> Self {
        Self::new(ident.to_string())
    }
}

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(self.to_ident());
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, text: &str) -> bool {
        *self.0 == *text
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, text: &&str) -> bool {
        *self.0 == **text
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
