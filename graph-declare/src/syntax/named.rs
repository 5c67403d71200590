//! `name = value, name, ..`: the form of all options that have names.

use proc_macro2::{Ident, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Meta, Token};

use crate::nearest::nearest;
use crate::report::{Report, error, error_at};

/// Reads options to the end of `input`. `value` gets each name of `known` at most once, and reads what comes after it.
/// After a mistake reading goes on behind the next comma.
pub fn read(
    input: ParseStream<'_>,
    known: &[&'static str],
    report: &mut Report,
    mut value: impl FnMut(&'static str, ParseStream<'_>) -> syn::Result<()>,
) {
    let mut seen = Vec::new();
    while !input.is_empty() {
        let option = name(input, known, &mut seen).and_then(|name| value(name, input)).and_then(|()| end(input));
        report.keep(option);
        skip(input);
    }
}

/// Reads one option, among others of another form.
pub fn read_one(
    input: ParseStream<'_>,
    known: &[&'static str],
    report: &mut Report,
    value: impl FnOnce(&'static str, ParseStream<'_>) -> syn::Result<()>,
) {
    let option = name(input, known, &mut Vec::new()).and_then(|name| value(name, input)).and_then(|()| end(input));
    report.keep(option);
    skip(input);
}

/// Reads the options in the one attribute `#[graph(..)]` that a thing may have.
pub fn in_attributes<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
    known: &[&'static str],
    report: &mut Report,
    value: impl FnMut(&'static str, ParseStream<'_>) -> syn::Result<()>,
) {
    let mut attributes = attributes.into_iter();
    match attributes.next().map(|attribute| (attribute, &attribute.meta)) {
        None => {}
        Some((_, Meta::List(options))) => {
            let options = options.parse_args_with(|input: ParseStream<'_>| {
                read(input, known, report, value);
                Ok(())
            });
            report.keep(options);
        }
        Some((attribute, Meta::Path(_) | Meta::NameValue(_))) => {
            report.push(error(attribute, "the options of `#[graph(..)]` stand in parentheses", list(known)));
        }
    }
    for attribute in attributes {
        report.push(error(attribute, "`#[graph(..)]` is given twice", "put the options into one"));
    }
}

/// The `= value` of an option; `example` shows the whole of it.
pub fn assigned<T: Parse>(input: ParseStream<'_>, example: &str) -> syn::Result<T> {
    let value = input.parse::<Token![=]>().and_then(|_| input.parse());
    value.map_err(|error| error_at(error.span(), &error, format!("write it like `{example}`")))
}

/// The `= path` of an option, which may begin with `crate` or `::`.
pub fn path(input: ParseStream<'_>, example: &str) -> syn::Result<syn::Path> {
    let value = input.parse::<Token![=]>().and_then(|_| input.call(syn::Path::parse_mod_style));
    value.map_err(|error| error_at(error.span(), &error, format!("write it like `{example}`")))
}

/// Goes to behind the next comma.
pub fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        // Any token tree can be read where there is one.
        let _ = input.parse::<TokenTree>();
    }
    let _ = input.parse::<Option<Token![,]>>();
}

fn name(input: ParseStream<'_>, known: &[&'static str], seen: &mut Vec<&'static str>) -> syn::Result<&'static str> {
    let name = input
        .call(Ident::parse_any)
        .map_err(|error| error_at(error.span(), "expected the name of an option", list(known)))?;
    let Some(option) = known.iter().copied().find(|option| name == option) else {
        let help =
            nearest(&name.to_string(), known).map_or_else(|| list(known), |option| format!("did you mean `{option}`?"));
        return Err(error(&name, format!("there is no option `{name}`"), help));
    };
    if seen.contains(&option) {
        return Err(error(&name, format!("the option `{option}` is given twice"), "keep one of them"));
    }
    seen.push(option);
    Ok(option)
}

fn end(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(error_at(input.span(), "expected `,`", "options are separated by commas"))
}

fn list(known: &[&str]) -> String {
    format!("the options are `{}`", known.join("`, `"))
}
