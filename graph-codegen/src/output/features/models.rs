//! The types of `models` in one list, and what each brings with it.

use std::collections::BTreeMap;

use graph_emit::checked::{Checked, Family, Namespace, Shape, Ty, Type};
use graph_emit::names::Name;

use super::Set;
use crate::spec::Selection;

/// A base that more bases than this derive from is what nearly everything derives from, as `entity` does: a value declared
/// so may be anything, and all that derives from it is not a family. In Graph no other base has more than five.
const MOST_BASES: usize = 30;

/// Where the types of `models` stand in one list, and which bring which.
pub struct Models<'a> {
    /// Each type, and its path below `models`.
    pub types: Vec<(String, &'a Type)>,
    /// What is compiled whenever a type is: what its members, its ancestors and its target are, and what comes with these.
    pub brings: Vec<Vec<usize>>,
    /// What the members of a type are declared as.
    pub values: Vec<Vec<usize>>,
    /// What derives from a type, directly or through others.
    pub derived: Vec<Vec<usize>>,
    /// The types that the user named.
    pub named: Set,
    /// Whether what derives from a type is a family.
    is_family: Vec<bool>,
    places: BTreeMap<String, usize>,
}

impl<'a> Models<'a> {
    /// The types of `api`, where `selection` has those that the user named. Such a type comes with every value that is declared
    /// as a base of it.
    pub fn of(api: &'a Checked, selection: &Selection) -> Self {
        let mut types = Vec::new();
        list(&api.models, "", &mut types);
        let places = types.iter().enumerate().map(|(at, (path, _))| (path.clone(), at)).collect();
        let none = vec![Vec::new(); types.len()];
        let (values, derived, brings) = (none.clone(), none.clone(), none);
        let mut models = Self { types, brings, values, derived, named: Set::new(), is_family: Vec::new(), places };
        models.values = models.types.iter().map(|(_, ty)| models.places_of(ty.declared())).collect();
        for at in 0..models.types.len() {
            for ancestor in models.ancestors(at) {
                models.derived[ancestor].push(at);
            }
        }
        let is_base = |at: &&usize| !models.derived[**at].is_empty();
        let is_family =
            |derived: &Vec<usize>| !derived.is_empty() && derived.iter().filter(is_base).count() <= MOST_BASES;
        models.is_family = models.derived.iter().map(is_family).collect();
        models.named = models.named(selection);
        models.brings = (0..models.types.len()).map(|at| models.brought(at)).collect();
        models
    }

    /// The paths of the types below `models`.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(|(path, _)| path.as_str())
    }

    /// The place of the model that `ty` is, or is a list of.
    pub fn place(&self, ty: &Ty) -> Option<usize> {
        match ty {
            Ty::Model { namespace, name, .. } => self.places.get(&path(namespace, name)).copied(),
            Ty::List(item) => self.place(item),
            Ty::Scalar(_) | Ty::Local { .. } | Ty::Untyped | Ty::Given(_) => None,
        }
    }

    /// The place of the type `name` in `namespace`.
    pub fn place_of(&self, namespace: &[Name], name: &Name) -> Option<usize> {
        self.places.get(&path(namespace, name)).copied()
    }

    /// The models among `types`.
    pub fn places_of<'t>(&self, types: impl Iterator<Item = &'t Ty>) -> Vec<usize> {
        types.filter_map(|ty| self.place(ty)).collect()
    }

    /// What a value that is declared as the type at `value` brings: it, and what the user named of what derives from it.
    pub fn with_value(&self, value: usize) -> impl Iterator<Item = usize> {
        std::iter::once(value).chain(self.family(value).iter().copied().filter(|at| self.named.contains(at)))
    }

    /// What derives from the type at `base`, where that is a family; nothing elsewhere.
    pub fn family(&self, base: usize) -> &[usize] {
        if self.is_family[base] { &self.derived[base] } else { &[] }
    }

    /// `start`, and all that it brings by `brings`.
    pub fn closure(start: impl IntoIterator<Item = usize>, brings: &[Vec<usize>]) -> Set {
        let mut open: Vec<_> = start.into_iter().collect();
        let mut closure = Set::new();
        while let Some(at) = open.pop() {
            if closure.insert(at) {
                open.extend(&brings[at]);
            }
        }
        closure
    }

    /// For each type the places in `seeds` of those that reach it.
    pub fn reached_by(&self, seeds: &[Set]) -> Vec<Set> {
        let mut reached = vec![Set::new(); self.types.len()];
        for (feature, seeds) in seeds.iter().enumerate() {
            for at in Self::closure(seeds.iter().copied(), &self.brings) {
                reached[at].insert(feature);
            }
        }
        reached
    }

    fn ancestors(&self, at: usize) -> Vec<usize> {
        self.places_of(self.types[at].1.family.iter().flat_map(|family: &Family| &family.ancestors))
    }

    fn brought(&self, at: usize) -> Vec<usize> {
        let values = self.values[at].iter().flat_map(|value| self.with_value(*value));
        values.chain(self.ancestors(at)).collect()
    }

    /// The types that `selection` names, or names a base of. Another name for a type stands for it.
    fn named(&self, selection: &Selection) -> Set {
        let at: BTreeMap<_, _> =
            self.types.iter().enumerate().filter_map(|(at, (_, ty))| Some((ty.wire.as_deref()?, at))).collect();
        let find = |name: &String| at.get(name.as_str()).copied();
        let target = |at: usize| match &self.types[at].1.shape {
            Shape::Alias(target) => self.place(target),
            Shape::Struct(_) | Shape::Enum(_) => Some(at),
        };
        let types = selection.types.iter().filter_map(find).flat_map(|at| [Some(at), target(at)]).flatten();
        let bases = selection.derived.iter().filter_map(find).filter_map(target);
        types.chain(bases.flat_map(|base| self.derived[base].iter().copied())).collect()
    }
}

/// Adds the types of `namespace` and of those below it, in the order of [`super::assignment::tell`].
fn list<'a>(namespace: &'a Namespace, path: &str, types: &mut Vec<(String, &'a Type)>) {
    types.extend(namespace.types.iter().map(|ty| (format!("{path}{}", ty.name), ty)));
    for child in &namespace.children {
        list(child, &format!("{path}{}::", child.module), types);
    }
}

/// The path of a type below `models`.
fn path(namespace: &[Name], name: &Name) -> String {
    namespace.iter().chain([name]).map(ToString::to_string).collect::<Vec<_>>().join("::")
}
