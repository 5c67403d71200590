//! The only part that changes a disk: one run at a time for an output, and all of its files or none.

mod hold;
mod journal;
mod place;
mod replace;
mod step;
#[cfg(test)]
mod tests;

use std::path::Path;

use graph_emit::origin::Origin;

pub use self::hold::{Hold, Intent};
pub use self::journal::{Journal, slashed};
pub use self::place::NAME;
pub use self::step::DISK;

/// The place of a diagnostic about `path`.
pub fn at(path: &Path) -> Origin {
    Origin::spec(&path.to_string_lossy().into(), "")
}
