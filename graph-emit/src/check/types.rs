//! Component types: their names, their members with those of their ancestors, and what refers to them.

use std::collections::{HashMap, HashSet};

use super::collection::Collection;
use super::constraints::constrained_types;
use super::family::Families;
use super::inner::{Inner, Naming, claim_inline, ends, kind_of};
use super::members::{Ancestor, members};
use super::spot::Spot;
use crate::checked::{Family, Field, Gate, Heir, Kind, Namespace, Shape, Ty, Type, Variant};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{self, Doc, TypeDef, TypeKind, TypeRef};
use crate::names::{self, Book, Claimed, EntryKind, Key, Name, Scope};
use crate::order;
use crate::origin::Origin;

/// The most members of objects, inherited ones included. The reference descriptions of Graph stay below it.
const MAX_MEMBERS: usize = 500_000;

/// The component types of an API, by wire name. All begin alike, so that to hash names takes less than to compare them.
pub struct Types<'a> {
    defs: &'a [TypeDef],
    pub(super) book: &'a Book,
    pub(super) named: HashMap<&'a str, Named<'a>>,
    scopes: HashMap<&'a [String], Scope<&'a Origin>>,
    constrained: HashSet<&'a str>,
    families: Families<'a>,
    /// Where chains of other names for a type end, by each name in them.
    ends: HashMap<&'a str, &'a str>,
    /// The types without names of their own that stand in components, by the address of their definition. Whatever
    /// comes upon one by way of an ancestor, or of another name for it, means the same type; so types may contain
    /// themselves.
    inner: Inner,
    /// The names of the members of every object, those of its ancestors included.
    members: HashMap<&'a str, Vec<Name>>,
}

pub(super) struct Named<'a> {
    pub(super) def: &'a TypeDef,
    name: Name,
    pub(super) key: Key,
    /// The modules between `models` and it.
    modules: Vec<Name>,
}

impl Named<'_> {
    fn ty(&self, kind: Kind) -> Ty {
        Ty::Model { namespace: self.modules.clone(), name: self.name.clone(), kind }
    }
}

/// Where a type without a name of its own comes to stand.
pub struct Place<'p, 'a> {
    /// The entry of the book that the entries of its types are below.
    pub home: Key,
    /// The names taken there.
    pub scope: &'p mut Scope<&'a Origin>,
    /// Takes the type.
    pub types: &'p mut Vec<Type>,
}

/// The family of an object that derives from a type of another API, which no description names.
fn given_base(def: &TypeDef) -> Option<Family> {
    let TypeKind::Struct(object) = &def.kind else { return None };
    let base = object.given_base.clone()?;
    Some(Family {
        type_name: object.type_name.clone()?,
        ancestors: vec![Ty::Given(base)],
        descendants: Vec::new(),
        children: Vec::new(),
        feature: None,
        namespace: Vec::new(),
    })
}

impl<'a> Types<'a> {
    /// Names every type of `defs`.
    ///
    /// `None`, with an error in `found`, where they are too large to be written out.
    pub fn new(defs: &'a [TypeDef], book: &'a Book, found: &mut Diagnostics) -> Option<Self> {
        let mut named = HashMap::new();
        let mut scopes: HashMap<&[String], Scope<&Origin>> = HashMap::new();
        let namespaces = namespaces(defs, book);
        for def in defs {
            let home = home(book, &def.name.namespace);
            let scope = scopes
                .entry(def.name.namespace.as_slice())
                .or_insert_with(|| Scope::reserving(book.names_below(home, EntryKind::Single, 0)));
            let key = book.entry(home, &def.name.wire);
            let wanted = def.name.rust.clone().unwrap_or_else(|| names::type_ident(&def.name.name));
            let name = claim(scope, (book, key), &wanted, || None, &def.origin, found);
            let module = |depth| namespaces[&def.name.namespace[..=depth]].clone();
            let modules = (0..def.name.namespace.len()).map(module).collect();
            if named.insert(def.name.wire.as_str(), Named { def, name, key, modules }).is_some() {
                found.push(Diagnostic::error(def.origin.clone(), format!("`{}` is defined twice", def.name.wire)));
            }
        }
        let constrained = constrained_types(defs);
        let families = Families::of(defs);
        let ends = ends(&named);
        let (inner, members) = (Inner::default(), HashMap::new());
        let mut types = Self { defs, book, named, scopes, constrained, families, ends, inner, members };
        if let Some(fault) = types.excess() {
            found.push(fault);
            return None;
        }
        types.name_inner(found);
        types.members = types.member_names(found);
        Some(types)
    }

    /// What is wrong where the objects would have more members, inherited ones included, than there may be.
    fn excess(&self) -> Option<Diagnostic> {
        let mut members = 0;
        let too_much = self.defs.iter().find(|def| {
            let TypeKind::Struct(object) = &def.kind else { return false };
            let lineage = self.lineage(def, object, &mut Diagnostics::new());
            members += lineage.iter().map(|(_, object)| object.fields.len()).sum::<usize>();
            members > MAX_MEMBERS
        })?;
        let message = format!("the objects up to `{}` have more than {MAX_MEMBERS} members in all", too_much.name.wire);
        let help = "each object is written out with what it inherits; select less of the description";
        Some(Diagnostic::error(too_much.origin.clone(), message).help(help))
    }

    /// Names the types without names of their own that stand in components.
    fn name_inner(&mut self, found: &mut Diagnostics) {
        let mut inner = Inner::default();
        for def in self.defs {
            let Some(named) = self.named.get(def.name.wire.as_str()) else { continue };
            let namespace = def.name.namespace.as_slice();
            let scope = self.scopes.entry(namespace).or_default();
            let home = home(self.book, namespace);
            let mut naming = Naming { book: self.book, home, modules: &named.modules, scope, inner: &mut inner, found };
            naming.parts(def, Spot::Component(def));
        }
        self.inner = inner;
    }

    /// Writes out every type, by namespace.
    pub fn define(&mut self, found: &mut Diagnostics) -> Namespace {
        let mut scopes = std::mem::take(&mut self.scopes);
        let mut root = Namespace::new(names::module_ident("models"), String::new());
        for def in self.defs {
            let Some(named) = self.named.get(def.name.wire.as_str()) else { continue };
            let namespace = &def.name.namespace;
            let scope = scopes.entry(namespace).or_default();
            let mut types = Vec::new();
            let home = home(self.book, namespace);
            let mut place = Place { home, scope, types: &mut types };
            let ty = self.define_as(def, named.name.clone(), Spot::Component(def), &mut place, found);
            types.push(ty);
            root.descend(namespace, &named.modules).types.extend(types);
        }
        root.finish();
        root
    }

    /// The definition `def` under the name `name`; what is inline in it goes to `place`.
    fn define_as(
        &self,
        def: &'a TypeDef,
        name: Name,
        spot: Spot<'_>,
        place: &mut Place<'_, 'a>,
        found: &mut Diagnostics,
    ) -> Type {
        let mut page = None;
        let shape = match &def.kind {
            TypeKind::Struct(object) => {
                let lineage = self.lineage(def, object, found);
                let collection = self.collection(&lineage);
                page = collection.and_then(Collection::page);
                let has_keys = self.component(def).is_some() && collection.is_none();
                Shape::Struct(self.fields(&lineage, has_keys, spot, place, found))
            }
            TypeKind::Enum(values) => {
                Shape::Enum(variants(values, (self.book, self.book.entry(place.home, &spot.key())), found))
            }
            TypeKind::Alias(target) => Shape::Alias(self.resolve(target, Spot::Target(&spot, def), place, found)),
        };
        let module = names::module_ident(name.as_str());
        let wire = (!def.name.wire.is_empty()).then(|| def.name.wire.clone());
        let family = self.family(def);
        let (doc, deprecated) = (def.doc.clone(), def.deprecated.clone());
        Type { module, name, wire, doc, deprecated, shape, page, family, gate: Gate::default() }
    }

    /// The relatives of the object `def`.
    fn family(&self, def: &TypeDef) -> Option<Family> {
        let given = given_base(def);
        let Some(family) = self.families.get(&def.name.wire) else { return given };
        let given = given.into_iter().flat_map(|given| given.ancestors);
        let ancestors = family.ancestors.iter().filter_map(|wire| self.model(wire)).chain(given).collect();
        let descendants = family.descendants.iter().map(|name| (*name).to_owned()).collect();
        let heir =
            |named: &Named<'_>| Heir { namespace: named.modules.clone(), name: named.name.clone(), feature: None };
        let children = family.children.iter().filter_map(|wire| self.named.get(wire)).map(heir).collect();
        let namespace = self.named.get(def.name.wire.as_str()).map(|named| named.modules.clone()).unwrap_or_default();
        let type_name = family.type_name.to_owned();
        Some(Family { type_name, ancestors, descendants, children, feature: None, namespace })
    }

    /// The named object `wire` where it is used.
    fn model(&self, wire: &str) -> Option<Ty> {
        self.named.get(wire).map(|named| named.ty(Kind::Struct))
    }

    /// The Rust type of `reference`, which stands at `spot`.
    pub fn resolve(
        &self,
        reference: &'a TypeRef,
        spot: Spot<'_>,
        place: &mut Place<'_, 'a>,
        found: &mut Diagnostics,
    ) -> Ty {
        match reference {
            TypeRef::List(item) => Ty::List(Box::new(self.resolve(item, spot, place, found))),
            TypeRef::Inline(def) => self.hoist(def, spot, place, found),
            TypeRef::Named(wire) if self.follow(wire).is_none() => {
                found.push(Diagnostic::error(
                    spot.origin().clone(),
                    format!("`{wire}` is not a type of this description, or only leads back to itself"),
                ));
                Ty::Untyped
            }
            TypeRef::Named(_) | TypeRef::Primitive(_) | TypeRef::Untyped | TypeRef::Given(_) => self.mention(reference),
        }
    }

    /// The Rust type of `reference`, which belongs to a component that is written out elsewhere.
    fn mention(&self, reference: &TypeRef) -> Ty {
        match reference {
            TypeRef::Named(wire) => match self.follow(wire) {
                Some((named, Target::Kind(kind))) => named.ty(kind),
                Some((_, Target::Reference(reference))) => self.mention(reference),
                // Told where it is written out.
                None => Ty::Untyped,
            },
            TypeRef::Inline(def) => self.inner.get(def).unwrap_or(Ty::Untyped),
            TypeRef::List(item) => Ty::List(Box::new(self.mention(item))),
            TypeRef::Primitive(primitive) => Ty::Scalar(*primitive),
            TypeRef::Untyped => Ty::Untyped,
            TypeRef::Given(given) => Ty::Given(given.clone()),
        }
    }

    /// Follows aliases from `wire` to what they stand for; `None` when that is unknown or a circle.
    pub(super) fn follow(&self, wire: &str) -> Option<(&Named<'a>, Target<'a>)> {
        let named = self.named.get(self.ends.get(wire)?)?;
        let target = match &named.def.kind {
            TypeKind::Alias(reference) => Target::Reference(reference),
            kind => Target::Kind(kind_of(kind)?),
        };
        Some((named, target))
    }

    /// Gives a type without a name of its own the name of its place.
    fn hoist(&self, def: &'a TypeDef, spot: Spot<'_>, place: &mut Place<'_, 'a>, found: &mut Diagnostics) -> Ty {
        let kind = match &def.kind {
            TypeKind::Alias(reference) => return self.resolve(reference, Spot::Inline(&spot, def), place, found),
            kind => kind_of(kind).unwrap_or(Kind::Struct),
        };
        let named = self.inner.get(def);
        let claimed = || Ty::Local { name: claim_inline(place.scope, self.book, place.home, (def, spot), found), kind };
        let ty = named.unwrap_or_else(claimed);
        let (Ty::Local { name, .. } | Ty::Model { name, .. }) = &ty else { return ty };
        let mut definition = self.define_as(def, name.clone(), spot, place, found);
        if definition.doc.text.is_empty() {
            definition.doc = Doc { is_markdown: false, text: spot.doc(), ..definition.doc };
        }
        place.types.push(definition);
        ty
    }

    /// The members of an object: those of its ancestors first, each JSON member once.
    fn fields(
        &self,
        lineage: &[Ancestor<'a>],
        has_keys: bool,
        spot: Spot<'_>,
        place: &mut Place<'_, 'a>,
        found: &mut Diagnostics,
    ) -> Vec<Field> {
        let component = lineage.first().filter(|(def, _)| self.component(def).is_some());
        let names = match component.and_then(|(def, _)| self.members.get(def.name.wire.as_str())) {
            Some(names) => names.clone(),
            None => self.names_of(lineage, self.book.entry(place.home, &spot.key()), &spot.stem(), found),
        };
        let mut keys = Scope::default();
        let own = lineage.first().map(|(def, _)| *def);
        let field = |((field, declared), name): ((&'a ir::Field, &TypeDef), Name)| {
            let key = has_keys.then(|| keys.claim_first_free(&names::constant_ident(&name), || None, ()));
            let ty = match own {
                Some(own) if std::ptr::eq(own, declared) => {
                    self.resolve(&field.ty, Spot::Member(&spot, field), place, found)
                }
                _ => self.mention(&field.ty),
            };
            Field { key, ..self.field(field, name, ty) }
        };
        members(lineage).into_iter().zip(names).map(field).collect()
    }

    /// The definition that `wire` leads to; none where that is a reference.
    pub(super) fn definition(&self, wire: &str) -> Option<&'a TypeDef> {
        let (named, target) = self.follow(wire)?;
        matches!(target, Target::Kind(_)).then_some(named.def)
    }

    /// The object and its ancestors, nearest first.
    pub(super) fn lineage(
        &self,
        def: &'a TypeDef,
        object: &'a ir::Struct,
        found: &mut Diagnostics,
    ) -> Vec<Ancestor<'a>> {
        let mut lineage = vec![(def, object)];
        let mut base = object.base.as_deref();
        while let Some(wire) = base {
            let ancestor = self.follow(wire).map(|(named, _)| (named.def, &named.def.kind));
            let Some((ancestor_def, TypeKind::Struct(ancestor))) =
                ancestor.filter(|_| lineage.len() <= self.named.len())
            else {
                let message =
                    format!("`{}` inherits from `{wire}`, which is not an object or inherits from it", def.name.wire);
                found.push(Diagnostic::error(def.origin.clone(), message));
                break;
            };
            lineage.push((ancestor_def, ancestor));
            base = ancestor.base.as_deref();
        }
        lineage
    }

    fn field(&self, field: &'a ir::Field, name: Name, ty: Ty) -> Field {
        Field {
            name,
            key: None,
            wire: field.wire.clone(),
            ty,
            constraints: field.constraints.clone(),
            nested_constraints: super::constraints::reaches(&field.ty, &self.constrained),
            doc: field.doc.clone(),
            deprecated: field.deprecated.clone(),
        }
    }
}

/// The entry of the book for the types of a namespace.
fn home(book: &Book, namespace: &[String]) -> Key {
    match namespace {
        [] => book.entry(Book::ROOT, "models"),
        parts => book.entry(Book::ROOT, &format!("models.{}", parts.join("."))),
    }
}

/// The modules of all namespaces of `defs`, by namespace.
fn namespaces<'a>(defs: &'a [TypeDef], book: &Book) -> HashMap<&'a [String], Name> {
    let mut all: Vec<&[String]> =
        defs.iter().flat_map(|def| (1..=def.name.namespace.len()).map(|depth| &def.name.namespace[..depth])).collect();
    order::sort_by(&mut all, Ord::cmp);
    all.dedup();
    // Names that the book has come first.
    let (kept, new): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|namespace| book.name(home(book, namespace), 0).is_some());
    let mut scopes: HashMap<&[String], Scope<()>> = HashMap::new();
    let module = |namespace: &'a [String]| {
        let (last, above) = namespace.split_last().expect("invariant: no namespace of these is empty");
        let scope = scopes.entry(above).or_default();
        let kept = (book, home(book, namespace), 0);
        (namespace, scope.claim_kept(kept, &names::namespace_ident(last), || None, ()).0)
    };
    kept.into_iter().chain(new).map(module).collect()
}

/// Where a chain of aliases ends.
pub(super) enum Target<'a> {
    Kind(Kind),
    Reference(&'a TypeRef),
}

fn variants(values: &ir::Enum, (book, key): (&Book, Key), found: &mut Diagnostics) -> Vec<Variant> {
    let mut scope = Scope::reserving(book.names_below(key, EntryKind::Single, 0));
    let mut wires = HashSet::new();
    let mut variants = Vec::new();
    for value in values.variants.iter().filter(|value| wires.insert(value.wire.as_str())) {
        if variants.is_empty() {
            // A claim in an empty scope cannot fail.
            let _ = scope.claim(&names::variant_ident("UnknownValue"), &value.origin);
        }
        let wanted =
            value.rust.clone().unwrap_or_else(|| names::variant_ident(value.name.as_ref().unwrap_or(&value.wire)));
        let spot = (book, book.entry(key, &value.wire));
        let name = claim(&mut scope, spot, &wanted, || None, &value.origin, found);
        variants.push(Variant { name, wire: value.wire.clone(), doc: value.doc.clone() });
    }
    variants
}

/// Takes the name that the book has, else `wanted`, else the next free name with a warning. An identifier that the user
/// wrote is not changed: taking it twice is an error at the second.
pub(super) fn claim<'o>(
    scope: &mut Scope<&'o Origin>,
    (book, key): (&Book, Key),
    wanted: &Name,
    alternative: impl FnOnce() -> Option<Name>,
    origin: &'o Origin,
    found: &mut Diagnostics,
) -> Name {
    let (name, claimed) = scope.claim_kept((book, key, 0), wanted, alternative, origin);
    found.extend(match (claimed, origin) {
        (Claimed::Free, _) => None,
        (Claimed::Other(Some(first)), Origin::Source(_)) => {
            let taken = format!("the name `{wanted}` is taken");
            Some(Diagnostic::error(origin.clone(), taken).related(first.clone(), "by this"))
        }
        (Claimed::Other(first), _) => Some(renamed(origin, wanted, &name, first)),
        (Claimed::Twice(first), _) => {
            let message = format!("the recorded name `{name}` is taken");
            let help = "change one of the two names in the `.lock` files, or take its line out";
            Some(Diagnostic::error(origin.clone(), message).related(first.clone(), "by this").help(help))
        }
    });
    name
}

/// That `name` is given since `first`, or something recorded, has the name `wanted`.
pub fn renamed(origin: &Origin, wanted: &Name, name: &Name, first: Option<&Origin>) -> Diagnostic {
    let message = format!("the name `{wanted}` is taken; this becomes `{name}`");
    let diagnostic = Diagnostic::warning(origin.clone(), message);
    match first {
        Some(first) => diagnostic.related(first.clone(), "by this"),
        None => diagnostic.help("the name was given before, and may come back; `--forget` drops what is gone"),
    }
}

impl Namespace {
    fn new(module: Name, wire: String) -> Self {
        Self { module, wire, types: Vec::new(), children: Vec::new() }
    }

    /// The namespace at `path` below this one, made where it is missing.
    fn descend(&mut self, path: &[String], modules: &[Name]) -> &mut Self {
        let mut namespace = self;
        for (module, wire) in modules.iter().zip(path) {
            let at = namespace.children.iter().position(|child| child.module == *module).unwrap_or_else(|| {
                namespace.children.push(Self::new(module.clone(), wire.clone()));
                namespace.children.len() - 1
            });
            namespace = &mut namespace.children[at];
        }
        namespace
    }

    /// Sorts, and keeps the private modules of types apart from each other and from those of the namespaces.
    fn finish(&mut self) {
        order::sort_by(&mut self.children, |a, b| a.module.cmp(&b.module));
        order::sort_by(&mut self.types, |a, b| a.name.cmp(&b.name));
        let mut scope = Scope::default();
        // What every module hands on has these names.
        for module in ["models", "options"] {
            // A claim in an empty scope cannot fail.
            let _ = scope.claim(&names::module_ident(module), ());
        }
        for child in &mut self.children {
            child.finish();
            // Children are made one per module name.
            let _ = scope.claim(&child.module, ());
        }
        for ty in &mut self.types {
            ty.module = scope.claim_first_free(&ty.module, || Some(names::suffixed(&ty.module, "_type")), ());
        }
    }
}
