#!/usr/bin/env bash
# The whole of a description, by us and by the generators that are installed: time and memory of generating it, the size
# of what comes out, and what `cargo check` of that costs.
#
#   cargo build --release --package graph-codegen
#   cargo install ploidy openapi-to-rust cargo-progenitor    # the peers, and openapi-generator-cli; each may be missing
#   benches/whole.sh path/to/graph/beta.yaml
#
# Generating: the median of RUNS runs (default 3), each into a new folder. Checking: once, with incremental compilation
# off and the dependencies built before. CHECK= leaves the checks out, PEERS= the peers.
set -euo pipefail
description=$(realpath "$1") runs=${RUNS:-3} check=${CHECK-yes} peers=${PEERS-yes}
repository=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ours=${CARGO_TARGET_DIR:-$repository/target}/release/graph-codegen
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR="$scratch/target"

# generate NAME FOLDER COMMAND...: time, memory and size of what COMMAND writes to FOLDER; 1 if it fails.
generate() {
    local name=$1 folder=$2
    shift 2
    : >"$scratch/figures"
    for run in $(seq "$runs"); do
        # Moved, not removed: a file system may be slow to give out again what was just freed.
        [ ! -e "$folder" ] || mv "$folder" "$scratch/$name-$run"
        /usr/bin/time --append --output="$scratch/figures" --format='%e %M' "$@" >"$scratch/out" 2>&1 ||
            { printf '%-22s fails: %s\n' "$name" "$(tail -1 "$scratch/out")" && return 1; }
    done
    sort --numeric-sort "$scratch/figures" | awk -v name="$name" -v runs="$runs" '
        NR == int((runs + 1) / 2) { wall = $1 } $2 > peak { peak = $2 }
        END { printf "%-22s generate %7.2f s %6.0f MB", name, wall, peak / 1024 }'
    find "$folder" -name '*.rs' -exec cat {} + | wc --lines --bytes |
        awk '{ printf " %9d lines %6.1f MB\n", $1, $2 / 1e6 }'
}

# checked NAME CRATE: time and memory of checking CRATE, whose dependencies are built first.
checked() {
    local name=$1 crate=$2
    [ -n "$check" ] || return 0
    (cd "$crate" && cp src/lib.rs "$scratch/lib.rs" && : >src/lib.rs && cargo check --quiet >"$scratch/out" 2>&1 &&
        cp "$scratch/lib.rs" src/lib.rs &&
        /usr/bin/time --output="$scratch/figures" --format='%e %M' cargo check --quiet >"$scratch/out" 2>&1) ||
        { printf '%-22s check    fails: %s\n' "$name" "$(grep --max-count=1 '^error' "$scratch/out")" && return; }
    tail -1 "$scratch/figures" | awk -v name="$name" '{ printf "%-22s check    %7.2f s %6.0f MB\n", name, $1, $2 / 1024 }'
}

# peer PROGRAM: whether it is wanted and installed; says so if it is not.
peer() {
    [ -n "$peers" ] || return 1
    command -v "$1" >/dev/null || { printf '%-22s is not installed\n' "$1" && return 1; }
}

mkdir -p "$scratch/ours/src"
cat >"$scratch/ours/Cargo.toml" <<TOML
[package]
name = "whole"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
graph-runtime = { path = "$repository/graph-runtime", default-features = false }
TOML
cp "$repository/Cargo.lock" "$scratch/ours"
printf '//! The whole.\nmod api;\npub use api::*;\n' >"$scratch/ours/src/lib.rs"

generate graph-codegen "$scratch/ours/src/api" \
    "$ours" generate --spec "$description" --output "$scratch/ours/src/api"
checked graph-codegen "$scratch/ours"

if peer ploidy && generate ploidy "$scratch/ploidy" ploidy generate rust --output "$scratch/ploidy" "$description"; then
    checked ploidy "$scratch/ploidy"
fi
if peer openapi-to-rust; then
    generate openapi-to-rust "$scratch/openapi-to-rust" \
        openapi-to-rust generate --quiet --output-dir "$scratch/openapi-to-rust" "$description" || true
fi
if peer cargo-progenitor && generate cargo-progenitor "$scratch/progenitor" \
    cargo-progenitor progenitor --input "$description" --output "$scratch/progenitor" --name whole --version 0.0.0; then
    checked cargo-progenitor "$scratch/progenitor"
fi
if peer openapi-generator-cli; then
    generate openapi-generator-cli "$scratch/openapi-generator" \
        openapi-generator-cli generate --generator-name rust --input-spec "$description" \
        --output "$scratch/openapi-generator" || true
fi
