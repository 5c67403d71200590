//! URLs that a program writes itself, and links that a service gives: what is sent of them, and what is not.

use std::sync::atomic::{AtomicBool, Ordering};

use graph_runtime::http::{HeaderValue, Response};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{Bytes, Client, ErrorKind, Method, Request, StaticToken};

use crate::support::printed::line_of;
use crate::support::{CallCollectionResponse, ready};

const CALLS: &str = "{+baseurl}/calls";
const BETA: &str = "https://graph.microsoft.com/beta";

fn client(transport: &InMemoryTransport) -> Client {
    Client::builder().token(StaticToken::new("secret-token")).transport(transport.clone()).build().unwrap()
}

/// What a path or URL of the user is sent as, below the base URL.
fn sent(url: &str) -> String {
    let transport = InMemoryTransport::json(200, "{}");
    let request = client(&transport).request::<()>(Method::PUT, url);
    let told = request.url().unwrap_or_else(|error| panic!("{url}: {error:?}"));
    ready(request).unwrap();
    let sent = transport.requests().remove(0).url;
    assert_eq!(told, sent);
    sent.strip_prefix(BETA).expect("the base URL").to_owned()
}

#[test]
fn what_a_url_may_not_have_is_encoded_and_all_else_stays() {
    for (written, expected) in [
        ("/me/drive/root:/C%23 Files/x.txt:/content", "/me/drive/root:/C%23%20Files/x.txt:/content"),
        ("/users/Ada \"the\" <king>", "/users/Ada%20%22the%22%20%3Cking%3E"),
        ("/users/{ada}|^`", "/users/%7Bada%7D%7C%5E%60"),
        ("/sites/Zürich/日本/\u{1f600}", "/sites/Z%C3%BCrich/%E6%97%A5%E6%9C%AC/%F0%9F%98%80"),
        ("/100%/50%2/%zz/%2f%2F", "/100%25/50%252/%25zz/%2f%2F"),
        (
            "/users?$filter=name eq 'A<B' or x eq \"é\"",
            "/users?$filter=name%20eq%20'A%3CB'%20or%20x%20eq%20%22%C3%A9%22",
        ),
        ("/users?q=100%&r=%41\\", "/users?q=100%25&r=%41%5C"),
        ("/a;b=c/@me/~/*/!$&'()+,-._=:?/?@[]", "/a;b=c/@me/~/*/!$&'()+,-._=:?/?@[]"),
        ("/users?url=https://a.example/../b", "/users?url=https://a.example/../b"),
        ("https://graph.microsoft.com/beta/users/Ada King?x=é", "/users/Ada%20King?x=%C3%A9"),
    ] {
        assert_eq!(sent(written), expected);
        // What is encoded is what is meant, so it stays.
        assert_eq!(sent(expected), expected);
    }
}

#[test]
fn a_path_that_is_not_one_is_told_before_anything_is_sent() {
    let transport = InMemoryTransport::json(200, "{}");
    for (path, reason) in [
        ("//evil.example/me", "names a host"),
        ("/users/a#b", "`%23`"),
        ("/users?$filter=name eq 'C#'", "`%23`"),
        ("https://graph.microsoft.com/beta/me#b", "`%23`"),
        ("me", "begin a path with `/`"),
        ("/me\r\nX-Injected: 1", "has the control character `\\r`; help: leave it out, or write `%0D`"),
        ("/me\0", "has the control character `\\0`"),
        ("/me?x=\t", "has the control character `\\t`"),
        ("/me\u{7f}", "has the control character `\\u{7f}`"),
        ("/me\u{85}", "or write `%C2%85` where it is meant"),
        ("/a\\b c", "the path has a `\\`"),
        ("/a/../b c", "`.` or `..`"),
        ("https://graph.microsoft.com/beta/é/../me", "`.` or `..`"),
        ("https://ada@graph.microsoft.com/beta/me", "nothing is sent"),
        ("https://graph.microsoft.com@evil.example/beta/me", "nothing is sent"),
        ("https:\\\\graph.microsoft.com/beta/me", "begin a path"),
        ("https://graph.microsoft.com\\@evil.example/me", "the path has a `\\`"),
        ("https://graph.microsoft.com .evil.example/me", "the link "),
        ("https://gräph.microsoft.com/me", "the link "),
        ("http://graph.microsoft.com/beta/me", "nothing is sent"),
    ] {
        let error = ready(client(&transport).request::<()>(Method::GET, path)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{path}");
        assert!(line_of(&error).contains(reason), "{path}: {error:?}");
    }
    assert!(transport.requests().is_empty());
}

/// What makes a link none, and how an error shows it.
const WRONG: [(&str, &str); 10] = [
    ("?$filter=name%20eq%20'C#'&$skiptoken=private", "`#`, which a URL has as `%23`"),
    ("#private", "`#`, which a URL has as `%23`"),
    ("?$filter=name eq 'C'&$skiptoken=private", "` `, which a URL has as `%20`"),
    ("?private\t", "`\\t`, which a URL has as `%09`"),
    ("?private\u{7f}", "`\\u{7f}`, which a URL has as `%7F`"),
    ("?private\u{a0}", "`\\u{a0}`, which a URL has as `%C2%A0`"),
    ("?private<", "`<`, which a URL has as `%3C`"),
    ("?private\\", "`\\\\`, which a URL has as `%5C`"),
    ("?private^", "`^`, which a URL has as `%5E`"),
    ("?private\u{fc}", "`\u{fc}`, which a URL has as `%C3%BC`"),
];

/// Asserts that `error` tells what is wrong with a link, and nothing else of it.
fn assert_told(error: &graph_runtime::Error, shown: &str) {
    let line = line_of(error);
    assert_eq!(error.kind(), ErrorKind::Invalid, "{line}");
    assert!(line.contains(&format!("the link is not a valid URL: it has the character {shown}")), "{line}");
    assert!(!line.contains("private") && !line.contains("skiptoken"), "{line}");
}

/// A service whose first answer is `first`, and whose others are an empty page.
fn leading(first: Response<Bytes>) -> InMemoryTransport {
    let is_first = AtomicBool::new(true);
    InMemoryTransport::new(move |_| {
        if is_first.swap(false, Ordering::SeqCst) { first.clone() } else { Response::new(r#"{"value":[]}"#.into()) }
    })
}

/// A page that leads to `next`.
fn page(next: &str) -> InMemoryTransport {
    let body = graph_runtime::model::to_string(&next.to_owned()).unwrap();
    leading(Response::new(format!(r#"{{"value":[{{"id":"a"}}],"@odata.nextLink":{body}}}"#).into()))
}

fn calls(transport: &InMemoryTransport) -> Request<CallCollectionResponse> {
    Request::get(&client(transport).route(), CALLS)
}

#[test]
fn a_link_that_is_no_url_is_not_followed_and_not_cut() {
    for (wrong, shown) in WRONG {
        let link = format!("{BETA}/calls{wrong}");
        let transport = page(&link);
        let mut items = calls(&transport).items();
        assert_eq!(ready(items.try_next()).unwrap().expect("the item before it").id.as_deref(), Some("a"));
        assert_told(&ready(items.try_next()).unwrap_err(), shown);
        assert_eq!(transport.requests().len(), 1, "{link}");
        assert_told(&ready(calls(&transport).resume(&link).items().try_next()).unwrap_err(), shown);
        assert_eq!(transport.requests().len(), 1, "{link}");
    }
}

#[cfg(all(feature = "monitor", feature = "transfer"))]
#[test]
fn links_that_open_what_they_lead_to_are_not_cut_either() {
    use graph_runtime::transfer::UploadSession;

    /// A clock whose waits are over at once, but for those that end everything.
    struct Short;
    impl graph_runtime::Timer for Short {
        fn sleep(&self, wait: std::time::Duration) -> graph_runtime::BoxFuture<'static, ()> {
            if wait > std::time::Duration::from_secs(60) {
                return Box::pin(std::future::pending());
            }
            Box::pin(std::future::ready(()))
        }
    }

    for (wrong, shown) in WRONG {
        let link = format!("https://files.example/status{wrong}");
        let idle = InMemoryTransport::json(200, "{}");
        let own = Client::builder().timer(Short).transport(idle.clone()).build().unwrap();
        assert_told(&ready(own.monitor::<()>(&link)).unwrap_err(), shown);
        assert_told(&UploadSession::resume(&own, &link).map(drop).unwrap_err(), shown);
        assert!(idle.requests().is_empty(), "{link}");
        // A header has no control characters, and text that is not ASCII is none of it.
        let Ok(value) = HeaderValue::from_str(&link) else { continue };
        if !link.is_ascii() {
            continue;
        }
        let moved = |status: u16| {
            leading(Response::builder().status(status).header("location", value.clone()).body(Bytes::new()).unwrap())
        };
        let accepted = moved(202);
        let begun = Client::builder().timer(Short).transport(accepted.clone()).build().unwrap();
        assert_told(&ready(begun.request::<()>(Method::POST, "/copy").monitor()).unwrap_err(), shown);
        let found = moved(302);
        let content = client(&found).request::<Bytes>(Method::GET, "/content");
        assert_told(&ready(content.download()).map(drop).unwrap_err(), shown);
        assert_eq!((accepted.requests().len(), found.requests().len()), (1, 1), "{link}");
    }
}

#[test]
fn a_link_goes_byte_for_byte() {
    for link in [
        "https://graph.microsoft.com/beta/calls?$skiptoken=X%2fY%2FZ+w&$filter=a%20eq%20'b'&%24top=5&x=%zz",
        "https://graph.microsoft.com/beta/calls/delta(token='a,b;c')?$deltatoken=~!@*()[]{}|",
        "https://graph.microsoft.com:443/beta//calls?",
        "HTTPS://Graph.Microsoft.Com/beta/calls?x",
    ] {
        let transport = page(link);
        assert_eq!(ready(calls(&transport).items().try_collect()).unwrap().len(), 1);
        let resumed = InMemoryTransport::json(200, r#"{"value":[]}"#);
        assert!(ready(calls(&resumed).resume(link).items().try_collect()).unwrap().is_empty());
        let whole = |url: &str| url.split_once("://").map(|(_, rest)| rest.to_ascii_lowercase());
        for sent in [&transport.requests()[1], &resumed.requests()[0]] {
            // Scheme and host have no case (RFC 3986 section 3.1 and 3.2.2).
            assert_eq!(whole(&sent.url), whole(link));
            assert!(sent.url.ends_with(&link["https://graph.microsoft.com".len()..]), "{}", sent.url);
        }
    }
}
