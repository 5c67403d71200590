//! Names of component schemas.

use graph_emit::ir::TypeName;

/// The name of a type that has none.
pub(super) fn nameless() -> TypeName {
    TypeName::nameless()
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
    fn models_are_neither_pages_nor_errors_nor_helpers() {
        assert!(is_model("microsoft.graph.call"));
        assert!(!is_model("microsoft.graph.callCollectionResponse"));
        assert!(!is_model("microsoft.graph.ODataErrors.MainError"));
        assert!(!is_model("ReferenceUpdate"));
        assert!(!is_model("Edm.GeometryPoint"));
    }
}
