//! The features that users do not name: of types that several first path segments reach.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use graph_emit::names;

use super::Set;
use super::models::Models;

/// The sets of features that reach the same types.
pub struct Groups {
    /// Those that have a feature.
    named: BTreeMap<Set, Members>,
    /// How many types belong to the other sets.
    pub ungrouped: usize,
}

/// The types of a set.
pub struct Members {
    /// The feature.
    pub name: String,
    /// The places of the types.
    pub types: Vec<usize>,
}

/// A feature of the types that the same segments reach.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The groups that its types mention, by name.
    pub groups: Vec<String>,
}

impl Groups {
    /// A feature for every set in `reach` of several features, of types at `paths`, or for the `room` of them that would be longest to write: the types of
    /// the others are compiled with any feature of their set, which is as exact.
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p str>, reach: &[Set], room: usize) -> Self {
        let paths: Vec<_> = paths.into_iter().collect();
        let mut sets: BTreeMap<&Set, Vec<usize>> = BTreeMap::new();
        for (at, set) in reach.iter().enumerate().filter(|(_, set)| set.len() > 1) {
            sets.entry(set).or_default().push(at);
        }
        let mut sets: Vec<_> = sets.into_iter().collect();
        sets.sort_by_key(|(set, types)| (Reverse(types.len() * set.len()), *set));
        let ungrouped = sets.iter().skip(room).map(|(_, types)| types.len()).sum();
        let mut taken = BTreeSet::new();
        let named = sets.into_iter().take(room).map(|(set, types)| {
            let paths: Vec<_> = types.iter().map(|at| paths[*at]).collect();
            (set.clone(), Members { name: group_name(&paths, &mut taken), types })
        });
        Self { named: named.collect(), ungrouped }
    }

    /// The group of the types that the features `set` reach.
    pub fn get(&self, set: &Set) -> Option<&Members> {
        self.named.get(set)
    }

    /// The features, by name.
    pub fn features(&self, models: &Models<'_>, reach: &[Set]) -> Vec<Group> {
        let feature = |Members { name, types }: &Members| {
            let mentioned = types.iter().flat_map(|at| &models.brings[*at]);
            let groups = mentioned.filter_map(|at| self.get(&reach[*at])).map(|group| &group.name);
            let groups: BTreeSet<_> = groups.filter(|other| *other != name).collect();
            Group { name: name.clone(), groups: groups.into_iter().cloned().collect() }
        };
        let mut features: Vec<_> = self.named.values().map(feature).collect();
        features.sort_by(|a, b| a.name.cmp(&b.name));
        features
    }
}

/// A group is called after its type with the shortest name, which is rarely a newcomer.
pub fn group_name(types: &[&str], taken: &mut BTreeSet<String>) -> String {
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

    use super::{Groups, group_name};

    #[test]
    fn a_group_is_called_after_its_shortest_type_and_names_that_meet_are_numbered() {
        let mut taken = BTreeSet::new();
        assert_eq!(group_name(&["deviceKey", "User", "Site"], &mut taken), "_models-site");
        assert_eq!(group_name(&["site"], &mut taken), "_models-site-2");
    }

    #[test]
    fn without_room_the_sets_that_are_short_to_write_have_no_group() {
        let set = |members: &[usize]| members.iter().copied().collect::<BTreeSet<_>>();
        let reach = [set(&[0, 1]), set(&[0, 2]), set(&[0, 2]), set(&[1]), set(&[0, 1, 2, 3, 4])];
        let named = |room| {
            let groups = Groups::of(["A", "B", "C", "D", "E"], &reach, room);
            let names = reach.each_ref().map(|set| groups.get(set).map(|group| group.name.clone()));
            (names.into_iter().flatten().collect::<Vec<_>>(), groups.ungrouped)
        };
        assert_eq!(named(1), (vec!["_models-e".to_owned()], 3));
        assert_eq!(named(2), (["_models-b", "_models-b", "_models-e"].map(str::to_owned).to_vec(), 1));
    }
}
