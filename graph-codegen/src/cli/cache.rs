//! Where what is known of the last runs is kept.

use std::path::PathBuf;

/// Where the program keeps what it knows of its last runs: where `GRAPH_CODEGEN_CACHE` says, nowhere if that is empty; otherwise
/// in the user's folder for such things. Not in the output: what is there may come from somebody else, with the bindings.
pub fn cache_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("GRAPH_CODEGEN_CACHE") {
        return Some(PathBuf::from(folder)).filter(|folder| !folder.as_os_str().is_empty());
    }
    // Relative ones do not count (XDG Base Directory Specification).
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let named = named("XDG_CACHE_HOME").or_else(|| named("LOCALAPPDATA"));
    let folder = named.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    Some(folder?.join("graph-codegen"))
}
