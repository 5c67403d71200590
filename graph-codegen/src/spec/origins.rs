//! Which input each part of a merged description came from.

use std::collections::HashMap;
use std::sync::Arc;

use graph_emit::origin::Origin;

use super::document::Item;
use super::output::Slice;

/// The files behind one description.
#[derive(Clone, Debug)]
pub struct Origins {
    /// The file of whatever is not listed in `others`.
    first: Arc<str>,
    /// Entries that came from another file. With one input, and for most of several, this is short.
    others: HashMap<Item, Arc<str>>,
}

impl Origins {
    /// The origins of the entries of `slice`.
    pub fn of(slice: &Slice) -> Self {
        let first = Arc::clone(&slice.file);
        let others = slice.entries.iter().filter(|entry| entry.file != first);
        let others = others.map(|entry| (entry.item.clone(), Arc::clone(&entry.file))).collect();
        Self { first, others }
    }

    /// The place that `pointer`, an RFC 6901 pointer into the merged description, has in its own file.
    pub fn origin(&self, pointer: &str) -> Origin {
        let other = || self.others.get(&Item::at(pointer)?);
        // With one input there is nothing to look up, and a large one has a hundred thousand places.
        let file = if self.others.is_empty() { None } else { other() };
        Origin::spec(file.unwrap_or(&self.first), pointer)
    }
}
