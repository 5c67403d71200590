//! Component types: their names, their members with those of their ancestors, and what refers to them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;

use super::constraints::constrained_types;
use super::family::Families;
use crate::checked::{Family, Field, Gate, Kind, Namespace, Shape, Ty, Type, Variant};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{self, TypeDef, TypeKind, TypeRef};
use crate::names::{self, Scope};
use crate::origin::Origin;

/// The component types of an API, by wire name.
pub struct Types<'a> {
    defs: &'a [TypeDef],
    named: BTreeMap<&'a str, Named<'a>>,
    scopes: BTreeMap<Vec<String>, Scope<Origin>>,
    constrained: BTreeSet<&'a str>,
    families: Families<'a>,
}

struct Named<'a> {
    def: &'a TypeDef,
    name: Ident,
}

impl Named<'_> {
    fn ty(&self, kind: Kind) -> Ty {
        let namespace = self.def.name.namespace.iter().map(|part| names::value_ident(part)).collect();
        Ty::Model { namespace, name: self.name.clone(), kind }
    }
}

/// Where a type without a name of its own comes to stand.
pub struct Place<'p> {
    /// What its name starts with.
    pub stem: String,
    /// What it is, for a type that the description says nothing about.
    pub doc: String,
    /// The namespace below `models`; `None` beside a builder.
    pub namespace: Option<&'p [String]>,
    /// The names taken there.
    pub scope: &'p mut Scope<Origin>,
    /// Takes the type.
    pub types: &'p mut Vec<Type>,
}

impl<'a> Types<'a> {
    /// Names every type of `defs`.
    pub fn new(defs: &'a [TypeDef], found: &mut Diagnostics) -> Self {
        let mut named = BTreeMap::new();
        let mut scopes: BTreeMap<Vec<String>, Scope<Origin>> = BTreeMap::new();
        for def in defs {
            let scope = scopes.entry(def.name.namespace.clone()).or_default();
            let wanted = def.name.rust.clone().unwrap_or_else(|| names::type_ident(&def.name.name));
            let name = claim(scope, &wanted, None, &def.origin, found);
            if named.insert(def.name.wire.as_str(), Named { def, name }).is_some() {
                found.push(Diagnostic::error(def.origin.clone(), format!("`{}` is defined twice", def.name.wire)));
            }
        }
        Self { defs, named, scopes, constrained: constrained_types(defs), families: Families::of(defs) }
    }

    /// Writes out every type, by namespace.
    pub fn define(&mut self, found: &mut Diagnostics) -> Namespace {
        let mut scopes = std::mem::take(&mut self.scopes);
        let mut root = Namespace::new("models", String::new());
        for def in self.defs {
            let Some(named) = self.named.get(def.name.wire.as_str()) else { continue };
            let namespace = &def.name.namespace;
            let scope = scopes.entry(namespace.clone()).or_default();
            let mut types = Vec::new();
            let mut place = Place {
                stem: def.name.name.clone(),
                doc: String::new(),
                namespace: Some(namespace),
                scope,
                types: &mut types,
            };
            let ty = self.define_as(def, named.name.clone(), &mut place, found);
            types.push(ty);
            root.descend(namespace).types.extend(types);
        }
        root.finish();
        root
    }

    /// The definition `def` under the name `name`; what is inline in it goes to `place`.
    pub fn define_as(&self, def: &TypeDef, name: Ident, place: &mut Place<'_>, found: &mut Diagnostics) -> Type {
        let shape = match &def.kind {
            TypeKind::Struct(object) => Shape::Struct(self.fields(def, object, place, found)),
            TypeKind::Enum(values) => Shape::Enum(variants(values, found)),
            TypeKind::Alias(target) => Shape::Alias(self.resolve(target, &def.origin, place, found)),
        };
        let module = names::module_ident(&name.to_string());
        let wire = (!def.name.wire.is_empty()).then(|| def.name.wire.clone());
        let family = self.family(def);
        let (doc, deprecated) = (def.doc.clone(), def.deprecated.clone());
        Type { module, name, wire, doc, deprecated, shape, family, gate: Gate::default() }
    }

    /// The relatives of the object `def`.
    fn family(&self, def: &TypeDef) -> Option<Family> {
        let family = self.families.get(&def.name.wire)?;
        let ancestors = family.ancestors.iter().filter_map(|wire| self.model(wire)).collect();
        let descendants = family.descendants.iter().map(|name| (*name).to_owned()).collect();
        Some(Family { type_name: family.type_name.to_owned(), ancestors, descendants })
    }

    /// The named object `wire` where it is used.
    fn model(&self, wire: &str) -> Option<Ty> {
        self.named.get(wire).map(|named| named.ty(Kind::Struct))
    }

    /// The Rust type of `reference`, which stands at `origin`.
    pub fn resolve(&self, reference: &TypeRef, origin: &Origin, place: &mut Place<'_>, found: &mut Diagnostics) -> Ty {
        match reference {
            TypeRef::Named(wire) => self.named(wire, origin, place, found),
            TypeRef::Primitive(primitive) => Ty::Scalar(*primitive),
            TypeRef::List(item) => Ty::List(Box::new(self.resolve(item, origin, place, found))),
            TypeRef::Inline(def) => self.hoist(def, place, found),
            TypeRef::Untyped => Ty::Untyped,
            TypeRef::Given(given) => Ty::Given(given.0.clone()),
        }
    }

    fn named(&self, wire: &str, origin: &Origin, place: &mut Place<'_>, found: &mut Diagnostics) -> Ty {
        let Some((named, kind)) = self.follow(wire) else {
            found.push(Diagnostic::error(
                origin.clone(),
                format!("`{wire}` is not a type of this description, or only leads back to itself"),
            ));
            return Ty::Untyped;
        };
        match kind {
            Target::Kind(kind) => named.ty(kind),
            Target::Reference(reference) => self.resolve(reference, origin, place, found),
        }
    }

    /// Follows aliases from `wire` to what they stand for; `None` when that is unknown or a circle.
    fn follow(&self, wire: &str) -> Option<(&Named<'a>, Target<'_>)> {
        let mut named = self.named.get(wire)?;
        for _ in 0..=self.named.len() {
            match &named.def.kind {
                TypeKind::Struct(_) => return Some((named, Target::Kind(Kind::Struct))),
                TypeKind::Enum(values) if values.flags => return Some((named, Target::Kind(Kind::Flags))),
                TypeKind::Enum(_) => return Some((named, Target::Kind(Kind::Enum))),
                TypeKind::Alias(TypeRef::Named(next)) => named = self.named.get(next.as_str())?,
                TypeKind::Alias(reference) => return Some((named, Target::Reference(reference))),
            }
        }
        None
    }

    /// Gives a type without a name of its own the name of its place.
    fn hoist(&self, def: &TypeDef, place: &mut Place<'_>, found: &mut Diagnostics) -> Ty {
        let wanted = def.name.rust.clone().unwrap_or_else(|| names::type_ident(&place.stem));
        let name = claim(place.scope, &wanted, None, &def.origin, found);
        let kind = match &def.kind {
            TypeKind::Struct(_) => Kind::Struct,
            TypeKind::Enum(values) if values.flags => Kind::Flags,
            TypeKind::Enum(_) => Kind::Enum,
            TypeKind::Alias(reference) => return self.resolve(reference, &def.origin, place, found),
        };
        let fallback = std::mem::take(&mut place.doc);
        let mut ty = self.define_as(def, name.clone(), place, found);
        if ty.doc.text.is_empty() {
            ty.doc.text = fallback;
        }
        place.types.push(ty);
        match place.namespace {
            Some(namespace) => {
                Ty::Model { namespace: namespace.iter().map(|part| names::value_ident(part)).collect(), name, kind }
            }
            None => Ty::Local { name, kind },
        }
    }

    /// The members of an object: those of its ancestors first, each JSON member once.
    fn fields(&self, def: &TypeDef, object: &ir::Struct, place: &mut Place<'_>, found: &mut Diagnostics) -> Vec<Field> {
        let mut members: Vec<&ir::Field> = Vec::new();
        for ancestor in self.lineage(def, object, found).into_iter().rev() {
            for field in &ancestor.fields {
                if !members.iter().any(|known| known.wire == field.wire) {
                    members.push(field);
                }
            }
        }
        let mut scope = Scope::default();
        // A claim in an empty scope cannot fail.
        let _ = scope.claim(&names::value_ident("additional_data"), def.origin.clone());
        let has_keys = !def.name.wire.is_empty() && !is_page(&members);
        let mut keys = Scope::default();
        let stem = std::mem::take(&mut place.stem);
        let fields = members
            .into_iter()
            .map(|field| {
                place.stem = format!("{stem}_{}", field.wire);
                place.doc = format!("The value of the member `{}`.", field.wire);
                let mut field = self.field(field, &stem, &mut scope, place, found);
                field.key = has_keys.then(|| keys.claim_first_free(&names::constant_ident(&field.name), None, ()));
                field
            })
            .collect();
        place.stem = stem;
        fields
    }

    /// The members that the object `wire` declares itself; none for anything but an object.
    pub fn members(&self, wire: &str) -> Vec<&ir::Field> {
        match self.follow(wire).map(|(named, _)| &named.def.kind) {
            Some(TypeKind::Struct(object)) => object.fields.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The object and its ancestors, nearest first.
    fn lineage<'s>(&'s self, def: &TypeDef, object: &'s ir::Struct, found: &mut Diagnostics) -> Vec<&'s ir::Struct> {
        let mut lineage = vec![object];
        let mut base = object.base.as_deref();
        while let Some(wire) = base {
            let ancestor = self.follow(wire).map(|(named, _)| &named.def.kind);
            let Some(TypeKind::Struct(ancestor)) = ancestor.filter(|_| lineage.len() <= self.named.len()) else {
                let message =
                    format!("`{}` inherits from `{wire}`, which is not an object or inherits from it", def.name.wire);
                found.push(Diagnostic::error(def.origin.clone(), message));
                break;
            };
            lineage.push(ancestor);
            base = ancestor.base.as_deref();
        }
        lineage
    }

    fn field(
        &self,
        field: &ir::Field,
        owner: &str,
        scope: &mut Scope<Origin>,
        place: &mut Place<'_>,
        found: &mut Diagnostics,
    ) -> Field {
        let wanted = field.rust.clone().unwrap_or_else(|| names::value_ident(&field.wire));
        let alternative = if wanted == "additional_data" {
            names::suffixed(&wanted, "_property")
        } else {
            names::value_ident(&format!("{owner}_{}", field.wire))
        };
        Field {
            name: claim(scope, &wanted, Some(alternative), &field.origin, found),
            key: None,
            wire: field.wire.clone(),
            ty: self.resolve(&field.ty, &field.origin, place, found),
            constraints: field.constraints.clone(),
            nested_constraints: super::constraints::reaches(&field.ty, &self.constrained),
            doc: field.doc.clone(),
            deprecated: field.deprecated.clone(),
        }
    }
}

/// Whether an object is one page of a collection: a list called `value`, and little else but `OData` annotations.
pub fn is_page(members: &[&ir::Field]) -> bool {
    members.iter().any(|field| field.wire == "value" && matches!(field.ty, TypeRef::List(_)))
        && members.iter().all(|field| field.wire == "value" || field.wire.starts_with("@odata."))
}

/// Where a chain of aliases ends.
enum Target<'a> {
    Kind(Kind),
    Reference(&'a TypeRef),
}

fn variants(values: &ir::Enum, found: &mut Diagnostics) -> Vec<Variant> {
    let mut scope = Scope::default();
    let mut wires = BTreeSet::new();
    let mut variants = Vec::new();
    for value in values.variants.iter().filter(|value| wires.insert(value.wire.as_str())) {
        if variants.is_empty() {
            // A claim in an empty scope cannot fail.
            let _ = scope.claim(&names::variant_ident("UnknownValue"), value.origin.clone());
        }
        let wanted =
            value.rust.clone().unwrap_or_else(|| names::variant_ident(value.name.as_ref().unwrap_or(&value.wire)));
        let name = claim(&mut scope, &wanted, None, &value.origin, found);
        variants.push(Variant { name, wire: value.wire.clone(), doc: value.doc.clone() });
    }
    variants
}

/// Takes `wanted`, or the next free name with a warning. An identifier that the user wrote is not changed: taking it
/// twice is an error at the second.
fn claim(
    scope: &mut Scope<Origin>,
    wanted: &Ident,
    alternative: Option<Ident>,
    origin: &Origin,
    found: &mut Diagnostics,
) -> Ident {
    let Err(first) = scope.claim(wanted, origin.clone()) else { return wanted.clone() };
    let (first, taken) = (first.clone(), format!("the name `{wanted}` is taken"));
    let name = scope.claim_first_free(wanted, alternative, origin.clone());
    found.push(match origin {
        Origin::Source(_) => Diagnostic::error(origin.clone(), taken).related(first, "by this"),
        Origin::Spec(_) => {
            Diagnostic::warning(origin.clone(), format!("{taken}; this becomes `{name}`")).related(first, "by this")
        }
    });
    name
}

impl Namespace {
    fn new(module: &str, wire: String) -> Self {
        Self { module: names::module_ident(module), wire, types: Vec::new(), children: Vec::new() }
    }

    /// The namespace at `path` below this one, made where it is missing.
    fn descend(&mut self, path: &[String]) -> &mut Self {
        let Some((first, rest)) = path.split_first() else { return self };
        let module = names::module_ident(first);
        let at = self.children.iter().position(|child| child.module == module).unwrap_or_else(|| {
            self.children.push(Self::new(first, first.clone()));
            self.children.len() - 1
        });
        self.children[at].descend(rest)
    }

    /// Sorts, and keeps the private modules of types apart from each other and from those of the namespaces.
    fn finish(&mut self) {
        self.children.sort_by(|a, b| a.module.cmp(&b.module));
        self.types.sort_by(|a, b| a.name.cmp(&b.name));
        let mut scope = Scope::default();
        for child in &mut self.children {
            child.finish();
            // Children are made one per module name.
            let _ = scope.claim(&child.module, ());
        }
        for ty in &mut self.types {
            ty.module = scope.claim_first_free(&ty.module, Some(names::suffixed(&ty.module, "_type")), ());
        }
    }
}
