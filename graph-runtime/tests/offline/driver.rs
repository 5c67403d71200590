//! The futures of a client without a transport, driven by hand.

use std::future::{pending, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use futures_util::future::join;
use graph_runtime::driver::{Driver, Pause, Reply, Step};
use graph_runtime::http::{self, StatusCode};
use graph_runtime::model::Json;
use graph_runtime::transfer::UploadSession;
use graph_runtime::transport::{Body, TransportError, TransportErrorKind, UrlTemplate};
use graph_runtime::{
    Bytes, Client, ClientBuilder, Error, ErrorKind, Method, Request, Retry, StaticToken, token_fn, token_fn_with,
};
use serde_json::json;

use crate::support::CallCollectionResponse;
use crate::support::printed::line_of;

fn builder() -> ClientBuilder {
    Client::builder().without_transport()
}

fn client() -> Client {
    builder().token(StaticToken::new("secret")).build().unwrap()
}

fn get(client: &Client, path: &str) -> Request<Json> {
    client.request(Method::GET, path)
}

fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> http::Response<Bytes> {
    let answer = http::Response::builder().status(status);
    headers.iter().fold(answer, |answer, (name, value)| answer.header(*name, *value)).body(body.into()).unwrap()
}

fn found(body: &str) -> http::Response<Bytes> {
    answer(200, &[("content-type", "application/json")], body.to_owned())
}

/// What the future asks to be sent.
fn sent<F: Future>(driver: &mut Driver<F>) -> (http::Request<Bytes>, Reply) {
    match driver.step() {
        Step::Send(request, reply) => (request, reply),
        other => panic!("{}", name(&other)),
    }
}

fn waits<F: Future>(driver: &mut Driver<F>) -> (Duration, Pause) {
    match driver.step() {
        Step::Wait(duration, pause) => (duration, pause),
        other => panic!("{}", name(&other)),
    }
}

fn done<F: Future>(driver: &mut Driver<F>) -> F::Output {
    match driver.step() {
        Step::Done(output) => output,
        other => panic!("{}", name(&other)),
    }
}

fn name<T>(step: &Step<T>) -> &'static str {
    match step {
        Step::Send(..) => "send",
        Step::Wait(..) => "wait",
        Step::Out => "out",
        Step::Elsewhere => "elsewhere",
        Step::Done(_) => "done",
    }
}

/// Drives to the end, one thing after the other, and lists the URLs.
fn drive<F: IntoFuture>(
    future: F,
    service: impl Fn(&http::Request<Bytes>) -> http::Response<Bytes>,
) -> (F::Output, Vec<String>) {
    let (mut driver, mut urls) = (Driver::new(future), Vec::new());
    loop {
        match driver.step() {
            Step::Send(request, reply) => {
                urls.push(request.uri().to_string());
                reply.answer(service(&request));
            }
            Step::Wait(_, pause) => pause.over(),
            Step::Done(output) => return (output, urls),
            other => panic!("{}", name(&other)),
        }
    }
}

#[test]
fn a_request_is_sent_answered_and_read() {
    let mut driver = Driver::new(get(&client(), "/me"));
    let (request, reply) = sent(&mut driver);
    assert_eq!((request.method(), request.uri().path()), (&Method::GET, "/beta/me"));
    assert_eq!(request.headers()["authorization"], "Bearer secret");
    assert!(request.extensions().get::<UrlTemplate>().is_some());
    assert_eq!(name(&driver.step()), "out");
    assert!(reply.is_wanted());
    reply.answer(found(r#"{"id":"a"}"#));
    assert_eq!(done(&mut driver).unwrap().as_str(), r#"{"id":"a"}"#);
    assert_eq!(name(&driver.step()), "elsewhere", "there is nothing more to do");
}

#[test]
fn a_retry_is_a_step_and_a_decision_of_the_client() {
    let mut driver = Driver::new(get(&client(), "/me"));
    let (first, reply) = sent(&mut driver);
    reply.answer(answer(429, &[("retry-after", "7.5")], ""));
    let (duration, pause) = waits(&mut driver);
    assert_eq!((duration, name(&driver.step())), (Duration::from_millis(7500), "out"));
    pause.over();
    let (second, reply) = sent(&mut driver);
    assert_eq!(second.headers()["retry-attempt"], "1");
    assert_eq!(second.headers()["client-request-id"], first.headers()["client-request-id"]);
    reply.fail(TransportError::new(TransportErrorKind::Broken, "gone"));
    let (_, pause) = waits(&mut driver);
    drop(pause);
    let (_, reply) = sent(&mut driver);
    reply.answer(answer(404, &[], ""));
    let error = done(&mut driver).unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(StatusCode::NOT_FOUND), 3));
}

#[test]
fn without_retries_a_failure_is_told_at_once() {
    let mut driver = Driver::new(get(&client(), "/me").retry(Retry::none()));
    sent(&mut driver).1.answer(answer(429, &[("retry-after", "7")], ""));
    assert!(done(&mut driver).unwrap_err().is_throttled());
}

#[test]
fn a_reply_that_is_dropped_is_a_connection_that_broke() {
    let mut driver = Driver::new(client().request::<()>(Method::POST, "/me/sendMail"));
    drop(sent(&mut driver));
    let error = done(&mut driver).unwrap_err();
    assert!(error.may_have_been_sent());
    assert_eq!(error.transport_kind(), Some(TransportErrorKind::Broken));
    assert!(line_of(&error).ends_with("the connection broke: the program dropped the request without an answer"));
}

#[test]
fn the_time_that_an_exchange_may_take_is_told() {
    let (usual, other) = (builder().build().unwrap(), builder().timeout(Duration::from_secs(9)).build().unwrap());
    let told = |request| sent(&mut Driver::new(request)).1.timeout().map(|time| time.as_secs());
    assert_eq!(told(get(&usual, "/me")), Some(100), "as much as every transport allows");
    assert_eq!(told(get(&other, "/me")), Some(9));
    assert_eq!(told(get(&other, "/me").timeout(Duration::from_secs(5))), Some(5));
    assert_eq!(told(get(&other, "/me").timeout(None)), None);
}

#[test]
fn several_are_out_at_once_and_answered_in_any_order() {
    let client = client();
    let mut driver = Driver::new(join(get(&client, "/a").send(), get(&client, "/b").send()));
    let ((a, first), (b, second)) = (sent(&mut driver), sent(&mut driver));
    assert_eq!((a.uri().path(), b.uri().path(), name(&driver.step())), ("/beta/a", "/beta/b", "out"));
    second.answer(found("2"));
    assert_eq!(name(&driver.step()), "out");
    // From another thread, as an event loop may have.
    std::thread::spawn(|| first.answer(found("1"))).join().unwrap();
    let (a, b) = done(&mut driver);
    assert_eq!((a.unwrap().as_str(), b.unwrap().as_str()), ("1", "2"));
}

#[test]
fn requests_come_before_waits() {
    let client = client();
    let mut driver = Driver::new(join(get(&client, "/a").send(), async {
        let first = get(&client, "/b").await;
        (first, get(&client, "/c").await)
    }));
    let ((_, a), (_, b)) = (sent(&mut driver), sent(&mut driver));
    a.answer(answer(429, &[("retry-after", "60")], ""));
    b.answer(found("1"));
    let (_, c) = sent(&mut driver);
    let (_, pause) = waits(&mut driver);
    c.answer(found("2"));
    pause.over();
    sent(&mut driver).1.answer(found("3"));
    done(&mut driver).0.unwrap();
}

#[test]
fn of_several_waits_the_shortest_comes_first() {
    let client = client();
    let mut driver = Driver::new(join(get(&client, "/a").send(), get(&client, "/b").send()));
    for seconds in ["60", "5"] {
        sent(&mut driver).1.answer(answer(429, &[("retry-after", seconds)], ""));
    }
    let ((short, first), (long, _second)) = (waits(&mut driver), waits(&mut driver));
    assert_eq!((short.as_secs(), long.as_secs()), (5, 60));
    first.over();
    assert_eq!(sent(&mut driver).0.uri().path(), "/beta/b");
}

#[test]
fn waits_that_an_answer_makes_needless_are_not_waited_for() {
    let client = client();
    let operation = Mutex::new(["running", "running", "succeeded"].into_iter());
    let mut waited = Vec::new();
    let monitor = client.monitor::<()>("https://graph.microsoft.com/beta/operations/1");
    let mut driver = Driver::new(monitor.deadline(Duration::from_secs(600)));
    let completed = loop {
        match driver.step() {
            Step::Send(_, reply) => {
                let status = operation.lock().unwrap().next().unwrap();
                let body = format!(r#"{{"status":"{status}"}}"#);
                reply.answer(answer(200, &[("content-type", "application/json"), ("retry-after", "5")], body));
            }
            Step::Wait(duration, pause) => {
                waited.push(duration.as_secs());
                pause.over();
            }
            Step::Done(completed) => break completed,
            other => panic!("{}", name(&other)),
        }
    };
    completed.unwrap();
    assert_eq!(waited, [5, 5], "not the ten minutes that the operation may take");
}

#[test]
fn a_future_is_polled_only_when_it_was_woken() {
    let (polls, waker) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(None::<Waker>)));
    let (counted, kept) = (polls.clone(), waker.clone());
    let mut driver = Driver::new(poll_fn(move |context| {
        *kept.lock().unwrap() = Some(context.waker().clone());
        if counted.fetch_add(1, Ordering::Relaxed) == 0 { Poll::Pending } else { Poll::Ready(()) }
    }));
    let woken = Arc::new(AtomicUsize::new(0));
    let notes = woken.clone();
    driver = driver.on_wake(move || {
        notes.fetch_add(1, Ordering::Relaxed);
    });
    for _ in 0..10 {
        assert_eq!(name(&driver.step()), "elsewhere");
    }
    assert_eq!((polls.load(Ordering::Relaxed), woken.load(Ordering::Relaxed)), (1, 0));
    waker.lock().unwrap().take().unwrap().wake();
    assert_eq!(woken.load(Ordering::Relaxed), 1);
    done(&mut driver);
    assert_eq!(polls.load(Ordering::Relaxed), 2);
}

#[test]
fn what_is_waited_for_elsewhere_is_said() {
    let never = token_fn(pending);
    let mut driver = Driver::new(get(&builder().token(never).build().unwrap(), "/me"));
    assert_eq!(name(&driver.step()), "elsewhere");
    // A source that uses the client's own means is no such thing.
    let identity = builder().build().unwrap();
    let source = token_fn_with(move |_| {
        let asked = identity.request::<String>(Method::POST, "/token");
        async move { Ok(graph_runtime::AccessToken::new(asked.await?)) }
    });
    let mut driver = Driver::new(get(&builder().token(source).build().unwrap(), "/me"));
    let (request, reply) = sent(&mut driver);
    assert_eq!(request.uri().path(), "/beta/token");
    reply.answer(found("\"fresh\""));
    assert_eq!(sent(&mut driver).0.headers()["authorization"], "Bearer fresh");
}

#[test]
fn pages_are_driven_one_by_one_or_all_at_once() {
    let service = |request: &http::Request<Bytes>| match request.uri().query() {
        None => {
            found(r#"{"value":[{"id":"a"}],"@odata.nextLink":"https://graph.microsoft.com/beta/calls?$skiptoken=1"}"#)
        }
        Some(_) => {
            found(r#"{"value":[{"id":"b"}],"@odata.deltaLink":"https://graph.microsoft.com/beta/calls?$deltatoken=2"}"#)
        }
    };
    let client = client();
    let request = || Request::<CallCollectionResponse>::get(&client.route(), "{+baseurl}/calls");
    let (items, urls) = drive(request().items().try_collect(), service);
    assert_eq!((items.unwrap().len(), urls.len()), (2, 2));

    let mut pages = request().pages();
    assert!(drive(pages.try_next(), service).0.unwrap().is_some());
    assert!(drive(pages.try_next(), service).0.unwrap().is_some());
    assert!(drive(pages.try_next(), service).0.unwrap().is_none());
    assert!(pages.delta_link().unwrap().ends_with("=2"));
}

#[test]
fn a_batch_is_driven_too() {
    let service = |_: &http::Request<Bytes>| {
        found(&json!({"responses": [{"id": "1", "status": 204}, {"id": "2", "status": 404}]}).to_string())
    };
    let client = client();
    let mut batch = client.batch();
    let tickets = ["/a", "/b"].map(|path| batch.add(client.request::<()>(Method::DELETE, path)));
    let (mut answers, urls) = drive(batch.send(), service);
    let [first, second] = tickets.map(|ticket| answers.take(ticket).map_err(|error| error.status()));
    assert_eq!((first, second), (Ok(()), Err(Some(StatusCode::NOT_FOUND))));
    assert_eq!(urls, ["https://graph.microsoft.com/beta/$batch"]);
}

#[test]
fn files_go_up_and_come_down() {
    const PIECE: usize = 320 << 10;
    let client = client();
    let file = Bytes::from((0..=2 * PIECE).map(|place| u8::try_from(place % 251).unwrap()).collect::<Vec<_>>());
    let stored = Mutex::new(Vec::new());
    let mut session = UploadSession::resume(&client, "https://storage.example/up?sig=1").unwrap();
    let upload = session.upload(file.clone()).chunk_size(PIECE as u64).send::<Json>();
    let (item, urls) = drive(upload, |request| {
        let mut stored = stored.lock().unwrap();
        stored.extend_from_slice(request.body());
        let expected = format!(r#"{{"nextExpectedRanges":["{}-"]}}"#, stored.len());
        if stored.len() < file.len() { answer(202, &[], expected) } else { answer(201, &[], "{}") }
    });
    assert_eq!((item.unwrap().as_str(), urls.len()), ("{}", 4), "what is missing, and three pieces");
    assert_eq!(*stored.lock().unwrap(), file);

    let fetch = async {
        let mut fetched = Vec::new();
        let bytes = client.download("https://storage.example/down?sig=1").await?.copy_to(&mut fetched).await?;
        Ok::<_, Error>((fetched, bytes))
    };
    let (fetched, _) = drive(Box::pin(fetch), |_| answer(200, &[], file.clone()));
    assert_eq!(fetched.unwrap(), (file.to_vec(), file.len() as u64));
}

#[test]
fn a_page_that_was_not_taken_is_asked_for_with_the_next_driver() {
    let client = client();
    let mut pages = Request::<CallCollectionResponse>::get(&client.route(), "{+baseurl}/calls").pages();
    let page = found(r#"{"value":[{"id":"a"}]}"#);
    {
        // Asked for beside a first one, which is handed over before, and given up.
        let mut driver = Driver::new(join(get(&client, "/first").send(), pages.try_next()));
        drop(sent(&mut driver));
    }
    let mut driver = Driver::new(pages.try_next());
    let (request, reply) = sent(&mut driver);
    assert_eq!(request.uri().path(), "/beta/calls");
    // Given up once more, when it is on its way: the answer counts with whichever driver comes after.
    drop(driver);
    assert!(reply.is_wanted());
    reply.answer(page);
    assert_eq!(done(&mut Driver::new(pages.try_next())).unwrap().unwrap().value.unwrap().len(), 1);
}

#[test]
fn an_answer_for_a_future_that_is_gone_has_no_effect() {
    let mut driver = Driver::new(get(&client(), "/me"));
    let (_, reply) = sent(&mut driver);
    drop(driver);
    assert!(!reply.is_wanted());
    reply.answer(found("1"));
}

#[test]
fn what_a_future_gave_up_is_not_out() {
    let client = client();
    let mut driver = Driver::new(async {
        {
            let mut given_up = get(&client, "/a").send();
            poll_fn(|context| Poll::Ready(std::pin::Pin::new(&mut given_up).poll(context).is_ready())).await;
        }
        let mut asked = Some(get(&client, "/b").send());
        let mut polls = 0;
        poll_fn(|context| {
            polls += 1;
            match asked.as_mut().filter(|_| polls == 1) {
                Some(first) => assert!(std::pin::Pin::new(first).poll(context).is_pending()),
                None => asked = None,
            }
            Poll::<()>::Pending
        })
        .await;
    });
    // That of `/a` is not even handed over.
    let (request, reply) = sent(&mut driver);
    assert_eq!((request.uri().path(), name(&driver.step())), ("/beta/b", "out"));
    reply.answer(found("1"));
    assert_eq!(name(&driver.step()), "elsewhere");
}

#[test]
fn a_driver_may_be_driven_within_another() {
    let client = client();
    let mut outer = Driver::new(async {
        let (inner, urls) = drive(get(&client, "/inner"), |_| found("1"));
        (inner.unwrap(), urls, get(&client, "/outer").await.unwrap())
    });
    let (request, reply) = sent(&mut outer);
    assert_eq!(request.uri().path(), "/beta/outer");
    reply.answer(found("2"));
    let (inner, urls, outer) = done(&mut outer);
    assert_eq!((inner.as_str(), urls.len(), outer.as_str()), ("1", 1, "2"));
}

#[test]
fn a_request_that_has_begun_is_not_sent_without_its_driver() {
    let client = client();
    let mut request = Box::pin(get(&client, "/me").into_future());
    drop(Driver::new(poll_fn(|context| Poll::Ready(request.as_mut().poll(context).is_ready()))).step());
    let error = crate::support::ready(request).unwrap_err();
    assert_eq!((error.transport_kind(), error.may_have_been_sent()), (Some(TransportErrorKind::Refused), false));
    assert!(line_of(&error).contains("no driver polls it"), "{error:?}");
}

#[test]
fn bodies_are_whole_and_no_longer_than_allowed() {
    let client = builder().max_response_bytes(3).build().unwrap();
    let stream = Body::stream(http_body_util::Full::new(Bytes::from_static(b"x")));
    let put = client.request::<()>(Method::PUT, "/me/photo/$value").bytes("image/png", stream);
    let error: Error = done(&mut Driver::new(put)).unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, false));
    assert!(line_of(&error).ends_with("a body that is a stream cannot be handed over; help: read the stream first"));

    let (short, _) = drive(get(&client, "/me"), |_| found("123"));
    assert_eq!(short.unwrap().as_str(), "123");
    let error = drive(get(&client, "/me"), |_| found("1234")).0.unwrap_err();
    assert_eq!(error.transport_kind(), Some(TransportErrorKind::TooLarge));
}

#[test]
fn a_claims_challenge_is_answered_by_the_client() {
    let source = token_fn_with(|request: graph_runtime::TokenRequest| async move {
        Ok(graph_runtime::AccessToken::new(if request.claims().is_some() { "better" } else { "first" }))
    });
    let mut driver = Driver::new(get(&builder().token(source).build().unwrap(), "/me"));
    let challenge = r#"Bearer error="insufficient_claims", claims="eyJhIjoxfQ==""#;
    sent(&mut driver).1.answer(answer(401, &[("www-authenticate", challenge)], ""));
    let (request, reply) = sent(&mut driver);
    assert_eq!(request.headers()["authorization"], "Bearer better");
    reply.answer(found("1"));
    done(&mut driver).unwrap();
}

#[test]
fn drivers_and_what_they_give_may_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let mut driver = Driver::new(get(&client(), "/me"));
    is_send(&driver);
    let step = driver.step();
    is_send(&step);
    let shown = format!("{step:?}");
    assert!(!shown.contains("secret"), "the token is not shown: {shown}");
}
