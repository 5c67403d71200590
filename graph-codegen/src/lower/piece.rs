//! Paths by themselves, so that all cores lower them.

use graph_emit::ir::Operation;
use openapiv3::{PathItem, ReferenceOr};

use super::context::{Context, Ground, State};
use super::operation;
use crate::spec::Path;

/// A path whose operations are lowered, which takes most of the time and needs to know of no other path.
pub(super) struct Piece {
    pub path: String,
    pub item: ReferenceOr<PathItem>,
    pub operations: Vec<Operation>,
    /// What was found in them.
    pub state: State,
}

impl Piece {
    /// The piece of a path that is on `ground`.
    pub fn of(ground: Ground<'_>, (path, item): Path) -> Self {
        let (mut state, mut operations) = (State::default(), Vec::new());
        if let ReferenceOr::Item(item) = &item {
            let cx = &mut Context::new(ground, &mut state);
            let origin = cx.path_origin(&path);
            operations = operation::all(cx, &path, item, &origin);
        }
        Self { path, item, operations, state }
    }
}
