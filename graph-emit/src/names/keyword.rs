//! Words that Rust keeps for itself, and names that would hide what generated code uses.

use super::Name;

/// Keywords of edition 2024, strict and reserved (The Rust Reference, "Keywords"). Sorted, to be searched.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be written as raw identifiers.
const NEVER_RAW: &[&str] = &["Self", "crate", "self", "super"];

/// Names that a module cannot have as a file: `mod.rs` is another module's, and Windows keeps the rest for devices.
const NEVER_FILES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "mod", "nul", "prn",
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
    if NEVER_RAW.contains(&name) {
        Name::new(format!("{name}_"))
    } else if KEYWORDS.binary_search(&name).is_ok() {
        Name::new(format!("r#{name}"))
    } else {
        Name::new(name)
    }
}

/// The identifier that is written `text`, raw or not; `None` where that is none, or holds more than ASCII.
pub fn parse(text: &str) -> Option<Name> {
    let (is_raw, name) = text.strip_prefix("r#").map_or((false, text), |name| (true, name));
    let is_word = name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    let begins = name.starts_with(|sign: char| !sign.is_ascii_digit()) && name != "_";
    let is_free = !NEVER_RAW.contains(&name) && (is_raw || !KEYWORDS.contains(&name));
    (is_word && begins && is_free).then(|| Name::new(text))
}

/// [`ident`] for a module, which may become a file.
pub fn module_ident(name: &str) -> Name {
    if NEVER_FILES.contains(&name) { ident(&format!("{name}_")) } else { ident(name) }
}

/// [`ident`] for a type, out of the way of the types that generated code uses.
pub fn type_ident(name: &str) -> Name {
    if USED_TYPES.binary_search(&name).is_ok() { ident(&format!("{name}Model")) } else { ident(name) }
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, USED_TYPES, ident, type_ident};

    #[test]
    fn every_reserved_word_is_found() {
        for word in KEYWORDS {
            assert_eq!(ident(word).to_string(), format!("r#{word}"));
        }
        for word in USED_TYPES {
            assert_eq!(type_ident(word).to_string(), format!("{word}Model"));
        }
    }
}
