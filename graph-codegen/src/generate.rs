//! The pipeline: from settings to files, or to any of the stages before them.

use std::path::PathBuf;

#[cfg(feature = "cli")]
use graph_emit::check::check_with;
use graph_emit::checked::Checked;
use graph_emit::count::counted;
use graph_emit::diagnostic::Diagnostics as Found;
#[cfg(feature = "cli")]
use graph_emit::ir::Api;
use graph_emit::ir::Segment;
use graph_emit::parallel;
use graph_emit::share::share;

use crate::config::{Config, Stage};
use crate::diagnostics::Diagnostics;
use crate::inventory::{self, Inventory};
#[cfg(feature = "cli")]
use crate::lower::lower;
use crate::output::{DISK, Hold, Intent, pinned};
use crate::report::Report;
use crate::run::{Bindings, Run};
use crate::snapshot::Snapshot;
use crate::spec::{self, Slice};

/// The selected part of the descriptions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sliced {
    /// The selected part.
    pub slice: Slice,
    /// What was found that is not an error.
    pub warnings: Diagnostics,
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

    /// The Rust API that would be generated, as text to compare with another. Where the settings name an output, the names
    /// that its `.lock` files record come first, as for [`generate`](Self::generate).
    ///
    /// # Errors
    /// All that is wrong with the settings or the descriptions.
    pub fn snapshot(&self) -> Result<Snapshot, Diagnostics> {
        let mut run = Run::start(self);
        let Bindings { mut checked, fixups, .. } = run.bindings(self).ok_or_else(|| run.diagnostics())?;
        share(&mut checked);
        let snapshot = Snapshot::of(&checked, &fixups);
        parallel::let_go(checked);
        Ok(snapshot)
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
    pub(crate) fn hold(&self, intent: Intent) -> (Option<Hold<'static>>, Run) {
        // Where there is no output, the plan says so.
        let output = self.chosen_output(&mut Found::new());
        let waiting = || self.begin(Stage::Wait);
        let take = |output: PathBuf| Hold::take(&output, self.chosen_layout(), intent, DISK, &waiting);
        let (hold, fault) = match output.map_or(Ok(None), take) {
            Ok(hold) => (hold, None),
            Err(fault) => (None, Some(fault)),
        };
        if hold.is_some()
            && let Some((output, spec)) = self.lock().zip(self.only_spec())
        {
            pinned::settle(output, spec);
        }
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

    /// The same before and after it was checked, and what was found that is not an error.
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

/// Whether `path` and `other` begin at one place whose key has another name in each.
fn is_called_otherwise(path: &str, other: &str) -> bool {
    let differing = path.split('/').zip(other.split('/')).find(|(own, other)| own != other);
    let shape = |text: &str| Segment::<String>::parse(text, &mut str::to_owned).ok().map(|segment| segment.shape());
    differing.is_some_and(|(own, other)| own.contains('{') && other.contains('{') && shape(own) == shape(other))
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
        assert_eq!(made, ["mod.rs", "b.rs", "b/c.rs", "api.snapshot", "models.lock", "paths.lock", "bindings.lock"]);
        fs::remove_dir_all(&folder).expect("it was made here");
    }
}
