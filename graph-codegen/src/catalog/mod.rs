//! What the descriptions of a run offer, whether or not it is selected: operations by words, and the tree of paths.
//!
//! Nothing is lowered or checked for this: each operation is known by its outline, so the whole of Graph is searched
//! in a fraction of a second.

mod find;
mod tree;
mod words;

pub use self::find::{Findings, Hit, HitKind};
pub use self::tree::{Branch, PathTree};

use graph_emit::diagnostic::Diagnostics as Found;

use crate::config::{Config, Stage};
use crate::diagnostics::Diagnostics;
use crate::spec::{Outline, Selection, Sources, Verdict, outline};

/// What the descriptions of a run offer.
struct Catalog {
    operations: Vec<Outline>,
    types: Vec<String>,
    selection: Selection,
}

impl Catalog {
    /// Reads the descriptions of `config`.
    fn read(config: &Config) -> Result<Self, Diagnostics> {
        config.begin(Stage::Read);
        let mut found = Found::new();
        let selection = config.selection(&mut found);
        let sources = Sources::read(&config.sorted_specs(), &mut found);
        if found.has_errors() {
            return Err(Diagnostics::new(found, &sources));
        }
        let (operations, types) = outline(&sources);
        if operations.is_empty() && types.is_empty() {
            // What is wrong with the descriptions is told by those who read all of them.
            config.slice()?;
        }
        Ok(Self { operations, types, selection })
    }

    /// Whether the settings select `operation`.
    fn selects(&self, operation: &Outline) -> bool {
        match self.selection.verdict(&operation.path) {
            Verdict::Drop => false,
            Verdict::Whole => true,
            Verdict::Only(methods) => methods.contains(&operation.method),
        }
    }
}

/// `text` of a description as one line that a terminal shows and does not obey.
pub(crate) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(char::is_control, "\u{fffd}")
}
