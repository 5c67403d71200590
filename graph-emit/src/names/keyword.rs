//! Words that Rust keeps for itself, and names that would hide what generated code uses.

use std::borrow::Cow;

use super::Name;
use crate::ir::Method;

/// Keywords of edition 2024, strict and reserved (The Rust Reference, "Keywords"). Sorted, to be searched.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be written as raw identifiers.
const NEVER_RAW: &[&str] = &["Self", "crate", "self", "super"];

/// Names that a module cannot have as a file: `mod.rs` is another module's, `lib.rs`, `main.rs` and the folder `bin`
/// are Cargo's, and Windows keeps the rest for devices.
const NEVER_FILES: &[&str] = &[
    "aux", "bin", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lib", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "main", "mod", "nul", "prn",
];

/// Modules that generated code has of its own and calls by their bare names: those of types and of marks for options,
/// which every module hands on to those below it, that of a key, and what stands in the root of a crate. No other
/// module may have their names, wherever it is.
const USED_MODULES: &[&str] = &["api", "graph_runtime", "item", "models", "options"];

/// Methods that the client has of its own, beside the steps to the next segments.
const CLIENT_METHODS: &[&str] = &["clone", "new"];

/// Methods of a request. An option of the same name could not be set, for these come first. A test of the package
/// `graph-tests` compares them with the runtime. Sorted, to be searched.
pub const REQUEST_METHODS: &[&str] = &[
    "accept",
    "advanced",
    "base64",
    "block",
    "body",
    "bytes",
    "consistency_level",
    "count",
    "download",
    "expand",
    "filter",
    "format",
    "header",
    "headers",
    "if_match",
    "if_none_match",
    "into_future",
    "items",
    "json",
    "json_as",
    "method",
    "monitor",
    "multipart",
    "orderby",
    "page_size",
    "pages",
    "parameter",
    "prefer",
    "query",
    "read",
    "read_as",
    "resume",
    "retry",
    "search",
    "select",
    "send",
    "skip",
    "timeout",
    "to_http",
    "top",
    "url",
    "url_template",
    "with_http",
];

/// Types that generated code calls by their short names: a model of that name would hide them. Sorted, to be searched.
const USED_TYPES: &[&str] = &[
    "AdditionalData",
    "Binary",
    "Body",
    "Box",
    "Bytes",
    "Clone",
    "Date",
    "DateTimeOffset",
    "Debug",
    "Decimal",
    "Default",
    "DeltaItem",
    "Duration",
    "Err",
    "Fault",
    "Flags",
    "From",
    "Guid",
    "Into",
    "Json",
    "MemberReader",
    "Method",
    "Model",
    "None",
    "ObjectWriter",
    "Ok",
    "OpenEnum",
    "Option",
    "PartialEq",
    "Request",
    "RequestBuilder",
    "Result",
    "Route",
    "Some",
    "String",
    "TimeOfDay",
    "UnknownValue",
    "Vec",
    "Violations",
];

/// `name` as an identifier, raw or suffixed where Rust reserves the word.
pub fn ident(name: &str) -> Name {
    if name == "Self" {
        // With an underscore behind it, rustc would warn.
        Name::new("SelfValue")
    } else if NEVER_RAW.contains(&name) {
        Name::new(format!("{name}_"))
    } else if KEYWORDS.binary_search(&name).is_ok() {
        Name::new(format!("r#{name}"))
    } else {
        Name::new(name)
    }
}

/// The identifier that is written `text`, raw or not; `None` where that is not one, or holds more than ASCII.
pub fn parse(text: &str) -> Option<Name> {
    let (is_raw, name) = text.strip_prefix("r#").map_or((false, text), |name| (true, name));
    let is_word = name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    let begins = name.starts_with(|sign: char| !sign.is_ascii_digit()) && name != "_";
    let is_free = !NEVER_RAW.contains(&name) && (is_raw || !KEYWORDS.contains(&name));
    (is_word && begins && is_free).then(|| Name::new(text))
}

/// The longest name of a module. File systems take 255 bytes, of which an ending, a number and the mark of a file
/// that is being written need some.
const MAX_MODULE: usize = 200;

/// [`ident`] for a module, which may become a file.
pub fn module_ident(name: &str) -> Name {
    if NEVER_FILES.contains(&name) { ident(&format!("{name}_")) } else { ident(&fitting(name)) }
}

/// `name`, or where it is too long for a file its start and a hash of the whole (FNV-1a).
fn fitting(name: &str) -> Cow<'_, str> {
    if name.len() <= MAX_MODULE {
        return Cow::Borrowed(name);
    }
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let start = name.get(..MAX_MODULE - 9).unwrap_or_default().trim_end_matches('_');
    Cow::Owned(format!("{start}_{hash:08x}"))
}

/// [`module_ident`] for a module made of the description's names; `kind` tells it from one that generated code has.
pub fn own_module_ident(name: &str, kind: &str) -> Name {
    if USED_MODULES.contains(&name) { ident(&format!("{name}_{kind}")) } else { module_ident(name) }
}

/// [`ident`] for the method that leads to a path segment, out of the way of the methods that operations become and,
/// at the client, of its own.
pub fn step_ident(name: &str, at_client: bool) -> Name {
    let is_taken = Method::parse(name).is_some() || (at_client && CLIENT_METHODS.contains(&name));
    if is_taken { ident(&format!("{name}_path")) } else { ident(name) }
}

/// [`ident`] for a type, out of the way of the types that generated code uses.
pub fn type_ident(name: &str) -> Name {
    if name == "Self" || USED_TYPES.binary_search(&name).is_ok() { ident(&format!("{name}Model")) } else { ident(name) }
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, MAX_MODULE, REQUEST_METHODS, USED_TYPES, ident, module_ident, type_ident};

    #[test]
    fn a_long_module_fits_a_file() {
        let long = |length: usize| module_ident(&"a".repeat(length)).to_string();
        assert_eq!(long(MAX_MODULE), "a".repeat(MAX_MODULE));
        for length in [MAX_MODULE + 1, 249, 252, 10_000] {
            assert!(long(length).len() <= MAX_MODULE && long(length) != long(length + 1), "{length}");
        }
    }

    #[test]
    fn every_reserved_word_is_found() {
        for word in KEYWORDS {
            assert_eq!(ident(word).to_string(), format!("r#{word}"));
        }
        for word in USED_TYPES {
            assert_eq!(type_ident(word).to_string(), format!("{word}Model"));
        }
        assert!([KEYWORDS, USED_TYPES, REQUEST_METHODS].iter().all(|list| list.is_sorted()));
    }
}
