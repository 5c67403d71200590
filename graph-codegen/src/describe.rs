//! Declared operations as an OpenAPI description.

use graph_emit::ir::{
    Api, Body, Constraint, ContentType, Deprecation, Doc, Field, Header, Node, Operation, Primitive, QueryParameter,
    Response, Segment, TypeDef, TypeKind, TypeRef,
};
use serde_json::{Map, Value, json};

use crate::diagnostics::Diagnostics;

/// The description of declared operations.
#[derive(Clone, Debug)]
pub struct Described(Value);

impl Described {
    /// It in YAML.
    pub fn to_yaml(&self) -> String {
        crate::spec::read::to_yaml(&self.0)
    }

    /// It in JSON.
    pub fn to_json(&self) -> &Value {
        &self.0
    }
}

/// The OpenAPI 3.0 description of the declarations in `source`, the text of the Rust file `name`.
///
/// A type that is declared elsewhere is described as any value; as a base, it is left out. So is a `type_name` that is not the
/// name of its model, for a description has one name for both.
///
/// # Errors
/// All that is wrong with the declarations.
///
/// # Example
/// ```
/// let source = "#[graph_builder(\"/ping\")] impl PingRequestBuilder { pub fn get(&self) -> bool; }";
/// let described = graph_codegen::describe("ping.rs", source)?;
/// assert!(described.to_json()["paths"]["/ping"]["get"].is_object());
/// # Ok::<(), graph_codegen::Diagnostics>(())
/// ```
pub fn describe(name: &str, source: &str) -> Result<Described, Diagnostics> {
    let api = graph_declare::parse(source).map_err(|faults| Diagnostics::of_source(name, source, &faults))?;
    Ok(Described(document(&api)))
}

fn document(api: &Api) -> Value {
    let mut paths = Map::new();
    node(&api.root, "", &mut Vec::new(), &mut paths);
    let schemas: Map<_, _> = api.types.iter().map(|def| (def.name.wire.clone(), schema(def))).collect();
    let version = api.version.map(graph_emit::ir::ApiVersion::as_str);
    let graph = version.map(|version| format!("https://graph.microsoft.com/{version}"));
    let title = if api.title.is_empty() { "Declared operations" } else { &api.title };
    let mut document = json!({
        "openapi": "3.0.3",
        "info": { "title": title, "version": version.unwrap_or("1") },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    // Without one, the client has the choice.
    if let Some(server) = api.base_url.clone().or(graph) {
        document["servers"] = json!([{ "url": server }]);
    }
    document
}

fn node(node: &Node, above: &str, parameters: &mut Vec<Value>, paths: &mut Map<String, Value>) {
    let path = match &node.segment {
        Segment::Root => String::new(),
        segment => format!("{above}/{}", segment.text()),
    };
    let before = parameters.len();
    for one in node.segment.variables() {
        let parameter = json!({ "name": one.name, "in": "path", "required": true, "schema": reference(&one.ty) });
        parameters.push(with_doc(parameter, &one.doc));
    }
    if !node.operations.is_empty() {
        let mut item = Map::new();
        if !node.doc.text.is_empty() {
            item.insert("description".to_owned(), json!(node.doc.text));
        }
        for one in &node.operations {
            let described = operation(one, node.is_function);
            item.insert(one.method.as_str().to_lowercase(), described);
        }
        if !parameters.is_empty() {
            item.insert("parameters".to_owned(), json!(parameters));
        }
        let slash = if node.has_trailing_slash { "/" } else { "" };
        let written = node.operations.first().map(|one| one.path.clone());
        paths.insert(written.unwrap_or_else(|| format!("{path}{slash}")), Value::Object(item));
    }
    for child in &node.children {
        self::node(child, &path, parameters, paths);
    }
    parameters.truncate(before);
}

fn operation(operation: &Operation, is_function: bool) -> Value {
    let mut described = with_doc(json!({}), &operation.doc);
    let query = operation.query.iter().map(query);
    let parameters: Vec<_> = query.chain(operation.headers.iter().map(header)).collect();
    if !parameters.is_empty() {
        described["parameters"] = json!(parameters);
    }
    if let Some(link) = &operation.doc.link {
        described["externalDocs"] = json!({ "url": link });
    }
    if let Some(body) = &operation.body {
        let all = std::iter::once(body).chain(operation.other_bodies.iter().map(|other| &other.body));
        let content: Map<_, _> = all.flat_map(sent).collect();
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    deprecation(&mut described, operation.deprecated.as_ref());
    described["responses"] = json!({ "2XX": answers(operation) });
    // The names of their paths are read by it.
    if is_function {
        described["x-ms-docs-operation-type"] = json!("function");
    } else if operation.path.rsplit('/').next().is_some_and(|last| last.starts_with("microsoft.graph.")) {
        described["x-ms-docs-operation-type"] = json!("action");
    }
    described
}

fn query(one: &QueryParameter) -> Value {
    let mut parameter = json!({ "name": one.name, "in": "query", "schema": reference(&one.ty) });
    if one.required {
        parameter["required"] = json!(true);
    }
    if matches!(one.ty, TypeRef::List(_)) {
        parameter["explode"] = json!(one.explode);
    }
    with_doc(parameter, &one.doc)
}

fn header(one: &Header) -> Value {
    json!({ "name": one.name, "in": "header", "required": one.required, "schema": { "type": "string" } })
}

/// The entries of `content` for `body`.
fn sent(body: &Body) -> Vec<(String, Value)> {
    let one = |media_type: &str, schema: Value| (media_type.to_owned(), json!({ "schema": schema }));
    match body {
        Body::Json { ty, content_type } => {
            vec![one(content_type.as_deref().unwrap_or("application/json"), reference(ty))]
        }
        Body::Bytes(ContentType::Fixed(ty)) => vec![one(ty, json!({ "type": "string", "format": "binary" }))],
        Body::Bytes(ContentType::Given(types)) => {
            types.iter().map(|ty| one(ty, json!({ "type": "string", "format": "binary" }))).collect()
        }
        Body::Base64 { content_type } => vec![one(content_type, json!({ "type": "string", "format": "byte" }))],
        Body::Multipart { content_type } => vec![one(content_type, json!({ "type": "object" }))],
    }
}

fn answers(operation: &Operation) -> Value {
    let mut content = Map::new();
    let media_type = operation.accept.as_deref().and_then(|accept| accept.split([',', ';']).next());
    brought(&operation.response, media_type, &mut content);
    for other in &operation.other_answers {
        brought(&other.response, Some(&other.media_type), &mut content);
    }
    if content.is_empty() {
        json!({ "description": "Success" })
    } else {
        json!({ "description": "Success", "content": content })
    }
}

fn brought(response: &Response, media_type: Option<&str>, content: &mut Map<String, Value>) {
    let (usual, schema) = match response {
        Response::None => return,
        Response::Bytes => ("application/octet-stream", json!({ "type": "string", "format": "binary" })),
        Response::Value(ty) => ("application/json", reference(ty)),
    };
    content.insert(media_type.unwrap_or(usual).trim().to_owned(), json!({ "schema": schema }));
}

fn schema(def: &TypeDef) -> Value {
    let mut described = match &def.kind {
        TypeKind::Struct(object) => {
            let properties: Map<_, _> = object.fields.iter().map(|field| (field.wire.clone(), member(field))).collect();
            let own = json!({ "type": "object", "properties": properties });
            match &object.base {
                Some(base) => json!({ "allOf": [component(base), own] }),
                None => own,
            }
        }
        TypeKind::Enum(list) => {
            let values: Vec<_> = list.variants.iter().map(|variant| &variant.wire).collect();
            let mut described = json!({ "type": "string", "enum": values });
            if list.flags {
                described["x-ms-enum-flags"] = json!({ "isFlags": true });
            }
            described
        }
        TypeKind::Alias(target) => reference(target),
    };
    deprecation(&mut described, def.deprecated.as_ref());
    with_doc(described, &def.doc)
}

fn member(field: &Field) -> Value {
    let mut described = reference(&field.ty);
    let has_more = !field.constraints.is_empty() || !field.doc.text.is_empty() || field.deprecated.is_some();
    // What stands beside a reference is not read (OpenAPI 3.0.3, Reference Object).
    if has_more && described.get("$ref").is_some() {
        described = json!({ "allOf": [described] });
    }
    for constraint in &field.constraints {
        let bounds = match constraint {
            Constraint::StartsWith(start) => [Some(("pattern", json!(format!("^{}", escaped(start))))), None],
            Constraint::Length { min, max } => {
                [min.map(|min| ("minLength", json!(min))), max.map(|max| ("maxLength", json!(max)))]
            }
            Constraint::Range { min, max } => {
                [min.map(|min| ("minimum", json!(min))), max.map(|max| ("maximum", json!(max)))]
            }
        };
        for (keyword, bound) in bounds.into_iter().flatten() {
            described[keyword] = bound;
        }
    }
    deprecation(&mut described, field.deprecated.as_ref());
    with_doc(described, &field.doc)
}

/// `text` as a pattern that matches it alone.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| ("\\^$.|?*+()[]{}".contains(c)).then_some('\\').into_iter().chain([c])).collect()
}

fn component(wire: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{wire}") })
}

fn reference(ty: &TypeRef) -> Value {
    match ty {
        TypeRef::Named(wire) => component(wire),
        TypeRef::Primitive(primitive) => scalar(*primitive),
        TypeRef::List(item) => json!({ "type": "array", "items": reference(item) }),
        TypeRef::Inline(def) => schema(def),
        // What is given is declared elsewhere.
        TypeRef::Untyped | TypeRef::Given(_) => json!({}),
    }
}

fn scalar(primitive: Primitive) -> Value {
    let (ty, format) = match primitive {
        Primitive::Boolean => ("boolean", None),
        Primitive::Int8 => ("integer", Some("int8")),
        Primitive::UInt8 => ("integer", Some("uint8")),
        Primitive::Int16 => ("integer", Some("int16")),
        Primitive::Int32 => ("integer", Some("int32")),
        Primitive::Int64 => ("integer", Some("int64")),
        Primitive::Float => ("number", Some("float")),
        Primitive::Double => ("number", Some("double")),
        Primitive::Decimal => ("number", Some("decimal")),
        Primitive::String => ("string", None),
        Primitive::Guid => ("string", Some("uuid")),
        Primitive::DateTimeOffset => ("string", Some("date-time")),
        Primitive::Date => ("string", Some("date")),
        Primitive::TimeOfDay => ("string", Some("time")),
        Primitive::Duration => ("string", Some("duration")),
        Primitive::Binary => ("string", Some("base64url")),
    };
    format.map_or_else(|| json!({ "type": ty }), |format| json!({ "type": ty, "format": format }))
}

fn with_doc(mut described: Value, doc: &Doc) -> Value {
    if !doc.text.is_empty() {
        described["description"] = json!(doc.text);
    }
    described
}

fn deprecation(described: &mut Value, deprecated: Option<&Deprecation>) {
    let Some(Deprecation { description, version, date, removal_date, .. }) = deprecated else { return };
    described["deprecated"] = json!(true);
    let details = [("description", description), ("version", version), ("date", date), ("removalDate", removal_date)];
    let details: Map<_, _> =
        details.into_iter().filter_map(|(name, detail)| Some((name.to_owned(), json!(detail.as_ref()?)))).collect();
    if !details.is_empty() {
        described["x-ms-deprecation"] = Value::Object(details);
    }
}
