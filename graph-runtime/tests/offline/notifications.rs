//! What a webhook receives: the bodies of Microsoft's documentation, and bodies that nobody should send.
#![cfg(feature = "notifications")]

use graph_runtime::http::StatusCode;
use graph_runtime::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use graph_runtime::model::{AdditionalData, to_string};
use graph_runtime::notifications::{
    ChangeNotification, ChangeType, ClientState, Delivery, DeliveryError, LARGEST_BODY, LONGEST_TOKEN, LifecycleEvent,
    MOST_NOTIFICATIONS, Notifications,
};

use crate::support::printed::line_of;

/// A resource as bindings have it.
struct Call {
    state: Option<String>,
    additional_data: AdditionalData,
}

graph_runtime::model! {
    Call {
        "state" => state,
    }
}

/// An incoming call, in the form of the beta documentation.
const INCOMING: &str = r##"{
    "@odata.type": "#microsoft.graph.commsNotifications",
    "value": [{
        "@odata.type": "#microsoft.graph.commsNotification",
        "changeType": "created",
        "resourceUrl": "/communications/calls/57DAB8B1894C409AB240BD8BEAE78896",
        "resourceData": {
            "@odata.type": "#microsoft.graph.call",
            "@odata.id": "/communications/calls/57DAB8B1894C409AB240BD8BEAE78896",
            "@odata.etag": "W/\"5445\"",
            "state": "incoming",
            "direction": "incoming"
        }
    }]
}"##;

/// A change, in the form of a subscription to messages.
const CHANGE: &str = r##"{
    "value": [{
        "id": "lsgTZMr9KwAAA",
        "subscriptionId": "7f105c7d-2dc5-4530-97cd-4e7ae6534c07",
        "subscriptionExpirationDateTime": "2016-03-20T11:00:00.0000000Z",
        "clientState": "secretClientValue",
        "changeType": "created",
        "resource": "users/ada@contoso.com/messages/AAMkADk0MGFkODE3",
        "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95",
        "resourceData": {
            "@odata.type": "#Microsoft.Graph.Message",
            "@odata.id": "Users/ada@contoso.com/Messages/AAMkADk0MGFkODE3",
            "id": "AAMkADk0MGFkODE3LWE4MmYtNDRhOS04ZGQx"
        }
    }]
}"##;

fn read(body: &str) -> Notifications {
    match Delivery::read(None, body.as_bytes()) {
        Ok(Delivery::Notifications(notifications)) => notifications,
        other => panic!("no notifications: {other:?}"),
    }
}

fn only(body: &str) -> ChangeNotification {
    let [one] = <[_; 1]>::try_from(read(body).value).expect("one notification");
    one.unwrap_or_else(|error| panic!("{error}"))
}

/// A notification with these members.
fn notification(members: &str) -> ChangeNotification {
    only(&format!(r#"{{"value": [{{{members}}}]}}"#))
}

#[test]
fn an_incoming_call_is_read_as_documented() {
    let notification = only(INCOMING);
    assert_eq!(notification.change_type, Some(ChangeType::Created));
    assert_eq!(notification.resource_type().as_deref(), Some("microsoft.graph.call"));
    assert_eq!(notification.resource_id().as_deref(), Some("57DAB8B1894C409AB240BD8BEAE78896"));
    let call: Call = notification.resource_as().expect("it reads").expect("it is there");
    assert_eq!(call.state.as_deref(), Some("incoming"));
    assert_eq!(call.additional_data.raw("direction"), Some(r#""incoming""#));
}

/// The test that Event Hubs get with each new subscription, in the form of the documentation.
const VALIDATION: &str = r#"{
    "value": [{
        "subscriptionId": "NA",
        "subscriptionExpirationDateTime": "NA",
        "clientState": "NA",
        "changeType": "Validation: Testing client application reachability for subscription Request-Id: 522a8e7e-096a",
        "resource": "NA",
        "resourceData": {"@odata.type": "NA", "@odata.id": "NA", "id": "NA"}
    }]
}"#;

#[test]
fn an_event_of_event_hubs_is_read_as_the_body_of_a_webhook() {
    // There is neither a query nor anybody to answer: the envelope is plain data.
    let test = only(VALIDATION);
    assert!(test.is_validation() && !test.is_from(&ClientState::from("secretClientValue")));
    let change = only(CHANGE);
    assert!(!change.is_validation() && change.is_from(&ClientState::from("secretClientValue")));
    assert_eq!(change.resource_id().as_deref(), Some("AAMkADk0MGFkODE3LWE4MmYtNDRhOS04ZGQx"));
    let lifecycle = notification(r#""lifecycleEvent": "missed""#);
    assert!(!lifecycle.is_validation(), "it has no type of change");
    // Several in one event, with the tokens that resource data brings along, one of which Graph could not get.
    let body = r#"{"value": [{"changeType": "updated"}, 5], "validationTokens": ["a.b.c", null]}"#;
    let several = read(body);
    assert_eq!((several.value.len(), several.value[1].is_err()), (2, true));
    assert_eq!(several.validation_tokens, ["a.b.c", ""]);
}

#[test]
fn a_change_of_a_subscribed_resource_is_read_as_documented() {
    let notification = only(CHANGE);
    assert_eq!(notification.subscription_id.as_deref(), Some("7f105c7d-2dc5-4530-97cd-4e7ae6534c07"));
    assert_eq!(notification.id.as_deref(), Some("lsgTZMr9KwAAA"));
    assert_eq!(notification.resource_id().as_deref(), Some("AAMkADk0MGFkODE3LWE4MmYtNDRhOS04ZGQx"));
    assert_eq!(notification.key_of("users").as_deref(), Some("ada@contoso.com"));
    assert!(notification.is_from(&ClientState::from("secretClientValue")));
}

#[test]
fn lifecycle_events_are_told_from_changes() {
    let body = r#"{"value": [{"lifecycleEvent": "missed"}, {"lifecycleEvent": "subscriptionRemoved"},
        {"lifecycleEvent": "reauthorizationRequired"}, {"lifecycleEvent": "retired"}, {"changeType": "updated"}]}"#;
    let events: Vec<_> = read(body).value.into_iter().map(|one| one.expect("it reads").lifecycle_event).collect();
    let known = [LifecycleEvent::Missed, LifecycleEvent::SubscriptionRemoved, LifecycleEvent::ReauthorizationRequired];
    assert_eq!(events[..3], known.map(Some));
    assert_eq!(events[3].as_ref().map(LifecycleEvent::as_str), Some("retired"));
    assert_eq!(events[4], None);
}

#[test]
fn nothing_that_was_sent_is_lost() {
    let members = r#"{"changeType":"renamed","resourceData":{"n":1.50},"organizationId":null,"sequence":7}"#;
    let body = format!(r#"{{"value":[{members}],"validationTokens":["a.b.c"],"more":[1]}}"#);
    let notifications = read(&body);
    assert_eq!(notifications.validation_tokens, ["a.b.c"]);
    assert_eq!(notifications.additional_data.raw("more"), Some("[1]"));
    let notification = notifications.value[0].as_ref().expect("it reads");
    let written = to_string(notification).expect("it is JSON");
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("it is JSON");
    assert_eq!(value(&written), value(members));
    // To the digit.
    assert!(written.contains("1.50"), "{written}");
}

#[test]
fn one_unreadable_notification_leaves_the_others() {
    let body = r#"{"value": [{"changeType": "created"}, {"resource": 5}, null, [], {"changeType": "deleted"},
        {"encryptedContent": {"data": {}}}]}"#;
    let value = read(body).value;
    let readable: Vec<_> = value.iter().map(Result::is_ok).collect();
    assert_eq!(readable, [true, false, false, false, true, false]);
    let errors: Vec<_> = value.iter().filter_map(|one| one.as_ref().err()).map(|error| line_of(error)).collect();
    assert!(errors[0].contains(": value[1].resource: "), "{errors:?}");
    assert!(errors[1].contains(": value[2]: ") && errors[1].contains("null"), "{errors:?}");
    assert!(errors[2].contains(": value[3]: "), "{errors:?}");
    assert!(errors[3].contains(": value[5].encryptedContent.data: "), "{errors:?}");
    assert_eq!(value[1].as_ref().expect_err("unreadable").json().as_str(), r#"{"resource": 5}"#);
}

#[test]
fn a_resource_that_does_not_fit_says_where() {
    let wrong = notification(r#""resourceData": {"state": 5}"#);
    let error = wrong.resource_as::<Call>().expect_err("a number is no text");
    assert!(error.to_string().starts_with("resourceData.state: "), "{error}");
    assert!(wrong.resource_as::<Vec<Call>>().is_err());
    for empty in [r#""resource": "a/b""#, r#""resourceData": null"#] {
        assert_eq!(notification(empty).resource_as::<Call>().expect("nothing to read"), None, "{empty}");
    }
}

#[test]
fn several_resources_come_as_a_list_and_have_no_id() {
    let members =
        r#""resourceUrl": "/communications/calls/c1/participants", "resourceData": [{"state": "a"}, {"state": "b"}]"#;
    let several = notification(members);
    let states: Vec<Call> = several.resource_as().expect("it reads").expect("it is there");
    assert_eq!(states.len(), 2);
    assert_eq!((several.resource_id(), several.resource_type()), (None, None));
    assert_eq!(several.key_of("calls").as_deref(), Some("c1"));
}

#[test]
fn an_id_that_is_no_text_is_looked_up_in_the_path() {
    for data in [r#"{"id": 5}"#, r#"{"id": ""}"#, r#"{"id": null}"#, "5", "null", "{}"] {
        let members = format!(r#""resource": "calls/a%2Fb", "resourceData": {data}"#);
        assert_eq!(notification(&members).resource_id().as_deref(), Some("a/b"), "{data}");
    }
    assert_eq!(notification(r#""lifecycleEvent": "missed""#).resource_id(), None);
}

#[test]
fn only_the_right_client_state_is_from_the_subscription() {
    let expected = ClientState::from("secret");
    for (members, is_from) in [
        (r#""clientState": "secret""#, true),
        (r#""clientState": "Secret""#, false),
        (r#""clientState": "secret ""#, false),
        (r#""clientState": """#, false),
        (r#""clientState": null"#, false),
        (r#""id": "1""#, false),
    ] {
        assert_eq!(notification(members).is_from(&expected), is_from, "{members}");
    }
    // A secret that was never set proves nothing.
    assert!(!notification(r#""clientState": """#).is_from(&ClientState::from("")));
}

#[test]
fn secrets_are_not_shown() {
    let body =
        r#"{"value": [{"clientState": "hush"}, {"clientState": "hush", "id": {}}], "validationTokens": ["hush"]}"#;
    let shown = format!("{:?} {:?}", read(body), ClientState::from("hush"));
    assert!(!shown.contains("hush"), "{shown}");
}

#[test]
fn a_validation_token_is_decoded_and_answered_as_text() {
    let query = "tenant=1&validationToken=Validation%3a+%3Cscript%3E+%C3%BC";
    let delivery = Delivery::read(Some(query), b"").expect("a validation");
    let answer = delivery.answer();
    assert_eq!((answer.status(), answer.body().as_str()), (StatusCode::OK, "Validation: <script> ü"));
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
    assert_eq!(answer.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
}

#[test]
fn a_validation_token_is_neither_empty_nor_endless() {
    for (length, is_taken) in [(0, false), (1, true), (LONGEST_TOKEN, true), (LONGEST_TOKEN + 1, false)] {
        let query = format!("validationToken={}", "a".repeat(length));
        assert_eq!(Delivery::read(Some(&query), b"").is_ok(), is_taken, "{length}");
    }
    assert_eq!(Delivery::read(Some("validationToken"), b""), Err(DeliveryError::ValidationToken));
}

#[test]
fn another_query_is_none_of_its_business() {
    let delivery = Delivery::read(Some("secret=1&validationtoken=2"), INCOMING.as_bytes()).expect("notifications");
    assert_eq!(delivery.answer().status(), StatusCode::ACCEPTED);
    assert!(matches!(delivery, Delivery::Notifications(_)));
}

#[test]
fn a_body_without_notifications_says_what_is_wrong() {
    for (body, part) in [
        ("", "EOF"),
        ("no JSON", "expected"),
        ("[]", "object"),
        (r#"{"value": 5}"#, "value: "),
        (r#"{"value": [1"#, "EOF"),
        (r#"{"value": [], "validationTokens": ["a", 5]}"#, "validationTokens[1]: expected a token"),
        (r#"{"value": [], "validationTokens": ["a", {}]}"#, "validationTokens[1]: expected a token"),
    ] {
        let error = Delivery::read(None, body.as_bytes()).expect_err(body);
        assert!(line_of(&error).contains(part), "{body}: {error:?}");
        assert_eq!(error.answer().status(), StatusCode::BAD_REQUEST, "{body}");
    }
    for body in ["{}", r#"{"value": null}"#] {
        assert_eq!(Delivery::read(None, body.as_bytes()), Err(DeliveryError::NoNotifications), "{body}");
    }
    assert!(Delivery::read(None, b"\xff").is_err());
}

#[test]
fn a_body_is_bounded_in_bytes_and_in_notifications() {
    let large = vec![b' '; LARGEST_BODY + 1];
    let error = Delivery::read(None, &large).expect_err("too large");
    assert_eq!((&error, error.answer().status()), (&DeliveryError::TooLarge, StatusCode::PAYLOAD_TOO_LARGE));
    let body = |count| format!(r#"{{"value": [{}{{}}]}}"#, "{},".repeat(count - 1));
    assert_eq!(read(&body(MOST_NOTIFICATIONS)).value.len(), MOST_NOTIFICATIONS);
    let error = Delivery::read(None, body(MOST_NOTIFICATIONS + 1).as_bytes()).expect_err("too many");
    assert!(line_of(&error).contains("10000"), "{error:?}");
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let deep = format!(r#"{{"value": [{{"x": {}}}]}}"#, "[".repeat(1 << 20));
    assert!(Delivery::read(None, deep.as_bytes()).is_err());
}
