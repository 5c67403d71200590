//! Objects: their own members, what they inherit, and `allOf`.

use std::collections::HashSet;

use graph_emit::ir::{Field, Struct, TypeKind, TypeRef};
use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};

use super::alternatives::{self, Alternatives};
use super::context::{Context, MAX_HOPS, Site};
use super::shape::{Shape, Use};
use super::{collection, constraint, doc, name, schema};

/// What an object is put together from, nested `allOf`s unfolded.
#[derive(Default)]
struct Parts<'a> {
    references: Vec<(&'a str, Site)>,
    inline: Vec<(Shape<'a>, Site)>,
}

/// The object that `shape` describes, or another name for the one that it only repeats.
///
/// One reference and at most one part in place is inheritance; anything else has no single base, so that all members
/// are copied into one flat object.
pub(super) fn kind<'a>(cx: &mut Context<'a>, shape: &Shape<'a>, site: &Site) -> TypeKind {
    let mut parts = Parts::default();
    collect(cx, shape, site, &mut parts);
    if let ([(reference, site)], []) = (&parts.references[..], &parts.inline[..]) {
        return TypeKind::Alias(schema::named(cx, reference, site));
    }
    let base = match &parts.references[..] {
        [(reference, site)] if parts.inline.len() == 1 => base(cx, reference, site),
        _ => None,
    };
    if let (None, Some((reference, _))) = (&base, parts.references.iter().find(|(it, _)| cx.is_copying(it))) {
        let what = format!("an object inside `{reference}` that is put together from it and others is not supported");
        cx.unsupported(&site.origin, &what, "any JSON value is generated instead");
        return TypeKind::Alias(TypeRef::Untyped);
    }
    let mut members = IndexMap::new();
    if base.is_none() {
        for (reference, site) in &parts.references {
            inherited(cx, reference, site, &mut HashSet::new(), &mut members);
        }
    }
    for (shape, site) in &parts.inline {
        schema::report_unsupported(cx, shape, site);
        report_other_type(cx, shape, site);
        own(cx, shape, site, &mut members);
    }
    let fields = collection::settle(members.into_values().collect(), site);
    TypeKind::Struct(Struct { base, type_name: None, fields, ..Struct::default() })
}

/// Tells that `shape`, of which an object is made, says that it is something else.
fn report_other_type(cx: &mut Context<'_>, shape: &Shape<'_>, site: &Site) {
    if let Some(ty) = shape.ty.filter(|ty| !matches!(*ty, "object" | "null")) {
        let what = format!("`type: {ty}` among the parts of an object is not supported");
        cx.unsupported(&site.child("type").origin, &what, "an object of the members is generated");
    }
}

/// The text of an object: its own, else that of the part of its `allOf` that stands in place.
pub(super) fn description<'a>(shape: &Shape<'a>) -> Option<&'a str> {
    let part = |part: &'a ReferenceOr<Schema>| part.as_item()?.schema_data.description.as_deref();
    shape.data.description.as_deref().or_else(|| shape.all_of.iter().find_map(part))
}

/// Unfolds `shape` into `parts`, in the order of the text.
fn collect<'a>(cx: &mut Context<'a>, shape: &Shape<'a>, site: &Site, parts: &mut Parts<'a>) {
    for (at, part) in shape.all_of.iter().enumerate() {
        let site = site.child("allOf").child(&at.to_string());
        match Use::from(part) {
            Use::Ref(reference) => parts.references.push((reference, site)),
            Use::Here(part) => collect(cx, &Shape::of(part), &site, parts),
        }
    }
    match alternatives::of(shape, site) {
        Alternatives::None => {}
        Alternatives::One(Use::Ref(reference), site) => parts.references.push((reference, site)),
        Alternatives::One(Use::Here(part), site) => collect(cx, &Shape::of(part), &site, parts),
        Alternatives::Number(_) | Alternatives::Several => {
            alternatives::report_choice(cx, site, "only the members outside the choice are generated");
        }
    }
    if shape.all_of.is_empty() || shape.has_properties() {
        parts.inline.push((shape.clone(), site.clone()));
    }
}

/// The name of the object that `reference` inherits from, behind other names for it; `None` when its members are to be
/// copied instead.
fn base<'a>(cx: &mut Context<'a>, reference: &'a str, site: &Site) -> Option<String> {
    if reference.rsplit('/').next().is_some_and(name::is_page_base) {
        return None;
    }
    let mut name = cx.schema_name(reference, site)?;
    // A circle of other names has no end, and no object in it.
    for _ in 0..MAX_HOPS {
        let next = match cx.entry(name)? {
            Use::Ref(reference) => reference,
            Use::Here(schema) => {
                let shape = Shape::of(schema);
                match shape.all_of {
                    [ReferenceOr::Reference { reference }] if !shape.has_properties() => reference,
                    _ if shape.is_object() => return Some(name.to_owned()),
                    _ => return None,
                }
            }
        };
        name = cx.schema_name(next, site)?;
    }
    None
}

/// Adds the members of the object behind `reference`, those of its own ancestors included.
fn inherited<'a>(
    cx: &mut Context<'a>,
    reference: &'a str,
    site: &Site,
    seen: &mut HashSet<&'a str>,
    members: &mut IndexMap<String, Field>,
) {
    if !seen.insert(reference) {
        return;
    }
    let Some(target) = cx.schema(reference) else {
        // Reports the reference.
        cx.schema_name(reference, site);
        return;
    };
    let component = reference.rsplit('/').next().unwrap_or_default();
    let target_site = Site { origin: cx.component_origin("schemas", component), sent: site.sent };
    let mut parts = Parts::default();
    collect(cx, &Shape::of(target), &target_site, &mut parts);
    cx.while_copying(reference, |cx| {
        for (reference, site) in &parts.references {
            inherited(cx, reference, site, seen, members);
        }
        for (shape, site) in &parts.inline {
            if !shape.is_object() {
                let what = "an object cannot inherit from what is not an object";
                cx.unsupported(&site.origin, what, "this part is left out");
            }
            own(cx, shape, site, members);
        }
    });
}

/// Adds the members that `shape` itself declares; a later declaration of the same name replaces the earlier one.
fn own<'a>(cx: &mut Context<'a>, shape: &Shape<'a>, site: &Site, members: &mut IndexMap<String, Field>) {
    let site = site.child("properties");
    for (wire, schema) in shape.properties.into_iter().flatten() {
        if !cx.may_copy(&site.origin) {
            return;
        }
        let field = field(cx, wire, Use::from(schema), &site.child(wire));
        members.insert(wire.clone(), field);
    }
}

/// The member `wire` of an object.
fn field<'a>(cx: &mut Context<'a>, wire: &str, schema: Use<'a>, site: &Site) -> Field {
    let ty = schema::type_ref(cx, schema, site);
    let constraints = constraint::of(cx, schema, &ty, site);
    let (doc, deprecated) = match schema {
        Use::Here(schema) => {
            let shape = Shape::of(schema);
            (doc::described(shape.data.description.as_deref()), schema::deprecation(&shape))
        }
        Use::Ref(reference) => {
            (doc::described(None), cx.schema(reference).and_then(|schema| schema::deprecation(&Shape::of(schema))))
        }
    };
    Field { wire: wire.to_owned(), rust: None, ty, constraints, doc, deprecated, origin: site.origin.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{lower_with, members, schemas, ty};
    use graph_emit::ir::{TypeDef, TypeRef};

    use super::*;

    const BASE: &str = "    B: {type: object, properties: {id: {type: string}}}\n    C: {type: object, properties: {c: {type: string}}}\n";

    fn base_of(ty: &TypeDef) -> Option<&str> {
        match &ty.kind {
            TypeKind::Struct(object) => object.base.as_deref(),
            TypeKind::Enum(_) | TypeKind::Alias(_) => panic!("`{}` is not an object", ty.name.wire),
        }
    }

    fn derived(schema: &str) -> TypeDef {
        ty(&schemas(&format!("{BASE}    D: {schema}")), "D").clone()
    }

    const B: &str = "{$ref: '#/components/schemas/B'}";
    const C: &str = "{$ref: '#/components/schemas/C'}";
    const D: &str = "{type: object, properties: {d: {type: string}}, description: the d}";

    #[test]
    fn what_parts_of_an_object_say_beside_their_members_is_a_warning() {
        let told = |schema: &str| {
            let (_, found) = lower_with(&format!("paths: {{}}\ncomponents:\n  schemas:\n{BASE}    D: {schema}"));
            found.into_iter().map(|one| one.split(" (").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        for (part, fault) in [
            ("additionalProperties: {type: string}", "additionalProperties: the type of members with any name"),
            ("not: {type: string}", "not: `not`"),
            ("type: string", "type: `type: string` among the parts of an object"),
        ] {
            let own = format!("{{properties: {{d: {{type: string}}}}, {part}}}");
            assert_eq!(told(&own), [format!("/components/schemas/D/{fault} is not supported")]);
            for parts in [format!("{B}, {own}"), format!("{B}, {C}, {own}"), format!("{B}, {C}, {{allOf: [{own}]}}")] {
                let found = told(&format!("{{allOf: [{parts}]}}"));
                let at =
                    if parts.contains("allOf") { "2/allOf/0" } else { &(parts.matches("$ref").count().to_string()) };
                assert_eq!(found, [format!("/components/schemas/D/allOf/{at}/{fault} is not supported")], "{parts}");
            }
        }
        assert_eq!(told(&format!("{{allOf: [{B}, {D}]}}")), [""; 0]);
    }

    #[test]
    fn one_reference_and_one_part_are_inheritance() {
        for schema in [
            format!("{{allOf: [{B}, {D}]}}"),
            format!("{{allOf: [{{allOf: [{B}]}}, {D}]}}"),
            format!("{{type: object, description: the d, properties: {{d: {{type: string}}}}, allOf: [{B}]}}"),
        ] {
            let d = derived(&schema);
            assert_eq!((base_of(&d), members(&d)), (Some("B"), vec!["d"]), "{schema}");
            assert_eq!(d.doc.text, "the d");
        }
    }

    #[test]
    fn a_derived_type_needs_no_members() {
        let d = derived(&format!("{{allOf: [{B}, {{type: object}}]}}"));
        assert_eq!((base_of(&d), members(&d).len()), (Some("B"), 0));
    }

    #[test]
    fn a_reference_alone_is_another_name() {
        let d = derived(&format!("{{allOf: [{B}]}}"));
        assert!(matches!(d.kind, TypeKind::Alias(TypeRef::Named(name)) if name == "B"));
    }

    #[test]
    fn several_references_or_parts_are_one_flat_object() {
        let d = derived(&format!("{{allOf: [{B}, {C}, {D}]}}"));
        assert_eq!((base_of(&d), members(&d)), (None, vec!["id", "c", "d"]));
        let d = derived(&format!("{{allOf: [{B}, {D}, {{type: object, properties: {{e: {{type: string}}}}}}]}}"));
        assert_eq!((base_of(&d), members(&d)), (None, vec!["id", "d", "e"]));
    }

    #[test]
    fn a_base_is_found_behind_its_other_names() {
        let types = schemas(&format!(
            "{BASE}    N: {{$ref: '#/components/schemas/M'}}\n    M: {{allOf: [{B}]}}\n    D: {{allOf: [{{$ref: '#/components/schemas/N'}}, {D}]}}"
        ));
        assert_eq!(base_of(ty(&types, "D")), Some("B"));
    }

    #[test]
    fn rules_about_required_members_are_no_choice() {
        let d = derived("{type: object, properties: {a: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}");
        assert_eq!(members(&d), ["a"]);
    }

    #[test]
    fn an_object_with_a_choice_keeps_its_own_members() {
        let object = format!("{{type: object, properties: {{a: {{type: string}}}}, oneOf: [{B}, {C}]}}");
        let (api, found) = lower_with(&format!("paths: {{}}\ncomponents:\n  schemas:\n{BASE}    D: {object}"));
        assert_eq!(members(ty(&api.types, "D")), ["a"]);
        assert!(found[0].contains("only the members outside the choice are generated"), "{found:?}");
    }

    #[test]
    fn what_is_no_object_cannot_be_inherited_from() {
        let (api, found) = lower_with(&format!(
            "paths: {{}}\ncomponents:\n  schemas:\n    S: {{type: string}}\n    D: {{allOf: [{{$ref: '#/components/schemas/S'}}, {D}]}}"
        ));
        assert_eq!(members(ty(&api.types, "D")), ["d"]);
        assert!(found[0].contains("cannot inherit from what is not an object"), "{found:?}");
    }

    #[test]
    fn recursion_is_legal() {
        let types = schemas("    R: {type: object, properties: {next: {$ref: '#/components/schemas/R'}}}");
        assert_eq!(members(&types[0]), ["next"]);
    }
}
