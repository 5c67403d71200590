//! A method of a builder: `pub fn get(&self, include_hidden: Option<bool>) -> [Participant];`.

use graph_emit::ir::{Header, ODataOption};
use graph_emit::order;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitStr, Token, Type, Visibility};

use super::attributes::deprecation_details;
use super::{Attributes, named};
use crate::nearest::nearest;
use crate::report::{Report, error, error_at};

const NAMES: &[&str] = &[
    "query",
    "headers",
    "accept",
    "content_type",
    "content_types",
    "base64",
    "multipart",
    "docs",
    "path",
    "sent",
    "answer",
    "deprecated",
];
const PARAMETER_NAMES: &[&str] = &["rename", "explode"];

/// An operation, or one of its further media types.
pub struct Method {
    /// Its name.
    pub name: Ident,
    /// What is before it.
    pub vis: Visibility,
    /// What is said about it.
    pub attributes: Attributes,
    /// Its parameters behind `self`.
    pub parameters: Vec<Parameter>,
    /// What it answers.
    pub answer: Option<Type>,
    /// The `OData` options that it may be called with.
    pub query: Vec<ODataOption>,
    /// The headers that it declares.
    pub headers: Vec<Header>,
    /// The media types that it asks for.
    pub accept: Option<String>,
    /// How the body is sent, where that is not plain JSON.
    pub body: Option<BodyKind>,
    /// The documentation page.
    pub link: Option<LitStr>,
    /// The path as a description writes it, where that is not the builder's.
    pub path: Option<String>,
    /// The media type that it sends in place of the operation's first.
    pub sent: Option<String>,
    /// The media type that it asks for in place of the operation's first.
    pub asked: Option<String>,
}

/// How a body is sent.
pub enum BodyKind {
    /// As this media type.
    Typed(String),
    /// As one of these, which the caller says.
    Given(Vec<String>),
    /// As base64 text of this media type.
    Base64(String),
    /// As parts between boundaries.
    Multipart(String),
}

/// A parameter of a method.
pub struct Parameter {
    /// Its name.
    pub name: Ident,
    /// The name of the query option, where it does not follow from its own.
    pub rename: Option<LitStr>,
    /// Whether a list repeats the name of the option.
    pub explode: bool,
    /// Its type.
    pub ty: Type,
    /// What is said about it.
    pub attributes: Attributes,
}

/// Reads one method; `None` for one that cannot be used, which goes to `report`.
pub fn parse(input: ParseStream<'_>, report: &mut Report) -> syn::Result<Option<Method>> {
    let attributes = Attributes::read(input.call(Attribute::parse_outer)?, report);
    let vis: Visibility = input.parse()?;
    let help = "write it like `pub fn get(&self) -> Participant;`";
    let expected = |error: syn::Error, what: &str| error_at(error.span(), format!("expected {what}"), help);
    if input.peek(Token![async]) {
        let word: Token![async] = input.parse()?;
        report.push(error(
            word,
            "an operation is not `async`",
            "remove it: what it gives is a request, which is awaited",
        ));
    }
    input.parse::<Token![fn]>().map_err(|error| expected(error, "an operation"))?;
    let name = input.call(Ident::parse_any).map_err(|error| expected(error, "the name of an operation"))?;
    let list;
    syn::parenthesized!(list in input);
    let receiver = list.parse::<Token![&]>().and_then(|_| list.parse::<Token![self]>());
    if report.keep(receiver.map_err(|error| expected(error, "`&self`"))).is_none() {
        list.parse::<Option<Token![mut]>>()?;
        list.parse::<Option<Token![self]>>()?;
    }
    if !list.is_empty() && list.peek(Token![,]) {
        list.parse::<Token![,]>()?;
    }
    let mut parameters = Vec::new();
    while !list.is_empty() {
        parameters.push(parameter(&list, report)?);
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    let answer = if input.peek(Token![->]) {
        input.parse::<Token![->]>()?;
        Some(input.parse::<Type>()?)
    } else {
        None
    };
    if input.peek(syn::token::Brace) {
        let body: proc_macro2::TokenTree = input.parse()?;
        let help = "write `;` in place of the braces: what it does follows from the declaration";
        report.push(error(&body, format!("`{name}` has a body"), help));
    } else {
        input.parse::<Token![;]>().map_err(|error| expected(error, "`;`"))?;
    }
    let mut method = Method::of(name, vis, parameters, answer);
    method.options(attributes, report);
    Ok(Some(method))
}

fn parameter(input: ParseStream<'_>, report: &mut Report) -> syn::Result<Parameter> {
    let attributes = Attributes::read(input.call(Attribute::parse_outer)?, report);
    let name = input.call(Ident::parse_any)?;
    input.parse::<Token![:]>()?;
    let (mut rename, mut explode) = (None, false);
    named::in_attributes(&attributes.graph, PARAMETER_NAMES, report, |name, input| {
        match name {
            "rename" => rename = Some(named::assigned(input, "rename = \"startDateTime\"")?),
            _ => explode = true,
        }
        Ok(())
    });
    Ok(Parameter { name, rename, explode, ty: input.parse()?, attributes })
}

impl Method {
    /// The method of this signature, without options.
    pub fn of(name: Ident, vis: Visibility, parameters: Vec<Parameter>, answer: Option<Type>) -> Self {
        Self {
            name,
            vis,
            attributes: Attributes::default(),
            parameters,
            answer,
            query: Vec::new(),
            headers: Vec::new(),
            accept: None,
            body: None,
            link: None,
            path: None,
            sent: None,
            asked: None,
        }
    }

    fn options(&mut self, mut attributes: Attributes, report: &mut Report) {
        let graph = std::mem::take(&mut attributes.graph);
        self.attributes = attributes;
        let mut faults = Report::default();
        named::in_attributes(&graph, NAMES, report, |name, input| self.set(name, input, &mut faults));
        report.append(faults);
    }

    fn set(&mut self, name: &str, input: ParseStream<'_>, report: &mut Report) -> syn::Result<()> {
        let text = |example| named::assigned::<LitStr>(input, example).map(|text| text.value());
        match name {
            "query" => self.query = odata(input, report)?,
            "headers" => self.headers = headers(input)?,
            "accept" => self.accept = Some(text("accept = \"text/html\"")?),
            "content_type" => self.body = Some(BodyKind::Typed(text("content_type = \"text/plain\"")?)),
            "content_types" => self.body = Some(BodyKind::Given(texts(input)?)),
            "base64" => self.body = Some(BodyKind::Base64(text("base64 = \"text/plain\"")?)),
            "multipart" => self.body = Some(BodyKind::Multipart(text("multipart = \"multipart/form-data\"")?)),
            "docs" => self.link = Some(named::assigned(input, "docs = \"https://example.com/page\"")?),
            "path" => self.path = Some(text("path = \"/users/{user-id}/microsoft.graph.x\"")?),
            "sent" => self.sent = Some(text("sent = \"text/plain\"")?),
            "answer" => self.asked = Some(text("answer = \"text/html\"")?),
            _ => deprecation_details(input, &mut self.attributes.deprecated, report)?,
        }
        Ok(())
    }
}

/// `(select, top)`.
fn odata(input: ParseStream<'_>, report: &mut Report) -> syn::Result<Vec<ODataOption>> {
    let list;
    syn::parenthesized!(list in input);
    let mut names = Vec::new();
    while !list.is_empty() {
        names.push(option_name(&list, report)?);
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    let known: Vec<_> = ODataOption::ALL.iter().map(|option| option.wire().trim_start_matches('$')).collect();
    let mut options = Vec::new();
    for name in names {
        let text = name.to_string();
        let Some(option) = ODataOption::parse(&format!("${text}")) else {
            let help = nearest(&text, &known).map_or_else(
                || format!("they are `{}`; any other option is a parameter of the function", known.join("`, `")),
                |option| format!("did you mean `{option}`?"),
            );
            report.push(error(&name, format!("`{text}` is not a query option of OData"), help));
            continue;
        };
        if options.contains(&option) {
            report.push(error(&name, format!("the query option `{text}` is given twice"), "keep one of them"));
        } else {
            options.push(option);
        }
    }
    order::sort_by(&mut options, ODataOption::cmp);
    Ok(options)
}

/// The name of an option of `OData`, which is not written in quotes.
fn option_name(input: ParseStream<'_>, report: &mut Report) -> syn::Result<Ident> {
    if !input.peek(LitStr) {
        return input.call(Ident::parse_any);
    }
    let text: LitStr = input.parse()?;
    let name: Ident = text.parse_with(Ident::parse_any)?;
    report.push(error(text, "the name of a query option stands in quotes", format!("write `{name}`")));
    Ok(name)
}

/// `("If-Match", required "X-Own")`.
fn headers(input: ParseStream<'_>) -> syn::Result<Vec<Header>> {
    let list;
    syn::parenthesized!(list in input);
    let header = |input: ParseStream<'_>| {
        let required = input.peek(Ident).then(|| input.parse::<Ident>()).transpose()?;
        if let Some(word) = required.as_ref().filter(|word| *word != "required") {
            let help = "write it like `headers(\"If-Match\", required \"X-Own\")`";
            return Err(error(word, "expected the name of a header, in quotes", help));
        }
        let name: LitStr = input.parse()?;
        Ok(Header { name: name.value(), required: required.is_some() })
    };
    Ok(list.parse_terminated(header, Token![,])?.into_iter().collect())
}

/// `("image/png", "image/gif")`.
fn texts(input: ParseStream<'_>) -> syn::Result<Vec<String>> {
    let list;
    syn::parenthesized!(list in input);
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&list)?;
    Ok(texts.iter().map(LitStr::value).collect())
}
