//! Members along lines of inheritance: each is declared once, and every line can say its type.

use std::collections::{HashMap, HashSet};

use graph_emit::ir::{Primitive, Struct, TypeDef, TypeKind, TypeRef};

use super::collection::added;
use super::context::{Context, Site};
use super::name;

const ODATA_TYPE: &str = "@odata.type";

/// Gives the root of every line of the service's own model a member `@odata.type`, its last one, and takes from each
/// type the members that an ancestor declares already.
pub(super) fn settle(cx: &mut Context<'_>, types: &mut [TypeDef]) {
    let lines = Lines::of(types);
    let circular: Vec<_> = types.iter().map(|ty| lines.run_in_circle(ty, types)).collect();
    for (ty, _) in types.iter_mut().zip(circular).filter(|(_, is_circular)| *is_circular) {
        let message = format!("`{}` inherits from itself", ty.name.wire);
        cx.unsupported(&ty.origin, &message, "it is generated without what it inherits");
        if let TypeKind::Struct(object) = &mut ty.kind {
            object.base = None;
        }
    }
    for ty in types.iter_mut() {
        if let TypeKind::Struct(object) = &mut ty.kind
            && object.base.is_none()
            && name::is_model(&ty.name.wire)
        {
            say_type(object, &Site::new(ty.origin.clone()));
        }
    }
    let repeated: Vec<_> = types.iter().map(|ty| lines.repeated_in(ty, types)).collect();
    for (ty, repeated) in types.iter_mut().zip(repeated) {
        if let TypeKind::Struct(object) = &mut ty.kind {
            object.fields.retain(|field| !repeated.contains(&field.wire));
        }
    }
}

fn say_type(object: &mut Struct, site: &Site) {
    let declared = object.fields.iter().position(|field| field.wire == ODATA_TYPE);
    let field = declared
        .map_or_else(|| added(ODATA_TYPE, TypeRef::Primitive(Primitive::String), site), |at| object.fields.remove(at));
    object.fields.push(field);
}

/// Where each object stands in the list of types.
struct Lines(HashMap<String, usize>);

impl Lines {
    fn of(types: &[TypeDef]) -> Self {
        Self(types.iter().enumerate().map(|(at, ty)| (ty.name.wire.clone(), at)).collect())
    }

    /// The names of the own members of `ty` that an ancestor has, too.
    fn repeated_in(&self, ty: &TypeDef, types: &[TypeDef]) -> HashSet<String> {
        let TypeKind::Struct(object) = &ty.kind else { return HashSet::new() };
        let inherited: HashSet<_> =
            self.ancestors(object, types).flat_map(|ancestor| &ancestor.fields).map(|field| &field.wire).collect();
        object.fields.iter().map(|field| &field.wire).filter(|wire| inherited.contains(wire)).cloned().collect()
    }

    /// Whether `ty` is among its own ancestors.
    fn run_in_circle(&self, ty: &TypeDef, types: &[TypeDef]) -> bool {
        let TypeKind::Struct(object) = &ty.kind else { return false };
        self.ancestors(object, types).any(|ancestor| std::ptr::eq(ancestor, object))
    }

    /// The ancestors of `object`, nearest first. No line is longer than there are types, unless it is a circle.
    fn ancestors<'t>(&self, object: &'t Struct, types: &'t [TypeDef]) -> impl Iterator<Item = &'t Struct> {
        let parent = |object: &Struct| match &types[*self.0.get(object.base.as_ref()?)?].kind {
            TypeKind::Struct(parent) => Some(parent),
            TypeKind::Enum(_) | TypeKind::Alias(_) => None,
        };
        std::iter::successors(parent(object), move |object| parent(object)).take(types.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{lower_with, members, schemas, ty};

    const TYPE: &str = "'@odata.type': {type: string}";

    /// A line of two types, where each declares the members given.
    fn line(base: &str, derived: &str) -> String {
        format!(
            "    a.b: {{type: object, properties: {{{base}}}}}\n    a.d: {{allOf: [{{$ref: '#/components/schemas/a.b'}}, {{type: object, properties: {{{derived}}}}}]}}"
        )
    }

    #[test]
    fn both_dialects_say_the_type_at_the_root_and_last() {
        let module = line("id: {type: string}", "x: {type: string}");
        let official = line(&format!("{TYPE}, id: {{type: string}}"), &format!("x: {{type: string}}, {TYPE}"));
        for yaml in [module, official] {
            let types = schemas(&yaml);
            assert_eq!(members(ty(&types, "a.b")), ["id", "@odata.type"]);
            assert_eq!(members(ty(&types, "a.d")), ["x"]);
        }
    }

    #[test]
    fn what_an_ancestor_declares_is_not_declared_again() {
        let types = schemas(&line("id: {type: string}", "id: {type: string}, x: {type: string}"));
        assert_eq!(members(ty(&types, "a.d")), ["x"]);
    }

    #[test]
    fn errors_pages_and_helpers_say_no_type() {
        let types = schemas(
            "    a.ODataErrors.InnerError: {type: object}\n    ReferenceCreate: {type: object}\n    a.bCollectionResponse: {type: object}",
        );
        assert!(types.iter().all(|ty| members(ty).is_empty()));
    }

    #[test]
    fn a_circle_is_cut_with_a_warning() {
        let one = |name: &str, base: &str| {
            format!(
                "    {name}: {{allOf: [{{$ref: '#/components/schemas/{base}'}}, {{type: object, properties: {{{name}: {{type: string}}}}}}]}}\n"
            )
        };
        let schemas = [one("x", "y"), one("y", "x"), one("z", "x")].concat();
        let (api, found) = lower_with(&format!("paths: {{}}\ncomponents:\n  schemas:\n{schemas}"));
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("/components/schemas/x: `x` inherits from itself"), "{found:?}");
        assert_eq!(members(ty(&api.types, "z")), ["z"]);
        assert_eq!(members(ty(&api.types, "x")), ["x"]);
    }
}
