//! Annotations stand before what they are about when they are written (OData JSON 4.01, section 4.5).

use graph_runtime::model::{AdditionalData, DeltaItem, from_str, to_string};
use serde_json::json;

/// A type as the generator lists it: annotations first.
struct Item {
    odata_type: Option<String>,
    odata_etag: Option<String>,
    id: Option<String>,
    children_count: Option<i64>,
    children: Option<Vec<Item>>,
    name: Option<String>,
    additional_data: AdditionalData,
}

graph_runtime::model! {
    Item {
        "@odata.type" => odata_type,
        "@odata.etag" => odata_etag,
        "id" => id,
        "children@odata.count" => children_count,
        "children" => children,
        "name" => name,
    }
}

fn written(text: &str) -> String {
    let item: Item = from_str(text).unwrap();
    let written = to_string(&item).unwrap();
    assert_eq!(serde_json::to_string(&item).unwrap(), written, "in any format");
    assert_eq!(from_str::<Item>(&written).unwrap(), item);
    written
}

#[test]
fn annotations_of_the_object_come_first() {
    for (text, expected) in [
        (r##"{"name":"a","@x.y":1,"@odata.type":"#t"}"##, r##"{"@odata.type":"#t","@x.y":1,"name":"a"}"##),
        (r#"{"z":1,"name":null,"@x.y":{"a":1},"@a.b":2}"#, r#"{"@x.y":{"a":1},"@a.b":2,"name":null,"z":1}"#),
        (r#"{"z":1,"@x.y":2}"#, r#"{"@x.y":2,"z":1}"#),
        (
            r#"{"id":"1","@odata.etag":"e","@odata.context":"c","@x.y":2}"#,
            r#"{"@odata.context":"c","@odata.etag":"e","@x.y":2,"id":"1"}"#,
        ),
        (
            r##"{"@odata.etag":"e","@x.y":2,"@removed":{},"@odata.type":"#t","@odata.context":"c"}"##,
            r##"{"@odata.context":"c","@removed":{},"@odata.type":"#t","@odata.etag":"e","@x.y":2}"##,
        ),
        (r#"{"@odata.type":null,"@odata.context":"c"}"#, r#"{"@odata.context":"c","@odata.type":null}"#),
        (r#"{"@x.y":2}"#, r#"{"@x.y":2}"#),
        (r#"{"children":[{"name":"b","@x.y":1}]}"#, r#"{"children":[{"@x.y":1,"name":"b"}]}"#),
    ] {
        assert_eq!(written(text), expected);
        assert_eq!(written(expected), expected);
    }
}

#[test]
fn the_type_comes_before_others_where_it_is_not_declared() {
    struct Bare {
        name: Option<String>,
        additional_data: AdditionalData,
    }
    graph_runtime::model! { Bare { "name" => name } }
    let text = r##"{"name":"a","@x.y":1,"@odata.type":"#t","@removed":{},"@odata.context":"c","@a.b":2}"##;
    let expected = r##"{"@odata.context":"c","@removed":{},"@odata.type":"#t","@x.y":1,"@a.b":2,"name":"a"}"##;
    assert_eq!(to_string(&from_str::<Bare>(text).unwrap()).unwrap(), expected);
    assert_eq!(to_string(&from_str::<DeltaItem<Bare>>(text).unwrap()).unwrap(), expected);
}

#[test]
fn annotations_of_a_member_come_before_it() {
    for (text, expected) in [
        (r#"{"id":"1","name":"a","name@x.y":1,"name@x.z":2}"#, r#"{"id":"1","name@x.y":1,"name@x.z":2,"name":"a"}"#),
        (r#"{"name":null,"name@x.y":1,"@x.y":2}"#, r#"{"@x.y":2,"name@x.y":1,"name":null}"#),
        // Declared and not, and of what is not declared.
        (
            r#"{"children":[],"children@x.y":1,"children@odata.count":0}"#,
            r#"{"children@odata.count":0,"children@x.y":1,"children":[]}"#,
        ),
        (r#"{"z":1,"z@x.y":2,"y@x.y":3,"y":4}"#, r#"{"z@x.y":2,"z":1,"y@x.y":3,"y":4}"#),
        // Of what is not there: in its place among the others.
        (
            r#"{"z":1,"members@odata.bind":["a"],"y":2,"name":"a"}"#,
            r#"{"name":"a","z":1,"members@odata.bind":["a"],"y":2}"#,
        ),
        // A mail address is about nothing.
        (r#"{"z":1,"ada@contoso.com":2}"#, r#"{"z":1,"ada@contoso.com":2}"#),
    ] {
        assert_eq!(written(text), expected);
        assert_eq!(written(expected), expected);
    }
}

#[test]
fn a_field_wins_over_an_annotation_of_its_name() {
    let item = Item {
        odata_type: Some("#field".to_owned()),
        children_count: Some(1),
        additional_data: AdditionalData::new()
            .with("@odata.type", "#data")
            .with("children@odata.count", 2)
            .with("@x.y", 3),
        ..Item::default()
    };
    assert_eq!(to_string(&item).unwrap(), r##"{"@odata.type":"#field","@x.y":3,"children@odata.count":1}"##);
}

#[test]
fn a_null_may_be_annotated() {
    let data = AdditionalData::new().with_null("nothing").with("nothing@x.y", 1).with_null("@x.y");
    let item = Item { id: Some("1".to_owned()), additional_data: data, ..Item::default() };
    let written: serde_json::Value = serde_json::from_str(&to_string(&item).unwrap()).unwrap();
    assert_eq!(written, json!({ "id": "1", "nothing@x.y": 1, "nothing": null, "@x.y": null }));
}

/// Thousands of annotations, of members that are declared and of others, in any order.
#[test]
fn many_annotations_are_each_written_once() {
    let annotations = (0..3000).map(|number| match number % 3 {
        0 => format!(r#""name@x.y{number}":1"#),
        1 => format!(r#""z{number}":1,"z{number}@x.y":1"#),
        _ => format!(r#""@x.y{number}":1"#),
    });
    let text = format!(r#"{{"name":"a",{}}}"#, annotations.collect::<Vec<_>>().join(","));
    let order = written(&text);
    assert_eq!(order.len(), text.len());
    let place = |part: &str| order.find(part).unwrap();
    assert!(place(r#""@x.y2999""#) < place(r#""name@x.y0""#) && place(r#""name@x.y2997""#) < place(r#""name":"#));
    assert!(place(r#""z2998@x.y""#) < place(r#""z2998""#));
}
