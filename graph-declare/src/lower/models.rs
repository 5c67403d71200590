//! Declared types as those of an API.

use graph_emit::ir::{Custom, Doc, Enum, Field, Primitive, Struct, TypeDef, TypeKind, TypeName, TypeRef, Variant};
use graph_emit::origin::Origin;

use super::Context;
use super::scope::Declares;
use crate::report::error;
use crate::syntax::{Enumeration, Member, Model};

/// All types that have names in a description.
pub fn all(cx: &mut Context<'_, '_>) -> Vec<TypeDef> {
    let named: Vec<_> = (0..cx.scope.len()).filter(|place| !cx.scope.entry(*place).is_inline()).collect();
    named.into_iter().map(|place| definition(cx, place)).collect()
}

/// The type at `place` of the scope.
pub fn definition(cx: &mut Context<'_, '_>, place: usize) -> TypeDef {
    let entry = cx.scope.entry(place);
    let (item, at, ident) = (entry.item, entry.module.clone(), entry.ident());
    let name = if entry.is_inline() { TypeName::nameless() } else { TypeName::of_component(&entry.wire) };
    let (kind, attributes) = match item {
        Declares::Model(model) => (TypeKind::Struct(object(cx, model, &at)), &model.attributes),
        Declares::Enumeration(list) => (TypeKind::Enum(values(cx, list)), &list.attributes),
        Declares::Alias(alias) => (TypeKind::Alias(cx.type_ref(&alias.target, &at)), &alias.attributes),
        Declares::Body(action) => {
            let fields = fields(cx, action.members.iter().flatten(), &at);
            (TypeKind::Struct(Struct { fields, ..Struct::default() }), &action.attributes)
        }
    };
    let name = TypeName { rust: Some(cx.given.name(ident)), ..name };
    // It is an action's operation that is deprecated, not its body.
    let deprecated = attributes.deprecated.clone().filter(|_| !matches!(item, Declares::Body(_)));
    let doc = attributes.doc.clone();
    TypeDef { name, doc, deprecated, kind, custom: Custom::default(), origin: Origin::source(ident.span()) }
}

fn object(cx: &mut Context<'_, '_>, model: &Model, at: &[String]) -> Struct {
    let type_name = model.options.type_name.as_ref().map(syn::LitStr::value);
    let (mut base, mut given_base) = (None, None);
    if let Some(written) = &model.options.base {
        match cx.scope.find(at, &written.path) {
            Some(place) if !cx.scope.entry(place).is_inline() => base = Some(cx.scope.entry(place).wire.clone()),
            Some(_) => {
                let help = "leave `inline` out where it is declared";
                cx.report.push(error(written, "a type of one place cannot be a base", help));
            }
            None => given_base = Some(cx.given.ty(quote::ToTokens::to_token_stream(written))),
        }
        if given_base.is_some() && type_name.is_none() {
            let help = "say it with `type_name = \"#namespace.name\"`";
            cx.report.push(error(written, "what derives from another type says so in `@odata.type`", help));
        }
    }
    let fields = fields(cx, &model.members, at);
    Struct { base, given_base, type_name, fields }
}

fn fields<'m>(cx: &mut Context<'_, '_>, members: impl IntoIterator<Item = &'m Member>, at: &[String]) -> Vec<Field> {
    members.into_iter().map(|member| field(cx, member, at)).collect()
}

fn field(cx: &mut Context<'_, '_>, member: &Member, at: &[String]) -> Field {
    let ty = cx.member(member.value(), at);
    Field {
        wire: member.wire.clone(),
        rust: Some(cx.given.name(&member.ident)),
        ty: if member.is_guid { guid(ty) } else { ty },
        constraints: member.constraints.clone(),
        doc: member.doc.clone(),
        deprecated: member.deprecated.clone(),
        origin: Origin::source(member.ident.span()),
    }
}

/// `ty` with GUIDs for texts.
fn guid(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Primitive(Primitive::String) => TypeRef::Primitive(Primitive::Guid),
        TypeRef::List(item) => TypeRef::List(Box::new(guid(*item))),
        other => other,
    }
}

fn values(cx: &mut Context<'_, '_>, list: &Enumeration) -> Enum {
    let variant = |variant: &crate::syntax::Variant| Variant {
        wire: variant.wire.clone(),
        name: None,
        rust: Some(cx.given.name(&variant.ident)),
        doc: Doc { ..variant.doc.clone() },
        origin: Origin::source(variant.ident.span()),
    };
    Enum { variants: list.variants.iter().map(variant).collect(), flags: list.options.flags }
}
