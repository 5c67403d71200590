//! The types of an API, found by how a member refers to them or by their name on the wire.

use graph_emit::checked::{Namespace, Shape, Ty, Type};
use graph_emit::names::{self, Name};

/// A type and the module to import it from.
#[derive(Clone, Debug)]
pub struct Found<'c> {
    /// The type.
    pub ty: &'c Type,
    /// The modules between the root of the API and the type.
    pub module: Vec<Name>,
}

/// The types that a request may name.
#[derive(Clone, Debug)]
pub struct Types<'c> {
    /// The component types.
    pub models: &'c Namespace,
    /// The types beside the builder of the operation.
    pub local: &'c [Type],
    /// The module of that builder.
    pub module: Vec<Name>,
    /// Whether the descriptions have no other types.
    pub is_whole: bool,
}

impl<'c> Types<'c> {
    /// The named type that `ty` refers to; `None` for all else.
    pub fn of(&self, ty: &Ty) -> Option<Found<'c>> {
        match ty {
            Ty::Model { namespace, name, .. } => self.model(namespace, name),
            Ty::Local { name, .. } => {
                let ty = self.local.iter().find(|ty| ty.name == *name)?;
                Some(Found { ty, module: self.module.clone() })
            }
            Ty::Scalar(_) | Ty::List(_) | Ty::Untyped | Ty::Given(_) => None,
        }
    }

    /// The object that the value of an `@odata.type` names: `#microsoft.graph.user`.
    pub fn object(&self, odata_type: &str) -> Option<Found<'c>> {
        let wire = odata_type.strip_prefix('#').unwrap_or(odata_type);
        let below = wire.strip_prefix("microsoft.graph.")?;
        let (namespace, name) = below.rsplit_once('.').unwrap_or(("", below));
        let parts = namespace.split('.').filter(|part| !part.is_empty());
        let namespace: Vec<_> = parts.map(names::module_ident).collect();
        let found = self.model(&namespace, &names::type_ident(name))?;
        let is_meant = found.ty.wire.as_deref() == Some(wire) && matches!(found.ty.shape, Shape::Struct(_));
        is_meant.then_some(found)
    }

    fn model(&self, namespace: &[Name], name: &Name) -> Option<Found<'c>> {
        let mut module = vec![self.models.module.clone()];
        let mut home = self.models;
        for part in namespace {
            home = home.children.iter().find(|child| child.module == *part)?;
            module.push(part.clone());
        }
        // The types of a namespace are sorted by name.
        let place = home.types.binary_search_by(|ty| ty.name.cmp(name)).ok()?;
        Some(Found { ty: &home.types[place], module })
    }
}

impl Found<'_> {
    /// Whether a value of this object is one of `base`, too.
    pub fn is_a(&self, base: &Self) -> bool {
        let is_base = |ancestor: &Ty| match ancestor {
            Ty::Model { namespace, name, .. } => {
                *name == base.ty.name && base.module.get(1..) == Some(namespace.as_slice())
            }
            _ => false,
        };
        let ancestors = self.ty.family.iter().flat_map(|family| &family.ancestors);
        std::ptr::eq(self.ty, base.ty) || ancestors.into_iter().any(is_base)
    }
}
