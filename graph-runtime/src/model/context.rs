//! What one run of reading or writing shares: how raw JSON is handled, and the first thing that went wrong.

use std::cell::{Cell, RefCell};
use std::fmt::{self, Display, Write as _};

use super::json_text::deeper;
use super::notes::{Kept, Note};

/// How many lists inside each other have their items read each as a text of its own.
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
}

/// State shared by all values of one reading or writing run.
#[derive(Debug, Default)]
pub struct Context {
    /// What is read is JSON text, so that raw values can be taken from it untouched.
    pub(super) exact: bool,
    /// Each item of a list is taken as text first, so that one which cannot be read can be kept.
    careful: bool,
    /// How many of those texts are inside each other.
    careful_levels: Cell<usize>,
    /// There is an object around what is read, which keeps notes.
    owned: Cell<bool>,
    /// The failure is that of an item, which a careful run would keep.
    failed_in_item: Cell<bool>,
    /// What is to be kept beside the values, on its way to the object that keeps it.
    notes: RefCell<Vec<Note>>,
    /// How many notes there are: asked for with each value, so it is cheaper to reach than they are.
    noted: Cell<usize>,
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

    /// A slower run over `serde_json` text that keeps items of lists that cannot be read.
    pub(super) fn careful() -> Self {
        Self { exact: true, careful: true, ..Self::default() }
    }

    /// The same over any format: what is taken as text passes through a tree.
    pub(super) fn careful_of_any_format() -> Self {
        Self { careful: true, ..Self::default() }
    }

    /// The same run over the text of one member.
    pub(super) fn of_member() -> Self {
        Self { owned: Cell::new(true), ..Self::careful() }
    }

    /// How many arrays and objects are open.
    pub(super) fn depth(&self) -> usize {
        self.depth.get()
    }

    /// Whether items of lists are taken as text first here. Each level of it looks once more at what is in it, so the
    /// time that a service can make a reader spend is in proportion to these levels times the length of what it sends.
    pub(super) fn is_careful_here(&self) -> bool {
        self.careful && self.careful_levels.get() < CAREFUL_DEPTH
    }

    /// Goes into the text of an item, until what is given is dropped.
    pub(super) fn enter_careful(&self) -> Level<'_> {
        self.careful_levels.set(self.careful_levels.get() + 1);
        Level(&self.careful_levels)
    }

    /// Whether there is an object around that keeps notes.
    pub(super) fn is_owned(&self) -> bool {
        self.owned.get()
    }

    /// Says whether there is one, and gives what was said before.
    pub(super) fn set_owned(&self, owned: bool) -> bool {
        self.owned.replace(owned)
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
            *failure = Some(Failure { message: reason.to_string(), steps: Vec::new() });
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
        }
        self.passed(Step::Element(index));
    }

    fn passed(&self, step: Step) {
        if let Some(failure) = self.failure.borrow_mut().as_mut() {
            failure.steps.push(step);
        }
    }

    /// Marks the failure that passes by as that of an item.
    pub(super) fn fail_in_item(&self) {
        self.failed_in_item.set(true);
    }

    /// Whether a careful run would keep what failed.
    pub(super) fn failed_in_item(&self) -> bool {
        self.failed_in_item.get()
    }

    /// The failure, `path: reason`, in full: whoever shows it makes it [printable](super::excerpt::printable).
    pub(super) fn message(&self) -> String {
        if self.take_null() {
            return "unexpected null".to_owned();
        }
        self.failure.take().map_or_else(|| "unknown failure".to_owned(), |failure| failure.to_string())
    }
}

/// Notes on their way to the object that keeps them.
impl Context {
    /// How many there are.
    pub(super) fn noted(&self) -> usize {
        self.noted.get()
    }

    /// Adds one about the value that was just read.
    pub(super) fn note(&self, note: Note) {
        self.notes.borrow_mut().push(note);
        self.noted.set(self.noted.get() + 1);
    }

    /// Says of all notes from the one at `first` on that the value they are about is inside an item at `position`.
    pub(super) fn place_notes(&self, first: usize, position: usize) {
        for note in &mut self.notes.borrow_mut()[first..] {
            note.position.push(position);
        }
    }

    /// Says of all notes about items of a list, from the one at `first` on, how many items it had.
    pub(super) fn count_items(&self, first: usize, count: usize) {
        for note in &mut self.notes.borrow_mut()[first..] {
            if let (1, Kept::Spelling { items, .. }) = (note.position.len(), &mut note.kept) {
                *items = count;
            }
        }
    }

    /// Takes all notes from the one at `first` on.
    pub(super) fn take_notes(&self, first: usize) -> Vec<Note> {
        self.noted.set(first);
        self.notes.borrow_mut().split_off(first)
    }
}

/// A level that is open.
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
}
