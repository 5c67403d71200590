//! Types without names of their own that stand in components, and what other names for types lead to: both are known
//! before any type is written out, so that a type may contain itself by way of them.

use std::collections::HashMap;

use super::claim::claim;
use super::spot::Spot;
use super::types::Named;
use crate::checked::{Kind, Ty};
use crate::diagnostic::Diagnostics;
use crate::ir::{TypeDef, TypeKind, TypeRef};
use crate::names::{self, Book, Key, Name, Scope};
use crate::origin::Origin;

/// The types without names of their own that stand in components, by the address of their definition.
#[derive(Default)]
pub struct Inner(HashMap<usize, Ty>);

impl Inner {
    /// The type of `def`; `None` where it stands beside a builder.
    pub fn get(&self, def: &TypeDef) -> Option<Ty> {
        self.0.get(&std::ptr::from_ref(def).addr()).cloned()
    }
}

/// A walk over one component that names the types in it.
pub struct Naming<'n, 'a> {
    pub book: &'n Book,
    pub home: Key,
    pub modules: &'n [Name],
    pub scope: &'n mut Scope<&'a Origin>,
    pub inner: &'n mut Inner,
    pub found: &'n mut Diagnostics,
}

impl<'a> Naming<'_, 'a> {
    /// Names what stands in `def`, which stands at `spot`.
    pub fn parts(&mut self, def: &'a TypeDef, spot: Spot<'_>) {
        match &def.kind {
            TypeKind::Struct(object) => {
                for field in &object.fields {
                    self.reference(&field.ty, Spot::Member(&spot, field));
                }
            }
            TypeKind::Enum(_) => {}
            TypeKind::Alias(target) => self.reference(target, Spot::Target(&spot, def)),
        }
    }

    fn reference(&mut self, reference: &'a TypeRef, spot: Spot<'_>) {
        match reference {
            TypeRef::List(item) => self.reference(item, spot),
            TypeRef::Inline(def) => match kind_of(&def.kind) {
                Some(kind) => {
                    let name = claim_inline(self.scope, self.book, self.home, (def, spot), self.found);
                    self.inner.0.insert(
                        std::ptr::from_ref(&**def).addr(),
                        Ty::Model { namespace: self.modules.to_vec(), name, kind },
                    );
                    self.parts(def, spot);
                }
                None => self.parts(def, Spot::Inline(&spot, def)),
            },
            TypeRef::Named(_) | TypeRef::Primitive(_) | TypeRef::Untyped | TypeRef::Given(_) => {}
        }
    }
}

/// Takes the name of its place for `def`, a type without a name of its own.
pub fn claim_inline<'a>(
    scope: &mut Scope<&'a Origin>,
    book: &Book,
    home: Key,
    (def, spot): (&'a TypeDef, Spot<'_>),
    found: &mut Diagnostics,
) -> Name {
    let wanted = def.name.rust.clone().unwrap_or_else(|| names::type_ident(&spot.stem()));
    claim(scope, (book, book.entry(home, &spot.key())), &wanted, || None, &def.origin, found)
}

/// The kind of the type that `kind` makes; `None` for another name.
pub fn kind_of(kind: &TypeKind) -> Option<Kind> {
    match kind {
        TypeKind::Struct(_) => Some(Kind::Struct),
        TypeKind::Enum(values) if values.flags => Some(Kind::Flags),
        TypeKind::Enum(_) => Some(Kind::Enum),
        TypeKind::Alias(_) => None,
    }
}

/// Where each of `named` leads by way of other names; those that lead nowhere, or in a circle, are missing.
pub fn ends<'a>(named: &HashMap<&'a str, Named<'a>>) -> HashMap<&'a str, &'a str> {
    let mut ends: HashMap<&str, Option<&str>> = HashMap::with_capacity(named.len());
    for start in named.keys().copied() {
        let (mut chain, mut at) = (Vec::new(), start);
        let end = loop {
            match (ends.get(at), named.get(at).map(|named| &named.def.kind)) {
                (Some(end), _) => break *end,
                (None, Some(TypeKind::Alias(TypeRef::Named(next)))) => {
                    // Until the end is known it is a circle.
                    ends.insert(at, None);
                    chain.push(at);
                    at = next;
                }
                (None, Some(_)) => break named.get_key_value(at).map(|(wire, _)| *wire),
                (None, None) => break None,
            }
        };
        ends.insert(start, end);
        ends.extend(chain.into_iter().map(|wire| (wire, end)));
    }
    ends.into_iter().filter_map(|(wire, end)| Some((wire, end?))).collect()
}
