//! Paths that the service knows by a shorter name as well, which its descriptions leave out.

use graph_emit::ir::{Doc, Shortcut};

use super::context::Context;

/// The shorter names of paths. The API has those whose path it has.
///
/// `/me` is left out of the descriptions that the SDKs are made from, for it repeats all of `/users/{user-id}`; each SDK
/// adds it by hand (<https://learn.microsoft.com/graph/api/user-get>).
pub(super) fn all(cx: &Context<'_>) -> Vec<Shortcut> {
    let path = "/users/{user-id}";
    vec![Shortcut {
        short: "/me".to_owned(),
        path: path.to_owned(),
        doc: Doc::text("The person who signed in: URLs begin with `/me` instead of `/users/{user-id}`."),
        origin: cx.path_origin(path),
    }]
}
