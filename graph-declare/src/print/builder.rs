//! Builders and their operations as declarations.

use std::collections::HashSet;

use graph_emit::dialect;
use graph_emit::ir::{
    Body, ContentType, Node, ODataOption, Operation, Primitive, QueryParameter, Response, Segment, TypeKind, TypeRef,
};
use graph_emit::names;

use super::layout::builder_name;
use super::model;
use super::text::{Options, Writer, quoted};
use super::types::Types;
use crate::lower::is_page;
use crate::wire::{self, Case};

/// Prints the builder of `node`, whose path in the official dialect is `path`, in the module that `at` leads to; nothing
/// where it follows from those below it.
pub fn print(node: &Node, parent: &Segment, path: &str, at: &[String], types: &Types<'_>, out: &mut Writer) {
    let is_said = |variable: &&graph_emit::ir::Parameter| {
        !variable.doc.text.is_empty() || !matches!(variable.ty, TypeRef::Primitive(Primitive::String))
    };
    let follows = node.operations.is_empty()
        && node.doc.text.is_empty()
        && !node.is_function
        && !node.children.is_empty()
        && node.segment.variables().iter().find(|variable| is_said(variable)).is_none()
        && node.rust.is_none();
    if follows {
        return;
    }
    let (written, is_action) = written(node, path);
    let mut options = Options::default();
    options.push(quoted(&written));
    if node.is_function {
        options.push("function");
    } else if is_action {
        options.push("action");
    }
    arguments(&node.segment, &mut options);
    out.gap();
    out.docs(&node.doc);
    out.attribute("graph_builder", &options);
    let name = builder_name(node, Some(parent));
    if node.operations.is_empty() {
        out.line(&format!("impl {name} {{}}"));
    } else {
        out.line(&format!("impl {name} {{"));
        out.nested(|out| node.operations.iter().for_each(|one| operation(one, &written, at, types, out)));
        out.line("}");
    }
    node.operations.iter().for_each(|operation| inline(operation, at, types, out));
}

/// The path as the description writes it, and whether its end is an action, where it is read again as `path`.
fn written(node: &Node, path: &str) -> (String, bool) {
    let slash = if node.has_trailing_slash { "/" } else { "" };
    let official = format!("{path}{slash}");
    let Some(first) = node.operations.first().map(|operation| &operation.path) else { return (official, false) };
    let has_slash = first.len() > 1 && first.ends_with('/');
    let reads_as_path = |is_bound| {
        let segments = dialect::segments(first, is_bound);
        has_slash == node.has_trailing_slash
            && !first.contains("//")
            && segments.iter().flat_map(|segment| ["/", segment]).collect::<String>() == path
    };
    // A function is bound, too.
    match (reads_as_path(node.is_function), reads_as_path(true)) {
        (true, _) => (first.clone(), false),
        (false, true) => (first.clone(), true),
        (false, false) => (official, false),
    }
}

/// What is said of the arguments of `segment`.
fn arguments(segment: &Segment, options: &mut Options) {
    let variables = segment.variables();
    let mut seen = HashSet::new();
    for variable in variables {
        let is_text = matches!(variable.ty, TypeRef::Primitive(Primitive::String));
        if (is_text && variable.doc.text.is_empty()) || !seen.insert(variable.name.clone()) {
            continue;
        }
        let mut option = quoted(&variable.name);
        if !is_text {
            option = format!("{option}: {}", Types::argument(&variable.ty));
        }
        if !variable.doc.text.is_empty() {
            option = format!("{option} = {}", quoted(&variable.doc.text));
        }
        options.push(option);
    }
}

fn inline(operation: &Operation, at: &[String], types: &Types<'_>, out: &mut Writer) {
    let bodies = operation.body.iter().chain(operation.other_bodies.iter().map(|other| &other.body));
    for body in bodies {
        if let Body::Json { ty, .. } = body {
            model::inline(ty, at, types, out);
        }
    }
    let others = operation.other_answers.iter().map(|other| &other.response);
    for response in std::iter::once(&operation.response).chain(others) {
        if let Response::Value(ty) = response
            && !is_page(ty)
        {
            model::inline(ty, at, types, out);
        }
    }
}

fn operation(operation: &Operation, written: &str, at: &[String], types: &Types<'_>, out: &mut Writer) {
    out.gap();
    out.docs(&operation.doc);
    out.deprecated(operation.deprecated.as_ref());
    let mut options = Options::default();
    let (own, odata): (Vec<_>, Vec<_>) = operation.query.iter().partition(|one| !is_odata(one));
    if !odata.is_empty() {
        let names: Vec<_> = odata.iter().map(|one| one.name.trim_start_matches('$')).collect();
        options.push(format!("query({})", names.join(", ")));
    }
    if !operation.headers.is_empty() {
        let header = |header: &graph_emit::ir::Header| {
            format!("{}{}", if header.required { "required " } else { "" }, quoted(&header.name))
        };
        let names: Vec<_> = operation.headers.iter().map(header).collect();
        options.push(format!("headers({})", names.join(", ")));
    }
    operation.body.iter().for_each(|body| sent(body, &mut options));
    operation.accept.iter().for_each(|accept| options.text("accept", accept));
    operation.doc.link.iter().for_each(|link| options.text("docs", link));
    if operation.path != written {
        options.text("path", &operation.path);
    }
    options.deprecation(operation.deprecated.as_ref());
    out.graph(&options);
    let verb = operation.method.as_str().to_lowercase();
    let body = operation.body.iter().map(|body| (Vec::new(), format!("body: {}", body_type(body, at, types))));
    let parameters: Vec<_> = body.chain(own_parameters(&own)).collect();
    signature(&verb, &parameters, &answer(&operation.response, at, types), out);
    others(operation, &verb, at, types, out);
}

/// The methods for further media types.
fn others(operation: &Operation, verb: &str, at: &[String], types: &Types<'_>, out: &mut Writer) {
    let media_types: Vec<_> = operation.other_bodies.iter().map(|other| other.media_type.as_str()).collect();
    for (other, words) in operation.other_bodies.iter().zip(names::media_words(&media_types)) {
        out.gap();
        out.doc_text(&other.doc);
        let mut options = Options::default();
        options.text("sent", &other.media_type);
        sent(&other.body, &mut options);
        out.graph(&options);
        let name = names::verb_sending(operation.method, &words).to_string();
        let body = (Vec::new(), format!("body: {}", body_type(&other.body, at, types)));
        signature(&name, &[body], "", out);
    }
    let media_types: Vec<_> = operation.other_answers.iter().map(|other| other.media_type.as_str()).collect();
    for (other, words) in operation.other_answers.iter().zip(names::media_words(&media_types)) {
        out.gap();
        let mut options = Options::default();
        options.text("answer", &other.media_type);
        out.graph(&options);
        let name = names::verb_asking(operation.method, &words, operation.body.is_some()).to_string();
        debug_assert!(name.trim_start_matches("r#").starts_with(verb));
        signature(&name, &[], &answer(&other.response, at, types), out);
    }
}

/// Whether it is named in `query(..)`.
fn is_odata(one: &QueryParameter) -> bool {
    ODataOption::parse(&one.name).is_some() && !one.required && !one.explode
}

/// Options of the query as parameters, each with the lines before it.
fn own_parameters(own: &[&QueryParameter]) -> Vec<(Vec<String>, String)> {
    let mut taken: HashSet<String> = ["body".to_owned(), "self".to_owned()].into();
    let one = |one: &&QueryParameter| {
        let wanted = names::value_ident(&one.name);
        let numbered = (2..).map(|number: u32| names::suffixed(&wanted, &number.to_string()));
        let name = std::iter::once(wanted.clone())
            .chain(numbered)
            .find(|name| taken.insert(name.bare().to_owned()))
            .unwrap_or(wanted);
        let mut options = Options::default();
        if wire::member(name.as_str(), Case::Camel) != one.name {
            options.text("rename", &one.name);
        }
        if one.explode {
            options.push("explode");
        }
        let mut lines = Writer::default();
        lines.docs(&one.doc);
        lines.graph(&options);
        let ty = Types::argument(&one.ty);
        let ty = if one.required { ty } else { format!("Option<{ty}>") };
        (lines.finish().lines().map(str::to_owned).collect(), format!("{name}: {ty}"))
    };
    own.iter().map(one).collect()
}

fn signature(name: &str, parameters: &[(Vec<String>, String)], answer: &str, out: &mut Writer) {
    if parameters.iter().all(|(lines, _)| lines.is_empty()) {
        let list = parameters.iter().flat_map(|(_, parameter)| [", ", parameter]).collect::<String>();
        return out.line(&format!("pub fn {name}(&self{list}){answer};"));
    }
    out.line(&format!("pub fn {name}("));
    out.nested(|out| {
        out.line("&self,");
        for (lines, parameter) in parameters {
            for line in lines {
                out.line(line);
            }
            out.line(&format!("{parameter},"));
        }
    });
    out.line(&format!("){answer};"));
}

fn sent(body: &Body, options: &mut Options) {
    match body {
        Body::Json { content_type, .. } => content_type.iter().for_each(|ty| options.text("content_type", ty)),
        Body::Bytes(ContentType::Fixed(ty)) => options.text("content_type", ty),
        Body::Bytes(ContentType::Given(types)) => {
            let types: Vec<_> = types.iter().map(|ty| quoted(ty)).collect();
            options.push(format!("content_types({})", types.join(", ")));
        }
        Body::Base64 { content_type } => options.text("base64", content_type),
        Body::Multipart { content_type } => options.text("multipart", content_type),
    }
}

fn body_type(body: &Body, at: &[String], types: &Types<'_>) -> String {
    match body {
        Body::Json { ty, .. } => types.text(ty, at),
        Body::Bytes(_) | Body::Multipart { .. } => "Body".to_owned(),
        Body::Base64 { .. } => "Binary".to_owned(),
    }
}

fn answer(response: &Response, at: &[String], types: &Types<'_>) -> String {
    match response {
        Response::None => String::new(),
        Response::Bytes => " -> Bytes".to_owned(),
        Response::Value(ty) if is_page(ty) => format!(" -> [{}]", page_item(ty, at, types)),
        Response::Value(ty) => format!(" -> {}", types.text(ty, at)),
    }
}

/// What a page is one of.
fn page_item(ty: &TypeRef, at: &[String], types: &Types<'_>) -> String {
    let TypeRef::Inline(def) = ty else { return String::new() };
    let TypeKind::Struct(object) = &def.kind else { return String::new() };
    let item = object.fields.first().map(|field| match &field.ty {
        TypeRef::List(item) => types.text(item, at),
        ty => types.text(ty, at),
    });
    let item = item.unwrap_or_default();
    if object.fields.len() > 3 { format!("DeltaItem<{item}>") } else { item }
}
