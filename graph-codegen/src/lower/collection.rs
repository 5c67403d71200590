//! Pages of results: each dialect tells another part of what such an answer holds.

use graph_emit::ir::{Doc, Field, Primitive, TypeRef};

use super::context::Site;

const VALUE: &str = "value";
const NEXT_LINK: &str = "@odata.nextLink";
const COUNT: &str = "@odata.count";
const DELTA_LINK: &str = "@odata.deltaLink";

/// The members of an object at `site`: those of a page of results are completed and put in one order, whatever the
/// dialect, all others stay as they are.
pub(super) fn settle(fields: Vec<Field>, site: &Site) -> Vec<Field> {
    if !is_page(&fields) {
        return fields;
    }
    let is_delta = fields.iter().any(|field| field.wire == DELTA_LINK);
    let mut members = vec![(VALUE, TypeRef::Untyped), (NEXT_LINK, string()), (COUNT, int64())];
    if is_delta {
        members.push((DELTA_LINK, string()));
    }
    let mut fields = fields;
    let mut member = |(wire, ty): (&str, TypeRef)| {
        let known = fields.iter().position(|field| field.wire == wire);
        known.map_or_else(|| added(wire, ty, site), |at| fields.swap_remove(at))
    };
    members.into_iter().map(&mut member).collect()
}

/// A member that every service sends though the description is silent about it.
pub(super) fn added(wire: &str, ty: TypeRef, site: &Site) -> Field {
    Field {
        wire: wire.to_owned(),
        rust: None,
        ty,
        constraints: Vec::new(),
        doc: Doc::default(),
        deprecated: None,
        origin: site.origin.clone(),
    }
}

/// Whether these are the members of a page: results, a link to more, and nothing but what belongs to them.
fn is_page(fields: &[Field]) -> bool {
    let is_list = |field: &Field| field.wire == VALUE && matches!(field.ty, TypeRef::List(_));
    fields.iter().any(is_list)
        && fields.iter().any(|field| matches!(field.wire.as_str(), NEXT_LINK | DELTA_LINK))
        && fields.iter().all(|field| matches!(field.wire.as_str(), VALUE | NEXT_LINK | COUNT | DELTA_LINK))
}

fn string() -> TypeRef {
    TypeRef::Primitive(Primitive::String)
}

fn int64() -> TypeRef {
    TypeRef::Primitive(Primitive::Int64)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{lower, members, operation, schemas, ty};
    use graph_emit::ir::Response;

    use super::*;

    const HELPERS: &str = "    BaseCollectionPaginationCountResponse: {type: object, properties: {'@odata.count': {type: number, format: int64}, '@odata.nextLink': {type: string}}}\n    BaseDeltaFunctionResponse: {type: object, properties: {'@odata.nextLink': {type: string}, '@odata.deltaLink': {type: string}}}\n";
    const RESULTS: &str = "value: {type: array, items: {type: string}}";
    const PAGE: [&str; 3] = [VALUE, NEXT_LINK, COUNT];

    #[test]
    fn both_dialects_give_one_page() {
        let module = format!(
            "    a.xCollectionResponse: {{type: object, properties: {{{RESULTS}, '@odata.nextLink': {{type: string}}}}}}"
        );
        let base = "{$ref: '#/components/schemas/BaseCollectionPaginationCountResponse'}";
        let official = format!(
            "{HELPERS}    a.xCollectionResponse: {{type: object, allOf: [{base}, {{type: object, properties: {{{RESULTS}}}}}]}}"
        );
        for yaml in [module, official] {
            let types = schemas(&yaml);
            assert_eq!(types.len(), 1, "helpers that are copied are not generated");
            assert_eq!(members(ty(&types, "a.xCollectionResponse")), PAGE);
        }
    }

    #[test]
    fn a_delta_page_has_its_link_as_well() {
        let links = "'@odata.deltaLink': {type: string}, '@odata.nextLink': {type: string}";
        let flat = format!("{{type: object, properties: {{{links}, {RESULTS}}}}}");
        let base = "{$ref: '#/components/schemas/BaseDeltaFunctionResponse'}";
        let derived = format!("{{allOf: [{base}, {{type: object, properties: {{{RESULTS}}}}}]}}");
        for schema in [flat, derived] {
            let get = format!(
                "get: {{responses: {{2XX: {{description: ok, content: {{application/json: {{schema: {schema}}}}}}}}}}}"
            );
            let api = lower(&format!("paths:\n  /a:\n    {get}\ncomponents:\n  schemas:\n{HELPERS}"));
            let Response::Value(TypeRef::Inline(page)) = &operation(&api, "a").response else {
                panic!("a page in place")
            };
            assert_eq!(members(page), [VALUE, NEXT_LINK, COUNT, DELTA_LINK]);
        }
    }

    #[test]
    fn an_object_with_more_members_is_no_page() {
        let types = schemas(&format!(
            "    T: {{type: object, properties: {{{RESULTS}, '@odata.nextLink': {{type: string}}, x: {{type: string}}}}}}\n    V: {{type: object, properties: {{{RESULTS}}}}}"
        ));
        assert_eq!(members(ty(&types, "T")), [VALUE, NEXT_LINK, "x"]);
        assert_eq!(members(ty(&types, "V")), [VALUE]);
    }
}
