//! The methods of a builder as operations.

use graph_emit::emit;
use graph_emit::ir::{
    Body, ContentType, Doc, Method, ODataOption, Operation, OtherAnswer, OtherBody, Primitive, QueryParameter,
    Response, TypeRef,
};
use graph_emit::origin::Origin;
use syn::LitStr;
use syn::ext::IdentExt as _;

use super::types::{argument_of, bare, is_word};
use super::{Context, Misnamed};
use crate::nearest::nearest;
use crate::report::error;
use crate::syntax::{self, BodyKind, Parameter};
use crate::wire::{self, Case};

/// The operations that `methods` make at `path`, as it is written, in the module that `at` leads to.
pub fn all(cx: &mut Context<'_, '_>, methods: &[syntax::Method], path: &str, at: &[String]) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for method in methods {
        let is_other = method.sent.is_some() || method.asked.is_some();
        let taken: Vec<_> = operations.iter().map(|operation| operation.method).collect();
        let is_written = |verb: Method| methods.iter().any(|other| other.name.unraw() == verb.as_str().to_lowercase());
        let is_free = |verb: Method| !taken.contains(&verb) && !is_written(verb);
        let Some(verb) = verb(cx, method, is_other, &is_free) else { continue };
        let first = operations.iter_mut().find(|operation| operation.method == verb);
        match first {
            Some(first) if is_other => add_other(cx, method, first, at),
            None if is_other => {
                let help = format!("declare `{}` before it", verb.as_str().to_lowercase());
                cx.report.push(error(&method.name, "this is a further media type of an operation that is not", help));
            }
            Some(_) => {
                let help = "a further media type is a method of its own: `#[graph(sent = \"text/plain\")]`";
                cx.report.push(error(&method.name, format!("`{}` is declared twice", method.name), help));
            }
            None => operations.push(operation(cx, method, verb, path, at)),
        }
    }
    operations
}

/// The HTTP method that `method` is named after, or is taken for; a method of its own, for which `is_free` says so.
fn verb(
    cx: &mut Context<'_, '_>,
    method: &syntax::Method,
    is_other: bool,
    is_free: &dyn Fn(Method) -> bool,
) -> Option<Method> {
    let name = method.name.unraw().to_string();
    let word = if is_other { name.split('_').next().unwrap_or_default() } else { &name };
    let known = Method::ALL.map(|method| method.as_str().to_lowercase());
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    if let Some(at) = known.iter().position(|known| *known == word) {
        return Some(Method::ALL[at]);
    }
    let meant = nearest(word, &known);
    let help = meant.map_or_else(
        || format!("an operation is called after its HTTP method: `{}`", known.join("`, `")),
        |verb| format!("did you mean `{verb}`?"),
    );
    cx.report.push(error(&method.name, format!("`{}` is not an HTTP method", method.name), help));
    if is_other {
        return None;
    }
    let meant = meant.and_then(Method::parse).filter(|verb| is_free(*verb));
    meant.or_else(|| stand_in(cx, method, is_free))
}

/// What `method` is taken for, so that it is there under its own name for those who call it.
fn stand_in(cx: &mut Context<'_, '_>, method: &syntax::Method, is_free: &dyn Fn(Method) -> bool) -> Option<Method> {
    let has_body = method.parameters.iter().any(is_body);
    let mut fit = [Method::Get, Method::Delete, Method::Post, Method::Put, Method::Patch];
    if has_body {
        fit.rotate_left(2);
    }
    let verb = fit.into_iter().find(|verb| is_free(*verb))?;
    // Its path is known when its builder is.
    cx.misnamed.push(Misnamed { path: String::new(), method: verb, name: method.name.clone() });
    Some(verb)
}

fn operation(cx: &mut Context<'_, '_>, method: &syntax::Method, verb: Method, path: &str, at: &[String]) -> Operation {
    let body = body(cx, method, at);
    if let (Some(parameter), Method::Get | Method::Head | Method::Options | Method::Trace) =
        (method.parameters.iter().find(|one| is_body(one)), verb)
    {
        let help = "remove it, or name the method `post`, `put` or `patch`";
        cx.report.push(error(&parameter.name, format!("a `{}` request has no body", verb.as_str()), help));
    }
    let own = method.parameters.iter().filter(|one| !is_body(one)).map(|one| query(cx, one)).collect::<Vec<_>>();
    let odata = method.query.iter().map(|option| odata(*option, &Origin::source(method.name.span())));
    Operation {
        method: verb,
        path: method.path.clone().unwrap_or_else(|| path.to_owned()),
        query: own.into_iter().chain(odata).collect(),
        headers: method.headers.clone(),
        body,
        other_bodies: Vec::new(),
        rust: None,
        attributes: Vec::new(),
        response: response(cx, method, at),
        accept: method.accept.clone(),
        other_answers: Vec::new(),
        deprecated: method.attributes.deprecated.clone(),
        doc: Doc { link: link(cx, method.link.as_ref()), ..method.attributes.doc.clone() },
        origin: Origin::source(method.name.span()),
    }
}

/// Adds what `method` sends or asks for in another media type to `first`.
fn add_other(cx: &mut Context<'_, '_>, method: &syntax::Method, first: &mut Operation, at: &[String]) {
    if let Some(media_type) = &method.sent {
        match body(cx, method, at) {
            Some(body) => first.other_bodies.push(OtherBody {
                media_type: media_type.clone(),
                body,
                doc: method.attributes.doc.text.clone(),
            }),
            None => cx.report.push(error(&method.name, "this sends nothing", "give it a `body: Body`")),
        }
    }
    if let Some(media_type) = &method.asked {
        let response = response(cx, method, at);
        first.other_answers.push(OtherAnswer { media_type: media_type.clone(), response });
    }
}

/// The documentation page `url`, which has to be one that can stand in documentation.
pub fn link(cx: &mut Context<'_, '_>, url: Option<&LitStr>) -> Option<String> {
    let url = url?;
    let text = url.value();
    if emit::is_plain_url(&text) {
        return Some(text);
    }
    cx.report.push(error(
        url,
        "`docs` is not a URL that can stand in documentation",
        "it starts with `https://` and has no blanks, quotes or brackets; percent-encode those",
    ));
    None
}

/// An `OData` option that may be left out; what it takes is known.
pub fn odata(option: ODataOption, origin: &Origin) -> QueryParameter {
    QueryParameter {
        name: option.wire().to_owned(),
        ty: TypeRef::Primitive(Primitive::String),
        required: false,
        explode: false,
        doc: Doc::default(),
        origin: origin.clone(),
    }
}

fn is_body(parameter: &Parameter) -> bool {
    parameter.name == "body" && parameter.rename.is_none()
}

/// A parameter that is an option of the query: required, unless it is an `Option`.
fn query(cx: &mut Context<'_, '_>, parameter: &Parameter) -> QueryParameter {
    let optional = argument_of(&parameter.ty, "Option");
    let renamed = parameter.rename.as_ref().map(LitStr::value);
    QueryParameter {
        name: renamed.unwrap_or_else(|| wire::member(&parameter.name.to_string(), Case::Camel)),
        ty: cx.parameter(optional.unwrap_or(&parameter.ty)),
        required: optional.is_none(),
        explode: parameter.explode,
        doc: parameter.attributes.doc.clone(),
        origin: Origin::source(parameter.name.span()),
    }
}

fn body(cx: &mut Context<'_, '_>, method: &syntax::Method, at: &[String]) -> Option<Body> {
    let parameter = method.parameters.iter().find(|one| is_body(one));
    let Some(Parameter { ty, .. }) = parameter else {
        if method.body.is_some() {
            cx.report.push(error(&method.name, "this says how a body is sent, and has none", "give it a `body`"));
        }
        return None;
    };
    let is_stream = is_word(ty, "Body");
    Some(match &method.body {
        None if is_stream => Body::Bytes(ContentType::Fixed("application/octet-stream".to_owned())),
        Some(BodyKind::Typed(content_type)) if is_stream => Body::Bytes(ContentType::Fixed(content_type.clone())),
        Some(BodyKind::Given(content_types)) if is_stream => Body::Bytes(ContentType::Given(content_types.clone())),
        Some(BodyKind::Multipart(content_type)) if is_stream => Body::Multipart { content_type: content_type.clone() },
        Some(BodyKind::Base64(content_type)) if is_word(ty, "Binary") => {
            Body::Base64 { content_type: content_type.clone() }
        }
        None => Body::Json { ty: cx.type_ref(ty, at), content_type: None },
        Some(BodyKind::Typed(content_type)) => {
            Body::Json { ty: cx.type_ref(ty, at), content_type: Some(content_type.clone()) }
        }
        Some(kind) => {
            let wanted = if matches!(kind, BodyKind::Base64(_)) { "Binary" } else { "Body" };
            cx.report.push(error(ty, "what is sent this way has another type", format!("write `body: {wanted}`")));
            return None;
        }
    })
}

fn response(cx: &mut Context<'_, '_>, method: &syntax::Method, at: &[String]) -> Response {
    match &method.answer {
        None => Response::None,
        Some(ty) if matches!(bare(ty), syn::Type::Tuple(unit) if unit.elems.is_empty()) => Response::None,
        Some(ty) if is_word(ty, "Bytes") => Response::Bytes,
        Some(ty) => {
            let answer = argument_of(ty, "Result");
            if answer.is_some() {
                let help = "write what the request answers alone: awaiting it gives a `Result` of that";
                cx.report.push(error(ty, "an operation gives a request, not a `Result`", help));
            }
            Response::Value(cx.answer(answer.unwrap_or(ty), at))
        }
    }
}
