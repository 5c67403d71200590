//! Parameters of paths, queries and headers.

use std::collections::HashSet;

use graph_emit::ir::{
    Doc, Header, ODataOption, Parameter as PathParameter, Primitive, QueryParameter, TypeKind, TypeRef,
};
use graph_emit::origin::Origin;
use indexmap::IndexMap;
use openapiv3::{
    Operation, Parameter, ParameterData, ParameterSchemaOrContent, PathItem, PathStyle, QueryStyle, ReferenceOr,
};

use super::context::{Context, Sent, Site};
use super::doc::described;
use super::shape::{Shape, Use};
use super::{constraint, schema};

/// The path parameters of one path item. One dialect declares them there, the other in each operation.
pub(super) struct PathParameters<'a, 'o> {
    item: &'a PathItem,
    origin: &'o Origin,
}

impl<'a, 'o> PathParameters<'a, 'o> {
    /// The path parameters of `item` at `origin`.
    pub fn of(item: &'a PathItem, origin: &'o Origin) -> Self {
        Self { item, origin }
    }

    /// The lists of parameters: those of the operations by their methods, and then that of the path item.
    fn lists(&self) -> impl Iterator<Item = (Option<&'a str>, &'a [ReferenceOr<Parameter>])> {
        let operations = self.item.iter().map(|(method, operation)| (Some(method), operation.parameters.as_slice()));
        operations.chain([(None, self.item.parameters.as_slice())])
    }

    /// The declarations with their places, in the order of the lists.
    fn declared(&self, cx: &mut Context<'a>) -> impl Iterator<Item = (&'a ParameterData, &'a PathStyle, Origin)> {
        let own = |method: Option<&str>| method.map_or_else(|| self.origin.clone(), |method| self.origin.child(method));
        let listed = self.lists().flat_map(move |(method, list)| {
            let origin = own(method).child("parameters");
            list.iter().enumerate().map(move |(at, parameter)| (parameter, origin.child(&at.to_string())))
        });
        listed.filter_map(|(parameter, origin)| match cx.parameter(parameter, || origin)? {
            (Parameter::Path { parameter_data, style }, origin) => Some((parameter_data, style, origin)),
            _ => None,
        })
    }

    /// Tells of those that do not occur in `path`.
    pub fn report_strays(&self, cx: &mut Context<'a>, path: &str) {
        // Nearly no path has any, and places take longer to make than to see that.
        let is_fine = |parameter| match cx.parameter_alone(parameter) {
            Some(Parameter::Path { parameter_data, .. }) => occurs(&parameter_data.name, path),
            Some(_) => true,
            None => false,
        };
        if self.lists().flat_map(|(_, list)| list).all(is_fine) {
            return;
        }
        let strays: Vec<_> = self.declared(cx).filter(|(data, ..)| !occurs(&data.name, path)).collect();
        for (data, _, origin) in strays {
            let message = format!("path parameter `{}` does not occur in `{path}`", data.name);
            cx.unsupported(&origin, &message, "it is left out; correct its name, or the path");
        }
    }

    /// The parameter `name`; one that is not declared is a string.
    pub fn lower(&self, cx: &mut Context<'a>, name: &str) -> PathParameter {
        let mut declared = self.declared(cx).filter(|(data, ..)| data.name == name).collect::<Vec<_>>().into_iter();
        let Some((data, style, origin)) = declared.next() else {
            let message = format!("path parameter `{name}` is not declared");
            cx.unsupported(self.origin, &message, "it is taken for a string");
            let ty = TypeRef::Primitive(Primitive::String);
            return PathParameter { name: name.to_owned(), ty, doc: Doc::default(), origin: self.origin.clone() };
        };
        if !matches!(style, PathStyle::Simple) {
            let message = format!("path parameter `{name}` is not of style `simple`");
            cx.unsupported(&origin, &message, "it is sent in style `simple`, the value alone");
        }
        for (other, other_style, place) in declared {
            // Tells what is to be told of it.
            self::ty(cx, other, &place);
            if other_style != style || !is_same_type(&other.format, &data.format) {
                let message = format!("path parameter `{name}` is declared with another type before");
                cx.unsupported(&place, &message, "the first type is generated for all operations of the path");
            }
        }
        let ty = ty(cx, data, &origin);
        PathParameter { name: name.to_owned(), ty, doc: described(data.description.as_deref()), origin }
    }
}

/// Whether the parameter `name` occurs in `path`.
fn occurs(name: &str, path: &str) -> bool {
    let mut variables = path.split('{').skip(1);
    variables.any(|text| text.strip_prefix(name).is_some_and(|behind| behind.starts_with('}')))
}

/// Whether two declarations give the same type, whatever they say about it.
fn is_same_type(one: &ParameterSchemaOrContent, other: &ParameterSchemaOrContent) -> bool {
    match (one, other) {
        (ParameterSchemaOrContent::Schema(one), ParameterSchemaOrContent::Schema(other)) => {
            Use::from(one).has_type_of(Use::from(other))
        }
        _ => one == other,
    }
}

/// The query parameters of `operation`: those of its path item and its own, which replace those of the same name.
///
/// Headers that every request may carry are set by the caller; others, and cookies, are reported.
pub(super) fn query<'a>(
    cx: &mut Context<'a>,
    item: &'a PathItem,
    operation: &'a Operation,
    path: &Origin,
    origin: &Origin,
) -> Vec<QueryParameter> {
    let shared = in_query(cx, &item.parameters, path);
    let own = in_query(cx, &operation.parameters, origin);
    let mut found: IndexMap<String, QueryParameter> =
        shared.into_iter().map(|query| (query.name.clone(), query)).collect();
    found.extend(own.into_iter().map(|query| (query.name.clone(), query)));
    found.into_values().collect()
}

/// The headers that `operation` or its path item declares, each once. `Accept`, `Content-Type` and `Authorization` are no
/// parameters (OpenAPI 3.0.3, Parameter Object).
pub(super) fn headers<'a>(cx: &Context<'a>, item: &'a PathItem, operation: &'a Operation) -> Vec<Header> {
    let declared = item.parameters.iter().chain(&operation.parameters);
    let mut found: IndexMap<String, Header> = IndexMap::new();
    // What leads nowhere is told with the query parameters.
    for parameter in declared.filter_map(|parameter| cx.parameter_alone(parameter)) {
        let Parameter::Header { parameter_data: data, .. } = parameter else { continue };
        let name = data.name.to_ascii_lowercase();
        if !matches!(name.as_str(), "accept" | "content-type" | "authorization") {
            found.insert(name, Header { name: data.name.clone(), required: data.required });
        }
    }
    found.into_values().collect()
}

/// The query parameters in `list`, which belongs to what is at `origin`; what leads nowhere is reported.
fn in_query<'a>(cx: &mut Context<'a>, list: &'a [ReferenceOr<Parameter>], origin: &Origin) -> Vec<QueryParameter> {
    let mut names = HashSet::new();
    let mut found = Vec::new();
    let place = |at: usize| origin.child("parameters").child(&at.to_string());
    for (at, parameter) in list.iter().enumerate() {
        if matches!(cx.parameter_alone(parameter), Some(Parameter::Path { .. })) {
            continue;
        }
        let Some((parameter, origin)) = cx.parameter(parameter, || place(at)) else { continue };
        match parameter {
            Parameter::Query { parameter_data, style, allow_reserved, allow_empty_value }
                if names.insert(parameter_data.name.as_str()) =>
            {
                let odd = [(*allow_reserved, "allowReserved"), (*allow_empty_value == Some(true), "allowEmptyValue")];
                report_odd(cx, &parameter_data.name, odd, &origin);
                found.push(query_parameter(cx, parameter_data, style, origin));
            }
            Parameter::Query { parameter_data, .. } => {
                let message = format!("query parameter `{}` is declared a second time", parameter_data.name);
                cx.unsupported(&origin, &message, "only the first of them is generated");
            }
            Parameter::Cookie { parameter_data, .. } => {
                let message = format!("cookie parameter `{}` is not supported", parameter_data.name);
                cx.unsupported(&origin, &message, "it is left out; set the `Cookie` header of the request instead");
            }
            Parameter::Header { parameter_data, .. } if !is_common(&parameter_data.name) => {
                let message = format!("header parameter `{}` is not supported", parameter_data.name);
                cx.unsupported(&origin, &message, "it is left out; set the header of the request instead");
            }
            Parameter::Header { .. } | Parameter::Path { .. } => {}
        }
    }
    found
}

/// Whether any request may carry the header `name`: those of preconditions and of `OData`, and those that `OpenAPI`
/// 3.0.3 (Parameter Object) says are to be ignored.
fn is_common(name: &str) -> bool {
    const COMMON: [&str; 8] =
        ["Accept", "Authorization", "ConsistencyLevel", "Content-Type", "If-Match", "If-None-Match", "Prefer", "Range"];
    COMMON.iter().any(|common| common.eq_ignore_ascii_case(name))
}

fn report_odd(cx: &mut Context<'_>, name: &str, odd: [(bool, &str); 2], origin: &Origin) {
    for (_, keyword) in odd.into_iter().filter(|(is_set, _)| *is_set) {
        let message = format!("`{keyword}` of query parameter `{name}` is not supported");
        cx.unsupported(&origin.child(keyword), &message, "its value is sent percent-encoded, behind a `=`");
    }
}

fn query_parameter<'a>(
    cx: &mut Context<'a>,
    data: &'a ParameterData,
    style: &QueryStyle,
    origin: Origin,
) -> QueryParameter {
    if !matches!(style, QueryStyle::Form) {
        let message = format!("query parameter `{}` is not of style `form`", data.name);
        cx.unsupported(&origin, &message, "it is sent in style `form`, a list with commas between its entries");
    }
    let ty = match (ty(cx, data, &origin), ODataOption::parse(&data.name)) {
        // One dialect bounds what OData does not (OData URL Conventions 4.01, section 5.1.5).
        (TypeRef::Primitive(Primitive::Int32), Some(ODataOption::Top | ODataOption::Skip)) => {
            TypeRef::Primitive(Primitive::Int64)
        }
        (ty, _) => ty,
    };
    // To explode is the default of style `form` alone (OpenAPI 3.0.3, Parameter Object), and matters to lists alone.
    let explode = data.explode.unwrap_or(matches!(style, QueryStyle::Form)) && matches!(ty, TypeRef::List(_));
    QueryParameter {
        name: data.name.clone(),
        ty,
        required: data.required,
        explode,
        doc: described(data.description.as_deref()),
        origin,
    }
}

/// A parameter's type: a scalar, an enum, or a list of them. Everything else is sent as the text the caller gives.
fn ty<'a>(cx: &mut Context<'a>, data: &'a ParameterData, origin: &Origin) -> TypeRef {
    let site = Site { origin: origin.clone(), sent: Sent::Yes };
    let (schema, site) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => (Some(schema), site.child("schema")),
        ParameterSchemaOrContent::Content(content) => match content.first() {
            Some((media_type, media)) => {
                (media.schema.as_ref(), site.child("content").child(media_type).child("schema"))
            }
            None => (None, site),
        },
    };
    let ty = schema.map_or(TypeRef::Untyped, |schema| schema::type_ref(cx, Use::from(schema), &site));
    // What OData says of its options is not what a description says of them.
    if let Some(schema) = schema.filter(|_| ODataOption::parse(&data.name).is_none()) {
        constraint::report_all(cx, Use::from(schema), &ty, &site);
    }
    match ty {
        TypeRef::List(item) => TypeRef::List(Box::new(text_unless_plain(cx, *item, data, origin))),
        ty => text_unless_plain(cx, ty, data, origin),
    }
}

fn text_unless_plain(cx: &mut Context<'_>, ty: TypeRef, data: &ParameterData, origin: &Origin) -> TypeRef {
    let is_plain = match &ty {
        TypeRef::Primitive(_) => true,
        TypeRef::Named(name) => cx.component(name).is_some_and(|schema| !Shape::of(schema).is_object()),
        TypeRef::Inline(definition) => matches!(definition.kind, TypeKind::Enum(_)),
        TypeRef::List(_) | TypeRef::Untyped | TypeRef::Given(_) => false,
    };
    if is_plain {
        return ty;
    }
    let message = format!("the type of parameter `{}` is not supported", data.name);
    cx.unsupported(origin, &message, "the caller gives the text that is sent");
    TypeRef::Primitive(Primitive::String)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{lower, lower_with, node, operation};
    use super::*;

    /// A `GET /a` with these parameters of its own and of its path.
    fn get(own: &str, shared: &str) -> String {
        let responses = "responses: {2XX: {description: ok}}";
        format!("paths:\n  /a:\n    get: {{parameters: [{own}], {responses}}}\n    parameters: [{shared}]")
    }

    #[test]
    fn a_variable_that_operations_declare_differently_is_a_warning() {
        let path = |first: &str, second: &str| {
            let of = |method: &str, rest: &str| {
                format!("{method}: {{parameters: [{{name: x, in: path, required: true, {rest}}}], responses: {{}}}}")
            };
            let (_, found) =
                lower_with(&format!("paths:\n  '/{{x}}': {{{}, {}}}", of("get", first), of("post", second)));
            found.into_iter().map(|one| one.split(" (").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let place = "/paths/~1{x}/post/parameters/0";
        let told = [format!("{place}: path parameter `x` is declared with another type before")];
        for (first, second) in [
            ("schema: {type: string}", "schema: {type: integer}"),
            ("schema: {type: integer, format: int32}", "schema: {type: integer}"),
            ("schema: {type: string, enum: [a]}", "schema: {type: string, enum: [b]}"),
            ("schema: {type: array, items: {type: string}}", "schema: {type: array, items: {type: integer}}"),
            ("schema: {type: string}", "content: {text/plain: {schema: {type: string}}}"),
        ] {
            assert_eq!(path(first, second), told, "{second}");
        }
        assert_eq!(path("schema: {type: string, description: a}", "schema: {type: string}"), [""; 0]);
        let bound = format!("{place}/schema/maximum: `maximum` is not checked before the value is sent");
        assert_eq!(path("schema: {type: integer}", "schema: {type: integer, maximum: 9}"), [bound]);
    }

    fn query_of(own: &str) -> QueryParameter {
        operation(&lower(&get(own, "")), "a").query.first().expect("a query parameter").clone()
    }

    #[test]
    fn an_operation_overrides_its_path() {
        let own = "{name: $top, in: query, required: true, schema: {type: integer}}";
        let shared = "{name: $top, in: query, schema: {type: string}}, {name: x, in: query, schema: {type: string}}";
        let api = lower(&get(own, shared));
        let found: Vec<_> = operation(&api, "a").query.iter().map(|one| (one.name.as_str(), one.required)).collect();
        assert_eq!(found, [("$top", true), ("x", false)]);
    }

    #[test]
    fn references_are_followed() {
        let yaml = format!(
            "{}\ncomponents:\n  parameters:\n    top: {{name: $top, in: query, description: how many, schema: {{type: integer}}}}",
            get("{$ref: '#/components/parameters/top'}", "")
        );
        let api = lower(&yaml);
        let top = &operation(&api, "a").query[0];
        assert_eq!((top.name.as_str(), top.doc.text.as_str()), ("$top", "how many"));
        assert_eq!(top.origin.to_string(), "test.yaml#/components/parameters/top");
    }

    #[test]
    fn a_reference_to_nothing_is_a_warning() {
        let (api, found) = lower_with(&get("{$ref: '#/components/parameters/no'}", ""));
        assert!(operation(&api, "a").query.is_empty());
        assert!(found[0].starts_with("/paths/~1a/get/parameters/0: this reference leads to no entry"), "{found:?}");
    }

    #[test]
    fn only_lists_explode() {
        let list = "schema: {type: array, items: {type: string}}";
        assert!(query_of(&format!("{{name: x, in: query, {list}}}")).explode);
        assert!(!query_of(&format!("{{name: x, in: query, explode: false, {list}}}")).explode);
        assert!(!query_of("{name: x, in: query, schema: {type: string}}").explode);
    }

    #[test]
    fn anything_but_scalars_and_their_lists_is_text() {
        let odd_query_of = |own: &str| {
            let (api, found) = lower_with(&get(own, ""));
            assert!(found[0].contains("the type of parameter `x` is not supported"), "{found:?}");
            operation(&api, "a").query[0].ty.clone()
        };
        let object = odd_query_of("{name: x, in: query, schema: {type: object}}");
        assert!(matches!(object, TypeRef::Primitive(Primitive::String)));
        let list = odd_query_of("{name: x, in: query, schema: {type: array, items: {type: object}}}");
        assert!(matches!(list, TypeRef::List(item) if matches!(*item, TypeRef::Primitive(Primitive::String))));
        let choice = query_of("{name: x, in: query, schema: {type: string, enum: [a]}}");
        assert!(matches!(choice.ty, TypeRef::Inline(_)));
    }

    #[test]
    fn content_is_as_good_as_a_schema() {
        let list = query_of(
            "{name: x, in: query, content: {application/json: {schema: {type: array, items: {type: string}}}}}",
        );
        assert!(matches!(list.ty, TypeRef::List(_)));
    }

    #[test]
    fn what_is_sent_otherwise_or_not_at_all_is_a_warning_and_common_headers_are_not() {
        let own = "{name: c, in: cookie, schema: {type: string}}, {name: if-match, in: header, schema: {type: string}}, \
                   {name: x-h, in: header, schema: {type: string}}, \
                   {name: x, in: query, style: deepObject, allowReserved: true, allowEmptyValue: true, schema: {type: object}}, \
                   {name: x, in: query, schema: {type: string}}";
        let (api, found) = lower_with(&get(own, ""));
        assert_eq!(operation(&api, "a").query.len(), 1);
        let messages = [
            "cookie parameter `c` is not",
            "header parameter `x-h` is not",
            "`allowReserved` of query parameter `x`",
            "`allowEmptyValue` of query parameter `x`",
            "`x` is not of style `form`",
            "the type of parameter `x` is not",
            "`x` is declared a second time",
        ];
        assert_eq!(found.len(), messages.len(), "{found:?}");
        for (found, message) in found.iter().zip(messages) {
            assert!(found.contains(message), "{found}");
        }
    }

    #[test]
    fn path_parameters_are_of_one_style() {
        let x = "{name: x, in: path, required: true, style: matrix, schema: {type: string}}";
        let (_, found) = lower_with(&format!("paths: {{'/{{x}}': {{parameters: [{x}]}}}}"));
        assert!(found.len() == 1 && found[0].contains("path parameter `x` is not of style `simple`"), "{found:?}");
    }

    #[test]
    fn what_is_used_twice_is_reported_once() {
        let get = "{get: {parameters: [{$ref: '#/components/parameters/c'}], responses: {}}}";
        let cookie = "{name: c, in: cookie, schema: {type: string}}";
        let (_, found) =
            lower_with(&format!("paths: {{/a: {get}, /b: {get}}}\ncomponents: {{parameters: {{c: {cookie}}}}}"));
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn both_dialects_declare_path_parameters() {
        let parameter = "{name: x, in: path, required: true, description: the x, schema: {type: string, format: uuid}}";
        let module = format!("paths:\n  /{{x}}:\n    get: {{parameters: [{parameter}], responses: {{}}}}");
        let official = format!("paths:\n  /{{x}}:\n    get: {{responses: {{}}}}\n    parameters: [{parameter}]");
        for yaml in [module, official] {
            let api = lower(&yaml);
            let x = &node(&api, "{x}").segment.variables()[0];
            assert!(matches!(x.ty, TypeRef::Primitive(Primitive::Guid)));
            assert_eq!(x.doc.text, "the x");
        }
    }
}
