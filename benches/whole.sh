#!/usr/bin/env bash
# The whole of a description: time and memory of generating it, its size, and what `cargo check` of the result costs.
#
#   cargo build --release --package graph-codegen
#   benches/whole.sh path/to/graph/beta.yaml
#
# The check is made with incremental compilation off and the dependencies built before.
set -euo pipefail
description=$(realpath "$1")
repository=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ours=${CARGO_TARGET_DIR:-$repository/target}/release/graph-codegen
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR="$scratch/target"

# timed NAME COMMAND...: wall seconds and peak memory of one run.
timed() {
    local name=$1
    shift
    /usr/bin/time --output="$scratch/figures" --format='%e %M' "$@" >"$scratch/out" 2>&1 || { cat "$scratch/out" && exit 1; }
    awk -v name="$name" '{ printf "%-32s %8.2f s %8.0f MB\n", name, $1, $2 / 1024 }' "$scratch/figures"
}

mkdir -p "$scratch/src"
cat >"$scratch/Cargo.toml" <<TOML
[package]
name = "whole"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
graph-runtime = { path = "$repository/graph-runtime", default-features = false }
TOML
cp "$repository/Cargo.lock" "$scratch"
echo '//! Nothing yet.' >"$scratch/src/lib.rs"
(cd "$scratch" && cargo check --quiet)
printf '//! The whole.\nmod api;\npub use api::*;\n' >"$scratch/src/lib.rs"

timed 'generate, format, write' \
    "$ours" generate --spec "$description" --output "$scratch/src/api"
find "$scratch/src/api" -name '*.rs' -exec cat {} + | wc --lines --bytes |
    awk '{ printf "%-32s %8.2f M lines %5.1f MB\n", "size", $1 / 1e6, $2 / 1e6 }'
timed 'cargo check' cargo check --manifest-path "$scratch/Cargo.toml"
