//! Faults of a description in the words of whoever wrote or chose it.

use std::sync::Arc;

use graph_emit::diagnostic::Diagnostic;
use graph_emit::origin::Origin;

use super::document::Item;
use super::nearest::did_you_mean;
use super::read::{Fault, FaultKind, MAX_DEPTH};

/// The types that a schema of OpenAPI 3.0 may have.
pub const TYPES: [&str; 6] = ["string", "number", "integer", "object", "array", "boolean"];

/// A schema has the type `name`, which OpenAPI does not have.
pub fn unknown_type(origin: Origin, name: &str) -> Diagnostic {
    let help = did_you_mean(name, TYPES).unwrap_or_else(|| format!("the types are {}", TYPES.join(", ")));
    Diagnostic::error(origin, format!("there is no type `{name}`")).help(help)
}

/// Nothing declares the security scheme `name`; `names` are those that are declared.
///
/// A warning: requests carry the client's token, whatever the schemes are.
pub fn unknown_scheme<'n>(origin: Origin, name: &str, names: impl Iterator<Item = &'n str>) -> Diagnostic {
    let declare = || "declare it under `components/securitySchemes`, or correct the name".to_owned();
    let help = did_you_mean(name, names).unwrap_or_else(declare);
    Diagnostic::warning(origin, format!("the security scheme `{name}` is not declared")).help(help)
}

/// The text of `file` is not a value.
pub fn fault(file: &Arc<str>, fault: &Fault) -> Diagnostic {
    let origin = Origin::spec(file, fault.pointer.clone());
    let (message, help) = match &fault.kind {
        FaultKind::Syntax(words) => (
            format!("the text cannot be read: {words}"),
            if words.contains("cannot start any token") {
                "indent with spaces, for YAML takes no tabs; a value that begins with `@` or a backtick needs quotes"
            } else {
                "the description must be YAML or JSON"
            },
        ),
        FaultKind::Duplicate(key) => (
            format!("the key `{key}` comes twice in one mapping"),
            "keep one of the two; readers disagree on which counts",
        ),
        FaultKind::Deep => (
            format!("the description is nested more than {MAX_DEPTH} levels deep"),
            "move inner schemas to `components/schemas` and refer to them",
        ),
        FaultKind::Expansion => {
            ("aliases repeat far more text than the file holds".to_owned(), "write the parts out, or use `$ref`")
        }
        FaultKind::Tag => ("YAML tags are not supported".to_owned(), "remove the `!` tag"),
        FaultKind::Merge => (
            "the key `<<` merges mappings, and this is not one".to_owned(),
            "name an anchor of a mapping, or a list of them",
        ),
        FaultKind::NoMapping if fault.pointer.is_empty() => {
            ("the text is not a description: it is not a mapping".to_owned(), "point at an OpenAPI description")
        }
        FaultKind::NoMapping => ("there must be a mapping here".to_owned(), "put a name and a colon before each entry"),
        FaultKind::Empty => ("the file is empty".to_owned(), "point at an OpenAPI description"),
        FaultKind::Markup => (
            "this is XML or HTML, not an OpenAPI description".to_owned(),
            "convert CSDL metadata to OpenAPI 3.0 first; download a raw file, not the page that shows it",
        ),
    };
    Diagnostic::error(origin, message).help(help)
}

/// Two inputs define `item` differently.
pub fn conflict(item: &Item, first: Origin, other: Origin) -> Diagnostic {
    let what = if item.section == "paths" { "path" } else { "component" };
    Diagnostic::error(other, format!("the {what} `{}` is defined differently by another input", item.name))
        .related(first, "first defined here")
        .help("use inputs of the same version, or leave one of them out")
}

/// A `$ref` to something that is not a component of the same description.
pub fn foreign_reference(origin: Origin, reference: &str) -> Diagnostic {
    if reference.starts_with('#') {
        let message = format!("the reference `{reference}` does not name a component");
        return Diagnostic::error(origin, message).help("only `#/components/<kind>/<name>` can be referred to");
    }
    let message = format!("the reference `{reference}` leads out of the description");
    Diagnostic::error(origin, message).help("bundle the files into one description first, or give each as an input")
}
