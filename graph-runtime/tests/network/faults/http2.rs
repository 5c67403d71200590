//! HTTP/2 over TLS: streams that are refused, reset or cut, connections that go away, and certificates.

mod server;

use std::io;
use std::sync::Mutex;
use std::time::Duration;

use graph_runtime::transport::{Body, ReqwestTransport, ReqwestTransportBuilder, TransportErrorKind};
use graph_runtime::{Bytes, Client, ClientBuilder, Error, ErrorKind, Method, Request, Retry, StaticToken, TokioTimer};
use http::Version;
use http_body_util::Full;

use self::server::{
    ENHANCE_YOUR_CALM, Exchange, INTERNAL_ERROR, NO_ERROR, PROTOCOL_ERROR, REFUSED_STREAM, ROOM, Server, field,
};

use super::{assert_peak_below, assert_told, assert_transport, in_time, is_alone};
use crate::support::Call;
use crate::support::clock::{Clock, settle};

/// Settings of a transport that takes the server for what it says it is.
fn trusting(server: &Server) -> ReqwestTransportBuilder {
    ReqwestTransport::builder().root_certificate(server.authority().as_bytes())
}

/// A client that sends nothing again.
fn builder(server: &Server) -> ClientBuilder {
    over(server, trusting(server)).retry(Retry::none())
}

fn over(server: &Server, transport: ReqwestTransportBuilder) -> ClientBuilder {
    let builder = Client::builder().base_url(server.url()).token(StaticToken::new("secret")).allow_loopback_http();
    builder.transport(transport.build().unwrap()).timer(TokioTimer)
}

/// Repeats up to three times, without a wait that counts.
fn at_once() -> Retry {
    Retry::default().delay(Duration::from_millis(1))
}

/// Repeats once, and not within the time of a test if it waits before.
fn later() -> Retry {
    Retry::default().max_retries(1).delay(Duration::from_secs(3600)).max_delay(Duration::MAX)
}

/// A request whose body is this id.
fn call(client: &Client, method: Method, id: &str) -> Request<Call> {
    Request::new(&client.route(), method, "{+baseurl}/call").bytes("text/plain", id.to_owned())
}

/// The outcome of one request.
async fn post(client: &Client, id: &str) -> Result<Option<String>, Error> {
    in_time(call(client, Method::POST, id)).await.map(|call| call.id)
}

/// The outcomes of requests that are sent together, with their ids.
async fn together(client: &Client, ids: &[&'static str]) -> Vec<(&'static str, Result<Option<String>, Error>)> {
    let sent: Vec<_> = ids.iter().map(|id| (*id, tokio::spawn(call(client, Method::POST, id).send()))).collect();
    let mut outcomes = Vec::new();
    for (id, outcome) in sent {
        outcomes.push((id, in_time(outcome).await.unwrap().map(|call| call.id)));
    }
    outcomes
}

const IDS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// A server that answers the first request, so that there is a connection, and collects the next ones of that connection:
/// when all of `IDS` are there, `then` has them. All of other connections are answered.
fn gathering(then: impl Fn(&mut Exchange, &[(u32, String)]) -> io::Result<()> + Send + Sync + 'static) -> Server {
    let gathered = Mutex::new(Vec::new());
    Server::start(move |exchange| {
        if exchange.connection > 0 || exchange.number == 0 {
            return exchange.answer();
        }
        let mut gathered = gathered.lock().unwrap();
        gathered.push((exchange.stream, exchange.body.clone()));
        // They began in this order, and may have come as a whole in another one.
        gathered.sort();
        if gathered.len() < IDS.len() { Ok(()) } else { then(exchange, &gathered) }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_the_same_time_share_a_connection() {
    let server = gathering(|exchange, gathered| {
        gathered.iter().rev().try_for_each(|(stream, body)| exchange.answer_to(*stream, body))
    });
    let client = builder(&server).build().unwrap();
    let first = in_time(call(&client, Method::POST, "first").with_http()).await.unwrap();
    assert_eq!((first.version(), first.body().id.as_deref()), (Version::HTTP_2, Some("first")));
    for (id, outcome) in together(&client, &IDS).await {
        assert_eq!(outcome.unwrap().as_deref(), Some(id));
    }
    assert_eq!(server.connections(), [0; 1 + IDS.len()]);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_means_that_nothing_was_sent() {
    let server = Server::start(Exchange::answer);
    let other = Server::start(Exchange::answer);
    for transport in [ReqwestTransport::builder(), trusting(&other)] {
        let client = over(&server, transport).retry(Retry::none()).build().unwrap();
        assert_transport(&post(&client, "a").await.unwrap_err(), TransportErrorKind::Connect, false);
    }
    assert!(server.connections().is_empty());
    let client = over(&server, trusting(&other).root_certificate(server.authority().as_bytes())).build().unwrap();
    assert_eq!(post(&client, "a").await.unwrap().as_deref(), Some("a"));
}

#[tokio::test]
async fn a_refused_stream_goes_again_for_nothing_was_done() {
    let server = Server::start(|exchange| match exchange.number {
        0 | 1 => exchange.reset(REFUSED_STREAM),
        _ => exchange.answer(),
    });
    let client = builder(&server).retry(at_once()).build().unwrap();
    assert_eq!(post(&client, "a").await.unwrap().as_deref(), Some("a"));
    assert_eq!((server.done(), server.connections()), (vec!["a".to_owned()], vec![0, 0, 0]));
}

#[tokio::test]
async fn a_stream_that_is_refused_for_ever_is_told_as_not_carried_out() {
    for (retry, attempts) in [(Retry::none(), 1), (at_once(), 4)] {
        let server = Server::start(|exchange| exchange.reset(REFUSED_STREAM));
        let client = builder(&server).retry(retry).build().unwrap();
        let error = post(&client, "a").await.unwrap_err();
        assert_transport(&error, TransportErrorKind::Unprocessed, false);
        assert_eq!((error.attempts(), server.connections().len()), (attempts, attempts as usize));
    }
}

#[tokio::test]
async fn a_refused_upload_is_told_as_not_carried_out() {
    let server = Server::start(|exchange| exchange.reset(REFUSED_STREAM));
    let client = builder(&server).retry(at_once()).build().unwrap();
    let request = call(&client, Method::POST, "").bytes("text/plain", Body::stream(Full::new("piece".into())));
    assert_transport(&in_time(request).await.unwrap_err(), TransportErrorKind::Unprocessed, false);
    assert_eq!(server.connections(), [0], "a stream cannot be sent twice");
}

#[tokio::test]
async fn all_attempts_count_for_whether_it_was_sent() {
    let server = Server::start(|exchange| match exchange.number {
        0 => exchange.reset(INTERNAL_ERROR),
        _ => exchange.reset(REFUSED_STREAM),
    });
    let client = builder(&server).retry(at_once()).build().unwrap();
    let error = in_time(call(&client, Method::PUT, "a")).await.unwrap_err();
    assert_transport(&error, TransportErrorKind::Unprocessed, true);
}

#[tokio::test]
async fn a_reset_stream_is_tried_again_where_it_may_be() {
    for code in [NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, ENHANCE_YOUR_CALM] {
        for (method, is_repeated) in [(Method::GET, true), (Method::PUT, true), (Method::POST, false)] {
            let server = Server::start(move |exchange| match exchange.number {
                0 => exchange.reset(code),
                _ => exchange.answer(),
            });
            let client = builder(&server).retry(at_once()).build().unwrap();
            let outcome = in_time(call(&client, method, "a")).await;
            let sent = server.connections();
            assert_eq!((outcome.is_ok(), sent), (is_repeated, vec![0; 1 + usize::from(is_repeated)]), "{code}");
            if let Err(error) = outcome {
                assert_transport(&error, TransportErrorKind::Broken, true);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_reset_midway_broke() {
    // After an answer has begun, even a refusal does not say that nothing was done.
    for code in [PROTOCOL_ERROR, INTERNAL_ERROR, REFUSED_STREAM, ENHANCE_YOUR_CALM] {
        let server = Server::start(move |exchange| {
            exchange.begin(&[], br#"{"id":"a"}"#)?;
            exchange.reset(code)
        });
        let client = builder(&server).build().unwrap();
        assert_transport(&post(&client, "a").await.unwrap_err(), TransportErrorKind::Broken, true);
        assert_eq!(server.connections(), [0]);
    }
}

#[tokio::test]
async fn an_answer_that_is_reset_without_error_is_no_whole_one() {
    let server = Server::start(|exchange| {
        exchange.begin(&field("content-length", "20"), br#"{"id":"a"}"#)?;
        exchange.reset(NO_ERROR)
    });
    let client = builder(&server).build().unwrap();
    assert_transport(&post(&client, "a").await.unwrap_err(), TransportErrorKind::Broken, true);
    let mut stream = in_time(client.request::<Body>(Method::GET, "/content")).await.unwrap();
    let mut last = in_time(stream.chunk()).await;
    while let Some(Ok(_)) = last {
        last = in_time(stream.chunk()).await;
    }
    assert_eq!(last.unwrap().unwrap_err().kind(), TransportErrorKind::Broken);

    // Where no length was said, it is for JSON to end.
    let server = Server::start(|exchange| {
        exchange.begin(&[], br#"{"id":"#)?;
        exchange.reset(NO_ERROR)
    });
    let error = post(&builder(&server).build().unwrap(), "a").await.unwrap_err();
    assert_told(&error, ErrorKind::Decode, true);
}

#[tokio::test]
async fn an_answer_to_head_has_a_length_and_no_body() {
    let server = Server::start(|exchange| exchange.head(&field("content-length", "20")));
    let client = builder(&server).build().unwrap();
    let answer = in_time(client.request::<http::Response<Bytes>>(Method::HEAD, "/content")).await.unwrap();
    assert_eq!((&answer.headers()["content-length"], answer.body().len()), (&"20".parse().unwrap(), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_goes_away_gracefully_loses_no_request() {
    for _ in 0..10 {
        let server = gathering(|exchange, gathered| {
            let (looked_at, _) = gathered.split_at(IDS.len() / 2);
            exchange.go_away(looked_at.last().unwrap().0, NO_ERROR)?;
            looked_at.iter().try_for_each(|(stream, body)| exchange.answer_to(*stream, body))
        });
        let client = builder(&server).retry(later()).build().unwrap();
        post(&client, "0").await.unwrap();
        for (id, outcome) in together(&client, &IDS).await {
            assert_eq!(outcome.unwrap().as_deref(), Some(id));
        }
        assert_eq!(server.done(), [&["0"], &IDS[..]].concat(), "each once");
        in_time(server.closed(1)).await;
        post(&client, "z").await.unwrap();
        assert_eq!(server.connections().iter().filter(|connection| **connection == 0).count(), 1 + IDS.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_goes_away_for_an_error_tells_what_it_did_not_look_at() {
    for code in [PROTOCOL_ERROR, ENHANCE_YOUR_CALM] {
        let server = gathering(move |exchange, gathered| {
            exchange.go_away(gathered[3].0, code)?;
            exchange.end()
        });
        let client = builder(&server).build().unwrap();
        post(&client, "0").await.unwrap();
        let mut unprocessed = 0;
        for (_, outcome) in together(&client, &IDS).await {
            let error = outcome.unwrap_err();
            if error.may_have_been_sent() {
                assert_transport(&error, TransportErrorKind::Broken, true);
            } else {
                assert_transport(&error, TransportErrorKind::Unprocessed, false);
                unprocessed += 1;
            }
        }
        assert_eq!((unprocessed, server.connections()), (4, vec![0; 1 + IDS.len()]));
    }
}

#[tokio::test]
async fn connections_that_all_go_away_are_given_up() {
    for (code, kind) in [(NO_ERROR, TransportErrorKind::ShutDown), (ENHANCE_YOUR_CALM, TransportErrorKind::Unprocessed)]
    {
        let server = Server::start(move |exchange| exchange.go_away(0, code));
        let client = builder(&server).retry(at_once()).build().unwrap();
        let error = post(&client, "a").await.unwrap_err();
        assert_transport(&error, kind, false);
        assert_eq!((error.attempts(), server.connections().len()), (4, 4));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_cut_is_the_end_of_all_its_requests() {
    let server = gathering(|exchange, _| exchange.end());
    let client = builder(&server).retry(at_once()).build().unwrap();
    post(&client, "0").await.unwrap();
    for (_, outcome) in together(&client, &IDS).await {
        assert_transport(&outcome.unwrap_err(), TransportErrorKind::Broken, true);
    }
    assert_eq!(post(&client, "z").await.unwrap().as_deref(), Some("z"), "the client goes on");
    assert_eq!(server.done(), ["0", "z"]);
}

#[tokio::test]
async fn an_upload_that_gets_no_room_ends_when_it_stops_moving() {
    let server = Server::start(Exchange::answer);
    let idle = Duration::from_secs(100);
    let client = over(&server, trusting(&server).idle_timeout(idle)).retry(Retry::none()).build().unwrap();
    let clock = Clock::stop();
    let request = call(&client, Method::PUT, "").bytes("text/plain", Body::stream(Full::new(vec![0; 1 << 20].into())));
    let upload = tokio::spawn(request.send());
    in_time(server.uploaded(ROOM)).await;
    clock.advance(idle / 2).await;
    settle().await;
    assert!(!upload.is_finished(), "it may pause");
    clock.advance(idle).await;
    assert_transport(&in_time(upload).await.unwrap().unwrap_err(), TransportErrorKind::Timeout, true);
    in_time(server.reset(1)).await;
}

#[tokio::test]
async fn headers_without_measure_are_given_up() {
    if !is_alone("faults::http2::headers_without_measure_are_given_up") {
        return;
    }
    // 33 kB, which end; 10 MB, which the connection does not live to see.
    for fields in [1 << 8, 80_000] {
        let server = Server::start(move |exchange| exchange.head(&field("x-filler", &"x".repeat(120)).repeat(fields)));
        let client = builder(&server).build().unwrap();
        assert_transport(&post(&client, "a").await.unwrap_err(), TransportErrorKind::Broken, true);
        assert_eq!(server.connections(), [0], "{fields}");
    }
    assert_peak_below(200 << 10);
}
