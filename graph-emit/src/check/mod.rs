//! From [`Api`] to [`Checked`]: references resolve, names are chosen and unique, URL templates are built.
//!
//! This is the last step that may fail. All mistakes of an API are found in one pass over it.

mod arguments;
mod claim;
mod collection;
mod constraints;
mod family;
mod inner;
mod media;
mod members;
mod namespace;
mod options;
mod shortcut;
mod spot;
mod template;
#[cfg(test)]
mod tests;
mod tree;
mod types;

use crate::checked::{Checked, Shared};
use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::names::{self, Book, Segments};
use crate::parallel;

/// Checks `api`, adding what is wrong to `found`; `None` when that holds an error.
pub fn check(api: &Api, found: &mut Diagnostics) -> Option<Checked> {
    check_with(api, &Book::default(), found)
}

/// The same, where what `book` has a name for keeps it; it has all names afterwards.
pub fn check_with(api: &Api, book: &Book, found: &mut Diagnostics) -> Option<Checked> {
    recovered(api, book, found).filter(|_| !found.has_errors())
}

/// The same for whoever goes on in spite of errors: what is at fault has another name or type then, or is left out. `None` where
/// the API is too large to be written out.
pub fn recovered(api: &Api, book: &Book, found: &mut Diagnostics) -> Option<Checked> {
    let mut types = types::Types::new(&api.types, book, found)?;
    let (scopes, mut option_sets) = (types.take_scopes(), options::OptionSets::default());
    let (types, mut found_in_models) = (&types, Diagnostics::new());
    let mut builders = || {
        let (option_sets, segments) = (&mut option_sets, Segments::default());
        tree::Tree { types, option_sets, segments, book, found }.root(&api.root)
    };
    let models = || types.define(scopes, &mut found_in_models);
    let is_large = tree::is_large(&api.root);
    let (mut root, models) = if is_large { parallel::join(builders, models) } else { (builders(), models()) };
    found.extend(found_in_models);
    shortcut::add(&api.shortcuts, &mut root, found);
    Some(Checked {
        title: api.title.clone(),
        base_url: api.base_url.clone(),
        version: api.version,
        root,
        models,
        option_sets: option_sets.into_sorted(),
        shared: Shared { module: names::module_ident("shared"), homes: Vec::new() },
    })
}
