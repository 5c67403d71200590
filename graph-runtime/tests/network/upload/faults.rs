//! Faults on the way: what is asked and sent again, and when an upload is given up.

use std::time::Duration;

use graph_runtime::model::Json;
use graph_runtime::transfer::UploadSession;
use graph_runtime::{ErrorKind, Retry};

use super::service::{CHUNK, Store, TOTAL, asked, client, file, pieces, session, upload};
use crate::support::clock::Clock;
use crate::support::in_time::in_time;
use crate::support::planned::{Arrived, Server, Turn, answer};

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
async fn all_attempts_without_getting_further_are_told() {
    let silent = Server::start(|_, _| Turn::Answer(answer("503 Service Unavailable", &["Retry-After: 0"], "")));
    for (retries, attempts) in [(0, 1), (2, 3)] {
        let retry = Retry::default().max_retries(retries);
        // The first piece fails, or the question what is missing.
        let begun = session(&silent).upload(file()).chunk_size(CHUNK as u64).retry(retry).send::<Json>().await;
        let mut resumed = UploadSession::resume(&client(), format!("{}/up", silent.url)).unwrap();
        let resumed = resumed.upload(file()).retry(retry).send::<Json>().await;
        for error in [begun.unwrap_err(), resumed.unwrap_err()] {
            assert_eq!(error.attempts(), attempts, "{error}");
        }
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
    let timeout = Duration::from_secs(60);
    let upload = session.upload(file()).chunk_size(CHUNK as u64).timeout(timeout);
    let clock = Clock::stop();
    let too_long = async {
        server.received(2).await;
        clock.advance(timeout).await;
        // What is waited for then is no answer.
        drop(clock);
    };
    let (uploaded, ()) = in_time(futures_util::future::join(upload.send::<()>(), too_long)).await;
    uploaded.unwrap();
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
        let error = in_time(upload(&server)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains("without any progress") && error.may_have_been_sent(), "{error}");
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
        let error = in_time(upload(&server)).await.unwrap_err();
        assert_eq!((error.kind(), server.lines().len()), (ErrorKind::Decode, 1), "{ranges}: {error}");
        assert!(error.may_have_been_sent());
    }
    let server = Server::start(|_, _| Turn::Answer(answer("202 Accepted", &[], r#"{"nextExpectedRanges":[7]}"#)));
    assert_eq!(
        in_time(upload(&server)).await.unwrap_err().kind(),
        ErrorKind::Decode,
        "it is asked for the same again and again"
    );
}
