#!/usr/bin/env bash
# What a program costs to build that rejects one call: ours, and the same with graph-rs-sdk, each by rustls, which is our
# default, and by the TLS of the system, which is its default.
#
#   benches/client.sh
#
# Prints, for each, the wall seconds of a cold debug build and the bytes of the stripped release binary. Both are built one
# after the other, with target folders of their own and all crates fetched before, so what counts are the ratios.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# program FOLDER DEPENDENCIES: the manifest of a program with these dependencies.
program() {
    mkdir -p "$scratch/$1/src"
    cat >"$scratch/$1/Cargo.toml" <<TOML
[package]
name = "program"
version = "0.1.0"
edition = "2024"

[dependencies]
$2

[workspace]
TOML
}

# ours FOLDER SETTINGS: the program of examples/reject-call, with bindings that are depended on with these settings.
ours() {
    program "$1" "graph-beta = { path = '$repository/generated'$2 }
tokio = { version = '1', features = ['io-util', 'macros', 'net', 'rt'] }"
    cp "$repository"/examples/reject-call/src/* "$scratch/$1/src"
}

# peer FOLDER SETTINGS: a program with graph-rs-sdk, depended on with these settings.
peer() {
    program "$1" "graph-rs-sdk = { version = '3.0.1'$2 }
serde_json = '1'
tokio = { version = '1', features = ['macros', 'rt'] }"
    cat >"$scratch/$1/src/main.rs" <<'RUST'
use graph_rs_sdk::GraphClient;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut client = GraphClient::new("an access token");
    let body = serde_json::json!({ "reason": "busy" });
    client.beta().communications().call("57dab8b1-894c-409a-b240-bd8beae78896").reject(&body).send().await?;
    Ok(())
}
RUST
}

# measure FOLDER: builds its program twice from nothing.
measure() {
    local manifest="$scratch/$1/Cargo.toml" target="$scratch/target-$1"
    cargo fetch --quiet --manifest-path "$manifest"
    local wall
    wall=$( { CARGO_TARGET_DIR=$target /usr/bin/time --format=%e \
        cargo build --quiet --offline --manifest-path "$manifest"; } 2>&1 | tail -1)
    CARGO_TARGET_DIR=$target CARGO_PROFILE_RELEASE_STRIP=true \
        cargo build --quiet --offline --release --manifest-path "$manifest"
    printf '%-24s %8s s %12s bytes\n' "$1" "$wall" "$(stat --format=%s "$target/release/program")"
}

ours ours-rustls ''
ours ours-native-tls ", default-features = false, features = ['native-tls']"
peer graph-rs-sdk-rustls ", default-features = false, features = ['rustls-tls']"
peer graph-rs-sdk-native-tls ''
for program in ours-rustls graph-rs-sdk-rustls ours-native-tls graph-rs-sdk-native-tls; do
    measure "$program"
done
