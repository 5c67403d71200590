#!/usr/bin/env bash
# `http::Uri` takes a URL with a `#` and drops all that follows, without an error.
#
# Version     http 1.5.0
# Behavior    `"https://graph.example/users?$filter=name eq 'C#'&$skiptoken=X"` (its blanks escaped, its `#` not) becomes a
#             `Uri` whose query is `$filter=name%20eq%20'C`. The end of the text is gone, and `to_string` does not bring it back.
# The guess   An error, as for a blank in the same place, or a `Uri` that keeps its fragment, which is a part of a URI (RFC 3986
#             section 3.5): one expects `parse` to take in all of its text or to refuse it.
# Why it      Next links and paths of files come with a bare `#` now and then (msgraph-sdk-dotnet#553, msgraph-sdk-powershell#1947).
# matters     A client that parses them asks for something else than it was told to, here without the `$skiptoken`: the same
#             page over and over. An upload to `/root:/C# notes/a.txt:/content` goes to `/root:/C`, and succeeds. Look for
#             `#` before the text is parsed.
set -euo pipefail
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder"
cargo init --quiet --vcs none --name finding
cargo add --quiet http@=1.5.0
cat >src/main.rs <<'RUST'
fn main() {
    for text in ["https://graph.example/users?$filter=name%20eq%20'C#'&$skiptoken=X", "https://graph.example/root:/C# notes/a b.txt", "https://graph.example/a b#c"] {
        println!("{}", text.parse::<http::Uri>().map_or_else(|error| error.to_string(), |uri| uri.to_string()));
    }
}
RUST
seen=$(cargo run --quiet)
echo "$seen"
diff <(echo "$seen") - <<'TEXT'
https://graph.example/users?$filter=name%20eq%20'C
https://graph.example/root:/C
invalid uri character
TEXT
