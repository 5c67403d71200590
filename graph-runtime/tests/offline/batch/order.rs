//! Requests that come after others.

use graph_runtime::transport::TransportErrorKind;
use graph_runtime::{Batch, Client, Earlier, Error, ErrorKind, Method, Ticket};
use serde_json::json;

use super::service::{Service, fault, get, succeed, throttled};
use crate::support::ready;

/// Adds a request that comes after those with these numbers.
fn add_after(batch: &mut Batch, client: &Client, tickets: &mut Vec<Ticket<()>>, earlier: &[usize]) {
    let request = get(client, &format!("/{}", tickets.len() + 1));
    let earlier: Vec<&dyn Earlier> = earlier.iter().map(|&number| &tickets[number - 1] as &dyn Earlier).collect();
    let ticket = batch.add_after(request, &earlier);
    tickets.push(ticket);
}

/// Sends requests `/1`, `/2` .. that come after others; gives how they end.
pub fn send_after(client: &Client, after: &[&[usize]]) -> Vec<Result<(), Error>> {
    let (mut batch, mut tickets) = (client.batch(), Vec::new());
    for earlier in after {
        add_after(&mut batch, client, &mut tickets, earlier);
    }
    let mut answers = ready(batch.send());
    tickets.into_iter().map(|ticket| answers.take(ticket)).collect()
}

#[test]
fn a_batch_is_fully_parallel_or_fully_sequential() {
    for (after, exchanges) in [
        // A chain.
        (&[&[][..], &[1], &[2]][..], &["/1 /2<1 /3<2"][..]),
        // A chain, whose last comes after all.
        (&[&[], &[1], &[2, 1, 1]], &["/1 /2<1 /3<2"]),
        // Two that are free, and one after the first.
        (&[&[], &[], &[1]], &["/1 /2", "/3"]),
        // Several after the same.
        (&[&[], &[1], &[1], &[1]], &["/1 /2<1", "/3 /4"]),
        // One after several.
        (&[&[], &[], &[1, 2]], &["/1 /2", "/3"]),
        // Two chains, the longer of which is worth a batch.
        (&[&[], &[1], &[2], &[]], &["/1 /2<1 /3<2", "/4"]),
        (&[&[], &[], &[1], &[2]], &["/1 /2", "/3 /4"]),
    ] {
        let service = Service::each(|_, _| json!({ "status": 204 }));
        let outcomes = send_after(&service.client(), after);
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        assert_eq!(service.exchanges(), exchanges);
    }
}

#[test]
fn a_chain_longer_than_a_batch_goes_on_in_the_next() {
    let numbers: Vec<usize> = (0..45).collect();
    let after: Vec<&[usize]> = numbers.iter().map(|&n| if n == 0 { &[] } else { &numbers[n..=n] }).collect();
    let service = Service::each(|_, _| json!({ "status": 204 }));
    assert!(send_after(&service.client(), &after).iter().all(Result::is_ok));
    let exchanges = service.exchanges();
    assert_eq!(exchanges.iter().map(|line| line.split(' ').count()).collect::<Vec<_>>(), [20, 20, 5]);
    assert!(exchanges[1].starts_with("/21 /22<21 "), "{exchanges:?}");
}

#[test]
fn what_comes_after_a_failure_is_not_sent() {
    let service = Service::each(|_, url| json!({ "status": if url == "/1" { 403 } else { 204 } }));
    let outcomes = send_after(&service.client(), &[&[], &[], &[1, 2], &[3], &[2]]);
    assert_eq!(service.exchanges(), ["/1 /2", "/5"]);
    assert!(outcomes[1].is_ok() && outcomes[4].is_ok(), "{outcomes:?}");
    for error in [&outcomes[2], &outcomes[3]].map(|outcome| outcome.as_ref().unwrap_err()) {
        assert_eq!((error.is_failed_dependency(), error.attempts(), error.may_have_been_sent()), (true, 0, false));
        assert_eq!(
            error.to_string(),
            "GET /{+path}: 424 Failed Dependency: not sent, because a request that it depends on failed"
        );
    }
}

#[test]
fn a_failed_dependency_within_a_batch_is_what_the_service_says() {
    let service = Service::each(|_, url| json!({ "status": if url == "/1" { 403 } else { 424 } }));
    let outcomes = send_after(&service.client(), &[&[], &[1]]);
    assert_eq!(service.exchanges(), ["/1 /2<1"]);
    let error = outcomes[1].as_ref().unwrap_err();
    assert_eq!((error.is_failed_dependency(), error.attempts(), error.may_have_been_sent()), (true, 1, true));
}

#[test]
fn what_comes_after_a_throttled_request_is_sent_again_with_it() {
    let service = Service::each(|exchange, url| match (exchange, url) {
        (0, "/1") | (1, "/2" | "/3") => json!({ "status": 204 }),
        (0, "/2") => throttled(3),
        (0, _) => json!({ "status": 424 }),
        (1, _) => json!({ "status": 409 }),
        _ => panic!("{exchange} {url}"),
    });
    let outcomes = send_after(&service.client(), &[&[], &[1], &[2], &[3]]);
    assert_eq!(service.exchanges(), ["/1 /2<1 /3<2 /4<3", "/2 /3<2 /4<3"]);
    assert!(outcomes[..3].iter().all(Result::is_ok), "{outcomes:?}");
    let error = outcomes[3].as_ref().unwrap_err();
    assert_eq!((error.is_conflict(), error.attempts()), (true, 2));
}

#[test]
fn a_broken_chain_keeps_its_order() {
    let service = Service::new(|exchange, requests| match exchange {
        0 => fault(TransportErrorKind::Connect),
        _ => succeed(requests),
    });
    assert!(send_after(&service.client(), &[&[], &[1], &[2]]).iter().all(Result::is_ok));
    assert_eq!(service.exchanges(), ["/1 /2<1 /3<2"; 2]);
}

#[test]
fn what_waits_after_a_failure_is_not_sent_again() {
    let service = Service::new(|_, _| fault(TransportErrorKind::Broken));
    let client = service.client();
    let mut batch = client.batch();
    let act = batch.add(client.request::<()>(Method::POST, "/act"));
    let read = batch.add_after(get(&client, "/read"), &[&act]);
    let mut answers = ready(batch.send());
    assert_eq!((service.exchanges().len(), service.waits().len()), (1, 0));
    assert_eq!(answers.take(act).unwrap_err().kind(), ErrorKind::Transport);
    let error = answers.take(read).unwrap_err();
    assert_eq!((error.is_failed_dependency(), error.may_have_been_sent()), (true, true));
}
