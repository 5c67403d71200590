//! What the guide says of layers of tower: that they end with the head of an answer, and what each of them needs.

#![cfg(feature = "tower")]

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::Duration;

use graph_runtime::transport::{
    Body, InMemoryTransport, Transport, TransportError, TransportErrorKind, TransportService,
};
use graph_runtime::{BoxError, BoxFuture, Bytes, Client, Error, Method, Request, Retry, TokioTimer, http};
use http_body_util::{BodyExt as _, StreamBody};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, advance, sleep};
use tower::buffer::BufferLayer;
use tower::limit::{ConcurrencyLimitLayer, RateLimitLayer};
use tower::load_shed::LoadShedLayer;
use tower::load_shed::error::Overloaded;
use tower::retry::{Policy, RetryLayer};
use tower::timeout::TimeoutLayer;
use tower::util::MapErrLayer;
use tower::{Service, ServiceBuilder, ServiceExt as _};

use crate::support::clock::settle;

/// The other end of an exchange that the service has begun: each part of its answer comes when the test says so.
struct Exchange {
    head: tokio::sync::oneshot::Sender<()>,
    body: mpsc::UnboundedSender<Bytes>,
}

impl Exchange {
    /// Sends the head; the body stays open until what comes back is dropped.
    fn answer(self) -> mpsc::UnboundedSender<Bytes> {
        self.head.send(()).unwrap();
        self.body
    }
}

/// A service whose answers the test holds in its hands.
struct Held(mpsc::UnboundedSender<Exchange>);

impl Transport for Held {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let (head, answered) = tokio::sync::oneshot::channel();
        let (body, chunks) = mpsc::unbounded_channel::<Bytes>();
        self.0.send(Exchange { head, body }).unwrap();
        Box::pin(async move {
            answered.await.unwrap();
            let frames = futures_util::stream::unfold(chunks, |mut chunks| async move {
                let chunk = chunks.recv().await?;
                Some((Ok::<_, Infallible>(http_body::Frame::data(chunk)), chunks))
            });
            Ok(http::Response::new(Body::stream(StreamBody::new(frames))))
        })
    }
}

/// The service, and the exchanges that have reached it.
fn held() -> (Held, mpsc::UnboundedReceiver<Exchange>) {
    let (begun, exchanges) = mpsc::unbounded_channel();
    (Held(begun), exchanges)
}

fn request(client: &Client) -> Request<Bytes> {
    client.request(Method::GET, "/content")
}

/// The request under way, and all done that can be.
async fn start(client: &Client) -> JoinHandle<Result<Bytes, Error>> {
    let request = tokio::spawn(request(client).into_future());
    settle().await;
    request
}

#[tokio::test(start_paused = true)]
async fn a_concurrency_limit_of_one_lets_two_bodies_flow() {
    let (transport, mut exchanges) = held();
    let client = Client::builder().transport(transport).layer(ConcurrencyLimitLayer::new(1)).build().unwrap();
    let (first, second) = (start(&client).await, start(&client).await);
    let exchange = exchanges.try_recv().unwrap();
    assert!(exchanges.try_recv().is_err(), "the second waits for the head of the first");

    let first_body = exchange.answer();
    settle().await;
    let second_body = exchanges.try_recv().expect("the head has come, and the limit is free").answer();
    second_body.send("second".into()).unwrap();
    first_body.send("first".into()).unwrap();
    drop((first_body, second_body));
    assert_eq!((first.await.unwrap().unwrap(), second.await.unwrap().unwrap()), ("first".into(), "second".into()));
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_the_body_holds_limits_whole_exchanges() {
    let permits = Arc::new(Semaphore::new(1));
    let limit = tower::layer::layer_fn(move |service: TransportService| {
        let permits = Arc::clone(&permits);
        tower::service_fn(move |request: http::Request<Body>| {
            let (service, permits) = (service.clone(), Arc::clone(&permits));
            async move {
                let permit = permits.acquire_owned().await?;
                let answer = service.oneshot(request).await?;
                // The body, and the permit with it, is dropped when it has been read.
                Ok::<_, BoxError>(answer.map(|body| {
                    body.map_frame(move |frame| {
                        let _held = &permit;
                        frame
                    })
                }))
            }
        })
    });
    let (transport, mut exchanges) = held();
    let client = Client::builder().transport(transport).layer(limit).build().unwrap();
    let (first, second) = (start(&client).await, start(&client).await);
    let body = exchanges.try_recv().unwrap().answer();
    settle().await;
    assert!(exchanges.try_recv().is_err(), "the body is still on its way");
    drop(body);
    first.await.unwrap().unwrap();
    settle().await;
    drop(exchanges.try_recv().unwrap().answer());
    second.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_timeout_ends_the_wait_for_a_head_and_is_not_repeated() {
    let (transport, mut exchanges) = held();
    let layer = TimeoutLayer::new(Duration::from_secs(5));
    let client = Client::builder().transport(transport).timer(TokioTimer).layer(layer).build().unwrap();
    let silent = start(&client).await;
    advance(Duration::from_millis(5001)).await;
    let error = silent.await.unwrap().unwrap_err();
    let told = (error.transport_kind(), error.may_have_been_sent(), error.attempts());
    assert_eq!(told, (Some(TransportErrorKind::Layer), true, 1));
    assert!(exchanges.try_recv().is_ok() && exchanges.try_recv().is_err(), "it was sent once");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_does_not_end_a_body() {
    let (transport, mut exchanges) = held();
    let layer = TimeoutLayer::new(Duration::from_secs(5));
    let client = Client::builder().transport(transport).layer(layer).build().unwrap();
    let slow = start(&client).await;
    let body = exchanges.try_recv().unwrap().answer();
    settle().await;
    advance(Duration::from_secs(3600)).await;
    settle().await;
    assert!(!slow.is_finished(), "an hour later it goes on");
    body.send("late".into()).unwrap();
    drop(body);
    assert_eq!(slow.await.unwrap().unwrap(), "late");
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_is_shared_by_a_buffer_and_counts_attempts() {
    let transport = InMemoryTransport::json(503, "");
    let began = Instant::now();
    // A rate limit is not `Clone`, and does not compile as a layer of a client without the buffer.
    let layer = ServiceBuilder::new()
        .layer(BufferLayer::new(8))
        .layer(RateLimitLayer::new(1, Duration::from_secs(10)))
        .into_inner();
    let retry = Retry::default().delay(Duration::from_secs(1)).max_delay(Duration::from_secs(1)).max_retries(2);
    let builder = Client::builder().transport(transport.clone()).timer(TokioTimer).retry(retry).layer(layer);
    let client = builder.build().unwrap();
    request(&client).await.unwrap_err();
    assert_eq!(transport.requests().len(), 3);
    // The first is sent at once, each other ten seconds after the one before.
    assert!(began.elapsed() >= Duration::from_secs(20), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_transport_is_told_through_a_buffer() {
    struct Unconnected;
    impl Transport for Unconnected {
        fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
            Box::pin(ready(Err(TransportError::new(TransportErrorKind::Connect, "no route"))))
        }
    }
    let client = Client::builder().transport(Unconnected).layer(BufferLayer::new(1)).build().unwrap();
    let error = request(&client).await.unwrap_err();
    assert_eq!((error.transport_kind(), error.may_have_been_sent()), (Some(TransportErrorKind::Connect), false));
}

#[tokio::test(start_paused = true)]
async fn what_is_shed_may_have_been_sent_unless_a_layer_says_otherwise() {
    let (transport, mut exchanges) = held();
    let shed = || ServiceBuilder::new().layer(LoadShedLayer::new()).layer(ConcurrencyLimitLayer::new(1)).into_inner();
    let client = Client::builder().transport(transport).timer(TokioTimer).layer(shed()).build().unwrap();
    let first = start(&client).await;
    let error = request(&client).await.unwrap_err();
    assert_eq!((error.transport_kind(), error.attempts()), (Some(TransportErrorKind::Layer), 1));
    assert!(error.may_have_been_sent(), "the client cannot know what a layer did");
    drop(exchanges.try_recv().unwrap().answer());
    first.await.unwrap().unwrap();

    // A layer above, that knows. It stands in the same stack: to a layer of its own, the error would be that of a transport.
    let unsent = MapErrLayer::new(|error: BoxError| {
        if error.is::<Overloaded>() {
            return TransportError::new(TransportErrorKind::Connect, error).into();
        }
        error
    });
    let layer = ServiceBuilder::new().layer(unsent).layer(shed()).into_inner();
    let (transport, mut exchanges) = held();
    let retry = Retry::default().delay(Duration::from_secs(1)).max_delay(Duration::from_secs(1)).max_retries(1);
    let builder = Client::builder().transport(transport).timer(TokioTimer).retry(retry).layer(layer);
    let client = builder.build().unwrap();
    let first = start(&client).await;
    let error = request(&client).await.unwrap_err();
    assert_eq!((error.may_have_been_sent(), error.attempts()), (false, 2), "it was tried again");
    drop(exchanges.try_recv().unwrap().answer());
    first.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_time_that_a_layer_waits_is_not_in_the_timeout_of_the_request() {
    /// Answers at once, unless the request has no time.
    struct Timed;
    impl Transport for Timed {
        fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
            let timeout = request.extensions().get::<graph_runtime::transport::Timeout>().copied();
            let answer = format!("{:?}", timeout.unwrap().0.unwrap());
            Box::pin(ready(Ok(http::Response::new(answer.into()))))
        }
    }
    let late = tower::layer::layer_fn(|service: TransportService| {
        tower::service_fn(move |request| {
            let service = service.clone();
            async move {
                sleep(Duration::from_secs(30)).await;
                service.oneshot(request).await
            }
        })
    });
    let client = Client::builder().transport(Timed).layer(late).build().unwrap();
    let answer = request(&client).timeout(Duration::from_secs(10)).await.unwrap();
    assert_eq!(answer, "10s", "the transport has all of it");
}

/// Repeats every failure twice, where the body can be sent again.
#[derive(Clone)]
struct Twice(u32);

impl Policy<http::Request<Body>, http::Response<Body>, TransportError> for Twice {
    type Future = Ready<()>;

    fn retry(
        &mut self,
        _: &mut http::Request<Body>,
        result: &mut Result<http::Response<Body>, TransportError>,
    ) -> Option<Ready<()>> {
        let failed = !result.as_ref().is_ok_and(|answer| answer.status().is_success());
        self.0 = self.0.checked_sub(u32::from(failed))?;
        failed.then(|| ready(()))
    }

    fn clone_request(&mut self, request: &http::Request<Body>) -> Option<http::Request<Body>> {
        let mut again = http::Request::new(request.body().try_clone()?);
        *again.method_mut() = request.method().clone();
        *again.uri_mut() = request.uri().clone();
        *again.headers_mut() = request.headers().clone();
        *again.extensions_mut() = request.extensions().clone();
        Some(again)
    }
}

#[tokio::test(start_paused = true)]
async fn retries_of_a_layer_multiply_those_of_the_client() {
    for (retry, sent) in [(Retry::default().max_retries(2), 9), (Retry::none(), 3)] {
        let transport = InMemoryTransport::json(503, "");
        let builder = Client::builder().transport(transport.clone()).timer(TokioTimer).retry(retry);
        let client = builder.layer(RetryLayer::new(Twice(2))).build().unwrap();
        request(&client).await.unwrap_err();
        assert_eq!(transport.requests().len(), sent);
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_service_counts_in_itself_is_counted_for_one_attempt() {
    /// Counts its calls in itself.
    #[derive(Clone)]
    struct Counting(TransportService, u32);
    impl Service<http::Request<Body>> for Counting {
        type Response = http::Response<Body>;
        type Error = TransportError;
        type Future = <TransportService as Service<http::Request<Body>>>::Future;

        fn poll_ready(&mut self, context: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), TransportError>> {
            self.0.poll_ready(context)
        }

        fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
            self.1 += 1;
            request.headers_mut().insert("x-count", self.1.into());
            self.0.call(request)
        }
    }
    let transport = InMemoryTransport::json(200, "{}");
    let layer = tower::layer::layer_fn(|service| Counting(service, 0));
    let client = Client::builder().transport(transport.clone()).layer(layer).build().unwrap();
    for _ in 0..3 {
        request(&client).await.unwrap();
    }
    let counts: Vec<_> = transport.requests().iter().map(|request| request.headers["x-count"].clone()).collect();
    assert_eq!(counts, ["1"; 3]);
}
