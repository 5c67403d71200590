//! Types as they are written in a declaration.

use std::collections::HashMap;

use graph_emit::ir::{Api, Primitive, TypeDef, TypeKind, TypeRef};

use super::layout::Layout;
use crate::lower::scalar_name;

/// What printing a type takes.
pub struct Types<'a> {
    defs: HashMap<&'a str, &'a TypeDef>,
    layout: &'a Layout,
}

impl<'a> Types<'a> {
    /// The types of `api`, which stand where `layout` says.
    pub fn of(api: &'a Api, layout: &'a Layout) -> Self {
        Self { defs: api.types.iter().map(|def| (def.name.wire.as_str(), def)).collect(), layout }
    }

    /// `ty` in the module that `at` leads to.
    pub fn text(&self, ty: &TypeRef, at: &[String]) -> String {
        match ty {
            TypeRef::List(item) => format!("Vec<{}>", self.text(item, at)),
            TypeRef::Primitive(primitive) => scalar_name(*primitive).to_owned(),
            TypeRef::Untyped => "Json".to_owned(),
            TypeRef::Named(_) | TypeRef::Inline(_) if self.is_flags(ty) => format!("Flags<{}>", self.name(ty, at)),
            TypeRef::Named(_) | TypeRef::Inline(_) => self.name(ty, at),
            TypeRef::Given(name) => name.to_string(),
        }
    }

    /// The type of a member, and whether its texts are GUIDs.
    pub fn member(&self, ty: &TypeRef, at: &[String]) -> (String, bool) {
        let mut plain = ty.clone();
        let is_guid = without_guids(&mut plain);
        let text = self.text(&plain, at);
        (if self.is_object(ty) { format!("Option<Box<{text}>>") } else { format!("Option<{text}>") }, is_guid)
    }

    /// The type of an argument.
    pub fn argument(ty: &TypeRef) -> String {
        let item = |ty: &TypeRef| match ty {
            TypeRef::Primitive(Primitive::String) => "&str",
            TypeRef::Primitive(primitive) => scalar_name(*primitive),
            _ => "&str",
        };
        match ty {
            TypeRef::List(one) => format!("&[{}]", item(one)),
            one => item(one).to_owned(),
        }
    }

    /// The name of the component `wire` in the module that `at` leads to.
    pub fn component(&self, wire: &str, at: &[String]) -> String {
        let Some(def) = self.defs.get(wire) else { return wire.to_owned() };
        let name = def.name.rust.as_ref().map(ToString::to_string).unwrap_or_default();
        let modules = self.layout.component(def);
        if modules == at {
            name
        } else {
            modules.iter().map(String::as_str).chain([&*name]).collect::<Vec<_>>().join("::")
        }
    }

    fn name(&self, ty: &TypeRef, at: &[String]) -> String {
        match ty {
            TypeRef::Named(wire) => self.component(wire, at),
            TypeRef::Inline(def) => def.name.rust.as_ref().map(ToString::to_string).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// What `ty` is in the end, behind its other names.
    fn kind(&self, ty: &'a TypeRef) -> Option<&'a TypeKind> {
        let mut at = ty;
        // A line of other names is no longer than there are types.
        for _ in 0..=self.defs.len() {
            let def = match at {
                TypeRef::Named(wire) => self.defs.get(wire.as_str()).copied()?,
                TypeRef::Inline(def) => def,
                _ => return None,
            };
            match &def.kind {
                TypeKind::Alias(target) => at = target,
                kind => return Some(kind),
            }
        }
        None
    }

    fn is_flags(&self, ty: &TypeRef) -> bool {
        self.shape(ty, |kind| matches!(kind, TypeKind::Enum(list) if list.flags))
    }

    fn is_object(&self, ty: &TypeRef) -> bool {
        self.shape(ty, |kind| matches!(kind, TypeKind::Struct(_)))
    }

    fn shape(&self, ty: &TypeRef, is: impl Fn(&TypeKind) -> bool) -> bool {
        match ty {
            TypeRef::Inline(def) => is(&def.kind),
            TypeRef::Named(wire) => match self.defs.get(wire.as_str()).map(|def| &def.kind) {
                Some(TypeKind::Alias(target)) => self.kind(target).is_some_and(is),
                Some(kind) => is(kind),
                None => false,
            },
            _ => false,
        }
    }
}

/// Makes texts of GUIDs; whether there were any.
fn without_guids(ty: &mut TypeRef) -> bool {
    match ty {
        TypeRef::Primitive(primitive @ Primitive::Guid) => {
            *primitive = Primitive::String;
            true
        }
        TypeRef::List(item) => without_guids(item),
        _ => false,
    }
}
