//! From a module tree to files: which file holds what, how it is laid out, and what changes on disk.

mod disk;
mod features;
mod files;
mod format;
pub mod lock;
mod manifest;
mod misspelt;
mod package;
pub mod pinned;
mod plan;
mod record;
mod tree;

pub use self::disk::{DISK, Hold, Intent};
pub use self::features::Features;
pub use self::files::{Comment, File, Header, folder, single};
pub use self::format::statements;
pub use self::manifest::manifest;
pub use self::package::Crate;
pub use self::plan::{Change, Plan};
pub use self::record::{Digests, Record};
