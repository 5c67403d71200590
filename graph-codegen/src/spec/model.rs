//! Untyped values to the types of `openapiv3`, item by item, so that a fault is told with its place.

use std::sync::Arc;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;
use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, PathItem, Paths, ReferenceOr};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::narrow::{self, Narrowed};
use super::output::{Entry, Slice};
use super::{parallel, unknown};

/// A path and its model.
pub type Path = (String, ReferenceOr<PathItem>);

/// An entry that does not fit OpenAPI 3.0, and why.
pub struct Unfit(Box<(Narrowed, Entry)>);

impl Unfit {
    /// What is told about it.
    pub fn diagnostic(self) -> Diagnostic {
        let (reason, entry) = *self.0;
        reason.diagnostic(&entry)
    }
}

/// The model of `slice` but for its paths, and the entries of these. Every fault is told in `found`; what has one is
/// left out.
pub fn describe(slice: Slice, found: &mut Diagnostics) -> (OpenAPI, Vec<Entry>) {
    let Slice { head, entries, file } = slice;
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
    for path in &paths {
        unknown::report(path, found);
    }
    openapi.paths.extensions = extensions.into_iter().map(|entry| (entry.item.name, entry.value)).collect();
    if !sections.is_empty() {
        openapi.components = Some(components(sections, found));
    }
    (openapi, paths)
}

/// Hands the models of the paths `entries` to `take` while they are made. As models they are larger than as values, and
/// these are gone when those are there, so that neither are ever in memory all at once.
pub fn each_path<T>(entries: Vec<Entry>, take: impl FnOnce(&mut dyn Iterator<Item = Result<Path, Unfit>>) -> T) -> T {
    parallel::each(entries, entry_model, take)
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
        info: parts.take("info").unwrap_or_default(),
        servers: parts.take("servers").unwrap_or_default(),
        security: parts.take("security"),
        tags: parts.take("tags").unwrap_or_default(),
        external_docs: parts.take("externalDocs"),
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
    fn take<T: for<'de> Deserialize<'de>>(&mut self, key: &str) -> Option<T> {
        let part = T::deserialize(self.head.shift_remove(key)?);
        let complain = |error: &serde_json::Error| {
            let message = format!("`{key}` is not as OpenAPI 3.0 has it: {error}");
            let fault = Diagnostic::error(Origin::spec(self.file, format!("/{key}")), message);
            self.found.push(fault.help("see the OpenAPI 3.0 specification for what may stand here"));
        };
        part.inspect_err(complain).ok()
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
fn models<T: for<'de> Deserialize<'de> + Send>(
    entries: Vec<Entry>,
    found: &mut Diagnostics,
) -> IndexMap<String, ReferenceOr<T>> {
    let read = parallel::map(entries, entry_model::<T>);
    let mut models = IndexMap::with_capacity(read.len());
    for result in read {
        match result {
            Ok((name, model)) => {
                models.insert(name, model);
            }
            Err(unfit) => found.push(unfit.diagnostic()),
        }
    }
    models
}

/// The name of `entry` and its model.
fn entry_model<T: for<'de> Deserialize<'de>>(entry: Entry) -> Result<(String, ReferenceOr<T>), Unfit> {
    match model::<T>(&entry.value) {
        Ok(model) => Ok((entry.item.name, model)),
        Err(error) => Err(Unfit(Box::new((narrow::narrow(&entry, &error.to_string()), entry)))),
    }
}

fn model<T: for<'de> Deserialize<'de>>(value: &Value) -> Result<ReferenceOr<T>, serde_json::Error> {
    match value.get("$ref") {
        Some(Value::String(reference)) => Ok(ReferenceOr::Reference { reference: reference.clone() }),
        _ => T::deserialize(value).map(ReferenceOr::Item),
    }
}
