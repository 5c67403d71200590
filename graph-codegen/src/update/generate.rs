//! Writing an updated description together with its bindings.

use std::fs;
use std::path::Path;

use graph_emit::diagnostic::Diagnostic;
use graph_emit::origin::Origin;

use crate::config::{Config, Stage};
use crate::diagnostics::Diagnostics;
use crate::output::{Intent, pinned};
use crate::report::Report;

impl Config {
    /// Writes the bindings of the description that these settings have as a text, and the text to `spec`: both, or neither.
    ///
    /// # Errors
    /// As for [`generate`](Self::generate).
    pub(super) fn generate_with(&self, spec: &Path) -> Result<Report, Diagnostics> {
        let (hold, mut run) = self.hold(Intent::Write);
        run.recall(self);
        let (made, plan) = run.plan(self).ok_or_else(|| run.diagnostics())?;
        self.begin(Stage::Write);
        let hold = hold.expect("invariant: without it there is an error, and no plan");
        let (_, text) = self.text().expect("invariant: an update has one");
        let waiting = pinned::waiting(spec).expect("invariant: an update has a file");
        let failed = |path: &Path, error: &std::io::Error| {
            let fault = Diagnostic::error(
                Origin::spec(&path.to_string_lossy().into(), ""),
                format!("the description cannot be written: {error}"),
            );
            fault.help("check that there is room and that the folder may be written to")
        };
        if let Err(error) = fs::write(&waiting, text) {
            run.found.push(failed(&waiting, &error));
        } else {
            plan.apply(&hold, &mut run.found);
        }
        if run.found.has_errors() {
            if !hold.is_begun() {
                drop(fs::remove_file(&waiting));
            }
            return Err(run.diagnostics());
        }
        // The bindings are there for good. What cannot be renamed now is renamed by the next run.
        if let Err(error) = fs::rename(&waiting, spec) {
            run.found.push(failed(spec, &error));
            return Err(run.diagnostics());
        }
        Ok(run.report(self, made, plan, true))
    }
}
