//! Requests that are waited for on the thread they are made on.

#![cfg(feature = "blocking")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use graph_runtime::model::Json;
use graph_runtime::{Client, Error, Method, Request, Retry, block_on};

use crate::support::CallCollectionResponse;
use crate::support::printed::line_of;

/// A server that answers request after request with these bodies; gives its base URL.
fn serve(bodies: impl Fn(&str) -> Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/beta", listener.local_addr().unwrap());
    let bodies = bodies(&url);
    std::thread::spawn(move || {
        for body in bodies {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
                .unwrap();
        }
    });
    url
}

fn client(url: &str) -> Client {
    Client::builder().base_url(url).retry(Retry::none()).build().unwrap()
}

fn me(url: &str) -> Result<Json, Error> {
    client(url).request(Method::GET, "/me").block()
}

#[test]
fn a_request_is_waited_for() {
    assert_eq!(me(&serve(|_| vec!["{}".to_owned()])).unwrap().as_str(), "{}");
}

#[test]
fn a_timeout_ends_the_wait() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap()));
    let request = client.request::<()>(Method::GET, "/me").timeout(Duration::from_millis(50));
    assert!(line_of(&request.block().unwrap_err()).contains("timed out"));
}

#[test]
fn items_and_pages_are_iterators() {
    let pages = |url: &str| {
        let first = format!(r#"{{"value":[{{"id":"a"}},{{"id":"b"}}],"@odata.nextLink":"{url}/calls?$skip=2"}}"#);
        vec![first, r#"{"value":[{"id":"c"}],"@odata.deltaLink":"https://later"}"#.to_owned()]
    };
    let calls = |url: &str| Request::<CallCollectionResponse>::get(&client(url).route(), "{+baseurl}/calls");
    let mut items = calls(&serve(pages)).items().block();
    let ids: Vec<_> = items.by_ref().map(|call| call.unwrap().id.unwrap()).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(items.into_inner().delta_link(), Some("https://later"));
    let sizes = calls(&serve(pages)).pages().block().map(|page| page.unwrap().value.unwrap().len());
    assert_eq!(sizes.collect::<Vec<_>>(), [2, 1]);
}

#[tokio::test]
async fn a_thread_of_a_runtime_may_wait_too() {
    let (one, other) = (serve(|_| vec!["1".to_owned()]), serve(|_| vec!["2".to_owned()]));
    assert_eq!(me(&one).unwrap().as_str(), "1");
    let blocking = tokio::task::spawn_blocking(move || me(&other));
    assert_eq!(blocking.await.unwrap().unwrap().as_str(), "2");
}

#[test]
fn threads_wait_side_by_side() {
    let urls: Vec<_> = (0..8).map(|number| serve(|_| vec![number.to_string()])).collect();
    let threads: Vec<_> = urls.into_iter().map(|url| std::thread::spawn(move || me(&url))).collect();
    let answers = threads.into_iter().map(|thread| thread.join().unwrap().unwrap().as_str().to_owned());
    assert_eq!(answers.collect::<Vec<_>>(), ["0", "1", "2", "3", "4", "5", "6", "7"]);
    assert_eq!(block_on(async { 9 }).unwrap(), 9);
}
