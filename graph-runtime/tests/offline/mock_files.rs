//! The mock Graph and large files: downloads in parts and over redirects, upload sessions, and what breaks on the way.

#![cfg(all(feature = "mock", feature = "transfer", feature = "reqwest"))]

use std::time::Duration;

use graph_runtime::http::Response;
use graph_runtime::mock::MockGraph;
use graph_runtime::model::Json;
use graph_runtime::transfer::UploadSession;
use graph_runtime::transport::TransportErrorKind;
use graph_runtime::{Bytes, Client, Error, ErrorKind, Method, Request, Retry, StaticToken, TokioTimer};
use tokio::time::Instant;

use crate::support::ready;

/// The least that a piece may have.
const PIECE: usize = 320 << 10;
const UPLOAD: &str = "https://files.example/up/1";
const LINK: &str = "https://files.example/1";

/// So many bytes, none like the one before.
fn file(length: usize) -> Bytes {
    (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect()
}

fn content(client: &Client) -> Request<Bytes> {
    client.request(Method::GET, "/me/drive/items/1/content")
}

fn session(client: &Client) -> UploadSession {
    UploadSession::resume(client, UPLOAD).unwrap()
}

fn upload(client: &Client, bytes: &Bytes) -> Result<Json, Error> {
    ready(session(client).upload(bytes.clone()).chunk_size(PIECE as u64).send())
}

fn downloaded(request: graph_runtime::transfer::DownloadRequest) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    ready(async { request.await?.copy_to(&mut bytes).await })?;
    Ok(bytes)
}

#[test]
fn a_file_is_served_whole_and_in_parts() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(content(&client)).serves(file(1000)).times(5);
    assert_eq!(downloaded(content(&client).download()).unwrap(), file(1000));
    assert_eq!(downloaded(content(&client).download().range(10..20)).unwrap(), file(1000)[10..20]);
    assert_eq!(downloaded(content(&client).download().range(990..2000)).unwrap(), file(1000)[990..]);
    let part = ready(content(&client).download().range(999..).into_future()).unwrap();
    assert_eq!((part.status().as_u16(), part.length()), (206, Some(1)));
    let error = downloaded(content(&client).download().range(1001..)).unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 416);
    mock.verify();
}

#[test]
fn a_download_goes_on_where_the_connection_broke() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect(content(&client)).serves_until(file(1000), 300).serves_until(file(1000), 300).serves(file(1000));
    assert_eq!(downloaded(content(&client).download()).unwrap(), file(1000));
    let asked: Vec<_> = mock.requests().iter().map(|request| request.headers.get("range").cloned()).collect();
    assert_eq!(asked, [None, Some("bytes=300-".parse().unwrap()), Some("bytes=600-".parse().unwrap())]);
    mock.verify();
}

#[test]
fn a_file_that_changed_meanwhile_is_noticed() {
    let mock = MockGraph::new();
    let client = mock.client();
    let other: Bytes = file(1000).iter().rev().copied().collect();
    mock.expect(content(&client)).serves_until(file(1000), 300).serves(other);
    let error = downloaded(content(&client).download()).unwrap_err();
    assert_eq!((error.kind(), error.transferred()), (ErrorKind::Changed, Some(300)));
}

#[test]
fn a_download_follows_a_redirect_without_its_token() {
    let mock = MockGraph::new();
    let client = mock.builder().token(StaticToken::new("secret")).build().unwrap();
    mock.expect(content(&client)).redirects(LINK).times(2);
    mock.expect_link::<Bytes>(Method::GET, LINK).serves_until(file(500), 200).serves(file(500));
    assert_eq!(downloaded(content(&client).download()).unwrap(), file(500));
    let with_token: Vec<_> = mock
        .requests()
        .iter()
        .map(|request| (request.url == LINK, request.headers.contains_key("authorization")))
        .collect();
    assert_eq!(with_token, [(false, true), (true, false), (false, true), (true, false)]);
    mock.verify();
}

#[test]
fn a_url_that_a_service_gave_is_downloaded_and_another_one_is_not_expected() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect_link::<Bytes>(Method::GET, LINK).serves(file(5));
    assert_eq!(downloaded(client.download(LINK)).unwrap(), file(5));
    let error = downloaded(client.download("https://other.example/1")).unwrap_err();
    assert!(error.to_string().contains("was not expected"), "{error}");
    assert_eq!(mock.problems().len(), 1);
    std::mem::forget(mock);
}

#[test]
fn a_file_goes_up_in_pieces_and_is_answered_at_its_end() {
    let mock = MockGraph::new();
    let client = mock.client();
    let item: Json = r#"{"id":"1"}"#.parse().unwrap();
    let create = || client.request::<Json>(Method::POST, "/me/drive/root/createUploadSession");
    mock.expect(create()).returns(format!(r#"{{"uploadUrl":"{UPLOAD}"}}"#).parse().unwrap());
    let expected = mock.expect_upload(UPLOAD).returns(item.clone());

    let mut session = UploadSession::new(&client, &ready(create()).unwrap()).unwrap();
    let bytes = file(2 * PIECE + 7);
    let sent: Json = ready(session.upload(bytes.clone()).chunk_size(PIECE as u64).send()).unwrap();
    assert_eq!((sent, expected.bytes()), (item, bytes));
    let error = upload(&client, &file(PIECE)).unwrap_err();
    assert!(error.is_not_found(), "a session ends with its file: {error}");
    mock.verify();
}

#[test]
fn an_upload_goes_on_after_what_happens_to_its_pieces() {
    let mock = MockGraph::new();
    let client = mock.client();
    let wait = Duration::from_secs(30);
    let expected = mock
        .expect_upload(UPLOAD)
        .takes(1)
        .fault(TransportErrorKind::Broken)
        .throttle(1, wait)
        .loses_answer(TransportErrorKind::Broken)
        .fails(503, "serviceNotAvailable")
        .returns(Response::new("{}".parse::<Json>().unwrap()));
    let bytes = file(3 * PIECE);
    upload(&client, &bytes).unwrap();
    assert_eq!(expected.bytes(), bytes);
    assert!(mock.waits().contains(&wait), "{:?}", mock.waits());
    let pieces = mock.requests().iter().filter(|request| request.method == Method::PUT).count();
    assert_eq!(pieces, 6, "the three that were taken, and the three that were not");
    mock.verify();
}

#[test]
fn an_upload_that_is_not_finished_is_a_problem() {
    let mock = MockGraph::new();
    let client = mock.builder().retry(Retry::none()).build().unwrap();
    mock.expect_upload(UPLOAD).takes(1).fault(TransportErrorKind::Timeout);
    mock.expect_upload("https://files.example/up/2");
    upload(&client, &file(2 * PIECE)).unwrap_err();
    let problems = [
        format!("the upload to /up/1: {PIECE} of {} bytes were received", 2 * PIECE),
        "the upload to /up/2: nothing was received".to_owned(),
    ];
    assert_eq!(mock.problems(), problems);
    ready(session(&client).cancel()).unwrap();
    assert_eq!(mock.problems(), problems[1..]);
    std::mem::forget(mock);
}

#[test]
fn a_deferred_session_is_committed() {
    let mock = MockGraph::new();
    let client = mock.client();
    mock.expect_upload(UPLOAD).deferred().returns("{}".parse::<Json>().unwrap());
    let error = upload(&client, &file(PIECE)).unwrap_err();
    assert!(error.to_string().contains("commit"), "{error}");
    assert_eq!(mock.problems(), [format!("the upload to /up/1: all {PIECE} bytes were received, but not committed")]);
    assert_eq!(ready(session(&client).commit::<Json>()).unwrap().as_str(), "{}");
    mock.verify();
}

#[tokio::test(start_paused = true)]
async fn pieces_take_the_time_that_is_said() {
    let mock = MockGraph::new();
    mock.timer(TokioTimer);
    let client = mock.client();
    mock.expect_upload(UPLOAD).delay(Duration::from_secs(10)).returns("{}".parse::<Json>().unwrap());
    let began = Instant::now();
    let bytes = file(2 * PIECE);
    let _: Json = session(&client).upload(bytes).chunk_size(PIECE as u64).send().await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 30, "a question and two pieces");
}
