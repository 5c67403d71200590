//! Long-running operations over real sockets: asked for until they end, well or not, or time is over.

#![cfg(all(feature = "monitor", feature = "reqwest"))]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use graph_runtime::model::Json;
use graph_runtime::monitor::{Monitor, State};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{BoxFuture, Client, ErrorKind, Method, Retry, StaticToken, Timer, TokioTimer, http};

use crate::support::in_time::in_time;
use crate::support::planned::{Arrived, Server, Turn, answer};
use crate::support::printed::line_of;

/// A clock that only takes notes. A wait is over when the other tasks have had a turn.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Duration>>>);

impl Timer for Notes {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // What the deadline is raced with never ends.
        if duration > Duration::from_secs(600) {
            return Box::pin(std::future::pending());
        }
        self.0.lock().unwrap().push(duration);
        Box::pin(tokio::task::yield_now())
    }
}

/// A client that does not wait.
fn client(server: &Server) -> Client {
    client_with(server, Notes::default())
}

fn client_with(server: &Server, timer: impl Timer + 'static) -> Client {
    let builder = Client::builder().base_url(format!("{}/beta", server.url)).allow_loopback_http().timer(timer);
    builder.token(StaticToken::new("secret-token")).retry(Retry::none()).build().unwrap()
}

fn copy(server: &Server) -> Monitor<Json> {
    client(server).request::<Json>(Method::POST, "/copy").monitor()
}

/// A service that accepts an operation and sends on to `location`.
fn accepting(location: String) -> Server {
    Server::start(move |_, _| Turn::Answer(accepted(&location)))
}

fn accepted(location: &str) -> Vec<u8> {
    answer("202 Accepted", &[&format!("Location: {location}")], "")
}

fn told(body: &str) -> Turn {
    Turn::Answer(answer("200 OK", &["Content-Type: application/json"], body))
}

#[tokio::test]
async fn an_operation_is_asked_for_until_it_ends() {
    let storage = Server::start(|number, _| match number {
        0 => told(r#"{"status":"notStarted"}"#),
        1 => Turn::Answer(answer("202 Accepted", &[], r#"{"status":"inProgress","percentageComplete":12.5}"#)),
        _ => told(r#"{"status":"completed","resourceId":"made"}"#),
    });
    let graph = accepting(format!("{}/monitor?sig=secret", storage.url));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let progress = Arc::clone(&seen);
    let monitor = copy(&graph).on_progress(move |status| progress.lock().unwrap().push(status.clone()));
    let completed = monitor.await.unwrap();
    assert_eq!((completed.resource_id(), completed.resource_url()), (Some("made"), None));
    let told: Vec<_> = seen.lock().unwrap().iter().map(|status| (status.state(), status.percentage())).collect();
    let running = State::Running;
    assert_eq!(told, [(running, None), (running, None), (running, Some(12.5)), (State::Succeeded, None)]);
    assert_eq!(graph.headers("authorization"), [Some("Bearer secret-token".to_owned())]);
    assert_eq!(storage.lines(), vec!["GET /monitor?sig=secret"; 3]);
    assert_eq!(storage.headers("authorization"), vec![None; 3], "it is another host");
    let error = completed.resource().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("resource_id"), "{error}");
}

#[tokio::test]
async fn statuses_come_one_by_one_and_the_url_may_be_kept() {
    let graph = Server::start(|number, _| match number {
        0 => Turn::Answer(accepted("/beta/operations/1")),
        1 => told(r#"{"status":"running"}"#),
        _ => told(r#"{"status":"succeeded","resourceLocation":"/beta/things/1"}"#),
    });
    let mut monitor = copy(&graph);
    assert_eq!(monitor.url(), None);
    assert_eq!(monitor.next().await.unwrap().unwrap().state(), State::Running);
    let url = monitor.url().unwrap().to_owned();
    assert_eq!(url, format!("{}/beta/operations/1", graph.url));
    drop(monitor);
    let mut monitor = client(&graph).monitor::<Json>(&url);
    assert_eq!(monitor.url(), Some(&*url));
    assert_eq!(monitor.next().await.unwrap().unwrap().status(), Some("running"));
    let completed = monitor.completed().await.unwrap();
    assert_eq!(completed.resource_url(), Some(&*format!("{}/beta/things/1", graph.url)));
    assert!(monitor.next().await.is_none() && monitor.completed().await.is_err());
    assert_eq!(
        graph.headers("authorization"),
        vec![Some("Bearer secret-token".to_owned()); 3],
        "it is the client's host"
    );
}

#[tokio::test]
async fn a_redirect_leads_to_the_result() {
    let graph = Server::start(|number, _| match number {
        0 => Turn::Answer(accepted("/beta/operations/1")),
        1 => Turn::Answer(answer("307 Temporary Redirect", &["Location: /beta/operations/2"], "")),
        2 => told(r#"{"status":"running"}"#),
        3 => Turn::Answer(answer("303 See Other", &["Location: /beta/things/1"], "")),
        _ => told(r#"{"id":"made"}"#),
    });
    let completed = copy(&graph).await.unwrap();
    assert_eq!(completed.resource().await.unwrap().as_str(), r#"{"id":"made"}"#);
    let lines = [
        "POST /beta/copy",
        "GET /beta/operations/1",
        "GET /beta/operations/2",
        "GET /beta/operations/2",
        "GET /beta/things/1",
    ];
    assert_eq!(graph.lines(), lines);
}

#[tokio::test]
async fn a_redirect_is_no_success_by_itself() {
    // Of a question, it leads to another place to ask at, which must be readable.
    let graph = Server::start(|number, _| match number {
        0 => Turn::Answer(accepted("/beta/operations/1")),
        1 => Turn::Answer(answer("302 Found", &["Location: /beta/login"], "")),
        _ => Turn::Answer(answer("200 OK", &["Content-Type: text/html"], "<html>Please log in</html>")),
    });
    let error = copy(&graph).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Decode && error.to_string().contains("text/html"), "{error}");
    assert_eq!(graph.lines(), ["POST /beta/copy", "GET /beta/operations/1", "GET /beta/login"]);
    // Of the operation, it says that nothing was begun.
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let graph = Server::start(move |_, _| Turn::Answer(answer(status, &["Location: /elsewhere"], "")));
        let error = copy(&graph).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Service && error.status().unwrap().is_redirection(), "{error}");
        assert_eq!(graph.lines(), ["POST /beta/copy"]);
    }
}

#[tokio::test]
async fn an_answer_without_a_status_is_the_result() {
    let plan: fn(usize, &Arrived) -> Turn = |number, _| match number {
        0 => Turn::Answer(accepted("/beta/operations/1")),
        1 => Turn::Answer(answer("202 Accepted", &[], "")),
        _ => told(r#"{"id":"made"}"#),
    };
    assert_eq!(copy(&Server::start(plan)).await.unwrap().resource().await.unwrap().as_str(), r#"{"id":"made"}"#);
    let at_once =
        Server::start(|_, _| Turn::Answer(answer("201 Created", &["Location: /beta/things/1"], r#"{"id":"made"}"#)));
    assert_eq!(copy(&at_once).await.unwrap().resource().await.unwrap().as_str(), r#"{"id":"made"}"#);
    assert_eq!(at_once.lines().len(), 1);
}

#[tokio::test]
async fn locations_come_in_several_forms() {
    for (header, target) in [
        ("Location: /teams('a')/operations('1')", "GET /beta/teams('a')/operations('1')"),
        ("Location: /v1.0/operations/1", "GET /v1.0/operations/1"),
        ("Operation-Location: /beta/operations/1\r\nLocation: /beta/things/1", "GET /beta/operations/1"),
        ("Azure-AsyncOperation: /beta/operations/1", "GET /beta/operations/1"),
    ] {
        let graph = Server::start(move |number, _| match number {
            0 => Turn::Answer(answer("202 Accepted", &[header], "")),
            _ => told(r#"{"status":"succeeded"}"#),
        });
        copy(&graph).await.unwrap();
        assert_eq!(graph.lines()[1], target);
    }
}

#[tokio::test]
async fn a_resource_with_a_status_is_asked_for_itself() {
    let graph = Server::start(|number, _| match number {
        0 => told(r#"{"id":"1","status":"inProgress"}"#),
        _ => told(r#"{"id":"1","status":"succeeded","targetResourceId":"made"}"#),
    });
    let request = client(&graph).request::<Json>(Method::GET, "/teams/a/operations/1?$select=status");
    let request = request.header("Prefer", "x");
    let completed = request.monitor().await.unwrap();
    assert_eq!(completed.resource_id(), Some("made"));
    let operation: Json = completed.read_as().unwrap();
    assert!(operation.as_str().contains("targetResourceId"), "{operation}");
    assert_eq!(graph.lines(), vec!["GET /beta/teams/a/operations/1?$select=status"; 2]);
    assert_eq!(graph.headers("prefer"), vec![Some("include-unknown-enum-members, x".to_owned()); 2]);
    // An operation that began so must say where to ask.
    let graph = Server::start(|_, _| Turn::Answer(answer("202 Accepted", &[], "")));
    let error = copy(&graph).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Decode && error.to_string().contains("where to ask"), "{error}");
}

#[tokio::test]
async fn an_operation_that_fails_tells_why() {
    for (body, said) in [
        (r#"{"status":"failed","error":{"code":"nameAlreadyExists","message":"Taken"}}"#, "nameAlreadyExists: Taken"),
        (r#"{"status":"Failed","errorCode":"NameConflict","statusDescription":"Taken"}"#, "NameConflict: Taken"),
        (r#"{"status":"cancelled"}"#, "the operation failed"),
        (r#"{"error":{"code":"nameAlreadyExists","message":"Taken"}}"#, "nameAlreadyExists: Taken"),
        ("\u{feff}{\"status\":\"failed\",\"error\":{\"code\":\"a\",\"message\":\"b\"}}", "a: b"),
    ] {
        let graph = Server::start(move |number, _| match number {
            0 => Turn::Answer(accepted("/beta/operations/1")),
            _ => told(body),
        });
        let mut monitor = copy(&graph);
        let error = monitor.completed().await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Operation, true));
        let line = error.to_string();
        assert!(line.starts_with("POST /{+path}: the operation failed") && line.contains(said), "{line}");
        assert!(monitor.next().await.is_none(), "it has ended");
    }
}

/// Answers that do not say how an operation is, each with a part of the error.
const UNREADABLE: [(&str, &str, &str); 10] = [
    ("200 OK", "<html><body>Please log in</body></html>", "expected value at line 1 column 1"),
    ("200 OK", "", "it has no body"),
    ("201 Created", "", "it has no body"),
    ("203 Non-Authoritative Information", "<html/>", "expected value at line 1 column 1"),
    ("200 OK", r#"{"status":"failed","error":{"code":"a""#, "EOF"),
    ("200 OK", r#"{"status":5}"#, "`status` is not a string"),
    ("200 OK", r#"{"status":null}"#, "`status` is not a string"),
    ("200 OK", r#"{"status":["failed"]}"#, "`status` is not a string"),
    ("200 OK", r#"[{"status":"failed"}]"#, "expected a map"),
    ("200 OK", r#""failed""#, "expected a map"),
];

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_no_success() {
    let deep = format!(r#"{{"status":"failed","error":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    let too_deep = ("200 OK", &*deep, "deeper than 127 levels");
    for (status, body, part) in UNREADABLE.into_iter().chain([too_deep]) {
        let body = body.to_owned();
        let at_once = body.clone();
        let storage = Server::start(move |_, _| Turn::Answer(answer(status, &[], &body)));
        let graph = accepting(format!("{}/monitor?sig=secret", storage.url));
        let mut monitor = copy(&graph);
        let error = monitor.completed().await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Decode, true), "{error}");
        let line = error.to_string();
        assert!(line.contains("does not say how the operation is") && line.contains(part), "{line}");
        assert!(monitor.url().unwrap().ends_with("sig=secret"), "it may be asked at again");
        // So is it where the operation is said to be done at once.
        let graph = Server::start(move |_, _| Turn::Answer(answer(status, &[], &at_once)));
        assert_eq!(copy(&graph).await.unwrap_err().kind(), ErrorKind::Decode, "{part}");
    }
}

#[tokio::test]
async fn a_page_for_people_is_told_by_what_it_is() {
    let storage = Server::start(|_, _| Turn::Answer(answer("200 OK", &["Content-Type: text/html"], "<html/>")));
    let error = copy(&accepting(storage.url.clone())).await.unwrap_err();
    assert!(error.to_string().contains("the answer is `text/html`, not JSON"), "{error}");
}

#[tokio::test]
async fn an_operation_goes_on_after_what_is_no_end() {
    let graph = Server::start(|number, _| match number {
        0 => Turn::Answer(answer("202 Accepted", &["Location: /beta/operations/1"], "<html>accepted</html>")),
        1 => Turn::Answer(answer("202 Accepted", &[], r#"{"status":202}"#)),
        2 => told("\u{feff}{\"status\":\"running\"}"),
        3 => told(r#"{"status":"nobody knows"}"#),
        _ => told("\u{feff}{\"status\":\"succeeded\",\"resourceId\":\"made\"}"),
    });
    assert_eq!(copy(&graph).await.unwrap().resource_id(), Some("made"));
    assert_eq!(graph.lines().len(), 5);
}

#[tokio::test]
async fn an_end_may_have_no_body_where_its_code_says_enough() {
    for status in ["204 No Content", "205 Reset Content"] {
        let graph = Server::start(move |number, _| match number {
            0 => Turn::Answer(accepted("/beta/operations/1")),
            _ => Turn::Answer(answer(status, &[], "")),
        });
        let completed = copy(&graph).await.unwrap();
        assert_eq!((completed.status().status(), completed.resource_url()), (None, None));
    }
    let graph = Server::start(|number, _| match number {
        0 => Turn::Answer(answer("201 Created", &["Location: /beta/things/1"], "")),
        _ => told(r#"{"id":"made"}"#),
    });
    let completed = copy(&graph).await.unwrap();
    assert_eq!(completed.resource_url(), Some(&*format!("{}/beta/things/1", graph.url)));
    assert_eq!(completed.resource().await.unwrap().as_str(), r#"{"id":"made"}"#);
}

#[tokio::test]
async fn an_operation_that_never_ends_is_given_up_at_the_deadline() {
    // It goes on and on, asks to wait for longer than there is time, or is silent.
    let plans: [fn(usize, &Arrived) -> Turn; 3] = [
        |_, _| told(r#"{"status":"running"}"#),
        |_, _| Turn::Answer(answer("200 OK", &["Retry-After: 3600"], r#"{"status":"running"}"#)),
        |_, _| Turn::Silence,
    ];
    for plan in plans {
        let storage = Server::start(plan);
        let graph = accepting(format!("{}/monitor?sig=secret", storage.url));
        let request = client_with(&graph, TokioTimer).request::<Json>(Method::POST, "/copy");
        let mut monitor = request.monitor().interval(Duration::ZERO);
        // However long this takes: what there is to see is the same when the deadline is over already.
        assert_eq!(monitor.next().await.unwrap().unwrap().state(), State::Running);
        let mut monitor = monitor.deadline(Duration::from_secs(1));
        let error = in_time(monitor.completed()).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, true));
        let line = line_of(&error);
        assert!(line.ends_with("timed out: the operation did not end within 1s"), "{line}");
        assert!(monitor.url().unwrap().ends_with("sig=secret"), "it may be asked for at another time");
        assert!(!format!("{monitor:?} {error:?}").contains("secret"), "{monitor:?} {error:?}");
        // No more than the shortest wait lets through.
        assert!(storage.lines().len() <= 10, "{}", storage.lines().len());
    }
}

#[tokio::test]
async fn a_question_that_fails_does_not_hide_that_the_operation_was_sent() {
    let storage = Server::start(|_, _| Turn::Answer(answer("401 Unauthorized", &[], "")));
    let error = copy(&accepting(storage.url.clone())).await.unwrap_err();
    assert!(error.is_unauthorized() && error.to_string().starts_with("GET {+monitorUrl}: 401"), "{error}");
    let error = copy(&accepting("http://storage.example/secret".to_owned())).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Invalid, true), "{error}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    let nowhere = "http://127.0.0.1:1/secret".to_owned();
    let error = copy(&accepting(nowhere)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, true), "{error}");
}

#[tokio::test]
async fn waiting_may_be_given_up_and_taken_up_again() {
    let graph = Server::start(|number, _| match number {
        0 => Turn::Answer(accepted("/beta/operations/1")),
        1 => told(r#"{"status":"running"}"#),
        _ => told(r#"{"status":"succeeded"}"#),
    });
    let notes = Notes::default();
    let mut monitor = client_with(&graph, notes.clone()).request::<Json>(Method::POST, "/copy").monitor();
    // Every wait is given up at once: for an answer, and between the questions.
    let ended = async {
        loop {
            match monitor.completed().now_or_never() {
                Some(completed) => break completed,
                None => tokio::task::yield_now().await,
            }
        }
    };
    in_time(ended).await.unwrap();
    assert_eq!(notes.0.lock().unwrap().len(), 2, "each wait is one");
    assert_eq!(graph.lines(), ["POST /beta/copy", "GET /beta/operations/1", "GET /beta/operations/1"]);
}

#[tokio::test]
async fn a_client_that_cannot_wait_says_so() {
    let client = Client::builder().transport(InMemoryTransport::json(202, "")).build().unwrap();
    let error = client.request::<()>(Method::POST, "/copy").monitor().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Configuration && error.to_string().contains(".timer(..)"), "{error}");
}

#[tokio::test]
async fn questions_keep_a_distance_whatever_is_asked_for() {
    let count = Arc::new(Mutex::new(0));
    let transport = InMemoryTransport::new(move |_| {
        let mut count = count.lock().unwrap();
        *count += 1;
        let (status, header) = match *count {
            1 => (200, ("retry-after", "0")),
            2 => (307, ("location", "/beta/operations/2")),
            3 => (200, ("date", "")),
            _ => return http::Response::new(r#"{"status":"succeeded"}"#.into()),
        };
        let response = http::Response::builder().status(status).header(header.0, header.1);
        response.body(r#"{"status":"running"}"#.into()).unwrap()
    });
    let notes = Notes::default();
    let client = Client::builder().transport(transport).timer(notes.clone()).build().unwrap();
    client.monitor::<Json>("https://graph.microsoft.com/beta/operations/1").interval(Duration::ZERO).await.unwrap();
    assert_eq!(*notes.0.lock().unwrap(), [Duration::from_millis(100); 3]);
}

#[tokio::test]
async fn the_pace_is_that_of_the_service_or_grows() {
    let count = Arc::new(Mutex::new(0));
    let transport = InMemoryTransport::new(move |request| {
        let mut count = count.lock().unwrap();
        *count += 1;
        let status = if *count < 12 { "running" } else { "succeeded" };
        let mut response = http::Response::new(format!(r#"{{"status":"{status}"}}"#).into());
        if *count == 2 {
            response.headers_mut().insert("retry-after", "7".parse().unwrap());
        }
        assert_eq!(request.method(), Method::GET);
        response
    });
    let notes = Notes::default();
    let client = Client::builder().transport(transport).timer(notes.clone()).build().unwrap();
    client.monitor::<()>("https://graph.microsoft.com/beta/operations/1").await.unwrap();
    let waits: Vec<_> = notes.0.lock().unwrap().iter().map(Duration::as_secs).collect();
    assert_eq!(waits, [1, 7, 2, 4, 8, 16, 30, 30, 30, 30, 30]);
}

#[tokio::test]
async fn a_client_without_https_stays_at_its_host() {
    let transport = InMemoryTransport::new(|request| {
        let mut response = http::Response::new(r#"{"status":"succeeded"}"#.into());
        if request.method() == Method::POST {
            *response.status_mut() = http::StatusCode::ACCEPTED;
            *response.body_mut() = graph_runtime::Bytes::new();
            let location = if request.uri().path() == "/copy" { "/operations/1" } else { "http://other.example/1" };
            response.headers_mut().insert("location", location.parse().unwrap());
        }
        response
    });
    let client =
        Client::builder().base_url("http://proxy.example").transport(transport.clone()).timer(Notes::default());
    let client = client.build().unwrap();
    client.request::<()>(Method::POST, "/copy").monitor().await.unwrap();
    assert_eq!(transport.requests()[1].url, "http://proxy.example/operations/1");
    let error = client.request::<()>(Method::POST, "/move").monitor().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
}
