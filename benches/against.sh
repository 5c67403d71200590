#!/usr/bin/env bash
# This checkout beside an earlier commit: what a newcomer's `cargo test --workspace` costs, which tests are gone, what
# generating the whole of a description costs, and what the bindings cost the compiler.
#
#   benches/against.sh COMMIT
#
# Both are copied to a temporary folder (below TMPDIR), as `git archive` gives them: the commit, and this checkout with what
# is not committed yet of files that Git knows. Each is built there from nothing, one after the other, and its target folder is
# removed before the next. All crates are fetched before.
#
# The description is DESCRIPTION, or the beta.yaml of the reference material (GRAPH_SHARED, or ../shared); without one, that
# part is left out. TESTS= leaves the tests out, COMPILED= the compiler. Tests that use the reference material find it where both
# do. How the generators are measured is told by in-turn.sh, and how their output is by compiled.sh.
#
# Ends with 1 if a test of COMMIT is gone, does not pass or is newly ignored. Tests are compared by their own names, without
# the program and the modules they are in; examples in documentation have none, and are counted by folder.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
commit=$(git -C "$repository" rev-parse --verify "$1^{commit}") tests=${TESTS-yes} compiled=${COMPILED-yes}
shared=$(realpath --canonicalize-missing "${GRAPH_SHARED:-$repository/../shared}")
description=${DESCRIPTION:-$shared/specs/graph/beta.yaml}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CARGO_TERM_COLOR=never GRAPH_SHARED="$shared"
unset CARGO_TARGET_DIR

# tested NAME: runs all tests of the copy NAME; prints what that took, and leaves the names of those that passed.
tested() {
    local name=$1
    # Some fail, perhaps: what is gone says which.
    (cd "$scratch/$name" && /usr/bin/time --output="$scratch/figures" --format='%U %S %e' \
        cargo test --workspace --locked --no-fail-fast >"$scratch/$name.out" 2>"$scratch/$name.err") || true
    awk '/^test .* \.\.\. ok$/' "$scratch/$name.out" | own_names | sort >"$scratch/$name.passed"
    tail -1 "$scratch/figures" | awk -v name="$name" -v passed="$(wc --lines <"$scratch/$name.passed")" \
        -v programs="$(grep --count '^ *Running .*(target/' "$scratch/$name.err")" \
        -v size="$(du --summarize --block-size=1M "$scratch/$name/target" | cut --fields=1)" '
        { printf "%-8s test     %6.0f s user %5.0f s system %5.0f s wall %6d MiB target %3d programs %5d passed\n",
            name, $1, $2, $3, size, programs, passed }'
}

# own_names: of lines `test a::b::name ... ok` the own name of each test, and of examples the folder they are in.
own_names() {
    sed --regexp-extended --expression='s/^test (.*) \.\.\. ok$/\1/; s/ - should panic$//; s#^[^ ]*/\.\./##' \
        --expression='s#^(.*/)[^/]+\.(rs|md) - .*#example in \1#; /^example in /!s/.*:://'
}

# built NAME: builds the generator of the copy NAME, and keeps it as NAME.bin.
built() {
    local name=$1
    (cd "$scratch/$name" && cargo build --quiet --locked --release --package graph-codegen)
    cp "$scratch/$name/target/release/graph-codegen" "$scratch/$name.bin"
}

# copy NAME TREE: what Git has of TREE.
copy() {
    mkdir "$scratch/$1"
    git -C "$repository" archive "$2" | tar --extract --directory="$scratch/$1"
    cargo fetch --quiet --locked --manifest-path "$scratch/$1/Cargo.toml"
}

# A commit of what is changed and not committed; nothing where nothing is.
here=$(git -C "$repository" stash create)
copy before "$commit"
copy here "${here:-HEAD}"
[ -e "$description" ] || { echo "skipped: $description is absent" && description=; }
for name in before here; do
    [ -z "$tests" ] || tested "$name"
    [ -z "$description" ] || built "$name"
    rm -rf "$scratch/$name/target"
done

[ -z "$description" ] || "$repository/benches/in-turn.sh" "$scratch/before.bin" "$scratch/here.bin" "$description"
if [ -n "$description" ] && [ -n "$compiled" ]; then
    for name in before here; do
        mkdir --parents "$scratch/$name/target/release"
        cp "$scratch/$name.bin" "$scratch/$name/target/release/graph-codegen"
    done
    "$repository/benches/compiled.sh" "$scratch/before" "$scratch/here" "$description"
fi

[ -n "$tests" ] || exit 0
gone=$(comm -23 "$scratch/before.passed" "$scratch/here.passed")
[ -z "$gone" ] || { printf '%s\n' 'These tests passed before, and are gone, ignored or fail now:' "$gone" && exit 1; }
