//! The families of a crate: what derives from a base that values are declared as, each with a feature of its own.
//!
//! Whether a base has a feature, and its name, depend on the base alone: some member, body or answer is declared as it. What a
//! description gains can therefore add features, but neither take one away nor rename it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use graph_emit::names;

use super::groups::Groups;
use super::models::Models;
use super::{DERIVED, Public, Set};

/// What derives from a base, or from several whose features have the same name.
pub struct Family {
    /// The name of the feature.
    pub name: String,
    /// The bases.
    pub bases: Vec<usize>,
    /// All types that the feature compiles.
    pub types: Set,
    /// The groups that it pulls in.
    pub groups: Vec<String>,
    /// The features of segments whose requests carry a base.
    carriers: Set,
    /// How many types derive from the bases that no request reaches, and how many in all.
    worth: (usize, usize),
}

/// The families of `models`, by name, where the requests of each segment mention `sent` and reach types as `reach` says. Of
/// more than `room` those with the fewest types that no request reaches are left out; the number of these is given, too.
pub fn families(models: &Models<'_>, sent: &[Set], reach: &[Set], room: usize) -> (Vec<Family>, usize) {
    let mut by_name: BTreeMap<String, Family> = BTreeMap::new();
    for base in declared(models, sent) {
        let derived = models.family(base);
        if derived.is_empty() {
            continue;
        }
        let name = family_name(&models.types[base].0);
        let family = by_name.entry(name).or_insert_with_key(|name| Family::new(name));
        family.bases.push(base);
        family.types.extend(Models::closure(derived.iter().copied(), &models.brings));
        family.worth.0 += derived.iter().filter(|at| reach[**at].is_empty()).count();
        family.worth.1 += derived.len();
    }
    let mut families: Vec<_> = by_name.into_values().collect();
    families.sort_by_key(|family| Reverse(family.worth));
    let left_out = families.len().saturating_sub(room);
    families.truncate(room);
    families.sort_by(|a, b| a.name.cmp(&b.name));
    let carriers = carriers(models, sent, reach, &families);
    for family in &mut families {
        family.carriers = family.bases.iter().flat_map(|base| carriers[*base].iter().copied()).collect();
    }
    (families, left_out)
}

/// The types that a member, a body or an answer is declared as.
fn declared(models: &Models<'_>, sent: &[Set]) -> Set {
    sent.iter().flatten().chain(models.values.iter().flatten()).copied().collect()
}

/// For each type the features of segments whose requests carry values that are declared as it. What only the types of families
/// mention is carried where these families are.
fn carriers(models: &Models<'_>, sent: &[Set], reach: &[Set], families: &[Family]) -> Vec<Set> {
    let mut carriers = vec![Set::new(); models.types.len()];
    for (feature, sent) in sent.iter().enumerate() {
        for at in sent {
            carriers[*at].insert(feature);
        }
    }
    for (features, values) in reach.iter().zip(&models.values) {
        for value in values {
            carriers[*value].extend(features);
        }
    }
    let by_families: Set = (0..carriers.len()).filter(|at| carriers[*at].is_empty()).collect();
    let values = |family: &Family| family.types.iter().flat_map(|at| &models.values[*at]).copied().collect::<Set>();
    let values: Vec<Set> = families.iter().map(|family| &values(family) & &by_families).collect();
    // A family that is carried by one may carry another.
    loop {
        let mut grown = false;
        for (family, values) in families.iter().zip(&values) {
            let of_family: Set = family.bases.iter().flat_map(|base| carriers[*base].clone()).collect();
            for value in values.iter().filter(|_| !of_family.is_empty()) {
                let before = carriers[*value].len();
                carriers[*value].extend(&of_family);
                grown |= carriers[*value].len() > before;
            }
        }
        if !grown {
            return carriers;
        }
    }
}

impl Family {
    /// What is left for the feature `name`: all types that neither a request nor one of `families` reaches.
    pub fn rest(name: &str, models: &Models<'_>, reach: &[Set], families: &[Self]) -> Self {
        let in_families: Set = families.iter().flat_map(|family| &family.types).copied().collect();
        let left = (0..reach.len()).filter(|at| reach[*at].is_empty() && !in_families.contains(at));
        Self { types: Models::closure(left, &models.brings), ..Self::new(name) }
    }

    fn new(name: &str) -> Self {
        let (bases, types, groups, carriers) = (Vec::new(), Set::new(), Vec::new(), Set::new());
        Self { name: name.to_owned(), bases, types, groups, carriers, worth: (0, 0) }
    }

    /// Pulls in the groups of those of its types that are compiled wherever a base is carried, as a whole: beside the features
    /// that carry it this costs nothing. Other types are compiled with the family itself, each by its own gate.
    pub fn pull(&mut self, models: &Models<'_>, reach: &[Set], groups: &Groups) {
        let mut open: Vec<_> = self.types.iter().copied().collect();
        while let Some(at) = open.pop() {
            let Some(group) = groups.get(&reach[at]).filter(|_| self.carriers.is_subset(&reach[at])) else { continue };
            if self.groups.contains(&group.name) {
                continue;
            }
            self.groups.push(group.name.clone());
            let more = Models::closure(group.types.iter().copied(), &models.brings);
            open.extend(more.difference(&self.types));
            self.types.extend(more);
        }
        self.groups.sort();
    }

    /// Whether it pulls in the type at `at` by its group.
    pub fn pulls(&self, at: usize, reach: &[Set], groups: &Groups) -> bool {
        groups.get(&reach[at]).is_some_and(|group| self.groups.contains(&group.name))
    }

    /// It as a feature.
    pub fn public(&self, models: &Models<'_>) -> Public {
        let wire = |base: &usize| models.types[*base].1.wire.clone().unwrap_or_default();
        let bases = self.bases.iter().map(wire).collect();
        Public { bases, groups: self.groups.clone(), ..Public::new(&self.name) }
    }
}

/// The feature of what derives from the type at `path` below `models`.
fn family_name(path: &str) -> String {
    format!("{DERIVED}{}", names::feature_name(path))
}
