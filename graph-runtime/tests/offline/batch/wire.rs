//! What goes out, and that each request is answered as if it had been sent alone.

use std::time::Duration;

use graph_runtime::http::StatusCode;
use graph_runtime::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use graph_runtime::model::{Json, from_str};
use graph_runtime::transport::{Body, Timeout, TransportErrorKind};
use graph_runtime::{Bytes, Client, ClientBuilder, Error, ErrorKind, Method, Request, StaticToken};
use serde_json::json;

use super::service::{Service, batch_of, fault, get, send_all, succeed, text};
use crate::support::printed::line_of;
use crate::support::{Call, ready};

#[test]
fn requests_stand_in_a_batch_as_they_are_sent_alone() {
    let service = Service::each(|_, _| json!({ "status": 204 }));
    let client = service.builder().token(StaticToken::new("secret")).build().unwrap();
    let named = |request: Request<()>, id: &str| request.header("client-request-id", id).header("user-agent", "test");
    let call: Call =
        from_str(r#"{"id":"a","level":1.10,"settings":{"big":123456789012345678901234567890.50}}"#).unwrap();
    let route = client.route().with("user%2Did", "a b/ü");
    let requests = [
        named(Request::get(&route, "{+baseurl}/users/{user%2Did}"), "1").query("$filter", "a eq 'b&c'"),
        named(Request::post(&route, "{+baseurl}/calls"), "2").json(&call).header("Prefer", r#"a="b""#),
        named(Request::put(&route, "{+baseurl}/me/photo/$value"), "3").bytes("image/png", vec![0xfb, 0xff]),
        named(Request::post(&route, "{+baseurl}/me/send"), "4"),
        named(Request::delete(&route, "{+baseurl}/me"), "5"),
        named(Request::post(&route, "{+baseurl}/x"), "6").bytes("application/merge+json; v=1", " {\"a\": 1.50} "),
    ];
    let mut batch = client.batch();
    let tickets = requests.map(|request| batch.add(request));
    let mut answers = ready(batch.send());
    for ticket in tickets {
        answers.take(ticket).unwrap();
    }
    assert_eq!(
        service.bodies(),
        [[
            r#"{"requests":["#,
            r#"{"id":"1","method":"GET","url":"/users/a%20b%2F%C3%BC?$filter=a%20eq%20%27b%26c%27","#,
            r#""headers":{"accept":"application/json","user-agent":"test","#,
            r#""prefer":"include-unknown-enum-members","client-request-id":"1"}},"#,
            r#"{"id":"2","method":"POST","url":"/calls","#,
            r#""headers":{"accept":"application/json","user-agent":"test","prefer":"include-unknown-enum-members, a=\"b\"","#,
            r#""client-request-id":"2","content-type":"application/json"},"#,
            r#""body":{"id":"a","level":1.1,"settings":{"big":123456789012345678901234567890.50}}},"#,
            r#"{"id":"3","method":"PUT","url":"/me/photo/$value","#,
            r#""headers":{"accept":"application/json","user-agent":"test","#,
            r#""prefer":"include-unknown-enum-members","client-request-id":"3","#,
            r#""content-type":"image/png"},"body":"+/8="},"#,
            r#"{"id":"4","method":"POST","url":"/me/send","#,
            r#""headers":{"accept":"application/json","user-agent":"test","#,
            r#""prefer":"include-unknown-enum-members","client-request-id":"4","#,
            r#""content-type":"application/json"},"body":{}},"#,
            r#"{"id":"5","method":"DELETE","url":"/me","#,
            r#""headers":{"accept":"application/json","user-agent":"test","#,
            r#""prefer":"include-unknown-enum-members","client-request-id":"5"}},"#,
            r#"{"id":"6","method":"POST","url":"/x","#,
            r#""headers":{"accept":"application/json","user-agent":"test","#,
            r#""prefer":"include-unknown-enum-members","client-request-id":"6","#,
            r#""content-type":"application/merge+json; v=1"},"body":{"a": 1.50}}"#,
            "]}"
        ]
        .concat()]
    );
    let notes = service.0.lock().unwrap();
    let outer = &notes.received[0];
    assert_eq!(
        (outer.method(), outer.uri().to_string().as_str()),
        (&Method::POST, "https://graph.microsoft.com/beta/$batch")
    );
    assert_eq!(outer.headers()["authorization"], "Bearer secret");
    assert_eq!(outer.headers()[CONTENT_TYPE], "application/json");
}

#[test]
fn each_answer_is_read_as_that_of_its_request_alone() {
    let service = Service::new(|_, requests| {
        assert_eq!(requests.len(), 4);
        batch_of(&[
            json!({ "id": "99", "status": 500 }),
            json!({ "id": "3", "status": 404, "headers": { "REQUEST-ID": "r" }, "body": {
                "error": { "code": "itemNotFound", "message": "Gone.", "innerError": { "client-request-id": "c" } } } }),
            json!({ "id": "2", "status": 201, "headers": { "LOCATION": "/there", "Retry-After": 7 }, "body": { "id": "b" } }),
            json!({ "id": "1", "status": 200, "body": { "id": "a" } }),
            json!({ "id": "1", "status": 500, "body": { "id": "late" } }),
            json!({ "id": "4", "status": 200, "body": { "id": 5 } }),
        ])
    });
    let client = service.client();
    let mut batch = client.batch();
    let first = batch.add(Request::<Call>::get(&client.route(), "{+baseurl}/me"));
    let second = batch.add(Request::<Call>::post(&client.route(), "{+baseurl}/calls").with_http());
    let third = batch.add(Request::<Call>::get(&client.route().with("id", "secret"), "{+baseurl}/calls/{id}"));
    let fourth = batch.add(Request::<Call>::get(&client.route(), "{+baseurl}/odd"));
    let mut answers = ready(batch.send());
    assert_eq!(answers.errors().count(), 1);

    assert_eq!(answers.take(first).unwrap().id.as_deref(), Some("a"));
    let created = answers.take(second).unwrap();
    assert_eq!(
        (created.status(), &created.headers()["location"]),
        (StatusCode::CREATED, &HeaderValue::from_static("/there"))
    );
    assert_eq!(created.headers()[RETRY_AFTER], "7");
    assert_eq!(created.body().id.as_deref(), Some("b"));
    let error = answers.take(third).unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /calls/{id}: 404 Not Found: itemNotFound: Gone. (request-id r, client-request-id c)"
    );
    assert_eq!((error.kind(), error.attempts(), error.may_have_been_sent()), (ErrorKind::Service, 1, true));
    let error = answers.take(fourth).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(line_of(&error).starts_with("GET /odd: 200 OK: the answer cannot be read near "), "{error:?}");
}

/// What a body in a batch, with this content type, is given as.
fn body_of(status: u16, content_type: Option<&str>, body: &str) -> Result<Bytes, Error> {
    let headers = content_type.map_or(json!({}), |content_type| json!({ "content-type": content_type }));
    let answered = format!(r#"{{"responses":[{{"id":"1","status":{status},"headers":{headers}{body}}}]}}"#);
    let service = Service::new(move |_, _| text(200, &answered));
    let client = service.client();
    let mut batch = client.batch();
    let ticket = batch.add(client.request::<Bytes>(Method::GET, "/x"));
    ready(batch.send()).take(ticket)
}

#[test]
fn a_body_is_what_the_request_alone_would_be_answered_with() {
    for (content_type, body, bytes) in [
        (Some("application/json"), r#","body":{"a": 1.50}"#, r#"{"a": 1.50}"#),
        (Some("application/json"), r#","body":"text""#, r#""text""#),
        (Some("application/problem+json"), r#","body":"text""#, r#""text""#),
        (None, r#","body":[1]"#, "[1]"),
        (None, r#","body":"text""#, r#""text""#),
        (Some("text/plain; charset=utf-8"), r#","body":"a\"b""#, r#"a"b"#),
        (Some("text/plain"), r#","body":12"#, "12"),
        (Some("image/jpeg"), r#","body":"Zm9vYg==""#, "foob"),
        (Some("image/jpeg"), r#","body":"Zm9vYg""#, "foob"),
        (Some("application/json"), r#","body":null"#, ""),
        (Some("image/jpeg"), "", ""),
    ] {
        assert_eq!(body_of(200, content_type, body).unwrap(), bytes, "{content_type:?} {body}");
    }
    let error = body_of(200, Some("image/jpeg"), r#","body":"a*b""#).unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(StatusCode::OK)));
    let error = body_of(500, Some("application/xml"), r#","body":"<a/>""#).unwrap_err();
    assert_eq!(error.to_string(), r#"GET /{+path}: 500 Internal Server Error: "<a/>""#);
}

#[test]
fn an_answer_that_makes_no_sense_costs_no_other() {
    let service = Service::new(|_, _| {
        batch_of(&[
            json!(null),
            json!([]),
            json!({ "status": 200 }),
            json!({ "id": {}, "status": 200 }),
            json!({ "id": "1", "status": "none" }),
            json!({ "id": "2", "status": 7 }),
            json!({ "id": "3", "status": "204", "headers": [1] }),
            json!({ "id": 4, "status": 204, "headers": { "no name": "a", "x": "bad\nvalue" } }),
        ])
    });
    let outcomes = send_all(&service.client(), &["/1", "/2", "/3", "/4", "/5"]);
    assert!(outcomes[2].is_ok() && outcomes[3].is_ok(), "{outcomes:?}");
    for (place, reason) in [(0, "no status"), (1, "no status"), (4, "no answer for this request")] {
        let error = outcomes[place].as_ref().unwrap_err();
        assert_eq!((error.kind(), error.status(), error.may_have_been_sent()), (ErrorKind::Transport, None, true));
        assert_eq!(error.request_id(), Some("outer"), "the support finds the batch by it");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn more_than_twenty_go_into_several_batches_in_their_order() {
    let service = Service::each(|_, url| json!({ "status": 200, "body": { "id": &url[1..] } }));
    let client = service.client();
    let mut batch = client.batch();
    let request = |number: usize| client.request::<Call>(Method::GET, &format!("/{number}"));
    let tickets: Vec<_> = (0..45).map(|number| batch.add(request(number))).collect();
    assert_eq!((batch.len(), batch.is_empty()), (45, false));
    let mut answers = ready(batch.send());
    for (number, ticket) in tickets.into_iter().enumerate() {
        assert_eq!(answers.take(ticket).unwrap().id, Some(number.to_string()));
    }
    let urls =
        |numbers: std::ops::Range<usize>| numbers.map(|number| format!("/{number}")).collect::<Vec<_>>().join(" ");
    assert_eq!(service.exchanges(), [urls(0..20), urls(20..40), urls(40..45)]);
}

#[test]
fn an_empty_batch_sends_nothing() {
    let service = Service::each(|_, _| json!({ "status": 200 }));
    assert_eq!(ready(service.client().batch().send()).errors().count(), 0);
    assert!(service.bodies().is_empty());
}

#[test]
fn a_batch_that_fails_costs_no_other() {
    let service = Service::new(|exchange, requests| match exchange {
        0 => text(400, r#"{"error":{"code":"BadRequest","message":"Invalid batch payload format."}}"#),
        1 => text(200, "no JSON"),
        2 => text(200, "{}"),
        3 => fault(TransportErrorKind::Timeout),
        _ => succeed(requests),
    });
    let paths: Vec<String> = (0..100).map(|number| format!("/{number}")).collect();
    let outcomes = send_all(&service.client(), &paths.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(service.exchanges().len(), 5);
    for (place, outcome) in outcomes[..80].iter().enumerate() {
        let error = outcome.as_ref().unwrap_err();
        assert!(error.may_have_been_sent() && error.attempts() == 1, "{error}");
        let line = match place / 20 {
            0 => {
                "GET /{+path}: 400 Bad Request: the batch failed as a whole: BadRequest: Invalid batch payload format. (request-id outer)"
            }
            1 | 2 => "GET /{+path}: 200 OK: the batch failed as a whole: ",
            _ => "GET /{+path}: the batch failed as a whole: no complete answer: timed out: as planned",
        };
        assert!(line_of(error).starts_with(line), "{error:?}");
    }
    assert!(outcomes[80..].iter().all(Result::is_ok));
}

#[test]
fn an_answer_too_large_is_an_error() {
    let service = Service::each(|_, _| json!({ "status": 200, "body": "x".repeat(100) }));
    let client = service.builder().max_response_bytes(100).build().unwrap();
    let error = send_all(&client, &["/1"]).remove(0).unwrap_err();
    let line = "GET /{+path}: the batch failed as a whole: no complete answer: the answer is too large: it has more than 100 bytes";
    assert_eq!(line_of(&error), line);
}

#[test]
fn what_cannot_go_into_a_batch_fails_alone() {
    let service = Service::each(|_, _| json!({ "status": 204 }));
    let client = service.builder().base_url("https://a.example/beta").allowed_host("b.example").build().unwrap();
    let other = service.client();
    let mut batch = client.batch();
    let stranger = batch.add(get(&other, "/1"));
    let elsewhere = batch.add(get(&client, "https://b.example/beta/2"));
    let beside = batch.add(get(&client, "https://a.example/betas/2"));
    let stream = batch.add(
        Request::<()>::put(&client.route(), "{+baseurl}/3").bytes("image/png", Body::stream(Body::from("only once"))),
    );
    let own = batch.add(get(&client, "/4").header("Authorization", "Bearer mine"));
    let odd = batch.add(Request::<()>::put(&client.route(), "{+baseurl}/5").bytes("application/json", "{"));
    let broken = batch.add(get(&client, "/6").header("no name", ""));
    let foreign = other.batch().add(get(&other, "/7"));
    let misled = batch.add_after(get(&client, "/8"), &[&foreign]);
    let after = batch.add_after(get(&client, "/9"), &[&own]);
    let fine = batch.add(get(&client, "https://a.example/beta/10"));
    let mut answers = ready(batch.send());

    assert_eq!(service.exchanges(), ["/10"]);
    assert!(answers.take(fine).is_ok());
    assert!(answers.take(after).unwrap_err().is_failed_dependency());
    for (ticket, reason) in [
        (foreign, "the ticket belongs to another batch"),
        (stranger, "different clients"),
        (elsewhere, "base URL"),
        (beside, "base URL"),
        (stream, "a body that is a stream cannot"),
        (own, "its own token"),
        (odd, "is not JSON, although"),
        (broken, "is not a header name"),
        (misled, "another batch"),
    ] {
        let error = answers.take(ticket).unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Invalid, false));
        assert!(error.to_string().contains(reason), "{error}");
    }
}

#[test]
fn an_exchange_may_take_as_long_as_its_longest_request() {
    let timeout_of = |builder: ClientBuilder, service: &Service, seconds: &[u64]| {
        let client = builder.build().unwrap();
        let mut batch = client.batch();
        let mut tickets = vec![batch.add(get(&client, "/0"))];
        tickets
            .extend(seconds.iter().map(|seconds| batch.add(get(&client, "/1").timeout(Duration::from_secs(*seconds)))));
        let _ = ready(batch.send());
        let notes = service.0.lock().unwrap();
        notes
            .received
            .last()
            .unwrap()
            .extensions()
            .get()
            .map(|Timeout(timeout)| timeout.map(|timeout| timeout.as_secs()))
    };
    let service = Service::each(|_, _| json!({ "status": 204 }));
    assert_eq!(timeout_of(service.builder(), &service, &[]), None, "as the transport has it");
    assert_eq!(timeout_of(service.builder(), &service, &[5]), Some(Some(100)));
    assert_eq!(timeout_of(service.builder(), &service, &[300, 200]), Some(Some(300)));
    assert_eq!(timeout_of(service.builder().timeout(None), &service, &[5]), Some(None));
}

#[test]
fn nothing_of_a_request_is_shown() {
    let service = Service::each(|_, _| json!({ "status": 404, "body": "secret" }));
    let client = service.client();
    let mut batch = client.batch();
    let ticket = batch.add(client.request::<Json>(Method::GET, "/secret"));
    assert_eq!(format!("{batch:?} {ticket:?}"), "Batch(1 requests) Ticket(0)");
    let answers = ready(batch.send());
    assert_eq!(format!("{answers:?}"), "Answers(1, 1 errors)");
}

/// Over a socket, with the transport for real services.
#[cfg(feature = "reqwest")]
#[tokio::test]
async fn a_batch_goes_over_the_wire() {
    use std::io::{Read as _, Write as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/beta", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut received = Vec::new();
        while !received.ends_with(b"]}") {
            let mut piece = [0; 4096];
            let length = stream.read(&mut piece).unwrap();
            received.extend_from_slice(&piece[..length]);
        }
        let body = r#"{"responses":[{"id":"1","status":200,"body":{"id":"a"}}]}"#;
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        String::from_utf8(received).unwrap()
    });
    let client = Client::builder().base_url(url).allow_loopback_http().build().unwrap();
    let mut batch = client.batch();
    let ticket = batch.add(client.request::<Call>(Method::GET, "/me"));
    assert_eq!(batch.send().await.take(ticket).unwrap().id.as_deref(), Some("a"));
    let received = server.join().unwrap();
    assert!(received.starts_with("POST /beta/$batch HTTP/1.1\r\n"), "{received}");
    assert!(received.contains(r#"{"requests":[{"id":"1","method":"GET","url":"/me","#), "{received}");
}

#[test]
fn what_the_service_repeats_of_the_token_is_not_told() {
    let service = Service::each(|_, url| match url {
        "/unreadable" => json!({ "status": 200, "body": { "id": true, "token": "a-secret-token" } }),
        _ => json!({ "status": 403, "body": { "error": { "code": "no", "message": "not for a-secret-token" } } }),
    });
    let client = service.builder().token(StaticToken::new("a-secret-token")).build().unwrap();
    let unread = |request: Request<()>| request.read_as::<Call>();
    let mut batch = client.batch();
    let tickets = ["/unreadable", "/denied"].map(|path| batch.add(unread(get(&client, path))));
    let mut answers = ready(batch.send());
    for (ticket, expected) in tickets.into_iter().zip([r#"true,"token":"[token]"#, "not for [token]"]) {
        let error = answers.take(ticket).unwrap_err();
        let printed = format!("{error} {error:?}");
        assert!(printed.contains(expected) && !printed.contains("a-secret"), "{printed}");
    }
}
