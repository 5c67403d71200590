//! The reference material beside the repository: real descriptions, and what Microsoft's own SDKs make of them.

use std::path::{Path, PathBuf};

/// The reference file `path`; says so and gives nothing where it is absent.
///
/// The folder is `GRAPH_SHARED`, or `../shared` beside the workspace.
pub fn reference(path: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let file = std::env::var_os("GRAPH_SHARED").map_or_else(beside, PathBuf::from).join(path);
    if file.exists() {
        return Some(file);
    }
    println!("skipped: {} is absent", file.display());
    None
}
