//! The files of a generated crate: the modules in `src/api`, and what makes a package of them.

use std::fmt::Write as _;
use std::path::Path;

use graph_emit::checked::Gate;
use graph_emit::emit::{Module, prose};

use super::features::{FULL, Features, MOST, Public, UNREACHED};
use super::files::{self, Comment, File, Header};
use super::manifest::Manifest;
use crate::report::{FeatureCost, Size};

/// A generated crate.
pub struct Crate<'a> {
    /// Its modules.
    pub root: &'a Module<'a>,
    /// What its items are compiled with.
    pub features: &'a Features,
    /// What `Cargo.toml` says.
    pub manifest: &'a Manifest,
}

impl Crate<'_> {
    /// Its files below `output`, and what each feature costs.
    pub fn files(self, output: &Path, formatted: bool, header: &Header) -> (Vec<File>, Vec<FeatureCost>) {
        let Self { root, features, manifest } = self;
        let mut files = files::folder(root, &output.join("src/api"), formatted, header);
        let costs = costs(features, &files);
        let readme = readme(manifest, features, &costs);
        let mut add = |path: &str, comment: Comment, text: &str| {
            let text = header.over(comment, text);
            files.push(File { path: output.join(path), text, comment, gate: Gate::default() });
        };
        add("src/lib.rs", Comment::Slashes, LIB);
        add("Cargo.toml", Comment::Hash, &manifest.to_toml(features));
        add("README.md", Comment::Angles, &readme);
        (files, costs)
    }
}

/// What the crate says of itself and its features.
fn readme(manifest: &Manifest, features: &Features, costs: &[FeatureCost]) -> String {
    let Manifest { name, description, version, .. } = manifest;
    let mut text = format!("# `{name}`\n\n{}\n\n", prose(description).join("\n"));
    let example = costs.first().map_or(FULL, |cost| cost.name.as_str());
    let _ = write!(
        text,
        "Every request starts at `GraphClient`. The way to it is compiled with a Cargo feature per first path \
         segment:\n\n```toml\n[dependencies]\n{name} = {{ version = \"{version}\", features = [\"{example}\"] }}\n```\n\n"
    );
    text.push_str(FEATURES);
    if costs.iter().any(|cost| cost.name == UNREACHED) {
        let _ = writeln!(text, "\n{UNREACHED_NOTE}");
    }
    if features.ungrouped > 0 {
        let ungrouped = features.ungrouped;
        let _ = writeln!(
            text,
            "\nA crate has at most {MOST} features, so {ungrouped} types name all theirs instead of one group."
        );
    }
    text.push_str("\n| feature | operations | types | lines | types in all | lines in all |\n");
    text.push_str("|---|--:|--:|--:|--:|--:|\n");
    for FeatureCost { name, operations, own, all } in costs {
        let (types, lines, all_types, all_lines) = (own.types, own.lines, all.types, all.lines);
        let _ = writeln!(text, "| `{name}` | {operations} | {types} | {lines} | {all_types} | {all_lines} |");
    }
    text
}

const LIB: &str = "\
#![doc = include_str!(\"../README.md\")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
mod api;

pub use self::api::*;
pub use graph_runtime;
";

const FEATURES: &str = "\
A feature brings the requests below its segment, and of `models` exactly the types that these reach. It adds to what is \
there and changes none of it, so features may be combined freely. `full` is all of them; by default only `rustls` is on, \
the transport, for which `native-tls` takes the TLS of the system, and `serde` gives all models and enums its two traits. A type that only comes as a value of its base, such as a kind of `DirectoryObject`, is there with any \
feature that reaches it by name.
";

const UNREACHED_NOTE: &str = "\
`unreached-models` brings the types that no request names: those of errors, and those that come only as a value of their \
base.";

/// What each public feature costs, largest first by what it compiles in all.
fn costs(features: &Features, files: &[File]) -> Vec<FeatureCost> {
    let cost = |public: &Public| {
        let own = files.iter().filter(|file| public.owns(&file.gate));
        let all = files.iter().filter(|file| public.opens(&file.gate));
        FeatureCost {
            name: public.name.clone(),
            operations: public.operations,
            own: size(public.inline_types + public.own_models, own),
            all: size(public.inline_types + public.models, all),
        }
    };
    let mut costs: Vec<_> = features.public.iter().map(cost).collect();
    costs.sort_by(|a, b| b.all.bytes.cmp(&a.all.bytes).then_with(|| a.name.cmp(&b.name)));
    costs
}

fn size<'a>(types: usize, files: impl Iterator<Item = &'a File>) -> Size {
    files.fold(Size { types, ..Size::default() }, |size, file| Size {
        types,
        lines: size.lines + file.text.lines().count(),
        bytes: size.bytes + file.text.len(),
    })
}
