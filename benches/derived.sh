#!/usr/bin/env bash
# What a family of derived types costs beside a feature whose requests carry its base, and what the feature of all derived
# types costs there: the types of `models`, and the user CPU time of `cargo check` of a crate with all of a description.
#
#   cargo build --release --package graph-codegen
#   benches/derived.sh path/to/graph-v1.0.yaml [users [derived-attachment]]
#
# Checking: the median of RUNS runs (default 5) each, in turns, with incremental compilation off and the dependencies built
# before.
set -euo pipefail
description=$(realpath "$1") feature=${2:-users} family=${3:-derived-attachment} runs=${RUNS:-5}
repository=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ours=${CARGO_TARGET_DIR:-$repository/target}/release/graph-codegen
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR="$scratch/target"

cat >"$scratch/graph-codegen.toml" <<TOML
spec = "$description"
layout = "crate"
output = "crate"
[package]
name = "graph-all"
runtime-path = "$repository/graph-runtime"
TOML
"$ours" generate --config "$scratch/graph-codegen.toml" 2>"$scratch/out" || { cat "$scratch/out" && exit 1; }
cp "$repository/Cargo.lock" "$scratch/crate"

# measure FEATURES: checks the crate anew, and adds the seconds to the figures of FEATURES.
measure() {
    touch "$scratch/crate/src/lib.rs"
    /usr/bin/time --append --output="$scratch/$1.seconds" --format=%U cargo check --quiet --offline \
        --manifest-path "$scratch/crate/Cargo.toml" --no-default-features --features "$1"
    # Cargo keeps a list of what the compiler read for each set of features; each type of `models` has a file.
    ls -t "$scratch"/target/debug/deps/graph_all-*.d | head -1 | xargs cat | tr ' ' '\n' |
        grep '/api/models/.*[.]rs$' | sort -u | wc -l >"$scratch/$1.types"
}

# tell FEATURES: what was measured, and how much more than FEATURE alone it is.
tell() {
    sort --numeric-sort "$scratch/$1.seconds" | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }' >"$scratch/median"
    [ -e "$scratch/alone" ] || paste "$scratch/$1.types" "$scratch/median" >"$scratch/alone"
    paste "$scratch/$1.types" "$scratch/median" "$scratch/alone" | awk -v features="$1" '{
        printf "%-40s %6d types (%+.1f %%) %7.2f s (%+.1f %%)\n", features, $1, ($1 / $3 - 1) * 100, $2, ($2 / $4 - 1) * 100 }'
}

sets=("$feature" "$feature,$family" "$feature,unreached-models")
measure "$feature"
rm "$scratch/$feature.seconds" # It built the dependencies, too.
for _ in $(seq "$runs"); do
    for features in "${sets[@]}"; do measure "$features"; done
done
for features in "${sets[@]}"; do tell "$features"; done
