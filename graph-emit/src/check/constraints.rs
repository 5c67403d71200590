//! Which types hold a constrained member at some depth, so that only those are walked before sending.

use std::collections::{HashMap, HashSet};

use crate::ir::{Struct, TypeDef, TypeKind, TypeRef};

/// The wire names of the types of `defs` that are constrained, themselves or through a member or an ancestor.
pub fn constrained_types(defs: &[TypeDef]) -> HashSet<&str> {
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open = Vec::new();
    for def in defs {
        let mut use_of = |wire| users.entry(wire).or_default().push(def.name.wire.as_str());
        if visit_kind(&def.kind, &mut use_of) {
            open.push(def.name.wire.as_str());
        }
    }
    let mut constrained = HashSet::new();
    while let Some(wire) = open.pop() {
        if constrained.insert(wire) {
            open.extend(users.get(wire).into_iter().flatten());
        }
    }
    constrained
}

/// Whether a value of `reference` can hold a constrained member.
pub fn reaches(reference: &TypeRef, constrained: &HashSet<&str>) -> bool {
    let mut reaches = false;
    visit(reference, &mut |wire| reaches |= constrained.contains(wire)) || reaches
}

/// Hands the types that a value of `reference` can hold by name to `named`; whether it has a constrained member itself.
fn visit<'a>(reference: &'a TypeRef, named: &mut impl FnMut(&'a str)) -> bool {
    match reference {
        TypeRef::Named(wire) => named(wire),
        TypeRef::List(item) => return visit(item, named),
        TypeRef::Inline(def) => return visit_kind(&def.kind, named),
        TypeRef::Primitive(_) | TypeRef::Untyped | TypeRef::Given(_) => {}
    }
    false
}

fn visit_kind<'a>(kind: &'a TypeKind, named: &mut impl FnMut(&'a str)) -> bool {
    match kind {
        TypeKind::Struct(Struct { base, fields, .. }) => {
            if let Some(base) = base {
                named(base);
            }
            fields.iter().fold(false, |found, field| visit(&field.ty, named) || found || !field.constraints.is_empty())
        }
        TypeKind::Enum(_) => false,
        TypeKind::Alias(reference) => visit(reference, named),
    }
}
