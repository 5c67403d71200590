//! From files to a description that can be lowered: read, index, select, slice, merge, correct, model.
//!
//! ```text
//! files -sources-> text -document-> entries -select, slice, trim-> Slice -fixups, model-> Description
//!                          |  index + line, block: plain block YAML, only what is asked for is parsed
//!                          |  read: everything else, as a whole
//! ```

mod bare;
mod block;
mod cycles;
mod deep;
mod depth;
mod derived;
mod document;
mod explain;
pub(crate) mod fixups;
pub(crate) mod grammar;
mod head;
mod index;
mod left_out;
mod line;
mod locate;
mod mend;
mod model;
mod narrow;
mod nearest;
mod official;
mod origins;
#[cfg(feature = "cli")]
mod outline;
mod output;
mod pattern;
mod quick;
pub(crate) mod read;
pub(crate) mod refs;
mod select;
mod slice;
mod sources;
mod trim;
mod types;
mod unknown;

use std::collections::BTreeSet;

use graph_emit::diagnostic::Diagnostics;
use graph_emit::origin::Origin;
use graph_emit::parallel;
use openapiv3::{OpenAPI, Paths};

pub use document::Item;
#[cfg(feature = "cli")]
pub use fixups::all as all_fixups;
pub(crate) use fixups::check_names as check_fixups;
pub use fixups::{Fixup, Outcome};
pub(crate) use fixups::{StandIn, stand_ins};
pub use left_out::LeftOut;
pub use locate::Position;
pub(crate) use model::Path;
pub(crate) use nearest::{did_you_mean, nearest_by, question};
#[cfg(feature = "cli")]
pub(crate) use outline::{Outline, outline};
pub use output::{Entry, Slice};
pub use pattern::{Pattern, PatternError};
pub use select::Selection;
#[cfg(feature = "cli")]
pub(crate) use select::Verdict;
pub(crate) use sources::STANDARD_INPUT;
#[cfg(feature = "cli")]
pub(crate) use sources::is_url;
pub use sources::{Source, Sources};
pub(crate) use trim::UNSELECTED;

pub(crate) use cycles::MAX_LINE;
use document::Document;
use origins::Origins;
use read::Fault;

/// A description, ready to be lowered.
#[derive(Clone, Debug)]
pub struct Description {
    /// The sliced, merged and corrected description, in document order, but for its paths.
    openapi: OpenAPI,
    /// The paths, which are modelled when they are asked for.
    paths: Vec<Entry>,
    /// What stands in the header of generated files: see [`Slice::digest`].
    pub digest: String,
    /// Every known correction and what became of it.
    pub fixups: Vec<Fixup>,
    /// What the selection leaves out, perhaps without meaning to.
    pub left_out: Vec<LeftOut>,
    /// Other paths of what is described, which corrections know of.
    pub stand_ins: Vec<StandIn>,
    origins: Origins,
}

/// Turns RFC 6901 pointers into a description into places.
pub(crate) type Places<'p> = dyn Fn(&str) -> Origin + Sync + 'p;

impl Description {
    /// The place that `pointer`, an RFC 6901 pointer into the description, has in the file it came from.
    pub fn origin(&self, pointer: &str) -> Origin {
        self.origins.origin(pointer)
    }

    /// The whole of it; `None` when a path does not fit OpenAPI 3.0.
    pub fn whole(self, found: &mut Diagnostics) -> Option<OpenAPI> {
        let whole = |openapi: &OpenAPI, _: &Places<'_>, paths: &mut dyn Iterator<Item = Path>| {
            let paths = paths.collect();
            OpenAPI { paths: Paths { paths, ..openapi.paths.clone() }, ..openapi.clone() }
        };
        self.with_paths(found, |_, _, path| path, whole)
    }

    /// What `work` makes of the description without its paths, what finds places in it, and what `piece` makes on all cores
    /// of each path; `None`, with the faults in `found`, when a path does not fit OpenAPI 3.0.
    pub(crate) fn with_paths<P: Send, T>(
        self,
        found: &mut Diagnostics,
        piece: impl Fn(&OpenAPI, &Places<'_>, Path) -> P + Sync,
        work: impl FnOnce(&OpenAPI, &Places<'_>, &mut dyn Iterator<Item = P>) -> T,
    ) -> Option<T> {
        let Self { openapi, paths, origins, .. } = self;
        let mut said = Diagnostics::new();
        let places = |pointer: &str| origins.origin(pointer);
        let of_path = |path| piece(&openapi, &places, path);
        let done = model::each_path(paths, of_path, |pieces| {
            let mut fitting = pieces.filter_map(|piece| piece.tell(&mut said));
            work(&openapi, &places, &mut fitting)
        });
        parallel::let_go(openapi);
        let fits = !said.has_errors();
        found.extend(said);
        fits.then_some(done)
    }
}

/// The paths that `sources` describe; those of a source that cannot be read are missing.
pub(crate) fn paths(sources: &Sources) -> Vec<String> {
    let documents = sources.iter().filter_map(|source| Document::open(source).ok());
    documents.flat_map(|document| document.paths().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The corrections that change `item` of `sources`, as far as it alone shows that.
#[cfg(feature = "cli")]
pub(crate) fn corrections(sources: &Sources, item: &Item, selection: &Selection) -> Vec<Fixup> {
    let mut documents: Vec<_> = sources.iter().filter_map(|source| Document::open(source).ok()).collect();
    let Some(place) = documents.iter().position(|document| document.has(item)) else { return Vec::new() };
    let Ok(mut values) = documents[place].take(&[item]) else { return Vec::new() };
    let value = values.remove(0);
    let head = documents[place].head.clone();
    let members = slice::Members::from([(item.clone(), slice::Member { value, document: place })]);
    let mut slice = Slice::new(&documents, head, members);
    let fixups = fixups::apply(&mut slice, selection, &mut Diagnostics::new());
    fixups.into_iter().filter(|fixup| fixup.outcome == Outcome::Applied).collect()
}

/// The names of the types that `sources` describe; those of a source that cannot be read are missing.
pub(crate) fn type_names(sources: &Sources) -> BTreeSet<String> {
    let documents = sources.iter().filter_map(|source| Document::open(source).ok());
    documents.flat_map(|document| document.names(types::SCHEMAS).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The types of `sources` that derive from the type `base`; none where a source cannot be read.
pub(crate) fn derived_from(sources: &Sources, base: &str) -> Vec<String> {
    let mut documents: Vec<_> = sources.iter().filter_map(|source| Document::open(source).ok()).collect();
    let lines = types::lines(&mut documents, derived::Lines::default());
    lines.map(|lines| lines.below(base).into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

/// The part of `sources` that `selection` names, with all that it refers to; `None` when an error was found.
pub fn slice(sources: &Sources, selection: &Selection, found: &mut Diagnostics) -> Option<Slice> {
    slice_of(sources.iter().map(Document::open).collect(), sources, selection, found)
}

/// The same without the short cut through the index, which must make no difference; tests compare the two.
pub fn slice_whole(sources: &Sources, selection: &Selection, found: &mut Diagnostics) -> Option<Slice> {
    slice_of(sources.iter().map(Document::whole).collect(), sources, selection, found)
}

fn slice_of(
    opened: Vec<Result<Document<'_>, Fault>>,
    sources: &Sources,
    selection: &Selection,
    found: &mut Diagnostics,
) -> Option<Slice> {
    let mut documents = Vec::with_capacity(opened.len());
    for (source, document) in sources.iter().zip(opened) {
        match document {
            Ok(document) => {
                head::check(&document, found);
                documents.push(document);
            }
            Err(fault) => found.push(explain::fault(&source.name, &fault)),
        }
    }
    head::check_versions(&documents, found);
    if documents.is_empty() || found.has_errors() {
        return None;
    }
    let mut members = slice::reach(&mut documents, selection, found)?;
    let mut head = head::merge(&documents, found);
    if !selection.is_everything() {
        bare::report(&mut documents, &members, selection.layout, found);
        trim::trim(&mut members);
        trim::trim_tags(&mut head, &members);
    }
    let left_out = left_out::all(selection, &documents.iter().flat_map(Document::paths).collect::<Vec<_>>());
    let slice = Slice { left_out, ..Slice::new(&documents, head, members) };
    cycles::check(&slice.entries, found);
    (!found.has_errors()).then_some(slice)
}

/// The model of what `selection` names in `sources`; `None` when an error was found.
pub fn load(sources: &Sources, selection: &Selection, found: &mut Diagnostics) -> Option<Description> {
    slice(sources, selection, found)?.describe(selection, found)
}

impl Slice {
    /// The slice, which `selection` is of, as the bindings understand it: corrected, and with the paths that they call.
    pub fn as_called(mut self, selection: &Selection, found: &mut Diagnostics) -> Self {
        fixups::apply(&mut self, selection, found);
        self.into_official()
    }

    /// The corrected model of the slice, which `selection` is of; `None` when a part beside its paths does not fit
    /// OpenAPI 3.0.
    pub fn describe(mut self, selection: &Selection, found: &mut Diagnostics) -> Option<Description> {
        let digest = self.digest();
        let left_out = std::mem::take(&mut self.left_out);
        let origins = Origins::of(&self);
        let fixups = fixups::apply(&mut self, selection, found);
        let stand_ins = std::mem::take(&mut self.stand_ins);
        let (openapi, paths) = model::describe(self, found);
        let description = Description { openapi, paths, digest, fixups, left_out, stand_ins, origins };
        if found.has_errors() {
            // Nothing comes of it, and the paths that are at fault as well are told now.
            description.whole(found);
            return None;
        }
        Some(description)
    }
}
