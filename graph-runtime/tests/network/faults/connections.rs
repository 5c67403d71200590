//! Connections that do not come about, break, are closed, or are given up.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_runtime::transport::{Body, ReqwestTransport, TransportErrorKind};
use graph_runtime::{BoxFuture, Client, Method, Request, Retry, Timer};
use tokio::sync::mpsc;

use super::{assert_transport, builder, call, get, in_time};
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
        // Where the end of the connection is not seen yet, it is one that broke.
        in_time(server.closed(1)).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
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
    let server = Server::start(|exchange| {
        std::thread::sleep(Duration::from_millis(200));
        exchange.write(EMPTY)
    });
    let transport = ReqwestTransport::builder().idle_timeout(Duration::from_millis(20)).build().unwrap();
    let client = builder(&server).transport(transport).build().unwrap();
    in_time(call(&client, Method::POST).timeout(Duration::from_secs(30))).await.unwrap();
    // What has no time of its own does not wait for ever.
    let error = in_time(client.request::<Body>(Method::GET, "/content")).await.unwrap_err();
    assert_transport(&error, TransportErrorKind::Timeout, true);
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

/// A body of some pieces with pauses before them.
struct Slow {
    left: usize,
    pause: std::pin::Pin<Box<tokio::time::Sleep>>,
}

const PIECES: usize = 10;
const PAUSE: Duration = Duration::from_millis(100);

impl http_body::Body for Slow {
    type Data = graph_runtime::Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<io::Result<http_body::Frame<graph_runtime::Bytes>>>> {
        if self.left == 0 {
            return std::task::Poll::Ready(None);
        }
        std::task::ready!(self.pause.as_mut().poll(context));
        self.left -= 1;
        self.pause = Box::pin(tokio::time::sleep(PAUSE));
        std::task::Poll::Ready(Some(Ok(http_body::Frame::data("piece".into()))))
    }
}

#[tokio::test]
async fn an_upload_may_take_its_time_as_long_as_it_moves() {
    // Pauses shorter than the limit, which together are longer.
    for (limit, arrives) in [(8 * PAUSE, true), (PAUSE / 3, false)] {
        let upload = Arc::new(Mutex::new(String::new()));
        let arrived = Arc::clone(&upload);
        let server = Server::start(move |exchange| {
            *arrived.lock().unwrap() = exchange.rest_of_chunks()?;
            exchange.write("HTTP/1.1 204 No Content\r\n\r\n")
        });
        let transport = ReqwestTransport::builder().idle_timeout(limit).build().unwrap();
        let client = builder(&server).transport(transport).build().unwrap();
        let body = Body::stream(Slow { left: PIECES, pause: Box::pin(tokio::time::sleep(PAUSE)) });
        let request = Request::<()>::put(&client.route(), "{+baseurl}/content").bytes("text/plain", body);
        match in_time(request).await {
            Ok(()) => assert_eq!((arrives, upload.lock().unwrap().matches("piece").count()), (true, PIECES)),
            Err(error) => {
                assert!(!arrives, "{error}");
                assert_transport(&error, TransportErrorKind::Timeout, true);
            }
        }
    }
}
