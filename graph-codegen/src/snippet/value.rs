//! The values of a body as Rust: struct literals, lists, enums, and what the description does not declare.

use std::collections::HashSet;

use graph_emit::checked::{Field, Kind, Shape, Ty, Type, Variant};
use graph_emit::ir::Primitive;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::faults::Faults;
use super::fields::{self, by_name};
use super::imports::Imports;
use super::node::{self, Member, Node};
use super::note::Substitute;
use super::scalar;
use super::types::{Found, Types};
use crate::spec::{nearest_by, question};

const ODATA_TYPE: &str = "@odata.type";

/// What the values of a body are written with.
pub struct Values<'a, 'c, 't> {
    /// The types of the API.
    pub types: &'a Types<'c>,
    /// The names in use.
    pub imports: &'a mut Imports,
    /// What is wrong so far.
    pub faults: &'a mut Faults<'t>,
    /// The types that are written in the place of one that they derive from.
    pub substitutes: &'a mut Vec<Substitute<'c>>,
}

/// The pieces of a struct literal.
#[derive(Default)]
struct Pieces {
    /// Whether it may have members that are not declared.
    is_open: bool,
    fields: Vec<TokenStream>,
    additional: Vec<TokenStream>,
}

impl Pieces {
    /// Whether it may have a member `name` that is not declared, as control information may be on any object (OData JSON
    /// 4.01, section 4.6).
    fn may_have(&self, name: &str) -> bool {
        self.is_open || name.contains('@')
    }
}

/// What an object says of its type.
enum Said<'c> {
    /// Nothing, or that it is of the declared one.
    Declared,
    /// That it is of one derived from that.
    Derived(Found<'c>),
    /// That it is of one that the description does not have.
    Unknown,
}

impl<'c> Values<'_, 'c, '_> {
    /// `node` as a whole value of the type `ty`: the body itself, or an item of a list. `None`, and told, where it is no
    /// such value.
    pub fn value(&mut self, node: &Node<'_>, ty: &Ty) -> Option<TokenStream> {
        match ty {
            Ty::Scalar(primitive) => {
                let value = scalar::value(node, *primitive, self.imports);
                value
                    .or_else(|| self.out_of_quotes(node, *primitive))
                    .or_else(|| self.mistyped(node, scalar::described(*primitive)))
            }
            Ty::List(item) if node.kind() == node::Kind::List => {
                let items: Vec<_> = node.items().iter().map(|node| self.value(node, item)).collect();
                let items = items.into_iter().collect::<Option<Vec<_>>>()?;
                Some(quote! { vec![#(#items),*] })
            }
            Ty::List(_) => self.mistyped(node, "a list"),
            Ty::Untyped => {
                let (json, tokens) = (self.imports.json(), scalar::json(node));
                Some(quote! { #json!(#tokens).into() })
            }
            Ty::Model { .. } | Ty::Local { .. } => self.named(node, ty),
            Ty::Given(_) => self.mistyped(node, "a value of a type that a declaration spells out"),
        }
    }

    /// An object of the type `ty` without members.
    pub fn empty(&mut self, ty: &Ty) -> Option<TokenStream> {
        let found = self.types.of(ty)?;
        Some(self.literal(&found, fields::members(found.ty), Pieces::default()))
    }

    fn out_of_quotes(&mut self, node: &Node<'_>, primitive: Primitive) -> Option<TokenStream> {
        let value = scalar::out_of_quotes(node, primitive)?;
        let message = format!("`{}` is a string, and what is declared is {}", node.raw, scalar::described(primitive));
        self.faults.note(node.at, &node.pointer, message, "the snippet has it without quotes");
        Some(value)
    }

    fn named(&mut self, node: &Node<'_>, ty: &Ty) -> Option<TokenStream> {
        let found = self.types.of(ty)?;
        match (&found.ty.shape, ty.kind()) {
            (Shape::Struct(_), _) => self.object(node, &found),
            (Shape::Enum(variants), Some(Kind::Flags)) => self.flags(node, &found, variants),
            (Shape::Enum(variants), _) => {
                let Some(text) = node.text() else { return self.mistyped(node, "a string") };
                self.variant(node, &text, &found, variants)
            }
            (Shape::Alias(target), _) => self.value(node, target),
        }
    }

    /// A struct literal. An object that says to be of a derived type is written as that and turned into its ancestor.
    fn object(&mut self, node: &Node<'_>, declared: &Found<'c>) -> Option<TokenStream> {
        if node.kind() != node::Kind::Object {
            return self.mistyped(node, "an object");
        }
        let members = node.members();
        let said = self.said(&members, declared);
        let found = if let Said::Derived(derived) = &said { derived } else { declared };
        let fields = fields::members(found.ty);
        // Nobody knows what an object has whose type is not there, or whose members have names of data.
        let is_open = matches!(said, Said::Unknown) || fields.iter().all(|field| field.wire.contains('@'));
        let mut pieces = Pieces { is_open, ..Pieces::default() };
        let mut is_whole = true;
        for (member, is_repeated) in members.iter().zip(repeated(fields, &members)) {
            let value = &member.value;
            if is_repeated {
                let message = format!("the member `{}` comes twice", member.name);
                self.faults.member_error(member.at, &value.pointer, message, "leave one of them");
                is_whole = false;
                continue;
            }
            is_whole &= self.member(member, fields, found, &mut pieces).is_some();
        }
        let literal = is_whole.then(|| self.literal(found, fields, pieces))?;
        let Said::Derived(derived) = said else { return Some(literal) };
        self.substitutes.push(Substitute { declared: declared.ty, derived: derived.ty });
        let base = self.imports.api(&declared.module, &declared.ty.name);
        Some(quote! { #base::from(#literal) })
    }

    fn literal(&mut self, found: &Found<'_>, declared: &[Field], pieces: Pieces) -> TokenStream {
        let name = self.imports.api(&found.module, &found.ty.name);
        let Pieces { fields, additional, .. } = pieces;
        if fields.is_empty() && additional.is_empty() {
            return quote! { #name::default() };
        }
        let is_whole = fields.len() == declared.len() && !additional.is_empty();
        let rest = (!is_whole).then(|| quote! { ..Default::default() });
        let additional = (!additional.is_empty()).then(|| {
            let additional_data = self.imports.model("AdditionalData");
            quote! { additional_data: #additional_data::new() #(#additional)*, }
        });
        quote! { #name { #(#fields,)* #additional #rest } }
    }

    /// What the object's `@odata.type` says of its type.
    fn said(&mut self, members: &[Member<'_>], declared: &Found<'_>) -> Said<'c> {
        let said = members.iter().find(|member| member.name == ODATA_TYPE);
        let Some((said, name)) = said.and_then(|said| Some((said, said.value.text()?))) else { return Said::Declared };
        match self.types.object(&name).filter(|found| found.is_a(declared)) {
            Some(found) if std::ptr::eq(found.ty, declared.ty) => Said::Declared,
            Some(found) => Said::Derived(found),
            None => {
                self.tell_unknown_type(said, &name, declared);
                Said::Unknown
            }
        }
    }

    /// The service may know more types than the description, so this is worth a word and no error.
    fn tell_unknown_type(&mut self, said: &Member<'_>, name: &str, declared: &Found<'_>) {
        let message = format!("the description has no type `{name}` that is a `{}`", declared.ty.name);
        let mut help = format!("the object is written as a `{}`", declared.ty.name);
        if !self.types.is_whole {
            let wire = name.strip_prefix('#').unwrap_or(name);
            help = format!("select it with `--include-type {wire}`; otherwise {help}");
        }
        self.faults.warning(said.value.at, &said.value.pointer, message, help);
    }

    /// Adds `member` to `pieces`; `None`, and told, where it cannot be sent.
    fn member(&mut self, member: &Member<'_>, fields: &[Field], owner: &Found<'c>, pieces: &mut Pieces) -> Option<()> {
        let Member { name, value, .. } = member;
        let field = fields::member(fields, name);
        if let Some(field) = field {
            self.tell_spelling(member, field);
        }
        let name = field.map_or(name, |field| &field.wire);
        if value.kind() == node::Kind::Null {
            if field.is_none() && !pieces.may_have(name) {
                self.unknown_member(member, fields, owner.ty)?;
            }
            pieces.additional.push(quote! { .with_null(#name) });
            return Some(());
        }
        let Some(field) = field else {
            if !pieces.may_have(name) {
                self.unknown_member(member, fields, owner.ty)?;
            }
            let bound = self.bound(member, fields, owner);
            pieces.additional.push(bound.unwrap_or_else(|| self.additional(name, value)));
            return Some(());
        };
        let ident = &field.name;
        if let Some(value) = self.value(value, &field.ty) {
            let boxed = field.ty.kind() == Some(Kind::Struct);
            let value = if boxed {
                quote! { Box::new(#value) }
            } else {
                value
            };
            pieces.fields.push(quote! { #ident: Some(#value) });
            return Some(());
        }
        if !self.faults.is_lenient() {
            return None;
        }
        pieces.additional.push(self.additional(name, value));
        Some(())
    }

    /// Tells where `member` is written in another case than `field` is declared in.
    pub fn tell_spelling(&mut self, member: &Member<'_>, field: &Field) {
        if field.wire != member.name {
            self.faults.respelled(member.at, &member.value.pointer, &member.name, &field.wire);
        }
    }

    /// The call that binds a member of `owner` to objects that are there already, if `annotation` is that.
    fn bound(&mut self, annotation: &Member<'_>, fields: &[Field], owner: &Found<'c>) -> Option<TokenStream> {
        let name = annotation.name.strip_suffix("@odata.bind")?;
        let field = fields::member(fields, name).filter(|field| field.wire == name)?;
        let key = field.key.as_ref()?;
        let references = match &field.ty {
            Ty::List(item) if item.kind() == Some(Kind::Struct) => {
                let urls: Option<Vec<_>> = annotation.value.items().iter().map(Node::text).collect();
                let urls = urls.filter(|urls| !urls.is_empty())?;
                quote! { [#(#urls),*] }
            }
            ty if ty.kind() == Some(Kind::Struct) => annotation.value.text()?.to_token_stream(),
            _ => return None,
        };
        let ty = self.imports.api(&owner.module, &owner.ty.name);
        Some(quote! { .bind(#ty::#key, #references) })
    }

    /// The call that adds a member which the type does not declare.
    fn additional(&mut self, name: &str, value: &Node<'_>) -> TokenStream {
        let value = self.json(value);
        quote! { .with(#name, #value) }
    }

    /// Any JSON, as the plainest value that is written as it.
    fn json(&mut self, node: &Node<'_>) -> TokenStream {
        let tokens = scalar::json(node);
        match node.kind() {
            node::Kind::Boolean | node::Kind::Number | node::Kind::Text => tokens,
            node::Kind::List | node::Kind::Object | node::Kind::Null => {
                let json = self.imports.json();
                quote! { #json!(#tokens) }
            }
        }
    }

    /// Tells that `member` is not declared; `None` where that forbids to send it.
    fn unknown_member(&mut self, member: &Member<'_>, fields: &[Field], owner: &Type) -> Option<()> {
        let names = fields.iter().map(|field| field.wire.as_str());
        let near = nearest_by(&member.name.to_lowercase(), names, 3, str::to_lowercase);
        let help = if self.faults.is_lenient() {
            "it is sent all the same"
        } else {
            "leave it out, or send it all the same with `--lenient`"
        };
        let help = question(&near).unwrap_or_else(|| help.to_owned());
        let message = format!("`{}` has no member `{}`", owner.name, member.name);
        self.faults.undeclared_member(member.at, &member.value.pointer, message, help);
        self.faults.is_lenient().then_some(())
    }

    fn flags(&mut self, node: &Node<'_>, found: &Found<'_>, variants: &[Variant]) -> Option<TokenStream> {
        let Some(text) = node.text() else { return self.mistyped(node, "a string of names with commas between") };
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let values: Vec<_> = names.map(|name| self.variant(node, name, found, variants)).collect();
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        if values.is_empty() {
            let flags = self.imports.model("Flags");
            return Some(quote! { #flags::new() });
        }
        Some(quote! { [#(#values),*].into_iter().collect() })
    }

    fn variant(&mut self, node: &Node<'_>, text: &str, found: &Found<'_>, variants: &[Variant]) -> Option<TokenStream> {
        let name = self.imports.api(&found.module, &found.ty.name);
        if let Some(variant) = by_name(variants, text, |variant| &variant.wire) {
            if variant.wire != text {
                self.faults.respelled(node.at, &node.pointer, text, &variant.wire);
            }
            let variant = &variant.name;
            return Some(quote! { #name::#variant });
        }
        if text.is_empty() {
            let help = "the snippet sends it as it is";
            self.faults.note(node.at, &node.pointer, format!("`{}` has no empty value", found.ty.name), help);
            return Some(quote! { #name::from("") });
        }
        let wires = variants.iter().map(|variant| variant.wire.as_str()).filter(|wire| !wire.is_empty());
        let wires: Vec<_> = wires.collect();
        let near = nearest_by(&text.to_lowercase(), wires.iter().copied(), 3, str::to_lowercase);
        let help = question(&near).unwrap_or_else(|| format!("the values are {}", wires.join(", ")));
        let message = format!("`{}` has no value `{text}`", found.ty.name);
        self.faults.undeclared_member(node.at, &node.pointer, message, help);
        self.faults.is_lenient().then(|| quote! { #name::from(#text) })
    }

    fn mistyped(&mut self, node: &Node<'_>, expected: &str) -> Option<TokenStream> {
        let message = format!("expected {expected}, found {}", node.kind());
        let help = format!("write {expected}");
        // A member of the wrong type can be sent beside the declared ones; the body itself cannot.
        if node.pointer.is_empty() {
            self.faults.error(node.at, message, help);
        } else {
            self.faults.undeclared_member(node.at, &node.pointer, message, help);
        }
        None
    }
}

/// Of each of `members`, whether one before it has its name, or stands for the same of `declared`.
pub fn repeated(declared: &[Field], members: &[Member<'_>]) -> Vec<bool> {
    let mut seen = HashSet::new();
    let wire = |name| fields::member(declared, name).map(|field| field.wire.as_str());
    members.iter().map(|member| !seen.insert(wire(&member.name).unwrap_or(&member.name))).collect()
}
