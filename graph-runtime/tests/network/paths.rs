//! What path a request is sent with: the one that it says, whatever the libraries below make of URLs.

#![cfg(feature = "reqwest")]

use graph_runtime::{Client, Method, Retry};

use crate::support::server::{Server, answer};

#[tokio::test]
async fn the_path_that_is_sent_is_the_one_that_the_request_says() {
    let server = Server::answering(answer("204 No Content", &[], b""));
    let client = Client::builder().base_url(server.url()).allow_loopback_http().retry(Retry::none()).build().unwrap();
    let paths = [
        "/me",
        "/users/a..b/.hidden/...",
        "/users/%252e%252e/x",
        "/users/a%2Fb%5Cc%3Fd%23e",
        "/root:/a//b:/content",
        "/users('ada')/$ref?$select=id,a%2Fb&x=/../y&z=%2e%2e",
        "/a;b=c/@me/~/*/!?q=\\..\\",
        "/users/Ada \"the\" <king>/é/100%/{x}^`|?$filter=a eq é&q=50%",
    ];
    for path in paths {
        let request = client.request::<()>(Method::GET, path);
        let url = request.url().unwrap();
        request.await.unwrap();
        let sent = server.requests().pop().unwrap();
        let line = format!("GET {} HTTP/1.1", url.strip_prefix(server.origin()).unwrap());
        assert_eq!(sent.lines().next(), Some(&*line));
        assert!(line.starts_with("GET /beta/"));
    }
    // What would be sent as another path is not sent.
    for path in ["/%2e%2e/x", "/.%2E/x", "/users\\..\\..\\x", "/x/../../y", "/.", "/%2e"] {
        assert!(client.request::<()>(Method::GET, path).await.is_err(), "{path}");
    }
    assert_eq!(server.requests().len(), paths.len());
}
