//! Uploads over real sockets, to a service that takes files in pieces, and to one that fails at it.

#![cfg(all(feature = "transfer", feature = "reqwest"))]

#[path = "support/planned.rs"]
mod planned;

use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_runtime::model::Json;
use graph_runtime::transfer::{Seekable, Source, UploadSession};
use graph_runtime::{BoxFuture, Bytes, Client, Error, ErrorKind, Retry, StaticToken, http};
use planned::{Arrived, Server, Turn, answer};

const CHUNK: usize = 320 << 10;
const TOTAL: usize = 3 * CHUNK + 1000;

fn client() -> Client {
    let retry = Retry::default().delay(Duration::from_millis(1)).max_delay(Duration::from_secs(1));
    let builder = Client::builder().allow_loopback_http().token(StaticToken::new("secret-token"));
    builder.retry(retry).build().unwrap()
}

/// A file whose pieces differ.
fn file() -> Bytes {
    (0..TOTAL).map(|place| (place / 1000 + place % 251).to_le_bytes()[0]).collect::<Vec<_>>().into()
}

fn session(server: &Server) -> UploadSession {
    let url = format!("{}/up?sig=secret", server.url);
    let told =
        format!(r#"{{"uploadUrl":"{url}","expirationDateTime":"2026-01-01T00:00:00Z","nextExpectedRanges":["0-"]}}"#);
    UploadSession::new(&client(), &told.parse::<Json>().unwrap()).unwrap()
}

async fn upload(server: &Server) -> Result<Json, Error> {
    session(server).upload(file()).chunk_size(CHUNK as u64).send().await
}

/// Where the bytes of a service are kept, which says what it is missing as `OneDrive` does.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<Vec<u8>>>);

impl Store {
    fn take(&self, request: &Arrived, bytes: usize) {
        let mut store = self.0.lock().unwrap();
        let (range, _) = range(request);
        assert_eq!(range.start, store.len(), "a piece that was not expected");
        store.extend_from_slice(&file()[range.start..range.start + bytes]);
    }

    fn expects(&self) -> Vec<u8> {
        let next = self.0.lock().unwrap().len();
        answer("202 Accepted", &[], format!(r#"{{"nextExpectedRanges":["{next}-"]}}"#))
    }

    /// Does what a service should.
    fn serve(&self, request: &Arrived) -> Turn {
        if request.line.starts_with("GET") {
            return Turn::Answer(self.expects());
        }
        self.take(request, range(request).0.len());
        if self.0.lock().unwrap().len() < TOTAL {
            return Turn::Answer(self.expects());
        }
        Turn::Answer(answer("201 Created", &["Location: /item"], r#"{"id":"item"}"#))
    }
}

/// The range and the total of a piece.
fn range(request: &Arrived) -> (Range<usize>, usize) {
    let (range, total) =
        request.header("content-range").unwrap().strip_prefix("bytes ").unwrap().split_once('/').unwrap();
    let (first, last) = range.split_once('-').unwrap();
    (first.parse().unwrap()..last.parse::<usize>().unwrap() + 1, total.parse().unwrap())
}

/// The pieces that arrived, checked against the file.
fn pieces(server: &Server) -> Vec<Range<usize>> {
    let puts = server.arrived().into_iter().filter(|request| request.line.starts_with("PUT"));
    puts.map(|put| {
        let (range, total) = range(&put);
        assert_eq!(total, TOTAL);
        assert_eq!(put.body, file()[range.clone()][..put.body.len()], "the bytes of {range:?}");
        range
    })
    .collect()
}

fn asked(server: &Server) -> usize {
    server.lines().iter().filter(|line| line.starts_with("GET")).count()
}

const IN_FOUR: [Range<usize>; 4] = [0..CHUNK, CHUNK..2 * CHUNK, 2 * CHUNK..3 * CHUNK, 3 * CHUNK..TOTAL];

#[tokio::test]
async fn a_file_goes_up_in_pieces_without_a_token() {
    let store = Store::default();
    let server = Server::start(move |_, request| store.serve(request));
    let told = Arc::new(Mutex::new(Vec::new()));
    let mut session = session(&server);
    assert_eq!(session.expires(), Some("2026-01-01T00:00:00Z"));
    let upload = session.upload(file()).chunk_size(CHUNK as u64);
    let progress = Arc::clone(&told);
    let item: Json =
        upload.on_progress(move |done, of| progress.lock().unwrap().push((done, of))).send().await.unwrap();
    assert_eq!(item.as_str(), r#"{"id":"item"}"#);
    assert_eq!(pieces(&server), IN_FOUR);
    assert_eq!(server.lines(), vec!["PUT /up?sig=secret"; 4]);
    for put in server.arrived() {
        assert!(!put.head.contains("authorization") && !put.head.contains("secret-token"), "{}", put.head);
        assert_eq!(put.header("content-length").unwrap().parse::<usize>().unwrap(), put.body.len());
    }
    let total = TOTAL as u64;
    let chunk = CHUNK as u64;
    assert_eq!(
        *told.lock().unwrap(),
        [1, 2, 3].map(|n| (n * chunk, total)).into_iter().chain([(total, total)]).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn sources_are_files_and_bytes_of_all_kinds() {
    let path = std::env::temp_dir().join(format!("graph-runtime-upload-{}", std::process::id()));
    tokio::fs::write(&path, file()).await.unwrap();
    let opened = tokio::fs::File::open(&path).await.unwrap();
    tokio::fs::remove_file(&path).await.unwrap();
    let owned = file().to_vec();
    for kind in 0..3 {
        let store = Store::default();
        let server = Server::start(move |_, request| store.serve(request));
        let mut session = session(&server);
        let upload = match kind {
            0 => session.upload(Seekable::new(opened.try_clone().await.unwrap())),
            1 => session.upload(&owned[..]),
            _ => session.upload(io_cursor()),
        };
        let made: http::Response<()> = upload.chunk_size(CHUNK as u64).send().await.unwrap();
        assert_eq!((made.status().as_u16(), &made.headers()["location"]), (201, &"/item".parse().unwrap()));
        assert_eq!(pieces(&server), IN_FOUR);
    }
}

fn io_cursor() -> Seekable<io::Cursor<Bytes>> {
    Seekable::new(io::Cursor::new(file()))
}

#[tokio::test]
async fn an_upload_goes_on_where_the_connection_broke() {
    let store = Store::default();
    let kept = store.clone();
    let server = Server::start(move |number, request| match number {
        // Half of the second piece has arrived, and a third of that is kept.
        1 => {
            kept.take(request, 100_000);
            Turn::BreakAfter(150_000)
        }
        _ => kept.serve(request),
    });
    upload(&server).await.unwrap();
    let second = CHUNK + 100_000;
    assert_eq!(pieces(&server)[1..4], [CHUNK..2 * CHUNK, second..second + CHUNK, second + CHUNK..TOTAL]);
    assert_eq!((asked(&server), store.0.lock().unwrap()[..] == file()[..]), (1, true));
}

#[tokio::test]
async fn a_service_that_is_unavailable_is_waited_for() {
    for status in ["503 Service Unavailable", "429 Too Many Requests", "500 Internal Server Error"] {
        let store = Store::default();
        let server = Server::start(move |number, request| match number {
            // The second is the question what is missing.
            1 | 2 => Turn::Answer(answer(status, &["Retry-After: 0"], "")),
            _ => store.serve(request),
        });
        upload(&server).await.unwrap();
        assert_eq!((pieces(&server).len(), asked(&server)), (5, 2), "{status}");
    }
}

#[tokio::test]
async fn a_piece_at_the_wrong_place_is_followed_by_the_right_one() {
    let store = Store::default();
    let server = Server::start(move |number, request| match number {
        1 => {
            store.0.lock().unwrap().truncate(1000);
            Turn::Answer(answer("416 Range Not Satisfiable", &[], ""))
        }
        _ => store.serve(request),
    });
    upload(&server).await.unwrap();
    assert_eq!((pieces(&server)[2].clone(), asked(&server)), (1000..1000 + CHUNK, 1));
    let server = Server::start(|_, _| Turn::Answer(answer("416 Range Not Satisfiable", &[], "")));
    assert_eq!(upload(&server).await.unwrap_err().status().unwrap().as_u16(), 416);
    assert_eq!(server.lines().len(), 2, "a question that is answered so is not repeated");
}

#[tokio::test]
async fn a_piece_that_takes_too_long_is_asked_for() {
    let store = Store::default();
    let server = Server::start(move |number, request| if number == 1 { Turn::Silence } else { store.serve(request) });
    let mut session = session(&server);
    let upload = session.upload(file()).chunk_size(CHUNK as u64).timeout(Duration::from_millis(500));
    upload.send::<()>().await.unwrap();
    assert_eq!((pieces(&server).len(), asked(&server)), (5, 1));
}

#[tokio::test]
async fn a_service_that_has_forgotten_a_piece_gets_it_again() {
    let store = Store::default();
    let server = Server::start(move |number, request| {
        if number == 2 {
            store.take(request, CHUNK);
            store.0.lock().unwrap().truncate(1000);
            return Turn::Answer(store.expects());
        }
        store.serve(request)
    });
    upload(&server).await.unwrap();
    assert_eq!(pieces(&server)[2..4], [2 * CHUNK..3 * CHUNK, 1000..1000 + CHUNK]);
}

#[tokio::test]
async fn a_service_that_gets_no_further_is_given_up() {
    // It forgets all, again and again; or it takes pieces and asks for the same; or it finds every range wrong.
    let plans: [fn(usize, &Arrived) -> Vec<u8>; 3] = [
        |number, _| match number % 2 {
            0 => answer("202 Accepted", &[], format!(r#"{{"nextExpectedRanges":["{CHUNK}-"]}}"#)),
            _ => answer("202 Accepted", &[], r#"{"nextExpectedRanges":["0-"]}"#),
        },
        |_, _| answer("202 Accepted", &[], r#"{"nextExpectedRanges":["0-"]}"#),
        |_, request| {
            if request.line.starts_with("GET") {
                answer("200 OK", &[], r#"{"nextExpectedRanges":["0-"]}"#)
            } else {
                answer("416 Range Not Satisfiable", &[], "")
            }
        },
    ];
    for plan in plans {
        let server = Server::start(move |number, request| Turn::Answer(plan(number, request)));
        let error = upload(&server).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains("gets no further") && error.may_have_been_sent(), "{error}");
        assert!(server.lines().len() < 30, "{}", server.lines().len());
    }
}

#[tokio::test]
async fn a_service_that_stays_away_is_given_up() {
    let server = Server::start(|_, _| Turn::BreakAfter(1000));
    let error = upload(&server).await.unwrap_err();
    assert_eq!((error.kind(), error.transferred()), (ErrorKind::Transport, Some(0)), "{error}");
    assert!(error.may_have_been_sent());
    assert_eq!(server.lines().len(), 4, "the first piece, and three questions");
}

#[tokio::test]
async fn ranges_that_make_no_sense_end_the_upload() {
    let beyond = format!("{TOTAL}00-");
    for ranges in [&*beyond, "elephants", "9-5", "-1", "0-99999999", "18446744073709551615-18446744073709551615"] {
        let body = format!(r#"{{"nextExpectedRanges":["{ranges}"]}}"#);
        let server = Server::start(move |_, _| Turn::Answer(answer("202 Accepted", &[], &body)));
        let error = upload(&server).await.unwrap_err();
        assert_eq!((error.kind(), server.lines().len()), (ErrorKind::Decode, 1), "{ranges}: {error}");
        assert!(error.may_have_been_sent());
    }
    let server = Server::start(|_, _| Turn::Answer(answer("202 Accepted", &[], r#"{"nextExpectedRanges":[7]}"#)));
    assert_eq!(
        upload(&server).await.unwrap_err().kind(),
        ErrorKind::Decode,
        "it is asked for the same again and again"
    );
}

#[tokio::test]
async fn only_what_is_missing_is_sent() {
    let server = Server::start(|number, _| match number {
        0 => Turn::Answer(answer(
            "200 OK",
            &[],
            format!(r#"{{"NextExpectedRanges":["0-25","500000-600000","{}-"]}}"#, TOTAL - 10),
        )),
        // What is missing still is not said: the piece has arrived.
        1 | 2 => Turn::Answer(answer("202 Accepted", &[], r#"{"expirationDateTime":"2026-01-01T00:00:00Z"}"#)),
        _ => Turn::Answer(answer("200 OK", &[], "{}")),
    });
    let mut session = UploadSession::resume(&client(), format!("{}/up", server.url)).unwrap();
    session.upload(file()).chunk_size(CHUNK as u64).send::<Json>().await.unwrap();
    assert_eq!(pieces(&server), [0..26, 500_000..600_001, TOTAL - 10..TOTAL]);
}

#[tokio::test]
async fn outlook_says_where_to_go_on_in_its_own_way() {
    let server = Server::start(|number, _| match number {
        0 => Turn::Answer(answer("200 OK", &[], format!(r#"{{"NextExpectedRanges":["{CHUNK}"]}}"#))),
        1 => Turn::Answer(answer("200 OK", &[], format!(r#"{{"NextExpectedRanges":["{}"]}}"#, 2 * CHUNK))),
        2 => Turn::Answer(answer("200 OK", &[], format!(r#"{{"NextExpectedRanges":["{}"]}}"#, 3 * CHUNK))),
        _ => Turn::Answer(answer("201 Created", &["Location: https://outlook.office.com/a"], "")),
    });
    let mut session = session(&server);
    let made: http::Response<()> = session.upload(file()).chunk_size(CHUNK as u64).send().await.unwrap();
    assert_eq!(made.headers()["location"], "https://outlook.office.com/a");
    assert_eq!(pieces(&server), IN_FOUR);
}

#[tokio::test]
async fn a_session_that_has_ended_is_told() {
    let store = Store::default();
    let server = Server::start(move |number, request| match number {
        0 => store.serve(request),
        _ => Turn::Answer(answer("404 Not Found", &[], r#"{"error":{"code":"itemNotFound"}}"#)),
    });
    let error = upload(&server).await.unwrap_err();
    assert_eq!((error.is_not_found(), error.transferred()), (true, Some(CHUNK as u64)));
    let line = error.to_string();
    assert!(line.contains("ended or expired") && line.contains("itemNotFound") && !line.contains("sig"), "{line}");
    // The answer to the last piece is lost, and with the file made, the session is gone.
    let store = Store::default();
    let server = Server::start(move |number, request| match number {
        3 => Turn::BreakAfter(1000),
        4 => Turn::Answer(answer("404 Not Found", &[], "")),
        _ => store.serve(request),
    });
    let error = upload(&server).await.unwrap_err();
    assert!(error.to_string().contains("the file may be there") && error.may_have_been_sent(), "{error}");
}

#[tokio::test]
async fn a_file_before_all_its_bytes_is_no_success() {
    let server = Server::start(|_, _| Turn::Answer(answer("201 Created", &[], r#"{"id":"item"}"#)));
    let error = upload(&server).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[tokio::test]
async fn a_session_may_be_cancelled_or_committed() {
    let server = Server::start(|number, request| match number {
        0 => Turn::Answer(answer("204 No Content", &[], "")),
        1..=4 => {
            let next = range(request).0.end;
            let missing = if next < TOTAL { format!(r#""{next}-""#) } else { String::new() };
            Turn::Answer(answer("202 Accepted", &[], format!(r#"{{"nextExpectedRanges":[{missing}]}}"#)))
        }
        _ => Turn::Answer(answer("201 Created", &[], r#"{"id":"item"}"#)),
    });
    let mut session = session(&server);
    session.cancel().await.unwrap();
    let error = session.upload(file()).chunk_size(CHUNK as u64).send::<Json>().await.unwrap_err();
    assert!(error.to_string().contains("deferCommit"), "{error}");
    assert_eq!(session.commit::<Json>().await.unwrap().as_str(), r#"{"id":"item"}"#);
    let lines = server.lines();
    assert_eq!((&*lines[0], &*lines[5]), ("DELETE /up?sig=secret", "POST /up?sig=secret"));
    assert!(server.headers("authorization").iter().all(Option::is_none));
    assert_eq!(server.headers("content-length")[5].as_deref(), Some("0"));
}

#[tokio::test]
async fn a_dropped_upload_stops_and_is_resumed() {
    let store = Store::default();
    let server = Server::start({
        let store = store.clone();
        move |number, request| if number == 1 { Turn::Silence } else { store.serve(request) }
    });
    let mut session = session(&server);
    let upload = session.upload(file()).chunk_size(CHUNK as u64);
    let stopped = tokio::time::timeout(Duration::from_millis(500), upload.send::<Json>()).await;
    assert!(stopped.is_err());
    let mut resumed = UploadSession::resume(&client(), session.url()).unwrap();
    resumed.upload(file()).chunk_size(CHUNK as u64).send::<Json>().await.unwrap();
    assert_eq!(&store.0.lock().unwrap()[..], file());
    assert_eq!(asked(&server), 1, "what is missing is asked for first");
}

#[tokio::test]
async fn what_no_session_takes_is_told_before_anything_is_sent() {
    let server = Server::start(|_, _| Turn::Answer(answer("400 Bad Request", &[], "")));
    for size in [0, 1, CHUNK as u64 + 1, 60 << 20 | 1, 100 << 20] {
        let error = session(&server).upload(file()).chunk_size(size).send::<()>().await.unwrap_err();
        assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("320 KiB"), "{error}");
    }
    let error = session(&server).upload(Bytes::new()).send::<()>().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("empty"), "{error}");
    for (source, reason) in [(Flaw::Unreadable, "permission denied"), (Flaw::Short, "unexpected end of file")] {
        let error = session(&server).upload(source).send::<()>().await.unwrap_err();
        assert!(error.kind() == ErrorKind::Io && error.to_string().contains(reason), "{error}");
        assert!(!error.may_have_been_sent());
    }
    assert_eq!(server.lines(), [""; 0]);
}

#[tokio::test]
async fn a_source_that_fails_on_the_way_tells_what_was_sent() {
    let store = Store::default();
    let server = Server::start(move |_, request| store.serve(request));
    let error = session(&server).upload(Flaw::Later).chunk_size(CHUNK as u64).send::<()>().await.unwrap_err();
    assert_eq!((error.kind(), error.transferred()), (ErrorKind::Io, Some(CHUNK as u64)), "{error}");
    assert!(error.may_have_been_sent());
}

/// A source that fails.
enum Flaw {
    Unreadable,
    Short,
    /// After the first piece.
    Later,
}

impl Source for Flaw {
    fn size(&mut self) -> BoxFuture<'_, io::Result<u64>> {
        Box::pin(std::future::ready(Ok(TOTAL as u64)))
    }

    fn read_at(&mut self, range: Range<u64>) -> BoxFuture<'_, io::Result<Bytes>> {
        Box::pin(std::future::ready(match self {
            Self::Later if range.start == 0 => Ok(file().slice(..CHUNK)),
            Self::Unreadable | Self::Later => Err(io::ErrorKind::PermissionDenied.into()),
            Self::Short => Ok(Bytes::from_static(b"short")),
        }))
    }
}

#[tokio::test]
async fn an_upload_url_is_a_secret_that_goes_over_https() {
    for url in ["http://contoso.sharepoint.com/secret", "ftp://127.0.0.1/secret", "/secret", "secret"] {
        let error = UploadSession::resume(&client(), url).unwrap_err();
        assert!(error.kind() == ErrorKind::Invalid && !format!("{error:?}").contains("secret"), "{error:?}");
    }
    let strict = Client::builder().build().unwrap();
    assert!(UploadSession::resume(&strict, "http://127.0.0.1:1/secret").is_err(), "unless it is allowed");
    let mut session = UploadSession::resume(&strict, "https://contoso.sharepoint.com/secret").unwrap();
    assert!(!format!("{session:?} {:?} {:?}", session.cancel(), session.upload(file())).contains("secret"));
    let error = UploadSession::new(&strict, &"{}".parse::<Json>().unwrap()).unwrap_err();
    assert!(error.to_string().contains("no upload session"), "{error}");
}

#[test]
fn transfers_may_move_between_threads() {
    fn moves<T: Send>(_: T) {}
    let mut session = UploadSession::resume(&client(), "https://contoso.sharepoint.com/secret").unwrap();
    moves(session.upload(file()).send::<Json>());
    moves(client().download("https://contoso.sharepoint.com/secret"));
}
