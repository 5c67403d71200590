//! From a module tree to files: which file holds what, how it is laid out, and what changes on disk.

mod files;
mod format;
mod plan;
mod tree;

pub use self::files::{Header, files};
pub use self::plan::{Change, Plan};
