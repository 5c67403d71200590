//! Tokens over the wire: a thousand requests and one refresh, a claims challenge, and a redirect that gets nothing.

#![cfg(feature = "reqwest")]

use std::sync::Arc;

use graph_runtime::transport::{Body, ReqwestTransport, Transport, TransportError};
use graph_runtime::{BoxFuture, Client, Method, Request, TokenSource, http};
use tokio::sync::Semaphore;

use crate::support::identity::{Identity, expired, hour};
use crate::support::loopback::{Loopback, Received};

const NO_CONTENT: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// Carries a few requests at a time, so that a thousand need few sockets.
struct Narrow(ReqwestTransport, Arc<Semaphore>);

impl Transport for Narrow {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async {
            let _permit = self.1.acquire().await.unwrap();
            self.0.send(request).await
        })
    }
}

fn client(server: &Loopback, source: impl TokenSource + 'static) -> Client {
    let transport = Narrow(ReqwestTransport::new().unwrap(), Arc::new(Semaphore::new(32)));
    let builder = Client::builder().base_url(&server.url).allow_loopback_http().transport(transport);
    builder.token(source).build().unwrap()
}

fn request(client: &Client, method: Method) -> Request<()> {
    Request::new(&client.route(), method, "{+baseurl}/me")
}

fn token(received: &Received) -> &str {
    received.header("authorization").unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_with_an_expired_token_cause_one_refresh() {
    let server = Loopback::start(|_| NO_CONTENT.to_owned()).await;
    let identity = Identity::closed([expired("stale"), hour("fresh")]);
    let client = client(&server, identity.clone().cached());
    identity.open(1);
    request(&client, Method::GET).await.unwrap();

    let begun = Arc::new(Semaphore::new(0));
    let requests: Vec<_> = (0..1000)
        .map(|_| {
            let (request, begun) = (request(&client, Method::GET), begun.clone());
            tokio::spawn(async move {
                begun.add_permits(1);
                request.await
            })
        })
        .collect();
    // The identity service answers when all have begun; whoever asked it by then would be counted.
    begun.acquire_many(1000).await.unwrap().forget();
    identity.open(1_000_000);
    for request in requests {
        request.await.unwrap().unwrap();
    }
    let received = server.received();
    assert_eq!((identity.times(), received.len()), (2, 1001));
    assert!(received[1..].iter().all(|request| token(request) == "Bearer fresh"));
}

#[tokio::test]
async fn a_challenged_post_is_sent_again_whole() {
    let server = Loopback::start(|request| match token(request) {
        "Bearer second" => NO_CONTENT.to_owned(),
        _ => "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\
              WWW-Authenticate: Bearer error=\"insufficient_claims\", claims=\"eyJhIjoxfQ\"\r\n\r\n"
            .to_owned(),
    })
    .await;
    let identity = Identity::new([hour("first"), hour("second")]);
    let client = client(&server, identity.clone().cached());
    let body = "0123456789".repeat(10_000);
    request(&client, Method::POST).bytes("text/plain", body.clone()).await.unwrap();
    let received = server.received();
    assert_eq!(received.iter().map(token).collect::<Vec<_>>(), ["Bearer first", "Bearer second"]);
    assert!(received.iter().all(|request| request.body == body));
    assert_eq!(identity.asked()[1].claims(), Some(r#"{"a":1}"#));
}

#[tokio::test]
async fn a_redirect_carries_no_token_away() {
    let elsewhere = Loopback::start(|_| NO_CONTENT.to_owned()).await;
    let location = elsewhere.url.clone();
    let redirect =
        move |_: &Received| format!("HTTP/1.1 307 Elsewhere\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n");
    let server = Loopback::start(redirect).await;
    let error = request(&client(&server, Identity::new([hour("first")])), Method::GET).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert_eq!((server.received().len(), elsewhere.received()), (1, Vec::new()));
}
