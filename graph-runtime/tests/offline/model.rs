//! Models over JSON: nothing is lost, nothing is guessed, and errors say where.

use graph_runtime::Parameter;
use graph_runtime::model::{AdditionalData, Flags, Json, Violations, from_slice, from_str, to_string};
use serde_json::json;

use crate::support::{Call, RejectReason};

fn read(text: &str) -> Call {
    from_str(text).unwrap()
}

fn read_error(text: &str) -> String {
    from_str::<Call>(text).unwrap_err().to_string()
}

fn round_trip(text: &str) -> String {
    to_string(&read(text)).unwrap()
}

#[test]
fn undeclared_members_are_exact_on_the_wire() {
    let text =
        r#"{"@odata.type":"x.y","id":"a","big":123456789012345678901234567890.10,"deep":{"z":1e400,"a" : [ 1.0 ]}}"#;
    assert_eq!(round_trip(text), text);
    assert_eq!(read(text).additional_data.raw("deep"), Some(r#"{"z":1e400,"a" : [ 1.0 ]}"#));
}

#[test]
fn an_explicit_null_stays_in_its_place() {
    let text = r#"{"id":null,"reason":"busy","retries":null,"other":null}"#;
    let mut call = read(text);
    assert_eq!(to_string(&call).unwrap(), text);
    assert!(call.additional_data.is_null("id") && call.additional_data.is_null("other"));
    assert!(!call.additional_data.is_null("reason"));
    call.id = Some("a".to_owned());
    assert_eq!(to_string(&call).unwrap(), r#"{"id":"a","reason":"busy","retries":null,"other":null}"#);
}

#[test]
fn a_null_is_the_same_however_it_was_put_in() {
    let with = |change: &dyn Fn(&mut AdditionalData)| {
        let mut call = Call { reason: Some(RejectReason::Busy), ..Call::default() };
        change(&mut call.additional_data);
        call
    };
    for name in ["id", "undeclared"] {
        let (inserted, set) =
            (with(&|data| data.insert(name, json!(null)).unwrap()), with(&|data| data.set_null(name)));
        let read = from_str(&format!(r#"{{"{name}":null,"reason":"busy"}}"#)).unwrap();
        assert!(inserted == set && set == read && read == inserted, "{name}");
        assert!(inserted.additional_data == set.additional_data);
        for other in [with(&|_| {}), with(&|data| data.set_null("other")), with(&|data| data.insert(name, 0).unwrap())]
        {
            assert!(inserted != other && set != other, "{name}");
        }
    }
}

#[test]
fn null_can_be_asked_for() {
    let mut call = Call::default();
    call.additional_data.set_null("undeclared");
    call.additional_data.set_null("retries");
    assert_eq!(to_string(&call).unwrap(), r#"{"retries":null,"undeclared":null}"#);
    call.additional_data.remove("retries");
    call.additional_data.insert("undeclared", 5).unwrap();
    assert_eq!(to_string(&call).unwrap(), r#"{"undeclared":5}"#);
}

#[test]
fn a_null_is_no_absence() {
    for text in [r#"{"id":null}"#, r#"{"x":null}"#] {
        assert_ne!(read(text), Call::default());
        assert_eq!(read(text), read(text));
    }
    assert_ne!(read(r#"{"id":null}"#), read(r#"{"retries":null}"#));
    // A null that was asked for is the same as one that came, and a field with a value wins.
    let asked = AdditionalData::new().with_null("x").with_null("id");
    assert_eq!(Call { additional_data: asked, ..Call::default() }, read(r#"{"id":null,"x":null}"#));
    assert_eq!(Call { id: Some("a".to_owned()), ..read(r#"{"id":null}"#) }, read(r#"{"id":"a"}"#));
    assert_ne!(AdditionalData::new().with_null("x"), AdditionalData::new());
    assert_eq!(AdditionalData::new().with_null("x"), AdditionalData::new().with("x", json!(null)));
    assert_eq!(read(r#"{"x":1,"y":{"a":1,"b":2}}"#), read(r#"{"y":{"b": 2, "a": 1},"x":1}"#));
}

#[test]
fn unknown_enum_values_go_back_as_they_came() {
    let text = r#"{"reason":"onHoliday","reasons":"busy,elsewhere"}"#;
    let call = read(text);
    assert_eq!(call.reason.as_ref().map(ToString::to_string).as_deref(), Some("onHoliday"));
    assert_eq!(to_string(&call).unwrap(), text);
}

#[test]
fn flags_are_sets_in_wire_order() {
    let call = read(r#"{"reasons":"busy, none"}"#);
    let flags = call.reasons.clone().unwrap();
    assert!(flags.contains(&RejectReason::None) && flags.contains(&RejectReason::Busy));
    assert_eq!(flags, Flags::from_iter([RejectReason::None, RejectReason::Busy, RejectReason::None]));
    assert_eq!(to_string(&call).unwrap(), r#"{"reasons":"busy, none"}"#);
}

#[test]
fn numbers_are_read_leniently_and_written_plainly() {
    let call = read(r#"{"retries":5.0,"size":"9223372036854775807","level":"-INF","ratio":0.1}"#);
    assert_eq!((call.retries, call.size, call.level), (Some(5), Some(i64::MAX), Some(f64::NEG_INFINITY)));
    assert_eq!(to_string(&call).unwrap(), r#"{"retries":5,"size":9223372036854775807,"level":"-INF","ratio":0.1}"#);
}

/// Without `float_roundtrip` of `serde_json` the last digit may be off.
#[test]
fn a_double_is_the_nearest_to_its_text() {
    for text in ["9.401757629179003e17", "5e-324", "1.7976931348623157e308", "0.1"] {
        assert_eq!(read(&format!(r#"{{"level":{text}}}"#)).level, text.parse().ok());
    }
}

#[test]
fn numbers_that_do_not_fit_are_errors() {
    assert_eq!(read_error(r#"{"retries":2147483648}"#), "retries: `2147483648` is not a valid `i32`");
    assert_eq!(read_error(r#"{"retries":"many"}"#), r#"retries: `"many"` is not a valid `i32`"#);
    assert_eq!(read_error(r#"{"size":1.5}"#), "size: `1.5` is not a valid `i64`");
}

#[test]
fn errors_say_where() {
    let error = from_str::<Vec<Call>>(r#"[{},{"parent":{"id":5}}]"#).unwrap_err().to_string();
    assert!(error.starts_with("[1].parent.id: invalid type: integer `5`, expected a string at line 1"), "{error}");
    assert!(read_error("[]").starts_with("invalid type: sequence, expected an object"));
    assert_eq!(read_error("null"), "unexpected null");
    assert!(read_error(r#"{"id":"a"} x"#).starts_with("trailing characters"));
    assert!(read_error(r#"{"id":"a"#).starts_with("id: EOF"), "{}", read_error(r#"{"id":"a"#));
}

#[test]
fn the_last_of_repeated_members_counts() {
    assert_eq!(round_trip(r#"{"id":"a","x":1,"y":2,"id":"b","x":3}"#), r#"{"id":"b","y":2,"x":3}"#);
    assert_eq!(round_trip(r#"{"id":"a","id":null}"#), r#"{"id":null}"#);
    assert_eq!(round_trip(r#"{"id":null,"id":"a"}"#), r#"{"id":"a"}"#);
    assert_eq!(round_trip(r#"{"id":null,"id":null,"size":null}"#), r#"{"id":null,"size":null}"#);
    let many: Vec<String> = (0..100).map(|index| format!(r#""m{}":{index}"#, index % 50)).collect();
    assert_eq!(read(&format!("{{{}}}", many.join(","))).additional_data.len(), 50);
}

#[test]
fn a_declared_member_is_written_once() {
    let mut call = read(r#"{"x":1}"#);
    call.additional_data.insert("id", "shadow").unwrap();
    assert_eq!(to_string(&call).unwrap(), r#"{"x":1,"id":"shadow"}"#);
    call.id = Some("a".to_owned());
    assert_eq!(to_string(&call).unwrap(), r#"{"id":"a","x":1}"#);
}

#[test]
fn additional_data_reads_as_any_type() {
    let mut data = read(r#"{"x":[1,2],"y":"text"}"#).additional_data;
    assert_eq!(data.get("x"), Some(json!([1, 2])));
    assert_eq!(data.get_as::<Vec<u8>>("x").unwrap(), Some(vec![1, 2]));
    assert!(data.get_as::<Vec<u8>>("y").is_err());
    assert_eq!(data.get_as::<u8>("z").unwrap(), None);
    assert_eq!(data.remove("x").as_deref(), Some("[1,2]"));
    assert_eq!(data.iter().collect::<Vec<_>>(), [("y", r#""text""#)]);
}

#[test]
fn untyped_members_are_kept_even_when_null() {
    for text in [r#"{"settings":null}"#, r#"{"settings":[1.50,{"a":null}]}"#] {
        assert_eq!(round_trip(text), text);
        assert!(read(text).settings.is_some());
    }
}

#[test]
fn escaped_names_are_the_same_names() {
    assert_eq!(read(r#"{"\u0069d":"a\n"}"#).id.as_deref(), Some("a\n"));
    assert_eq!(round_trip(r#"{"\"q\"":1}"#), r#"{"\"q\"":1}"#);
}

#[test]
fn any_serde_format_works() {
    let tree = json!({"id": "a", "parent": {"retries": null, "x": {"y": 1.5}}, "tags": ["t"]});
    let call: Call = serde_json::from_value(tree.clone()).unwrap();
    assert_eq!(call.parent.as_ref().unwrap().additional_data.raw("x"), Some(r#"{"y":1.5}"#));
    assert_eq!(serde_json::to_value(&call).unwrap(), tree);
    assert_eq!(serde_json::from_str::<Call>(&tree.to_string()).unwrap(), call);
    let error = serde_json::from_value::<Call>(json!({"parent": {"tags": 5}})).unwrap_err();
    assert!(error.to_string().starts_with("parent.tags: invalid type: integer `5`, expected an array"), "{error}");
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    assert!(from_slice::<Call>(b"{\"id\":\"\xff\"}").unwrap_err().to_string().starts_with("the text is not UTF-8"));
}

#[test]
fn json_converts_both_ways() {
    let json = Json::from(json!({"a": [1, null]}));
    assert_eq!(json.as_str(), r#"{"a":[1,null]}"#);
    assert_eq!(serde_json::Value::try_from(json).unwrap(), json!({"a": [1, null]}));
    let deep: Json = format!("{}{}", "[".repeat(500), "]".repeat(500)).parse().unwrap();
    assert!(deep.to_value().is_err(), "a tree this deep is refused, its text is not");
}

#[test]
fn every_violation_is_found_with_its_path() {
    let call = read(
        r#"{"id":"","callbackUri":"http://a","parent":{"id":"äöüß","retries":10},
            "callRoutes":[{},{"id":"ääääö","parent":{"callbackUri":"x"}}]}"#,
    );
    let mut found = Vec::new();
    let mut violations = Violations::new(&mut found);
    graph_runtime::model::Value::check(&vec![Call::default(), call], &mut violations);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    let expected = [
        "`[1].callbackUri` must start with `https://`",
        "`[1].id` must have a length of at least 1, has 0",
        "`[1].parent.retries` must be at most 9, is 10",
        "`[1].callRoutes[1].id` must have a length of at most 4, has 5",
        "`[1].callRoutes[1].parent.callbackUri` must start with `https://`",
    ];
    assert_eq!(found, expected);
}

#[test]
fn debug_shows_what_is_there() {
    let call = read(r#"{"id":null,"reason":"busy","x":[1.50],"parent":{"retries":2},"tags":["a"]}"#);
    let expected = r#"Call { id: null, reason: RejectReason("busy"), tags: ["a"], parent: Call { retries: 2 }, "#;
    assert_eq!(format!("{call:?}"), format!(r#"{expected}additional_data: {{"x": [1.50]}} }}"#));
    assert_eq!(format!("{:#?}", Call { id: Some("a".to_owned()), ..Call::default() }), "Call {\n    id: \"a\",\n}");
    let reasons = [RejectReason::None, RejectReason::from("none\n"), RejectReason::from("elsewhere")];
    let expected = r#"[RejectReason("none"), RejectReason(unknown "none\n"), RejectReason(unknown "elsewhere")]"#;
    assert_eq!(format!("{reasons:?}"), expected);
}

#[test]
fn enums_fill_parameters() {
    assert_eq!(Parameter::from(RejectReason::Busy), Parameter::from("busy"));
    assert_eq!(Parameter::from(vec![RejectReason::None]), Parameter::List(vec!["none".to_owned()]));
}

#[test]
fn nothing_is_read_after_a_fault() {
    let error = from_str::<Call>(r#"{"retries":"x","id":5}"#).unwrap_err();
    assert_eq!(error.to_string(), r#"retries: `"x"` is not a valid `i32`"#);
}

#[test]
fn equality_is_that_of_values_and_additional_data() {
    let call = r#"{"id":"1","callRoutes":[{"retries":2}],"parent":{"tags":["a"],"x":1,"y":null}}"#;
    assert_eq!(read(call), read(r#"{"parent":{"y":null,"x":1,"tags":["a"]},"callRoutes":[{"retries":2}],"id":"1"}"#));
    for (part, other) in [
        (r#""id":"1","#, ""),
        (r#""id""#, r#""callbackUri""#),
        (r#""1""#, r#""2""#),
        (r#""retries":2"#, r#""retries":3"#),
        (r#"{"retries":2}"#, ""),
        (r#""x":1"#, r#""x":2"#),
        (r#""y":null"#, r#""z":null"#),
        (r#"{"id""#, r#"{"reason":null,"id""#),
        (r#"["a"]"#, r#"["a",null]"#),
    ] {
        let other = call.replace(part, other);
        assert_ne!(read(call), read(&other), "{other}");
    }
}
