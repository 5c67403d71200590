//! The Cargo features of a generated crate: one per first path segment, each with exactly the types that it reaches.
//!
//! What a type reaches are the types of its members, its ancestors, and all that those reach. So a type's module is there
//! whenever one that mentions it is, and no feature changes a type. Types that the same first segments reach form a
//! group: a type that one segment alone reaches is compiled with that segment's feature, any other with the feature of
//! its group, which those segments pull in. Types that no operation reaches are what [`UNREACHED`] is for.

use std::collections::{BTreeMap, BTreeSet};

use graph_emit::checked::{Checked, Gate, Heir, Namespace, Operation, Ty, Type};
use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::ir::Segment;
use graph_emit::names::{self, Name};
use graph_emit::origin::Origin;

/// The most features that a registry takes.
pub const MOST: usize = 300;
/// The feature that pulls in all others.
pub const FULL: &str = "full";
/// The feature of the transport, with TLS by rustls.
pub const RUSTLS: &str = "rustls";
/// The feature of the transport with TLS of the system.
pub const NATIVE_TLS: &str = "native-tls";

/// The feature of serde's traits.
pub const SERDE: &str = "serde";
/// The feature of the types that no operation reaches: errors, and types that come only as a value of their base.
pub const UNREACHED: &str = "unreached-models";
/// Names that no path segment can have.
const TAKEN: [&str; 7] = ["default", FULL, "graph-runtime", NATIVE_TLS, RUSTLS, SERDE, UNREACHED];

/// The features of a crate.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// One per first path segment, by name, and at the end that of the types that no operation reaches.
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
    /// The groups that it pulls in, by name.
    pub groups: Vec<String>,
}

/// A feature of the types that the same segments reach.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The groups that its types mention, by name.
    pub groups: Vec<String>,
}

impl Features {
    /// The features of `api`, whose items are told their gates; `None`, and told in `found`, where there would be more
    /// than [`MOST`].
    pub fn assign(api: &mut Checked, found: &mut Diagnostics) -> Option<Self> {
        let models = Models::of(&api.models);
        let mut seeds = Seeds::of(api, &models);
        let mut reach = models.reached_by(&seeds.types);
        let unreached: Vec<_> = (0..models.types.len()).filter(|at| reach[*at].is_empty()).collect();
        if !unreached.is_empty() {
            seeds.push_unreached(unreached);
            reach = models.reached_by(&seeds.types);
        }
        // `default`, `full` and the transport are features, too.
        let Some(room) = MOST.checked_sub(seeds.public.len() + 3) else {
            let message =
                format!("the crate would have {} features, and registries take {MOST}", seeds.public.len() + 3);
            let fault = Diagnostic::error(Origin::spec(&"layout".into(), ""), message);
            found.push(fault.help("select fewer first path segments with `--include` or `--exclude`"));
            return None;
        };
        let groups = Groups::of(&models, &reach, room);
        let features = groups.features(&models, &reach, seeds.public);
        let gates = reach.iter().map(|set| features.gate(&groups, set));
        let gates: Vec<_> = gates.zip(features.of_heirs(&models, &reach)).collect();
        gate_types(&mut api.models, &mut gates.into_iter());
        for child in &mut api.root.children {
            child.gate = Gate(vec![segment_feature(&child.segment)]);
        }
        Some(features)
    }

    /// When the types that the public features `set` reach are compiled.
    fn gate(&self, groups: &Groups, set: &BTreeSet<usize>) -> Gate {
        match groups.names.get(set) {
            Some(name) => Gate(vec![name.clone()]),
            None => Gate(set.iter().map(|at| self.public[*at].name.clone()).collect()),
        }
    }

    /// For every type, and each that inherits from it directly, the public feature with the fewest types that compiles the
    /// latter; none where it is compiled whenever the former is.
    fn of_heirs(&self, models: &Models<'_>, reach: &[BTreeSet<usize>]) -> Vec<Vec<Option<String>>> {
        let at = models.places();
        let feature = |base: &BTreeSet<usize>, heir: &Heir| {
            let heir = &reach[*at.get(&path(&heir.namespace, &heir.name))?];
            let public = heir.iter().map(|at| &self.public[*at]).min_by_key(|public| (public.models, &public.name))?;
            (!base.is_subset(heir)).then(|| public.name.clone())
        };
        let heirs = models.types.iter().map(|(_, ty)| ty.family.iter().flat_map(|family| &family.children));
        heirs.zip(reach).map(|(heirs, base)| heirs.map(|heir| feature(base, heir)).collect()).collect()
    }

    /// The groups that `public` has to name to pull in all of its own: those that none of them pulls in.
    pub fn leading_groups<'a>(&self, public: &'a Public) -> Vec<&'a str> {
        let own = self.groups.iter().filter(|group| public.groups.contains(&group.name));
        let pulled: BTreeSet<_> = own.flat_map(|group| &group.groups).collect();
        public.groups.iter().filter(|name| !pulled.contains(name)).map(String::as_str).collect()
    }
}

/// The feature of a first path segment. Other ways to address the same things, `applications(appId='{appId}')`, share it.
fn segment_feature(segment: &Segment<String>) -> String {
    let name = match segment.name() {
        "" => names::feature_name(&segment.text()),
        name => names::feature_name(name),
    };
    if TAKEN.contains(&name.as_str()) { format!("{name}-segment") } else { name }
}

/// Where the types of `models` stand in one list, and which mention which.
struct Models<'a> {
    types: Vec<(String, &'a Type)>,
    mentions: Vec<Vec<usize>>,
}

impl<'a> Models<'a> {
    fn of(models: &'a Namespace) -> Self {
        let mut types = Vec::new();
        list(models, "", &mut types);
        let mut models = Self { types, mentions: Vec::new() };
        let at = models.places();
        models.mentions = models.types.iter().map(|(_, ty)| mentioned(ty, &at)).collect();
        models
    }

    /// Where each type stands, by its path below `models`.
    fn places(&self) -> BTreeMap<String, usize> {
        self.types.iter().enumerate().map(|(at, (path, _))| (path.clone(), at)).collect()
    }

    /// For each type the places in `seeds` of those that reach it.
    fn reached_by(&self, seeds: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
        let mut reached = vec![BTreeSet::new(); self.types.len()];
        for (feature, seeds) in seeds.iter().enumerate() {
            let mut open: Vec<_> = seeds.iter().copied().collect();
            while let Some(at) = open.pop() {
                if reached[at].insert(feature) {
                    open.extend(&self.mentions[at]);
                }
            }
        }
        reached
    }
}

/// Adds the types of `namespace` and of those below it, in the order of [`gate_types`].
fn list<'a>(namespace: &'a Namespace, path: &str, types: &mut Vec<(String, &'a Type)>) {
    types.extend(namespace.types.iter().map(|ty| (format!("{path}{}", ty.name), ty)));
    for child in &namespace.children {
        list(child, &format!("{path}{}::", child.module), types);
    }
}

/// Tells each type its gate, and the feature of each that inherits from it.
fn gate_types(namespace: &mut Namespace, gates: &mut impl Iterator<Item = (Gate, Vec<Option<String>>)>) {
    for (ty, (gate, features)) in namespace.types.iter_mut().zip(&mut *gates) {
        ty.gate = gate;
        for (heir, feature) in ty.family.iter_mut().flat_map(|family| &mut family.children).zip(features) {
            heir.feature = feature;
        }
    }
    for child in &mut namespace.children {
        gate_types(child, gates);
    }
}

/// The places of the models that `ty` mentions.
fn mentioned(ty: &Type, at: &BTreeMap<String, usize>) -> Vec<usize> {
    ty.mentioned().filter_map(|ty| model(ty, at)).collect()
}

/// The path of a type below `models`.
fn path(namespace: &[Name], name: &Name) -> String {
    namespace.iter().chain([name]).map(ToString::to_string).collect::<Vec<_>>().join("::")
}

fn model(ty: &Ty, at: &BTreeMap<String, usize>) -> Option<usize> {
    match ty {
        Ty::Model { namespace, name, .. } => at.get(&path(namespace, name)).copied(),
        Ty::List(item) => model(item, at),
        Ty::Scalar(_) | Ty::Local { .. } | Ty::Untyped | Ty::Given(_) => None,
    }
}

/// The public features, and the models that the operations of each mention.
struct Seeds {
    public: Vec<Public>,
    types: Vec<BTreeSet<usize>>,
}

impl Seeds {
    fn of(api: &Checked, models: &Models<'_>) -> Self {
        let at = models.places();
        let mut by_name: BTreeMap<String, (Public, BTreeSet<usize>)> = BTreeMap::new();
        for child in &api.root.children {
            let name = segment_feature(&child.segment);
            let (public, types) = by_name.entry(name).or_insert_with_key(|name| (Public::new(name), BTreeSet::new()));
            for builder in child.builder.all() {
                public.operations += builder.operations.len();
                public.inline_types += builder.types.len();
                types.extend(
                    builder.operations.iter().flat_map(Operation::sent_and_returned).filter_map(|ty| model(ty, &at)),
                );
                types.extend(builder.types.iter().flat_map(|ty| mentioned(ty, &at)));
            }
        }
        let (public, types) = by_name.into_values().unzip();
        Self { public, types }
    }

    fn push_unreached(&mut self, types: Vec<usize>) {
        self.public.push(Public::new(UNREACHED));
        self.types.push(types.into_iter().collect());
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
        let (name, groups) = (name.to_owned(), Vec::new());
        Self { name, operations: 0, inline_types: 0, own_models: 0, models: 0, groups }
    }
}

/// The sets of public features that reach the same types.
struct Groups {
    /// The features of the sets that have one.
    names: BTreeMap<BTreeSet<usize>, String>,
    /// How many types belong to the other sets.
    ungrouped: usize,
}

impl Groups {
    /// A feature for every set of several features, or for the `room` largest: the types of the others are compiled with
    /// any feature of their set, which is as exact and only longer to write.
    fn of(models: &Models<'_>, reach: &[BTreeSet<usize>], room: usize) -> Self {
        let mut sets: BTreeMap<&BTreeSet<usize>, Vec<&str>> = BTreeMap::new();
        for (set, (path, _)) in reach.iter().zip(&models.types).filter(|(set, _)| set.len() > 1) {
            sets.entry(set).or_default().push(path);
        }
        let mut sets: Vec<_> = sets.into_iter().collect();
        sets.sort_by_key(|(set, types)| (std::cmp::Reverse(types.len()), *set));
        let ungrouped = sets.iter().skip(room).map(|(_, types)| types.len()).sum();
        let mut taken = BTreeSet::new();
        let names = sets.iter().take(room);
        let names = names.map(|(set, types)| ((*set).clone(), group_name(types, &mut taken))).collect();
        Self { names, ungrouped }
    }

    fn features(&self, models: &Models<'_>, reach: &[BTreeSet<usize>], mut public: Vec<Public>) -> Features {
        let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (set, mentions) in reach.iter().zip(&models.mentions) {
            for at in set {
                public[*at].models += 1;
                public[*at].own_models += usize::from(set.len() == 1);
                public[*at].groups.extend(self.names.get(set).cloned());
            }
            let Some(name) = self.names.get(set) else { continue };
            let others = mentions.iter().filter_map(|at| self.names.get(&reach[*at])).filter(|other| *other != name);
            needs.entry(name).or_default().extend(others.map(String::as_str));
        }
        for public in &mut public {
            public.groups.sort();
            public.groups.dedup();
        }
        let group = |(name, groups): (&str, BTreeSet<&str>)| Group {
            name: name.to_owned(),
            groups: groups.into_iter().map(str::to_owned).collect(),
        };
        let groups = needs.into_iter().map(group).collect();
        Features { public, groups, ungrouped: self.ungrouped }
    }
}

/// A group is called after its type with the shortest name, which is rarely a newcomer.
fn group_name(types: &[&str], taken: &mut BTreeSet<String>) -> String {
    let shortest = types.iter().min_by_key(|path| (path.len(), **path)).copied().unwrap_or_default();
    let name = format!("_models-{}", names::feature_name(shortest));
    let numbered = (2_u32..).map(|number| format!("{name}-{number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.expect("invariant: the numbered names never end");
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use graph_emit::checked::{Gate, Shape, Type};
    use graph_emit::ir::Doc;
    use graph_emit::names::module_ident;

    use super::{Groups, Models, group_name};

    #[test]
    fn a_group_is_called_after_its_shortest_type_and_names_that_meet_are_numbered() {
        let mut taken = BTreeSet::new();
        assert_eq!(group_name(&["deviceKey", "User", "Site"], &mut taken), "_models-site");
        assert_eq!(group_name(&["site"], &mut taken), "_models-site-2");
    }

    #[test]
    fn without_room_the_smallest_sets_have_no_group() {
        let set = |members: &[usize]| members.iter().copied().collect::<BTreeSet<_>>();
        let reach = [set(&[0, 1]), set(&[0, 2]), set(&[0, 2]), set(&[1])];
        let ty = Type {
            module: module_ident("a"),
            name: module_ident("a"),
            doc: Doc::default(),
            deprecated: None,
            page: None,
            family: None,
            wire: None,
            shape: Shape::Enum(Vec::new()),
            gate: Gate::default(),
        };
        let types = ["A", "B", "C", "D"].map(|name| (name.to_owned(), &ty)).into();
        let models = Models { types, mentions: Vec::new() };
        let groups = Groups::of(&models, &reach, 1);
        assert_eq!(groups.names.into_iter().collect::<Vec<_>>(), [(set(&[0, 2]), "_models-b".to_owned())]);
        assert_eq!(groups.ungrouped, 1);
    }
}
