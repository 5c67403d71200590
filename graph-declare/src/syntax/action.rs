//! `#[graph_action(POST "/path" -> T, on = Builder)]` on a struct: the short form of a builder with one operation.

use graph_emit::ir::{Deprecation, Method};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Fields, Ident, LitStr, Meta, Path, Token, Type, TypePath, Visibility};

use super::{Attributes, Item, Member, Model, ModelOptions, attributes, model, named};
use crate::nearest::nearest;
use crate::report::{Report, error, error_at};
use crate::wire::Case;

/// The form of the request line, for the help of a mistake in it.
const REQUEST_LINE: &str = "write it like `POST \"/communications/calls/{call-id}/keepAlive\"`";
const NAMES: &[&str] = &["on", "trait_name", "docs", "deprecated", "rename_all", "crate"];

/// An action.
pub struct Action {
    /// The name of the struct.
    pub name: Ident,
    /// What is before it.
    pub vis: Visibility,
    /// What is said about it.
    pub attributes: Attributes,
    /// What stands in the parentheses of `graph_action`.
    pub options: ActionOptions,
    /// The members of the body; `None` for a request without one.
    pub members: Option<Vec<Member>>,
}

/// What stands in the parentheses of `graph_action`.
pub struct ActionOptions {
    /// The method as written.
    pub method_name: Ident,
    /// The method.
    pub method: Method,
    /// The path as written.
    pub path: LitStr,
    /// What it answers.
    pub answer: Option<Type>,
    /// The builder that the action goes on from; without one it stands alone.
    pub on: Option<TypePath>,
    /// The name of the trait that has the step.
    pub trait_name: Option<Ident>,
    /// The documentation page.
    pub link: Option<LitStr>,
    /// That the operation is deprecated.
    pub deprecated: Option<Deprecation>,
    /// How the names on the wire are written.
    pub case: Case,
    /// Where the runtime is.
    pub runtime: Option<Path>,
}

/// The action of a struct with these `fields`; what is wrong with it goes to `report`. Without a request line it is taken for a
/// model, and `None` where it is not one either.
pub fn parse(
    name: Ident,
    vis: Visibility,
    attributes: Attributes,
    fields: Fields,
    report: &mut Report,
) -> Option<Item> {
    let options = attributes.declares.as_ref().and_then(|(_, attribute)| match &attribute.meta {
        Meta::List(list) => {
            let parser = |input: ParseStream<'_>| Ok(ActionOptions::read(input, report));
            let read = list.parse_args_with(parser);
            report.keep(read).flatten()
        }
        Meta::Path(_) | Meta::NameValue(_) => {
            report.push(error(attribute, "expected an HTTP method and a path", REQUEST_LINE));
            None
        }
    });
    action(name, vis, attributes, fields, options, report)
}

/// The same with the options read already.
fn action(
    name: Ident,
    vis: Visibility,
    mut said: Attributes,
    fields: Fields,
    options: Option<ActionOptions>,
    report: &mut Report,
) -> Option<Item> {
    let case = options.as_ref().map(|options| options.case).unwrap_or_default();
    let help = "an action is declared on a struct of the members of its body: `pub struct Name { .. }`";
    let members = match fields {
        Fields::Named(fields) => Some(model::members(fields.named, case, report)),
        Fields::Unit => None,
        Fields::Unnamed(fields) => {
            report.push(error(fields, "the members of a body have names", help));
            return None;
        }
    };
    if members.is_some() {
        attributes::refuse_on_type(&mut said, report);
    }
    for attribute in std::mem::take(&mut said.graph) {
        let help = "write them in the parentheses of `graph_action`";
        report.push(error(attribute, "`#[graph(..)]` has options of members, not of the struct", help));
    }
    let Some(options) = options else {
        let options = ModelOptions::default();
        return members.map(|members| Item::Model(Model { name, vis, attributes: said, options, members }));
    };
    if members.is_some() && !matches!(options.method, Method::Post | Method::Put | Method::Patch) {
        report.push(error(
            &options.method_name,
            format!("a `{}` request has no body", options.method_name),
            "use `POST`, `PUT` or `PATCH`, or a unit struct: `pub struct Name;`",
        ));
    }
    Some(Item::Action(Action { name, vis, attributes: said, options, members }))
}

impl ActionOptions {
    /// Reads what stands in the parentheses; `None` with what is wrong in `report`.
    pub fn read(input: ParseStream<'_>, report: &mut Report) -> Option<Self> {
        let line = report.keep(request_line(input));
        named::skip(input);
        let (mut on, mut trait_name, mut page, mut deprecated) = (None, None, None, None);
        let (mut case, mut runtime) = (Case::default(), None);
        named::read(input, NAMES, report, |name, input| {
            match name {
                "on" => on = Some(named::assigned(input, "on = CallItemRequestBuilder")?),
                "trait_name" => trait_name = Some(named::assigned(input, "trait_name = KeepAliveAction")?),
                "docs" => page = Some(named::assigned(input, "docs = \"https://example.com/page\"")?),
                "rename_all" => case = Case::parse(&named::assigned(input, "rename_all = \"PascalCase\"")?)?,
                "crate" => runtime = Some(named::path(input, "crate = graph_beta::graph_runtime")?),
                _ => deprecated = Some(deprecation(input)?),
            }
            Ok(())
        });
        let (method_name, path, answer) = line?;
        // With another method the rest of the declaration is looked at, too.
        let method = report.keep(method(&method_name)).unwrap_or(Method::Post);
        Some(Self { method_name, method, path, answer, on, trait_name, link: page, deprecated, case, runtime })
    }
}

/// `POST "/path" -> Type`, and nothing more up to the next comma.
fn request_line(input: ParseStream<'_>) -> syn::Result<(Ident, LitStr, Option<Type>)> {
    let expected = |error: &syn::Error, what: &str| error_at(error.span(), format!("expected {what}"), REQUEST_LINE);
    let method = input.call(Ident::parse_any).map_err(|error| expected(&error, "an HTTP method and a path"))?;
    if input.peek(Token![,]) && input.peek2(LitStr) {
        let comma: Token![,] = input.parse()?;
        input.parse::<LitStr>()?;
        return Err(error(comma, "no comma separates the method and the path", REQUEST_LINE));
    }
    let path = input.parse().map_err(|error| expected(&error, "the path, as a text"))?;
    let answer = if input.peek(Token![->]) {
        input.parse::<Token![->]>()?;
        Some(input.parse::<Type>()?)
    } else {
        None
    };
    if input.is_empty() || input.peek(Token![,]) {
        return Ok((method, path, answer));
    }
    Err(error_at(input.span(), "expected `,`", "options are separated by commas"))
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

/// `deprecated`, or `deprecated = "note"`.
fn deprecation(input: ParseStream<'_>) -> syn::Result<Deprecation> {
    let described = Deprecation { is_markdown: true, ..Deprecation::default() };
    if !input.peek(Token![=]) {
        return Ok(described);
    }
    let note: LitStr = named::assigned(input, "deprecated = \"use the other one\"")?;
    Ok(Deprecation { description: Some(note.value()), ..described })
}
