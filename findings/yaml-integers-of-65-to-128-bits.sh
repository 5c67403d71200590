#!/usr/bin/env bash
# yaml_serde reads integers of up to 64 bits and those of more than 128, and fails on those between.
#
# Version     yaml_serde 0.10.7 with serde_json 1.0.154
# Behavior    18446744073709551615 (2^64 - 1) is a number; 18446744073709551616 is an error, as a `serde_json::Value` ("JSON number
#             out of range") and as yaml_serde's own `Value` ("as u128, expected any YAML value"); and 2^128 is a number again, a
#             float. Negative ones likewise below -2^63.
# The guess   What is too large for an integer is a float, as larger ones are, or all of them are errors. Least of all does one
#             expect the library's own "any value" to refuse what its own scanner has read.
# Why it      OpenAPI descriptions of OData have such numbers: the bounds of `Edm.Decimal` are 79228162514264337593543950335, and
# matters     converters write them as `maximum`. One such bound makes the whole of a description unreadable, whatever part of it is
#             asked for. Whoever cannot change the description has to read such scalars from its text.
set -euo pipefail
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder"
cargo init --quiet --vcs none --name finding
cargo add --quiet yaml_serde@=0.10.7 serde_json@=1.0.154
cat >src/main.rs <<'RUST'
fn main() {
    let texts = [
        "18446744073709551615",
        "18446744073709551616",
        "79228162514264337593543950335",
        "-9223372036854775809",
        "340282366920938463463374607431768211456",
    ];
    for text in texts {
        let json = yaml_serde::from_str::<serde_json::Value>(&format!("maximum: {text}"));
        let yaml = yaml_serde::from_str::<yaml_serde::Value>(&format!("maximum: {text}"));
        let shown = json.map_or_else(|error| error.to_string(), |value| value.to_string());
        println!("{text}: {shown}; any YAML value: {}", yaml.is_ok());
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(echo "$seen") - <<'TEXT'
18446744073709551615: {"maximum":18446744073709551615}; any YAML value: true
18446744073709551616: maximum: JSON number out of range at line 1 column 10; any YAML value: false
79228162514264337593543950335: maximum: JSON number out of range at line 1 column 10; any YAML value: false
-9223372036854775809: maximum: JSON number out of range at line 1 column 10; any YAML value: false
340282366920938463463374607431768211456: {"maximum":3.402823669209385e+38}; any YAML value: true
TEXT
