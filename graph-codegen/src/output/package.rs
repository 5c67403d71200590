//! The files of a generated crate: the modules in `src/api`, and what makes a package of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use graph_emit::checked::Gate;
use graph_emit::emit::{Module, prose};

use super::features::{FULL, Features, INCLUDED, MOST, Public, UNREACHED};
use super::files::{self, Comment, File, Header};
use super::manifest::Manifest;
use crate::cache::Modules;
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
    /// Its files below `output`, some of which may be [known](files::folder), and what each feature costs.
    pub fn files(
        self,
        output: &Path,
        formatted: bool,
        header: &Header,
        known: Option<&Modules>,
    ) -> (Vec<File>, Vec<FeatureCost>) {
        let Self { root, features, manifest } = self;
        let mut files = files::folder(root, &output.join("src/api"), formatted, header, known);
        let costs = costs(features, &files);
        let readme = readme(manifest, features, &costs);
        let mut add = |path: &str, comment: Comment, text: &str| {
            let text = header.over(comment, text);
            files.push(File::new(output.join(path), text, comment, Gate::default()));
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
    let (segments, others): (Vec<_>, Vec<_>) = costs.iter().partition(|cost| cost.operations > 0);
    let example = segments.first().map_or(FULL, |cost| cost.name.as_str());
    let _ = write!(
        text,
        "Every request starts at `GraphClient`. The way to it is compiled with a Cargo feature per first path \
         segment:\n\n```toml\n[dependencies]\n{name} = {{ version = \"{version}\", features = [\"{example}\"] }}\n```\n\n"
    );
    text.push_str(FEATURES);
    if features.ungrouped > 0 {
        let ungrouped = features.ungrouped;
        let _ = writeln!(
            text,
            "\nA crate has at most {MOST} features, so {ungrouped} types name all theirs instead of one group."
        );
    }
    table(&mut text, &segments);
    let (families, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|cost| !cost.bases.is_empty());
    if let Some(family) = families.first() {
        let _ = write!(text, "\n{}", FAMILIES.replace("{family}", &family.name).replace("{base}", &family.bases[0]));
        table(&mut text, &families);
    }
    let notes = [(INCLUDED, INCLUDED_NOTE), (UNREACHED, UNREACHED_NOTE)];
    for (_, note) in notes.iter().filter(|(name, _)| others.iter().any(|cost| cost.name == *name)) {
        let _ = write!(text, "\n{note}");
    }
    if !others.is_empty() {
        table(&mut text, &others);
    }
    text
}

/// What each of the features `costs` costs.
fn table(text: &mut String, costs: &[&FeatureCost]) {
    text.push_str("\n| feature | operations | types | lines | types in all | lines in all |\n");
    text.push_str("|---|--:|--:|--:|--:|--:|\n");
    for FeatureCost { name, operations, own, all, .. } in costs {
        let (types, lines, all_types, all_lines) = (own.types, own.lines, all.types, all.lines);
        let _ = writeln!(text, "| `{name}` | {operations} | {types} | {lines} | {all_types} | {all_lines} |");
    }
}

const LIB: &str = "\
#![doc = include_str!(\"../README.md\")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
mod api;

pub use self::api::*;
pub use graph_runtime;
#[cfg(feature = \"macros\")]
pub use graph_runtime::{
    GraphEnum, graph_action, graph_api, graph_builder, graph_enum, graph_model,
};
";

const FEATURES: &str = "\
A feature brings the requests below its segment, and of `models` exactly the types that these reach. It adds to what is \
there and changes none of it, so features may be combined freely. `full` is all of them; by default only `rustls` is on, \
the transport. The features of `graph-runtime` have the same names here: `native-tls` takes the TLS of the system, `serde` gives \
all models and enums its two traits, `batch`, `transfer`, `blocking`, `mock`, `tracing` and others bring what the client does beyond \
single requests. `Cargo.toml` says of each what it brings.
";

const FAMILIES: &str = "\
Types that come in the place of a base have features of their own: `{family}` brings all that derives from `{base}`, and what \
these types need. The docs of a base name its feature. Beside a feature whose requests carry the base, it costs little more than \
what it has alone, the first two counts.
";

const INCLUDED_NOTE: &str = "\
`included-types` brings the types that the settings of the generator name, and that no request could carry.
";

const UNREACHED_NOTE: &str = "\
`unreached-models` brings all types that no request names: those of errors, all that come only as a value of their base, \
and with them all `derived-` features.
";

/// What each public feature costs, largest first by what it compiles in all.
fn costs(features: &Features, files: &[File]) -> Vec<FeatureCost> {
    // A gate is that of many files.
    let mut sizes: BTreeMap<&Gate, Size> = BTreeMap::new();
    for file in files {
        let size = sizes.entry(&file.gate).or_default();
        size.lines += file.text.lines().count();
        size.bytes += file.text.len();
    }
    let cost = |public: &Public| FeatureCost {
        name: public.name.clone(),
        operations: public.operations,
        own: sum(public.inline_types + public.own_models, &sizes, |gate| public.owns(gate)),
        all: sum(public.inline_types + public.models, &sizes, |gate| public.opens(gate)),
        bases: public.bases.clone(),
    };
    let mut costs: Vec<_> = features.public.iter().map(cost).collect();
    costs.sort_by(|a, b| b.all.bytes.cmp(&a.all.bytes).then_with(|| a.name.cmp(&b.name)));
    costs
}

/// The size of all behind the gates that are `counted`.
fn sum(types: usize, sizes: &BTreeMap<&Gate, Size>, counted: impl Fn(&Gate) -> bool) -> Size {
    let counted = sizes.iter().filter(|(gate, _)| counted(gate));
    counted.fold(Size { types, ..Size::default() }, |sum, (_, size)| Size {
        types,
        lines: sum.lines + size.lines,
        bytes: sum.bytes + size.bytes,
    })
}
