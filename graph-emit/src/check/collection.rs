//! Collections: which objects are lists of results, and which of them may have more to come.

use super::members::{Ancestor, members};
use super::types::{Target, Types};
use crate::diagnostic::Diagnostics;
use crate::ir::{Field, TypeDef, TypeKind, TypeRef};

/// What makes an object a collection: a list called `value`, and beside it only annotations of `OData`. Where more stands
/// beside it, the list is a part of something else.
#[derive(Clone, Copy)]
pub(super) struct Collection {
    /// The place of the list among the members.
    items: usize,
    /// Whether an annotation leads to more; without one the list is the whole.
    has_link: bool,
}

impl Collection {
    /// The place of the items, if this is one page of several.
    pub(super) fn page(self) -> Option<usize> {
        self.has_link.then_some(self.items)
    }
}

impl<'a> Types<'a> {
    /// What makes an object of this lineage a collection, if it is one; its members are in the order of [`members`].
    pub(super) fn collection(&self, lineage: &[Ancestor<'a>]) -> Option<Collection> {
        let may_be_there = |field: &Field| field.wire == "value" || field.wire.starts_with("@odata.");
        if !lineage.iter().flat_map(|(_, object)| &object.fields).all(may_be_there) {
            return None;
        }
        let members = members(lineage);
        let is_items = |(field, _): &(&Field, &TypeDef)| field.wire == "value" && self.is_list(&field.ty);
        let is_link =
            |(field, _): &(&Field, &TypeDef)| matches!(field.wire.as_str(), "@odata.nextLink" | "@odata.deltaLink");
        Some(Collection { items: members.iter().position(is_items)?, has_link: members.iter().any(is_link) })
    }

    /// Whether a value of `reference` is a collection.
    pub(super) fn is_collection(&self, reference: &'a TypeRef) -> bool {
        let def = match reference {
            TypeRef::Named(wire) => self.definition(wire),
            TypeRef::Inline(def) => Some(&**def),
            TypeRef::Primitive(_) | TypeRef::List(_) | TypeRef::Untyped | TypeRef::Given(_) => None,
        };
        let Some((def, TypeKind::Struct(object))) = def.map(|def| (def, &def.kind)) else { return false };
        // What is wrong with a line is told where its type is written out.
        self.collection(&self.lineage(def, object, &mut Diagnostics::new())).is_some()
    }

    /// Whether a value of `reference` is a list, be it by another name.
    fn is_list(&self, reference: &TypeRef) -> bool {
        match reference {
            TypeRef::List(_) => true,
            TypeRef::Named(wire) => matches!(self.follow(wire), Some((_, Target::Reference(TypeRef::List(_))))),
            TypeRef::Inline(def) => matches!(&def.kind, TypeKind::Alias(target) if self.is_list(target)),
            TypeRef::Primitive(_) | TypeRef::Untyped | TypeRef::Given(_) => false,
        }
    }
}
