//! Types where they are used: as members, arguments, bodies and answers.

use proc_macro2::TokenStream;
use quote::quote;

use super::runtime::Paths;
use crate::checked::{ArgumentType, Kind, Ty};
use crate::ir::Primitive;
use crate::names::Name;

/// The type of a member: always optional, and boxed where it is an object, so that types may contain themselves and
/// large ones stay cheap to move. That every object is boxed keeps a member's type the same in every slice.
pub fn member(ty: &Ty, paths: &mut Paths) -> TokenStream {
    let option = paths.option();
    let value = value(ty, paths);
    if ty.kind() == Some(Kind::Struct) {
        let boxed = paths.boxed();
        quote! { #option<#boxed<#value>> }
    } else {
        quote! { #option<#value> }
    }
}

/// The type of a whole value: a body, an answer, an entry of a list.
pub fn value(ty: &Ty, paths: &mut Paths) -> TokenStream {
    match ty {
        Ty::Scalar(primitive) => scalar(*primitive, paths),
        Ty::Model { namespace, name, kind } => {
            let path = paths.models(namespace, name);
            flags_or(path, *kind, paths)
        }
        Ty::Local { name, kind } => flags_or(quote! { #name }, *kind, paths),
        Ty::List(item) => {
            let (vec, item) = (paths.vec(), value(item, paths));
            quote! { #vec<#item> }
        }
        Ty::Untyped => paths.model("Json"),
        Ty::Given(name) => quote! { #name },
    }
}

/// `ty` as the runtime's trait for types that a declaration only names; `None` for any other. Whether it is a value is not
/// known here, and shows when it is compiled.
pub fn declared(ty: &Ty, paths: &mut Paths) -> Option<TokenStream> {
    given(ty)?;
    let (ty, declared) = (value(ty, paths), paths.model("Declared"));
    Some(quote! { <#ty as #declared> })
}

/// The name that stands for the type that a declaration only names, if `ty` is or has one.
pub fn given(ty: &Ty) -> Option<&Name> {
    match ty {
        Ty::Given(name) => Some(name),
        Ty::List(item) => given(item),
        Ty::Scalar(_) | Ty::Model { .. } | Ty::Local { .. } | Ty::Untyped => None,
    }
}

/// The type of a member as its key has it: what a query compares it with and a patch sets it to.
pub fn key(ty: &Ty, paths: &mut Paths) -> TokenStream {
    match ty {
        // Text in Rust, but `OData` writes it without quotes.
        Ty::Scalar(Primitive::Guid) => paths.model("Guid"),
        Ty::List(item) => {
            let (vec, item) = (paths.vec(), key(item, paths));
            quote! { #vec<#item> }
        }
        ty => value(ty, paths),
    }
}

/// The type of an argument that becomes text in a URL.
pub fn argument(ty: ArgumentType, paths: &mut Paths) -> TokenStream {
    match ty {
        ArgumentType::One(primitive) => one_argument(primitive, paths),
        ArgumentType::List(Primitive::String | Primitive::Guid)
        | ArgumentType::Array(Primitive::String | Primitive::Guid) => {
            quote! { &[&str] }
        }
        ArgumentType::List(primitive) | ArgumentType::Array(primitive) => {
            let ty = scalar(primitive, paths);
            quote! { &[#ty] }
        }
    }
}

fn one_argument(primitive: Primitive, paths: &mut Paths) -> TokenStream {
    match primitive {
        Primitive::String | Primitive::Guid => quote! { &str },
        Primitive::Boolean
        | Primitive::Int8
        | Primitive::UInt8
        | Primitive::Int16
        | Primitive::Int32
        | Primitive::Int64
        | Primitive::Float
        | Primitive::Double => scalar(primitive, paths),
        Primitive::Decimal
        | Primitive::DateTimeOffset
        | Primitive::Date
        | Primitive::TimeOfDay
        | Primitive::Duration
        | Primitive::Binary => {
            let ty = scalar(primitive, paths);
            quote! { &#ty }
        }
    }
}

fn flags_or(path: TokenStream, kind: Kind, paths: &mut Paths) -> TokenStream {
    match kind {
        Kind::Flags => {
            let flags = paths.model("Flags");
            quote! { #flags<#path> }
        }
        Kind::Struct | Kind::Enum => path,
    }
}

fn scalar(primitive: Primitive, paths: &mut Paths) -> TokenStream {
    match primitive {
        Primitive::Boolean => quote! { bool },
        Primitive::Int8 => quote! { i8 },
        Primitive::UInt8 => quote! { u8 },
        Primitive::Int16 => quote! { i16 },
        Primitive::Int32 => quote! { i32 },
        Primitive::Int64 => quote! { i64 },
        Primitive::Float => quote! { f32 },
        Primitive::Double => quote! { f64 },
        Primitive::String | Primitive::Guid => paths.string(),
        Primitive::Decimal => paths.model("Decimal"),
        Primitive::DateTimeOffset => paths.model("DateTimeOffset"),
        Primitive::Date => paths.model("Date"),
        Primitive::TimeOfDay => paths.model("TimeOfDay"),
        Primitive::Duration => paths.model("Duration"),
        Primitive::Binary => paths.model("Binary"),
    }
}
