//! A run of a command that reads and writes nothing, such as `explain`.

use graph_emit::checked::Checked;
use graph_emit::diagnostic::Diagnostics as Found;

use crate::cache::{Cache, Pending};
use crate::config::{Config, Layout};
use crate::diagnostics::Diagnostics;
use crate::report::Report;
use crate::run::Run;
use crate::spec::{self, Fixup, Selection};

/// A run that tells of an API and writes nothing.
pub(crate) struct Reading(Run);

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
