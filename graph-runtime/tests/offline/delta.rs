//! Items of delta functions: present or removed, by what the object itself says.

use graph_runtime::model::{AdditionalData, DeltaItem, RemovalReason, Removed, from_str, to_string};
use serde_json::json;

use crate::support::Call;

struct Changes {
    value: Option<Vec<DeltaItem<Call>>>,
    additional_data: AdditionalData,
}

graph_runtime::model! {
    Changes {
        "value" => value,
    }
    check {
        "value" => value.models(),
    }
}

fn read(text: &str) -> DeltaItem<Call> {
    from_str(text).unwrap()
}

#[test]
fn only_an_object_says_that_something_is_removed() {
    for other in ["false", "true", "null", "[]", "0", r#""deleted""#, r#""{}""#] {
        for text in [
            format!(r#"{{"@removed":{other},"id":"a"}}"#),
            format!(r#"{{"@removed":{{"reason":"deleted"}},"id":"a","@removed":{other}}}"#),
        ] {
            let item = read(&text);
            assert!(!item.is_removed(), "{text}");
            assert_eq!(to_string(&item).unwrap(), format!(r#"{{"@removed":{other},"id":"a"}}"#), "nothing is lost");
        }
    }
    assert!(read(r#"{"@removed":false,"id":"a","@removed": {} }"#).is_removed());
}

#[test]
fn an_object_is_removed_wherever_it_says_so() {
    for text in [
        r#"{"@removed":{"reason":"deleted"},"id":"a","x":1.50}"#,
        r#"{"id":"a","@removed":{"reason":"deleted"},"x":1.50}"#,
        r#"{"id":"a","x":1.50,"@removed":{"reason":"deleted","more":[1.0]}}"#,
    ] {
        let item = read(text);
        let removed = item.removed().expect("it is removed");
        assert_eq!((removed.id().as_deref(), removed.reason()), (Some("a"), Some(RemovalReason::Deleted)));
        assert_eq!((removed.object().additional_data.raw("x"), item.is_removed()), (Some("1.50"), true));
        assert!(item.present().is_none() && item.clone().into_present().is_none());
        let written: serde_json::Value = serde_json::from_str(&to_string(&item).unwrap()).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).unwrap());
        assert_eq!(read(&to_string(&item).unwrap()), item);
        assert_eq!(item.into_object().id.as_deref(), Some("a"));
    }
}

#[test]
fn a_reason_may_be_new_or_missing() {
    let reason = |removed: &str| read(&format!(r#"{{"id":"a","@removed":{removed}}}"#)).removed().unwrap().reason();
    assert_eq!(reason(r#"{"reason":"changed"}"#), Some(RemovalReason::Changed));
    assert_eq!(reason(r#"{"reason":"moved"}"#).unwrap().as_str(), "moved");
    for removed in ["{}", r#"{"reason":null}"#, r#"{"reason":5}"#] {
        assert_eq!(reason(removed), None, "{removed}");
    }
}

#[test]
fn all_others_are_present() {
    for text in [r#"{"id":"a"}"#, "{}", r#"{"id":"a","@removed":null}"#, r#"{"removed":{"reason":"deleted"}}"#] {
        let item = read(text);
        assert!(item.present().is_some() && item.removed().is_none() && !item.is_removed(), "{text}");
        assert_eq!(to_string(&item).unwrap().len(), text.len());
    }
    // The last of repeated members counts.
    assert!(read(r#"{"@removed":{},"@removed":null}"#).present().is_some());
    assert!(read(r#"{"@removed":null,"@removed":{}}"#).is_removed());
}

/// An object that declares nothing.
struct Bare {
    additional_data: AdditionalData,
}

graph_runtime::model! { Bare {} }

#[test]
fn ids_are_found_by_name() {
    assert_eq!(read(r#"{"id":"a"}"#).id().as_deref(), Some("a"));
    assert_eq!(read("{}").id(), None);
    let item: DeltaItem<Bare> = from_str(r#"{"id":"a\u002fb","@removed":{}}"#).unwrap();
    assert_eq!(item.removed().unwrap().id().as_deref(), Some("a/b"));
    assert_eq!(from_str::<DeltaItem<Bare>>(r#"{"id":5}"#).unwrap().id(), None);
}

#[test]
fn a_page_holds_both_and_keeps_what_cannot_be_read() {
    let text = r#"{"value":[{"id":"a","tags":[null]},{"@removed":{"reason":"changed"},"id":"b"},null,{"id":5,"@removed":{}},{"id":"c"}]}"#;
    let changes: Changes = from_str(text).unwrap();
    let items = changes.value.as_deref().unwrap();
    let ids: Vec<_> =
        items.iter().map(|item| (item.id().unwrap_or_default().into_owned(), item.is_removed())).collect();
    assert_eq!(ids, [("a".to_owned(), false), ("b".to_owned(), true), ("c".to_owned(), false)]);
    let unread: Vec<_> = changes.additional_data.unread_items().map(|item| item.position()[0]).collect();
    assert_eq!(unread, [2, 3]);
    let written = to_string(&changes).unwrap();
    assert_eq!(from_str::<Changes>(&written).unwrap(), changes);
    assert_eq!(written.len(), text.len());
    let tree = json!({ "value": [{ "id": "a", "@removed": { "reason": "deleted" } }, null] });
    let changes: Changes = serde_json::from_value(tree.clone()).unwrap();
    assert!(changes.value.as_ref().unwrap()[0].is_removed());
    assert_eq!(serde_json::to_value(&changes).unwrap(), tree);
}

#[test]
fn a_test_can_make_them() {
    let call = Call { id: Some("a".to_owned()), ..Call::default() };
    let present = DeltaItem::from(call.clone());
    assert_eq!(to_string(&present).unwrap(), r#"{"id":"a"}"#);
    let removed = DeltaItem::Removed(Removed::new(call, RemovalReason::Deleted));
    assert_eq!(read(&to_string(&removed).unwrap()), removed);
    assert_eq!(removed.removed().unwrap().reason(), Some(RemovalReason::Deleted));
    assert_eq!(serde_json::from_value::<DeltaItem<Call>>(serde_json::to_value(&removed).unwrap()).unwrap(), removed);
}

#[test]
fn what_an_object_must_hold_holds_for_items() {
    let changes: Changes = from_str(r#"{"value":[{"id":"a"},{"id":"too long"}]}"#).unwrap();
    let mut found = Vec::new();
    graph_runtime::model::Value::check(&changes, &mut graph_runtime::model::Violations::new(&mut found));
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["`value[1].id` must have a length of at most 4, has 8"]
    );
}
