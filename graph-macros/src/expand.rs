//! The way of a declaration: parse, lower, check, emit; and what is emitted when that fails.

use graph_emit::check::check;
use graph_emit::diagnostic::Diagnostics;
use graph_emit::emit;
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::lower::{self, Lowered};
use crate::report::{Report, error};
use crate::{fallback, parse};

/// `#[graph_action(options)] item`.
pub fn graph_action(options: TokenStream, item: &TokenStream) -> TokenStream {
    // rustc has parsed the item before: what syn cannot read as a struct is another kind of item.
    let Ok(declared) = syn::parse2::<DeriveInput>(item.clone()) else {
        let help = "an action is declared on a struct of the members of its body: `pub struct Name { .. }`";
        let error = error(item, "`graph_action` does not go on this", help).into_compile_error();
        return quote! { #item #error };
    };
    let mut report = Report::default();
    if let Some(action) = action(options, &declared, &mut report) {
        let unit = parse::is_unit(&declared).then(|| fallback::unit(&declared));
        return quote! { #unit #action };
    }
    let (plain, errors) = (fallback::plain(declared), report.compile_errors());
    quote! { #plain #errors }
}

/// The items of the declared action, or `None` with what is wrong in `report`.
fn action(options: TokenStream, item: &DeriveInput, report: &mut Report) -> Option<TokenStream> {
    let declaration = parse::declaration(options, item, report)?;
    let Lowered { api, attach, given } = lower::lower(declaration, report)?;
    let mut found = Diagnostics::new();
    let checked = check(&api, &mut found);
    report.extend(&found);
    Some(given.put_in(emit::action(&checked?, &attach)))
}
