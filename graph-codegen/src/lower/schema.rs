//! Schemas: components become named types, all others types in place.

use graph_emit::ir::{Custom, Deprecation, TypeDef, TypeKind, TypeName, TypeRef};
use openapiv3::{ReferenceOr, Schema};

use super::alternatives::{self, Alternatives};
use super::context::{Context, Site};
use super::shape::{Shape, Use};
use super::{doc, enums, name, object, scalar};

/// The component that stands for any JSON value, though the description calls it an object without members.
const ANY_JSON: &str = "microsoft.graph.Json";

/// The type of the component `wire`.
pub(super) fn component<'a>(cx: &mut Context<'a>, wire: &'a str, schema: &'a ReferenceOr<Schema>) -> TypeDef {
    let site = cx.component_site(wire);
    let mut ty = match Use::from(schema) {
        Use::Ref(reference) => alias(named(cx, reference, &site), &site),
        Use::Here(schema) => definition(cx, schema, &site),
    };
    if wire == ANY_JSON {
        ty.kind = TypeKind::Alias(TypeRef::Untyped);
    }
    ty.name = TypeName::of_component(wire);
    ty.doc.note = doc::unselected(wire, schema);
    ty
}

/// The type of a schema that is used at `site`.
pub(super) fn type_ref<'a>(cx: &mut Context<'a>, schema: Use<'a>, site: &Site) -> TypeRef {
    let definition = match schema {
        Use::Ref(reference) => return named(cx, reference, site),
        Use::Here(schema) => definition(cx, schema, site),
    };
    match definition.kind {
        TypeKind::Alias(ty) => ty,
        // Without members of its own there is nothing to name a new type for.
        TypeKind::Struct(object) if object.fields.is_empty() && object.base.is_some() => {
            object.base.map_or(TypeRef::Untyped, TypeRef::Named)
        }
        TypeKind::Struct(_) | TypeKind::Enum(_) => TypeRef::Inline(Box::new(definition)),
    }
}

/// The type of `schema`, still without a name.
fn definition<'a>(cx: &mut Context<'a>, schema: &'a Schema, site: &Site) -> TypeDef {
    let shape = Shape::of(schema);
    let kind = kind(cx, &shape, site);
    let doc = doc::described(object::description(&shape));
    TypeDef {
        name: name::nameless(),
        doc,
        deprecated: deprecation(&shape),
        kind,
        custom: Custom::default(),
        origin: site.origin.clone(),
    }
}

/// The deprecation of a schema.
pub(super) fn deprecation(shape: &Shape<'_>) -> Option<Deprecation> {
    doc::deprecation(shape.data.deprecated, &shape.data.extensions)
}

fn kind<'a>(cx: &mut Context<'a>, shape: &Shape<'a>, site: &Site) -> TypeKind {
    report_unsupported(cx, shape, site);
    if shape.has_properties() || !shape.all_of.is_empty() {
        return object::kind(cx, shape, site);
    }
    match alternatives::of(shape, site) {
        Alternatives::One(Use::Here(schema), site) => return definition(cx, schema, &site).kind,
        Alternatives::One(Use::Ref(reference), site) => return TypeKind::Alias(named(cx, reference, &site)),
        Alternatives::Number(number) => return TypeKind::Alias(TypeRef::Primitive(number)),
        Alternatives::Several => {
            alternatives::report_choice(cx, site, "any JSON value is generated instead");
            return TypeKind::Alias(TypeRef::Untyped);
        }
        Alternatives::None => {}
    }
    match enums::of(cx, shape, site) {
        Some(list) => TypeKind::Enum(list),
        None if shape.is_object() => object::kind(cx, shape, site),
        None => TypeKind::Alias(plain(cx, shape, site)),
    }
}

/// Reports what the rest of the lowering does not look at.
pub(super) fn report_unsupported(cx: &mut Context<'_>, shape: &Shape<'_>, site: &Site) {
    if shape.negated && !(Shape { negated: false, ..shape.clone() }).is_bare() {
        cx.unsupported(&site.child("not").origin, "`not` is not supported", "the rest of the schema is generated");
    }
    if shape.additional.is_some_and(|schema| !is_any(schema)) {
        let what = "the type of members with any name is not supported";
        cx.unsupported(&site.child("additionalProperties").origin, what, "they are kept as any JSON value");
    }
}

/// Whether a schema of `additionalProperties` says no more than that there may be some.
fn is_any(schema: Use<'_>) -> bool {
    let Use::Here(schema) = schema else { return false };
    let shape = Shape::of(schema);
    shape.is_bare() || (shape.ty == Some("object") && (Shape { ty: None, ..shape.clone() }).is_bare())
}

/// The type of a schema that is neither an object nor an enum nor a choice.
fn plain<'a>(cx: &mut Context<'a>, shape: &Shape<'a>, site: &Site) -> TypeRef {
    if shape.ty == Some("array") || (shape.ty.is_none() && shape.items.is_some()) {
        return list(cx, shape, site);
    }
    if let Some(primitive) = scalar::primitive(shape.ty, shape.format) {
        return TypeRef::Primitive(primitive);
    }
    if shape.negated {
        cx.unsupported(&site.origin, "`not` is not supported", "any JSON value is generated instead");
    } else if let Some(ty) = shape.ty.filter(|ty| *ty != "null") {
        cx.unsupported(
            &site.origin,
            &format!("`{ty}` is not a type of OpenAPI 3.0"),
            "any JSON value is generated instead",
        );
    }
    TypeRef::Untyped
}

/// A list; a list of lists is any JSON value, as in the official clients.
fn list<'a>(cx: &mut Context<'a>, shape: &Shape<'a>, site: &Site) -> TypeRef {
    let item = shape.items.map_or(TypeRef::Untyped, |items| type_ref(cx, items, &site.child("items")));
    match item {
        TypeRef::List(_) => {
            cx.unsupported(&site.origin, "a list of lists is not supported", "any JSON value is generated instead");
            TypeRef::Untyped
        }
        item => TypeRef::List(Box::new(item)),
    }
}

/// The component that `reference` points to.
pub(super) fn named<'a>(cx: &mut Context<'a>, reference: &'a str, site: &Site) -> TypeRef {
    cx.schema_name(reference, site).map_or(TypeRef::Untyped, |name| TypeRef::Named(name.to_owned()))
}

fn alias(ty: TypeRef, site: &Site) -> TypeDef {
    TypeDef {
        name: name::nameless(),
        doc: doc::described(None),
        deprecated: None,
        kind: TypeKind::Alias(ty),
        custom: Custom::default(),
        origin: site.origin.clone(),
    }
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::Primitive;

    use super::super::fixture::{fields, lower_with, members, schemas, ty};
    use super::*;

    /// The type of the member `p` whose schema is `schema`; there are an object `T` and an enum `E`.
    fn member(schema: &str) -> TypeRef {
        let types = schemas(&format!(
            "    O: {{type: object, properties: {{p: {schema}}}}}\n    T: {{type: object}}\n    E: {{type: string, enum: [a]}}\n    ReferenceNumeric: {{type: string, enum: [INF]}}"
        ));
        fields(ty(&types, "O"))[0].ty.clone()
    }

    fn is_named(ty: &TypeRef, wire: &str) -> bool {
        matches!(ty, TypeRef::Named(name) if name == wire)
    }

    #[test]
    fn a_nullable_reference_is_the_reference() {
        let reference = "{$ref: '#/components/schemas/T'}";
        assert!(is_named(&member(reference), "T"));
        assert!(is_named(&member(&format!("{{anyOf: [{reference}, {{type: object, nullable: true}}]}}")), "T"));
        assert!(is_named(&member(&format!("{{anyOf: [{reference}, {{enum: [null], nullable: true}}]}}")), "T"));
        assert!(is_named(&member(&format!("{{oneOf: [{reference}]}}")), "T"));
        assert!(is_named(&member(&format!("{{allOf: [{reference}], description: d}}")), "T"));
    }

    #[test]
    fn a_number_or_a_word_for_it_is_the_number() {
        let words = "{type: string, nullable: true}, {$ref: '#/components/schemas/ReferenceNumeric'}";
        let double = member(&format!("{{oneOf: [{{type: number, format: double, nullable: true}}, {words}]}}"));
        assert!(matches!(double, TypeRef::Primitive(Primitive::Double)));
        let long = member("{oneOf: [{type: number, format: int64}, {type: string}]}");
        assert!(matches!(long, TypeRef::Primitive(Primitive::Int64)));
    }

    #[test]
    fn a_nullable_enum_is_the_enum() {
        for schema in ["{anyOf: [{enum: [a]}, {nullable: true}]}", "{type: string, nullable: true, enum: [a, null]}"] {
            assert!(
                matches!(member(schema), TypeRef::Inline(list) if matches!(list.kind, TypeKind::Enum(_))),
                "{schema}"
            );
        }
    }

    #[test]
    fn a_real_choice_is_any_value_and_a_warning() {
        for choice in ["{type: string}, {type: number}", "{type: string}, {$ref: '#/components/schemas/A'}"] {
            let (api, found) =
                lower_with(&format!("paths: {{}}\ncomponents: {{schemas: {{A: {{oneOf: [{choice}]}}}}}}"));
            assert!(matches!(api.types[0].kind, TypeKind::Alias(TypeRef::Untyped)));
            let choice = "/components/schemas/A: a choice between several schemas is not supported";
            assert_eq!(found, [format!("{choice} (any JSON value is generated instead)")]);
        }
    }

    #[test]
    fn lists_nest_once() {
        assert!(matches!(member("{type: array, items: {type: string}}"), TypeRef::List(_)));
        assert!(matches!(member("{type: array}"), TypeRef::List(item) if matches!(*item, TypeRef::Untyped)));
    }

    #[test]
    fn what_a_schema_says_beyond_its_type_is_a_warning() {
        for (schema, expected) in [
            ("{type: array, items: {type: array, items: {type: string}}}", ": a list of lists is not supported"),
            ("{type: string, not: {enum: [a]}}", "/not: `not` is not supported (the rest"),
            ("{not: {type: string}}", ": `not` is not supported (any JSON"),
            ("{type: object, additionalProperties: {type: string}}", "/additionalProperties: the type of members"),
        ] {
            let (_, found) = lower_with(&format!("paths: {{}}\ncomponents: {{schemas: {{S: {schema}}}}}"));
            assert!(found.len() == 1 && found[0].starts_with(&format!("/components/schemas/S{expected}")), "{found:?}");
        }
        schemas("    S: {type: object, additionalProperties: {type: object}}");
    }

    #[test]
    fn a_schema_that_says_nothing_is_any_value() {
        assert!(matches!(member("{}"), TypeRef::Untyped));
        assert!(matches!(member("{description: anything}"), TypeRef::Untyped));
    }

    #[test]
    fn components_that_are_no_objects_are_other_names() {
        let types = schemas(
            "    a.S: {type: string}\n    a.R: {$ref: '#/components/schemas/a.S'}\n    a.E: {type: string, enum: [x]}",
        );
        assert!(matches!(ty(&types, "a.S").kind, TypeKind::Alias(TypeRef::Primitive(Primitive::String))));
        assert!(matches!(&ty(&types, "a.R").kind, TypeKind::Alias(target) if is_named(target, "a.S")));
        assert!(matches!(ty(&types, "a.E").kind, TypeKind::Enum(_)));
    }

    #[test]
    fn graph_calls_any_json_an_object() {
        let types = schemas("    microsoft.graph.Json: {type: object, properties: {'@odata.type': {type: string}}}");
        assert!(matches!(types[0].kind, TypeKind::Alias(TypeRef::Untyped)));
    }

    #[test]
    fn helpers_are_generated_when_mentioned() {
        let numeric = "    ReferenceNumeric: {type: string, enum: [INF]}";
        assert!(schemas(numeric).is_empty());
        let used = "\n    O: {type: object, properties: {p: {$ref: '#/components/schemas/ReferenceNumeric'}}}";
        assert_eq!(schemas(&format!("{numeric}{used}")).len(), 2);
    }

    #[test]
    fn objects_in_place_have_no_name() {
        let TypeRef::Inline(inline) = member("{type: object, description: d, properties: {a: {type: string}}}") else {
            panic!("a type in place")
        };
        assert_eq!((inline.name.wire.as_str(), inline.doc.text.as_str()), ("", "d"));
        assert_eq!(members(&inline), ["a"]);
    }

    #[test]
    fn a_reference_to_nothing_is_any_value_and_a_warning() {
        let (api, found) = lower_with(
            "paths: {}\ncomponents: {schemas: {O: {type: object, properties: {p: {$ref: '#/components/schemas/No'}}}}}",
        );
        assert!(matches!(fields(&api.types[0])[0].ty, TypeRef::Untyped));
        let place = "/components/schemas/O/properties/p";
        assert!(found[0].starts_with(&format!("{place}: `#/components/schemas/No` is not a schema")), "{found:?}");
    }

    #[test]
    fn what_openapi_does_not_know_is_any_value_and_a_warning() {
        for (schema, message) in [("{not: {type: string}}", "`not` is not"), ("{type: file}", "`file` is not a type")] {
            let (api, found) = lower_with(&format!("paths: {{}}\ncomponents: {{schemas: {{O: {schema}}}}}"));
            assert!(matches!(api.types[0].kind, TypeKind::Alias(TypeRef::Untyped)));
            assert!(found[0].contains(message), "{found:?}");
        }
    }
}
