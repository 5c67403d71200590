//! Which feature compiles what, and what each type is told of it.

use std::collections::{BTreeMap, BTreeSet};

use graph_emit::checked::{Gate, Heir, Namespace};

use super::families::Family;
use super::groups::Groups;
use super::models::Models;
use super::{DERIVED, Features, INCLUDED, Public, Set, UNREACHED};

/// What a type is told.
#[derive(Clone, Debug, Default)]
pub struct Told {
    gate: Gate,
    /// The feature of what derives from it.
    family: Option<String>,
    /// The feature of each that inherits from it directly; none where it is compiled whenever the type itself is.
    heirs: Vec<Option<String>>,
}

/// Tells each type its gate, and the features of what inherits from it.
pub fn tell(namespace: &mut Namespace, told: &mut impl Iterator<Item = Told>) {
    for (ty, told) in namespace.types.iter_mut().zip(&mut *told) {
        ty.gate = told.gate;
        let Some(family) = &mut ty.family else { continue };
        family.feature = told.family;
        for (heir, feature) in family.children.iter_mut().zip(told.heirs) {
            heir.feature = feature;
        }
    }
    for child in &mut namespace.children {
        tell(child, told);
    }
}

/// Which feature compiles what.
pub struct Assignment<'m, 'a> {
    /// The types.
    pub models: &'m Models<'a>,
    /// For each type the features of segments that reach it.
    pub reach: Vec<Set>,
    /// The groups.
    pub groups: Groups,
    /// The families.
    pub families: Vec<Family>,
}

impl Assignment<'_, '_> {
    /// The features, and what each type is told.
    pub fn finish(mut self, segments: Vec<Public>) -> (Features, Vec<Told>) {
        let is_unreached = self.reach.iter().any(BTreeSet::is_empty);
        let mut rest = is_unreached.then(|| Family::rest(UNREACHED, self.models, &self.reach, &self.families));
        for family in self.families.iter_mut().chain(&mut rest) {
            family.pull(self.models, &self.reach, &self.groups);
        }
        let gates = self.gates(&segments, rest.as_ref());
        let mut public = self.with_groups(segments);
        let segments = public.len();
        public.extend(self.families.iter().map(|family| family.public(self.models)));
        let all = rest.as_ref().map(|rest| all_unreached(rest, &public, segments, self.models));
        public.extend(all);
        let compiled = self.compiled(&mut public, &gates, segments, rest.as_ref());
        let told = self.told(gates, &public, &compiled);
        let (groups, ungrouped) = (self.groups.features(self.models, &self.reach), self.groups.ungrouped);
        (Features { public, groups, ungrouped }, told)
    }

    /// When each type is compiled.
    fn gates(&self, segments: &[Public], rest: Option<&Family>) -> Vec<Gate> {
        let mut gates: Vec<_> = self.reach.iter().map(|set| self.segments_gate(segments, set)).collect();
        for family in self.families.iter().chain(rest) {
            let named = family.types.iter().filter(|at| !family.pulls(**at, &self.reach, &self.groups));
            for at in named {
                // The rest pulls in all families, and what the user named.
                let is_there = |name: &String| name.starts_with(DERIVED) || name == INCLUDED;
                if family.name != UNREACHED || !gates[*at].0.iter().any(is_there) {
                    gates[*at].0.push(family.name.clone());
                }
            }
        }
        gates
    }

    /// When the types that the features `set` of segments reach are compiled.
    fn segments_gate(&self, segments: &[Public], set: &Set) -> Gate {
        match self.groups.get(set) {
            Some(group) => Gate(vec![group.name.clone()]),
            None => Gate(set.iter().map(|at| segments[*at].name.clone()).collect()),
        }
    }

    /// The features of segments with the groups that each pulls in.
    fn with_groups(&self, mut segments: Vec<Public>) -> Vec<Public> {
        for set in self.reach.iter().collect::<BTreeSet<_>>() {
            let Some(group) = self.groups.get(set) else { continue };
            for at in set {
                segments[*at].groups.push(group.name.clone());
            }
        }
        for segment in &mut segments {
            segment.groups.sort();
        }
        segments
    }

    /// For each type the places in `public` of the features that compile it, which are counted on the way.
    fn compiled(&self, public: &mut [Public], gates: &[Gate], segments: usize, rest: Option<&Family>) -> Vec<Set> {
        let mut compiled = self.reach.clone();
        for (family, feature) in self.families.iter().chain(rest).zip(segments..) {
            for at in &family.types {
                compiled[*at].insert(feature);
            }
        }
        let included = public.iter().position(|public| public.name == INCLUDED);
        let of_all = segments + self.families.len();
        for set in compiled.iter_mut().filter(|_| rest.is_some()) {
            if set.iter().any(|at| *at >= segments || Some(*at) == included) {
                set.insert(of_all);
            }
        }
        let mut own: BTreeMap<&str, usize> = BTreeMap::new();
        for gate in gates {
            if let [name] = gate.0.as_slice() {
                *own.entry(name).or_default() += 1;
            }
        }
        for (at, public) in public.iter_mut().enumerate() {
            public.models = compiled.iter().filter(|set| set.contains(&at)).count();
            public.own_models = own.get(public.name.as_str()).copied().unwrap_or_default();
        }
        compiled
    }

    /// What each type is told.
    fn told(&self, gates: Vec<Gate>, public: &[Public], compiled: &[Set]) -> Vec<Told> {
        let mut told: Vec<_> = gates.into_iter().map(|gate| Told { gate, ..Told::default() }).collect();
        for family in &self.families {
            for base in &family.bases {
                told[*base].family = Some(family.name.clone());
            }
        }
        for (at, (_, ty)) in self.models.types.iter().enumerate() {
            let children = ty.family.iter().flat_map(|family| &family.children);
            told[at].heirs = children.map(|heir| self.heir_feature(at, heir, public, compiled)).collect();
        }
        told
    }

    /// The feature with the fewest types that compiles `heir`; none where it is compiled whenever the type at `base` is.
    fn heir_feature(&self, base: usize, heir: &Heir, public: &[Public], compiled: &[Set]) -> Option<String> {
        let heir = self.models.place_of(&heir.namespace, &heir.name)?;
        // A family that has a base from a feature that carries it is there beside that feature.
        let sets = if self.reach[base].is_empty() { compiled } else { &self.reach };
        let features = compiled[heir].iter().map(|at| &public[*at]);
        let smallest = features.min_by_key(|public| (public.models, &public.name))?;
        (!sets[base].is_subset(&sets[heir])).then(|| smallest.name.clone())
    }
}

/// The feature of all that no request reaches, of which `rest` is in no family: it pulls in all families, those of `public`
/// behind the first `segments`, and what the user named.
fn all_unreached(rest: &Family, public: &[Public], segments: usize, models: &Models<'_>) -> Public {
    let included = public[..segments].iter().filter(|public| public.name == INCLUDED);
    let pulled =
        included.chain(&public[segments..]).flat_map(|public| [&public.name].into_iter().chain(&public.groups));
    let groups: BTreeSet<_> = rest.groups.iter().chain(pulled).cloned().collect();
    Public { groups: groups.into_iter().collect(), ..rest.public(models) }
}
