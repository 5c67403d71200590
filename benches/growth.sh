#!/usr/bin/env bash
# How time and memory grow with a description: an eighth, a quarter, half and all of its paths.
#
#   cargo build --release --package graph-codegen
#   benches/growth.sh path/to/graph/beta.yaml
#
# A part is every eighth (fourth, second) path, with the types that those need. Per part, the median of RUNS runs
# (default 3): wall seconds, peak memory in MB, and both per thousand operations, which should not grow. The description
# must be plain block YAML with two spaces in front of each path, as Graph's is.
set -euo pipefail
description=$(realpath "$1") runs=${RUNS:-3}
repository=$(cd "$(dirname "$0")/.." && pwd)
ours=${CARGO_TARGET_DIR:-$repository/target}/release/graph-codegen
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for part in 8 4 2 1; do
    awk -v part="$part" '
        /^[^ #]/ { in_paths = /^paths:/; kept = 1 }
        in_paths && /^  [^ #]/ { kept = paths++ % part == 0 }
        kept' "$description" >"$scratch/part.yaml"
    : >"$scratch/figures"
    for run in $(seq "$runs"); do
        /usr/bin/time --append --output="$scratch/figures" --format='%e %M' \
            "$ours" generate --spec "$scratch/part.yaml" --include '/**' --output "$scratch/api-$part-$run" >"$scratch/out" 2>&1
    done
    operations=$(grep --only-matching --extended-regexp '^[0-9]+ operations' "$scratch/out" | cut --delimiter=' ' --fields=1)
    sort --numeric-sort "$scratch/figures" | awk -v part="$part" -v operations="$operations" -v runs="$runs" '
        NR == int((runs + 1) / 2) { wall = $1 } $2 > peak { peak = $2 }
        END {
            peak /= 1024
            printf "1/%d %6d operations %6.2f s %5.0f MB   per thousand: %6.3f s %5.1f MB\n",
                part, operations, wall, peak, wall / operations * 1000, peak / operations * 1000
        }'
done
