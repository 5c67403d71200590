//! Any name at all becomes an identifier, and no two things of one scope have the same.

use std::collections::BTreeSet;

use graph_emit::names::{self, Scope};
use proptest::collection::vec;
use proptest::prelude::*;

/// What a description may call a thing: anything, and now and then what is near to being a name.
fn wire_name() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-zA-Z0-9_@.$+-]{0,12}", "(self|Self|crate|super|type|async|gen|_|con|Option)[2_]?"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_is_an_identifier(name in wire_name()) {
        let kinds = [names::value_ident, names::module_ident, names::type_ident, names::variant_ident];
        for ident in kinds.map(|kind| kind(&name)) {
            prop_assert!(names::parse(&ident.to_string()).is_some(), "{ident}");
        }
        let key = names::constant_ident(&names::value_ident(&name)).to_string();
        prop_assert!(names::parse(&key).is_some(), "{key}");
    }

    #[test]
    fn names_of_one_scope_are_distinct(wanted in vec(wire_name(), 0..20)) {
        let mut scope = Scope::default();
        let given: BTreeSet<_> = wanted
            .iter()
            .map(|name| scope.claim_first_free(&names::value_ident(name), || None, ()).to_string())
            .collect();
        prop_assert_eq!(given.len(), wanted.len());
    }
}
