//! What says nothing to a client, by its place in OpenAPI.

use crate::spec::grammar::Kind;

/// A place that says nothing to a client.
#[derive(Debug)]
pub struct Silent {
    /// The end of the way to it; `*` at the end of a step stands for any text.
    pub place: &'static str,
    /// The object that it is a key of; `None` for any.
    pub kind: Option<Kind>,
    /// What stands beside it; behind a `=`, all that does.
    pub beside: &'static str,
    /// Why.
    pub reason: &'static str,
}

const fn any(place: &'static str, reason: &'static str) -> Silent {
    Silent { place, kind: None, beside: "", reason }
}

const fn of(kind: Kind, place: &'static str, reason: &'static str) -> Silent {
    Silent { place, kind: Some(kind), beside: "", reason }
}

const fn beside(kind: Kind, place: &'static str, beside: &'static str, reason: &'static str) -> Silent {
    Silent { place, kind: Some(kind), beside, reason }
}

const EXACT: &str = "the type of this format takes no text that the pattern refuses";
const OPTIONAL: &str = "members are optional in Rust, and may come and be sent as null; null items are kept";
const ODATA: &str = "the runtime knows what OData says of this option";
const ERRORS: &str = "errors have one type, which keeps what it does not know";
const NO_CONTENT: &str = "an answer without content is what is left where no other answer is described";
const STREAM: &str = "bytes are bytes, however a dialect describes them";
const GROUPS: &str = "a grouping of the documentation; paths group the bindings";
const TELLS_NAMES: &str = "tells functions, and what is bound in a path with namespaces; this is neither";
const BEARER: &str = "a request carries the client's bearer token; schemes that want something else are told";

/// All of them. The first that fits a place gives the reason.
pub const SILENT: &[Silent] = &[
    any("root/tags", GROUPS),
    of(Kind::Operation, "tags", GROUPS),
    of(Kind::Info, "description", "documentation of the service as a whole"),
    of(Kind::Info, "version", "a version of the document; that of the API is in the URL of the server"),
    of(Kind::Server, "description", "a label of the server"),
    any("root/security", BEARER),
    of(Kind::Operation, "security", BEARER),
    of(Kind::SecurityScheme, "flows", BEARER),
    of(Kind::SecurityScheme, "description", BEARER),
    any("x-ms-generated-by", "the tool that wrote the description"),
    any("x-ms-docs-grouped-path", GROUPS),
    any("x-ms-docs-key-type", "a label of the documentation"),
    beside(Kind::Operation, "[plain]/*/x-ms-docs-operation-type", "x-ms-docs-operation-type=action ", TELLS_NAMES),
    beside(
        Kind::Operation,
        "[plain]/*/x-ms-docs-operation-type",
        "x-ms-docs-operation-type=actionImport ",
        TELLS_NAMES,
    ),
    beside(
        Kind::Operation,
        "[plain]/*/x-ms-docs-operation-type",
        "x-ms-docs-operation-type=functionImport ",
        TELLS_NAMES,
    ),
    beside(Kind::Operation, "[plain]/*/x-ms-docs-operation-type", "x-ms-docs-operation-type=operation ", TELLS_NAMES),
    any("x-ms-navigationProperty", "decides what a slice follows, before there is an IR"),
    any("x-ms-primary-error-message", "the runtime knows where OData has the message of an error"),
    any("x-ms-discriminator-value", "the name of the type, by the rule that discriminators follow"),
    any("x-ms-pageable", "a page is known by its schema, and its links by their names in OData"),
    any("x-ms-enum/name", "the name of the component says it"),
    any("x-ms-enum/modelAsString", "every enum is open"),
    of(Kind::Operation, "operationId", "methods are named after paths"),
    beside(Kind::Operation, "summary", " description ", "the longer text is the documentation"),
    beside(Kind::Operation, "deprecated", " x-ms-deprecation ", "the extension says it"),
    of(Kind::ExternalDocs, "description", "a label of a link"),
    of(Kind::RequestBody, "description", "the type of the argument is documented"),
    of(Kind::RequestBody, "required", "a body is an argument of the method in either case"),
    of(Kind::Response, "description", "a method has one type of answer, which is documented"),
    of(Kind::Responses, "204", NO_CONTENT),
    beside(Kind::Responses, "2XX", "= description ", NO_CONTENT),
    of(Kind::Responses, "default", ERRORS),
    of(Kind::Responses, "4XX", ERRORS),
    of(Kind::Responses, "5XX", ERRORS),
    any("content/application~1octet-stream/schema", STREAM),
    any("content/image~1*/schema", STREAM),
    of(Kind::Parameter, "example", "an example"),
    of(Kind::Parameter, "examples", "examples"),
    any("parameters/[header]/description", "headers are set by name"),
    any("parameters/[header]/schema", "headers are set as text"),
    any("parameters/[path]/required", "a variable of a path has to be there"),
    any("parameters/[path list]/required", "a variable of a path has to be there"),
    any("parameters/[path again]/required", "a variable of a path has to be there"),
    any("parameters/[path again]/description", "the first text about a variable documents it"),
    any("parameters/[path list]/content/application~1json", "OData has one way to write a list in a path"),
    any("parameters/[query $]/explode", "matters to lists alone"),
    any("parameters/[query]/explode", "matters to lists alone"),
    any("parameters/[query $]/schema/minimum", ODATA),
    any("parameters/[query $]/schema/format", ODATA),
    any("parameters/[query $ list]/schema/uniqueItems", ODATA),
    of(Kind::Schema, "nullable", OPTIONAL),
    of(Kind::Schema, "required", OPTIONAL),
    of(Kind::Schema, "readOnly", "the service itself refuses, or passes over, what only it may set"),
    of(Kind::Schema, "default", "what the service takes for what is not sent"),
    of(Kind::Schema, "example", "an example"),
    of(Kind::Schema, "title", "a label; types are named after components and places"),
    beside(Kind::Schema, "type", " allOf ", "its parts say what it is"),
    any("allOf/[]/properties/@odata.type/type", "the base of the line declares the member"),
    any("components/schemas/[any JSON]/properties", "the component stands for any JSON"),
    beside(
        Kind::Schema,
        "components/schemas/[any JSON]/type",
        "= title type=object additionalProperties ",
        "the component stands for any JSON",
    ),
    any("components/*/[unused]", "nothing refers to it but what says nothing"),
    beside(Kind::Schema, "pattern", " format=date-time ", EXACT),
    beside(Kind::Schema, "pattern", " format=date ", EXACT),
    beside(Kind::Schema, "pattern", " format=time ", EXACT),
    beside(Kind::Schema, "pattern", " format=duration ", EXACT),
    beside(Kind::Schema, "pattern", " format=uuid ", EXACT),
];

/// Exceptions, each with all that stands beside it: a choice between a type and such an object is the type, which may be null.
const HEARD: &[(&str, &str)] = &[("anyOf/[]/nullable", " type=object nullable ")];

/// Why the place at `trail`, a key of a `kind` that stands beside others, says nothing; `None` where it has to say something.
pub fn find(trail: &str, kind: Option<Kind>, beside: &str) -> Option<&'static Silent> {
    if HEARD.iter().any(|(place, known)| beside == *known && ends_with(trail, place)) {
        return None;
    }
    let stands_beside =
        |known: &str| known.strip_prefix('=').map_or_else(|| beside.contains(known), |all| beside == all);
    SILENT.iter().find(|one| {
        one.kind.is_none_or(|known| kind == Some(known)) && stands_beside(one.beside) && ends_with(trail, one.place)
    })
}

/// Whether the last steps of `trail` are those of `place`.
fn ends_with(trail: &str, place: &str) -> bool {
    let mut steps = trail.rsplit('/');
    place.rsplit('/').all(|known| {
        let is_step = |step: &str| match known.strip_suffix('*') {
            Some(start) => step.starts_with(start),
            None => step == known,
        };
        steps.next().is_some_and(is_step)
    })
}
