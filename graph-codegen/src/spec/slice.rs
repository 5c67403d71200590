//! The smaller description: what is selected, and everything that it refers to, merged from all inputs.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::{Origin, escape_pointer_token};
use graph_emit::parallel;
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::document::{Document, Item, first_name};
use super::explain::{self, TYPES};
use super::grammar::Kind;
use super::nearest::did_you_mean;
use super::pattern::METHODS;
use super::refs::{self, Name, Use};
use super::select::{Offer, Selection, Verdict, filter_operations};
use super::types;

/// One entry and the document it came from.
#[derive(Clone, Debug)]
pub struct Member {
    /// The entry's value.
    pub value: Value,
    /// The document's place among the inputs.
    pub document: usize,
}

/// The section of security schemes.
const SCHEMES: &str = "components/securitySchemes";

/// Every entry that belongs to a slice.
pub type Members = HashMap<Item, Member>;

/// The entries of `documents` that `selection` reaches; `None` when they cannot be read.
pub fn reach(documents: &mut [Document<'_>], selection: &Selection, found: &mut Diagnostics) -> Option<Members> {
    let everything = selection.is_everything();
    check_required(documents, found);
    let types = types::selected(documents, selection, found)?;
    let mut closure = Closure { documents, members: Members::new(), everything, omitted: &selection.omitted, found };
    if everything {
        let all: IndexSet<Item> = closure.documents.iter().flat_map(Document::items).collect();
        closure.load(&all)?;
        closure.links(&all);
    } else {
        let mut wanted = closure.select(selection)?;
        closure.load(&types)?;
        wanted.extend(types);
        closure.follow(wanted)?;
    }
    Some(closure.members)
}

/// The schema `value` without all that it says of what a value has to be.
fn emptied(value: &Value) -> Value {
    let description = value.get("description").map(|text| ("description".to_owned(), text.clone()));
    Value::Object(description.into_iter().collect())
}

struct Closure<'c, 'a> {
    documents: &'c mut [Document<'a>],
    members: Members,
    everything: bool,
    /// The names of the schemas of which nothing is taken but their descriptions.
    omitted: &'c [String],
    found: &'c mut Diagnostics,
}

impl Closure<'_, '_> {
    /// Loads the selected paths and leaves only their selected operations.
    fn select(&mut self, selection: &Selection) -> Option<IndexSet<Item>> {
        let mut verdicts = IndexMap::new();
        for path in self.documents.iter().flat_map(Document::paths) {
            let verdict = selection.verdict(path);
            if verdict != Verdict::Drop {
                verdicts.insert(Item::path(path), verdict);
            }
        }
        let mut items: IndexSet<Item> = verdicts.keys().cloned().collect();
        self.load(&items)?;
        self.check(selection);
        for (item, verdict) in &verdicts {
            let member = self.members.get_mut(item).expect("every selected path was loaded");
            if !filter_operations(&mut member.value, verdict) {
                self.members.remove(item);
                items.shift_remove(item);
            }
        }
        if items.is_empty() && !self.found.has_errors() {
            let fault = Diagnostic::error(self.paths_origin(), "the filters leave no operation");
            self.found.push(fault.help("the exclude patterns take back all that the include patterns select"));
        }
        Some(items)
    }

    fn check(&mut self, selection: &Selection) {
        let methods = |path: &str| {
            let item = self.members.get(&Item::path(path))?.value.as_object()?;
            Some(METHODS.into_iter().filter(|method| item.contains_key(*method)).collect())
        };
        let paths: Vec<_> = self.documents.iter().flat_map(Document::paths).collect();
        Offer { paths: &paths, methods: &methods }.check(selection, &self.paths_origin(), self.found);
    }

    fn paths_origin(&self) -> Origin {
        Origin::spec(&first_name(self.documents), "/paths")
    }

    /// Loads what `wave` refers to, then what that refers to, until nothing new comes.
    fn follow(&mut self, mut wave: IndexSet<Item>) -> Option<()> {
        let mut targets = self.links(&wave);
        let required = self.documents.iter().flat_map(required_schemes);
        targets.extend(required.filter(|scheme| self.documents.iter().any(|document| document.has(scheme))));
        loop {
            wave = targets.into_iter().filter(|target| !self.members.contains_key(target)).collect();
            if wave.is_empty() {
                return Some(());
            }
            self.load(&wave)?;
            targets = self.links(&wave);
        }
    }

    /// Loads `items` from every document that has them.
    fn load(&mut self, items: &IndexSet<Item>) -> Option<()> {
        for position in 0..self.documents.len() {
            let document = &mut self.documents[position];
            let here: Vec<_> = items.iter().filter(|item| document.contains(&item.section, &item.name)).collect();
            self.members.reserve(here.len());
            match document.take(&here) {
                Ok(values) => {
                    for (item, value) in here.into_iter().zip(values) {
                        let is_omitted = item.section == types::SCHEMAS && self.omitted.contains(&item.name);
                        let value = if is_omitted { emptied(&value) } else { value };
                        self.insert(item, Member { value, document: position });
                    }
                }
                Err(fault) => {
                    self.found.push(explain::fault(&document.source.name, &fault));
                    return None;
                }
            }
        }
        Some(())
    }

    /// Adds a member; what another input defines already must be the same.
    fn insert(&mut self, item: &Item, member: Member) {
        let Some(first) = self.members.get(item) else {
            self.members.insert(item.clone(), member);
            return;
        };
        if first.value != member.value {
            let place = |document: usize| Origin::spec(&self.documents[document].source.name, item.pointer());
            self.found.push(explain::conflict(item, place(first.document), place(member.document)));
        }
    }

    /// What `items` refer to; complains about what no document has.
    fn links(&mut self, items: &IndexSet<Item>) -> IndexSet<Item> {
        let members = items.iter().filter_map(|item| Some((item, self.members.get(item)?))).collect();
        let (documents, everything) = (&*self.documents, self.everything);
        let links = parallel::map(members, |(item, member)| {
            (item, member.document, links(documents, item, member, everything))
        });
        let mut targets = IndexSet::new();
        for (item, document, found) in links {
            targets.extend(found.targets);
            for (pointer, lost) in found.lost {
                let origin = Origin::spec(&self.documents[document].source.name, item.pointer() + &pointer);
                self.found.push(lost.diagnostic(origin, self.documents));
            }
        }
        targets
    }
}

/// What one member refers to.
#[derive(Default)]
struct Links {
    targets: Vec<Item>,
    /// What does not exist: the pointer from the member on, and the name.
    lost: Vec<(String, Lost)>,
}

fn links(documents: &[Document<'_>], item: &Item, member: &Member, everything: bool) -> Links {
    let mut links = Links::default();
    // What OpenAPI does not have is nothing but data.
    let Some(kind) = Kind::of_section(&item.section).filter(|_| !item.is_extension()) else { return links };
    let mut seen = HashSet::new();
    refs::each(&member.value, kind, &mut |found: Use<'_, '_>| {
        let reference = match found.name {
            Name::Type(name) if !TYPES.contains(&name) => {
                links.lost.push((found.pointer(), Lost::Type(name.to_owned())));
                return;
            }
            Name::Type(_) => return,
            Name::Ref(reference) => Cow::Borrowed(reference),
            Name::Security(name) => Cow::Owned(format!("#/components/securitySchemes/{}", escape_pointer_token(name))),
        };
        if (found.navigation && !everything) || !seen.insert(found.name) {
            return;
        }
        match refs::component(&reference) {
            Some((section, name)) if documents.iter().any(|document| document.contains(section, &name)) => {
                // With everything loaded, only references that lead nowhere are of interest.
                if !everything {
                    links.targets.push(Item { section: section.to_owned(), name: name.into_owned() });
                }
            }
            _ => links.lost.push((
                found.pointer(),
                match found.name {
                    Name::Security(name) => Lost::Scheme(name.to_owned()),
                    Name::Ref(_) | Name::Type(_) => Lost::Reference(reference.into_owned()),
                },
            )),
        }
    });
    links
}

/// Something named that does not exist.
enum Lost {
    Reference(String),
    Type(String),
    Scheme(String),
}

impl Lost {
    /// The complaint about it, with what is named like it in `documents`.
    fn diagnostic(&self, origin: Origin, documents: &[Document<'_>]) -> Diagnostic {
        match self {
            Self::Type(name) => explain::unknown_type(origin, name),
            Self::Scheme(name) => {
                let names = documents.iter().flat_map(|document| document.names(SCHEMES));
                explain::unknown_scheme(origin, name, names)
            }
            Self::Reference(reference) => match refs::component(reference) {
                Some((section, name)) => {
                    let names = documents.iter().flat_map(|document| document.names(section));
                    let declare = || format!("declare it under `{section}`, or correct the name");
                    let help = did_you_mean(&name, names).unwrap_or_else(declare);
                    Diagnostic::error(origin, format!("`{reference}` leads nowhere")).help(help)
                }
                None => explain::foreign_reference(origin, reference),
            },
        }
    }
}

/// Warns of the security schemes that all operations of a document need and that no document has.
fn check_required(documents: &[Document<'_>], found: &mut Diagnostics) {
    for document in documents {
        let lost = required_schemes(document);
        for scheme in lost.filter(|scheme| !documents.iter().any(|document| document.has(scheme))) {
            let names = documents.iter().flat_map(|document| document.names(SCHEMES));
            found.push(explain::unknown_scheme(Origin::spec(&document.source.name, "/security"), &scheme.name, names));
        }
    }
}

/// The security schemes that all operations of `document` need.
fn required_schemes(document: &Document<'_>) -> impl Iterator<Item = Item> {
    let requirements = document.head.get("security").and_then(Value::as_array).into_iter().flatten();
    let names = requirements.filter_map(Value::as_object).flat_map(serde_json::Map::keys);
    names.map(|name| Item { section: SCHEMES.to_owned(), name: name.clone() })
}
