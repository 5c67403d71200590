//! Models and `Json` of texts that are as deep as may be, and deeper.

use graph_runtime::model::{
    AdditionalData, Fault, Json, MAX_DEPTH, Model, Reader, Value, Violations, Writer, from_str, to_string,
};
use graph_runtime::{Field, Method, Patch};
use serde_json::json;

use super::{TOO_DEEP, client, objects, refused};
use crate::support::directory::{DirectoryObject, Entity, User};
use crate::support::{Call, ready};

/// The stack of a test's thread, which is also that of a thread of tokio.
const STACK: usize = 2 << 20;

/// Calls in lists of calls, of `depth` arrays and objects in all.
fn routes(depth: usize) -> String {
    format!("{}{}{}", "{\"callRoutes\":[".repeat(depth / 2), "{}".repeat(depth % 2), "]}".repeat(depth / 2))
}

fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

#[test]
fn what_is_as_deep_as_may_be_holds_on_a_small_stack() {
    on_a_small_stack(|| {
        let deepest = [objects("parent", MAX_DEPTH - 1, "{}"), routes(MAX_DEPTH)];
        for text in deepest {
            let call: Call = from_str(&text).unwrap();
            let copy = call.clone();
            assert!(call == copy && format!("{call:?}") == format!("{copy:?}") && !format!("{call:#?}").is_empty());
            assert_eq!(to_string(&call).unwrap(), text);
            Model::check(&call, &mut Violations::new(&mut Vec::new()));
            let tree = serde_json::to_value(&call).unwrap();
            assert_eq!(serde_json::from_value::<Call>(tree).unwrap(), copy);
            assert_eq!(serde_json::from_str::<Call>(&text).unwrap(), copy);
            let json: Json = text.parse().unwrap();
            assert_eq!(json, Json::from(json.to_value().unwrap()));
        }
        // An item that cannot be read has all items read once more, each for itself.
        for inner in [objects("parent", MAX_DEPTH - 3, "{}"), routes(MAX_DEPTH - 2)] {
            let text = format!(r#"{{"tags":[5],"callRoutes":[{inner}]}}"#);
            let call: Call = from_str(&text).unwrap();
            assert_eq!((call.additional_data.unread_items().count(), call.routes.as_ref().unwrap().len()), (1, 1));
            assert_eq!(to_string(&call).unwrap(), text);
        }
    });
}

/// Eight kilobytes.
#[derive(Clone, Debug, PartialEq)]
struct Heavy([u64; 1024]);

impl Value for Heavy {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        Err(from.fail("nobody sends it"))
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.null()
    }
}

/// As large as a model of several hundred members.
struct Large {
    heavy: Option<Heavy>,
    child: Option<Box<Large>>,
    children: Option<Vec<Large>>,
    additional_data: AdditionalData,
}

graph_runtime::model! {
    Large {
        "heavy" => heavy,
        "child" => child,
        "children" => children,
    }
}

#[test]
fn models_of_any_size_hold_on_a_small_stack() {
    on_a_small_stack(|| {
        for text in [objects("child", MAX_DEPTH - 1, "{}"), routes(MAX_DEPTH).replace("callRoutes", "children")] {
            let large: Large = from_str(&text).unwrap();
            assert_eq!(to_string(&large).unwrap(), text);
            assert!(serde_json::from_str::<Large>(&text).unwrap() == large && !format!("{large:?}").is_empty());
        }
    });
}

#[test]
fn an_item_that_cannot_be_read_is_kept_at_any_depth() {
    for depth in 1..MAX_DEPTH {
        for item in ["null", "5"] {
            let tags = format!(r#"{{"tags":["a",{item}]}}"#);
            let text = objects("parent", depth - 1, &tags);
            let call: Call = from_str(&text).unwrap();
            assert_eq!(to_string(&call).unwrap(), text);
            let innermost = std::iter::successors(Some(&call), |call| call.parent.as_deref()).last().unwrap();
            assert_eq!(innermost.tags.as_deref(), Some(&["a".to_owned()][..]), "{depth}");
        }
    }
}

/// Items are looked at once for each list around them, but not for more than 16.
#[test]
fn beyond_16_lists_the_item_of_the_16th_is_kept() {
    for depth in 1..MAX_DEPTH / 2 - 1 {
        let text = format!(r#"{}{{"tags":["a",5]}}{}"#, r#"{"callRoutes":[{},"#.repeat(depth), "]}".repeat(depth));
        let call: Call = from_str(&text).unwrap();
        assert_eq!(to_string(&call).unwrap(), text);
        let levels = std::iter::successors(Some(&call), |call| call.routes.as_deref()?.get(1)).count();
        assert_eq!(levels, if depth < 16 { depth + 1 } else { 16 }, "{depth}");
    }
}

#[test]
fn models_that_are_nested_too_deep_are_refused() {
    on_a_small_stack(|| {
        for depth in TOO_DEEP {
            let text = objects("parent", depth - 1, "{}");
            assert!(from_str::<Call>(&text).is_err() && serde_json::from_str::<Call>(&text).is_err(), "{depth}");
            assert!(serde_json::from_str::<Call>(&routes(depth)).is_err(), "{depth}");
            // In a list, it is an item that cannot be read: the levels inside and outside of it count together.
            for text in [routes(depth), format!(r#"{{"callRoutes":[{}]}}"#, objects("parent", depth - 3, "{}"))] {
                let call: Call = from_str(&text).unwrap();
                let calls = std::iter::successors(Some(&call), |call| call.routes.as_deref()?.first());
                let last = calls.last().unwrap();
                let item = last.additional_data.unread_items().next().expect("an item");
                assert!(item.reason().len() < 20_000 && item.reason().contains("deeper than 127 levels"), "{item:?}");
                assert_eq!(to_string(&call).unwrap(), text);
            }
            // Of a format without a bound of its own.
            let tree = (1..depth).fold(json!({}), |inner, _| json!({ "parent": inner }));
            let error = serde_json::from_value::<Call>(tree).unwrap_err().to_string();
            assert!(error.contains("deeper than 127 levels"), "{error}");
        }
        // What is not declared is a tree there, whose levels are counted with those around it.
        for (outside, is_read) in [(77, true), (78, false)] {
            let undeclared = (0..50).fold(json!(1), |inner, _| json!([inner]));
            let tree = (1..outside).fold(json!({ "x": undeclared }), |inner, _| json!({ "parent": inner }));
            assert_eq!(serde_json::from_value::<Call>(tree).is_ok(), is_read, "{outside}");
        }
    });
}

#[test]
fn what_is_not_declared_stays_text_however_deep_it_is() {
    for undeclared in refused() {
        let text = format!(r#"{{"id":"a","x":{undeclared},"settings":{undeclared}}}"#);
        let call: Call = from_str(&text).unwrap();
        assert_eq!(call.additional_data.raw("x"), Some(&*undeclared));
        assert_eq!(call.additional_data.get("x"), None);
        assert!(call.additional_data.get_as::<serde_json::Value>("x").is_err());
        let settings = call.settings.as_ref().unwrap();
        assert!(settings.to_value().is_err() && serde_json::Value::try_from(settings.clone()).is_err());
        assert!(
            *settings == undeclared.parse().unwrap()
                && *settings != format!(" {undeclared}1").parse().unwrap_or_default()
        );
        assert!(format!("{call:?}").contains(&undeclared));
        // On the wire it goes back as it came; into another format it does not go.
        let sorted = to_string(&call).unwrap();
        assert!(
            sorted.contains(&format!(r#""settings":{undeclared}"#)) && sorted.contains(&format!(r#""x":{undeclared}"#))
        );
        assert!(serde_json::to_value(&call).is_err() && serde_json::to_value(settings).is_err());
        // From another format it does not come, either: nothing bounds what is in there.
        assert!(serde_json::from_str::<Call>(&text).is_err() && serde_json::from_str::<Json>(&undeclared).is_err());
    }
}

#[test]
fn what_a_program_writes_may_be_as_deep_as_it_likes() {
    for text in refused() {
        let json: Json = text.parse().unwrap();
        let patch = Patch::new().set(User::SETTINGS, json.clone()).build();
        assert_eq!(to_string(&patch).unwrap(), format!(r#"{{"settings":{text}}}"#));
        // Where a model is due, it is sent as it is.
        let patch = Patch::new().set(Field::<User, Json>::new("manager"), json.clone()).build();
        assert_eq!(to_string(&patch).unwrap(), format!(r#"{{"manager":{text}}}"#));
        let mut data = AdditionalData::new();
        assert!(data.insert("a", &json).is_err() && data.is_empty(), "{text}");
        let client = client(204, "");
        ready(client.request::<()>(Method::POST, "/x").json(&json)).unwrap();
    }
}

#[test]
fn types_that_derive_keep_what_is_too_deep() {
    on_a_small_stack(|| {
        let reports = objects("directReports", 0, "") + &"[{\"directReports\":".repeat(100) + "[]" + &"}]".repeat(100);
        let text = format!(r##"{{"@odata.type":"#microsoft.graph.user","directReports":{reports}}}"##);
        let entity: Entity = from_str(&text).unwrap();
        let user: User = entity.downcast().unwrap();
        assert_eq!(to_string(&user).unwrap(), text, "the item that is too deep is kept");
        assert_eq!(Entity::from(user), entity);
        let object: DirectoryObject = from_str(&text).unwrap();
        assert_eq!(Entity::from(object).additional_data.raw("directReports"), Some(&*reports));
    });
}
