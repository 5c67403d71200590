//! What Graph has beside members: references to objects, and extended properties of Outlook items.

use graph_runtime::model::{AdditionalData, Binary, Guid, from_str, to_string};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{ApiVersion, Client, ExtendedProperty, Field, Filter, Method, Patch, Request, Route, options};

use crate::support::directory::{DirectoryObject, User};

/// With the members that extended properties are in.
struct Message {
    subject: Option<String>,
    properties: Option<Vec<Property>>,
    additional_data: AdditionalData,
}

graph_runtime::model! {
    Message {
        "subject" => subject: SUBJECT as String,
        "singleValueExtendedProperties" => properties,
    }
}

/// As the generator writes it.
struct Property {
    id: Option<String>,
    value: Option<String>,
    additional_data: AdditionalData,
}

graph_runtime::model! { Property { "id" => id, "value" => value } }

const SIZE: ExtendedProperty<i32> = ExtendedProperty::new("Integer 0x0E08");
const COLOR: ExtendedProperty<String> =
    ExtendedProperty::new("String {00020329-0000-0000-C000-000000000046} Name Color");
const LINES: ExtendedProperty<Vec<String>> =
    ExtendedProperty::new("StringArray {66f5a359-4659-4830-9070-00050ec6ac6e} Name Recreation");

const SENDER: ExtendedProperty<Guid> =
    ExtendedProperty::new("CLSID {00062008-0000-0000-C000-000000000046} Name ConnectorSenderGuid");
const KEY: ExtendedProperty<Binary> = ExtendedProperty::new("Binary 0x300b");

fn client() -> Client {
    Client::builder().transport(InMemoryTransport::json(200, "{}")).build().unwrap()
}

#[test]
fn a_reference_is_bound_by_its_member() {
    const REPORTS: Field<User, Vec<DirectoryObject>> = Field::new("directReports");
    let (ada, charles) =
        (client().route().reference("users", "ada@contoso.com"), "https://graph.microsoft.com/v1.0/users/charles");
    assert_eq!(ada, "https://graph.microsoft.com/beta/users/ada%40contoso.com");
    let data =
        AdditionalData::new().bind(User::MANAGER, &ada).bind(REPORTS, [charles]).bind(REPORTS, vec![charles, &ada]);
    let expected = format!(r#"{{"manager@odata.bind":"{ada}","directReports@odata.bind":["{charles}","{ada}"]}}"#);
    assert_eq!(to_string(&User { additional_data: data, ..User::default() }).unwrap(), expected);
    let patch: User = Patch::new()
        .bind(User::MANAGER, charles)
        .bind(User::MANAGER, ada.as_str())
        .set(User::DISPLAY_NAME, "Ada")
        .build();
    assert_eq!(to_string(&patch).unwrap(), format!(r#"{{"displayName":"Ada","manager@odata.bind":"{ada}"}}"#));
    let none: User = Patch::new().bind(REPORTS, [""; 0]).build();
    assert_eq!(to_string(&none).unwrap(), r#"{"directReports@odata.bind":[]}"#);
}

#[test]
fn a_reference_has_the_version_of_the_bindings() {
    for (version, base) in [(ApiVersion::V1, "v1.0"), (ApiVersion::Beta, "beta")] {
        let reference = Route::of_version(client(), version).reference("a b", "../x?y#z");
        assert_eq!(reference, format!("https://graph.microsoft.com/{base}/a%20b/..%2Fx%3Fy%23z"));
    }
    let proxy = Client::builder().base_url("https://proxy.example/graph").transport(InMemoryTransport::json(200, "{}"));
    let route = Route::of_version(proxy.build().unwrap(), ApiVersion::V1);
    assert_eq!(route.reference("users", "1"), "https://proxy.example/graph/users/1", "one base URL is for everything");
}

#[test]
fn ids_of_properties_are_compared_by_what_they_mean() {
    let size = |id: &str| {
        SIZE.of(&from_str::<Message>(&format!(r#"{{"singleValueExtendedProperties":[{{"id":"{id}","value":"5"}}]}}"#))
            .unwrap())
            .unwrap()
    };
    for same in ["Integer 0x0E08", "Integer 0xe08", "integer 0X00000E08", "Integer  0x0e08 "] {
        assert_eq!(size(same), Some(5), "{same}");
    }
    for other in
        ["Long 0x0E08", "Integer 0x0E09", "Integer", "", "Integer {00020329-0000-0000-C000-000000000046} Id 0x0E08"]
    {
        assert_eq!(size(other), None, "{other}");
    }
    let color = |id: &str| {
        COLOR
            .of(&from_str::<Message>(&format!(
                r#"{{"singleValueExtendedProperties":[{{"id":"{id}","value":"red"}}]}}"#
            ))
            .unwrap())
            .unwrap()
    };
    assert_eq!(color("string {00020329-0000-0000-c000-000000000046} name Color").as_deref(), Some("red"));
    assert_eq!(color("String {00020329-0000-0000-c000-000000000046} Name color"), None, "names are case-sensitive");
}

#[test]
fn a_property_is_read_and_written_with_its_type() {
    let mut message: Message = from_str(r#"{"subject":"a"}"#).unwrap();
    assert_eq!((SIZE.of(&message).unwrap(), LINES.of(&message).unwrap()), (None, None));
    SIZE.set(&mut message, 1).unwrap();
    COLOR.set(&mut message, "red").unwrap();
    SIZE.set(&mut message, 2).unwrap();
    LINES.set(&mut message, vec!["a".to_owned()]).unwrap();
    LINES.set(&mut message, vec!["b".to_owned(), "c".to_owned()]).unwrap();
    let expected = format!(
        r#"{{"subject":"a","singleValueExtendedProperties":[{{"id":"{}","value":"2"}},{{"id":"{}","value":"red"}}],"multiValueExtendedProperties":[{{"id":"{}","value":["b","c"]}}]}}"#,
        SIZE.id(),
        COLOR.id(),
        LINES.id()
    );
    assert_eq!(to_string(&message).unwrap(), expected);
    assert_eq!((SIZE.of(&message).unwrap(), COLOR.of(&message).unwrap().as_deref()), (Some(2), Some("red")));
    assert_eq!(LINES.of(&message).unwrap().unwrap(), ["b", "c"]);
    assert_eq!(message.properties.as_ref().unwrap().len(), 2, "the model's own member has them");

    // Of a model without the member, and a spelling of the service; what else is there stays.
    let text =
        r#"{"singleValueExtendedProperties":[5,{"id":"Integer 0xe08","value":"7","@odata.etag":"e"},{"id":"x"}]}"#;
    let mut user: User = from_str(text).unwrap();
    assert_eq!(SIZE.of(&user).unwrap(), Some(7));
    SIZE.set(&mut user, 8).unwrap();
    let expected = text.replace(
        r#"{"id":"Integer 0xe08","value":"7","@odata.etag":"e"}"#,
        r#"{"@odata.etag":"e","id":"Integer 0xe08","value":"8"}"#,
    );
    assert_eq!(to_string(&user).unwrap(), expected);
}

#[test]
fn a_value_of_another_type_is_an_error() {
    for (value, expected) in [(r#""many""#, None), ("5", None), ("null", Some(None)), (r#""6""#, Some(Some(6)))] {
        let text = format!(r#"{{"singleValueExtendedProperties":[{{"id":"Integer 0xE08","value":{value}}}]}}"#);
        assert_eq!(SIZE.of(&from_str::<User>(&text).unwrap()).ok(), expected, "{value}");
    }
    let mut no_list: User = from_str(r#"{"singleValueExtendedProperties":{"a":1}}"#).unwrap();
    assert!(SIZE.of(&no_list).is_err() && SIZE.set(&mut no_list, 1).is_err());
    let error = SIZE
        .of(&from_str::<User>(r#"{"singleValueExtendedProperties":[{"id":"Integer 0xE08","value":"x"}]}"#).unwrap())
        .unwrap_err();
    assert_eq!(error.to_string(), "singleValueExtendedProperties: the value of `Integer 0x0E08` is not of its type");
}

enum Query {}
impl options::Filter for Query {}
impl options::Expand for Query {}

#[test]
fn properties_go_into_queries() {
    let any =
        |id: &str, condition: &str| format!("singleValueExtendedProperties/any(ep:ep/id eq '{id}' and {condition})");
    assert_eq!(String::from(SIZE.filter().ge(5)), any(SIZE.id(), "cast(ep/value,Edm.Int32) ge 5"));
    assert_eq!(String::from(COLOR.filter().eq("it's")), any(COLOR.id(), "ep/value eq 'it''s'"));
    assert_eq!(String::from(COLOR.filter().starts_with("r")), any(COLOR.id(), "startswith(ep/value,'r')"));
    let guid = "b9cf8971-7d55-4b73-9ffa-a584611b600b";
    assert_eq!(String::from(SENDER.filter().eq(guid)), any(SENDER.id(), &format!("cast(ep/value,Edm.Guid) eq {guid}")));
    assert_eq!(
        String::from(KEY.filter().ne("6OQv+w==")),
        any(KEY.id(), "cast(ep/value,Edm.Binary) ne binary'6OQv-w=='")
    );
    let with_others: Filter<Message> = Message::SUBJECT.eq("a").or(SIZE.filter().lt(1));
    assert_eq!(
        with_others.to_string(),
        format!("subject eq 'a' or {}", any(SIZE.id(), "cast(ep/value,Edm.Int32) lt 1"))
    );

    let request = || Request::<Message, Query>::get(&client().route(), "{+baseurl}/me/messages{?%24filter,%24expand}");
    let url = |request: Request<Message, Query>| request.url().unwrap();
    let url = url(request().filter(SIZE.filter().gt(1)).expand(SIZE.expand().and(LINES.expand()).and(COLOR.expand())));
    let query =
        percent_encoding::percent_decode_str(url.split_once('?').unwrap().1).decode_utf8().unwrap().into_owned();
    let ids = format!("id eq '{}' or id eq '{}'", SIZE.id(), COLOR.id());
    let expand = format!(
        "singleValueExtendedProperties($filter={ids}),multiValueExtendedProperties($filter=id eq '{}')",
        LINES.id()
    );
    assert_eq!(query, format!("$filter={}&$expand={expand}", any(SIZE.id(), "cast(ep/value,Edm.Int32) gt 1")));
    assert_eq!(request().method(), Method::GET);
}
