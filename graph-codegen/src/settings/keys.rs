//! The keys of `graph-codegen.toml`: what is read, what the JSON schema for editors says, what `init` writes, and the reference
//! in the guide are all made of this one list.

/// One key.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it does, in a sentence or two.
    pub doc: &'static str,
    /// A value, as TOML; of a table its lines, without a header.
    pub example: &'static str,
}

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// A list of strings, or one string.
    Texts,
    /// `true` or `false`.
    Flag,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table of strings by names that the user chooses.
    TextByName,
    /// A table of tables with these keys, by names that the user chooses.
    TableByName(&'static [Key]),
}

const fn key(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Key {
    Key { name, kind, doc, example }
}

/// The layouts by their names; a test compares them with [`Layout`](crate::Layout).
const LAYOUTS: &[&str] = &["modules", "file", "crate"];

/// What stands in `[package]`.
const PACKAGE: &[Key] = &[
    key("name", Kind::Text, "\"graph-beta-all\"", "The name of the crate; by default that of the output directory."),
    key("version", Kind::Text, "\"0.1.0\"", "The version; by default 0.1.0."),
    key(
        "description",
        Kind::Text,
        "\"Microsoft Graph beta for our robots\"",
        "The description; by default a sentence with the title of the API.",
    ),
    key("license", Kind::Text, "\"MIT OR Apache-2.0\"", "The license as an SPDX expression; this is the default."),
    key(
        "repository",
        Kind::Text,
        "\"https://example.com/graph-beta-all\"",
        "The URL of the repository; by default none.",
    ),
    key(
        "runtime-path",
        Kind::Text,
        "\"../graph-runtime\"",
        "Where the crate `graph-runtime` is, seen from the output; by default it comes from the registry.",
    ),
];

/// What stands in `[types.NAME]`.
const TYPE: &[Key] = &[
    key(
        "rename",
        Kind::Text,
        "\"Account\"",
        "What the type is called in Rust. `models.lock` keeps the name, also when this is taken out again.",
    ),
    key(
        "replace",
        Kind::Text,
        "\"crate::money::Amount\"",
        "A type of your own that takes its place, by its path. It has to implement what the generated one does.",
    ),
    key("derive", Kind::Texts, "[\"serde::Serialize\"]", "Traits to derive beside those that the type has."),
    key("attributes", Kind::Texts, "[\"#[doc(alias = \\\"account\\\")]\"]", "Attributes that stand before the type."),
    key(
        "omit",
        Kind::Flag,
        "true",
        "Whether the type is left out: what is declared as it is any JSON, and what only it mentions is not generated.",
    ),
    key(
        "members",
        Kind::TextByName,
        "displayName = \"name\"",
        "What members, or values of an enum, are called in Rust, by their names on the wire.",
    ),
];

/// What stands in `[operations.NAME]`.
const OPERATION: &[Key] = &[
    key("rename", Kind::Text, "\"decline\"", "What the method is called in Rust, in place of `get`, `post` and so on."),
    key("attributes", Kind::Texts, "[\"#[must_use]\"]", "Attributes that stand before the method."),
    key("omit", Kind::Flag, "true", "Whether the operation is left out, as by `exclude`."),
];

/// What stands in `[outputs.NAME]`, and at the top.
pub static OUTPUT: [Key; 13] = [
    key(
        "spec",
        Kind::Texts,
        "[\"specs/call-reject.yaml\", \"specs/mail-*.yaml\"]",
        "The OpenAPI 3.0 descriptions: files, or patterns of file names.",
    ),
    key(
        "include",
        Kind::Texts,
        "[\"/communications/**\", \"/users/{id}#GET,PATCH\"]",
        "The paths to generate; by default all. `*` stands for text within a segment, `**` for any number of segments, names in \
         braces are not compared, and methods may follow a `#`.",
    ),
    key(
        "exclude",
        Kind::Texts,
        "[\"/communications/calls/{id}#DELETE\"]",
        "The paths to leave out, written the same way.",
    ),
    key(
        "include_type",
        Kind::Texts,
        "[\"microsoft.graph.tokenMeetingInfo\"]",
        "Types to generate though no operation names them.",
    ),
    key(
        "include_derived",
        Kind::Texts,
        "[\"microsoft.graph.attachment\"]",
        "Base types of which to generate all that derive from them.",
    ),
    key(
        "without_fixup",
        Kind::Texts,
        "[\"events_delta_needs_no_range\"]",
        "Corrections of Microsoft's descriptions to leave out, by their names in the report; by default all are applied.",
    ),
    key("output", Kind::Text, "\"src/graph\"", "The directory to write to, or the file with the layout `file`."),
    key(
        "layout",
        Kind::OneOf(LAYOUTS),
        "\"modules\"",
        "`modules` is a directory with a file per module and the default, `file` one file for `include!`, `crate` a crate to \
         publish with a feature per first path segment.",
    ),
    key("format", Kind::Flag, "true", "Whether the code is laid out for people; this is the default."),
    key(
        "strict",
        Kind::Flag,
        "true",
        "Whether it is an error that something described would be left out or simplified; by default it is a warning.",
    ),
    key(
        "package",
        Kind::Table(PACKAGE),
        "",
        "What `Cargo.toml` says, with the layout `crate`. All keys have defaults.",
    ),
    key(
        "types",
        Kind::TableByName(TYPE),
        "\"microsoft.graph.user\"",
        "What is wanted of single types, by the names of their components.",
    ),
    key(
        "operations",
        Kind::TableByName(OPERATION),
        "\"POST /communications/calls/{id}/reject\"",
        "What is wanted of single operations: a method and a path, or a pattern as in `include`.",
    ),
];

/// The key of the file for several outputs.
pub static OUTPUTS: Key = key(
    "outputs",
    Kind::TableByName(&OUTPUT),
    "beta",
    "Several outputs, each by a name that `--only` takes. Each has the keys of the top; what it does not say is as at the top.",
);

/// The keys at the top of the file.
pub fn top() -> impl Iterator<Item = &'static Key> {
    OUTPUT.iter().chain([&OUTPUTS])
}

impl Kind {
    /// What it takes, in words.
    pub fn words(self) -> String {
        match self {
            Self::Text => "a string".to_owned(),
            Self::Texts => "a string, or a list of strings".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::OneOf(names) => format!("`\"{}\"`", names.join("\"`, `\"")),
            Self::Table(_) => "a table".to_owned(),
            Self::TextByName => "a table of strings".to_owned(),
            Self::TableByName(_) => "a table of tables".to_owned(),
        }
    }

    /// The keys of its table.
    pub fn keys(self) -> &'static [Key] {
        match self {
            Self::Table(keys) | Self::TableByName(keys) => keys,
            Self::Text | Self::Texts | Self::Flag | Self::OneOf(_) | Self::TextByName => &[],
        }
    }
}
