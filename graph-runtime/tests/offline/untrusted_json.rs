//! JSON that anybody may have sent: nested deeper than is read, with reserved names, behind a byte order mark. Everything
//! that reads JSON is tried with it. The depths are those of the bound and a little beyond it.

mod models;

use graph_runtime::http::Response;
use graph_runtime::model::{Json, MAX_DEPTH, from_slice, from_str};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{Bytes, Client, Error, ErrorKind, Method, Request, StaticToken};

use crate::support::{Call, CallCollectionResponse, ready};

/// Depths that are too much, far from where any reader would fail for other reasons.
const TOO_DEEP: [usize; 3] = [MAX_DEPTH + 1, MAX_DEPTH + 2, 300];
const MARK: &str = "\u{feff}";

/// `depth` arrays inside each other.
fn arrays(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

/// `depth` objects inside each other, each the member `name` of the one around it.
fn objects(name: &str, depth: usize, innermost: &str) -> String {
    format!("{}{innermost}{}", format!("{{\"{name}\":").repeat(depth), "}".repeat(depth))
}

/// Texts that become no tree: too deep, or with a reserved name in them.
fn refused() -> Vec<String> {
    let mut texts: Vec<_> = TOO_DEEP.into_iter().map(arrays).collect();
    texts.push(objects("a", MAX_DEPTH + 1, "1"));
    texts.push(r#"{"$serde_json::private::Anything":"[1]"}"#.to_owned());
    texts.push(r#"[{"\u0024serde_json::private::Anything":"[1]"}]"#.to_owned());
    texts
}

/// A client whose service answers everything with this.
fn client(status: u16, body: impl Into<Bytes>) -> Client {
    let body = body.into();
    let transport = InMemoryTransport::new(move |_| Response::builder().status(status).body(body.clone()).unwrap());
    Client::builder().token(StaticToken::new("secret")).transport(transport).build().unwrap()
}

fn get<T: graph_runtime::Response>(status: u16, body: impl Into<Bytes>) -> Result<T, Error> {
    ready(Request::<T>::get(&client(status, body).route(), "{+baseurl}/call"))
}

#[test]
fn an_error_body_that_is_refused_is_shown_as_text() {
    for inner in refused() {
        let body = format!(r#"{{"error":{{"code":"itemNotFound","message":"m","details":[{inner}]}}}}"#);
        let error = get::<Json>(404, body).unwrap_err();
        assert_eq!((error.code(), error.details().len(), error.is_not_found()), (None, 0, true), "{inner}");
        assert!(error.body_snippet().unwrap().starts_with(r#"{"error":{"code":"itemNotFound""#), "{error}");
    }
    let body = format!(r#"{{"error":{{"code":"a","innerError":{}}}}}"#, objects("innerError", MAX_DEPTH - 3, "{}"));
    assert_eq!(get::<Json>(404, body).unwrap_err().code(), Some("a"));
}

#[test]
fn an_answer_that_is_too_deep_is_an_error_of_that_answer() {
    let error = get::<Call>(200, objects("parent", MAX_DEPTH, "{}")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.to_string().len() < 3000, "{error}");
    assert_eq!(get::<Json>(200, arrays(300)).unwrap().as_str(), arrays(300), "text may be deep");
}

#[cfg(feature = "batch")]
#[test]
fn an_answer_in_a_batch_that_is_refused_costs_no_other() {
    for inner in refused() {
        let body = format!(
            r#"{{"responses":[{{"id":"1","status":200,"body":{{"settings":{inner}}}}},
                {{"id":"2","status":200,"headers":{{"x":{inner}}},"body":{{"id":"b"}}}},
                {{"id":"3","status":200,"body":{{"parent":{}}}}},{inner},
                {{"id":"4","status":404,"body":{{"error":{{"code":"a","details":{inner}}}}}}}]}}"#,
            objects("parent", 200, "{}"),
        );
        let client = client(200, body);
        let mut batch = client.batch();
        let call = || client.request::<Call>(Method::GET, "/x").with_http();
        let tickets: Vec<_> = (0..4).map(|_| batch.add(call())).collect();
        let mut answers = ready(batch.send());
        let mut taken = tickets.into_iter().map(|ticket| answers.take(ticket));
        assert_eq!(taken.next().unwrap().unwrap().into_body().settings.unwrap().as_str(), inner);
        let second = taken.next().unwrap().unwrap();
        assert_eq!((second.headers().len(), second.body().id.as_deref()), (0, Some("b")));
        assert_eq!(taken.next().unwrap().unwrap_err().kind(), ErrorKind::Decode);
        let error = taken.next().unwrap().unwrap_err();
        assert_eq!((error.is_not_found(), error.code()), (true, None));
    }
}

#[cfg(feature = "batch")]
#[test]
fn headers_without_end_in_a_batch_are_an_error() {
    let headers: Vec<String> = (0..=1000).map(|number| format!(r#""x-{number}":"a""#)).collect();
    let body = format!(r#"{{"responses":[{{"id":"1","status":204,"headers":{{{}}}}}]}}"#, headers.join(","));
    let client = client(200, body);
    let mut batch = client.batch();
    let ticket = batch.add(client.request::<()>(Method::GET, "/x"));
    let error = ready(batch.send()).take(ticket).unwrap_err();
    assert!(error.kind() == ErrorKind::Transport && error.to_string().contains("1000 headers"), "{error}");
}

#[cfg(feature = "transfer")]
mod uploads {
    use graph_runtime::transfer::UploadSession;

    use super::*;

    const SESSION: &str = r#"{"uploadUrl":"https://contoso.sharepoint.com/up","nextExpectedRanges":["0-"]"#;

    fn send(body: impl Into<Bytes>) -> Result<Json, Error> {
        let told: Json = format!("{SESSION}}}").parse().unwrap();
        let mut session = UploadSession::new(&client(200, body), &told).unwrap();
        ready(session.upload(&b"0123456789"[..]).send())
    }

    #[test]
    fn what_is_refused_is_no_session_and_no_range() {
        for inner in refused() {
            let told: Json = format!(r#"{SESSION},"x":{inner}}}"#).parse().unwrap();
            let error = UploadSession::new(&client(200, ""), &told).unwrap_err();
            assert!(error.to_string().contains("not an upload session"), "{error}");
            let error = send(format!(r#"{{"id":"made","nextExpectedRanges":["5-"],"x":{inner}}}"#)).unwrap_err();
            assert!(error.kind() == ErrorKind::Decode && error.to_string().contains("whether the file is"), "{error}");
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_no_file() {
        for body in [
            "<html>Please log in</html>",
            r#"{"nextExpectedRanges":["5-"]"#,
            r#"{"nextExpectedRanges":"5-"}"#,
            r#"{"NextExpectedRanges":5}"#,
            r#"[{"id":"made"}]"#,
            r#""made""#,
            "null",
        ] {
            let error = send(body).unwrap_err();
            assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Decode, true), "{body}: {error}");
        }
        for body in [r#"{"id":"made"}"#, r#"{"nextExpectedRanges":[]}"#, r#"{"nextExpectedRanges":null}"#, "{}"] {
            assert_eq!(send(body).unwrap().as_str(), body);
        }
        let told: Json = format!("{SESSION}}}").parse().unwrap();
        let mut session = UploadSession::new(&client(201, ""), &told).unwrap();
        ready(session.upload(&b"0123456789"[..]).send::<()>()).expect("Outlook says no more");
    }

    #[test]
    fn a_byte_order_mark_hides_no_range() {
        let error = send(format!(r#"{MARK}{{"nextExpectedRanges":["99-"]}}"#)).unwrap_err();
        assert!(error.to_string().contains("beyond the end"), "{error}");
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let marked = |text: &str| format!("{MARK}{text}");
    assert_eq!(from_str::<Call>(&marked(r#"{"id":"a"}"#)).unwrap().id.as_deref(), Some("a"));
    let call: Call = from_slice(marked(r#"{"tags":[5]}"#).as_bytes()).unwrap();
    assert_eq!(call.additional_data.unread_items().count(), 1);
    assert_eq!(marked(" [1] ").parse::<Json>().unwrap().as_str(), "[1]");
    assert_eq!(get::<Call>(200, marked(r#"{"id":"a"}"#)).unwrap().id.as_deref(), Some("a"));
    assert_eq!(get::<Json>(200, marked("[1]")).unwrap().as_str(), "[1]");
    let page: CallCollectionResponse = get(200, marked(r#"{"value":[{}],"@odata.nextLink":"x"}"#)).unwrap();
    assert_eq!((page.value.unwrap().len(), page.odata_next_link.as_deref()), (1, Some("x")));
    let error = get::<Json>(404, marked(r#"{"error":{"code":"itemNotFound"}}"#)).unwrap_err();
    assert_eq!(error.code(), Some("itemNotFound"));
    // One is passed over, and only before a text.
    for text in [marked(MARK), marked(&marked("{}")), marked(""), format!("{{}}{MARK}"), format!("[{MARK}1]")] {
        assert!(from_str::<Json>(&text).is_err() && text.parse::<Json>().is_err() && get::<Json>(200, text).is_err());
    }
}

#[cfg(feature = "batch")]
#[test]
fn a_byte_order_mark_before_a_batch_is_passed_over() {
    let client = client(200, format!(r#"{MARK}{{"responses":[{{"id":"1","status":200,"body":{{"id":"a"}}}}]}}"#));
    let mut batch = client.batch();
    let ticket = batch.add(client.request::<Call>(Method::GET, "/x"));
    assert_eq!(ready(batch.send()).take(ticket).unwrap().id.as_deref(), Some("a"));
}

#[cfg(feature = "notifications")]
#[test]
fn a_notification_that_is_too_deep_costs_no_other() {
    use graph_runtime::notifications::Delivery;

    for inner in refused() {
        let body = format!(
            r#"{MARK}{{"value":[{{"id":"a","resourceData":{inner},"x":{inner}}},{{"resourceData":{{"parent":{},"id":"b"}}}},
                {{"encryptedContent":{inner}}}],"x":{inner}}}"#,
            objects("parent", 200, "{}"),
        );
        let Ok(Delivery::Notifications(notifications)) = Delivery::read(None, body.as_bytes()) else {
            panic!("no notifications");
        };
        let read: Vec<_> = notifications.value.iter().map(|read| read.as_ref().ok()).collect();
        let (first, second) = (read[0].unwrap(), read[1].unwrap());
        assert_eq!((first.id.as_deref(), first.resource_data.as_ref().unwrap().as_str()), (Some("a"), &*inner));
        assert!(first.additional_data.get("x").is_none() && first.resource_as::<Json>().is_ok());
        assert!(second.resource_as::<Call>().is_err() && second.resource_as::<Json>().is_ok());
        assert_eq!(second.resource_id().as_deref(), Some("b"), "the rest is not read");
        assert!(notifications.additional_data.get("x").is_none() && format!("{notifications:?}").len() > 1);
    }
}
