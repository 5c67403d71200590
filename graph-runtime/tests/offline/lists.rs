//! Lists of which an item cannot be read: the others are there, and nothing is lost.

use graph_runtime::Patch;
use graph_runtime::model::{AdditionalData, MemberList, Model, ObjectWriter, from_str, to_string};
use serde_json::json;

use crate::support::{Call, RejectReason};

/// Lists of lists, and one of enums.
struct Table {
    rows: Option<Vec<Vec<i32>>>,
    reasons: Option<Vec<RejectReason>>,
    additional_data: AdditionalData,
}

graph_runtime::model! {
    Table {
        "rows" => rows: ROWS as Vec<Vec<i32>>,
        "reasons" => reasons,
    }
}

/// What is reported of the model itself: path, text and reason.
fn unread(data: &AdditionalData) -> Vec<(String, String, String)> {
    let path = |position: &[usize]| position.iter().fold(String::new(), |path, at| format!("{path}[{at}]"));
    data.unread_items()
        .map(|item| {
            (item.member().to_owned() + &path(item.position()), item.raw().to_owned(), item.reason().to_owned())
        })
        .collect()
}

fn item(path: &str, raw: &str, reason: &str) -> (String, String, String) {
    (path.to_owned(), raw.to_owned(), reason.to_owned())
}

#[test]
fn an_item_that_cannot_be_read_costs_no_other() {
    let text = r#"{"id":"a","tags":["x",null,[1.50],"y"],"callRoutes":[{"id":"b","tags":[5]},{"parent":{"retries":"z"}},{}],"q":1}"#;
    let call: Call = from_str(text).unwrap();
    assert_eq!(call.tags.as_deref().unwrap(), ["x", "y"]);
    let routes = call.routes.as_deref().unwrap();
    assert_eq!((routes.len(), routes[0].id.as_deref(), routes[0].tags.as_deref()), (2, Some("b"), Some(&[][..])));
    assert_eq!(
        unread(&routes[0].additional_data),
        [item("tags[0]", "5", "invalid type: integer `5`, expected a string")]
    );
    let expected = [
        item("tags[1]", "null", "the item is null"),
        item("tags[2]", "[1.50]", "invalid type: sequence, expected a string"),
        item("callRoutes[1]", r#"{"parent":{"retries":"z"}}"#, r#"parent.retries: `"z"` is not a valid `i32`"#),
    ];
    assert_eq!(unread(&call.additional_data), expected);
    assert_eq!(to_string(&call).unwrap(), text);
    assert_eq!(serde_json::to_string(&call).unwrap(), text.replace("1.50", "1.5"));
    let shown = format!("{call:?}");
    assert!(shown.starts_with(r#"Call { id: "a", tags: ["x", "y"], tags[1]: null, tags[2]: [1.50], "#), "{shown}");
    assert!(format!("{:?}", call.additional_data).contains(r#""tags[2]": [1.50]"#));
}

#[test]
fn lists_of_lists_have_positions_for_each() {
    let text = r#"{"rows":[[1,null,2],null,["x",3],[[]],4],"reasons":["busy",null,"none"]}"#;
    let table: Table = from_str(text).unwrap();
    assert_eq!(table.rows, Some(vec![vec![1, 2], vec![3], vec![]]));
    assert_eq!(table.reasons.as_deref().unwrap(), [RejectReason::Busy, RejectReason::None]);
    let paths: Vec<_> = unread(&table.additional_data).into_iter().map(|(path, ..)| path).collect();
    assert_eq!(paths, ["rows[0][1]", "rows[1]", "rows[2][0]", "rows[3][0]", "rows[4]", "reasons[1]"]);
    assert_eq!(to_string(&table).unwrap(), text);
}

#[test]
fn an_item_is_written_in_its_place_as_far_as_there_is_one() {
    let read = || from_str::<Table>(r#"{"rows":[[1,null],null,[2],null]}"#).unwrap();
    let written = |change: &dyn Fn(&mut Table)| {
        let mut table = read();
        change(&mut table);
        to_string(&table).unwrap()
    };
    let rows = |rows: &[&[i32]]| Some(rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>());
    assert_eq!(written(&|table| table.rows = rows(&[&[1], &[2], &[3]])), r#"{"rows":[[1,null],null,[2],null,[3]]}"#);
    assert_eq!(written(&|table| table.rows = rows(&[&[]])), r#"{"rows":[[null],null,null]}"#);
    assert_eq!(written(&|table| table.rows = rows(&[])), r#"{"rows":[null,null]}"#);
    assert_eq!(written(&|table| table.rows = None), "{}");
    // Whoever wants them gone says so.
    let forget = |table: &mut Table| drop(table.additional_data.remove("rows"));
    assert_eq!(written(&forget), r#"{"rows":[[1],[2]]}"#);
    assert_eq!(written(&|table| table.additional_data.set_null("rows")), r#"{"rows":[[1],[2]]}"#);
}

#[test]
fn the_last_of_repeated_lists_counts() {
    for (text, last, kept) in [
        (r#"{"tags":["x",null],"tags":null}"#, r#"{"tags":null}"#, 0),
        (r#"{"tags":null,"tags":["x",null]}"#, r#"{"tags":["x",null]}"#, 1),
        (r#"{"tags":["x",null],"tags":["y"]}"#, r#"{"tags":["y"]}"#, 0),
        (r#"{"tags":["y",5],"tags":["x",null]}"#, r#"{"tags":["x",null]}"#, 1),
        (r#"{"tags":["x",null],"tags":["y"],"tags":[{},"z",null]}"#, r#"{"tags":[{},"z",null]}"#, 2),
    ] {
        let call: Call = from_str(text).unwrap();
        assert_eq!(to_string(&call).unwrap(), last);
        assert_eq!(call.additional_data.unread_items().count(), kept, "{text}");
    }
}

#[test]
fn kept_items_count_where_models_are_compared() {
    let read = |tags: &str| from_str::<Call>(&format!(r#"{{"tags":{tags}}}"#)).unwrap();
    let call = read(r#"["a",null,{"b":1,"c":2}]"#);
    assert_eq!(call, read(r#"["a",null,{"c" : 2, "b":1}]"#));
    for other in [r#"["a",{"b":1,"c":2},null]"#, r#"["a",null]"#, r#"["a"]"#, r#"["a",null,{"b":1,"c":3}]"#] {
        assert_ne!(call, read(other), "{other}");
        assert_ne!(call.additional_data, read(other).additional_data, "{other}");
    }
    assert_eq!(Call { tags: None, ..call }, Call::default(), "they are nothing without their list");
}

#[test]
fn a_bare_list_has_no_place_to_keep_anything() {
    let error = |text: &str| from_str::<Vec<Call>>(text).unwrap_err().to_string();
    assert_eq!(error("[{},null]"), "[1]: null in an array whose elements are never null");
    let text = r#"[{"tags":[5]},{"retries":"x"}]"#;
    assert_eq!(error(text), r#"[1].retries: `"x"` is not a valid `i32`"#);
    assert!(error("[{},5]").starts_with("[1]: invalid type: integer `5`, expected an object at line 1 column 5"));
    assert_eq!(
        from_str::<Vec<Vec<i32>>>("[[1],[2,null]]").unwrap_err().to_string(),
        "[1][1]: null in an array whose elements are never null"
    );
    // Objects in it have one.
    let calls: Vec<Call> = from_str(r#"[{"tags":[5,"a"]},{"tags":[null]}]"#).unwrap();
    assert_eq!(calls.iter().map(|call| call.additional_data.unread_items().count()).collect::<Vec<_>>(), [1, 1]);
    let error = serde_json::from_value::<Vec<Call>>(json!([{ "tags": 5 }])).unwrap_err().to_string();
    assert!(error.contains("expected an array"), "{error}");
}

/// What is read by serde's traits cannot be read twice, so its items are read with care at once.
#[test]
fn other_formats_keep_what_the_wire_keeps() {
    for text in [
        r#"{"tags":["a",null]}"#,
        r#"{"tags":["a",5,{"b":[1.5,null]}],"callRoutes":[{"id":"b","tags":[5]},{"parent":{"retries":"z"}},7],"q":1}"#,
        r#"{"callRoutes":[{"callRoutes":[{"callRoutes":[null,false,{"tags":[[]]}]}]}]}"#,
    ] {
        let call: Call = serde_json::from_str(text).unwrap();
        let on_the_wire: Call = from_str(text).unwrap();
        assert_eq!(call, on_the_wire);
        assert_eq!(unread(&call.additional_data), unread(&on_the_wire.additional_data));
        assert_eq!(serde_json::from_value::<Call>(serde_json::to_value(&call).unwrap()).unwrap(), call);
    }
}

/// A format may have numbers that JSON does not; in its trees they are what OData JSON writes for them.
#[test]
fn numbers_that_are_not_finite_are_kept_in_lists() {
    use serde::de::IntoDeserializer as _;

    struct Series {
        values: Option<Vec<f64>>,
        additional_data: AdditionalData,
    }
    graph_runtime::model! { Series { "values" => values } }

    let numbers = vec![1.5, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    let members = std::collections::BTreeMap::from([("other", numbers.clone()), ("values", numbers)]);
    let format: serde::de::value::MapDeserializer<'_, _, serde::de::value::Error> = members.into_deserializer();
    let series: Series = graph_runtime::model::deserialize(format).unwrap();
    let values = series.values.as_deref().unwrap();
    assert!(values[..3] == [1.5, f64::INFINITY, f64::NEG_INFINITY] && values[3].is_nan(), "{values:?}");
    let expected = r#"{"values":[1.5,"INF","-INF","NaN"],"other":[1.5,"INF","-INF","NaN"]}"#;
    assert_eq!(to_string(&series).unwrap(), expected);
}

#[test]
fn a_patch_keeps_what_it_is_given() {
    let field = graph_runtime::Field::<Table, graph_runtime::model::Json>::new("rows");
    for rows in ["[[1,null],5]", "[[1]]", "5"] {
        let table = Patch::new().set(field, rows.parse::<graph_runtime::model::Json>().unwrap()).build();
        assert_eq!(to_string(&table).unwrap(), format!(r#"{{"rows":{rows}}}"#));
    }
    let table = Patch::new().set(Table::ROWS, vec![vec![1]]).build();
    assert_eq!((table.rows, table.additional_data.is_empty()), (Some(vec![vec![1]]), true));
}

/// A model of somebody's own: its functions are written by hand, with a name for its additional data that is not the usual.
#[derive(Clone, Debug, Default, PartialEq)]
struct ByHand {
    tags: Option<Vec<String>>,
    others: AdditionalData,
}

impl Model for ByHand {
    fn members_mut<'m>(&'m mut self, members: &mut MemberList<'m>) -> &'m mut AdditionalData {
        members.member("tags", &mut self.tags);
        &mut self.others
    }

    fn members<'v>(&'v self, object: &mut ObjectWriter<'v, '_>) {
        object.additional_data(&self.others);
        object.member("tags", &self.tags);
    }
}

#[test]
fn a_model_that_is_written_by_hand_loses_nothing_either() {
    for text in [r#"{"tags":["a"],"x":5}"#, r#"{"tags":["a",null]}"#, r#"{"tags":["a",5]}"#] {
        assert_eq!(to_string(&from_str::<ByHand>(text).unwrap()).unwrap(), text);
    }
    assert!(from_str::<ByHand>(r#"{"tags":5}"#).is_err());
}

/// Thousands of items that cannot be read, side by side and inside each other.
#[test]
fn many_bad_items_are_kept() {
    let many = |item: &str| {
        format!(
            r#"{{"tags":[{}"a"],"callRoutes":[{}{{}}]}}"#,
            format!("{item},").repeat(20_000),
            r#"{"retries":"x"},"#.repeat(5000)
        )
    };
    for item in ["null", "5", r#"{"a":[]}"#] {
        let text = many(item);
        let call: Call = from_str(&text).unwrap();
        assert_eq!((call.additional_data.unread_items().count(), call.tags.as_ref().unwrap().len()), (25_000, 1));
        assert_eq!(to_string(&call).unwrap(), text);
    }
}
