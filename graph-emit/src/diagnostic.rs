//! What is wrong with an input, collected as it is found and handed over once.

use crate::origin::Origin;

/// One mistake: what is wrong, where, and what to do about it.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Whether the run can go on.
    pub severity: Severity,
    /// What is wrong, in the user's words: lower case, no full stop, names in backticks.
    pub message: String,
    /// The place at fault.
    pub origin: Origin,
    /// Further places that explain it, each with what it shows.
    pub related: Vec<(Origin, String)>,
    /// What to do.
    pub help: Option<String>,
    /// Whether something that the input says is missing from what is generated, or simpler there.
    pub is_loss: bool,
}

/// How grave a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was generated, though not all that the input says.
    Warning,
    /// Nothing can be generated.
    Error,
}

impl Diagnostic {
    /// An error at `origin`.
    pub fn error(origin: Origin, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            origin,
            related: Vec::new(),
            help: None,
            is_loss: false,
        }
    }

    /// A warning at `origin`.
    pub fn warning(origin: Origin, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(origin, message) }
    }

    /// The same diagnostic with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same diagnostic, about something that the input says and that is not generated as it says.
    #[must_use]
    pub fn loss(mut self) -> Self {
        self.is_loss = true;
        self
    }

    /// The same diagnostic with one more place that explains it.
    #[must_use]
    pub fn related(mut self, origin: Origin, label: impl Into<String>) -> Self {
        self.related.push((origin, label.into()));
        self
    }
}

/// Every diagnostic of a stage, in the order found.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether one of them is an [`Severity::Error`].
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Makes an error of every [loss](Diagnostic::is_loss).
    pub fn forbid_losses(&mut self) {
        for diagnostic in self.0.iter_mut().filter(|diagnostic| diagnostic.is_loss) {
            diagnostic.severity = Severity::Error;
        }
    }

    /// The diagnostics in the order found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, found: I) {
        self.0.extend(found);
    }
}
