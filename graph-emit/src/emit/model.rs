//! Objects: their members, and the list by which a macro of the runtime reads, writes and checks them.
//!
//! A model has no serde derive: for the whole of Graph that costs ten times the compile time of the few functions, none
//! of them generic, that `graph_runtime::model!` makes (`docs/architecture.md` has the figures).

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::module::{Contents, Module, cfg};
use super::runtime::Paths;
use super::{doc, page, ty};
use crate::checked::{Family, Field, Gate, Kind, Namespace, Ty, Type};
use crate::ir::{Constraint, Primitive};
use crate::names::RustPath;
use crate::order;

/// The module of a namespace: a private module per type, re-exported, and the nested namespaces.
pub fn namespace(namespace: &Namespace) -> Module<'_> {
    let types = namespace.types.iter().map(|ty| {
        let contents = Contents::Type(ty);
        Module::new(ty.module.clone(), Vec::new(), contents, Vec::new()).private().gated(&ty.gate)
    });
    let children = types.chain(namespace.children.iter().map(self::namespace)).collect();
    let doc = match namespace.wire.as_str() {
        "" => "The types of bodies and answers.".to_owned(),
        wire => format!("The types of the namespace {}.", doc::code(wire)),
    };
    Module::new(namespace.module.clone(), vec![doc], Contents::Namespace(namespace), children)
}

/// The types of a namespace under its own name: a line each, or a list for each set of features.
pub fn reexports(namespace: &Namespace) -> Vec<TokenStream> {
    let mut by_gate: BTreeMap<&Gate, Vec<TokenStream>> = BTreeMap::new();
    for Type { gate, module, name, .. } in &namespace.types {
        by_gate.entry(gate).or_default().push(quote! { #module::#name });
    }
    let always = by_gate.remove(&Gate::default()).unwrap_or_default();
    let always = always.iter().map(|path| quote! { pub use self::#path; });
    let gated = by_gate.iter().map(|(gate, paths)| {
        let cfg = cfg(gate);
        match paths.as_slice() {
            [path] => quote! { #cfg pub use self::#path; },
            paths => quote! { #cfg pub use self::{#(#paths),*}; },
        }
    });
    always.chain(gated).collect()
}

/// The items of an object.
pub fn items(ty: &Type, fields: &[Field], paths: &mut Paths) -> Vec<TokenStream> {
    let mut items = vec![definition(ty, fields, paths), implementation(ty, fields, paths)];
    items.extend(page::implementation(ty, fields, paths));
    items.extend(ty.family.iter().flat_map(|family| relations(ty, family, paths)));
    items
}

/// A type of the user's own, by the name of the one whose place it takes.
pub fn replaced(ty: &Type, replacement: &RustPath) -> TokenStream {
    let name = &ty.name;
    if replacement.last() == name {
        quote! { pub use #replacement; }
    } else {
        quote! { pub use #replacement as #name; }
    }
}

/// Another name for a type.
pub fn alias(ty: &Type, target: &Ty, paths: &mut Paths) -> TokenStream {
    let name = &ty.name;
    let docs = doc::attributes(&doc::lines(&ty.doc, &format!("The type {}.", doc::code(&name.to_string()))));
    let deprecated = doc::deprecated(ty.deprecated.as_ref());
    let target = ty::value(target, paths);
    let attributes = &ty.custom.attributes;
    quote! { #docs #deprecated #(#attributes)* pub type #name = #target; }
}

fn definition(ty: &Type, fields: &[Field], paths: &mut Paths) -> TokenStream {
    let name = &ty.name;
    let mut lines = doc::lines(&ty.doc, &format!("The object {}.", doc::code(&name.to_string())));
    lines.extend(ty.family.iter().flat_map(doc::heirs));
    let docs = doc::attributes(&lines);
    let deprecated = doc::deprecated(ty.deprecated.as_ref());
    let members: Vec<_> = (0..fields.len()).map(|at| member(ty, fields, at, paths)).collect();
    let additional_data = paths.model("AdditionalData");
    let attributes = &ty.custom.attributes;
    quote! {
        #docs
        #deprecated
        #(#attributes)*
        pub struct #name {
            #(#members,)*
            #[doc = " What the description does not declare, kept as it came."]
            pub additional_data: #additional_data,
        }
    }
}

fn member(ty: &Type, fields: &[Field], at: usize, paths: &mut Paths) -> TokenStream {
    let field = &fields[at];
    let name = &field.name;
    let called = match field.wire.as_str() {
        "" => "The member whose name is empty.".to_owned(),
        wire => format!("The member {}.", doc::code(wire)),
    };
    let docs = doc::attributes(&doc::lines(&field.doc, &called));
    let deprecated = doc::deprecated(field.deprecated.as_ref());
    let ty = page::member(ty, fields, at, paths).unwrap_or_else(|| ty::member(&field.ty, paths));
    quote! { #docs #deprecated pub #name: #ty }
}

/// What reads, writes and checks the members.
fn implementation(ty: &Type, fields: &[Field], paths: &mut Paths) -> TokenStream {
    let name = &ty.name;
    let members: Vec<_> = written_order(fields).into_iter().map(|field| listed(field, paths)).collect();
    let checks: Vec<_> = fields.iter().flat_map(|field| checks(field, paths)).collect();
    let check = (!checks.is_empty()).then(|| quote! { check { #(#checks,)* } });
    let allow = fields.iter().any(|field| field.deprecated.is_some()).then(|| {
        quote! { #[allow(deprecated, reason = "a deprecated member is still read and written")] }
    });
    let model_macro = Paths::runtime_macro("model");
    quote! {
        #model_macro! {
            #allow
            #name { #(#members,)* }
            #check
        }
    }
}

/// The members in the order in which they are written: annotations before what they are about (OData JSON 4.01, section
/// 4.5), and the type of the object before all else.
fn written_order(fields: &[Field]) -> Vec<&Field> {
    let annotated = |field: &Field| field.wire.split_once('@').map(|(member, _)| member.to_owned());
    let place = |name: &str| fields.iter().position(|field| field.wire == name);
    let mut written: Vec<_> = fields.iter().enumerate().collect();
    let rank = |(at, field): &(usize, &Field)| match annotated(field) {
        Some(object) if object.is_empty() => (0, usize::from(field.wire != "@odata.type"), false),
        Some(member) => (1, place(&member).unwrap_or(*at), false),
        None => (1, *at, true),
    };
    order::sort_by(&mut written, |one, other| rank(one).cmp(&rank(other)));
    written.into_iter().map(|(_, field)| field).collect()
}

/// A member in the list: its name in JSON, its field, the type that a declaration only names, and its key where it has one.
fn listed(field: &Field, paths: &mut Paths) -> TokenStream {
    let Field { wire, name, key, ty, .. } = field;
    let key = key.as_ref().map(|key| {
        let ty = ty::key(ty, paths);
        quote! { : #key as #ty }
    });
    let item = if let Ty::List(item) = ty { item } else { ty };
    let declared = ty::given(ty).map(|_| ty::value(item, paths));
    let declared = declared.map(|item| quote! { as #item });
    quote! { #wire => #name #declared #key }
}

/// The ways up to what an object inherits from, and down to what inherits from it.
fn relations(ty: &Type, family: &Family, paths: &mut Paths) -> Vec<TokenStream> {
    let Family { type_name, ancestors, descendants, .. } = family;
    let name = &ty.name;
    let up = (!ancestors.is_empty()).then(|| {
        let derived_macro = Paths::runtime_macro("derived");
        let ancestors: Vec<_> = ancestors.iter().map(|ancestor| ty::value(ancestor, paths)).collect();
        quote! { #derived_macro!(#name, #type_name, [#(#descendants),*], #(#ancestors),*); }
    });
    let down = (!descendants.is_empty()).then(|| {
        let base_macro = Paths::runtime_macro("base");
        quote! { #base_macro!(#name); }
    });
    up.into_iter().chain(down).collect()
}

/// The checks of a member before it is sent.
fn checks(field: &Field, paths: &Paths) -> Vec<TokenStream> {
    let own = field.constraints.iter().filter_map(|constraint| own_check(&field.ty, constraint, paths));
    let Field { wire, name, .. } = field;
    own.chain(nested_check(field)).map(|check| quote! { #wire => #name.#check }).collect()
}

fn own_check(ty: &Ty, constraint: &Constraint, paths: &Paths) -> Option<TokenStream> {
    let is_text = matches!(ty, Ty::Scalar(Primitive::String | Primitive::Guid) | Ty::Given(_));
    match constraint {
        Constraint::StartsWith(prefix) if is_text => Some(quote! { starts_with(#prefix) }),
        Constraint::Length { min, max } if is_text => {
            let (min, max) = (optional(min.as_ref(), paths), optional(max.as_ref(), paths));
            Some(quote! { length(#min, #max) })
        }
        Constraint::Range { min, max } if is_number(ty) || matches!(ty, Ty::Given(_)) => {
            let (min, max) = (optional(min.as_ref(), paths), optional(max.as_ref(), paths));
            Some(quote! { range(#min, #max) })
        }
        Constraint::StartsWith(_) | Constraint::Length { .. } | Constraint::Range { .. } => None,
    }
}

fn nested_check(field: &Field) -> Option<TokenStream> {
    let is_struct = |ty: &Ty| ty.kind() == Some(Kind::Struct);
    match &field.ty {
        _ if !field.nested_constraints => None,
        Ty::List(item) if is_struct(item) => Some(quote! { models() }),
        ty if is_struct(ty) => Some(quote! { model() }),
        _ => None,
    }
}

/// Whether values can be held against bounds, which are `f64`. No value within them is refused for being rounded.
fn is_number(ty: &Ty) -> bool {
    matches!(
        ty,
        Ty::Scalar(
            Primitive::Int8
                | Primitive::UInt8
                | Primitive::Int16
                | Primitive::Int32
                | Primitive::Int64
                | Primitive::Float
                | Primitive::Double
        )
    )
}

fn optional(value: Option<&impl quote::ToTokens>, paths: &Paths) -> TokenStream {
    let (some, option) = (paths.some(), paths.option());
    value.map_or_else(|| quote! { #option::None }, |value| quote! { #some(#value) })
}
