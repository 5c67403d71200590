//! Objects: their members, and the functions that read, write and check them.
//!
//! A model has no serde derive: for the whole of Graph that costs ten times the compile time of these functions, which
//! are not generic (`docs/architecture.md` has the figures). A macro of the runtime adds serde's traits in two lines.

use proc_macro2::TokenStream;
use quote::quote;

use super::module::Module;
use super::runtime::Paths;
use super::{builder, doc, ty};
use crate::checked::{Field, Kind, Namespace, Ty, Type};
use crate::ir::{Constraint, Primitive};
use crate::names;

/// The module of a namespace: a private module per type, re-exported, and the nested namespaces.
pub fn namespace(namespace: &Namespace) -> Module {
    let reexports = namespace.types.iter().map(|ty| {
        let (module, name) = (&ty.module, &ty.name);
        quote! { pub use self::#module::#name; }
    });
    let types = namespace.types.iter().map(|ty| {
        let mut paths = Paths::default();
        let items = builder::type_items(ty, &mut paths);
        Module::new(
            ty.module.clone(),
            vec![format!("The type {}.", doc::code(&ty.name.to_string()))],
            &paths,
            items,
            Vec::new(),
        )
        .private()
    });
    let children = types.chain(namespace.children.iter().map(self::namespace)).collect();
    let doc = match namespace.wire.as_str() {
        "" => "The types of bodies and answers.".to_owned(),
        wire => format!("The types of the namespace {}.", doc::code(wire)),
    };
    Module::new(namespace.module.clone(), vec![doc], &Paths::default(), reexports.collect(), children)
}

/// The items of an object.
pub fn items(ty: &Type, fields: &[Field], paths: &mut Paths) -> Vec<TokenStream> {
    vec![definition(ty, fields, paths), implementation(ty, fields, paths)]
}

/// Another name for a type.
pub fn alias(ty: &Type, target: &Ty, paths: &mut Paths) -> TokenStream {
    let name = &ty.name;
    let docs = doc::attributes(&doc::lines(&ty.doc, &format!("The type {}.", doc::code(&name.to_string()))));
    let deprecated = doc::deprecated(ty.deprecated.as_ref());
    let target = ty::value(target, paths);
    quote! { #docs #deprecated pub type #name = #target; }
}

fn definition(ty: &Type, fields: &[Field], paths: &mut Paths) -> TokenStream {
    let name = &ty.name;
    let docs = doc::attributes(&doc::lines(&ty.doc, &format!("The object {}.", doc::code(&name.to_string()))));
    let deprecated = doc::deprecated(ty.deprecated.as_ref());
    let derive = paths.derive(&["Clone", "Debug", "Default", "PartialEq"]);
    let members: Vec<_> = fields.iter().map(|field| member(field, paths)).collect();
    let additional_data = paths.model("AdditionalData");
    quote! {
        #docs
        #deprecated
        #derive
        pub struct #name {
            #(#members,)*
            #[doc = " The members that the description does not know, kept as they came."]
            pub additional_data: #additional_data,
        }
    }
}

fn member(field: &Field, paths: &mut Paths) -> TokenStream {
    let name = &field.name;
    let docs = doc::attributes(&doc::lines(&field.doc, &format!("The member {}.", doc::code(&field.wire))));
    let deprecated = doc::deprecated(field.deprecated.as_ref());
    let ty = ty::member(&field.ty, paths);
    quote! { #docs #deprecated pub #name: #ty }
}

fn implementation(ty: &Type, fields: &[Field], paths: &mut Paths) -> TokenStream {
    let name = &ty.name;
    let model = paths.model("Model");
    let additional_data = paths.model("AdditionalData");
    let read = read_member(fields, paths);
    let write = write_members(fields, paths);
    let check = check(fields, paths);
    let model_macro = Paths::runtime_macro("model");
    let allowed = fields.iter().any(|field| field.deprecated.is_some()).then(|| {
        quote! { #[allow(deprecated, reason = "a deprecated member is still read and written")] }
    });
    quote! {
        #allowed
        impl #model for #name {
            #read

            #write

            fn additional_data(&self) -> &#additional_data {
                &self.additional_data
            }

            fn additional_data_mut(&mut self) -> &mut #additional_data {
                &mut self.additional_data
            }

            #check
        }

        #model_macro!(#name);
    }
}

fn read_member(fields: &[Field], paths: &mut Paths) -> TokenStream {
    let (reader, result, fault) = (paths.model("MemberReader"), paths.result(), paths.model("Fault"));
    let arms = fields.iter().map(|Field { wire, name, .. }| quote! { #wire => value.read(&mut self.#name) });
    let body = if fields.is_empty() {
        quote! { value.undeclared() }
    } else {
        quote! { match name { #(#arms,)* _ => value.undeclared(), } }
    };
    let name = if fields.is_empty() { names::fixed("_name") } else { names::fixed("name") };
    quote! {
        fn read_member(&mut self, #name: &str, value: &mut #reader<'_>) -> #result<(), #fault> {
            #body
        }
    }
}

fn write_members(fields: &[Field], paths: &mut Paths) -> TokenStream {
    let (writer, result, fault) = (paths.model("ObjectWriter"), paths.result(), paths.model("Fault"));
    let calls: Vec<_> =
        fields.iter().map(|Field { wire, name, .. }| quote! { object.member(#wire, &self.#name) }).collect();
    let ok = paths.ok();
    let (object, body) = match calls.split_last() {
        None => (names::fixed("_object"), quote! { #ok(()) }),
        Some((last, calls)) => (names::fixed("object"), quote! { #(#calls?;)* #last }),
    };
    quote! {
        fn write_members(&self, #object: &mut #writer<'_>) -> #result<(), #fault> {
            #body
        }
    }
}

/// The checks before sending; nothing where nothing is constrained.
fn check(fields: &[Field], paths: &mut Paths) -> Option<TokenStream> {
    let checks: Vec<_> = fields
        .iter()
        .flat_map(|field| {
            let own = field.constraints.iter().filter_map(|constraint| own_check(field, constraint, paths));
            own.collect::<Vec<_>>().into_iter().chain(nested_check(field))
        })
        .collect();
    let violations = (!checks.is_empty()).then(|| paths.model("Violations"))?;
    Some(quote! {
        fn check(&self, found: &mut #violations<'_>) {
            #(#checks;)*
        }
    })
}

fn own_check(field: &Field, constraint: &Constraint, paths: &Paths) -> Option<TokenStream> {
    let Field { name, wire, ty, .. } = field;
    let is_text = matches!(ty, Ty::Scalar(Primitive::String | Primitive::Guid) | Ty::Given(_));
    match constraint {
        Constraint::StartsWith(prefix) if is_text => {
            Some(quote! { found.starts_with(#wire, self.#name.as_deref(), #prefix) })
        }
        Constraint::Length { min, max } if is_text => {
            let (min, max) = (optional(min.as_ref(), paths), optional(max.as_ref(), paths));
            Some(quote! { found.length(#wire, self.#name.as_deref(), #min, #max) })
        }
        Constraint::Range { min, max } if is_small_number(ty) || matches!(ty, Ty::Given(_)) => {
            let (min, max) = (optional(min.as_ref(), paths), optional(max.as_ref(), paths));
            Some(quote! { found.range(#wire, self.#name.map(f64::from), #min, #max) })
        }
        Constraint::StartsWith(_) | Constraint::Length { .. } | Constraint::Range { .. } => None,
    }
}

fn nested_check(field: &Field) -> Option<TokenStream> {
    let Field { name, wire, ty, nested_constraints, .. } = field;
    let is_struct = |ty: &Ty| ty.kind() == Some(Kind::Struct);
    match ty {
        _ if !nested_constraints => None,
        Ty::List(item) if is_struct(item) => Some(quote! { found.models(#wire, self.#name.as_deref()) }),
        ty if is_struct(ty) => Some(quote! { found.model(#wire, self.#name.as_deref()) }),
        _ => None,
    }
}

/// Whether every value of a number is exact as `f64`.
fn is_small_number(ty: &Ty) -> bool {
    matches!(
        ty,
        Ty::Scalar(
            Primitive::Int8
                | Primitive::UInt8
                | Primitive::Int16
                | Primitive::Int32
                | Primitive::Float
                | Primitive::Double
        )
    )
}

fn optional(value: Option<&impl quote::ToTokens>, paths: &Paths) -> TokenStream {
    let (some, option) = (paths.some(), paths.option());
    value.map_or_else(|| quote! { #option::None }, |value| quote! { #some(#value) })
}
