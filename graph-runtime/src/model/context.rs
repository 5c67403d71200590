//! What one run of reading or writing shares: how raw JSON is handled, and the first thing that went wrong.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display, Write as _};

use super::json_text::deeper;

/// Down to which depth a null among elements has only the member that holds it kept as text.
const CAREFUL_DEPTH: usize = 16;

/// Marks that reading or writing failed; the reason is kept by the run itself.
///
/// It carries nothing, so that the functions of every model return a plain flag. Make one with `dyn Reader::fail` or
/// `dyn Writer::fail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault(());

/// One step from a JSON value to the value inside it.
#[derive(Debug)]
enum Step {
    Member(Box<str>),
    Element(usize),
}

/// The first failure of a run and the way from it up to the root.
#[derive(Debug)]
struct Failure {
    message: String,
    /// Innermost step first: each level adds its own while the failure travels up.
    steps: Vec<Step>,
    /// A null stood where an array of values without null was declared.
    null_element: bool,
}

/// State shared by all values of one reading or writing run.
#[derive(Debug, Default)]
pub struct Context {
    /// What is read is JSON text, so that raw values can be taken from it untouched.
    pub(super) exact: bool,
    /// Each member is taken as text first, so that one which cannot be typed can be kept whole.
    pub(super) careful: bool,
    /// How many arrays and objects are open, over all the engines that a run reads parts of a text with.
    depth: Cell<usize>,
    /// The value just read was null; its owner decides what that means.
    null: Cell<bool>,
    failure: RefCell<Option<Failure>>,
}

impl Context {
    /// A run over `serde_json` text.
    pub(super) fn exact() -> Self {
        Self { exact: true, ..Self::default() }
    }

    /// A slower run over `serde_json` text that keeps members holding a null element as they are.
    pub(super) fn careful() -> Self {
        Self { exact: true, careful: true, ..Self::default() }
    }

    /// How many arrays and objects are open.
    pub(super) fn depth(&self) -> usize {
        self.depth.get()
    }

    /// Whether members are taken as text first at this depth. Each level of it copies what is in it, so the time that a
    /// service can make a reader spend is in proportion to these levels times the length of what it sends.
    pub(super) fn is_careful_here(&self) -> bool {
        self.careful && self.depth() <= CAREFUL_DEPTH
    }

    /// Goes into an array or object, until what is given is dropped. Whatever format is read, and by however many engines,
    /// there are no more than [`MAX_DEPTH`](super::MAX_DEPTH) levels.
    pub(super) fn enter(&self) -> Result<Level<'_>, Fault> {
        let depth = deeper::<serde::de::value::Error>(self.depth.get()).map_err(|error| self.fail(&error))?;
        self.depth.set(depth);
        Ok(Level(&self.depth))
    }

    /// Records `reason`, unless an earlier failure is already known (then this is its echo).
    pub(super) fn fail(&self, reason: &dyn Display) -> Fault {
        let mut failure = self.failure.borrow_mut();
        if failure.is_none() {
            *failure = Some(Failure { message: reason.to_string(), steps: Vec::new(), null_element: false });
        }
        Fault(())
    }

    /// Reports that the value is null.
    pub(super) fn null(&self) -> Fault {
        self.null.set(true);
        Fault(())
    }

    /// Whether the last fault only meant "it is null"; asking settles it.
    pub(super) fn take_null(&self) -> bool {
        self.null.take()
    }

    /// Adds the member `name` to the way of the failure that passes by.
    pub(super) fn passed_member(&self, name: &str) {
        self.passed(Step::Member(name.into()));
    }

    /// Adds element `index` to the way of the failure that passes by; a null element becomes a failure here.
    pub(super) fn passed_element(&self, index: usize) {
        if self.take_null() {
            self.fail(&"null in an array whose elements are never null");
            if let Some(failure) = self.failure.borrow_mut().as_mut() {
                failure.null_element = true;
            }
        }
        self.passed(Step::Element(index));
    }

    fn passed(&self, step: Step) {
        if let Some(failure) = self.failure.borrow_mut().as_mut() {
            failure.steps.push(step);
        }
    }

    /// Whether the failure is a null element.
    pub(super) fn failed_on_null_element(&self) -> bool {
        self.failure.borrow().as_ref().is_some_and(|failure| failure.null_element)
    }

    /// Forgets the failure: its member is kept as text instead.
    pub(super) fn forgive(&self) {
        self.failure.take();
    }

    /// The failure, `path: reason`, in full: whoever shows it makes it [printable](super::excerpt::printable).
    pub(super) fn message(&self) -> String {
        if self.take_null() {
            return "unexpected null".to_owned();
        }
        self.failure.take().map_or_else(|| "unknown failure".to_owned(), |failure| failure.to_string())
    }
}

/// An array or object that is open.
pub(super) struct Level<'c>(&'c Cell<usize>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if path.is_empty() { f.write_str(&self.message) } else { write!(f, "{path}: {}", self.message) }
    }
}

impl Failure {
    fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            match step {
                Step::Member(name) => {
                    path.push_str(if path.is_empty() { "" } else { "." });
                    path.push_str(name);
                }
                // Writing to a `String` cannot fail.
                Step::Element(index) => drop(write!(path, "[{index}]")),
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::super::excerpt::printable;
    use super::Context;

    #[test]
    fn path_reads_from_the_root() {
        let context = Context::default();
        context.fail(&"no good");
        context.passed_member("final");
        context.passed_element(0);
        context.passed_member("callRoutes");
        assert_eq!(context.message(), "callRoutes[0].final: no good");
    }

    #[test]
    fn names_from_outside_leave_an_error_in_one_short_line() {
        let context = Context::default();
        context.fail(&format!("invalid type: string {:?}, expected a map at line 1 column 9", "x".repeat(5000)));
        context.passed_member(&format!("a\nb\u{1b}[2J{}", "c".repeat(5000)));
        let message = printable(&context.message());
        assert!(
            message.starts_with("a b [2Jccc") && message.ends_with(", expected a map at line 1 column 9"),
            "{message}"
        );
        assert!(message.len() < 1500 && !message.chars().any(char::is_control), "{message}");
    }

    #[test]
    fn a_long_message_loses_its_middle() {
        assert_eq!(printable("short"), "short");
        let long = printable(&format!("begin {} end", "\u{fc}".repeat(5000)));
        assert!(long.starts_with("begin \u{fc}") && long.ends_with("\u{fc} end") && long.len() < 1010, "{long}");
    }

    #[test]
    fn the_first_failure_is_kept() {
        let context = Context::default();
        context.fail(&"cause");
        context.fail(&"echo");
        assert_eq!(context.message(), "cause");
    }

    #[test]
    fn a_null_element_is_told_apart() {
        let context = Context::default();
        context.null();
        context.passed_element(2);
        assert!(context.failed_on_null_element());
        assert_eq!(context.message(), "[2]: null in an array whose elements are never null");
    }
}
