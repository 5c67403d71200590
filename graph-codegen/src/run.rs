//! One run: from what it reads to the plan of what it writes, and what is told of it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use graph_emit::check::check_with;
use graph_emit::checked::Checked;
use graph_emit::diagnostic::{Diagnostic, Diagnostics as Found, Severity};
use graph_emit::emit::emit;
use graph_emit::names::Book;
use graph_emit::origin::Origin;
use graph_emit::parallel;
use graph_emit::share::share;

use crate::cache::{Cache, Modules, Pending};
use crate::config::{Config, Layout, Stage};
use crate::diagnostics::{Diagnostic as Fault, Diagnostics};
use crate::digest;
use crate::lower::lower;
use crate::output::pinned::{self, Pinned};
use crate::output::{Crate, Digests, Features, File, Header, Plan, Record, folder, lock, manifest, single};
use crate::report::{FeatureCost, Report};
use crate::snapshot::Snapshot;
use crate::spec::{self, Fixup, LeftOut, Selection, Sources};

/// What a run read, and what it found wrong so far.
pub struct Run {
    pub sources: Arc<Sources>,
    pub selection: Selection,
    /// The names of earlier runs, and those of this one.
    pub book: Book,
    pub found: Found,
    /// What is wrong beside the descriptions.
    pub faults: Vec<Fault>,
    /// What is kept of the last run.
    cache: Option<Cache>,
    /// What this run is made from.
    key: Pending,
    /// The modules that the last run left.
    known: Modules,
}

/// A description that was read and checked.
pub struct Bindings {
    pub checked: Checked,
    digest: String,
    pub fixups: Vec<Fixup>,
    pub left_out: Vec<LeftOut>,
}

/// What is told of bindings that were made.
pub struct Made {
    operations: usize,
    types: usize,
    fixups: Vec<Fixup>,
    left_out: Vec<LeftOut>,
    costs: Vec<FeatureCost>,
    /// The digest of all files.
    files: String,
}

impl Run {
    /// Reads the descriptions and the names of earlier runs.
    pub fn start(config: &Config) -> Self {
        let mut run = Self::read(config);
        run.recall(config);
        run
    }

    /// Reads the names of earlier runs.
    pub fn recall(&mut self, config: &Config) {
        (self.book, self.faults) = config.lock().map(lock::read).unwrap_or_default();
    }

    /// Reads the descriptions. What is wrong so far is told together with what the readable ones show at once.
    pub fn read(config: &Config) -> Self {
        config.begin(Stage::Read);
        let mut found = Found::new();
        let selection = config.selection(&mut found);
        let sources = Arc::new(match config.text() {
            Some(text) => Sources::from_texts([text]),
            None => Sources::read(&config.sorted_specs(), &mut found),
        });
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
    pub fn has_faults(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// Load, lower, check.
    pub fn bindings(&mut self, config: &Config) -> Option<Bindings> {
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
    pub fn unchanged(&mut self, config: &Config) -> Option<Report> {
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
    pub fn plan(&mut self, config: &Config) -> Option<(Made, Plan)> {
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
        if layout != Layout::File {
            files.push(Snapshot::of(&bindings.checked, &bindings.fixups).file(&output));
        }
        let Bindings { checked, digest, fixups, left_out } = bindings;
        let (operations, types) = (checked.operations().count(), checked.types().count());
        parallel::let_go(checked);
        let locks = config.lock().into_iter();
        files.extend(locks.flat_map(|folder| lock::files(folder, &mut self.book, config.is_forgetful())));
        if layout != Layout::File {
            files.extend(self.pinned(config, &output).map(|pinned| pinned.file(&output)));
        }
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

    /// Where the description came from. That the one that is there is another is told.
    fn pinned(&mut self, config: &Config, output: &Path) -> Option<Pinned> {
        if let Some(new) = config.chosen_pinned() {
            return Some(new.clone());
        }
        let known = pinned::read(output)?;
        let spec = config.only_spec()?;
        let is_same = fs::read(spec).is_ok_and(|bytes| digest::hex(&digest::of(bytes)) == known.sha256);
        if !is_same {
            let at = Origin::spec(&spec.to_string_lossy().into(), "");
            let message = format!("this is not the description that was fetched from {}", known.source);
            let help = "run `graph-codegen update`, or remove `description.lock` from the output if it is kept by hand";
            self.found.push(Diagnostic::warning(at, message).help(help));
        }
        Some(known)
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
    pub fn report(mut self, config: &Config, made: Made, mut plan: Plan, is_made: bool) -> Report {
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
        parallel::let_go((plan, std::mem::take(&mut self.book)));
        if let Some((cache, key)) = cache.zip(self.key.get()) {
            cache.store(&key.all, &files, &report);
        }
        report
    }

    /// What was found, with places.
    pub fn diagnostics(&mut self) -> Diagnostics {
        Diagnostics::new(std::mem::take(&mut self.found), &self.sources).and(std::mem::take(&mut self.faults))
    }
}
