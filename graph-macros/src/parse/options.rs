//! What stands in the parentheses of `graph_action`: `POST "/path", on = Builder, ..`.

use graph_emit::emit;
use graph_emit::ir::{Deprecation, Method, Segment};
use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{LitStr, Token, TypePath};

use super::{named, path};
use crate::nearest::nearest;
use crate::report::{Report, error, error_at};

/// The form of the request line, for the help of a mistake in it.
const REQUEST_LINE: &str = "write it like `POST \"/communications/calls/{call-id}/keepAlive\"`";

/// The names of the options behind the request line.
const NAMES: &[&str] = &["on", "trait_name", "docs", "deprecated"];

/// The options of an action.
pub struct Options {
    /// The method as written.
    pub method_name: Ident,
    /// The method.
    pub method: Method,
    /// The path as written.
    pub path: LitStr,
    /// The segments of the path, at least one.
    pub segments: Vec<Segment>,
    /// The builder that the action goes on from; without one it stands alone.
    pub extension: Option<Extension>,
    /// The documentation page.
    pub link: Option<String>,
    /// That the operation is deprecated.
    pub deprecated: Option<Deprecation>,
}

/// The builder that an action is attached to.
pub struct Extension {
    /// The builder's type.
    pub on: TypePath,
    /// The name of the trait that has the step.
    pub trait_name: Option<Ident>,
}

/// The options behind the request line.
#[derive(Default)]
struct Rest {
    on: Option<TypePath>,
    trait_name: Option<Ident>,
    link: Option<String>,
    deprecated: Option<Deprecation>,
}

/// The options in `tokens`, or `None` with what is wrong in `report`.
pub fn parse(tokens: TokenStream, report: &mut Report) -> Option<Options> {
    let parser = |input: ParseStream<'_>| Ok(options(input, report));
    // The parser itself reads to the end and fails at nothing.
    parser.parse2(tokens).ok().flatten()
}

fn options(input: ParseStream<'_>, report: &mut Report) -> Option<Options> {
    let line = report.keep(request_line(input));
    named::skip(input);
    let rest = rest(input, report);
    let (method_name, path) = line?;
    let method = report.keep(method(&method_name));
    let segments = path::segments(&path, report);
    // A trait without a builder may be due to a mistyped `on`, which is told already.
    let extension = if report.is_empty() { report.keep(extension(rest.on, rest.trait_name)) } else { None };
    Some(Options {
        method: method?,
        method_name,
        path,
        segments,
        extension: extension?,
        link: rest.link,
        deprecated: rest.deprecated,
    })
}

/// `POST "/path"`, and nothing more up to the next comma.
fn request_line(input: ParseStream<'_>) -> syn::Result<(Ident, LitStr)> {
    let expected = |error: &syn::Error, what: &str| error_at(error.span(), format!("expected {what}"), REQUEST_LINE);
    let method = input.call(Ident::parse_any).map_err(|error| expected(&error, "an HTTP method and a path"))?;
    if input.peek(Token![,]) && input.peek2(LitStr) {
        let comma: Token![,] = input.parse()?;
        input.parse::<LitStr>()?;
        return Err(error(comma, "no comma parts the method and the path", REQUEST_LINE));
    }
    let path = input.parse().map_err(|error| expected(&error, "the path, as a text"))?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok((method, path));
    }
    Err(error_at(input.span(), "expected `,`", "a comma parts the options"))
}

fn method(name: &Ident) -> syn::Result<Method> {
    let text = name.to_string();
    match Method::parse(&text) {
        Some(method) if text == method.as_str() => Ok(method),
        Some(method) => Err(error(name, "methods are written in upper case", format!("write `{}`", method.as_str()))),
        None => {
            let known = Method::ALL.map(Method::as_str);
            let help = nearest(&text, &known).map_or_else(
                || format!("the methods are `{}`", known.join("`, `")),
                |method| format!("did you mean `{method}`?"),
            );
            Err(error(name, format!("`{name}` is not an HTTP method"), help))
        }
    }
}

fn rest(input: ParseStream<'_>, report: &mut Report) -> Rest {
    let mut rest = Rest::default();
    named::read(input, NAMES, report, |name, input| {
        match name {
            "on" => rest.on = Some(named::assigned(input, "on = CallItemRequestBuilder")?),
            "trait_name" => rest.trait_name = Some(named::assigned(input, "trait_name = KeepAliveAction")?),
            "docs" => rest.link = Some(link(&named::assigned(input, "docs = \"https://example.com/page\"")?)?),
            _ => rest.deprecated = Some(deprecation(input)?),
        }
        Ok(())
    });
    rest
}

fn link(url: &LitStr) -> syn::Result<String> {
    let text = url.value();
    if text.starts_with("https://") && emit::is_plain_url(&text) {
        return Ok(text);
    }
    Err(error(
        url,
        "`docs` is not a URL that can stand in documentation",
        "it starts with `https://` and has no blanks, quotes or brackets; percent-encode those",
    ))
}

/// `deprecated`, or `deprecated = "note"`.
fn deprecation(input: ParseStream<'_>) -> syn::Result<Deprecation> {
    if !input.peek(Token![=]) {
        return Ok(Deprecation::default());
    }
    let note: LitStr = named::assigned(input, "deprecated = \"use the other one\"")?;
    Ok(Deprecation { description: Some(note.value()), ..Deprecation::default() })
}

fn extension(on: Option<TypePath>, trait_name: Option<Ident>) -> syn::Result<Option<Extension>> {
    match (on, trait_name) {
        (Some(on), trait_name) => Ok(Some(Extension { on, trait_name })),
        (None, Some(name)) => Err(error(
            name,
            "an action that stands alone has no trait to name",
            "say which builder it is attached to: `on = CallItemRequestBuilder`",
        )),
        (None, None) => Ok(None),
    }
}
