//! The Cargo features of a generated crate: one per first path segment, each with exactly the types that it reaches, and one
//! for each family of types that come in the place of a base.
//!
//! What a type reaches are the types of its members, its ancestors, and all that those reach. So a type's module is there
//! whenever one that mentions it is, and no feature changes a type. Types that the same first segments reach form a
//! group: a type that one segment alone reaches is compiled with that segment's feature, any other with the feature of
//! its group, which those segments pull in. What derives from a base that values are declared as is compiled with the feature of
//! its [family](families), and what is left is what [`UNREACHED`] is for.

mod assignment;
mod families;
mod groups;
mod models;
mod runtime;

use std::collections::{BTreeMap, BTreeSet};

use graph_emit::checked::{Builder, Checked, Gate, Operation, Type};
use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::ir::Segment;
use graph_emit::names::{self, Name};
use graph_emit::origin::Origin;

use self::assignment::{Assignment, tell};
pub use self::groups::Group;
use self::groups::Groups;
use self::models::Models;
pub use self::runtime::RUNTIME;
use self::runtime::is_of_runtime;
use crate::spec::Selection;

/// The most features that a registry takes.
pub const MOST: usize = 300;
/// The feature that pulls in all others.
pub const FULL: &str = "full";
/// The feature of the transport, with TLS by rustls, which is on by default.
pub const RUSTLS: &str = "rustls";
/// The feature of all types that no operation reaches: errors, and types that come only as a value of their base.
pub const UNREACHED: &str = "unreached-models";
/// The feature of the types that the user named, and that no operation could carry.
pub const INCLUDED: &str = "included-types";
/// How the features of families begin.
const DERIVED: &str = "derived-";
/// The features that every crate has beside those of the runtime.
const OWN: [&str; 2] = ["default", FULL];
/// How many features every crate has.
const FIXED: usize = OWN.len() + RUNTIME.len();
/// Other names that no path segment can have.
const TAKEN: [&str; 3] = ["graph-runtime", UNREACHED, INCLUDED];

/// Places in a list.
type Set = BTreeSet<usize>;

/// The features of a crate.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// One per first path segment, by name, then one per family, by name, and at the end that of the types that no operation
    /// reaches.
    pub public: Vec<Public>,
    /// Those that others pull in, by name.
    pub groups: Vec<Group>,
    /// How many types have no group for want of room, and name all their features instead.
    pub ungrouped: usize,
}

/// A feature that users name.
#[derive(Clone, Debug)]
pub struct Public {
    /// Its name.
    pub name: String,
    /// The operations below its path segments.
    pub operations: usize,
    /// The types beside their builders.
    pub inline_types: usize,
    /// The types of `models` that no other feature reaches.
    pub own_models: usize,
    /// All types of `models` that it reaches.
    pub models: usize,
    /// The other features that it pulls in.
    pub groups: Vec<String>,
    /// The wire names of the bases whose family it brings.
    pub bases: Vec<String>,
}

impl Features {
    /// The features of `api`, whose items are told their gates; `None`, and told in `found`, where there would be more
    /// than [`MOST`]. A type that `selection` names is there with what carries a base of it.
    pub fn assign(api: &mut Checked, selection: &Selection, found: &mut Diagnostics) -> Option<Self> {
        let models = Models::of(api, selection);
        let seeds = Seeds::of(api, &models);
        let reach = models.reached_by(&seeds.types);
        let room = MOST.checked_sub(FIXED + seeds.public.len() + 1).or_else(|| too_many(&seeds, found))?;
        let (families, left_out) = families::families(&models, &seeds.types, &reach, room);
        if left_out > 0 {
            found.push(without_room(left_out));
        }
        let groups = Groups::of(models.paths(), &reach, room - families.len());
        let (features, gates) = Assignment { models: &models, reach, groups, families }.finish(seeds.public);
        tell(&mut api.models, &mut gates.into_iter());
        for child in &mut api.root.children {
            child.gate = Gate(vec![segment_feature(&child.segment)]);
        }
        let segments = api.root.children.iter();
        let gates = segments.map(|child| (child.builder.module.clone(), child.gate.clone())).collect();
        gate_shortcuts(&mut api.root, None, &gates);
        Some(features)
    }

    /// Those of `names` that have to be named to pull in all of them: the ones that no other of them pulls in.
    pub fn leading<'a>(&self, names: &'a [String]) -> Vec<&'a str> {
        let groups = self.groups.iter().map(|group| (&group.name, &group.groups));
        let public = self.public.iter().map(|public| (&public.name, &public.groups));
        let own = groups.chain(public).filter(|(name, _)| names.contains(name));
        let pulled: BTreeSet<_> = own.flat_map(|(_, groups)| groups).collect();
        names.iter().filter(|name| !pulled.contains(name)).map(String::as_str).collect()
    }
}

/// Has the steps of `builder` to builders of other paths, and those below it, compiled with what they lead to: with `gates`,
/// by the module of the first segment. What is below the same one, which is that of `own`, is there with it.
fn gate_shortcuts(builder: &mut Builder, own: Option<&Name>, gates: &BTreeMap<Name, Gate>) {
    for shortcut in &mut builder.shortcuts {
        let first = shortcut.modules.first().filter(|first| Some(*first) != own);
        shortcut.gate = first.and_then(|first| gates.get(first).cloned()).unwrap_or_default();
    }
    for child in &mut builder.children {
        let module = child.builder.module.clone();
        gate_shortcuts(&mut child.builder, own.or(Some(&module)), gates);
    }
}

fn too_many(seeds: &Seeds, found: &mut Diagnostics) -> Option<usize> {
    let count = FIXED + seeds.public.len() + 1;
    let fault =
        Diagnostic::error(at_layout(), format!("the crate would have {count} features, and registries take {MOST}"));
    found.push(fault.help("select fewer first path segments with `--include` or `--exclude`"));
    None
}

fn without_room(families: usize) -> Diagnostic {
    let message = format!(
        "registries take {MOST} features: {families} bases have none for what derives from them, which comes with `{UNREACHED}`"
    );
    let warning = Diagnostic::warning(at_layout(), message);
    warning.help("select fewer first path segments, or name bases with `--include-derived`: those need no feature")
}

fn at_layout() -> Origin {
    Origin::spec(&"layout".into(), "")
}

/// The feature of a first path segment. Other ways to address the same things, `applications(appId='{appId}')`, share it.
pub fn segment_feature(segment: &Segment<String>) -> String {
    let name = match segment.name() {
        "" => names::feature_name(&segment.text()),
        name => names::feature_name(name),
    };
    let is_taken = [&OWN[..], &TAKEN].concat().contains(&name.as_str()) || is_of_runtime(&name);
    if is_taken || name.starts_with(DERIVED) { format!("{name}-segment") } else { name }
}

/// The features of the first path segments, and the models that the operations of each mention.
struct Seeds {
    public: Vec<Public>,
    types: Vec<Set>,
}

impl Seeds {
    fn of(api: &Checked, models: &Models<'_>) -> Self {
        let mut by_name: BTreeMap<String, (Public, Set)> = BTreeMap::new();
        for child in &api.root.children {
            let name = segment_feature(&child.segment);
            let (public, types) = by_name.entry(name).or_insert_with_key(|name| (Public::new(name), Set::new()));
            for builder in child.builder.all() {
                public.operations += builder.operations.len();
                public.inline_types += builder.types.len();
                let sent = builder.operations.iter().flat_map(Operation::sent_and_returned);
                let values = sent.chain(builder.types.iter().flat_map(Type::declared));
                types.extend(models.places_of(values).into_iter().flat_map(|value| models.with_value(value)));
            }
        }
        let (public, types) = by_name.into_values().unzip();
        let mut seeds = Self { public, types };
        seeds.include(models);
        seeds
    }

    /// Adds a feature for the types that the user named, where no other reaches them.
    fn include(&mut self, models: &Models<'_>) {
        let reached = Models::closure(self.types.iter().flatten().copied(), &models.brings);
        let named: Set = models.named.difference(&reached).copied().collect();
        if !named.is_empty() {
            self.public.push(Public::new(INCLUDED));
            self.types.push(named);
        }
    }
}

impl Public {
    /// Whether this feature compiles what is behind `gate`.
    pub fn opens(&self, gate: &Gate) -> bool {
        gate.0.iter().any(|name| *name == self.name || self.groups.contains(name))
    }

    /// Whether no other feature compiles what is behind `gate`.
    pub fn owns(&self, gate: &Gate) -> bool {
        gate.0 == [self.name.as_str()]
    }

    fn new(name: &str) -> Self {
        let (name, groups, bases) = (name.to_owned(), Vec::new(), Vec::new());
        Self { name, operations: 0, inline_types: 0, own_models: 0, models: 0, groups, bases }
    }
}
