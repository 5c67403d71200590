//! Which types hold a constrained member at some depth, so that only those are walked before sending.

use std::collections::BTreeSet;

use crate::ir::{Struct, TypeDef, TypeKind, TypeRef};

/// The wire names of the types of `defs` that are constrained, themselves or through a member or an ancestor.
pub fn constrained_types(defs: &[TypeDef]) -> BTreeSet<&str> {
    let mut constrained = BTreeSet::new();
    loop {
        let before = constrained.len();
        for def in defs {
            if !constrained.contains(def.name.wire.as_str()) && kind_reaches(&def.kind, &constrained) {
                constrained.insert(def.name.wire.as_str());
            }
        }
        if constrained.len() == before {
            return constrained;
        }
    }
}

/// Whether a value of `reference` can hold a constrained member.
pub fn reaches(reference: &TypeRef, constrained: &BTreeSet<&str>) -> bool {
    match reference {
        TypeRef::Named(wire) => constrained.contains(wire.as_str()),
        TypeRef::List(item) => reaches(item, constrained),
        TypeRef::Inline(def) => kind_reaches(&def.kind, constrained),
        TypeRef::Primitive(_) | TypeRef::Untyped | TypeRef::Given(_) => false,
    }
}

fn kind_reaches(kind: &TypeKind, constrained: &BTreeSet<&str>) -> bool {
    match kind {
        TypeKind::Struct(Struct { base, fields, .. }) => {
            base.as_ref().is_some_and(|base| constrained.contains(base.as_str()))
                || fields.iter().any(|field| !field.constraints.is_empty() || reaches(&field.ty, constrained))
        }
        TypeKind::Enum(_) => false,
        TypeKind::Alias(reference) => reaches(reference, constrained),
    }
}
