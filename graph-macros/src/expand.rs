//! The way of declarations: read, lower, check, emit; and what is emitted where that fails.

use graph_declare::syntax::{self, ApiOptions, Item, Module, fallback};
use graph_declare::{Report, error, lower};
use graph_emit::check::recovered;
use graph_emit::diagnostic::Diagnostics;
use graph_emit::names::{self, Book};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::attach::Reached;
use crate::{attach, place};

/// A macro of this crate on an item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Macro {
    /// `graph_action`
    Action,
    /// `graph_api`
    Api,
    /// `graph_builder`
    Builder,
    /// `graph_enum`
    Enum,
    /// `graph_model`
    Model,
}

impl Macro {
    fn name(self) -> &'static str {
        match self {
            Self::Action => "graph_action",
            Self::Api => "graph_api",
            Self::Builder => "graph_builder",
            Self::Enum => "graph_enum",
            Self::Model => "graph_model",
        }
    }

    /// What it goes on.
    fn help(self) -> &'static str {
        match self {
            Self::Action => "an action is declared on a struct of the members of its body: `pub struct Name { .. }`",
            Self::Api => "an API is declared on a module: `pub mod private_store { .. }`",
            Self::Builder => "a builder is declared on an `impl`: `impl MuteRequestBuilder { pub fn post(&self); }`",
            Self::Enum => "it is for enums of known values: `pub enum Color { Red, Green }`",
            Self::Model => "a model is declared on a struct: `pub struct Shelf { pub name: Option<String> }`",
        }
    }

    /// What `item` is, if this does not go on it.
    fn misplaced_on(self, item: &TokenStream) -> Option<&'static str> {
        let words = item.clone().into_iter().filter_map(|tree| match tree {
            TokenTree::Ident(word) => Some(word.to_string()),
            _ => None,
        });
        let kinds = [
            ("struct", "a struct"),
            ("enum", "an enum"),
            ("impl", "an `impl`"),
            ("mod", "a module"),
            ("type", "a type"),
        ];
        let fit: &[&str] = match self {
            Self::Action => &["struct"],
            Self::Api => &["mod"],
            Self::Builder => &["impl"],
            Self::Enum => &["enum"],
            Self::Model => &["struct", "type"],
        };
        for word in words {
            if let Some((keyword, what)) = kinds.iter().find(|(keyword, _)| *keyword == word) {
                return (!fit.contains(keyword)).then_some(what);
            }
            if matches!(word.as_str(), "fn" | "union" | "trait" | "use" | "static" | "const" | "extern") {
                break;
            }
        }
        Some("this")
    }

    fn goes_on(self, item: &Item) -> bool {
        match item {
            Item::Action(_) => self == Self::Action,
            Item::Builder(_) => self == Self::Builder,
            // An action that cannot be used is a model.
            Item::Model(_) => matches!(self, Self::Model | Self::Action),
            Item::Alias(_) => self == Self::Model,
            Item::Enumeration(_) => self == Self::Enum,
            Item::Api(_) => self == Self::Api,
            Item::Module(_) | Item::Other(_) => false,
        }
    }
}

/// `#[macro(options)] item`.
pub fn expand(which: Macro, options: TokenStream, item: &TokenStream) -> TokenStream {
    let name = names::fixed(which.name());
    let options = if options.is_empty() {
        options
    } else {
        quote! { (#options) }
    };
    let mut report = Report::default();
    if let Some(what) = which.misplaced_on(item) {
        let misplaced = error(item, format!("`{}` does not go on {what}", which.name()), which.help());
        let errors = misplaced.into_compile_error();
        let item = fallback::item(item);
        return quote! { #item #errors };
    }
    let read = syntax::item(quote! { #[#name #options] #item }, &mut report);
    let expanded = match read {
        Some(item) if which.goes_on(&item) => declared(item, &mut report),
        Some(_) => {
            report.push(error(item, format!("`{}` does not go on this", which.name()), which.help()));
            None
        }
        None => {
            if report.is_empty() {
                report.push(error(item, format!("`{}` does not go on this", which.name()), which.help()));
            }
            None
        }
    };
    let expanded = expanded.filter(|_| report.is_empty() || !fallback::is_generic(item));
    let expanded = expanded.unwrap_or_else(|| fallback::item(item));
    let errors = report.compile_errors();
    quote! { #expanded #errors }
}

/// What `item` declares, with what is wrong in `report`: then it is emitted as if that were right, as far as it goes, so that the
/// mistake is not followed by one more at every use. `None` where nothing can be made of it.
fn declared(item: Item, report: &mut Report) -> Option<TokenStream> {
    let (module, api) = match item {
        Item::Api(declared) => (declared.module, Some(declared.options)),
        item => (Module::of(item), None),
    };
    let none = ApiOptions::default();
    let lowered = lower(&module, api.as_ref().unwrap_or(&none), report);
    let mut found = Diagnostics::new();
    let checked = recovered(&lowered.api, &Book::default(), &mut found);
    report.extend(&found);
    let mut checked = checked?;
    place::rename(&mut checked.root, &lowered.misnamed);
    let mut reached = Reached::of(&module, api.as_ref(), &lowered);
    attach::part_builders(&mut checked.root, &reached, &lowered, report);
    let apart = attach::names_are_apart(&module, &reached, &lowered);
    if report.is_empty() {
        report.keep(apart)?;
    } else {
        // What stands alone has no trait whose name another thing could have.
        if reached.is_attached() {
            apart.ok()?;
        }
        reached.prove_nothing();
    }
    Some(place::all(&module, checked, &lowered, reached))
}
