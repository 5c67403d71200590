//! The types that a selection names itself: one by one, or by the base that they derive from.

use std::sync::Arc;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;
use indexmap::IndexSet;

use super::derived::{Heritage, Lines};
use super::document::{Document, Item, first_name};
use super::explain;
use super::nearest::{did_you_mean, question};
use super::read::Fault;
use super::select::Selection;

/// The section of the types.
pub const SCHEMAS: &str = "components/schemas";

/// The types of `documents` that `selection` names, before anything of these is handed out; `None` when they cannot be
/// read.
pub fn selected(
    documents: &mut [Document<'_>],
    selection: &Selection,
    found: &mut Diagnostics,
) -> Option<IndexSet<Item>> {
    let named = selection.types.iter().filter(|name| is_known(documents, name, found));
    let mut items: IndexSet<_> = named.map(|name| Item::component("schemas", name)).collect();
    let bases: IndexSet<_> = selection.derived.iter().filter(|name| is_known(documents, name, found)).collect();
    if bases.is_empty() {
        return Some(items);
    }
    let lines =
        lines(documents, Lines::default()).map_err(|(file, fault)| found.push(explain::fault(&file, &fault))).ok()?;
    for base in bases {
        let derived = lines.below(base);
        if derived.is_empty() {
            let warning = Diagnostic::warning(origin(documents, base), format!("no type derives from `{base}`"));
            found.push(warning.help("to keep this type itself, include it with `--include-type`"));
        }
        items.extend(derived.into_iter().map(|name| Item::component("schemas", name)));
    }
    Some(items)
}

/// What derives from what in all documents, where `lines` holds what these handed out; else the name of a file that cannot be
/// read, and why.
pub fn lines(documents: &mut [Document<'_>], mut lines: Lines) -> Result<Lines, (Arc<str>, Fault)> {
    for document in documents {
        let components = document.scan(Heritage::of);
        for (name, heritage) in components.map_err(|fault| (Arc::clone(&document.source.name), fault))? {
            lines.add(&name, heritage);
        }
    }
    Ok(lines)
}

/// The place of the type `name` in the first document that has it.
pub fn origin(documents: &[Document<'_>], name: &str) -> Origin {
    let document = documents.iter().find(|document| document.contains(SCHEMAS, name));
    let file = document.map_or_else(|| first_name(documents), |document| Arc::clone(&document.source.name));
    Origin::spec(&file, Item::component("schemas", name).pointer())
}

/// Whether a document has the type `name`, which the user wrote; it is an error where none has.
fn is_known(documents: &[Document<'_>], name: &str, found: &mut Diagnostics) -> bool {
    let is_known = documents.iter().any(|document| document.contains(SCHEMAS, name));
    if !is_known {
        let names: Vec<_> = documents.iter().flat_map(|document| document.names(SCHEMAS)).collect();
        let origin = Origin::spec(&first_name(documents), format!("/{SCHEMAS}"));
        let fault = Diagnostic::error(origin, format!("there is no type `{name}`"));
        found.push(fault.help(meant(name, &names)));
    }
    is_known
}

/// Advice on a type that is not there: those of its name in other namespaces, or those of a name like it. It may stand in the
/// form of a reference.
fn meant(name: &str, names: &[&str]) -> String {
    let name = name.rsplit('/').next().unwrap_or_default();
    let is_namesake =
        |full: &&str| full.strip_suffix(name).is_some_and(|namespace| namespace.is_empty() || namespace.ends_with('.'));
    let mut namesakes: Vec<_> = names.iter().copied().filter(is_namesake).collect();
    namesakes.sort_by_key(|full| full.len());
    namesakes.truncate(3);
    question(&namesakes)
        .or_else(|| did_you_mean(name, names.iter().copied()))
        .unwrap_or_else(|| "a type is named in full, such as `microsoft.graph.user`".to_owned())
}
