//! What is wrong with a request, collected with its places in the text and handed over once.

use graph_emit::diagnostic::Severity;

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::spec::Position;

/// What diagnostics call the request.
const REQUEST: &str = "request";

/// The faults of one request.
pub struct Faults<'t> {
    text: &'t str,
    lenient: bool,
    found: Vec<Fault>,
    /// Whether the whole of the description may know better than a part of it.
    is_open: bool,
}

/// One fault, whose byte of the text is known.
struct Fault {
    severity: Severity,
    at: usize,
    pointer: String,
    message: String,
    help: String,
}

impl<'t> Faults<'t> {
    /// No faults of the request `text` yet; `lenient` makes warnings of what is only not declared.
    pub fn new(text: &'t str, lenient: bool) -> Self {
        Self { text, lenient, found: Vec::new(), is_open: false }
    }

    /// Whether what is not declared is sent all the same.
    pub fn is_lenient(&self) -> bool {
        self.lenient
    }

    /// Whether the whole of the description may know what a part of it did not.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Something worth a word, which no other description would change.
    pub fn note(&mut self, at: usize, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Warning, at, pointer, message.into(), help.into());
    }

    /// A name or value that is declared in another case, and written so.
    pub fn respelled(&mut self, at: usize, pointer: &str, written: &str, declared: &str) {
        let message = format!("`{written}` is declared as `{declared}`");
        self.note(at, pointer, message, format!("the snippet has `{declared}`"));
    }

    /// An error at the byte `at`.
    pub fn error(&mut self, at: usize, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Error, at, "", message.into(), help.into());
    }

    /// Something odd in the part of the body at the JSON pointer `pointer`.
    pub fn warning(&mut self, at: usize, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.is_open = true;
        self.push(Severity::Warning, at, pointer, message.into(), help.into());
    }

    /// Something at the byte `at` that the description does not know.
    pub fn undeclared(&mut self, at: usize, message: impl Into<String>, help: impl Into<String>) {
        self.undeclared_member(at, "", message, help);
    }

    /// The same for the part of the body at the JSON pointer `pointer`.
    pub fn undeclared_member(&mut self, at: usize, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.is_open = true;
        let severity = if self.lenient { Severity::Warning } else { Severity::Error };
        self.push(severity, at, pointer, message.into(), help.into());
    }

    /// An error in the part of the body at the JSON pointer `pointer`.
    pub fn member_error(&mut self, at: usize, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.push(Severity::Error, at, pointer, message.into(), help.into());
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// Leaves the first `count`: what was tried after them is done otherwise.
    pub fn forget_behind(&mut self, count: usize) {
        self.found.truncate(count);
    }

    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// The warnings; all that was found where an error is among it.
    pub fn finish(mut self) -> Result<Diagnostics, Diagnostics> {
        self.found.sort_by_key(|fault| fault.at);
        let positions = Position::of_each(self.text, self.found.iter().map(|fault| fault.at));
        let diagnostics = self.found.into_iter().zip(positions).map(|(fault, position)| {
            let Fault { severity, at, pointer, message, help } = fault;
            let place = Place { pointer, ..Place::at(REQUEST, self.text, at, position) };
            Diagnostic { severity, message, help: Some(help), place, labels: Vec::new() }
        });
        let found = Diagnostics::from(diagnostics.collect::<Vec<_>>());
        if found.has_errors() { Err(found) } else { Ok(found) }
    }

    fn push(&mut self, severity: Severity, at: usize, pointer: &str, message: String, help: String) {
        // Never behind the end, nor within a character.
        let at = (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or_default();
        self.found.push(Fault { severity, at, pointer: pointer.to_owned(), message, help });
    }
}
