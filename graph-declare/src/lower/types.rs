//! What the types of a declaration mean.

use graph_emit::ir::{Custom, Doc, Field, Primitive, Struct, TypeDef, TypeKind, TypeName, TypeRef};
use graph_emit::origin::Origin;
use proc_macro2::Span;
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, PathArguments, Type, TypePath};

use super::scope::Declares;
use super::{Context, models};
use crate::report::error;

/// What a bare name means where no declared type has it.
const SCALARS: &[(&str, Primitive)] = &[
    ("bool", Primitive::Boolean),
    ("i8", Primitive::Int8),
    ("u8", Primitive::UInt8),
    ("i16", Primitive::Int16),
    ("i32", Primitive::Int32),
    ("i64", Primitive::Int64),
    ("f32", Primitive::Float),
    ("f64", Primitive::Double),
    ("Decimal", Primitive::Decimal),
    ("String", Primitive::String),
    ("str", Primitive::String),
    ("Guid", Primitive::Guid),
    ("DateTimeOffset", Primitive::DateTimeOffset),
    ("Date", Primitive::Date),
    ("TimeOfDay", Primitive::TimeOfDay),
    ("Duration", Primitive::Duration),
    ("Binary", Primitive::Binary),
];

/// How the scalar `primitive` is written.
#[cfg(feature = "descriptions")]
pub fn scalar_name(primitive: Primitive) -> &'static str {
    SCALARS.iter().find(|(_, known)| *known == primitive).map_or("String", |(name, _)| name)
}

/// The type that `ty` is, without the parentheses, references and invisible groups around it.
pub fn bare(ty: &Type) -> &Type {
    match ty {
        // A type that a `macro_rules!` macro passes on stands in an invisible group.
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        Type::Reference(reference) => bare(&reference.elem),
        other => other,
    }
}

/// The argument of `name<..>`.
pub fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(TypePath { qself: None, path, .. }) = bare(ty) else { return None };
    let last = path.segments.last().filter(|last| last.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    }
}

/// Whether `ty` is the bare word `name`.
pub fn is_word(ty: &Type, name: &str) -> bool {
    matches!(bare(ty), Type::Path(TypePath { qself: None, path, .. }) if path.is_ident(name))
}

/// Whether `path` is `::std::string::String`, which is a text whatever is in scope.
fn is_std_string(path: &syn::Path) -> bool {
    path.leading_colon.is_some()
        && path.segments.len() == 3
        && path.segments.iter().zip(["std", "string", "String"]).all(|(segment, name)| segment.ident == name)
}

impl Context<'_, '_> {
    /// The type `ty` as it is used in the module that `at` leads to.
    pub fn type_ref(&mut self, ty: &Type, at: &[String]) -> TypeRef {
        let written = bare(ty);
        for wrapper in ["Box", "Flags", "DeltaItem"] {
            if let Some(inner) = argument_of(written, wrapper) {
                let found = self.type_ref(inner, at);
                return if matches!(found, TypeRef::Given(_)) { self.spelled_out(ty) } else { found };
            }
        }
        if let Some(item) = argument_of(written, "Vec") {
            return TypeRef::List(Box::new(self.type_ref(item, at)));
        }
        let Type::Path(TypePath { qself: None, path, .. }) = written else { return self.spelled_out(ty) };
        if let Some(place) = self.scope.find(at, path) {
            return self.declared(place, path.span());
        }
        match path.get_ident().map(ToString::to_string) {
            Some(name) if name == "Json" => TypeRef::Untyped,
            None if is_std_string(path) => TypeRef::Primitive(Primitive::String),
            Some(name) => match SCALARS.iter().find(|(known, _)| *known == name) {
                Some((_, primitive)) => TypeRef::Primitive(*primitive),
                None => self.spelled_out(ty),
            },
            None => self.spelled_out(ty),
        }
    }

    /// A type that is declared elsewhere.
    fn spelled_out(&mut self, ty: &Type) -> TypeRef {
        TypeRef::Given(self.given.ty(ty.to_token_stream()))
    }

    /// The declared type at `place`.
    fn declared(&mut self, place: usize, span: Span) -> TypeRef {
        let entry = self.scope.entry(place);
        if !entry.is_inline() {
            return TypeRef::Named(entry.wire.clone());
        }
        if entry.is_used.replace(true) {
            let name = entry.ident();
            let help = "it belongs to one body, answer or member; leave `inline` out for a type of several";
            self.report.push(crate::report::error_at(span, format!("`{name}` is `inline`, and used twice"), help));
            return TypeRef::Untyped;
        }
        TypeRef::Inline(Box::new(models::definition(self, place)))
    }

    /// The type of a member, which is written as it is called: objects in a `Box`, sets of values in `Flags`.
    pub fn member(&mut self, ty: &Type, at: &[String]) -> TypeRef {
        let item = argument_of(ty, "Vec");
        self.report_wrapper(item.unwrap_or(ty), item.is_none(), at);
        self.type_ref(ty, at)
    }

    /// Tells where a declared type is not written as it is called; single objects are boxed.
    fn report_wrapper(&mut self, ty: &Type, is_single: bool, at: &[String]) {
        let Type::Path(TypePath { qself: None, path, .. }) = bare(ty) else { return };
        let Some(place) = self.scope.find(at, path) else { return };
        let shown = path.to_token_stream();
        match self.scope.entry(place).item {
            Declares::Model(_) | Declares::Body(_) if is_single => {
                let help = format!("write `Option<Box<{shown}>>`");
                self.report.push(error(ty, "a member that is an object is boxed", help));
            }
            Declares::Enumeration(list) if list.options.flags => {
                let help = format!("write `Flags<{shown}>`");
                self.report.push(error(ty, format!("a value of `{shown}` is a set"), help));
            }
            _ => {}
        }
    }

    /// The type of an argument: a scalar or a list of scalars. Anything else goes to the report.
    pub fn parameter(&mut self, ty: &Type) -> TypeRef {
        let item = match bare(ty) {
            Type::Slice(slice) => Some(&*slice.elem),
            ty => argument_of(ty, "Vec"),
        };
        let name = match bare(item.unwrap_or(ty)) {
            Type::Path(TypePath { qself: None, path, .. }) => path.get_ident().map(ToString::to_string),
            _ => None,
        };
        let found = name.and_then(|name| SCALARS.iter().find(|(known, _)| *known == name));
        let Some((_, primitive)) = found else {
            let known: Vec<_> = SCALARS.iter().map(|(name, _)| *name).filter(|name| *name != "String").collect();
            let help = format!("it is one of `{}`, or a list: `&[&str]`", known.join("`, `"));
            self.report.push(error(ty, "an argument is a value that can stand in a URL", help));
            return TypeRef::Primitive(Primitive::String);
        };
        let one = TypeRef::Primitive(*primitive);
        if item.is_some() { TypeRef::List(Box::new(one)) } else { one }
    }

    /// What an operation answers: `[T]` is a page of a collection, named after the operation.
    pub fn answer(&mut self, ty: &Type, at: &[String]) -> TypeRef {
        let Type::Slice(slice) = bare(ty) else { return self.type_ref(ty, at) };
        let is_delta = argument_of(&slice.elem, "DeltaItem").is_some();
        let item = self.type_ref(&slice.elem, at);
        page(item, is_delta, &Origin::source(ty.span()))
    }
}

/// A page of a collection, of a delta function or not, as the lowering of a description makes them.
pub fn page(item: TypeRef, is_delta: bool, origin: &Origin) -> TypeRef {
    let (string, int64) = (TypeRef::Primitive(Primitive::String), TypeRef::Primitive(Primitive::Int64));
    let mut members =
        vec![("value", TypeRef::List(Box::new(item))), ("@odata.nextLink", string.clone()), ("@odata.count", int64)];
    if is_delta {
        members.push(("@odata.deltaLink", string));
    }
    let field = |(wire, ty): (&str, TypeRef)| Field {
        wire: wire.to_owned(),
        rust: None,
        ty,
        constraints: Vec::new(),
        doc: Doc::default(),
        deprecated: None,
        origin: origin.clone(),
    };
    let fields = members.into_iter().map(field).collect();
    TypeRef::Inline(Box::new(TypeDef {
        name: TypeName::nameless(),
        doc: Doc::default(),
        deprecated: None,
        kind: TypeKind::Struct(Struct { fields, ..Struct::default() }),
        custom: Custom::default(),
        origin: origin.clone(),
    }))
}

/// Whether `ty` is what [`page`] makes, which is written `[T]`: the item has a name or is a scalar.
#[cfg(feature = "descriptions")]
pub fn is_page(ty: &TypeRef) -> bool {
    let TypeRef::Inline(def) = ty else { return false };
    let TypeKind::Struct(object) = &def.kind else { return false };
    let Some(TypeRef::List(item)) = object.fields.first().map(|field| &field.ty) else { return false };
    let is_silent = |doc: &Doc| doc.text.is_empty() && doc.note.is_none() && doc.link.is_none();
    if matches!(**item, TypeRef::Inline(_) | TypeRef::List(_)) || !is_silent(&def.doc) || def.deprecated.is_some() {
        return false;
    }
    let TypeRef::Inline(page) = page((**item).clone(), object.fields.len() > 3, &def.origin) else { return false };
    let TypeKind::Struct(page) = page.kind else { return false };
    let is_same = |one: &Field, other: &Field| {
        let is_same_type = match (&one.ty, &other.ty) {
            (TypeRef::Primitive(one), TypeRef::Primitive(other)) => one == other,
            (TypeRef::List(_), TypeRef::List(_)) => true,
            _ => false,
        };
        is_same_type
            && one.wire == other.wire
            && is_silent(&one.doc)
            && one.constraints.is_empty()
            && one.deprecated.is_none()
            && one.rust.is_none()
    };
    object.base.is_none()
        && object.given_base.is_none()
        && object.type_name.is_none()
        && object.fields.len() == page.fields.len()
        && object.fields.iter().zip(&page.fields).all(|(one, other)| is_same(one, other))
}
