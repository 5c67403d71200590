//! Where the URL templates of a builder begin.

use proc_macro2::TokenStream;
use quote::quote;

use crate::checked::{Builder, Operation};

/// What the templates of a builder begin with: the root of the service, or the place of a shared builder above it, which its
/// route knows.
#[derive(Clone, Copy, Debug, Default, Hash)]
pub struct Region<'a> {
    /// The path of the shared builder, with the variables of URL templates; empty at the root.
    start: &'a str,
    /// How many modules the builder is below that of the shared one.
    depth: usize,
}

impl<'a> Region<'a> {
    /// That of a declaration, which goes on from a builder at the path `start`.
    pub fn from(start: &'a str) -> Self {
        Self { start, depth: 0 }
    }

    /// That of `builder`, the next below the one whose region this is.
    pub fn below(self, builder: &'a Builder) -> Self {
        if builder.is_shared { Self { start: &builder.path, depth: 0 } } else { Self { depth: self.depth + 1, ..self } }
    }

    /// What the macro that declares the builder at `display_path` is told of its paths.
    pub fn paths(self, display_path: &str) -> TokenStream {
        let up = std::iter::repeat_n(quote! { super:: }, self.depth);
        if self.start.is_empty() {
            quote! { #display_path }
        } else {
            quote! { #(#up)* PLACES, #display_path }
        }
    }

    /// The template of `operation`.
    pub fn template(self, operation: &Operation) -> &str {
        if self.start.is_empty() { &operation.template } else { operation.template_below(self.start) }
    }

    /// What a step to the builder `next` adds to the place that its route knows.
    pub fn onward(self, next: &Builder) -> Option<TokenStream> {
        let path = next.path_below(self.start);
        next.is_shared.then(|| quote! { #path })
    }
}
