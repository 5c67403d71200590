//! What `@odata.type` says of an object: the discriminator of one dialect, the rule behind it for the other.

use std::collections::HashMap;

use graph_emit::ir::{TypeDef, TypeKind};
use graph_emit::origin::Origin;
use openapiv3::{Discriminator, Schema};

use super::context::Context;
use super::name;
use super::shape::Shape;

/// The property by which `OData` tells types apart (OData JSON Format 4.01, section 4.6.3).
const ODATA_TYPE: &str = "@odata.type";

/// Gives every object of the service's own model the text that `@odata.type` has for it: what a discriminator maps to it,
/// and `#` with its name otherwise, which is the rule that the mappings follow.
pub(super) fn name_types(cx: &mut Context<'_>, types: &mut [TypeDef]) {
    let mapped = mapped(cx, types);
    for ty in types.iter_mut().filter(|ty| name::is_model(&ty.name.wire)) {
        if let TypeKind::Struct(object) = &mut ty.kind {
            let given = mapped.get(ty.name.wire.as_str()).cloned();
            object.type_name = Some(given.unwrap_or_else(|| format!("#{}", ty.name.wire)));
        }
    }
}

/// What the discriminators of `types` map to each component. A mapping by another property is reported.
fn mapped(cx: &mut Context<'_>, types: &[TypeDef]) -> HashMap<String, String> {
    let mut mapped = HashMap::new();
    for ty in types {
        let mut found = Vec::new();
        collect(cx.component(&ty.name.wire), &ty.origin, &mut found);
        for (discriminator, origin) in found {
            if discriminator.property_name == ODATA_TYPE {
                mapped.extend(entries(discriminator));
            } else {
                let what = format!("a discriminator by `{}` is not supported", discriminator.property_name);
                let instead = "its types are told apart by `@odata.type` only; the property is an ordinary member";
                cx.unsupported(&origin.child("discriminator"), &what, instead);
            }
        }
    }
    mapped
}

/// The discriminators of `schema` at `origin`, and of the parts that its `allOf` has in place: a type that inherits has its own
/// there.
fn collect<'a>(schema: Option<&'a Schema>, origin: &Origin, found: &mut Vec<(&'a Discriminator, Origin)>) {
    let Some(schema) = schema else { return };
    found.extend(schema.schema_data.discriminator.iter().map(|one| (one, origin.clone())));
    for (at, part) in Shape::of(schema).all_of.iter().enumerate() {
        collect(part.as_item(), &origin.child("allOf").child(&at.to_string()), found);
    }
}

/// The components of a mapping, each with its text. A target is a reference or the bare name of a schema.
fn entries(discriminator: &Discriminator) -> impl Iterator<Item = (String, String)> {
    let component = |target: &String| target.rsplit('/').next().unwrap_or_default().to_owned();
    discriminator.mapping.iter().map(move |(text, target)| (component(target), text.clone()))
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::TypeKind;

    use super::super::fixture::{lower_with, schemas, ty};

    const DERIVED: &str = "    a.d: {allOf: [{$ref: '#/components/schemas/a.b'}, {type: object}]}";

    fn type_name(yaml: &str, wire: &str) -> Option<String> {
        match &ty(&schemas(yaml), wire).kind {
            TypeKind::Struct(object) => object.type_name.clone(),
            TypeKind::Enum(_) | TypeKind::Alias(_) => None,
        }
    }

    #[test]
    fn without_a_mapping_the_name_is_the_rule() {
        let yaml = format!("    a.b: {{type: object}}\n{DERIVED}");
        assert_eq!(type_name(&yaml, "a.d").as_deref(), Some("#a.d"));
    }

    #[test]
    fn a_mapping_says_otherwise() {
        let mapping = "discriminator: {propertyName: '@odata.type', mapping: {'#x': '#/components/schemas/a.d'}}";
        let yaml = format!("    a.b: {{type: object, {mapping}}}\n{DERIVED}");
        assert_eq!(type_name(&yaml, "a.d").as_deref(), Some("#x"));
    }

    #[test]
    fn a_type_that_inherits_has_its_mapping_in_a_part() {
        let mapping = "discriminator: {propertyName: '@odata.type', mapping: {'#x': '#/components/schemas/a.e'}}";
        let middle = format!("    a.d: {{allOf: [{{$ref: '#/components/schemas/a.b'}}, {{type: object, {mapping}}}]}}");
        let last = "    a.e: {allOf: [{$ref: '#/components/schemas/a.d'}, {type: object}]}";
        let yaml = format!("    a.b: {{type: object}}\n{middle}\n{last}");
        assert_eq!(type_name(&yaml, "a.e").as_deref(), Some("#x"));
        let yaml = yaml.replace("'@odata.type', mapping", "kind, mapping");
        let (_, found) = lower_with(&format!("paths: {{}}\ncomponents:\n  schemas:\n{yaml}"));
        assert!(found[0].starts_with("/components/schemas/a.d/allOf/1/discriminator: a discriminator by"), "{found:?}");
    }

    #[test]
    fn a_discriminator_by_another_property_is_a_warning() {
        let yaml = format!(
            "paths: {{}}\ncomponents:\n  schemas:\n    a.b: {{type: object, discriminator: {{propertyName: kind}}}}\n{DERIVED}"
        );
        let (_, found) = lower_with(&yaml);
        assert!(found[0].contains("a discriminator by `kind` is not supported"), "{found:?}");
    }
}
