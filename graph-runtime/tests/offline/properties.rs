//! Any document survives a model: what goes in comes out, to the last digit, whatever of it is declared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use graph_runtime::model::{from_slice, from_str, to_string};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::support::Call;
use crate::support::directory::{DirectoryObject, Entity, User};

/// JSON without loss: numbers as text, of repeated members the last.
#[derive(Debug, PartialEq)]
enum Tree {
    Object(BTreeMap<String, Tree>),
    Array(Vec<Tree>),
    String(String),
    Other(String),
}

fn tree(text: &str) -> Tree {
    match text.trim().as_bytes()[0] {
        b'{' => {
            let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).unwrap();
            Tree::Object(members.into_iter().map(|(name, value)| (name, tree(value.get()))).collect())
        }
        b'[' => {
            let elements: Vec<Box<RawValue>> = serde_json::from_str(text).unwrap();
            Tree::Array(elements.iter().map(|element| tree(element.get())).collect())
        }
        b'"' => Tree::String(serde_json::from_str(text).unwrap()),
        _ => Tree::Other(text.trim().to_owned()),
    }
}

/// The names of an object's members, repeated ones too.
fn names(text: &str) -> Vec<String> {
    struct Names;

    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut names = Vec::new();
            while let Some((name, IgnoredAny)) = map.next_entry()? {
                names.push(name);
            }
            Ok(names)
        }
    }

    serde_json::Deserializer::from_str(text).deserialize_map(Names).unwrap()
}

fn string() -> BoxedStrategy<String> {
    let plain = vec(any::<char>(), 0..12).prop_map(String::from_iter);
    prop_oneof![plain, "[a-z\"\\\\\n]{0,20}"].prop_map(|text| serde_json::to_string(&text).unwrap()).boxed()
}

fn number() -> BoxedStrategy<String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?",
    ]
    .boxed()
}

fn object(members: impl Strategy<Value = Vec<(String, String)>>) -> impl Strategy<Value = String> {
    members.prop_map(|members| {
        let members: Vec<String> = members.iter().map(|(name, value)| format!("{name} :{value}")).collect();
        format!("{{ {}}}", members.join(", "))
    })
}

fn array(elements: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    vec(elements, 0..4).prop_map(|elements| format!("[{}]", elements.join(" ,")))
}

/// Any JSON text.
fn json() -> BoxedStrategy<String> {
    let words = prop_oneof![Just("null"), Just("true"), Just("false")].prop_map(str::to_owned);
    let leaf = prop_oneof![words, number(), string()];
    leaf.prop_recursive(3, 12, 4, |inner| prop_oneof![object(vec((string(), inner.clone()), 0..4)), array(inner)])
        .boxed()
}

fn null_or(values: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop_oneof![1 => Just("null".to_owned()), 3 => values].boxed()
}

/// A member of a name that no model here declares.
fn undeclared() -> BoxedStrategy<(String, String)> {
    // Chance finds `id` in the end; a member of that name would need a value of its type.
    let may_be_declared =
        |name: &str| name.len() > 3 && name[1..name.len() - 1].bytes().all(|byte| byte.is_ascii_lowercase());
    let names = string().prop_map(move |name| if may_be_declared(&name) { name.to_uppercase() } else { name });
    let few_names = prop_oneof![Just("\"x\"".to_owned()), Just("\"\"".to_owned()), names];
    (few_names, json()).boxed()
}

fn declared(name: &'static str, values: impl Strategy<Value = String> + 'static) -> BoxedStrategy<(String, String)> {
    null_or(values).prop_map(move |value| (format!("\"{name}\""), value)).boxed()
}

/// A document of a call: members of every kind in any order and number, lists with nulls among them.
fn call() -> BoxedStrategy<String> {
    let flat = |inner: BoxedStrategy<String>| {
        let member = prop_oneof![
            3 => undeclared(),
            1 => declared("id", string()),
            1 => declared("reason", string()),
            1 => declared("retries", any::<i32>().prop_map(|number| number.to_string())),
            1 => declared("size", any::<i64>().prop_map(|number| number.to_string())),
            1 => declared("level", any::<i16>().prop_map(|number| format!("{number}.5"))),
            2 => declared("tags", array(null_or(string()))),
            1 => declared("settings", json()),
            1 => declared("parent", inner.clone()),
            1 => declared("callRoutes", array(null_or(inner))),
        ];
        object(vec(member, 0..8)).boxed()
    };
    let leaf = Just("{}".to_owned()).boxed();
    flat(flat(flat(leaf)))
}

/// A document of a user, without nulls in lists.
fn user() -> BoxedStrategy<String> {
    let member = prop_oneof![
        3 => undeclared(),
        1 => declared("id", string()),
        1 => declared("displayName", string()),
        1 => declared("logins", any::<i32>().prop_map(|number| number.to_string())),
        1 => declared("balance", number()),
        1 => declared("businessPhones", array(string())),
        1 => declared("manager", object(vec(undeclared(), 0..3))),
        1 => declared("@odata.type", Just("\"#microsoft.graph.user\"".to_owned())),
    ];
    object(vec(member, 0..8)).boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_comes_out_as_it_went_in(text in call()) {
        let call: Call = from_str(&text).unwrap();
        let written = to_string(&call).unwrap();
        prop_assert_eq!(tree(&written), tree(&text));
        prop_assert_eq!(to_string(&from_str::<Call>(&written).unwrap()).unwrap(), written);
    }

    #[test]
    fn members_are_written_once(text in call()) {
        let written = to_string(&from_str::<Call>(&text).unwrap()).unwrap();
        let names = names(&written);
        prop_assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}", written);
    }

    #[test]
    fn an_undeclaring_model_keeps_any_object(members in vec(undeclared(), 0..40)) {
        let members: Vec<String> = members.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        let text = format!("{{{}}}", members.join(","));
        let entity: Entity = from_str(&text).unwrap();
        prop_assert_eq!(tree(&to_string(&entity).unwrap()), tree(&text));
    }

    #[test]
    fn a_user_survives_being_its_bases(text in user()) {
        let user: User = from_str(&text).unwrap();
        let object = DirectoryObject::from(user.clone());
        let typed = User { odata_type: Some("#microsoft.graph.user".to_owned()), ..user };
        let back: User = object.downcast().unwrap();
        prop_assert_eq!(tree(&to_string(&back).unwrap()), tree(&to_string(&typed).unwrap()));
        prop_assert_eq!(DirectoryObject::from(back), object.clone());
        prop_assert_eq!(Entity::from(object).downcast::<User>().unwrap(), typed);
    }

    #[test]
    fn anything_is_read_or_refused(bytes in vec(any::<u8>(), 0..64), value in json()) {
        let _ = from_slice::<Call>(&bytes);
        for name in ["id", "reasons", "retries", "level", "tags", "parent", "callRoutes", "settings"] {
            if let Ok(call) = from_str::<Call>(&format!("{{\"{name}\":{value}}}")) {
                prop_assert_eq!(from_str::<Call>(&to_string(&call).unwrap()).unwrap(), call);
            }
        }
    }

    #[test]
    fn text_stays_inside_its_literal(text in any::<String>()) {
        let filter = User::DISPLAY_NAME.eq(&text).to_string();
        let literal = filter.strip_prefix("displayName eq '").and_then(|rest| rest.strip_suffix('\'')).unwrap();
        prop_assert!(!literal.replace("''", "").contains('\''));
        prop_assert_eq!(literal.replace("''", "'"), text);
    }
}
