#!/usr/bin/env bash
# Time and memory of whole processes: our slice and generation beside the generators that are installed.
#
#   cargo build --release --package graph-codegen
#   cargo install ploidy openapi-to-rust          # the peers; whichever is missing is left out
#   benches/slice.sh path/to/graph/beta.yaml path/to/CloudCommunications.yml
#
# Prints, per command, the median of RUNS runs (default 5): wall seconds, peak memory in MB. All in one run of one
# machine, so what counts are the ratios.
set -euo pipefail
beta=$1 module=$2 runs=${RUNS:-5}
repository=$(cd "$(dirname "$0")/.." && pwd)
ours=${CARGO_TARGET_DIR:-$repository/target}/release/graph-codegen
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
reject='/communications/calls/{call-id}/microsoft.graph.reject'

# measure NAME COMMAND...: the median wall time and the largest peak memory.
measure() {
    local name=$1 log="$scratch/figures"
    shift
    : >"$log"
    for _ in $(seq "$runs"); do
        /usr/bin/time --append --output="$log" --format='%e %M' "$@" >"$scratch/out" 2>&1 ||
            { echo "$name failed:" && tail -3 "$scratch/out" && return; }
    done
    sort --numeric-sort "$log" | awk -v name="$name" -v runs="$runs" '
        NR == int((runs + 1) / 2) { wall = $1 } $2 > peak { peak = $2 }
        END { printf "%-52s %8.2f s %8.0f MB\n", name, wall, peak / 1024 }'
}

measure 'graph-codegen slice call.reject, whole beta' "$ours" slice --spec "$beta" --include "$reject"
measure 'graph-codegen inventory call.reject, whole beta' "$ours" inventory --spec "$beta" --include "$reject"
measure 'graph-codegen generate call.reject, whole beta' \
    "$ours" generate --spec "$beta" --include "$reject" --output "$scratch/reject" --layout modules
measure 'graph-codegen generate, CloudCommunications' \
    "$ours" generate --spec "$module" --output "$scratch/ours" --layout modules
if command -v ploidy >/dev/null; then
    measure 'ploidy generate, CloudCommunications' ploidy generate rust --output "$scratch/ploidy" "$module"
fi
if command -v openapi-to-rust >/dev/null; then
    measure 'openapi-to-rust generate, CloudCommunications' \
        openapi-to-rust generate --quiet --output-dir "$scratch/openapi-to-rust" "$module"
fi
