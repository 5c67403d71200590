//! Mistakes as `compile_error!`s: every one of them, each on the tokens at fault.

use std::fmt::Display;
use std::fmt::Write as _;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far.
#[derive(Default)]
pub struct Report(Option<syn::Error>);

impl Report {
    /// Adds one.
    pub fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(found) => found.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Adds all of another.
    pub fn append(&mut self, other: Self) {
        other.0.into_iter().for_each(|error| self.push(error));
    }

    /// The mistakes, in the order found.
    pub fn into_errors(self) -> impl Iterator<Item = syn::Error> {
        self.0.into_iter().flatten()
    }

    /// The value of `result`, or `None` with its error added.
    pub fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Adds what the shared middle found.
    pub fn extend(&mut self, found: &Diagnostics) {
        for diagnostic in found {
            self.push(syn::Error::new(diagnostic.origin.span(), text(diagnostic)));
        }
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// One `compile_error!` per mistake.
    pub fn compile_errors(&self) -> TokenStream {
        self.0.as_ref().map(syn::Error::to_compile_error).unwrap_or_default()
    }
}

/// A mistake in `tokens`, and what to do about it.
pub fn error(tokens: impl ToTokens, message: impl Display, help: impl Display) -> syn::Error {
    syn::Error::new_spanned(tokens, format!("{message}\nhelp: {help}"))
}

/// The same for one token, or for a place where one is missing.
pub fn error_at(span: Span, message: impl Display, help: impl Display) -> syn::Error {
    syn::Error::new(span, format!("{message}\nhelp: {help}"))
}

/// A `compile_error!` has one place only, so the related ones are quoted.
fn text(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    for (origin, label) in &diagnostic.related {
        // Writing to a `String` cannot fail.
        let _ = match origin.span().source_text() {
            Some(source) => write!(text, "\nnote: {label}: `{source}`"),
            None => write!(text, "\nnote: {label}"),
        };
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    text
}
