//! What a run asks of its settings: what was chosen, or else the default, and what is wrong with it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;

use super::{Config, Layout, Observer, Package, Stage};
use crate::cache::Cache;
use crate::output::pinned::Pinned;
use crate::overrides::Overrides;
use crate::spec::{Pattern, STANDARD_INPUT, Selection, check_fixups};

impl Config {
    /// Whether a description comes from standard input, which can be read once.
    pub(crate) fn reads_standard_input(&self) -> bool {
        self.specs.iter().any(|spec| spec == Path::new(STANDARD_INPUT))
    }

    /// Where it was said to write.
    #[cfg(feature = "cli")]
    pub(crate) fn output_path(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// What shapes the files of an output, as one text: two runs that say the same here and read the same write the same.
    pub(crate) fn shape(&self) -> String {
        let sorted = |texts: &[String]| {
            let mut texts = texts.to_vec();
            texts.sort_unstable();
            texts.dedup();
            texts
        };
        let selected =
            [&self.include, &self.exclude, &self.types, &self.derived, &self.without_fixups].map(|t| sorted(t));
        let overrides = if self.overrides.is_empty() { String::new() } else { format!(" {:?}", self.overrides) };
        format!("{selected:?} {:?} {} {:?}{overrides}", self.chosen_layout(), self.is_formatted(), self.package)
    }

    /// All that was said, as one text.
    pub(crate) fn everything(&self) -> String {
        format!("{:?}", Self { observer: None, cache: None, ..self.clone() })
    }

    /// What is kept of the last run to `output`.
    pub(crate) fn chosen_cache(&self, output: &Path) -> Option<Cache> {
        self.cache.as_deref().and_then(|folder| Cache::of(folder, output))
    }

    /// The folder for what is kept of runs.
    #[cfg(feature = "cli")]
    pub(crate) fn cache_folder(&self) -> Option<&Path> {
        self.cache.as_deref()
    }

    /// Tells the observer that `stage` begins.
    pub(crate) fn begin(&self, stage: Stage) {
        if let Some(Observer(observer)) = &self.observer {
            observer(stage);
        }
    }

    /// Whether it was said how modules become files.
    pub(crate) fn has_layout(&self) -> bool {
        self.layout.is_some()
    }

    /// How modules become files.
    pub(crate) fn chosen_layout(&self) -> Layout {
        self.layout.unwrap_or_default()
    }

    /// Whether everything described has to be generated.
    pub(crate) fn is_strict(&self) -> bool {
        self.strict.unwrap_or(false)
    }

    /// The folder of the names that were given; none for a file that is made anew in every build.
    pub(crate) fn lock(&self) -> Option<&Path> {
        let folder = self.output.as_ref().filter(|_| self.chosen_layout() != Layout::File);
        folder.filter(|_| self.build_folder.is_none()).map(PathBuf::as_path)
    }

    /// Whether the names of what is gone are dropped.
    pub(crate) fn is_forgetful(&self) -> bool {
        self.forget
    }

    /// What stands in `Cargo.toml`.
    pub(crate) fn chosen_package(&self) -> &Package {
        &self.package
    }

    /// What is wanted otherwise than described.
    pub(crate) fn overrides(&self) -> &Overrides {
        &self.overrides
    }

    /// Warns in `found` where a package is described that is not made.
    pub(crate) fn check_package(&self, found: &mut Diagnostics) {
        if self.package != Package::default() && self.chosen_layout() != Layout::Crate {
            let at = Origin::spec(&"package".into(), "");
            let fault = Diagnostic::warning(at, "what is said of the package has no effect with this layout");
            found.push(fault.help("choose the layout `crate`, which makes one, or leave it out"));
        }
    }

    /// Whether the code is laid out for people.
    pub(crate) fn is_formatted(&self) -> bool {
        self.format.unwrap_or(true)
    }

    /// The descriptions, sorted and each once, so that no order of flags changes the output.
    pub(crate) fn sorted_specs(&self) -> Vec<PathBuf> {
        let mut specs = self.specs.clone();
        specs.sort_unstable();
        specs.dedup();
        specs
    }

    /// The description that is not in a file.
    pub(crate) fn text(&self) -> Option<(&str, &str)> {
        self.text.as_ref().map(|(name, text)| (name.as_str(), &**text))
    }

    /// The description that is one file.
    pub(crate) fn only_spec(&self) -> Option<&Path> {
        match self.specs.as_slice() {
            [spec] => Some(spec),
            _ => None,
        }
    }

    /// Where the description was fetched from, where a run replaces it.
    pub(crate) fn chosen_pinned(&self) -> Option<&Pinned> {
        self.pinned.as_ref()
    }

    /// The same settings for a description that was fetched from there. Nothing is kept for the next run, which reads it
    /// from its file.
    #[cfg(feature = "update")]
    pub(crate) fn pinned(self, pinned: Pinned) -> Self {
        Self { pinned: Some(pinned), cache: None, ..self }
    }

    /// The same settings for the description at `path` alone.
    #[cfg(feature = "cli")]
    pub(crate) fn only(self, path: PathBuf) -> Self {
        Self { specs: vec![path], text: None, ..self }
    }

    /// The same settings for the description `text` alone, which diagnostics call `name`.
    #[cfg(feature = "cli")]
    pub(crate) fn only_text(self, name: String, text: String) -> Self {
        Self { specs: Vec::new(), text: Some((name, text.into())), ..self }
    }

    /// The folder of bindings that are checked in.
    #[cfg(feature = "cli")]
    pub(crate) fn bindings_folder(&self) -> Option<PathBuf> {
        self.lock().map(Path::to_owned)
    }

    /// What is taken of the descriptions; each pattern and each correction that is not one is told in `found`.
    pub(crate) fn selection(&self, found: &mut Diagnostics) -> Selection {
        check_fixups(&self.without_fixups, found);
        Selection {
            include: patterns("include", &self.include, found),
            exclude: [patterns("exclude", &self.exclude, found), self.overrides.omitted_operations().collect()]
                .concat(),
            omitted: self.overrides.omitted_types().map(str::to_owned).collect(),
            types: self.types.clone(),
            derived: self.derived.clone(),
            without_fixups: self.without_fixups.clone(),
            layout: self.chosen_layout(),
        }
    }

    /// Where to write; `None`, and told in `found`, where that is not said or not allowed.
    pub(crate) fn chosen_output(&self, found: &mut Diagnostics) -> Option<PathBuf> {
        let error =
            |message: &str, help: &str| Diagnostic::error(Origin::spec(&"output".into(), ""), message).help(help);
        let fault = match (&self.build_folder, &self.output) {
            (None, Some(output)) => return Some(output.clone()),
            (None, None) => error("no output was given", "say where to write, with `--output` or `Config::output`"),
            (Some(folder), _) if folder.as_os_str().is_empty() => {
                error("`OUT_DIR` is not set", "`Config::for_build_script` is for build scripts, which Cargo runs")
            }
            (Some(folder), output) => {
                let output = folder.join(output.as_deref().unwrap_or(Path::new("graph.rs")));
                if stays_below(&output, folder) {
                    return Some(output);
                }
                let message = format!("the output `{}` is outside `OUT_DIR`", output.display());
                error(&message, "a build script writes in `OUT_DIR` only: give a path relative to it")
            }
        };
        found.push(fault);
        None
    }
}

/// Whether `path` begins with `folder` and does not climb out of it.
fn stays_below(path: &Path, folder: &Path) -> bool {
    let climbs = |rest: &Path| rest.components().any(|part| part == Component::ParentDir);
    path.strip_prefix(folder).is_ok_and(|rest| !climbs(rest))
}

fn patterns(setting: &str, texts: &[String], found: &mut Diagnostics) -> Vec<Pattern> {
    let mut patterns = Vec::with_capacity(texts.len());
    for text in texts {
        match text.parse::<Pattern>() {
            Ok(pattern) => patterns.push(pattern),
            Err(error) => {
                let at = Origin::spec(&Arc::from(setting), "");
                found.push(Diagnostic::error(at, error.message()).help(error.help()));
            }
        }
    }
    patterns
}
