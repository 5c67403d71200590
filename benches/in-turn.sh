#!/usr/bin/env bash
# Two builds of the generator in turn, on the whole of a description: time and memory of generating it, of generating and
# checking it when nothing has changed, and of generating it when one word in the documentation of an operation has.
#
#   benches/in-turn.sh BEFORE HERE path/to/beta.yaml
#
# RUNS times each (default 5), with the output in /dev/shm where there is one. A row has the median and the least wall time of
# both, their largest peaks of memory, and the ratio of the medians.
set -euo pipefail
before=$(realpath "$1") here=$(realpath "$2") description=$(realpath "$3") runs=${RUNS:-5}
scratch=$(mktemp --directory --tmpdir=/dev/shm 2>/dev/null || mktemp --directory)
trap 'rm -rf "$scratch"' EXIT

# run ROW COMMAND: runs COMMAND of both, and notes what that took.
run() {
    local row=$1 command=$2 name
    for name in before here; do
        GRAPH_CODEGEN_CACHE="$scratch/$name.cache" /usr/bin/time --append --output="$scratch/$row.$name" --format='%e %M' \
            "${!name}" "$command" --spec "$scratch/description.yaml" --output "$scratch/$name.out" >"$scratch/said" 2>&1 ||
            { cat "$scratch/said" && return 1; }
    done
}

# figures ROW NAME: the median, the least, and the largest peak in MB.
figures() {
    sort --numeric-sort "$scratch/$1.$2" | awk '
        { wall[NR] = $1 } NR == 1 || $2 > peak { peak = $2 }
        END { printf "%s %s %.0f ", wall[int((NR + 1) / 2)], wall[1], peak / 1024 }'
}

sed '0,/^      summary: /s/^      summary: .*/& (reworded)/' "$description" >"$scratch/reworded.yaml"
! cmp --silent "$description" "$scratch/reworded.yaml" || { echo 'no operation has a summary to change' && exit 1; }
for _ in $(seq "$runs"); do
    rm -rf "$scratch"/*.out "$scratch"/*.cache
    cp "$description" "$scratch/description.yaml"
    run whole generate
    run unchanged-generate generate
    run unchanged-check check
    cp "$scratch/reworded.yaml" "$scratch/description.yaml"
    run one-word-changed generate
done

for row in whole unchanged-generate unchanged-check one-word-changed; do
    echo "$row $(figures "$row" before) $(figures "$row" here)" | awk '
        { printf "%-18s before %6.2f s (least %5.2f s) %4d MB   here %6.2f s (least %5.2f s) %4d MB   %.2f\n",
            $1, $2, $3, $4, $5, $6, $7, $5 / $2 }'
done
find "$scratch/here.out" -name '*.rs' -exec cat {} + | wc --lines --bytes | awk '{ printf "%d lines, %.1f MB\n", $1, $2 / 1e6 }'
