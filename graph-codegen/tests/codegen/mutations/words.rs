//! What mutations put in: names, scalars and parts of descriptions that somebody may write.

use serde_json::{Value, json};

/// Names that are hostile, reserved, empty or in other scripts.
const NAMES: &[&str] = &[
    "",
    " ",
    "  leading",
    "trailing ",
    "self",
    "Self",
    "crate",
    "super",
    "type",
    "r#type",
    "_",
    "__",
    "a-b",
    "a_b",
    "aB",
    "AB",
    "models",
    "new",
    "me",
    "con",
    "nul",
    "aux",
    "mod",
    "lib",
    "main",
    "build",
    "std",
    "core",
    "graph_runtime",
    "GraphClient",
    "Option",
    "Box",
    "Vec",
    "String",
    "Request",
    "Default",
    "Some",
    "None",
    "Ok",
    "UnknownValue",
    "additionalData",
    "@odata.type",
    "@odata.nextLink",
    "@odata.",
    "value",
    "$value",
    "$count",
    "$ref",
    "$top",
    "$select",
    "count",
    "url",
    "header",
    "0",
    "1st",
    "-1",
    "日本",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "ﬁ",
    "Ω",
    "Ω",
    "é",
    "e\u{301}",
    "\u{200d}",
    "\u{202e}abc",
    "\u{feff}",
    "🦀",
    "ª",
    "٣",
    "\u{85}",
    "\u{2028}",
    "\n",
    "\t",
    "\u{0}",
    "\u{1b}[31m",
    "\"",
    "'",
    "\\",
    "/",
    "~",
    "~1",
    "~0",
    "#",
    "%",
    "%2F",
    "{",
    "}",
    "{}",
    "{a}",
    "{a}{b}",
    "(",
    ")",
    "()",
    "a()",
    "a(b='{b}')",
    "a(b={b},c=@c)",
    "a.b",
    "a.b.c",
    ".",
    "..",
    "../x",
    ".a",
    "a.",
    "a..b",
    "*/",
    "/*",
    "//",
    "*",
    "**",
    "?",
    "&",
    "&a=b",
    "<b>",
    "[x](y)",
    "`",
    "```",
    "null",
    "true",
    "~",
    "<<",
    "=",
    ":",
    "-",
    "|",
    "microsoft.graph.entity",
    "microsoft.graph.",
    "ODataError",
    "microsoft.graph.ODataErrors.ODataError",
    "default",
    "200",
    "2XX",
    "x-",
    "allOf",
    "properties",
];

/// Types and formats, real ones and others.
const TYPES: &[&str] =
    &["string", "integer", "number", "boolean", "array", "object", "null", "any", "file", "String", "", "int", "float"];
const FORMATS: &[&str] = &[
    "int8",
    "uint8",
    "int16",
    "int32",
    "int64",
    "uint32",
    "uint64",
    "float",
    "double",
    "decimal",
    "date",
    "date-time",
    "time",
    "duration",
    "uuid",
    "uri",
    "byte",
    "base64url",
    "binary",
    "password",
    "email",
    "",
    "INT32",
    "int128",
    "time-local",
    "unknown",
    "日",
];
/// Texts of references.
const REFERENCES: &[&str] = &[
    "",
    "#",
    "#/",
    "/",
    "#/components",
    "#/components/schemas",
    "#/components/schemas/",
    "#/components/schemas/nothing",
    "#/paths",
    "#/info",
    "#/components/schemas/a~2b",
    "#/components/schemas/%zz",
    "#/components/schemas/a%2Fb",
    "#components/schemas/a",
    "other.yaml",
    "other.yaml#/a",
    "https://example.test/a.yaml#/a",
    "#/components/responses/error",
    "#/components/parameters/top",
    "x",
    "#/x-a/b",
    "#/components/schemas/a/properties/b",
    "#//",
    "#/openapi",
    "urn:x",
    "#/components/schemas/\u{0}",
];
/// Numbers as JSON or YAML may write them.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1",
    "0.5",
    "1e3",
    "1e308",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "1.7976931348623157e308",
];

pub fn name(random: &mut fastrand::Rng) -> String {
    match random.u8(0..12) {
        0 => "n".repeat(random.usize(1..400)),
        1 => pick(random, NAMES).repeat(random.usize(1..40)),
        2 => format!("{}{}", pick(random, NAMES), pick(random, NAMES)),
        3 => (0..random.usize(1..8)).map(|_| random.char('\0'..char::MAX)).collect(),
        4 => "日本語".repeat(random.usize(1..120)),
        _ => pick(random, NAMES).to_owned(),
    }
}

pub fn pick<'a>(random: &mut fastrand::Rng, words: &[&'a str]) -> &'a str {
    words[random.usize(..words.len())]
}

pub fn reference(random: &mut fastrand::Rng) -> String {
    pick(random, REFERENCES).to_owned()
}

pub fn format(random: &mut fastrand::Rng) -> String {
    pick(random, FORMATS).to_owned()
}

pub fn ty(random: &mut fastrand::Rng) -> String {
    pick(random, TYPES).to_owned()
}

/// Any value that is not a description's.
pub fn value(random: &mut fastrand::Rng) -> Value {
    match random.u8(0..9) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 | 3 => serde_json::from_str(pick(random, NUMBERS)).unwrap_or_default(),
        4 => json!([]),
        5 => json!({}),
        6 => json!([name(random)]),
        7 => json!({ name(random): name(random) }),
        _ => json!(name(random)),
    }
}

/// A schema made up.
pub fn schema(random: &mut fastrand::Rng, depth: usize) -> Value {
    let below = |random: &mut fastrand::Rng| if depth > 3 { json!({}) } else { schema(random, depth + 1) };
    match random.u8(0..12) {
        0 => json!({ "type": ty(random), "format": format(random) }),
        1 => json!({ "type": "array", "items": below(random) }),
        2 => json!({ "type": "object", "properties": { name(random): below(random), name(random): below(random) } }),
        3 => json!({ "type": "object", "additionalProperties": below(random) }),
        4 => json!({ "allOf": [below(random), below(random)] }),
        5 => json!({ "anyOf": [below(random), { "type": "object", "nullable": true }] }),
        6 => json!({ "oneOf": [below(random), below(random)] }),
        7 => json!({ "type": "string", "enum": [name(random), name(random), value(random)] }),
        8 => json!({ "not": below(random) }),
        9 => json!({ "$ref": reference(random) }),
        10 => json!({ "type": ["string", "null"] }),
        _ => json!({}),
    }
}

/// A key of OpenAPI (also of 3.1 and of extensions that mean something) with a value, mostly of its kind.
pub fn entry(random: &mut fastrand::Rng) -> (String, Value) {
    let word = name(random);
    let flag = json!(random.bool());
    let (key, value) = match random.u8(0..36) {
        0 => ("nullable", flag),
        1 => ("deprecated", flag),
        2 => ("readOnly", flag),
        3 => ("writeOnly", flag),
        4 => ("required", if random.bool() { flag } else { json!([word]) }),
        5 => ("enum", json!([word, name(random), value(random)])),
        6 => ("discriminator", json!({ "propertyName": word, "mapping": { name(random): reference(random) } })),
        7 => ("pattern", json!(word)),
        8 => ("minLength", value(random)),
        9 => ("maximum", value(random)),
        10 => ("multipleOf", value(random)),
        11 => (
            "style",
            json!(pick(random, &["form", "simple", "matrix", "label", "spaceDelimited", "deepObject", "odd"])),
        ),
        12 => ("explode", flag),
        13 => ("allowReserved", flag),
        14 => ("in", json!(pick(random, &["path", "query", "header", "cookie", "body", ""]))),
        15 => ("parameters", json!([{ "name": word, "in": "query", "required": flag, "schema": schema(random, 1) }])),
        16 => ("requestBody", json!({ "content": { media_type(random): { "schema": schema(random, 1) } } })),
        17 => ("content", json!({ media_type(random): { "schema": schema(random, 1) }, media_type(random): {} })),
        18 => (
            "responses",
            json!({ status(random): { "content": { media_type(random): { "schema": schema(random, 1) } } } }),
        ),
        19 => ("callbacks", json!({ word: { "{$request.body#/url}": { "post": { "responses": {} } } } })),
        20 => ("security", json!([{ word: [] }])),
        21 => ("servers", json!([{ "url": word, "variables": { name(random): { "default": "a", "enum": [] } } }])),
        22 => ("x-ms-docs-operation-type", json!(pick(random, &["operation", "function", "action", "odd"]))),
        23 => ("x-ms-enum-flags", json!({ "isFlags": flag })),
        24 => ("x-ms-pageable", json!({ "nextLinkName": word, "itemName": name(random) })),
        25 => (
            "x-ms-enum",
            json!({ "name": word, "modelAsString": flag, "values": [{ "value": name(random), "name": name(random) }] }),
        ),
        26 => (
            "x-ms-deprecation",
            json!({ "removalDate": word, "date": name(random), "version": flag, "description": word }),
        ),
        27 => ("properties", json!({ word: schema(random, 0) })),
        28 => ("additionalProperties", if random.bool() { flag } else { schema(random, 0) }),
        29 => ("allOf", json!([schema(random, 0), schema(random, 0)])),
        30 => ("description", json!(format!("{word}\n\n- {word}\n```\n{word}\n<{word}>"))),
        31 => ("externalDocs", json!({ "url": word })),
        32 => ("format", json!(format(random))),
        33 => ("default", value(random)),
        34 => ("operationId", json!(word)),
        _ => ("title", json!(word)),
    };
    (key.to_owned(), value)
}

fn media_type(random: &mut fastrand::Rng) -> String {
    let known = [
        "application/json",
        "text/plain",
        "application/octet-stream",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "application/xml",
        "*/*",
        "image/png",
        "text/html; charset=utf-8",
        "application/problem+json",
        "a",
        "",
        "a/b/c",
    ];
    pick(random, &known).to_owned()
}

fn status(random: &mut fastrand::Rng) -> String {
    pick(random, &["200", "204", "2XX", "default", "404", "99", "600", "2xx", "", "x-a"]).to_owned()
}
