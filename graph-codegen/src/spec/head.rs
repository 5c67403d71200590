//! What stands outside `paths` and `components`: whether it is a description that can be read, and one head for many.

use std::sync::Arc;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;
use openapiv3::Server;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::document::Document;
use crate::lower::server;

/// Complains unless `document` is OpenAPI 3.0 with paths.
pub fn check(document: &Document<'_>, found: &mut Diagnostics) {
    let at = |pointer: &str| Origin::spec(&document.source.name, pointer);
    if let Some(fault) = version_fault(&document.head, at) {
        // What follows from another version or another format would only repeat it.
        found.push(fault);
    } else if !document.has_paths {
        let fault = Diagnostic::error(at(""), "the description has no `paths`");
        found.push(fault.help("point at the file with the paths; files of components alone cannot be read yet"));
    }
}

fn version_fault(head: &Map<String, Value>, at: impl Fn(&str) -> Origin) -> Option<Diagnostic> {
    if let Some(version) = head.get("swagger") {
        let fault = Diagnostic::error(at("/swagger"), format!("this is a Swagger {} description", plain(version)));
        return Some(fault.help("convert it to OpenAPI 3.0 first, for instance with `swagger2openapi`"));
    }
    let Some(version) = head.get("openapi") else {
        let fault = Diagnostic::error(at(""), "the key `openapi` is missing, so this is not an OpenAPI description");
        return Some(fault.help("point at the description itself; it begins with `openapi: 3.0` and a third number"));
    };
    let version = plain(version);
    if version == "3.0" || version.starts_with("3.0.") {
        return None;
    }
    let fault = Diagnostic::error(at("/openapi"), format!("OpenAPI {version} is not supported"));
    Some(
        fault.help(
            "use a description in OpenAPI 3.0, or convert this one down, for instance with `openapi-down-convert`",
        ),
    )
}

/// Complains where `documents` describe different versions of the API: one set of bindings calls one.
pub fn check_versions(documents: &[Document<'_>], found: &mut Diagnostics) {
    let versions: Vec<_> = documents.iter().filter_map(|document| Some((document, version(&document.head)?))).collect();
    let Some(((first, version), others)) = versions.split_first() else { return };
    let Some((other, different)) = others.iter().find(|(_, other)| other != version) else { return };
    let place = |document: &Document<'_>| Origin::spec(&document.source.name, "/servers");
    let message = format!("this describes the version {different}, and `{}` describes {version}", first.source.name);
    let fault = Diagnostic::error(place(other), message).related(place(first), format!("{version} is here"));
    found.push(fault.help("generate bindings for each version by a run of its own, with an output of its own"));
}

/// The version of the API that `head` describes.
fn version(head: &Map<String, Value>) -> Option<&'static str> {
    let servers = Vec::<Server>::deserialize(head.get("servers")?).ok()?;
    Some(server::version(&server::url(&servers)?)?.as_str())
}

/// `value` without quotes: a version may be written as a number.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One head for all of `documents`: the first one's, with the tags of all. Warns where the servers differ.
pub fn merge(documents: &[Document<'_>], found: &mut Diagnostics) -> Map<String, Value> {
    let Some((first, others)) = documents.split_first() else { return Map::new() };
    let mut head = first.head.clone();
    for other in others {
        if other.head.get("servers") != first.head.get("servers") {
            let place = |document: &Document<'_>| Origin::spec(&Arc::clone(&document.source.name), "/servers");
            let fault = Diagnostic::warning(place(other), "the inputs name different servers");
            let fault = fault.related(place(first), "these are used");
            found.push(fault.help("give the input with the right servers first"));
        }
        let Some(Value::Array(tags)) = other.head.get("tags") else { continue };
        let merged = head.entry("tags").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(merged) = merged {
            let fresh: Vec<_> = tags.iter().filter(|tag| !merged.contains(tag)).cloned().collect();
            merged.extend(fresh);
        }
    }
    head
}
