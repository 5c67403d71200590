//! The syntax of declarations: items with the attributes of this language, and all others as they are.
//!
//! Every part takes the [`Report`] along, adds what is wrong with it and goes on, so that one look shows all mistakes.

mod action;
mod api;
mod attributes;
mod builder;
pub mod fallback;
mod member;
mod member_options;
mod method;
mod model;
pub mod named;
mod variant;

pub use self::action::{Action, ActionOptions};
pub use self::api::{ApiOptions, Declared};
pub use self::attributes::Attributes;
pub use self::builder::{Argument, Builder, BuilderOptions};
pub use self::member::Member;
pub use self::method::{BodyKind, Method, Parameter};
pub use self::model::{Alias, Enumeration, Model, ModelOptions};
pub use self::variant::Variant;
pub use crate::lower::Declares;

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse as _, ParseStream, Parser as _};
use syn::{Attribute, Token, Visibility};

use crate::report::Report;

/// The deepest nesting of modules: reading one takes some 20 KB of stack in a debug build, and later stages recurse once per
/// module. The paths of Graph have at most 17 segments.
const MAX_MODULES: usize = 40;

/// A module, or a whole file.
pub struct Module {
    /// Its name; `None` for a file.
    pub name: Option<Ident>,
    /// What is before its name.
    pub vis: Visibility,
    /// What is said about it, in the order written.
    pub attributes: Attributes,
    /// Its items.
    pub items: Vec<Item>,
}

impl Module {
    /// A module without a name of one item alone.
    pub fn of(item: Item) -> Self {
        Self { name: None, vis: Visibility::Inherited, attributes: Attributes::default(), items: vec![item] }
    }
}

/// An item of a module.
pub enum Item {
    /// `#[graph_action(..)]` on a struct.
    Action(Action),
    /// `#[graph_builder(..)]` on an `impl`.
    Builder(Builder),
    /// `#[graph_model(..)]` on a struct.
    Model(Model),
    /// `#[graph_enum(..)]` on an enum.
    Enumeration(Enumeration),
    /// `#[graph_model(..)]` on another name for a type.
    Alias(Alias),
    /// `#[graph_api(..)]` on a module.
    Api(Declared),
    /// A module.
    Module(Module),
    /// Anything else, as it is.
    Other(TokenStream),
}

impl Item {
    /// The name of the type that it declares.
    fn name(&self) -> Option<&Ident> {
        match self {
            Self::Action(action) => Some(&action.name),
            Self::Builder(builder) => Some(&builder.name),
            Self::Model(model) => Some(&model.name),
            Self::Enumeration(list) => Some(&list.name),
            Self::Alias(alias) => Some(&alias.name),
            Self::Api(_) | Self::Module(_) | Self::Other(_) => None,
        }
    }
}

/// Reads the file or the items of a module in `tokens`; what is wrong goes to `report`.
pub fn file(tokens: TokenStream, report: &mut Report) -> Module {
    let mut items = Vec::new();
    let parser = |input: ParseStream<'_>| {
        Attribute::parse_inner(input)?;
        self::items(input, 0, &mut items, report)
    };
    let read = parser.parse2(tokens);
    report.keep(read);
    keep_first_of_each_name(&mut items, report);
    Module { name: None, vis: Visibility::Inherited, attributes: Attributes::default(), items }
}

/// Reads one item; what is wrong with it goes to `report`.
pub fn item(tokens: TokenStream, report: &mut Report) -> Option<Item> {
    let mut found = None;
    let parser = |input: ParseStream<'_>| {
        found = next(input, 0, report)?;
        Ok(())
    };
    let read = parser.parse2(tokens);
    report.keep(read);
    found
}

fn items(input: ParseStream<'_>, depth: usize, items: &mut Vec<Item>, report: &mut Report) -> syn::Result<()> {
    while !input.is_empty() {
        let ahead = input.fork();
        let item = next(input, depth, report);
        let is_broken = item.is_err();
        if let Some(item) = report.keep(item).flatten() {
            items.push(item);
            continue;
        }
        // What cannot be used stands there as it is, so that nobody misses it who names it.
        let mut tokens = TokenStream::new();
        ahead.call(Attribute::parse_outer)?;
        other(&ahead, &mut tokens)?;
        items.push(Item::Other(fallback::item(&tokens)));
        if is_broken {
            input.advance_to(&ahead);
        }
    }
    Ok(())
}

fn next(input: ParseStream<'_>, depth: usize, report: &mut Report) -> syn::Result<Option<Item>> {
    let attributes = input.call(Attribute::parse_outer)?;
    let is_module = |input: ParseStream<'_>| {
        let ahead = input.fork();
        ahead.parse::<Visibility>().is_ok() && ahead.peek(Token![mod])
    };
    if !attributes.iter().any(attributes::is_declaring) && !is_module(input) {
        let mut tokens = TokenStream::new();
        for attribute in &attributes {
            attribute.to_tokens(&mut tokens);
        }
        other(input, &mut tokens)?;
        return Ok(Some(Item::Other(tokens)));
    }
    let read = Attributes::read(attributes, report);
    let vis = Visibility::parse(input)?;
    if input.peek(Token![mod]) {
        return module(input, read, vis, depth, report).map(Some);
    }
    if input.peek(Token![impl]) {
        return builder::parse(input, read, report).map(|builder| builder.map(Item::Builder));
    }
    if input.peek(Token![struct]) {
        return model::structure(input, read, vis, report);
    }
    if input.peek(Token![enum]) {
        return model::enumeration(input, read, vis, report).map(|item| item.map(Item::Enumeration));
    }
    if input.peek(Token![type]) {
        return model::alias(input, read, vis, report).map(|item| item.map(Item::Alias));
    }
    let name = read.declares.map_or("graph_model", |(name, _)| name);
    let help = "it goes on `impl`, `struct`, `enum`, `type` or `mod`";
    report.push(crate::report::error_at(input.span(), format!("`{name}` does not go on this"), help));
    other(input, &mut TokenStream::new()).map(|()| None)
}

fn module(
    input: ParseStream<'_>,
    mut attributes: Attributes,
    vis: Visibility,
    depth: usize,
    report: &mut Report,
) -> syn::Result<Item> {
    let keyword: Token![mod] = input.parse()?;
    let name: Ident = input.parse()?;
    if input.peek(Token![;]) {
        // In a file of its own, which is not read.
        let end: Token![;] = input.parse()?;
        let passed = attributes.passed.iter().map(quote::ToTokens::to_token_stream);
        let passed: TokenStream = passed.collect();
        return Ok(Item::Other(quote::quote! { #passed #vis #keyword #name #end }));
    }
    let body;
    syn::braced!(body in input);
    let mut items = Vec::new();
    if depth == MAX_MODULES {
        let help = format!("the most are {MAX_MODULES}");
        report.push(crate::report::error(&name, "modules are nested too deep", help));
        other(&body, &mut TokenStream::new())?;
    } else {
        Attribute::parse_inner(&body)?;
        self::items(&body, depth + 1, &mut items, report)?;
        keep_first_of_each_name(&mut items, report);
    }
    let declares = attributes.declares.take();
    let module = Module { name: Some(name), vis, attributes, items };
    Ok(match declares {
        Some(("graph_api", attribute)) => Item::Api(api::declared(&attribute, module, report)),
        Some((other, attribute)) => {
            let help = "a module is declared by `graph_api`";
            report.push(crate::report::error(&attribute, format!("`{other}` does not go on a module"), help));
            Item::Module(module)
        }
        None => Item::Module(module),
    })
}

/// Takes out and reports what has the name of another thing that is declared in the same module. Of a builder and a type, the
/// type stays: it is what other declarations name.
fn keep_first_of_each_name(items: &mut Vec<Item>, report: &mut Report) {
    let is_type = |item: &&Item| !matches!(item, Item::Builder(_));
    let types: HashSet<_> = items.iter().filter(is_type).filter_map(Item::name).map(ToString::to_string).collect();
    let mut seen = HashSet::new();
    items.retain(|item| {
        let Some(name) = item.name() else { return true };
        let is_taken = !is_type(&item) && types.contains(&name.to_string());
        let is_first = !is_taken && seen.insert(name.to_string());
        if !is_first {
            let help = "name one of them otherwise, or put it into a module of its own";
            report.push(crate::report::error(name, format!("`{name}` is declared twice in this module"), help));
        }
        is_first
    });
}

/// Passes over one item of Rust: to its semicolon, or to the end of its braces.
fn other(input: ParseStream<'_>, tokens: &mut TokenStream) -> syn::Result<()> {
    let ends_in_braces = loop {
        // What comes before the word that says what the item is.
        if input.is_empty() {
            return Ok(());
        }
        if input.peek(Token![use]) || input.peek(Token![static]) || input.peek(Token![type]) {
            break false;
        }
        if input.peek(Token![const]) && !input.peek2(Token![fn]) && !input.peek2(Token![unsafe]) {
            break false;
        }
        if input.peek(syn::token::Pub) || input.peek(syn::token::Paren) {
            tokens.extend([input.parse::<TokenTree>()?]);
            continue;
        }
        break true;
    };
    while !input.is_empty() {
        let tree: TokenTree = input.parse()?;
        let is_end = match &tree {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => ends_in_braces && group.delimiter() == proc_macro2::Delimiter::Brace,
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        tokens.extend([tree]);
        if is_end {
            break;
        }
    }
    Ok(())
}
