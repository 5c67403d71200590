//! Whole files of declarations.

use graph_emit::ir::Api;
use proc_macro2::TokenStream;

use crate::lower::lower;
use crate::report::Report;
use crate::syntax::{self, ApiOptions, Item};

/// Something that is wrong with a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line and the column, from 1, in characters; `None` without the feature `locations`.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and in the lines behind the first what to do about it.
    pub message: String,
}

/// The API of all declarations in `text`, a file of Rust. Items that declare nothing are passed over.
///
/// # Errors
/// All that is wrong with the declarations. The rest of the file is not looked at.
pub fn parse(text: &str) -> Result<Api, Vec<Fault>> {
    let tokens: TokenStream = text
        .parse()
        .map_err(|error: proc_macro2::LexError| vec![fault(error.span(), format!("this is not Rust: {error}"))])?;
    let mut report = Report::default();
    let file = syntax::file(tokens, &mut report);
    // A file that is one API is that API.
    let api = match file.items.as_slice() {
        [Item::Api(declared)] => {
            let prefixed = lower(&declared.module, &declared.options, &mut report);
            prefixed.api
        }
        _ => lower(&file, &ApiOptions::default(), &mut report).api,
    };
    let faults: Vec<_> = report.into_errors().map(|error| fault(error.span(), error.to_string())).collect();
    if faults.is_empty() { Ok(api) } else { Err(faults) }
}

fn fault(span: proc_macro2::Span, message: String) -> Fault {
    #[cfg(feature = "locations")]
    let place = Some((span.start().line, span.start().column + 1));
    #[cfg(not(feature = "locations"))]
    let place = {
        let _ = span;
        None
    };
    Fault { place, message }
}
