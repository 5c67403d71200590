//! Untyped values to the types of `openapiv3`, item by item, so that a fault is told with its place.

use std::sync::Arc;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;
use graph_emit::parallel;
use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, PathItem, Paths, ReferenceOr};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::document::Item;
use super::grammar::{Kind, Rule};
use super::mend::{self, Mended};
use super::narrow::{self, Narrowed};
use super::output::{Entry, Slice};
use super::quick::Model;
use super::{deep, unknown};

/// A path and its model.
pub type Path = (String, ReferenceOr<PathItem>);

/// What is made of an entry, if it fits OpenAPI 3.0: its name and model, or what these are lowered to.
pub struct Modelled<T> {
    model: Option<T>,
    said: Option<Box<Said>>,
}

/// Why an entry has no model, and what was put right in it.
struct Said {
    item: Item,
    file: Arc<str>,
    mended: Vec<Mended>,
    unfit: Option<Narrowed>,
}

impl<T> Modelled<T> {
    /// What was made of the entry; what is to be said goes to `found`.
    pub fn tell(self, found: &mut Diagnostics) -> Option<T> {
        if let Some(said) = self.said {
            let Said { item, file, mended, unfit } = *said;
            let origin = |pointer: &str| Origin::spec(&file, item.pointer() + pointer);
            found.extend(mended.into_iter().map(|mended| mended.warning(origin)));
            found.extend(unfit.map(|unfit| unfit.error(origin)));
        }
        self.model
    }
}

/// The model of `slice` but for its paths, and the entries of these. Every fault is told in `found`; what has one is
/// left out.
pub fn describe(slice: Slice, found: &mut Diagnostics) -> (OpenAPI, Vec<Entry>) {
    let Slice { head, entries, file, .. } = slice;
    let mut openapi = head_model(head, &file, found);
    let mut sections: IndexMap<String, Vec<Entry>> = IndexMap::new();
    for entry in entries {
        sections.entry(entry.item.section.clone()).or_default().push(entry);
    }
    let (extensions, paths): (Vec<_>, Vec<_>) = sections
        .shift_remove("paths")
        .unwrap_or_default()
        .into_iter()
        .partition(|entry| entry.item.name.starts_with("x-"));
    for unknown in parallel::map(paths.iter().collect(), unknown::of) {
        found.extend(unknown);
    }
    openapi.paths.extensions = extensions.into_iter().map(|entry| (entry.item.name, entry.value)).collect();
    if !sections.is_empty() {
        openapi.components = Some(components(sections, found));
    }
    (openapi, paths)
}

/// Hands what `piece` makes of the models of the paths `entries` to `take` while they are made, on all cores. As models they
/// are larger than as values, and these are gone when those are there, so that neither are ever in memory all at once.
pub fn each_path<P: Send, T>(
    entries: Vec<Entry>,
    piece: impl Fn(Path) -> P + Sync,
    take: impl FnOnce(&mut dyn Iterator<Item = Modelled<P>>) -> T,
) -> T {
    let of_entry = |entry| {
        let Modelled { model, said } = entry_model(entry);
        Modelled { model: model.map(&piece), said }
    };
    parallel::each(entries, of_entry, take)
}

/// A model of everything but paths and components, part by part.
fn head_model(mut head: Map<String, Value>, file: &Arc<str>, found: &mut Diagnostics) -> OpenAPI {
    let openapi = match head.shift_remove("openapi") {
        Some(Value::String(version)) => version,
        version => version.unwrap_or_default().to_string(),
    };
    let mut parts = Parts { head: &mut head, file, found };
    OpenAPI {
        openapi,
        info: parts.take("info", Rule::One(Kind::Info)).unwrap_or_default(),
        servers: parts.take("servers", Rule::Many(Kind::Server)).unwrap_or_default(),
        security: parts.take("security", Rule::Requirements),
        tags: parts.take("tags", Rule::Many(Kind::Tag)).unwrap_or_default(),
        external_docs: parts.take("externalDocs", Rule::One(Kind::ExternalDocs)),
        paths: Paths::default(),
        components: None,
        extensions: head.into_iter().filter(|(key, _)| key.starts_with("x-")).collect(),
    }
}

/// The parts of a head that are not yet in the model.
struct Parts<'p> {
    head: &'p mut Map<String, Value>,
    file: &'p Arc<str>,
    found: &'p mut Diagnostics,
}

impl Parts<'_> {
    fn take<T: for<'de> Deserialize<'de>>(&mut self, key: &str, rule: Rule) -> Option<T> {
        let mut part = self.head.shift_remove(key).filter(|part| !part.is_null())?;
        if let Ok(fit) = T::deserialize(&part) {
            return Some(fit);
        }
        let origin = |pointer: &str| Origin::spec(self.file, format!("/{key}{pointer}"));
        let mended = mend::mend(&mut part, key, rule);
        self.found.extend(mended.into_iter().map(|mended| mended.warning(origin)));
        let fit = T::deserialize(&part).ok();
        if fit.is_none() {
            self.found.push(narrow::narrow(&part, key, rule).error(origin));
        }
        fit
    }
}

fn components(sections: IndexMap<String, Vec<Entry>>, found: &mut Diagnostics) -> Components {
    let mut components = Components::default();
    for (section, entries) in sections {
        match section.trim_start_matches("components/") {
            "schemas" => components.schemas = models(entries, found),
            "responses" => components.responses = models(entries, found),
            "parameters" => components.parameters = models(entries, found),
            "examples" => components.examples = models(entries, found),
            "requestBodies" => components.request_bodies = models(entries, found),
            "headers" => components.headers = models(entries, found),
            "securitySchemes" => components.security_schemes = models(entries, found),
            "links" => components.links = models(entries, found),
            "callbacks" => components.callbacks = models(entries, found),
            unknown => found.extend(entries.first().map(|entry| {
                let message = format!("OpenAPI 3.0 has no components of the kind `{unknown}`");
                Diagnostic::warning(entry.origin(), message).help("correct the name, or call it `x-..`").loss()
            })),
        }
    }
    components
}

/// The models of `entries`, made on all cores.
fn models<T: Model + Send>(entries: Vec<Entry>, found: &mut Diagnostics) -> IndexMap<String, ReferenceOr<T>> {
    let read = parallel::map_deep(entries, entry_model::<T>);
    let mut models = IndexMap::with_capacity(read.len());
    models.extend(read.into_iter().filter_map(|modelled| modelled.tell(found)));
    models
}

/// The name of `entry` and its model. What does not fit is put right, where its meaning does not depend on it.
fn entry_model<T: Model>(mut entry: Entry) -> Modelled<(String, ReferenceOr<T>)> {
    let kind = Kind::of_section(&entry.item.section);
    if let Some(model) = model::<T>(&entry.value, kind) {
        return Modelled { model: Some((entry.item.name, model)), said: None };
    }
    let rule = kind.map_or(Rule::Data, Rule::One);
    let mended = mend::mend(&mut entry.value, &entry.item.name, rule);
    let model = model::<T>(&entry.value, kind);
    let unfit = model.is_none().then(|| match kind.and_then(|kind| deep::unfit(&entry.value, kind)) {
        Some(part) => narrow::narrow(part.value, &part.key, Rule::One(part.kind)).below(&part.pointer),
        None => narrow::narrow(&entry.value, &entry.item.name, rule),
    });
    let model = model.map(|model| (entry.item.name.clone(), model));
    Modelled { model, said: Some(Box::new(Said { item: entry.item, file: entry.file, mended, unfit })) }
}

/// The model of `value`, a `kind`, if it fits.
fn model<T: Model>(value: &Value, kind: Option<Kind>) -> Option<ReferenceOr<T>> {
    if let Some(Value::String(reference)) = value.get("$ref") {
        return Some(ReferenceOr::Reference { reference: reference.clone() });
    }
    match T::quickly(value) {
        Some(model) => Some(ReferenceOr::Item(model)),
        None if kind.is_some_and(|kind| deep::unfit(value, kind).is_some()) => None,
        None => T::deserialize(value).map(ReferenceOr::Item).ok(),
    }
}
