//! Names of component schemas.

use graph_emit::ir::TypeName;

use crate::dialect::GRAPH;

/// The name of the component `wire`: Graph's own namespace is left out, any other is kept.
///
/// Only the name itself is looked at, so that a type is called the same in every slice of a description.
pub(super) fn type_name(wire: &str) -> TypeName {
    let mut parts: Vec<_> = wire
        .strip_prefix(GRAPH)
        .unwrap_or(wire)
        .split('.')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let name = parts.pop().unwrap_or_else(|| wire.to_owned());
    TypeName { wire: wire.to_owned(), namespace: parts, name, rust: None }
}

/// The name of a type that has none.
pub(super) fn nameless() -> TypeName {
    TypeName { wire: String::new(), namespace: Vec::new(), name: String::new(), rust: None }
}

/// Whether `wire` only exists to describe others: it is generated when something still mentions it.
pub(super) fn is_helper(wire: &str) -> bool {
    wire == NUMERIC_WORDS || is_page_base(wire)
}

/// The component that lists the words for numbers which JSON cannot write.
pub(super) const NUMERIC_WORDS: &str = "ReferenceNumeric";

/// Whether `wire` is what the converter lets pages of results inherit from.
pub(super) fn is_page_base(wire: &str) -> bool {
    matches!(wire, "BaseCollectionPaginationCountResponse" | "BaseDeltaFunctionResponse")
}

/// Whether `wire` is called like a page of results.
pub(super) fn is_page(wire: &str) -> bool {
    wire.ends_with("CollectionResponse")
}

/// Whether `wire` is a type of the service's own model, which may say its type in `@odata.type`.
///
/// Not of the model: pages, errors, the standard's own types, and the converter's helpers, which have no namespace.
pub(super) fn is_model(wire: &str) -> bool {
    let mut parts = wire.rsplit('.').skip(1);
    parts.next().is_some_and(|last| last != "ODataErrors")
        && !wire.starts_with("Edm.")
        && !wire.starts_with("GeoJSON.")
        && !is_page(wire)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_namespace_of_graph_is_left_out() {
        let session = type_name("microsoft.graph.callRecords.session");
        assert_eq!((session.namespace, session.name.as_str()), (vec!["callRecords".to_owned()], "session"));
        let call = type_name("microsoft.graph.call");
        assert_eq!((call.namespace.len(), call.name.as_str()), (0, "call"));
    }

    #[test]
    fn any_other_namespace_stays() {
        let trip = type_name("Sample.Models.Trip");
        assert_eq!((trip.namespace, trip.name.as_str()), (vec!["Sample".to_owned(), "Models".to_owned()], "Trip"));
        let plain = type_name("ReferenceCreate");
        assert_eq!((plain.namespace.len(), plain.name.as_str()), (0, "ReferenceCreate"));
    }

    #[test]
    fn models_are_neither_pages_nor_errors_nor_helpers() {
        assert!(is_model("microsoft.graph.call"));
        assert!(!is_model("microsoft.graph.callCollectionResponse"));
        assert!(!is_model("microsoft.graph.ODataErrors.MainError"));
        assert!(!is_model("ReferenceUpdate"));
        assert!(!is_model("Edm.GeometryPoint"));
    }
}
