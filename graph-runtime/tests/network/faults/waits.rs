//! `Retry-After` that makes no sense, and clocks that differ.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_runtime::{BoxFuture, ErrorKind, Method, Retry, Timer};

use super::{assert_told, builder, call, in_time};
use crate::support::server::{Server, answer};

/// A timer that only takes notes.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Duration>>>);

impl Timer for Notes {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

/// The waits of a request that is answered 503 with these headers, and then 200; none where it ends with the error.
async fn waits(method: Method, headers: &[&str]) -> Vec<Duration> {
    let unavailable = answer("503 Service Unavailable", headers, b"");
    let server = Server::start(move |exchange| match exchange.number {
        0 => exchange.write(&unavailable),
        _ => exchange.answer("200 OK", &[], "{}"),
    });
    let notes = Notes::default();
    let retry = Retry::default().delay(Duration::from_secs(1));
    let client = builder(&server).retry(retry).timer(notes.clone()).build().unwrap();
    let outcome = in_time(call(&client, method)).await;
    let waits = notes.0.lock().unwrap().clone();
    if let Err(error) = &outcome {
        assert_told(error, ErrorKind::Service, true);
        assert!(error.retry_after().is_some() && error.attempts() == 1, "{error}");
    }
    assert_eq!((outcome.is_ok(), server.requests().len()), (!waits.is_empty(), 1 + waits.len()));
    waits
}

#[tokio::test]
async fn a_wait_without_measure_is_the_callers() {
    for asked in ["86400", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        assert!(waits(Method::GET, &[&format!("Retry-After: {asked}")]).await.is_empty(), "{asked}");
    }
}

#[tokio::test]
async fn a_wait_that_makes_no_sense_is_the_clients_own() {
    for asked in ["-5", "NaN", "soon", "", "1e3", "\u{fe}", "Fri, 99 Dec 2026 99:99:99 GMT"] {
        let waits = waits(Method::POST, &[&format!("Retry-After: {asked}")]).await;
        // With its jitter.
        let is_own = |wait: &Duration| (Duration::from_secs(1)..Duration::from_secs(2)).contains(wait);
        assert!(waits.len() == 1 && waits.iter().all(is_own), "{asked}: {waits:?}");
    }
}

#[tokio::test]
async fn a_date_counts_by_the_clock_that_wrote_it() {
    for (date, wait) in [
        ("Mon, 01 Jan 2001 00:00:00 GMT", 7),
        ("Mon, 01 Jan 2001 00:00:07 GMT", 0),
        ("Mon, 01 Jan 2001 00:00:09 GMT", 0),
    ] {
        let headers = [format!("Date: {date}"), "Retry-After: Mon, 01 Jan 2001 00:00:07 GMT".to_owned()];
        let waits = waits(Method::GET, &headers.each_ref().map(String::as_str)).await;
        assert_eq!(waits, [Duration::from_secs(wait)], "{date}");
    }
}
