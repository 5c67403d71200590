#!/usr/bin/env bash
# A span field that is an unsigned integer reaches OpenTelemetry as text; a signed one as an integer.
#
# Version     tracing-opentelemetry 0.33.0 with tracing 0.1.44, opentelemetry_sdk 0.32.0
# Behavior    `http.response.status_code = 200u16` is exported as the string "200", `200i64` as the integer 200. `usize` and `u32`
#             are strings likewise.
# The guess   Both are integers: `tracing` has a method of its own for each, and OpenTelemetry's integer holds both numbers.
# Why it      The semantic conventions for HTTP say that `http.response.status_code` and `server.port` are integers, and the types
# matters     that Rust programs have at hand for them (`u16` of `http::StatusCode::as_u16` and of ports) are unsigned. Dashboards that
#             ask for a status of 500 or more find nothing, and no error says why. Convert such numbers to `i64` first.
set -euo pipefail
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder"
cargo init --quiet --vcs none --name finding
cargo add --quiet tracing@=0.1.44 tracing-opentelemetry@=0.33.0 tracing-subscriber@=0.3.23 opentelemetry@=0.32.0
cargo add --quiet opentelemetry_sdk@=0.32.0 --features testing
cat >src/main.rs <<'RUST'
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use tracing_subscriber::layer::SubscriberExt as _;

fn main() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("finding"));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        let (port, count) = (443u16, 7usize);
        drop(tracing::info_span!("request", status.unsigned = 200u16, status.signed = 200i64, port, count).entered());
    });
    for span in exporter.get_finished_spans().expect("it exports to memory") {
        for wanted in ["status.unsigned", "status.signed", "port", "count"] {
            let found = span.attributes.iter().find(|attribute| attribute.key.as_str() == wanted);
            println!("{wanted}: {:?}", found.map(|attribute| &attribute.value));
        }
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(echo "$seen") - <<'TEXT'
status.unsigned: Some(String(Owned("200")))
status.signed: Some(I64(200))
port: Some(String(Owned("443")))
count: Some(String(Owned("7")))
TEXT
