//! The members that a query names, as field keys: what `$select`, `$orderby`, `$expand` and `$filter` speak of.

use graph_emit::checked::{Field, Kind, Returns, Shape, Ty, Type};
use graph_emit::names::Name;
use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::types::{Found, Types};
use crate::spec::nearest_by;

/// A path of members that ends at one with a field key.
#[derive(Clone, Debug)]
pub struct Key {
    /// The expression: `Message::FROM.then(Recipient::EMAIL_ADDRESS)`.
    pub tokens: TokenStream,
    /// The type of the last member.
    pub ty: Ty,
    /// What was written in another case than it is declared in: as written, and as declared.
    pub respelled: Vec<(String, String)>,
}

/// What a path of members is.
#[derive(Clone, Debug)]
pub enum Member {
    /// One that has a key.
    Key(Key),
    /// One that has none, though it may well be there: of a derived type, of any JSON, an extension, an annotation.
    Text,
    /// One that the type does not have.
    Unknown(Unknown),
}

/// A member that a type does not have.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// The type.
    pub owner: Name,
    /// The member as written.
    pub name: String,
    /// Members of the type that are called nearly so.
    pub near: Vec<String>,
}

/// The members of `ty`, inherited ones among them; none of what is not an object.
pub fn members(ty: &Type) -> &[Field] {
    if let Shape::Struct(fields) = &ty.shape { fields } else { &[] }
}

/// The member called `name`, or, where only one is so in another case, that.
pub fn member<'c>(fields: &'c [Field], name: &str) -> Option<&'c Field> {
    by_name(fields, name, |field| &field.wire)
}

/// The one of `all` that is called `name`; where none is, the only one that is so in another case.
pub fn by_name<'c, T>(all: &'c [T], name: &str, wire: impl Fn(&T) -> &str) -> Option<&'c T> {
    all.iter().find(|one| wire(one) == name).or_else(|| {
        let mut others = all.iter().filter(|one| wire(one).eq_ignore_ascii_case(name));
        others.next().filter(|_| others.next().is_none())
    })
}

impl<'c> Types<'c> {
    /// What a query speaks of: the answer, or the items of a list in it.
    pub fn queried(&self, returns: &Returns) -> Option<Found<'c>> {
        let (Returns::Value(ty) | Returns::Collection(ty)) = returns else { return None };
        let answer = self.of(ty).filter(|found| matches!(found.ty.shape, Shape::Struct(_)))?;
        // OData JSON 4.01, section 12: the items of a collection are the member `value`.
        let items = members(answer.ty).iter().find(|member| member.wire == "value").map(|member| &member.ty);
        match items {
            Some(Ty::List(item)) => self.of(item),
            _ => Some(answer),
        }
    }

    /// What `path`, such as `from/emailAddress`, names in an object of the type `model`.
    pub fn member(&self, model: &Found<'c>, path: &str, imports: &mut Imports) -> Member {
        let mut parts = path.split('/');
        let first = parts.next().unwrap_or_default();
        let mut key = match self.step(model, first, imports) {
            Member::Key(key) => key,
            other => return other,
        };
        for part in parts {
            let Some(inner) = self.of(&key.ty).filter(|_| key.ty.kind() == Some(Kind::Struct)) else {
                return Member::Text;
            };
            match self.step(&inner, part, imports) {
                Member::Key(next) => {
                    let (outer, inner) = (key.tokens, next.tokens);
                    key.tokens = quote! { #outer.then(#inner) };
                    key.ty = next.ty;
                    key.respelled.extend(next.respelled);
                }
                other => return other,
            }
        }
        Member::Key(key)
    }

    /// What `name` names in an object of the type `model`.
    fn step(&self, model: &Found<'c>, name: &str, imports: &mut Imports) -> Member {
        let fields = members(model.ty);
        let Some(field) = member(fields, name) else {
            return if self.may_have(model, name) { Member::Text } else { unknown(model, name) };
        };
        let Some(constant) = &field.key else { return Member::Text };
        let ty = imports.api(&model.module, &model.ty.name);
        let respelled = (field.wire != name).then(|| (name.to_owned(), field.wire.clone()));
        Member::Key(Key {
            tokens: quote! { #ty::#constant },
            ty: field.ty.clone(),
            respelled: respelled.into_iter().collect(),
        })
    }

    /// Whether an object that is declared as a `model` may have the member `name` though `model` does not declare it.
    fn may_have(&self, model: &Found<'c>, name: &str) -> bool {
        // `*`, `@odata.type`, `microsoft.graph.user`, and the result of a function.
        let is_other = name.is_empty() || !name.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
        // Schema and directory extensions have an underscore, and members that Graph declares have none
        // (https://learn.microsoft.com/graph/extensibility-overview).
        let is_extension = name.contains('_');
        let descendants = model.ty.family.iter().flat_map(|family| &family.descendants);
        let mut descendants = descendants.map(|descendant| self.object(descendant));
        is_other
            || is_extension
            || members(model.ty).is_empty()
            || descendants.any(|found| found.is_none_or(|found| member(members(found.ty), name).is_some()))
    }
}

fn unknown(model: &Found<'_>, name: &str) -> Member {
    let wires = members(model.ty).iter().map(|field| field.wire.as_str());
    let near = nearest_by(&name.to_lowercase(), wires, 3, str::to_lowercase);
    Member::Unknown(Unknown {
        owner: model.ty.name.clone(),
        name: name.to_owned(),
        near: near.into_iter().map(str::to_owned).collect(),
    })
}
