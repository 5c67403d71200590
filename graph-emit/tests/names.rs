//! Any name at all becomes an identifier, and no two things of one scope have the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

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

/// The methods of `graph_runtime::Request`, read off its source.
fn methods_of_requests() -> BTreeSet<String> {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../graph-runtime/src");
    let (mut open, mut methods) = (vec![runtime], BTreeSet::from(["into_future".to_owned()]));
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).expect("a folder of sources").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let text = fs::read_to_string(path).expect("a source");
        let implementations = text.split("\nimpl<").skip(1).filter(|part| {
            let head = part.split('{').next().unwrap_or_default();
            head.split_once("> ").is_some_and(|(_, ty)| ty.starts_with("Request<"))
        });
        for part in implementations.filter_map(|part| part.split("\n}\n").next()) {
            for function in part.split("\n    pub ").skip(1) {
                let signature = function.split_once("fn ").map_or("", |(_, rest)| rest);
                let name: String =
                    signature.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect();
                let receiver = signature.split_once('(').map_or("", |(_, rest)| rest.trim_start());
                if ["self", "mut self", "&self", "&mut self"].iter().any(|self_| receiver.starts_with(self_)) {
                    methods.insert(name);
                }
            }
        }
    }
    methods
}

#[test]
fn the_methods_of_requests_are_known() {
    let known: BTreeSet<_> = names::REQUEST_METHODS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(methods_of_requests(), known);
}
