//! Where the runtime is, for who does not say: a crate may have it as a dependency, or only bindings that re-export it.
//!
//! A macro is not told by which path it was called. What its crate depends on is in the lock file that Cargo wrote before.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::{env, fs};

use graph_emit::names;

/// The name of the runtime as a package.
const RUNTIME: &str = "graph-runtime";

/// The path to the runtime of the bindings that the crate being compiled depends on; `None` where the runtime is a dependency
/// itself, or nothing is known.
pub fn of_bindings() -> Option<syn::Path> {
    // One process compiles one crate, and a large one has thousands of declarations.
    static BINDINGS: OnceLock<Option<String>> = OnceLock::new();
    let bindings = BINDINGS.get_or_init(|| bindings_of(&lock_file()?, &env::var("CARGO_PKG_NAME").ok()?));
    let bindings = names::parse(&bindings.as_ref()?.replace('-', "_"))?.to_ident();
    Some(syn::parse_quote!(::#bindings::graph_runtime))
}

/// The text of the nearest lock file, from the manifest of the crate upward.
fn lock_file() -> Option<String> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    manifest.ancestors().find_map(|folder| fs::read_to_string(folder.join("Cargo.lock")).ok())
}

/// The first dependency of `package` that depends on the runtime in the lock file `lock`; `None` where `package` does so itself.
fn bindings_of(lock: &str, package: &str) -> Option<String> {
    let packages = || lock.split("[[package]]").skip(1).map(Package::read);
    let own = packages().find(|other| other.name == package)?;
    if own.name == RUNTIME || own.dependencies.contains(&RUNTIME) {
        return None;
    }
    let depends_on_runtime =
        |name: &&str| packages().any(|other| other.name == *name && other.dependencies.contains(&RUNTIME));
    own.dependencies.iter().copied().find(depends_on_runtime).map(str::to_owned)
}

/// A package in a lock file.
struct Package<'l> {
    name: &'l str,
    dependencies: Vec<&'l str>,
}

impl<'l> Package<'l> {
    /// Reads what stands behind `[[package]]`: Cargo writes one value or one dependency a line.
    fn read(text: &'l str) -> Self {
        let name = text.lines().find_map(|line| line.strip_prefix("name = ")).unwrap_or_default().trim_matches('"');
        let listed = text.split_once("dependencies = [").and_then(|(_, list)| list.split_once(']'));
        let dependencies = listed.map_or("", |(list, _)| list).split('"').skip(1).step_by(2);
        // A version follows where there are several.
        Self { name, dependencies: dependencies.filter_map(|dependency| dependency.split(' ').next()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::bindings_of;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "bytes",
 "graph-beta 0.1.0",
]

[[package]]
name = "bytes"
version = "1.0.0"

[[package]]
name = "direct"
version = "0.1.0"
dependencies = ["graph-beta", "graph-runtime 0.1.0"]

[[package]]
name = "graph-beta"
version = "0.1.0"
dependencies = [
 "graph-runtime",
]

[[package]]
name = "graph-runtime"
version = "0.1.0"
dependencies = [
 "bytes",
]
"#;

    #[test]
    fn the_runtime_is_found_in_bindings_where_only_these_are_a_dependency() {
        assert_eq!(bindings_of(LOCK, "app").as_deref(), Some("graph-beta"));
        for (package, why) in [
            ("direct", "it has the runtime itself"),
            ("graph-beta", "it has the runtime itself"),
            ("graph-runtime", "it is the runtime"),
            ("bytes", "it has neither"),
            ("unknown", "it is not there"),
        ] {
            assert_eq!(bindings_of(LOCK, package), None, "{package}: {why}");
        }
    }
}
