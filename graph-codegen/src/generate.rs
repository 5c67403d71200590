//! The pipeline: from settings to files, or to any of the stages before them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use graph_emit::check::check_with;
use graph_emit::checked::Checked;
use graph_emit::count::counted;
use graph_emit::diagnostic::{Diagnostic, Diagnostics as Found, Severity};
use graph_emit::emit::emit;
#[cfg(feature = "cli")]
use graph_emit::ir::Api;
use graph_emit::ir::Segment;
use graph_emit::names::Book;
use graph_emit::share::share;

use crate::cache::{Cache, Modules, Pending};
use crate::config::{Config, Layout, Stage};
use crate::diagnostics::{Diagnostic as Fault, Diagnostics};
use crate::inventory::{self, Inventory};
use crate::lower::lower;
use crate::output::{
    Crate, DISK, Digests, Features, File, Header, Hold, Intent, Plan, Record, folder, lock, manifest, single,
};
use crate::report::{FeatureCost, Report};
use crate::spec::{self, Fixup, LeftOut, Selection, Slice, Sources};

/// What a run read, and what it found wrong so far.
struct Run {
    sources: Arc<Sources>,
    selection: Selection,
    /// The names of earlier runs, and those of this one.
    book: Book,
    found: Found,
    /// What is wrong beside the descriptions.
    faults: Vec<Fault>,
    /// What is kept of the last run.
    cache: Option<Cache>,
    /// What this run is made from.
    key: Pending,
    /// The modules that the last run left.
    known: Modules,
}

/// The selected part of the descriptions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sliced {
    /// It.
    pub slice: Slice,
    /// What was found that is no error.
    pub warnings: Diagnostics,
}

/// A description that was read and checked.
struct Bindings {
    checked: Checked,
    digest: String,
    fixups: Vec<Fixup>,
    left_out: Vec<LeftOut>,
}

/// What is told of bindings that were made.
struct Made {
    operations: usize,
    types: usize,
    fixups: Vec<Fixup>,
    left_out: Vec<LeftOut>,
    costs: Vec<FeatureCost>,
    /// The digest of all files.
    files: String,
}

impl Sliced {
    /// How much there is, for people.
    pub fn summary(&self) -> String {
        let paths = self.slice.entries.iter().filter(|entry| entry.item.as_path().is_some()).count();
        let components = self.slice.entries.len() - paths;
        let what = format!("{} and {}", counted(paths, "path"), counted(components, "component"));
        inventory::summary(what, &self.slice.left_out)
    }
}

impl Config {
    /// Writes the bindings.
    ///
    /// # Errors
    /// All that is wrong with the settings, the descriptions or the output folder. Nothing was written then, unless it says
    /// that files are half replaced: the next run completes that.
    pub fn generate(&self) -> Result<Report, Diagnostics> {
        let (hold, mut run) = self.hold(Intent::Write);
        if let Some(report) = run.unchanged(self) {
            return Ok(report);
        }
        let (made, plan) = run.plan(self).ok_or_else(|| run.diagnostics())?;
        self.begin(Stage::Write);
        let hold = hold.expect("invariant: without it there is an error, and no plan");
        plan.apply(&hold, &mut run.found);
        if run.found.has_errors() {
            return Err(run.diagnostics());
        }
        Ok(run.report(self, made, plan, true))
    }

    /// What [`generate`](Self::generate) would change; writes nothing, unless a run was killed while it wrote, which is
    /// completed or undone first. The report's changes are empty when the output
    /// is up to date.
    ///
    /// # Errors
    /// All that is wrong with the settings, the descriptions or the output folder.
    pub fn check(&self) -> Result<Report, Diagnostics> {
        let (_hold, mut run) = self.hold(Intent::Look);
        if let Some(report) = run.unchanged(self) {
            return Ok(report);
        }
        let (made, plan) = run.plan(self).ok_or_else(|| run.diagnostics())?;
        let is_up_to_date = plan.is_up_to_date();
        Ok(run.report(self, made, plan, is_up_to_date))
    }

    /// The part of the descriptions that is selected.
    ///
    /// # Errors
    /// All that is wrong with the settings or the descriptions.
    pub fn slice(&self) -> Result<Sliced, Diagnostics> {
        let mut run = Run::start(self);
        let slice = spec::slice(&run.sources, &run.selection, &mut run.found);
        let warnings = run.diagnostics();
        slice.map(|slice| Sliced { slice, warnings: warnings.clone() }).ok_or(warnings)
    }

    /// The same as the bindings understand it: corrected, and with the paths that they call, in the dialect of Microsoft's
    /// official descriptions. It is for other tools that work on the same calls.
    ///
    /// # Errors
    /// All that is wrong with the settings or the descriptions.
    pub fn official_slice(&self) -> Result<Sliced, Diagnostics> {
        let mut run = Run::start(self);
        let slice = spec::slice(&run.sources, &run.selection, &mut run.found);
        let slice = slice.map(|slice| slice.as_called(&run.selection, &mut run.found));
        let warnings = run.diagnostics();
        slice.map(|slice| Sliced { slice, warnings: warnings.clone() }).ok_or(warnings)
    }

    /// What would be generated, an operation a line.
    ///
    /// # Errors
    /// All that is wrong with the settings or the descriptions.
    pub fn inventory(&self) -> Result<Inventory, Diagnostics> {
        let mut run = Run::start(self);
        let bindings = run.bindings(self).ok_or_else(|| run.diagnostics())?;
        let left_out = bindings.left_out;
        Ok(Inventory { left_out, ..Inventory::of(&bindings.checked, run.diagnostics()) })
    }
}

impl Config {
    /// The right to do with the output what `intent` says, and the run that has it from its beginning to its end. What
    /// stands in the way is told by the run.
    fn hold(&self, intent: Intent) -> (Option<Hold<'static>>, Run) {
        // Where there is no output, the plan says so.
        let output = self.chosen_output(&mut Found::new());
        let waiting = || self.begin(Stage::Wait);
        let take = |output: PathBuf| Hold::take(&output, self.chosen_layout(), intent, DISK, &waiting);
        let (hold, fault) = match output.map_or(Ok(None), take) {
            Ok(hold) => (hold, None),
            Err(fault) => (None, Some(fault)),
        };
        // What it reads of the output is read below the lock, too.
        let mut run = Run::read(self);
        run.found.extend(fault);
        (hold, run)
    }

    /// The API of the selected paths.
    pub(crate) fn checked(&self) -> Result<Checked, Diagnostics> {
        let mut run = Run::start(self);
        run.bindings(self).map(|bindings| bindings.checked).ok_or_else(|| run.diagnostics())
    }

    /// The same before and after it was checked, and what was found that is no error.
    #[cfg(feature = "cli")]
    pub(crate) fn api(&self) -> Result<(Api, Checked, Diagnostics), Diagnostics> {
        let mut run = Run::start(self);
        let lowered = spec::load(&run.sources, &run.selection, &mut run.found)
            .and_then(|description| lower(description, &mut run.found));
        let lowered = lowered.map(|mut api| {
            run.faults.extend(self.overrides().apply(&mut api, &run.book, &run.sources));
            api
        });
        let checked = lowered.and_then(|api| Some((check_with(&api, &run.book, &mut run.found)?, api)));
        if self.is_strict() {
            run.found.forbid_losses();
        }
        let checked = checked.filter(|_| !run.found.has_errors() && !run.has_faults());
        let found = run.diagnostics();
        checked.map(|(checked, api)| (api, checked, found.clone())).ok_or(found)
    }

    /// The API of those selected paths that `wanted` asks for; `None` where there are none, where they cannot be read, or where
    /// their keys are called after other paths.
    pub(crate) fn checked_part(&self, wanted: &dyn Fn(&str) -> bool) -> Option<Checked> {
        let mut run = Run::start(self);
        let paths = spec::paths(&run.sources);
        let wanted: Vec<_> = paths.iter().map(String::as_str).filter(|path| wanted(path)).collect();
        if wanted.iter().any(|path| paths.iter().any(|other| is_called_otherwise(path, other))) {
            return None;
        }
        run.selection = run.selection.narrowed(wanted.into_iter())?;
        run.bindings(self).map(|bindings| bindings.checked)
    }
}

/// A run that tells of an API and writes nothing.
#[cfg(feature = "cli")]
pub(crate) struct Reading(Run);

#[cfg(feature = "cli")]
impl Reading {
    /// Reads the descriptions of `config`.
    pub(crate) fn start(config: &Config) -> Self {
        Self(Run::read(config))
    }

    /// The digest of the program, `settings` and the descriptions; `None` where something is wrong with these.
    pub(crate) fn key(&self, settings: String) -> Option<String> {
        self.0.found.iter().next().is_none().then_some(())?;
        Pending::start(settings, &self.0.sources).get().map(|key| key.all.clone())
    }

    /// What is selected.
    pub(crate) fn selection(&self) -> Selection {
        self.0.selection.clone()
    }

    /// The selected API, what selected it, and what was found that is not an error.
    pub(crate) fn checked(&mut self, config: &Config) -> Result<(Checked, Selection, Diagnostics), Diagnostics> {
        self.0.recall(config);
        let Some(bindings) = self.0.bindings(config) else { return Err(self.0.diagnostics()) };
        Ok((bindings.checked, self.0.selection.clone(), self.0.diagnostics()))
    }

    /// The corrections that change `item` of the descriptions.
    pub(crate) fn corrections(&self, item: &spec::Item, selection: &Selection) -> Vec<Fixup> {
        spec::corrections(&self.0.sources, item, selection)
    }

    /// The report of the last run that wrote the output of `config` with these settings and descriptions.
    pub(crate) fn last_report(&self, config: &Config) -> Option<Report> {
        let output = config.chosen_output(&mut Found::new()).filter(|_| config.chosen_layout() == Layout::Crate)?;
        let cache = config.chosen_cache(&output).filter(Cache::exists)?;
        let mut key = Pending::start(config.everything(), &self.0.sources);
        cache.load(&key.get()?.all).map(|(_, report)| report)
    }
}

/// Takes `thing`, which is large, apart while the run goes on. A program that ends first does not wait for that.
fn let_go(thing: impl Send + 'static) {
    drop(thread::Builder::new().spawn(move || drop(thing)));
}

/// Whether `path` and `other` begin at one place whose key has another name in each.
fn is_called_otherwise(path: &str, other: &str) -> bool {
    let differing = path.split('/').zip(other.split('/')).find(|(own, other)| own != other);
    let shape = |text: &str| Segment::<String>::parse(text, &mut str::to_owned).ok().map(|segment| segment.shape());
    differing.is_some_and(|(own, other)| own.contains('{') && other.contains('{') && shape(own) == shape(other))
}

impl Run {
    /// Reads the descriptions and the names of earlier runs.
    fn start(config: &Config) -> Self {
        let mut run = Self::read(config);
        run.recall(config);
        run
    }

    /// Reads the names of earlier runs.
    fn recall(&mut self, config: &Config) {
        (self.book, self.faults) = config.lock().map(lock::read).unwrap_or_default();
    }

    /// Reads the descriptions. What is wrong so far is told together with what the readable ones show at once.
    fn read(config: &Config) -> Self {
        config.begin(Stage::Read);
        let mut found = Found::new();
        let selection = config.selection(&mut found);
        let sources = Arc::new(Sources::read(&config.sorted_specs(), &mut found));
        let (book, faults) = (Book::default(), Vec::new());
        Self {
            sources,
            selection,
            book,
            found,
            faults,
            cache: None,
            key: Pending::default(),
            known: Modules::default(),
        }
    }

    /// Whether something beside the descriptions is wrong that has to be mended first.
    fn has_faults(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// Load, lower, check.
    fn bindings(&mut self, config: &Config) -> Option<Bindings> {
        let mut description = spec::load(&self.sources, &self.selection, &mut self.found)?;
        config.begin(Stage::Check);
        let (digest, fixups) = (std::mem::take(&mut description.digest), std::mem::take(&mut description.fixups));
        let left_out = std::mem::take(&mut description.left_out);
        let mut api = lower(description, &mut self.found)?;
        self.faults.extend(config.overrides().apply(&mut api, &self.book, &self.sources));
        if api.root.children.is_empty() {
            let empty = Diagnostic::warning(api.root.origin.clone(), "there are no paths");
            self.found.push(empty.help("only the client and the types are generated"));
        }
        let checked = check_with(&api, &self.book, &mut self.found);
        if config.is_strict() {
            self.found.forbid_losses();
        }
        let checked = checked.filter(|_| !self.found.has_errors() && !self.has_faults())?;
        Some(Bindings { checked, digest, fixups, left_out })
    }

    /// The report of the last run, where this one would do the same and find the files that that one left; otherwise the
    /// names of earlier runs are read.
    fn unchanged(&mut self, config: &Config) -> Option<Report> {
        let output = config.chosen_output(&mut Found::new());
        let is_sound = self.found.iter().next().is_none();
        self.cache = output.as_deref().filter(|_| is_sound).and_then(|output| config.chosen_cache(output));
        if self.cache.is_some() {
            self.key = Pending::start(config.everything(), &self.sources);
        }
        let known = output.and_then(|output| self.repeated(&output, config.chosen_layout()));
        if known.is_none() {
            self.recall(config);
        }
        known
    }

    /// The report of the last run, if that had the key of this one, and `output` has its files; otherwise its modules are
    /// read.
    fn repeated(&mut self, output: &Path, layout: Layout) -> Option<Report> {
        let cache = self.cache.as_ref().filter(|cache| cache.exists())?;
        let key = self.key.get()?;
        let known = cache.load(&key.all).filter(|(files, _)| Digests::on_disk(output, layout).all() == *files);
        if known.is_none() {
            self.known = cache.modules(key);
        }
        known.map(|(_, report)| report)
    }

    /// Emit, render, and compare with what is there.
    fn plan(&mut self, config: &Config) -> Option<(Made, Plan)> {
        let output = config.chosen_output(&mut self.found);
        config.check_package(&mut self.found);
        let mut bindings = self.bindings(config)?;
        if let Some(folder) = config.lock().filter(|_| !config.is_forgetful()) {
            self.faults.extend(lock::misspelt(folder, &mut self.book, &self.sources));
            if self.has_faults() {
                return None;
            }
        }
        let (output, layout) = (output?, config.chosen_layout());
        let (mut files, costs) = self.files(config, &mut bindings, &output)?;
        let Bindings { checked, digest, fixups, left_out } = bindings;
        let (operations, types) = (checked.operations().count(), checked.types().count());
        let_go(checked);
        let locks = config.lock().into_iter();
        files.extend(locks.flat_map(|folder| lock::files(folder, &mut self.book, config.is_forgetful())));
        let mut digests = Digests::of(&output, &files);
        if layout != Layout::File {
            let record = Record { settings: &config.shape(), sources: &self.sources, selected: &digest };
            let record = record.file(&output, &digests);
            digests = digests.and(&output, &record);
            files.push(record);
        }
        let plan = Plan::new(files, &output, layout, &mut self.found)?;
        Some((Made { operations, types, fixups, left_out, costs, files: digests.all() }, plan))
    }

    /// The files of the bindings at `output`, and what the features of a crate cost; its files need settings of their own,
    /// which may be at fault.
    fn files(
        &mut self,
        config: &Config,
        bindings: &mut Bindings,
        output: &Path,
    ) -> Option<(Vec<File>, Vec<FeatureCost>)> {
        let formatted = config.is_formatted();
        let known = self.cache.as_ref().map(|_| &self.known);
        let header = match config.chosen_layout() {
            Layout::Modules | Layout::Crate => Header::shared(),
            Layout::File => Header::alone(&self.sources, &bindings.digest),
        };
        match config.chosen_layout() {
            Layout::Modules => {
                config.begin(Stage::Emit);
                share(&mut bindings.checked);
                Some((folder(&emit(&bindings.checked), output, formatted, &header, known), Vec::new()))
            }
            Layout::File => {
                config.begin(Stage::Emit);
                share(&mut bindings.checked);
                Some((single(&emit(&bindings.checked), output, formatted, &header), Vec::new()))
            }
            Layout::Crate => {
                let manifest = manifest(config.chosen_package(), output, &bindings.checked.title, &mut self.found);
                let features = Features::assign(&mut bindings.checked, &self.selection, &mut self.found);
                config.begin(Stage::Emit);
                let (manifest, features) = (manifest?, features?);
                share(&mut bindings.checked);
                let root = emit(&bindings.checked);
                let made = Crate { root: &root, features: &features, manifest: &manifest };
                Some(made.files(output, formatted, &header, known))
            }
        }
    }

    /// What is told of the run, and kept for the next one if the output has the files that were `made`.
    fn report(mut self, config: &Config, made: Made, mut plan: Plan, is_made: bool) -> Report {
        let Made { operations, types, fixups, left_out, costs, files } = made;
        // Names that the run forgot were taken until then, which was perhaps told; the next one does not find them.
        let is_settled = is_made && !(config.is_forgetful() && plan.changes_names());
        let cache = self.cache.take().filter(|_| is_settled);
        if let Some((cache, key)) = cache.as_ref().zip(self.key.get()) {
            cache.store_modules(key, &self.known, plan.files());
        }
        let report = Report {
            operations,
            types,
            files: plan.len(),
            lines: plan.lines(),
            bytes: plan.bytes(),
            changes: plan.take_changes(),
            fixups,
            sources: self.sources.iter().map(|source| source.path.clone()).collect(),
            left_out,
            features: costs,
            warnings: Diagnostics::new(self.found, &self.sources).and(self.faults),
        };
        let_go(plan);
        if let Some((cache, key)) = cache.zip(self.key.get()) {
            cache.store(&key.all, &files, &report);
        }
        report
    }

    /// What was found, with places.
    fn diagnostics(&mut self) -> Diagnostics {
        Diagnostics::new(std::mem::take(&mut self.found), &self.sources).and(std::mem::take(&mut self.faults))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::config::Config;
    use crate::output::Intent;

    #[test]
    fn a_module_whose_part_is_the_same_stays() {
        let folder = std::env::temp_dir().join(format!("graph-codegen-modules-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the folder for temporary files can be written to");
        let spec = folder.join("api.yaml");
        let answer = "{responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/t'}}}}}}";
        let text = format!(
            "openapi: 3.0.3\ninfo: {{}}\npaths:\n  /a:\n    get: {answer}\n  /b:\n    get: {answer}\n  /b/c:\n    \
             description: One.\n    get: {answer}\ncomponents:\n  schemas:\n    t: {{type: object}}\n"
        );
        fs::write(&spec, &text).expect("it can be written");
        let config = Config::new().spec(&spec).output(folder.join("out")).cache(folder.join("cache"));
        config.generate().expect("nothing is wrong");
        fs::write(&spec, text.replace("One.", "Another.")).expect("it can be written");
        let (_hold, mut run) = config.hold(Intent::Look);
        assert!(run.unchanged(&config).is_none());
        let (_, plan) = run.plan(&config).expect("nothing is wrong");
        let made = plan.files().iter().filter(|file| !file.is_in_place).map(|file| &file.path);
        let made: Vec<_> = made.filter_map(|path| path.strip_prefix(folder.join("out")).ok()?.to_str()).collect();
        assert_eq!(made, ["mod.rs", "b.rs", "b/c.rs", "models.lock", "paths.lock", "bindings.lock"]);
        fs::remove_dir_all(&folder).expect("it was made here");
    }
}
