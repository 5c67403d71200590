//! Connections that do not come about, break, are closed, or are given up.

use std::io;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;

use graph_runtime::transport::{Body, ReqwestTransport, TransportErrorKind};
use graph_runtime::{BoxFuture, Bytes, Client, Method, Request, Retry, Timer};
use tokio::sync::mpsc;

use super::{assert_transport, builder, call, get, in_time};
use crate::support::clock::Clock;
use crate::support::log::Log;
use crate::support::server::{Exchange, Server};
use crate::support::unserved::Unserved;

const EMPTY: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

#[tokio::test]
async fn a_refused_connection_means_that_nothing_was_sent() {
    let nobody = Unserved::new();
    let client = Client::builder().base_url(nobody.url()).retry(Retry::none()).build().unwrap();
    let error = in_time(call(&client, Method::POST)).await.unwrap_err();
    assert_transport(&error, TransportErrorKind::Connect, false);
}

#[tokio::test]
async fn a_reset_is_a_connection_that_broke() {
    let beginnings: [&[u8]; 3] =
        [b"", b"HTTP/1.1 200 OK\r\nConte", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\""];
    for beginning in beginnings {
        let server = Server::start(move |exchange| {
            exchange.write(beginning)?;
            exchange.reset()
        });
        assert_transport(&get(&server).await.unwrap_err(), TransportErrorKind::Broken, true);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_is_tried_again_where_it_may_be() {
    for (method, is_repeated) in [(Method::GET, true), (Method::POST, false)] {
        let server =
            Server::start(|exchange| if exchange.number == 0 { exchange.end() } else { exchange.write(EMPTY) });
        let client = builder(&server).retry(Retry::default().delay(Duration::from_millis(1))).build().unwrap();
        let outcome = in_time(call(&client, method)).await;
        assert_eq!((outcome.is_ok(), server.requests().len()), (is_repeated, 1 + usize::from(is_repeated)));
        if let Err(error) = outcome {
            assert_transport(&error, TransportErrorKind::Broken, true);
        }
    }
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_not_used() {
    let server = Server::start(|exchange| {
        exchange.write(EMPTY)?;
        if exchange.number == 0 { exchange.end() } else { Ok(()) }
    });
    let client = builder(&server).build().unwrap();
    for _ in 0..3 {
        in_time(call(&client, Method::POST)).await.unwrap();
        // Where the client has not seen the end of the connection yet, it is one that broke.
        in_time(server.closed(1)).await;
    }
    assert_eq!(server.connections(), [0, 1, 1]);
}

#[tokio::test]
async fn a_request_that_is_given_up_closes_its_connection() {
    let silent: fn(&mut Exchange) -> io::Result<()> = |_| Ok(());
    let halting: fn(&mut Exchange) -> io::Result<()> =
        |exchange| exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\"");
    for beginning in [silent, halting] {
        let server = Server::start(
            move |exchange| if exchange.number == 0 { beginning(exchange) } else { exchange.write(EMPTY) },
        );
        let client = builder(&server).build().unwrap();
        let given_up = tokio::spawn(call(&client, Method::POST).send());
        in_time(server.received(1)).await;
        given_up.abort();
        in_time(server.closed(1)).await;
        in_time(call(&client, Method::POST)).await.unwrap();
        assert_eq!(server.connections(), [0, 1], "the client goes on");
    }
}

#[tokio::test]
async fn a_service_may_think_for_as_long_as_the_exchange_may_take() {
    let (think, thought) = std::sync::mpsc::channel::<()>();
    let thought = Mutex::new(thought);
    let server = Server::start(move |exchange| {
        let _ended = thought.lock().unwrap().recv();
        exchange.write(EMPTY)
    });
    let idle = Duration::from_secs(1);
    let transport = ReqwestTransport::builder().idle_timeout(idle).build().unwrap();
    let client = builder(&server).transport(transport).build().unwrap();
    let clock = Clock::stop();
    let answer = tokio::spawn(call(&client, Method::POST).timeout(30 * idle).send());
    in_time(server.received(1)).await;
    clock.advance(29 * idle).await;
    think.send(()).unwrap();
    in_time(answer).await.unwrap().unwrap();
    // What has no time of its own does not wait for ever.
    let answer = tokio::spawn(client.request::<Body>(Method::GET, "/content").send());
    in_time(server.received(2)).await;
    clock.advance(idle).await;
    assert_transport(&in_time(answer).await.unwrap().unwrap_err(), TransportErrorKind::Timeout, true);
}

/// A timer that says what it is asked to wait, and never ends.
struct Endless(mpsc::UnboundedSender<Duration>);

impl Timer for Endless {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.send(duration).unwrap();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_is_not_sent_again() {
    let server = Server::answering("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
    let (waits, mut asked) = mpsc::unbounded_channel();
    let client = builder(&server).retry(Retry::default()).timer(Endless(waits)).build().unwrap();
    let waiting = tokio::spawn(call(&client, Method::GET).send());
    assert_eq!(in_time(asked.recv()).await, Some(Duration::from_secs(7)));
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert_eq!(server.requests().len(), 1);
}

/// A body of the pieces that it is sent.
struct Pieces(mpsc::UnboundedReceiver<&'static str>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<http_body::Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|piece| Some(Ok(http_body::Frame::data(piece?.into()))))
    }
}

#[tokio::test]
async fn an_upload_may_take_its_time_as_long_as_it_moves() {
    const PIECES: usize = 10;
    let idle = Duration::from_secs(100);
    for moves in [true, false] {
        let upload = Log::<String>::default();
        let arrived = upload.clone();
        let server = Server::start(move |exchange| {
            exchange.rest_of_chunks(|text| arrived.note(|upload| text.clone_into(upload)))?;
            exchange.write("HTTP/1.1 204 No Content\r\n\r\n")
        });
        let transport = ReqwestTransport::builder().idle_timeout(idle).build().unwrap();
        let client = builder(&server).transport(transport).build().unwrap();
        let (pieces, body) = mpsc::unbounded_channel();
        let request = Request::<()>::put(&client.route(), "{+baseurl}/content");
        let clock = Clock::stop();
        let sent = tokio::spawn(request.bytes("text/plain", Body::stream(Pieces(body))).send());
        // Pauses shorter than the limit, which together are longer.
        for number in 1..=PIECES {
            pieces.send("piece").unwrap();
            in_time(upload.until(|upload| upload.matches("piece").count() == number)).await;
            clock.advance(idle * 3 / 4).await;
        }
        if moves {
            drop(pieces);
            in_time(sent).await.unwrap().unwrap();
        } else {
            clock.advance(idle).await;
            assert_transport(&in_time(sent).await.unwrap().unwrap_err(), TransportErrorKind::Timeout, true);
        }
    }
}
