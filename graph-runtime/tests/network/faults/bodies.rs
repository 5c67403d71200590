//! Bodies that never end, end too early, are too large, or are something else than they say.

#[cfg(feature = "brotli")]
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use graph_runtime::model::Json;
use graph_runtime::transport::{Body, TransportErrorKind};
use graph_runtime::{ErrorKind, Method};

use super::{after, assert_told, assert_transport, builder, call, get, get_late, in_time};
#[cfg(any(feature = "brotli", feature = "gzip"))]
use super::{assert_peak_below, is_alone};
use crate::support::printed::line_of;
use crate::support::server::{Server, answer};

#[tokio::test]
async fn a_body_that_trickles_for_ever_ends_by_the_timeout() {
    for head in ["Content-Length: 9999999", "Connection: close"] {
        let server = Server::start(move |exchange| {
            exchange.write(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n"))?;
            exchange.trickle(b" ")
        });
        assert_transport(&get_late(&server, 60).await.unwrap_err(), TransportErrorKind::Timeout, true);
        in_time(server.closed(1)).await;
    }
}

#[tokio::test]
async fn the_body_of_an_error_that_trickles_for_ever_does_not_keep_back_its_status() {
    const BEGINNING: &str = "HTTP/1.1 409 Conflict\r\nConnection: close\r\n\r\ntaken";
    let server = Server::start(|exchange| {
        exchange.write(BEGINNING)?;
        exchange.trickle(b".")
    });
    let whole = get_late(&server, BEGINNING.len() + 20).await.unwrap_err();
    in_time(server.closed(1)).await;
    // A stream may take its time, but an error is none.
    let timeout = Duration::from_secs(60);
    let client = builder(&server).timeout(timeout).build().unwrap();
    let written = server.bytes() + BEGINNING.len() + 20;
    let request = client.request::<Body>(Method::GET, "/content").send();
    let streamed = after(timeout, &server, written, request).await.unwrap_err();
    for error in [whole, streamed] {
        assert_told(&error, ErrorKind::Service, true);
        assert!(error.is_conflict() && error.body_snippet().unwrap().starts_with("taken"), "{error}");
    }
    in_time(server.closed(2)).await;
}

#[tokio::test]
async fn a_body_shorter_than_said_broke() {
    let server = Server::start(|exchange| {
        exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}")?;
        exchange.end()
    });
    assert_transport(&get(&server).await.unwrap_err(), TransportErrorKind::Broken, true);
}

#[tokio::test]
async fn what_follows_a_body_is_nobodys_answer() {
    let smuggled = answer("200 OK", &[], br#"{"id":"b"}"#);
    let first = [answer("200 OK", &[], br#"{"id":"a"}"#), smuggled].concat();
    let server = Server::start(move |exchange| match exchange.number {
        0 => exchange.write(&first),
        _ => exchange.answer("200 OK", &[], r#"{"id":"c"}"#),
    });
    let client = builder(&server).build().unwrap();
    for id in ["a", "c"] {
        assert_eq!(in_time(call(&client, Method::GET)).await.unwrap().id.as_deref(), Some(id));
    }
}

#[tokio::test]
async fn json_that_ends_too_early_cannot_be_read() {
    for body in [r#"{"id":"#, r#"{"id":"a""#, "{\"id\":\"a\"}}", "\"", &"[".repeat(100_000)] {
        let server = Server::answering(answer("200 OK", &[], body.as_bytes()));
        let error = get(&server).await.unwrap_err();
        assert_told(&error, ErrorKind::Decode, true);
        assert_eq!((error.status().map(|status| status.as_u16()), error.attempts()), (Some(200), 1));
    }
    // What is kept as it came has no depth to follow.
    let server = Server::answering(answer("200 OK", &[], "[".repeat(100_000).as_bytes()));
    let client = builder(&server).build().unwrap();
    assert_told(&in_time(client.request::<Json>(Method::GET, "/x")).await.unwrap_err(), ErrorKind::Decode, true);
}

#[tokio::test]
async fn a_page_for_people_is_told_by_its_media_type() {
    let server = Server::answering(answer("200 OK", &["Content-Type: text/html; charset=utf-8"], b"<html>Log in"));
    let error = get(&server).await.unwrap_err();
    assert_told(&error, ErrorKind::Decode, true);
    assert!(line_of(&error).starts_with("GET /call: 200 OK: the answer is `text/html`, not JSON: "), "{error:?}");
}

#[tokio::test]
async fn json_is_read_whatever_it_is_called() {
    for name in ["text/html", "application/octet-stream", "text/plain", "\u{fe}"] {
        let server = Server::answering(answer("200 OK", &[&format!("Content-Type: {name}")], br#"{"id":"a"}"#));
        assert_eq!(get(&server).await.unwrap().id.as_deref(), Some("a"), "{name}");
    }
}

/// A MiB of blanks, of which the bombs are made.
#[cfg(any(feature = "brotli", feature = "gzip"))]
static BLANKS: [u8; 1 << 20] = [b' '; 1 << 20];

/// 512 MiB in less than one: a MiB of blanks, packed up to the boundary of a byte, again and again (RFC 1951 section 3.2.4),
/// after the head of a gzip file (RFC 1952 section 2.3).
#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_gzip_body_that_unpacks_to_too_much_is_left_unread() {
    if !is_alone("faults::bodies::a_gzip_body_that_unpacks_to_too_much_is_left_unread") {
        return;
    }
    let mut blanks = Vec::with_capacity(1 << 16);
    let mut pack = flate2::Compress::new(flate2::Compression::best(), false);
    pack.compress_vec(&BLANKS, &mut blanks, flate2::FlushCompress::Sync).unwrap();
    assert_bomb_is_left("gzip", &[&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff], &blanks.repeat(512)[..]].concat()).await;
}

/// 512 MiB in less than one: after the first MiB of blanks the same meta-block again and again, which ends at the boundary of
/// a byte (RFC 7932 section 9.2).
#[cfg(feature = "brotli")]
#[tokio::test]
async fn a_brotli_body_that_unpacks_to_too_much_is_left_unread() {
    if !is_alone("faults::bodies::a_brotli_body_that_unpacks_to_too_much_is_left_unread") {
        return;
    }
    let mut pack = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 5, 22);
    let mut packed = [0; 2].map(|_| {
        pack.write_all(&BLANKS).unwrap();
        pack.flush().unwrap();
        std::mem::take(pack.get_mut())
    });
    packed[1] = packed[1].repeat(511);
    assert_bomb_is_left("br", &packed.concat()).await;
}

/// Asserts that what unpacks without measure is read up to the limit alone, as an answer and as an error.
#[cfg(any(feature = "brotli", feature = "gzip"))]
async fn assert_bomb_is_left(encoding: &str, packed: &[u8]) {
    assert!(packed.len() < 1 << 20, "{}", packed.len());
    let encoding = format!("Content-Encoding: {encoding}");
    let server = Server::answering(answer("200 OK", &[&encoding], packed));
    assert_transport(&get(&server).await.unwrap_err(), TransportErrorKind::TooLarge, true);

    let server = Server::answering(answer("400 Bad Request", &[&encoding], packed));
    let error = get(&server).await.unwrap_err();
    assert_told(&error, ErrorKind::Service, true);
    assert!(error.is_bad_request());
    assert_peak_below(200 << 10);
}

#[cfg(any(feature = "brotli", feature = "gzip"))]
#[tokio::test]
async fn a_body_that_is_not_packed_as_it_says_broke() {
    for encoding in [
        #[cfg(feature = "brotli")]
        "br",
        #[cfg(feature = "gzip")]
        "gzip",
    ] {
        let encoding = format!("Content-Encoding: {encoding}");
        let server = Server::answering(answer("200 OK", &[&encoding], br#"{"id":"a"}"#));
        assert_transport(&get(&server).await.unwrap_err(), TransportErrorKind::Broken, true);
    }
}

#[tokio::test]
async fn an_error_page_without_measure_is_read_at_its_beginning() {
    const PAGE: usize = 100 << 20;
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    let server = Server::start(move |exchange| {
        exchange.write(format!("HTTP/1.1 502 Bad Gateway\r\nContent-Length: {PAGE}\r\n\r\n<html>"))?;
        while counter.load(Ordering::Relaxed) < PAGE {
            exchange.write("x".repeat(1 << 16))?;
            counter.fetch_add(1 << 16, Ordering::Relaxed);
        }
        Ok(())
    });
    let error = get(&server).await.unwrap_err();
    assert_told(&error, ErrorKind::Service, true);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(502));
    assert!(error.body_snippet().unwrap().starts_with("<html>xxx"));
    in_time(server.closed(1)).await;
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < PAGE / 4, "{sent}: 1 MiB, and what the buffers of the sockets hold");
}

#[tokio::test]
async fn a_success_without_measure_is_given_up_at_the_limit() {
    for length in ["Content-Length: 104857600", "Transfer-Encoding: chunked"] {
        let server = Server::start(move |exchange| {
            exchange.write(format!("HTTP/1.1 200 OK\r\n{length}\r\n\r\n"))?;
            loop {
                exchange.write([b"100\r\n".as_slice(), &[b' '; 256], b"\r\n"].concat())?;
            }
        });
        assert_transport(&get(&server).await.unwrap_err(), TransportErrorKind::TooLarge, true);
        in_time(server.closed(1)).await;
    }
}
