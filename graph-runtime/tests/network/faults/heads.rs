//! Status lines and headers that are no HTTP, too much, or lead elsewhere.

use graph_runtime::ErrorKind;
use graph_runtime::transport::TransportErrorKind;

use super::{assert_told, assert_transport, get, get_late};
use crate::support::server::{Server, answer};

#[tokio::test]
async fn redirects_are_told_and_not_followed() {
    for status in ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect"] {
        let server = Server::answering(answer(status, &["Location: /beta/call?sig=secret"], b""));
        let error = get(&server).await.unwrap_err();
        assert_told(&error, ErrorKind::Service, true);
        assert!(error.to_string().ends_with("it points to /beta/call; redirects are not followed"), "{error}");
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_head_without_measure_is_given_up() {
    let server = Server::start(|exchange| {
        exchange.write("HTTP/1.1 200 OK\r\n")?;
        loop {
            exchange.write(format!("X-Filler: {}\r\n", "x".repeat(1 << 16)))?;
        }
    });
    assert_transport(&get(&server).await.unwrap_err(), TransportErrorKind::Broken, true);

    let many: Vec<_> = (0..10_000).map(|number| format!("X-{number}: x")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    let server = Server::answering(answer("200 OK", &many, b"{}"));
    assert_transport(&get(&server).await.unwrap_err(), TransportErrorKind::Broken, true);
}

#[tokio::test]
async fn a_head_that_never_ends_ends_by_the_timeout() {
    for (beginning, again) in [("HTTP/1.1 200 OK\r\nX: ", "x"), ("", "HTTP/1.1 103 Early Hints\r\n\r\n")] {
        let server = Server::start(move |exchange| {
            exchange.write(beginning)?;
            exchange.trickle(again.as_bytes())
        });
        assert_transport(&get_late(&server, 40).await.unwrap_err(), TransportErrorKind::Timeout, true);
    }
}

#[tokio::test]
async fn answers_in_between_are_passed_over() {
    let in_between =
        ["100 Continue", "103 Early Hints", "199 Whatever"].map(|status| format!("HTTP/1.1 {status}\r\n\r\n"));
    let whole = [in_between.concat().as_bytes(), &answer("200 OK", &[], br#"{"id":"a"}"#)].concat();
    assert_eq!(get(&Server::answering(whole)).await.unwrap().id.as_deref(), Some("a"));
}

#[tokio::test]
async fn another_protocol_that_nobody_asked_for_is_an_error() {
    let server = Server::start(|exchange| {
        exchange.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n{}")?;
        exchange.end()
    });
    let error = get(&server).await.unwrap_err();
    assert!(error.may_have_been_sent() && matches!(error.kind(), ErrorKind::Service | ErrorKind::Transport), "{error}");
}

#[tokio::test]
async fn what_is_no_http_is_a_connection_that_broke() {
    for answer in [
        "220 mail.example ESMTP\r\n",
        "HTTP/1.1 2\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    ] {
        let server = Server::answering(answer);
        assert_transport(&get(&server).await.unwrap_err(), TransportErrorKind::Broken, true);
    }
}

#[tokio::test]
async fn texts_of_a_service_are_shown_in_one_line() {
    let body = "{\"error\":{\"code\":\"a\\r\\nX-Injected: 1\",\"message\":\"b\\u0007\\u001b[31m\"}}";
    let error = get(&Server::answering(answer("400 Bad Request", &[], body.as_bytes()))).await.unwrap_err();
    assert_told(&error, ErrorKind::Service, true);
    assert!(error.to_string().contains("a X-Injected: 1: b [31m"), "{error}");
}
