#!/usr/bin/env bash
# What a program costs to build that rejects one call: ours, and the same with graph-rs-sdk, by the TLS of the system as it
# has it by default, and by rustls as we have it.
#
#   benches/client.sh
#
# Prints, for each, the wall seconds of a cold debug build and the bytes of the stripped release binary. Both are built one
# after the other, with target folders of their own and all crates fetched before, so what counts are the ratios.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# peer FOLDER SETTINGS: a program with graph-rs-sdk, depended on with these settings.
peer() {
    mkdir -p "$scratch/$1/src"
    cat >"$scratch/$1/Cargo.toml" <<TOML
[package]
name = "peer"
version = "0.1.0"
edition = "2024"

[dependencies]
graph-rs-sdk = { version = "3.0.1"$2 }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }

[workspace]
TOML
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

# measure NAME MANIFEST PACKAGE BINARY: builds it twice from nothing.
measure() {
    local target="$scratch/target-$1"
    cargo fetch --quiet --manifest-path "$2"
    local wall
    wall=$( { CARGO_TARGET_DIR=$target /usr/bin/time --format=%e \
        cargo build --quiet --offline --manifest-path "$2" --package "$3"; } 2>&1 | tail -1)
    CARGO_TARGET_DIR=$target CARGO_PROFILE_RELEASE_STRIP=true \
        cargo build --quiet --offline --release --manifest-path "$2" --package "$3"
    printf '%-20s %8s s %12s bytes\n' "$1" "$wall" "$(stat --format=%s "$target/release/$4")"
}

measure 'reject_call' "$repository/Cargo.toml" reject-call reject_call
peer system ''
measure 'graph-rs-sdk' "$scratch/system/Cargo.toml" peer peer
peer rustls ', default-features = false, features = ["rustls-tls"]'
measure 'graph-rs-sdk-rustls' "$scratch/rustls/Cargo.toml" peer peer
