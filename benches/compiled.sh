#!/usr/bin/env bash
# What the bindings of a whole description cost the compiler, as two builds of the generator write them, in turn: user CPU and
# peak memory of checking all, of checking two features alone, of a debug build and of the documentation, and how much there is.
#
#   (cd BEFORE && cargo build --release --package graph-codegen)
#   benches/compiled.sh BEFORE HERE path/to/beta.yaml
#
# BEFORE and HERE are checkouts with a release build of the generator in `target`. Dependencies are built before what is
# measured, and incremental compilation is off. ROWS says which rows, of: check users communications build doc.
set -euo pipefail
before=$(realpath "$1") here=$(realpath "$2") description=$(realpath "$3")
rows=${ROWS:-check users communications build doc}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never GRAPH_CODEGEN_CACHE=
declare -A commands=(
    [check]='check --features full'
    [users]='check --features users'
    [communications]='check --features communications'
    [build]='build --features full'
    [doc]='doc --no-deps --features full'
)

# written NAME: the crate of NAME, with its own runtime.
written() {
    local name=$1
    "${!name}/target/release/graph-codegen" generate --spec "$description" --include '/**' --layout crate \
        --output "$scratch/$name/whole" >"$scratch/said" 2>&1 || { cat "$scratch/said" && exit 1; }
    printf '\n[workspace]\n[patch.crates-io]\ngraph-runtime = { path = "%s/graph-runtime" }\n' "${!name}" \
        >>"$scratch/$name/whole/Cargo.toml"
    cp "${!name}/Cargo.lock" "$scratch/$name/whole"
    find "$scratch/$name/whole/src" -name '*.rs' -exec cat {} + | wc --bytes |
        awk -v name="$name" -v files="$(find "$scratch/$name/whole/src" -name '*.rs' | wc --lines)" \
            '{ printf "%-16s %-8s %8.1f MB of Rust in %d files\n", "written", name, $1 / 1e6, files }'
}

# measured ROW NAME: what the command of ROW takes for the crate of NAME.
measured() {
    local row=$1 name=$2
    # shellcheck disable=SC2086
    (cd "$scratch/$name/whole" && export CARGO_TARGET_DIR="$scratch/$name/target" &&
        cp src/lib.rs "$scratch/lib.rs" && : >src/lib.rs &&
        cargo ${commands[$row]} --quiet --no-default-features >"$scratch/said" 2>&1 && cp "$scratch/lib.rs" src/lib.rs &&
        /usr/bin/time --output="$scratch/figures" --format='%U %M' \
            cargo ${commands[$row]} --quiet --no-default-features >"$scratch/said" 2>&1) ||
        { cp "$scratch/lib.rs" "$scratch/$name/whole/src/lib.rs"; echo "$row of $name fails: $(grep --max-count=1 '^error' "$scratch/said")"; return; }
    tail -1 "$scratch/figures" | awk -v row="$row" -v name="$name" \
        '{ printf "%-16s %-8s %8.1f s user %6.0f MB\n", row, name, $1, $2 / 1024 }'
}

for name in before here; do written "$name"; done
for row in $rows; do
    for name in before here; do measured "$row" "$name"; done
done
for name in before here; do
    [ ! -d "$scratch/$name/target/doc" ] || printf '%-16s %-8s %8d files\n' documentation "$name" \
        "$(find "$scratch/$name/target/doc" -type f | wc --lines)"
done
