//! The reqwest transport against a server on this machine.

#![cfg(feature = "reqwest")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use graph_runtime::transport::{Body, ReqwestTransport, TransportErrorKind};
use graph_runtime::{BoxFuture, Client, Error, ErrorKind, Method, Request, Retry, StaticToken, Timer};
use tokio::sync::Semaphore;

use crate::support::clock::{Clock, settle};
use crate::support::in_time::in_time;
use crate::support::printed::line_of;
use crate::support::server::Server;
use crate::support::unserved::Unserved;
use crate::support::{Call, CallCollectionResponse};

/// A server that answers one request with these bytes; gives its base URL and, when joined, what it was sent.
fn serve(answer: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/beta", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    (url, server)
}

fn client(url: &str) -> Client {
    let builder = Client::builder().base_url(url).token(StaticToken::new("secret")).allow_loopback_http();
    builder.max_response_bytes(64).retry(Retry::none()).build().unwrap()
}

async fn get(url: &str) -> Result<Call, Error> {
    Request::<Call>::new(&client(url).route(), Method::GET, "{+baseurl}/me").await
}

#[tokio::test]
async fn requests_go_over_the_wire() {
    let (url, server) = serve("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":\"a\"}");
    assert_eq!(get(&url).await.unwrap().id.as_deref(), Some("a"));
    let request = server.join().unwrap();
    assert!(request.starts_with("GET /beta/me HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("authorization: Bearer secret\r\n"), "{request}");
}

#[tokio::test]
async fn a_transport_of_the_users_own_making_repeats_as_the_default_one_does() {
    let nobody = Unserved::new();
    let transport = ReqwestTransport::builder().connect_timeout(Duration::from_secs(5)).build().unwrap();
    let retry = Retry::default().max_retries(2).delay(Duration::from_millis(1));
    let builder = Client::builder().base_url(nobody.url()).transport(transport).retry(retry);
    let error = builder.build().unwrap().request::<()>(Method::GET, "/me").await.unwrap_err();
    assert_eq!(error.attempts(), 3, "{error}");
}

#[test]
fn without_tokio_the_error_says_so() {
    let request = client("http://127.0.0.1:1/beta").request::<()>(Method::GET, "/me");
    let error = crate::support::ready(request).unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, false));
    assert!(line_of(&error).contains("there is no tokio runtime; help: "), "{error:?}");
}

#[tokio::test]
async fn no_connection_means_nothing_was_sent() {
    let nobody = Unserved::new();
    let error = get(&format!("{}/secret-path", nobody.url())).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, false));
    let line = line_of(&error);
    assert!(line.starts_with("GET /me: no complete answer: could not connect: "), "{line}");
    assert!(!line.contains("secret-path"), "the URL is not shown: {line}");
}

#[tokio::test]
async fn a_broken_answer_may_have_done_its_work() {
    let (url, _server) = serve("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\"");
    let error = get(&url).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, true));
}

#[tokio::test]
async fn a_broken_error_body_keeps_its_status() {
    let (url, _server) = serve("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 99\r\n\r\nbusy");
    let error = get(&url).await.unwrap_err();
    assert_eq!(error.to_string(), "GET /me: 503 Service Unavailable: busy");
}

#[tokio::test]
async fn a_success_too_large_is_an_error() {
    let (url, _server) = serve(concat!(
        "HTTP/1.1 200 OK\r\nContent-Length: 70\r\n\r\n",
        "0123456789012345678901234567890123456789012345678901234567890123456789"
    ));
    let line = line_of(&get(&url).await.unwrap_err());
    assert!(line.ends_with("the answer is too large: it has more than 64 bytes"), "{line}");
}

#[tokio::test]
async fn the_time_limit_counts() {
    let server = Server::start(|_| Ok(()));
    let (almost, rest) = (Duration::from_secs(49), Duration::from_secs(1));
    let request =
        Request::<()>::new(&client(&server.url()).route(), Method::GET, "{+baseurl}/me").timeout(almost + rest);
    let clock = Clock::stop();
    let outcome = tokio::spawn(request.send());
    in_time(server.received(1)).await;
    clock.advance(almost).await;
    settle().await;
    assert!(!outcome.is_finished(), "there is a second left");
    clock.advance(rest).await;
    let error = in_time(outcome).await.unwrap().unwrap_err();
    assert!(line_of(&error).starts_with("GET /me: no complete answer: timed out: "), "{error:?}");
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (url, _server) = serve("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    let error = get(&url).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
}

#[tokio::test]
async fn pages_are_asked_for_one_after_the_other() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/beta", listener.local_addr().unwrap());
    let link = format!(r#"{{"value":[{{"id":"a"}}],"@odata.nextLink":"{url}/calls?$skiptoken=X%2f"}}"#);
    let server = std::thread::spawn(move || {
        [link.as_str(), r#"{"value":[{"id":"b"}]}"#].map(|body| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).unwrap();
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        })
    });
    let client = Client::builder().base_url(url).token(StaticToken::new("secret")).allow_loopback_http();
    let route = client.build().unwrap().route();
    let request = Request::<CallCollectionResponse>::new(&route, Method::GET, "{+baseurl}/calls");
    let ids = request.page_size(1).items().try_collect().await.unwrap().into_iter().map(|call| call.id.unwrap());
    assert_eq!(ids.collect::<Vec<_>>(), ["a", "b"]);
    let requests = server.join().unwrap();
    for (request, target) in requests.iter().zip(["/beta/calls", "/beta/calls?$skiptoken=X%2f"]) {
        assert!(request.starts_with(&format!("GET {target} HTTP/1.1\r\n")), "{request}");
        assert!(request.contains("authorization: Bearer secret\r\n"), "{request}");
        assert!(request.contains("odata.maxpagesize=1\r\n"), "{request}");
    }
}

/// A wait that lasts until the server is there.
struct UntilThere {
    begins: mpsc::Sender<()>,
    there: Arc<Semaphore>,
}

impl Timer for UntilThere {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        // After the first, nobody listens.
        let _ = self.begins.send(());
        let there = Arc::clone(&self.there);
        Box::pin(async move { drop(there.acquire_owned().await.unwrap()) })
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_yet_is_waited_for() {
    let nobody = Unserved::new();
    let (begins, begun) = mpsc::channel();
    let there = Arc::new(Semaphore::new(0));
    let timer = UntilThere { begins, there: Arc::clone(&there) };
    let client = Client::builder().base_url(nobody.url()).timer(timer).build().unwrap();
    let server = std::thread::spawn(move || {
        begun.recv().unwrap();
        let listener = nobody.listen();
        there.add_permits(1);
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let length = stream.read(&mut request).unwrap();
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    in_time(Request::<()>::new(&client.route(), Method::POST, "{+baseurl}/me")).await.unwrap();
    assert!(server.join().unwrap().contains("retry-attempt: 1\r\n"));
}

/// Answers the requests of a connection, which it keeps open, and says of each by which number of connection it came.
fn serve_connection(mut stream: TcpStream, connection: usize, seen: &Mutex<Vec<usize>>) {
    let mut request = [0; 4096];
    while stream.read(&mut request).is_ok_and(|length| length > 0) {
        let mut seen = seen.lock().unwrap();
        seen.push(connection);
        let status = if seen.len() == 2 { "503 Service Unavailable\r\nRetry-After: 0" } else { "200 OK" };
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").unwrap();
    }
}

#[tokio::test]
async fn connections_are_used_again_unless_the_service_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/beta", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let connections = Arc::clone(&seen);
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let seen = Arc::clone(&connections);
            std::thread::spawn(move || serve_connection(stream.unwrap(), number, &seen));
        }
    });
    let client = Client::builder().base_url(url).build().unwrap();
    for _ in 0..3 {
        client.request::<()>(Method::GET, "/me").await.unwrap();
    }
    assert_eq!(*seen.lock().unwrap(), [0, 0, 1, 1], "the second request was answered 503, and came again");
}

#[tokio::test]
async fn what_has_stopped_moving_ends() {
    let server = Server::start(|exchange| exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\""));
    let idle = Duration::from_secs(50);
    let transport = ReqwestTransport::builder().idle_timeout(idle).no_proxy().build().unwrap();
    let client = Client::builder().base_url(server.url()).transport(transport).build().unwrap();
    let clock = Clock::stop();
    let mut body = in_time(client.request::<Body>(Method::GET, "/me")).await.unwrap();
    assert_eq!(in_time(body.chunk()).await.unwrap().unwrap(), "{\"id\"");
    let next = tokio::spawn(async move { body.chunk().await });
    clock.advance(idle / 2).await;
    settle().await;
    assert!(!next.is_finished(), "it may pause");
    clock.advance(idle / 2).await;
    let error = in_time(next).await.unwrap().unwrap().unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Timeout, "{error}");
}

#[test]
fn a_transport_that_cannot_be_set_up_is_told() {
    let error = line_of(&ReqwestTransport::builder().proxy("http://user:secret@[").build().unwrap_err());
    assert!(
        error.starts_with("refused by the transport: the proxy `http://..@[` ") && !error.contains("secret"),
        "{error}"
    );
    let pem = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    assert!(ReqwestTransport::builder().root_certificate(pem).build().is_err());
    let error = line_of(&ReqwestTransport::builder().proxy("http://[").proxy("http://]").build().unwrap_err());
    assert_eq!(error.matches("the proxy `").count(), 2, "{error}");
}

#[tokio::test]
async fn a_proxy_is_used_but_not_for_this_machine() {
    let (proxy, asked) = serve("HTTP/1.1 204 No Content\r\n\r\n");
    let proxy = proxy.trim_end_matches("/beta");
    let through = |url: &str| {
        let transport = ReqwestTransport::builder().proxy(proxy).build().unwrap();
        Client::builder().base_url(url).transport(transport).build().unwrap()
    };
    let (here, server) = serve("HTTP/1.1 204 No Content\r\n\r\n");
    through(&here).request::<()>(Method::GET, "/me").await.unwrap();
    assert!(server.join().unwrap().starts_with("GET /beta/me "), "it came by itself");
    through("http://graph.example/beta").request::<()>(Method::GET, "/me").await.unwrap();
    assert!(asked.join().unwrap().starts_with("GET http://graph.example/beta/me "));
}

/// With the feature `reqwest` alone.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[tokio::test]
async fn without_tls_https_is_refused_and_says_what_is_missing() {
    let error = get("https://127.0.0.1/beta").await.unwrap_err();
    let built = ReqwestTransport::builder().root_certificate(b"").build().unwrap_err();
    for error in [line_of(&error), line_of(&built)] {
        assert!(error.contains("enable the feature `rustls` or `native-tls`"), "{error}");
    }
    assert!(!error.may_have_been_sent());
}
