//! Lines of inheritance: what each object inherits from, and what inherits from it.

use std::collections::HashMap;

use crate::ir::{Struct, TypeDef, TypeKind};
use crate::order;

/// The relatives of every object that has any, by wire name.
pub struct Families<'a>(HashMap<&'a str, Relatives<'a>>);

/// The relatives of one object.
pub struct Relatives<'a> {
    /// What `@odata.type` says of it.
    pub type_name: &'a str,
    /// The wire names of what it inherits from, nearest first.
    pub ancestors: Vec<&'a str>,
    /// What `@odata.type` says of all that inherits from it, sorted.
    pub descendants: Vec<&'a str>,
    /// The wire names of those that inherit from it directly, sorted.
    pub children: Vec<&'a str>,
}

impl<'a> Families<'a> {
    /// The lines in `defs`.
    pub fn of(defs: &'a [TypeDef]) -> Self {
        let objects: HashMap<_, _> =
            defs.iter().filter_map(|def| Some((def.name.wire.as_str(), object(def)?))).collect();
        let named = objects.iter().filter_map(|(wire, object)| Some((*wire, object.type_name.as_deref()?)));
        let mut families: HashMap<_, _> =
            named.map(|(wire, type_name)| (wire, Relatives::new(type_name, ancestors(wire, &objects)))).collect();
        let mut lines: Vec<_> =
            families.iter().map(|(wire, one)| (*wire, one.type_name, one.ancestors.clone())).collect();
        order::sort_by(&mut lines, |(one, ..), (other, ..)| one.cmp(other));
        for (wire, type_name, ancestors) in lines {
            for (distance, ancestor) in ancestors.into_iter().enumerate() {
                if let Some(family) = families.get_mut(ancestor) {
                    family.descendants.push(type_name);
                    family.children.extend((distance == 0).then_some(wire));
                }
            }
        }
        for family in families.values_mut() {
            order::sort_by(&mut family.descendants, Ord::cmp);
            family.descendants.dedup();
        }
        families.retain(|_, family| !family.ancestors.is_empty() || !family.descendants.is_empty());
        Self(families)
    }

    /// The relatives of the object `wire`, where it has any.
    pub fn get(&self, wire: &str) -> Option<&Relatives<'a>> {
        self.0.get(wire)
    }
}

impl<'a> Relatives<'a> {
    fn new(type_name: &'a str, ancestors: Vec<&'a str>) -> Self {
        Self { type_name, ancestors, descendants: Vec::new(), children: Vec::new() }
    }
}

/// What the object `wire` inherits from by name, nearest first. A circle is cut where it closes; it is reported with the
/// members.
fn ancestors<'a>(wire: &str, objects: &HashMap<&'a str, &'a Struct>) -> Vec<&'a str> {
    let mut ancestors: Vec<&'a str> = Vec::new();
    let mut base = objects.get(wire).and_then(|object| object.base.as_deref());
    while let Some((name, object)) = base.and_then(|base| objects.get_key_value(base)) {
        if *name == wire || ancestors.contains(name) {
            break;
        }
        ancestors.extend(object.type_name.is_some().then_some(*name));
        base = object.base.as_deref();
    }
    ancestors
}

fn object(def: &TypeDef) -> Option<&Struct> {
    match &def.kind {
        TypeKind::Struct(object) => Some(object),
        TypeKind::Enum(_) | TypeKind::Alias(_) => None,
    }
}
