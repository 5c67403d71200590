//! Sessions: their end, cancelling, committing and resuming, and the secret that their URL is.

use graph_runtime::model::Json;
use graph_runtime::transfer::UploadSession;
use graph_runtime::{Client, ErrorKind};

use super::service::{CHUNK, Store, TOTAL, asked, client, file, range, session, upload};
use crate::support::in_time::in_time;
use crate::support::planned::{Server, Turn, answer};

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
    assert!(error.to_string().contains("the file may exist") && error.may_have_been_sent(), "{error}");
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
    tokio::select! {
        _ = upload.send::<Json>() => panic!("the second piece is not answered"),
        () = in_time(server.received(2)) => {}
    }
    let mut resumed = UploadSession::resume(&client(), session.url()).unwrap();
    resumed.upload(file()).chunk_size(CHUNK as u64).send::<Json>().await.unwrap();
    assert_eq!(&store.0.lock().unwrap()[..], file());
    assert_eq!(asked(&server), 1, "what is missing is asked for first");
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
    assert!(error.to_string().contains("not an upload session"), "{error}");
}

#[test]
fn transfers_may_move_between_threads() {
    fn moves<T: Send>(_: T) {}
    let mut session = UploadSession::resume(&client(), "https://contoso.sharepoint.com/secret").unwrap();
    moves(session.upload(file()).send::<Json>());
    moves(client().download("https://contoso.sharepoint.com/secret"));
}
