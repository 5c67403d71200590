//! Tokens to text.
//!
//! ```text
//! TokenStream -tokens-> flat list -scan, spacing, writer-> Layout -layout-> lines
//! ```

mod comment;
mod layout;
mod scan;
mod spacing;
#[cfg(test)]
mod tests;
mod tokens;
mod writer;

use proc_macro2::TokenStream;
use quote::quote;

use self::tokens::{Flattener, Tokens};

/// How the text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// As rustfmt would.
    ForReaders,
    /// Not at all: nobody reads it.
    None,
}

/// Lays out one file after the other, all in the same memory.
#[derive(Debug, Default)]
pub struct Formatter(Flattener);

impl Formatter {
    /// The text of a file that is a number of streams.
    pub fn text(&mut self, file: Vec<TokenStream>, layout: Layout) -> String {
        match layout {
            Layout::None => file.into_iter().collect::<TokenStream>().to_string(),
            Layout::ForReaders => for_readers(self.0.flat(file)),
        }
    }
}

/// The statements `tokens` as rustfmt would lay them out at the start of a line.
pub fn statements(tokens: &TokenStream) -> String {
    const INDENT: &str = "    ";
    let text = for_readers(Flattener::default().flat([quote! { async fn statements() { #tokens } }]));
    let lines: Vec<_> = text.lines().collect();
    // Literals hold no line breaks of their own, so every line between the braces is code.
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().flat_map(|line| [line.strip_prefix(INDENT).unwrap_or(line), "\n"]).collect()
}

fn for_readers(file: &Tokens) -> String {
    writer::file(file).print()
}
