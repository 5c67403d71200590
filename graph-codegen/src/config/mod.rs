//! The settings of a run: the same object behind a build script and the command line.

mod chosen;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::output::pinned::Pinned;
use crate::overrides::{OperationOverride, Overrides, Said, TypeOverride};

/// What to generate, from what, and where to.
///
/// ```no_run
/// # fn main() -> Result<(), graph_codegen::Diagnostics> {
/// let report = graph_codegen::Config::new()
///     .spec("specs/graph-beta.yaml")
///     .include("/communications/calls/{call-id}/microsoft.graph.reject#POST")
///     .output("src/api")
///     .generate()?;
/// println!("{report}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    specs: Vec<PathBuf>,
    /// A description that is not in a file, by the name that diagnostics show.
    text: Option<(String, Arc<str>)>,
    /// Where the description was fetched from, where a run replaces it.
    pinned: Option<Pinned>,
    include: Vec<String>,
    exclude: Vec<String>,
    types: Vec<String>,
    derived: Vec<String>,
    without_fixups: Vec<String>,
    output: Option<PathBuf>,
    layout: Option<Layout>,
    format: Option<bool>,
    strict: Option<bool>,
    forget: bool,
    package: Package,
    overrides: Overrides,
    /// `OUT_DIR`, for a run in a build script; empty where Cargo did not set it.
    build_folder: Option<PathBuf>,
    cache: Option<PathBuf>,
    observer: Option<Observer>,
}

/// How modules become files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A folder with `mod.rs`, and a file per module: `a.rs`, and `a/b.rs` for the module `b` in it.
    #[default]
    Modules,
    /// One file with all modules in it, which may be used with `include!`.
    File,
    /// A crate to publish: `Cargo.toml`, `README.md`, and the modules in `src`, with a feature per first path segment, and one
    /// for what derives from each base.
    Crate,
}

impl Layout {
    /// All layouts.
    pub const ALL: [Self; 3] = [Self::Modules, Self::File, Self::Crate];

    /// The layout as settings and flags spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Modules => "modules",
            Self::File => "file",
            Self::Crate => "crate",
        }
    }
}

/// What [`Layout::Crate`] writes in `Cargo.toml`, where it is not to be the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// The name; by default that of the output folder.
    pub name: Option<String>,
    /// The version; by default 0.1.0.
    pub version: Option<String>,
    /// The description; by default a sentence with the API's title.
    pub description: Option<String>,
    /// The license, an SPDX expression; by default that of this generator, `MIT OR Apache-2.0`.
    pub license: Option<String>,
    /// The URL of the repository; by default none.
    pub repository: Option<String>,
    /// Where the crate `graph-runtime` is, as seen from the output; by default it comes from the registry.
    pub runtime_path: Option<String>,
}

impl Package {
    /// What `self` says, and what `other` says where that is nothing.
    fn or(self, other: Self) -> Self {
        Self {
            name: self.name.or(other.name),
            version: self.version.or(other.version),
            description: self.description.or(other.description),
            license: self.license.or(other.license),
            repository: self.repository.or(other.repository),
            runtime_path: self.runtime_path.or(other.runtime_path),
        }
    }
}

/// What a run is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Another run writes to the same output; this one waits for its end.
    Wait,
    /// The descriptions are read and cut down to what is selected.
    Read,
    /// Names are chosen and references resolved.
    Check,
    /// Rust is made.
    Emit,
    /// Files are compared and written.
    Write,
}

/// Told of each stage as it begins.
#[derive(Clone)]
struct Observer(Arc<dyn Fn(Stage) + Send + Sync>);

impl Config {
    /// No descriptions, everything selected, [`Layout::Modules`], formatted.
    pub fn new() -> Self {
        Self::default()
    }

    /// Settings for a build script: one unformatted file, `graph.rs` in Cargo's `OUT_DIR`, and nothing outside it.
    ///
    /// ```no_run
    /// // build.rs
    /// fn main() -> Result<(), graph_codegen::Diagnostics> {
    ///     let report = graph_codegen::Config::for_build_script()
    ///         .spec("specs/beta.yaml")
    ///         .include("/communications/calls/{call-id}/reject")
    ///         .generate()?;
    ///     print!("{}", report.cargo_instructions());
    ///     Ok(())
    /// }
    /// ```
    ///
    /// The crate takes the file in with `graph_runtime::include_graph!("graph")`.
    pub fn for_build_script() -> Self {
        Self::in_build_folder(std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default())
    }

    /// Settings for a build script that Cargo runs with this `OUT_DIR`.
    fn in_build_folder(build_folder: PathBuf) -> Self {
        let cache = Some(build_folder.clone()).filter(|folder| !folder.as_os_str().is_empty());
        Self { build_folder: Some(build_folder), cache, ..Self::default() }.layout(Layout::File).format(false)
    }

    /// Adds an OpenAPI 3.0 description, a YAML or JSON file. Several are merged; their order makes no difference.
    ///
    /// A name with `*`, `?` or `[` that no file has is a pattern, such as `specs/*.yaml`; `-` is standard input. A URL is an
    /// error of the run: nothing is fetched from a network.
    pub fn spec(mut self, file: impl Into<PathBuf>) -> Self {
        self.specs.push(file.into());
        self
    }

    /// Keeps only the operations that `pattern` matches; of several patterns, one has to.
    ///
    /// A pattern is a glob over paths: `*` stands for any text within a segment, `**` for any number of segments, and
    /// the names in braces do not count. Methods may follow a `#`: `/users/{id}#GET,PATCH`. A pattern that matches
    /// nothing, or is not one, is an error of the run.
    pub fn include(mut self, pattern: impl Into<String>) -> Self {
        self.include.push(pattern.into());
        self
    }

    /// Leaves out the operations that `pattern` matches, written as for [`include`](Self::include).
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.exclude.push(pattern.into());
        self
    }

    /// Keeps the schema component `name` with all that it refers to, such as `microsoft.graph.fileAttachment`: a type that
    /// is sent in the place of one that it inherits from, which no selected operation names. In a crate it is there with every
    /// feature whose requests carry a type that it inherits from, and with the feature `included-types` where there is none.
    /// A name that the descriptions do not have is an error of the run.
    pub fn include_type(mut self, name: impl Into<String>) -> Self {
        self.types.push(name.into());
        self
    }

    /// Keeps all schema components that derive from the component `base`, directly or through others, with all that they
    /// refer to: `microsoft.graph.attachment` brings all kinds of attachments. A base that the descriptions do not have is
    /// an error of the run, and one that nothing derives from a warning.
    pub fn include_derived(mut self, base: impl Into<String>) -> Self {
        self.derived.push(base.into());
        self
    }

    /// Switches off the correction `name` of Microsoft's descriptions. All are on by default; a report
    /// [lists](crate::Report::fixups) them with their reasons. A name that no correction has is an error of the run.
    pub fn without_fixup(mut self, name: impl Into<String>) -> Self {
        self.without_fixups.push(name.into());
        self
    }

    /// Where to write: a folder for [`Layout::Modules`] and [`Layout::Crate`], which belongs to the generator from then
    /// on, and a file for [`Layout::File`]. Files that were not generated are never touched. In a build script the path
    /// is relative to `OUT_DIR`.
    pub fn output(mut self, path: impl Into<PathBuf>) -> Self {
        self.output = Some(path.into());
        self
    }

    /// How modules become files.
    pub fn layout(mut self, layout: Layout) -> Self {
        self.layout = Some(layout);
        self
    }

    /// Whether the code is laid out for people. Without, it is the bare tokens: faster, for code that nobody reads.
    pub fn format(mut self, format: bool) -> Self {
        self.format = Some(format);
        self
    }

    /// Whether it is an error that something in the descriptions is left out, or generated in a simpler form. Without,
    /// it is a warning.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }

    /// Drops the recorded names of what the descriptions no longer have. Without, the `.lock` files in the output keep
    /// them, so that a thing that comes back is called as before.
    pub fn forget(mut self, forget: bool) -> Self {
        self.forget = forget;
        self
    }

    /// What [`Layout::Crate`] writes in `Cargo.toml`.
    pub fn package(mut self, package: Package) -> Self {
        self.package = package;
        self
    }

    /// Has the type `name`, a component such as `microsoft.graph.user`, be as is `wanted`. A name that the descriptions do not
    /// have is an error of the run, and one that is not selected a warning.
    pub fn override_type(mut self, name: impl Into<Said>, wanted: TypeOverride) -> Self {
        self.overrides.ty(name.into(), wanted);
        self
    }

    /// Has the operation `name`, such as `POST /communications/calls`, be as is `wanted`. The name is a pattern as for
    /// [`include`](Self::include), and may begin with the method. One that matches nothing is an error of the run, and one that
    /// is not selected a warning.
    pub fn override_operation(mut self, name: impl Into<Said>, wanted: OperationOverride) -> Self {
        self.overrides.operation(name.into(), wanted);
        self
    }

    /// A folder outside of the output, in which a run keeps digests and its report, so that [`generate`](Self::generate) and
    /// [`check`](Self::check) are done early where nothing has changed since: the program, the settings, the descriptions, and
    /// the files of the output, each by its bytes. Without one, each run does all of its work; a build script has one in
    /// `OUT_DIR`. It may be removed at any time. Whoever can write to it
    /// decides what `check` says, so it does not belong into a repository.
    pub fn cache(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cache = Some(folder.into());
        self
    }

    /// Calls `observer` as each stage of a run begins, to show progress.
    pub fn on_stage(mut self, observer: impl Fn(Stage) + Send + Sync + 'static) -> Self {
        self.observer = Some(Observer(Arc::new(observer)));
        self
    }

    /// Whether it was said where to write; a build script always knows.
    pub fn has_output(&self) -> bool {
        self.output.is_some() || self.build_folder.is_some()
    }

    /// The settings of `self` where it has any, and those of `other` elsewhere.
    pub fn or(self, other: Self) -> Self {
        let first = |own: Vec<String>, others| if own.is_empty() { others } else { own };
        Self {
            specs: if self.specs.is_empty() { other.specs } else { self.specs },
            text: self.text.or(other.text),
            pinned: self.pinned.or(other.pinned),
            include: first(self.include, other.include),
            exclude: first(self.exclude, other.exclude),
            types: first(self.types, other.types),
            derived: first(self.derived, other.derived),
            without_fixups: first(self.without_fixups, other.without_fixups),
            output: self.output.or(other.output),
            layout: self.layout.or(other.layout),
            format: self.format.or(other.format),
            strict: self.strict.or(other.strict),
            forget: self.forget || other.forget,
            package: self.package.or(other.package),
            overrides: self.overrides.or(other.overrides),
            build_folder: self.build_folder.or(other.build_folder),
            cache: self.cache.or(other.cache),
            observer: self.observer.or(other.observer),
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use graph_emit::diagnostic::Diagnostics;

    use super::{Config, Stage};

    /// The output of a build script whose `OUT_DIR` is `folder`, or what is said about it.
    fn output_in(folder: &str, output: Option<&str>) -> Result<PathBuf, String> {
        let config = Config { build_folder: Some(folder.into()), output: output.map(PathBuf::from), ..Config::new() };
        let mut found = Diagnostics::new();
        let chosen = config.chosen_output(&mut found);
        chosen.ok_or_else(|| found.iter().map(|diagnostic| diagnostic.message.clone()).collect())
    }

    #[test]
    fn a_build_script_writes_below_its_folder_only() {
        assert_eq!(output_in("/out", None), Ok("/out/graph.rs".into()));
        assert_eq!(output_in("/out", Some("a/b.rs")), Ok("/out/a/b.rs".into()));
        for outside in ["/elsewhere/graph.rs", "../graph.rs", "a/../../graph.rs", "/outer/graph.rs"] {
            let message = output_in("/out", Some(outside)).expect_err(outside);
            assert!(message.contains("outside `OUT_DIR`"), "{message}");
        }
        assert_eq!(output_in("", None), Err("`OUT_DIR` is not set".to_owned()));
    }

    #[test]
    fn a_build_script_with_nothing_new_is_done_early() {
        let folder = std::env::temp_dir().join(format!("graph-codegen-build-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the folder for temporary files can be written to");
        fs::write(folder.join("api.yaml"), "openapi: 3.0.3\ninfo: {}\npaths:\n  /a: {}\n").expect("it can be written");
        let checks = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&checks);
        let config = Config::in_build_folder(folder.clone()).spec(folder.join("api.yaml")).on_stage(move |stage| {
            seen.fetch_add(u32::from(stage == Stage::Check), Ordering::Relaxed);
        });
        let instructions = || config.generate().expect("nothing is wrong").cargo_instructions();
        assert_eq!((instructions(), checks.load(Ordering::Relaxed)), (instructions(), 1));
        fs::write(folder.join("graph.rs"), "// @generated by graph-codegen 0.0.0\n").expect("it can be written");
        assert_eq!(
            (config.generate().expect("nothing is wrong").changes.len(), checks.load(Ordering::Relaxed)),
            (1, 2)
        );
        fs::remove_dir_all(&folder).expect("it was made here");
    }

    #[test]
    fn settings_come_first_where_there_are_any() {
        let first = Config::new().spec("a").include("/a");
        let config = first.or(Config::new().spec("b").exclude("/b").output("out").format(false));
        assert_eq!(config.sorted_specs(), [PathBuf::from("a")]);
        let patterns = (config.include.as_slice(), config.exclude.as_slice());
        assert_eq!(patterns, (["/a".to_owned()].as_slice(), ["/b".to_owned()].as_slice()));
        assert_eq!((config.output.as_deref(), config.is_formatted()), (Some("out".as_ref()), false));
    }
}
