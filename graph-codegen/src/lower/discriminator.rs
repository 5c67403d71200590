//! What `@odata.type` says of an object: the discriminator of one dialect, the rule behind it for the other.

use std::collections::HashMap;

use graph_emit::ir::{TypeDef, TypeKind};
use openapiv3::Discriminator;

use super::context::Context;
use super::name;

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
        let Some(discriminator) = cx.component(&ty.name.wire).and_then(|it| it.schema_data.discriminator.as_ref())
        else {
            continue;
        };
        if discriminator.property_name == ODATA_TYPE {
            mapped.extend(entries(discriminator));
        } else {
            let what = format!("a discriminator by `{}` is not supported", discriminator.property_name);
            let instead = "its types are told apart by `@odata.type` only; the property is an ordinary member";
            cx.unsupported(&ty.origin.child("discriminator"), &what, instead);
        }
    }
    mapped
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
    fn a_discriminator_by_another_property_is_a_warning() {
        let yaml = format!(
            "paths: {{}}\ncomponents:\n  schemas:\n    a.b: {{type: object, discriminator: {{propertyName: kind}}}}\n{DERIVED}"
        );
        let (_, found) = lower_with(&yaml);
        assert!(found[0].contains("a discriminator by `kind` is not supported"), "{found:?}");
    }
}
