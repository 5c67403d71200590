//! Links from page to page that never end, go in circles, or lead elsewhere.

use graph_runtime::{Error, ErrorKind, Items, Request};

use super::{assert_told, builder, in_time};
use crate::support::CallCollectionResponse;
use crate::support::server::Server;

/// A server whose page number `n`, from zero, has one call and is followed by what `next` makes of `n`, as JSON text.
fn pages(next: impl Fn(usize) -> String + Send + Sync + 'static) -> Server {
    Server::start(move |exchange| {
        let host = exchange.request.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned();
        let next = next(exchange.number).replace("ORIGIN", &format!("http://{host}"));
        let page = format!(r#"{{"value":[{{"id":"{}"}}],"@odata.nextLink":"{next}"}}"#, exchange.number);
        exchange.answer("200 OK", &[], page)
    })
}

fn items(server: &Server) -> Items<CallCollectionResponse> {
    // None of the tests reads so many.
    Request::<_>::get(&builder(server).build().unwrap().route(), "{+baseurl}/calls").items().limit(1000)
}

/// The number of items before the end, and the error that was it.
async fn ends(mut items: Items<CallCollectionResponse>) -> (usize, Option<Error>) {
    let mut found = 0;
    loop {
        match in_time(items.try_next()).await {
            Ok(Some(_)) => found += 1,
            Ok(None) => return (found, None),
            Err(error) => return (found, Some(error)),
        }
    }
}

#[tokio::test]
async fn links_without_end_end_at_the_limit() {
    let server = pages(|page| format!("ORIGIN/beta/calls?$skiptoken={page}"));
    let (found, error) = ends(items(&server).limit(200)).await;
    assert!(found == 200 && error.is_none(), "{error:?}");
    assert_eq!(server.requests().len(), 200);
}

#[tokio::test]
async fn links_in_a_circle_are_noticed() {
    // How many pages come before the circle, and how many it has.
    for (before, around) in [(0, 1), (0, 2), (1, 1), (1, 2), (0, 3), (2, 5), (5, 2), (7, 9)] {
        let server = pages(move |page| {
            let next = if page + 1 < before { page + 1 } else { before + (page + 1 - before) % around };
            if next == 0 { "ORIGIN/beta/calls".into() } else { format!("ORIGIN/beta/calls?$skip={next}") }
        });
        let (found, error) = ends(items(&server)).await;
        let error = error.unwrap();
        assert_told(&error, ErrorKind::Invalid, false);
        assert!(error.to_string().ends_with("which would never end"), "{error}");
        assert_eq!(server.requests().len(), found, "nothing more is sent");
        assert!(found <= 3 * (before + around), "{found} pages for {before} and a circle of {around}");
    }
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed() {
    let other = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    for link in [
        other.url(),
        other.url().replace("127.0.0.1", "localhost"),
        "https://example.com/beta/calls".to_owned(),
        format!("ORIGIN@{}/beta", other.origin().trim_start_matches("http://")),
        "ORIGIN/beta/calls\\r\\nX-Injected: 1".to_owned(),
        "//example.com".to_owned(),
        "file:///etc/passwd".to_owned(),
        format!("ORIGIN/{}", "x".repeat(100_000)),
    ] {
        let shown: String = link.chars().take(60).collect();
        let server = pages(move |_| link.clone());
        let (found, error) = ends(items(&server)).await;
        assert_told(&error.unwrap(), ErrorKind::Invalid, false);
        assert_eq!((found, server.requests().len(), other.requests().len()), (1, 1, 0), "{shown}");
    }
}
