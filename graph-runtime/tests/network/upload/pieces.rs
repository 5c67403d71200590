//! Pieces: how a file is cut, and which of them are sent.

use std::sync::{Arc, Mutex};

use graph_runtime::model::Json;
use graph_runtime::transfer::UploadSession;
use graph_runtime::{ErrorKind, http};

use super::service::{CHUNK, IN_FOUR, Store, TOTAL, client, file, pieces, session, upload};
use crate::support::planned::{Server, Turn, answer};

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
async fn a_file_before_all_its_bytes_is_no_success() {
    let server = Server::start(|_, _| Turn::Answer(answer("201 Created", &[], r#"{"id":"item"}"#)));
    let error = upload(&server).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}
