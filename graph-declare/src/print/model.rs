//! Types as declarations.

use graph_emit::ir::{Constraint, Enum, Field, Struct, TypeDef, TypeKind, TypeRef};

use super::text::{Options, Writer, quoted};
use super::types::Types;
use crate::wire::{self, Case};

/// Prints `def` in the module that `at` leads to, and the types of one place in it.
pub fn print(def: &TypeDef, at: &[String], types: &Types<'_>, out: &mut Writer) {
    out.gap();
    out.docs(&def.doc);
    out.deprecated(def.deprecated.as_ref());
    let mut options = Options::default();
    if def.name.wire.is_empty() {
        options.push("inline");
    }
    match &def.kind {
        TypeKind::Struct(object) => structure(def, object, options, at, types, out),
        TypeKind::Enum(list) => enumeration(def, list, options, out),
        TypeKind::Alias(target) => {
            options.text("name", &def.name.wire);
            options.deprecation(def.deprecated.as_ref());
            out.attribute("graph_model", &options);
            out.line(&format!("pub type {} = {};", name(def), types.text(target, at)));
            inline(target, at, types, out);
        }
    }
}

/// Prints the types of one place in `ty`.
pub fn inline(ty: &TypeRef, at: &[String], types: &Types<'_>, out: &mut Writer) {
    match ty {
        TypeRef::List(item) => inline(item, at, types, out),
        TypeRef::Inline(def) => print(def, at, types, out),
        TypeRef::Named(_) | TypeRef::Primitive(_) | TypeRef::Untyped | TypeRef::Given(_) => {}
    }
}

fn name(def: &TypeDef) -> String {
    def.name.rust.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn structure(def: &TypeDef, object: &Struct, mut options: Options, at: &[String], types: &Types<'_>, out: &mut Writer) {
    let wire = &def.name.wire;
    let follows = object.type_name.as_ref().is_some_and(|name| name.strip_prefix('#').unwrap_or(name) == wire);
    if !wire.is_empty() && !follows {
        options.text("name", wire);
    }
    if let Some(name) = &object.type_name {
        options.text("type_name", name);
    }
    if let Some(base) = &object.base {
        options.push(format!("base = {}", types.component(base, at)));
    }
    let case = case(&object.fields);
    if case == Case::Pascal {
        options.text("rename_all", "PascalCase");
    }
    options.deprecation(def.deprecated.as_ref());
    out.attribute("graph_model", &options);
    if object.fields.is_empty() {
        return out.line(&format!("pub struct {} {{}}", name(def)));
    }
    out.line(&format!("pub struct {} {{", name(def)));
    out.nested(|out| object.fields.iter().for_each(|one| field(one, case, at, types, out)));
    out.line("}");
    object.fields.iter().for_each(|field| inline(&field.ty, at, types, out));
}

/// The case that most names on the wire follow from.
fn case(fields: &[Field]) -> Case {
    let follow = |case| fields.iter().filter(|field| follows(field, case)).count();
    if follow(Case::Pascal) > follow(Case::Camel) { Case::Pascal } else { Case::Camel }
}

fn follows(field: &Field, case: Case) -> bool {
    field.rust.as_ref().is_some_and(|name| wire::member(name.as_str(), case) == field.wire)
}

fn field(field: &Field, case: Case, at: &[String], types: &Types<'_>, out: &mut Writer) {
    out.docs(&field.doc);
    out.deprecated(field.deprecated.as_ref());
    let (ty, is_guid) = types.member(&field.ty, at);
    let mut options = Options::default();
    if !follows(field, case) {
        options.text("rename", &field.wire);
    }
    if is_guid {
        options.push("uuid");
    }
    field.constraints.iter().for_each(|one| constraint(one, &mut options));
    options.deprecation(field.deprecated.as_ref());
    out.graph(&options);
    let name = field.rust.as_ref().map(ToString::to_string).unwrap_or_default();
    out.line(&format!("pub {name}: {ty},"));
}

fn constraint(constraint: &Constraint, options: &mut Options) {
    let mut bound = |name: &str, bound: Option<String>| {
        if let Some(bound) = bound {
            options.push(format!("{name} = {bound}"));
        }
    };
    match constraint {
        Constraint::StartsWith(start) => bound("starts_with", Some(quoted(start))),
        Constraint::Length { min, max } => {
            bound("min_length", min.map(|min| min.to_string()));
            bound("max_length", max.map(|max| max.to_string()));
        }
        Constraint::Range { min, max } => {
            bound("min", min.map(|min| min.to_string()));
            bound("max", max.map(|max| max.to_string()));
        }
    }
}

fn enumeration(def: &TypeDef, list: &Enum, mut options: Options, out: &mut Writer) {
    if !def.name.wire.is_empty() {
        options.text("name", &def.name.wire);
    }
    if list.flags {
        options.push("flags");
    }
    let follows = |variant: &graph_emit::ir::Variant, case| {
        variant.rust.as_ref().is_some_and(|name| wire::value(name.as_str(), case) == variant.wire)
    };
    let count = |case| list.variants.iter().filter(|variant| follows(variant, case)).count();
    let case = if count(Case::Pascal) > count(Case::Camel) { Case::Pascal } else { Case::Camel };
    if case == Case::Pascal {
        options.text("rename_all", "PascalCase");
    }
    options.deprecation(def.deprecated.as_ref());
    out.attribute("graph_enum", &options);
    out.line(&format!("pub enum {} {{", name(def)));
    out.nested(|out| {
        for variant in &list.variants {
            out.docs(&variant.doc);
            if !follows(variant, case) {
                let mut options = Options::default();
                options.text("rename", &variant.wire);
                out.graph(&options);
            }
            out.line(&format!("{},", variant.rust.as_ref().map(ToString::to_string).unwrap_or_default()));
        }
    });
    out.line("}");
}
