//! `#[graph_builder("/path", on = Builder, argument: type)] impl NameRequestBuilder { .. }`: a builder and its operations.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Meta, Path, Token, Type, TypePath};

use super::api::is_end;
use super::method::{self, Method};
use super::{Attributes, named};
use crate::report::{Report, error, error_at};
use crate::wire::{self, Case};

const FORM: &str =
    "write it like `graph_builder(\"/communications/calls/{call-id}/mute\", on = CallItemRequestBuilder)`";
const NAMES: &[&str] = &["on", "trait_name", "crate", "action", "function"];

/// A builder and its operations.
pub struct Builder {
    /// Its name.
    pub name: Ident,
    /// What stands in the parentheses.
    pub options: BuilderOptions,
    /// What is said about it.
    pub attributes: Attributes,
    /// Its operations.
    pub methods: Vec<Method>,
}

/// What stands in the parentheses of `graph_builder`.
pub struct BuilderOptions {
    /// The path as written.
    pub path: LitStr,
    /// The builder that the path goes on from.
    pub on: Option<TypePath>,
    /// The name of the trait that has the step on it.
    pub trait_name: Option<Ident>,
    /// Where the runtime is.
    pub runtime: Option<Path>,
    /// Whether the last segment is an action: then the namespace of Graph is not part of its name.
    pub is_action: bool,
    /// Whether it is a function: then, too, and it has a short step.
    pub is_function: bool,
    /// What is said of the arguments of the last segment.
    pub arguments: Vec<Argument>,
}

/// An argument of the last segment of a path.
pub struct Argument {
    /// Its name as written: that in braces, or its identifier.
    pub name: String,
    /// Whether it is written in quotes, as it stands in the path.
    pub is_exact: bool,
    /// Where it is written.
    pub span: Span,
    /// Its type; text where there is none.
    pub ty: Option<Type>,
    /// What it stands for.
    pub doc: String,
}

/// Reads `impl Name { .. }`, which `attributes` stand before.
pub fn parse(input: ParseStream<'_>, attributes: Attributes, report: &mut Report) -> syn::Result<Option<Builder>> {
    let keyword: Token![impl] = input.parse()?;
    let name: Ident = input.parse().map_err(|error: syn::Error| {
        error_at(error.span(), "expected the name of the builder", "write `impl MuteRequestBuilder { .. }`")
    })?;
    if !input.peek(syn::token::Brace) {
        let help = format!("write `impl {name} {{ pub fn get(&self) -> Participant; }}`");
        return Err(error_at(input.span(), "an `impl` of a builder has its name and its operations alone", help));
    }
    let body;
    syn::braced!(body in input);
    let mut methods = Vec::new();
    while !body.is_empty() {
        let method = method::parse(&body, report);
        if method.is_err() {
            skip_method(&body);
        }
        methods.extend(report.keep(method).flatten());
    }
    let options = match &attributes.declares {
        Some(("graph_builder", attribute)) => Some(options(attribute, &name, report)),
        Some((other, attribute)) => {
            report.push(error(attribute, format!("`{other}` does not go on an `impl`"), "use `graph_builder`"));
            None
        }
        None => {
            report.push(error(keyword, "this `impl` declares nothing", FORM));
            None
        }
    };
    Ok(options.map(|options| Builder { name, options, attributes, methods }))
}

/// Goes on behind a method that cannot be read.
fn skip_method(input: ParseStream<'_>) {
    while let Ok(tree) = input.parse::<proc_macro2::TokenTree>() {
        match tree {
            proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            proc_macro2::TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => break,
            _ => {}
        }
    }
}

/// The options in `attribute`, which stands before the builder `name`.
fn options(attribute: &Attribute, name: &Ident, report: &mut Report) -> BuilderOptions {
    let Meta::List(list) = &attribute.meta else {
        report.push(error(attribute, "expected the path of the builder", FORM));
        return BuilderOptions::of(path_of(name));
    };
    let parser = |input: ParseStream<'_>| Ok(BuilderOptions::read(input, name, report));
    let read = list.parse_args_with(parser);
    report.keep(read).unwrap_or_else(|| BuilderOptions::of(path_of(name)))
}

/// The path that a builder of this name is taken for where it has none.
fn path_of(name: &Ident) -> LitStr {
    let name = name.to_string();
    let segment = wire::value(name.strip_suffix("RequestBuilder").unwrap_or(&name), Case::Camel);
    LitStr::new(&format!("/{segment}"), Span::call_site())
}

impl BuilderOptions {
    /// Reads what stands in the parentheses before the builder `name`.
    fn read(input: ParseStream<'_>, name: &Ident, report: &mut Report) -> Self {
        let path = input.parse::<LitStr>();
        let path = path.map_err(|error| error_at(error.span(), "expected the path of the builder", FORM));
        let path = report.keep(path);
        if path.is_some() && !is_end(input) {
            report.push(error_at(input.span(), "expected `,`", "options are separated by commas"));
        }
        // Without a path the first option stands in its place.
        if path.is_some() || !input.peek2(Token![=]) {
            named::skip(input);
        }
        let mut options = Self::of(path.unwrap_or_else(|| path_of(name)));
        while !input.is_empty() {
            if is_argument(input) {
                options.arguments.extend(report.keep(argument(input)));
                named::skip(input);
            } else {
                named::read_one(input, NAMES, report, |name, input| options.set(name, input));
            }
        }
        options
    }

    /// The options of a path alone.
    pub fn of(path: LitStr) -> Self {
        Self {
            path,
            on: None,
            trait_name: None,
            runtime: None,
            is_action: false,
            is_function: false,
            arguments: Vec::new(),
        }
    }

    fn set(&mut self, name: &str, input: ParseStream<'_>) -> syn::Result<()> {
        match name {
            "on" => self.on = Some(named::assigned(input, "on = CallItemRequestBuilder")?),
            "trait_name" => self.trait_name = Some(named::assigned(input, "trait_name = MuteStep")?),
            "crate" => self.runtime = Some(named::path(input, "crate = graph_beta::graph_runtime")?),
            "action" => self.is_action = true,
            _ => self.is_function = true,
        }
        Ok(())
    }
}

/// Whether an argument is next: `name: type`, `"name": type`, `"name" = "doc"`.
fn is_argument(input: ParseStream<'_>) -> bool {
    input.peek(LitStr) || input.peek2(Token![:])
}

fn argument(input: ParseStream<'_>) -> syn::Result<Argument> {
    let (name, is_exact, span) = if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        (text.value(), true, text.span())
    } else {
        let ident = input.call(Ident::parse_any)?;
        (ident.unraw().to_string(), false, ident.span())
    };
    let ty = if input.peek(Token![:]) {
        input.parse::<Token![:]>()?;
        Some(input.parse::<Type>()?)
    } else {
        None
    };
    let doc = if input.peek(Token![=]) {
        named::assigned::<LitStr>(input, "skip: i32 = \"How many to skip.\"")?.value()
    } else {
        String::new()
    };
    if is_end(input) {
        return Ok(Argument { name, is_exact, span, ty, doc });
    }
    let rest = input.parse::<proc_macro2::TokenTree>()?;
    Err(error(rest.to_token_stream(), "expected `,`", "write an argument like `skip: i32 = \"How many to skip.\"`"))
}
