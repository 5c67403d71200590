//! What one run of reading or writing shares: how raw JSON is handled, and the first thing that went wrong.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display, Write as _};

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

    /// The failure in one line, `path: reason`.
    pub(super) fn message(&self) -> String {
        if self.take_null() {
            return "unexpected null".to_owned();
        }
        self.failure.take().map_or_else(|| "unknown failure".to_owned(), |failure| failure.to_string())
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
                Step::Member(name) if path.is_empty() => path.push_str(name),
                Step::Member(name) => {
                    path.push('.');
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
