//! The body of a `PATCH` that clears members, as a `Patch`.

use graph_emit::checked::{Kind, Ty};
use graph_emit::ir::Primitive;
use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{member, members};
use super::node::{self, Member, Node};
use super::scalar;
use super::types::Found;
use super::value::{Values, repeated};

impl<'c> Values<'_, 'c, '_> {
    /// Whether `node` clears a member of an object of the type `ty`, and all of its members have keys. Otherwise a struct
    /// literal will do, or must.
    pub fn is_patch(&self, node: &Node<'_>, ty: &Ty) -> bool {
        let (Some(found), all) = (self.types.of(ty), node.members()) else { return false };
        let clears = |one: &Member<'_>| one.value.kind() == node::Kind::Null;
        let declared = members(found.ty);
        let is_repeated = || repeated(declared, &all).contains(&true);
        let fits = |one: &Member<'_>| {
            let field = member(declared, &one.name);
            field.is_some_and(|field| field.key.is_some() && (clears(one) || is_told_apart(&one.value, &field.ty)))
        };
        all.iter().any(clears) && all.iter().all(fits) && !is_repeated()
    }

    /// `node`, which is one, as changes to an object of the type `ty`; `None`, and told, where a value does not fit.
    pub fn patch(&mut self, node: &Node<'_>, ty: &Ty) -> Option<TokenStream> {
        let found = self.types.of(ty)?;
        let calls: Vec<_> = node.members().iter().map(|one| self.change(one, &found)).collect();
        let calls: Option<Vec<_>> = calls.into_iter().collect();
        let (patch, calls) = (self.imports.runtime("Patch"), calls?);
        Some(quote! { #patch::new() #(#calls)* .build() })
    }

    fn change(&mut self, one: &Member<'_>, found: &Found<'c>) -> Option<TokenStream> {
        let field = member(members(found.ty), &one.name)?;
        self.tell_spelling(one, field);
        let (ty, key) = (self.imports.api(&found.module, &found.ty.name), field.key.as_ref()?);
        if one.value.kind() == node::Kind::Null {
            return Some(quote! { .null(#ty::#key) });
        }
        let value = match &field.ty {
            Ty::Untyped => {
                let (json, tokens) = (self.imports.json(), scalar::json(&one.value));
                quote! { #json!(#tokens) }
            }
            ty => scalar::convertible(&one.value, ty).map_or_else(|| self.value(&one.value, ty), Some)?,
        };
        Some(quote! { .set(#ty::#key, #value) })
    }
}

/// Whether Rust finds the type of `node`'s value without a word, where any that turns into a `ty` will do.
fn is_told_apart(node: &Node<'_>, ty: &Ty) -> bool {
    let is_empty_list = node.kind() == node::Kind::List && node.items().is_empty();
    // Out of its quotes, it would be a bare number, which Rust takes for another type than these.
    let is_quoted_number = node.kind() == node::Kind::Text
        && matches!(
            ty,
            Ty::Scalar(Primitive::Int8 | Primitive::UInt8 | Primitive::Int16 | Primitive::Int64 | Primitive::Float)
        );
    ty.kind() != Some(Kind::Flags) && !is_empty_list && !is_quoted_number
}
