#!/usr/bin/env bash
# The types of openapiv3 do not hold all of a description: some of a schema is gone or rounded after reading and writing it.
#
# Version     openapiv3 2.2.0 (with serde_json 1)
# Behavior    Of a schema, `xml` and `default: null` are lost, at the root and in properties. The `maximum` of a `number` beyond 2^53
#             is rounded (9007199254740993 becomes 9007199254740992.0), that of an `integer` is not.
# The guess   The crate has a type for OpenAPI 3.0 and `extensions` beside the known keys, so that what is read can be written. What
#             it has no field for would be kept there or be an error.
# Why it      Programs read a description with it, change something, and write it (slices, merges, linters). A default of null
# matters     becomes no default, which code generators treat differently; wire names of XML are gone; a bound has moved by one,
#             so that a value that was refused is accepted. Compare trees, and keep the tree as the source of what is written.
set -euo pipefail
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder"
cargo init --quiet --vcs none --name finding
cargo add --quiet openapiv3@=2.2.0 serde_json@1
cat >src/main.rs <<'RUST'
use serde_json::{Value, json};

fn main() {
    let description = json!({
        "openapi": "3.0.3",
        "info": { "title": "Shelves", "version": "1" },
        "paths": {},
        "components": { "schemas": { "shelf": {
            "type": "object",
            "xml": { "name": "Shelf" },
            "properties": {
                "color": { "type": "string", "nullable": true, "default": null, "xml": { "attribute": true } },
                "weight": { "type": "number", "maximum": 9_007_199_254_740_993_i64 },
                "number": { "type": "integer", "maximum": 9_007_199_254_740_993_i64 },
            },
        } } },
    });
    let typed: openapiv3::OpenAPI = serde_json::from_value(description.clone()).expect("it is valid");
    let written = serde_json::to_value(&typed).expect("it can be written");
    for path in ["/xml", "/properties/color/default", "/properties/color/xml", "/properties/weight/maximum", "/properties/number/maximum"] {
        let path = format!("/components/schemas/shelf{path}");
        let [before, after] = [&description, &written].map(|tree| tree.pointer(&path).map(Value::to_string));
        println!("{path}: {} -> {}", before.expect("it is there"), after.as_deref().unwrap_or("nothing"));
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(echo "$seen") - <<'TEXT'
/components/schemas/shelf/xml: {"name":"Shelf"} -> nothing
/components/schemas/shelf/properties/color/default: null -> nothing
/components/schemas/shelf/properties/color/xml: {"attribute":true} -> nothing
/components/schemas/shelf/properties/weight/maximum: 9007199254740993 -> 9007199254740992.0
/components/schemas/shelf/properties/number/maximum: 9007199254740993 -> 9007199254740993
TEXT
