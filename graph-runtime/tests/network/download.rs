//! Downloads over real sockets: in part, over redirects, and on from where a connection broke.

#![cfg(all(feature = "transfer", feature = "reqwest"))]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use graph_runtime::transfer::DownloadRequest;
use graph_runtime::{Bytes, Client, Error, ErrorKind, Method, Retry, StaticToken};

use crate::support::clock::settle;
use crate::support::in_time::in_time;
use crate::support::planned::{Arrived, Server, Turn, answer};
use crate::support::printed::line_of;

const FILE: &[u8] = b"0123456789abcdefghij";

fn client(url: &str) -> Client {
    let retry = Retry::default().delay(Duration::from_millis(1)).max_delay(Duration::from_secs(1));
    let builder = Client::builder().base_url(url).allow_loopback_http().token(StaticToken::new("secret-token"));
    builder.retry(retry).build().unwrap()
}

fn content(server: &Server) -> DownloadRequest {
    client(&server.url).request::<Bytes>(Method::GET, "/content").download()
}

async fn all(request: DownloadRequest) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    request.await?.copy_to(&mut bytes).await?;
    Ok(bytes)
}

/// What a service that knows ranges answers.
fn ranged(request: &Arrived, etag: &str) -> Vec<u8> {
    let etag = format!("ETag: {etag}");
    let Some(range) = request.header("range") else { return answer("200 OK", &[&etag], FILE) };
    let (first, last) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
    let first: usize = first.parse().unwrap();
    let end = last.parse().map_or(FILE.len(), |last: usize| (last + 1).min(FILE.len()));
    let range = format!("Content-Range: bytes {first}-{}/{}", end - 1, FILE.len());
    answer("206 Partial Content", &[&etag, &range], &FILE[first..end])
}

/// The beginning of an answer, without the last `missing` bytes.
fn torn(mut answer: Vec<u8>, missing: usize) -> Turn {
    answer.truncate(answer.len() - missing);
    Turn::Break(answer)
}

#[tokio::test]
async fn a_file_comes_as_a_whole_or_in_part() {
    let server = Server::start(|_, request| Turn::Answer(ranged(request, "\"a\"")));
    let download = content(&server).await.unwrap();
    assert_eq!((download.status().as_u16(), download.length()), (200, Some(20)));
    assert_eq!(download.headers()["etag"], "\"a\"");
    assert_eq!(all(content(&server)).await.unwrap(), FILE);
    assert_eq!(all(content(&server).range(5..)).await.unwrap(), &FILE[5..]);
    assert_eq!(all(content(&server).range(5..8)).await.unwrap(), &FILE[5..8]);
    assert_eq!(all(content(&server).range(15..100)).await.unwrap(), &FILE[15..]);
    let ranges = server.headers("range").split_off(2);
    assert_eq!(ranges.into_iter().flatten().collect::<Vec<_>>(), ["bytes=5-", "bytes=5-7", "bytes=15-99"]);
    assert!(server.headers("accept-encoding").iter().all(|coding| coding.as_deref() == Some("identity")));
    assert_eq!(content(&server).range(5..5).await.unwrap_err().kind(), ErrorKind::Invalid);
}

#[tokio::test]
async fn a_file_that_ends_before_the_part_is_told() {
    for head in ["Content-Length: 4\r\n", ""] {
        // Without a length, the body ends with the connection.
        let server = Server::start(move |_, _| {
            Turn::Answer(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{head}\r\n0123").into_bytes())
        });
        let error = all(content(&server).range(5..)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains("ends before the requested part"), "{error}");
        assert_eq!(all(content(&server).range(4..)).await.unwrap(), b"");
        assert_eq!(all(content(&server).range(3..)).await.unwrap(), b"3");
    }
}

#[tokio::test]
async fn progress_is_told() {
    let server = Server::start(|_, request| Turn::Answer(ranged(request, "\"a\"")));
    let told = Arc::new(Mutex::new(Vec::new()));
    let progress = Arc::clone(&told);
    all(content(&server).range(5..).on_progress(move |done, of| progress.lock().unwrap().push((done, of))))
        .await
        .unwrap();
    assert_eq!(told.lock().unwrap().last(), Some(&(15, Some(15))));
}

#[tokio::test]
async fn a_service_that_knows_no_ranges_is_read_past_what_was_not_asked_for() {
    let server = Server::start(|_, _| Turn::Answer(answer("200 OK", &[], FILE)));
    assert_eq!(all(content(&server).range(5..8)).await.unwrap(), &FILE[5..8]);
    assert_eq!(all(content(&server).range(..8)).await.unwrap(), &FILE[..8]);
    let error = all(content(&server).range(21..)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[tokio::test]
async fn another_part_than_asked_for_is_refused() {
    for range in ["bytes 4-7/20", "bytes 5-8/20", "bytes 5-7/6", "bytes */20", "elephants"] {
        let range = format!("Content-Range: {range}");
        let server = Server::start(move |_, _| Turn::Answer(answer("206 Partial Content", &[&range], "567")));
        let error = all(content(&server).range(5..8)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    }
    let server =
        Server::start(|_, _| Turn::Answer(answer("206 Partial Content", &["Content-Range: bytes 0-2/20"], "012")));
    assert_eq!(all(content(&server)).await.unwrap_err().kind(), ErrorKind::Decode, "the whole was asked for");
}

#[tokio::test]
async fn a_download_goes_on_where_it_broke() {
    let server = Server::start(|number, request| match number {
        0 => torn(ranged(request, "\"a\""), 13),
        1 => Turn::Answer(answer("503 Service Unavailable", &["Retry-After: 0"], "")),
        2 => torn(ranged(request, "\"a\""), 3),
        _ => Turn::Answer(ranged(request, "\"a\"")),
    });
    assert_eq!(all(content(&server)).await.unwrap(), FILE);
    let [none, first, again, second] = &server.headers("range")[..] else { panic!("{:?}", server.lines()) };
    assert_eq!((none, first, again), (&None, &Some("bytes=7-".to_owned()), first));
    assert_eq!(second.as_deref(), Some("bytes=17-"));
    assert_eq!(server.headers("if-range")[1..], vec![Some("\"a\"".to_owned()); 3]);
}

#[tokio::test]
async fn a_part_that_is_shorter_than_asked_for_is_followed_by_the_rest() {
    let server = Server::start(|number, request| match number {
        0 => {
            let headers = ["ETag: \"a\"", "Content-Range: bytes 5-7/20"];
            Turn::Answer(answer("206 Partial Content", &headers, &FILE[5..8]))
        }
        _ => Turn::Answer(ranged(request, "\"a\"")),
    });
    assert_eq!(all(content(&server).range(5..)).await.unwrap(), &FILE[5..]);
    assert_eq!(server.headers("range")[1].as_deref(), Some("bytes=8-"));
}

/// The part of `FILE` that is asked for, of three bytes at most, without a word on its length; behind its end, `end`.
fn piecewise(request: &Arrived, etag: &str, end: &str) -> Turn {
    let range = request.header("range").unwrap();
    let first: usize = range["bytes=".len()..].split_once('-').unwrap().0.parse().unwrap();
    if first >= FILE.len() {
        return Turn::Answer(answer("416 Range Not Satisfiable", &[end], ""));
    }
    let last = (first + 3).min(FILE.len());
    let range = format!("Content-Range: bytes {first}-{}/*", last - 1);
    Turn::Answer(answer("206 Partial Content", &[etag, &range], &FILE[first..last]))
}

#[tokio::test]
async fn parts_of_a_file_of_unknown_length_are_followed_to_its_end() {
    for end in ["Content-Range: bytes */20", "Content-Range: bytes */*", "Content-Length: 0"] {
        let server = Server::start(move |number, request| match number {
            0..100 => piecewise(request, "ETag: \"a\"", end),
            _ => Turn::Answer(answer("508 Loop Detected", &[], "")),
        });
        // Nothing failed, so that nothing is repeated.
        let once = client(&server.url).request::<Bytes>(Method::GET, "/content").retry(Retry::none());
        let mut download = once.download().range(5..).await.unwrap();
        assert_eq!(download.length(), None);
        let mut bytes = Vec::new();
        assert_eq!(download.copy_to(&mut bytes).await.unwrap(), 15);
        assert_eq!((&bytes[..], server.lines().len()), (&FILE[5..], 6), "{end}");
        let part = all(content(&server).range(5..11)).await.unwrap();
        assert_eq!((&part[..], server.lines().len()), (&FILE[5..11], 8), "no more than was asked for");
    }
}

#[tokio::test]
async fn a_part_of_a_file_of_unknown_length_is_gone_on_with_where_it_broke() {
    let server = Server::start(|number, request| match piecewise(request, "ETag: \"a\"", "") {
        Turn::Answer(answer) if number == 1 => torn(answer, 1),
        turn => turn,
    });
    assert_eq!(all(content(&server).range(5..)).await.unwrap(), &FILE[5..]);
    let ranges: Vec<_> = server.headers("range").into_iter().flatten().collect();
    assert_eq!(ranges[..3], ["bytes=5-", "bytes=8-", "bytes=10-"]);
}

#[tokio::test]
async fn a_length_that_is_told_later_is_kept_to() {
    let server = Server::start(|number, request| match number {
        0 => piecewise(request, "ETag: \"a\"", ""),
        _ => Turn::Answer(ranged(request, "\"a\"")),
    });
    let mut download = content(&server).range(5..).await.unwrap();
    let mut bytes = Vec::new();
    download.copy_to(&mut bytes).await.unwrap();
    assert_eq!((download.length(), &bytes[..], server.lines().len()), (Some(15), &FILE[5..], 2));

    let longer = format!("Content-Range: bytes 19-20/{}", FILE.len() + 1);
    let server = Server::start(move |number, request| match number {
        0 => piecewise(request, "ETag: \"a\"", ""),
        1 => torn(ranged(request, "\"a\""), 1),
        _ => Turn::Answer(answer("206 Partial Content", &["ETag: \"a\"", &longer], "jk")),
    });
    assert_eq!(all(content(&server).range(5..)).await.unwrap_err().kind(), ErrorKind::Changed);
}

#[tokio::test]
async fn what_follows_a_part_must_be_of_the_same_file() {
    let (marked, none) = ("ETag: \"a\"", "X-None: 0");
    for (first, then, end, kind) in [
        (marked, "ETag: \"b\"", "", ErrorKind::Changed),
        ("ETag: W/\"a\"", none, "", ErrorKind::Changed),
        (none, none, "", ErrorKind::Transport),
        (marked, marked, "Content-Range: bytes */21", ErrorKind::Changed),
    ] {
        let server =
            Server::start(move |number, request| piecewise(request, if number == 0 { first } else { then }, end));
        let mut download = content(&server).range(14..).await.unwrap();
        let mut bytes = Vec::new();
        let error = download.copy_to(&mut bytes).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{first} {then}: {error}");
        assert_eq!(error.transferred(), Some(bytes.len() as u64));
    }
    // That nothing follows, can be told of any file.
    let server = Server::start(move |_, request| piecewise(request, none, "Content-Range: bytes */20"));
    assert_eq!(all(content(&server).range(17..)).await.unwrap(), &FILE[17..]);
}

#[tokio::test]
async fn bytes_beyond_the_part_that_is_said_are_dropped() {
    let server = Server::start(|number, request| match number {
        0 => {
            let headers = ["ETag: \"a\"", "Content-Range: bytes 5-7/20"];
            Turn::Answer(answer("206 Partial Content", &headers, "567?????????"))
        }
        _ => Turn::Answer(ranged(request, "\"a\"")),
    });
    assert_eq!(all(content(&server).range(5..)).await.unwrap(), &FILE[5..]);
}

#[tokio::test]
async fn a_service_that_knows_no_ranges_is_read_again_from_the_beginning() {
    let server = Server::start(|number, _| {
        let whole = answer("200 OK", &["ETag: W/\"a\""], FILE);
        if number == 0 { torn(whole, 13) } else { Turn::Answer(whole) }
    });
    assert_eq!(all(content(&server)).await.unwrap(), FILE);
    assert_eq!(server.headers("if-range"), [None, None], "a weak tag does not do");
}

#[tokio::test]
async fn a_file_that_has_changed_is_not_mixed_with_what_came_before() {
    for changed in [
        |request: &Arrived| ranged(request, "\"b\""),
        |_: &Arrived| answer("200 OK", &["ETag: \"b\""], FILE),
        |_: &Arrived| answer("200 OK", &[], FILE),
        |_: &Arrived| answer("200 OK", &["ETag: \"a\""], "0123456789abcdefghijk"),
    ] {
        let server = Server::start(move |number, request| match number {
            0 => torn(ranged(request, "\"a\""), 13),
            _ => Turn::Answer(changed(request)),
        });
        let mut download = content(&server).await.unwrap();
        let mut bytes = Vec::new();
        let error = download.copy_to(&mut bytes).await.unwrap_err();
        assert_eq!((error.kind(), error.transferred()), (ErrorKind::Changed, Some(7)), "{error}");
        assert_eq!(bytes, &FILE[..7]);
        assert!(download.chunk().await.is_none(), "it has ended");
        assert!(line_of(&error).ends_with("download it again from the beginning, after 7 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_file_without_a_mark_of_its_state_is_not_gone_on_with() {
    let server = Server::start(|_, _| torn(answer("200 OK", &[], FILE), 13));
    let error = all(content(&server)).await.unwrap_err();
    assert_eq!((error.kind(), error.transferred()), (ErrorKind::Transport, Some(7)), "{error}");
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_download_that_gets_no_further_ends() {
    let server = Server::start(|number, request| {
        let missing = if number == 0 { 13 } else { FILE.len() - 7 };
        torn(ranged(request, "\"a\""), missing)
    });
    let error = all(content(&server)).await.unwrap_err();
    assert_eq!((error.kind(), error.transferred(), error.attempts()), (ErrorKind::Transport, Some(7), 4), "{error}");
}

#[tokio::test]
async fn a_redirect_is_followed_without_a_token() {
    let storage = Server::start(|_, request| Turn::Answer(ranged(request, "\"a\"")));
    let elsewhere = format!("Location: {}/file?sig=secret", storage.url);
    let graph = Server::start(move |_, _| Turn::Answer(answer("302 Found", &[&elsewhere], "")));
    let request = client(&graph.url).request::<Bytes>(Method::GET, "/content").header("Cookie", "a=b");
    let bytes = all(request.download().range(5..)).await.unwrap();
    assert_eq!(bytes, &FILE[5..]);
    assert_eq!(graph.headers("authorization"), [Some("Bearer secret-token".to_owned())]);
    assert_eq!(storage.lines(), ["GET /file?sig=secret"]);
    let there = &storage.arrived()[0];
    assert_eq!(there.header("range"), Some("bytes=5-"));
    assert!(!there.head.contains("secret") && there.header("cookie").is_none(), "{}", there.head);
}

#[tokio::test]
async fn a_redirect_within_the_service_keeps_the_token() {
    let graph = Server::start(|number, request| match number {
        0 => Turn::Answer(answer("307 Temporary Redirect", &["Location: /moved"], "")),
        _ => Turn::Answer(ranged(request, "\"a\"")),
    });
    assert_eq!(all(content(&graph)).await.unwrap(), FILE);
    assert_eq!(graph.lines(), ["GET /content", "GET /moved"]);
    assert_eq!(graph.headers("authorization"), vec![Some("Bearer secret-token".to_owned()); 2]);
}

#[tokio::test]
async fn redirects_without_end_or_to_where_others_read_along_are_refused() {
    // It ends after many, so that one who follows them all is seen to.
    let graph = Server::start(|number, request| match number {
        0..100 => Turn::Answer(answer("302 Found", &["Location: /content"], "")),
        _ => Turn::Answer(ranged(request, "\"a\"")),
    });
    let error = all(content(&graph)).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("5 redirects"), "{error}");
    assert_eq!(graph.lines().len(), 6);
    for location in ["http://storage.example/file?sig=secret", "ftp://storage.example/secret", "//a b/secret"] {
        let header = format!("Location: {location}");
        let graph = Server::start(move |_, _| Turn::Answer(answer("302 Found", &[&header], "")));
        let error = all(content(&graph)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains("the link"), "{error}");
        assert_eq!((error.attempts(), error.may_have_been_sent()), (1, true), "what was redirected");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}

#[tokio::test]
async fn what_was_sent_before_a_redirect_may_have_been_carried_out() {
    // To itself without end, to nobody, and to where nothing may be sent.
    for location in ["/content", "http://127.0.0.1:1/file", "http://storage.example/file"] {
        let header = format!("Location: {location}");
        let graph = Server::start(move |_, _| Turn::Answer(answer("302 Found", &[&header], "")));
        let once = client(&graph.url).request::<Bytes>(Method::POST, "/content").retry(Retry::none());
        let error = all(once.download()).await.unwrap_err();
        assert!(error.kind() != ErrorKind::Service && error.may_have_been_sent(), "{location}: {error}");
    }
}

#[tokio::test]
async fn a_url_that_opens_a_file_is_asked_without_a_token() {
    let storage = Server::start(|_, request| Turn::Answer(ranged(request, "\"a\"")));
    let client = client("http://127.0.0.1:1/beta");
    assert_eq!(all(client.download(&format!("{}/file?sig=secret", storage.url))).await.unwrap(), FILE);
    assert_eq!(storage.headers("authorization"), [None]);
    let error = all(client.download("http://storage.example/file?sig=secret")).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && !error.to_string().contains("secret"), "{error}");
    assert!(error.to_string().contains("leads to `http://storage.example`, where anybody could read along"), "{error}");
}

#[tokio::test]
async fn waiting_for_a_chunk_may_be_given_up_and_taken_up_again() {
    // While the body pauses, and while the way to the rest of it does.
    let server = Server::start(|number, request| match number {
        0 => {
            let mut whole = ranged(request, "\"a\"");
            whole.truncate(whole.len() - 3);
            Turn::Pause(whole, 5)
        }
        _ => Turn::Pause(ranged(request, "\"a\""), 3),
    });
    let mut download = content(&server).await.unwrap();
    let (mut bytes, mut pauses) = (Vec::new(), 0);
    let all = async {
        loop {
            // Every wait is given up at once.
            match download.chunk().now_or_never() {
                Some(Some(chunk)) => bytes.extend_from_slice(&chunk.unwrap()),
                Some(None) => break,
                None if server.pauses() > pauses => {
                    settle().await;
                    assert!(bytes.len() < FILE.len(), "it pauses");
                    pauses += 1;
                    server.resume();
                }
                None => tokio::task::yield_now().await,
            }
        }
    };
    in_time(all).await;
    assert_eq!((bytes, server.lines().len(), pauses), (FILE.to_vec(), 2, 2));
}

#[tokio::test]
async fn what_cannot_be_written_is_told_with_how_much_was_given() {
    let server = Server::start(|_, request| Turn::Answer(ranged(request, "\"a\"")));
    let error = content(&server).await.unwrap().copy_to(&mut Full).await.unwrap_err();
    assert_eq!((error.kind(), error.transferred()), (ErrorKind::Io, Some(20)), "{error}");
}

/// A disk without room.
struct Full;

impl tokio::io::AsyncWrite for Full {
    fn poll_write(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &[u8],
    ) -> std::task::Poll<std::io::Result<usize>> {
        std::task::Poll::Ready(Err(std::io::ErrorKind::StorageFull.into()))
    }

    fn poll_flush(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }
}
