//! Paths that the service knows by another name as well, which its descriptions leave out.

use graph_emit::ir::{Doc, Shortcut, Steps};

use super::context::Context;
use crate::spec::StandIn;

/// The other names of paths: that of the user who signed in, and `stand_ins`. The API has those whose paths it has.
///
/// `/me` is left out of the descriptions that the SDKs are made from, for it repeats all of `/users/{user-id}`; each SDK
/// adds it by hand (<https://learn.microsoft.com/graph/api/user-get>).
pub(super) fn all(cx: &Context<'_>, stand_ins: &[StandIn]) -> Vec<Shortcut> {
    let me = Shortcut {
        at: String::new(),
        short: "/me".to_owned(),
        path: "/users/{user-id}".to_owned(),
        steps: Steps::ToPath,
        doc: Doc::text("The person who signed in: URLs begin with `/me` instead of `/users/{user-id}`."),
        origin: cx.path_origin("/users/{user-id}"),
    };
    let others = stand_ins.iter().map(|stand_in| Shortcut {
        at: stand_in.at.clone(),
        short: stand_in.short.clone(),
        path: stand_in.path.clone(),
        steps: stand_in.steps,
        doc: Doc::text(stand_in.doc),
        origin: cx.path_origin(&stand_in.at),
    });
    std::iter::once(me).chain(others).collect()
}
