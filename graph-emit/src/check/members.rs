//! Members of objects with those of their ancestors, and what they are called.

use std::collections::{HashMap, HashSet};

use super::claim::claim;
use super::types::{Named, Types};
use crate::diagnostic::Diagnostics;
use crate::ir::{self, TypeDef, TypeKind};
use crate::names::{self, EntryKind, Key, Name, Scope};
use crate::order;

/// An object and the type that it is.
pub(super) type Ancestor<'a> = (&'a TypeDef, &'a ir::Struct);

impl<'a> Types<'a> {
    /// The names of the members of all objects, ancestors first: an inherited member is called as where it is declared.
    pub(super) fn member_names(&self, found: &mut Diagnostics) -> HashMap<&'a str, Vec<Name>> {
        let objects = self.named.iter().filter_map(|(wire, named)| match &named.def.kind {
            // What is wrong with a line is told where its type is written out.
            TypeKind::Struct(object) => Some((*wire, named, self.lineage(named.def, object, &mut Diagnostics::new()))),
            TypeKind::Enum(_) | TypeKind::Alias(_) => None,
        });
        let mut objects: Vec<_> = objects.collect();
        order::sort_by(&mut objects, |(one, _, above), (other, _, other_above)| {
            (above.len(), one).cmp(&(other_above.len(), other))
        });
        let names = |(wire, named, lineage): (&'a str, &Named<'_>, Vec<_>)| {
            (wire, self.names_of(&lineage, named.key, &named.def.name.name, found))
        };
        objects.into_iter().map(names).collect()
    }

    /// The names of the members of the object at `key`, in the order of [`members`].
    pub(super) fn names_of(
        &self,
        lineage: &[Ancestor<'a>],
        key: Key,
        stem: &str,
        found: &mut Diagnostics,
    ) -> Vec<Name> {
        let own_names = self.book.names_below(key, EntryKind::Single, 0);
        let inherited =
            lineage.iter().skip(1).flat_map(|(def, _)| self.book.names_below(self.key(def, key), EntryKind::Single, 0));
        let mut scope = Scope::reserving(own_names.iter().cloned().chain(inherited).collect());
        if let Some((def, _)) = lineage.first() {
            // A claim in an empty scope cannot fail.
            let _ = scope.claim(&names::value_ident("additional_data"), &def.origin);
        }
        let is_own = |declared: &TypeDef| lineage.first().is_some_and(|(def, _)| std::ptr::eq(*def, declared));
        let mut name = |(field, declared): (&'a ir::Field, &TypeDef)| {
            let of_base = (!is_own(declared) && self.book.find(key, &field.wire).is_none())
                .then(|| self.book.name(self.book.find(self.key(declared, key), &field.wire)?, 0))
                .flatten()
                .filter(|name| !own_names.contains(name));
            if let Some(name) = of_base
                && scope.claim(&name, &field.origin).is_ok()
            {
                return name;
            }
            let wanted = wanted_name(field);
            let alternative = || Some(alternative_name(field, &wanted, stem));
            let spot = (self.book, self.book.entry(key, &field.wire));
            claim(&mut scope, spot, &wanted, alternative, &field.origin, found)
        };
        members(lineage).into_iter().map(&mut name).collect()
    }

    /// The entry of the component `def`; `own` for a type without a name of its own.
    fn key(&self, def: &TypeDef, own: Key) -> Key {
        self.component(def).map_or(own, |named| named.key)
    }

    /// What is known of `def` if it is a component.
    pub(super) fn component(&self, def: &TypeDef) -> Option<&Named<'a>> {
        self.named.get(def.name.wire.as_str()).filter(|named| std::ptr::eq(named.def, def))
    }
}

/// The members of an object, those of its ancestors first, each JSON member once and with the type that declares it.
pub(super) fn members<'a>(lineage: &[Ancestor<'a>]) -> Vec<(&'a ir::Field, &'a TypeDef)> {
    let mut seen = HashSet::new();
    let declared =
        lineage.iter().rev().flat_map(|(def, ancestor)| ancestor.fields.iter().map(move |field| (field, *def)));
    declared.filter(|(field, _)| seen.insert(field.wire.as_str())).collect()
}

/// What the member `field` would be called.
fn wanted_name(field: &ir::Field) -> Name {
    field.rust.clone().unwrap_or_else(|| names::value_ident(&field.wire))
}

/// What it is called, in a type whose names begin with `owner`, where another member has the name `wanted`.
fn alternative_name(field: &ir::Field, wanted: &Name, owner: &str) -> Name {
    if *wanted == "additional_data" {
        names::suffixed(wanted, "_property")
    } else {
        names::value_ident(&format!("{owner}_{}", field.wire))
    }
}
