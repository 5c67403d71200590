//! Collections in pages over the in-memory transport: what is asked for, when, and where it ends.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use graph_runtime::http::{Response, StatusCode};
use graph_runtime::model::AdditionalData;
use graph_runtime::transport::{Body, InMemoryTransport, Timeout, Transport, TransportError};
use graph_runtime::{
    BoxFuture, Bytes, Client, ConsistencyLevel, Error, ErrorKind, Items, Pages, Request, StaticToken, options,
};

use crate::support::printed::line_of;
use crate::support::{Call, CallCollectionResponse, ready};

const CALLS: &str = "{+baseurl}/calls{?%24top}";
const FIRST: &str = "https://graph.microsoft.com/beta/calls";
const DELTA: &str = "https://graph.microsoft.com/beta/calls/delta()?$deltatoken=a%2Fb";

enum Top {}
impl options::Top for Top {}

/// A page with calls of these ids and the member `link`.
fn page(ids: &[&str], link: &str) -> String {
    let calls: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    let link = if link.is_empty() { String::new() } else { format!(",{link}") };
    format!(r#"{{"value":[{}]{link}}}"#, calls.join(","))
}

fn next(link: &str) -> String {
    format!(r#""@odata.nextLink":"{link}""#)
}

/// A service that has these pages by their URLs; what it has not is an error.
fn graph(pages: &[(&str, String)]) -> InMemoryTransport {
    let pages: HashMap<String, String> = pages.iter().map(|(url, page)| ((*url).to_owned(), page.clone())).collect();
    InMemoryTransport::new(move |request| {
        let page = pages.get(&request.uri().to_string());
        let status = if page.is_some() { StatusCode::OK } else { StatusCode::GONE };
        let body = page.cloned().unwrap_or_else(|| r#"{"error":{"code":"syncStateNotFound"}}"#.to_owned());
        Response::builder().status(status).body(Bytes::from(body)).unwrap()
    })
}

/// Three pages, of which the second is empty.
fn three_pages() -> InMemoryTransport {
    graph(&[
        (FIRST, page(&["a", "b"], &next(&format!("{FIRST}?$skip=2")))),
        (&format!("{FIRST}?$skip=2"), page(&[], &next(&format!("{FIRST}?$skiptoken=X'%2f+")))),
        (&format!("{FIRST}?$skiptoken=X'%2f+"), page(&["c"], "")),
    ])
}

fn client(transport: &InMemoryTransport) -> Client {
    Client::builder().token(StaticToken::new("secret")).transport(transport.clone()).build().unwrap()
}

fn request(transport: &InMemoryTransport) -> Request<CallCollectionResponse, Top> {
    Request::get(&client(transport).route(), CALLS)
}

/// The ids of all items, and how it ended.
fn ids(items: &mut Items<CallCollectionResponse>) -> (Vec<String>, Result<(), Error>) {
    let mut ids = Vec::new();
    loop {
        match ready(items.try_next()) {
            Ok(Some(call)) => ids.push(call.id.unwrap_or_default()),
            Ok(None) => return (ids, Ok(())),
            Err(error) => return (ids, Err(error)),
        }
    }
}

fn urls(transport: &InMemoryTransport) -> Vec<String> {
    transport.requests().into_iter().map(|request| request.url).collect()
}

#[test]
fn items_go_on_over_pages_that_are_empty() {
    let transport = three_pages();
    let (ids, end) = ids(&mut request(&transport).items());
    assert_eq!((ids, end.is_ok()), (["a", "b", "c"].map(str::to_owned).to_vec(), true));
    let links = [FIRST.to_owned(), format!("{FIRST}?$skip=2"), format!("{FIRST}?$skiptoken=X'%2f+")];
    assert_eq!(urls(&transport), links, "links are sent as they came");
}

#[test]
fn pages_come_whole_and_empty_ones_too() {
    let mut pages = request(&three_pages()).pages();
    let mut sizes = Vec::new();
    while let Some(page) = ready(pages.try_next()).unwrap() {
        sizes.push((page.value.unwrap().len(), page.odata_next_link.is_some()));
    }
    assert_eq!(sizes, [(2, true), (0, true), (1, false)]);
    assert!(ready(pages.next()).is_none(), "it stays at its end");
}

#[test]
fn the_link_to_go_on_with_is_there_after_each_page_but_the_last() {
    let transport = three_pages();
    let mut pages = request(&transport).pages();
    assert_eq!(pages.next_link(), None, "before the first page");
    let mut links = Vec::new();
    while ready(pages.try_next()).unwrap().is_some() {
        links.push(pages.next_link().map(str::to_owned));
    }
    let asked: Vec<_> = urls(&transport).into_iter().skip(1).map(Some).chain([None]).collect();
    assert_eq!(links, asked);

    let mut rest = request(&transport).resume(links[0].clone().unwrap()).pages();
    let mut count = 0;
    while ready(rest.try_next()).unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, links.len() - 1, "the pages after the first");
}

#[test]
fn a_page_without_its_items_is_empty() {
    for body in ["{}", r#"{"value":null}"#] {
        let (ids, end) = ids(&mut request(&graph(&[(FIRST, body.to_owned())])).items());
        assert!(ids.is_empty() && end.is_ok(), "{body}");
    }
}

#[test]
fn nothing_is_sent_before_it_is_asked_for() {
    let transport = three_pages();
    let mut items = request(&transport).items();
    assert_eq!(transport.requests().len(), 0);
    for sent in [1, 1, 3] {
        ready(items.next()).unwrap().unwrap();
        assert_eq!(transport.requests().len(), sent);
    }
}

#[test]
fn a_limit_leaves_further_pages_alone() {
    for (limit, sent, wanted) in [(0, 0, ""), (1, 1, "a"), (2, 1, "ab"), (3, 3, "abc"), (9, 3, "abc")] {
        let transport = three_pages();
        let items = ready(request(&transport).items().limit(limit).try_collect()).unwrap();
        let ids: String = items.into_iter().filter_map(|call| call.id).collect();
        assert_eq!((ids.as_str(), transport.requests().len()), (wanted, sent), "{limit}");
    }
}

#[test]
fn the_headers_of_the_request_are_those_of_every_page() {
    let transport = three_pages();
    let request = request(&transport).page_size(2).prefer("return=minimal");
    let request = request.consistency_level(ConsistencyLevel::Eventual).header("x-trace", "7");
    assert!(ids(&mut request.items()).1.is_ok());
    let sent = transport.requests();
    for request in &sent {
        let header = |name: &str| request.headers[name].to_str().unwrap();
        assert_eq!(header("prefer"), "include-unknown-enum-members, odata.maxpagesize=2, return=minimal");
        assert_eq!((header("consistencylevel"), header("x-trace")), ("eventual", "7"));
        assert_eq!((header("accept"), header("authorization")), ("application/json", "Bearer secret"));
    }
    let id = |at: usize| &sent[at].headers["client-request-id"];
    assert_ne!(id(0), id(1), "each request has an id of its own");
}

#[test]
fn the_limits_of_the_request_are_those_of_every_page() {
    let timeouts = Arc::new(Mutex::new(Vec::<Timeout>::new()));
    let (seen, service) = (Arc::clone(&timeouts), three_pages());
    let transport = InMemoryTransport::new(move |request| {
        seen.lock().unwrap().extend(request.extensions().get::<Timeout>());
        let answer = ready(service.send(request.clone().map(Body::from))).unwrap();
        answer.map(|body| body.as_bytes().unwrap().clone())
    });
    let timeout = Duration::from_secs(7);
    assert!(ids(&mut request(&transport).timeout(timeout).items()).1.is_ok());
    assert_eq!(*timeouts.lock().unwrap(), [Timeout(Some(timeout)); 3]);
}

#[test]
fn what_an_action_answers_in_pages_is_read_without_its_body() {
    let transport = three_pages();
    let body = Call { id: Some("x".to_owned()), ..Call::default() };
    let request = || Request::<CallCollectionResponse>::post(&client(&transport).route(), CALLS).json(&body);
    assert!(ids(&mut request().items()).1.is_ok());
    assert!(ids(&mut request().resume(format!("{FIRST}?$skip=2")).items()).1.is_ok());
    let sent = transport.requests();
    assert_eq!((sent[0].method.as_str(), sent[0].body.as_ref()), ("POST", br#"{"id":"x"}"#.as_slice()));
    for request in &sent[1..] {
        assert_eq!((request.method.as_str(), request.body.len()), ("GET", 0));
        assert!(!request.headers.contains_key("content-type"));
    }
}

#[test]
fn links_to_other_hosts_are_refused_after_the_items_before_them() {
    for (link, where_to) in [
        ("https://evil.example/calls?$skiptoken=private", "`https://evil.example`"),
        ("https://graph.microsoft.com@evil.example/?private", "`https://evil.example`"),
        ("https://graph.microsoft.com.evil.example/?private", "`https://graph.microsoft.com.evil.example`"),
        ("http://graph.microsoft.com/beta/calls?private", "`http://graph.microsoft.com`"),
        ("https://me:private@graph.microsoft.com/beta/calls", "`https://graph.microsoft.com`"),
        ("https://localhost/calls?private", "`https://localhost`"),
        ("/beta/calls?private", "not an absolute URL"),
        ("//evil.example/private", "not an absolute URL"),
        ("calls private", "it has the character ` `"),
    ] {
        let transport = graph(&[(FIRST, page(&["a"], &next(link)))]);
        let (ids, end) = ids(&mut request(&transport).items());
        let error = end.unwrap_err();
        assert_eq!((ids.len(), error.kind(), error.may_have_been_sent()), (1, ErrorKind::Invalid, false), "{link}");
        let line = error.to_string();
        assert!(line.starts_with("GET /calls: the link "), "{line}");
        assert!(line.contains(where_to) && !line.contains("private"), "{line}");
        assert_eq!(transport.requests().len(), 1, "{link}");
    }
}

#[test]
fn links_may_lead_to_the_base_url_and_to_hosts_that_may_have_tokens() {
    let builders = |base: &str| Client::builder().base_url(base);
    for (builder, link, is_followed) in [
        (builders("https://own.example/graph"), "https://OWN.example/graph/calls?$skip=2", true),
        (builders("https://own.example/graph"), "https://graph.microsoft.com/beta/calls?$skip=2", false),
        (
            builders("https://own.example/graph").allowed_host("graph.microsoft.com"),
            "https://graph.microsoft.com/beta/calls?$skip=2",
            true,
        ),
        (builders(FIRST), "https://graph.microsoft.com:443/beta/calls?$skip=2", true),
        (builders(FIRST), "https://graph.microsoft.com:8443/beta/calls?$skip=2", false),
        (builders(FIRST), "https://graph.microsoft.us/beta/calls?$skip=2", false),
        (builders("https://own.example/graph"), "http://own.example/graph/calls?$skip=2", false),
        (builders("https://own.example/graph"), "https://own.example:8443/graph/calls?$skip=2", false),
        (builders(FIRST).allowed_host("own.example"), "https://own.example/calls?$skip=2", true),
        (builders(FIRST).allowed_host("own.example"), "http://own.example/calls?$skip=2", false),
        (builders("http://127.0.0.1:1/beta").allow_loopback_http(), "http://127.0.0.1:1/beta/calls?$skip=2", true),
        (builders("http://127.0.0.1:1/beta").allow_loopback_http(), "http://127.0.0.1:2/beta/calls?$skip=2", false),
        (builders(FIRST).allow_loopback_http(), "http://127.0.0.1:1/beta/calls?$skip=2", false),
    ] {
        let first = page(&[], &next(link));
        let transport = InMemoryTransport::new(move |request| {
            let is_next = request.uri().query().is_some();
            Response::new(Bytes::from(if is_next { page(&["z"], "") } else { first.clone() }))
        });
        let client = builder.transport(transport.clone()).build().unwrap();
        let (ids, end) = ids(&mut Request::<_>::get(&client.route(), CALLS).items());
        assert_eq!((ids.len(), end.is_ok()), (usize::from(is_followed), is_followed), "{link}");
        assert_eq!(transport.requests().len(), if is_followed { 2 } else { 1 }, "{link}");
    }
}

/// A page whose type does not declare its links.
struct Undeclared {
    value: Option<Vec<Call>>,
    additional_data: AdditionalData,
}

graph_runtime::model! { Undeclared { "value" => value } }
graph_runtime::page!(Undeclared, value: Call);

#[test]
fn a_next_link_that_is_not_text_does_not_end_the_collection() {
    let with = |link: &str| graph(&[(FIRST, format!(r#"{{"value":[{{"id":"a"}}],"@odata.nextLink":{link}}}"#))]);
    for link in ["5", "true", "[]", "{}"] {
        let undeclared = Request::<Undeclared>::get(&client(&with(link)).route(), CALLS);
        let error = ready(undeclared.items().try_collect()).unwrap_err();
        assert!(error.to_string().contains("is not an absolute URL"), "{link}: {error}");
        assert!(ids(&mut request(&with(link)).items()).1.is_err(), "{link}");
    }
    let list = with(r#"["https://graph.microsoft.com/beta/calls?$skip=2"]"#);
    assert!(ids(&mut request(&list).items()).1.is_err());
    for none in ["null", r#""""#] {
        let undeclared = Request::<Undeclared>::get(&client(&with(none)).route(), CALLS);
        assert_eq!(ready(undeclared.items().try_collect()).unwrap().len(), 1);
        assert!(ids(&mut request(&with(none)).items()).1.is_ok(), "{none}");
    }
}

#[test]
fn a_page_that_follows_itself_is_an_error() {
    let second = format!("{FIRST}?$skip=1");
    for (pages, items) in [
        (vec![(FIRST, page(&["a"], &next(FIRST)))], 1),
        (vec![(FIRST, page(&["a"], &next(&second))), (&second, page(&["b"], &next(&second)))], 2),
    ] {
        let transport = graph(&pages);
        let mut all = request(&transport).items().limit(9);
        let (ids, end) = ids(&mut all);
        let line = end.unwrap_err().to_string();
        assert_eq!(line, "GET /calls: the next link of the page leads to the page itself, which would never end");
        assert_eq!((ids.len(), transport.requests().len()), (items, items));
        assert!(ready(all.next()).is_none(), "an error ends it");
    }
}

#[test]
fn an_error_comes_after_the_whole_items_of_the_pages_before_it() {
    let (second, third) = (format!("{FIRST}?$skip=2"), format!("{FIRST}?$skip=private"));
    let two = [(FIRST, page(&["a", "b"], &next(&second))), (&second, page(&["c"], &next(&third)))];
    let transport = graph(&two);
    let mut items = request(&transport).items();
    let (found, end) = ids(&mut items);
    assert_eq!(found, ["a", "b", "c"]);
    let error = end.unwrap_err();
    assert!(error.is_gone() && error.kind() == ErrorKind::Service);
    assert_eq!(error.to_string(), "GET /calls: 410 Gone: syncStateNotFound");
    assert!(ready(items.next()).is_none() && items.delta_link().is_none());
    assert_eq!(transport.requests().len(), 3, "an error ends it");

    let [first, second_page] = two;
    let unreadable = graph(&[first, second_page, (&third, r#"{"value":{"id":7}}"#.to_owned())]);
    let (found, end) = ids(&mut request(&unreadable).items());
    assert_eq!((found.len(), end.unwrap_err().kind()), (3, ErrorKind::Decode));
}

#[test]
fn a_delta_link_is_kept_and_resumed() {
    let delta = format!(r#""@odata.deltaLink":"{DELTA}""#);
    let pages = [(FIRST, page(&["a"], &delta)), (DELTA, page(&["b"], &delta))];
    let transport = graph(&pages);
    let mut items = request(&transport).items();
    assert_eq!(items.delta_link(), None);
    assert_eq!(ids(&mut items).0, ["a"]);
    let link = items.delta_link().unwrap().to_owned();
    assert_eq!(link, DELTA, "though the type does not declare it");

    let resumed = request(&transport).top(5).prefer("return=minimal").resume(&link);
    assert_eq!((resumed.method().as_str(), resumed.url().unwrap().as_str()), ("GET", DELTA));
    let mut pages = resumed.pages();
    assert_eq!(ready(pages.next()).unwrap().unwrap().value.unwrap()[0].id.as_deref(), Some("b"));
    assert_eq!(pages.delta_link(), Some(DELTA));
    let sent = transport.requests();
    let prefer = sent[1].headers["prefer"].to_str().unwrap();
    assert_eq!((sent[1].url.as_str(), prefer), (DELTA, "include-unknown-enum-members, return=minimal"));

    let page = ready(request(&transport).resume(link)).unwrap();
    assert_eq!(page.value.unwrap().len(), 1, "a request that resumes can be awaited too");
}

#[test]
fn a_delta_link_counts_when_all_pages_were_given() {
    let delta = |link: &str| format!(r#""@odata.deltaLink":"{link}""#);
    let second = format!("{FIRST}?$skip=1");
    for (first, last, link) in [
        (format!("{},{}", next(""), delta(DELTA)), None, Some(DELTA)),
        (format!("{},{}", next(&second), delta(DELTA)), Some(String::new()), Some(DELTA)),
        (format!("{},{}", next(&second), delta("https://x.example/")), Some(delta(DELTA)), Some(DELTA)),
        (next(&second), Some(format!("{},{}", next(""), delta(""))), None),
    ] {
        let last = last.map(|last| (second.as_str(), page(&["b"], &last)));
        let pages: Vec<_> = [(FIRST, page(&["a"], &first))].into_iter().chain(last).collect();
        let mut items = request(&graph(&pages)).items();
        for _ in &pages {
            assert!(ready(items.next()).unwrap().is_ok());
        }
        let before_the_end = items.delta_link().map(str::to_owned);
        assert!(ready(items.next()).is_none(), "{first}");
        assert_eq!((before_the_end.as_deref(), items.delta_link()), (link, link), "{first}");
        let mut items = request(&graph(&pages)).items();
        ready(items.next()).unwrap().unwrap();
        assert_eq!(items.delta_link().is_some(), pages.len() == 1, "{first}");
    }
}

#[test]
fn an_item_that_cannot_be_read_is_an_error_in_its_place() {
    let second = format!("{FIRST}?$skip=2");
    let first = format!(r#"{{"value":[null,{{"id":"a"}},{{"id":"b","retries":"x"}},{{"id":"c"}}],{}}}"#, next(&second));
    let pages = [(FIRST, first), (&second, r#"{"value":[5]}"#.to_owned())];
    let mut items = request(&graph(&pages)).items();
    let mut shown = Vec::new();
    while let Some(item) = ready(items.next()) {
        shown.push(match item {
            Ok(call) => call.id.unwrap(),
            Err(error) => {
                assert_eq!(
                    (error.kind(), error.status().map(|status| status.as_u16())),
                    (ErrorKind::Decode, Some(200))
                );
                line_of(&error)
            }
        });
    }
    let error = "GET /calls: 200 OK: an item of the page cannot be read: value";
    let expected = [
        format!("{error}[0]: the item is null"),
        "a".to_owned(),
        format!("{error}[2]: retries: `\"x\"` is not a valid `i32`"),
        "c".to_owned(),
        format!("{error}[0]: invalid type: integer `5`, expected an object"),
    ];
    assert_eq!(shown, expected);

    // They count where there is a limit, and keep back a delta link.
    let delta = format!(r#"{{"value":[{{"id":"a"}},null],"@odata.deltaLink":"{DELTA}"}}"#);
    for (limit, link) in [(1, None), (2, Some(DELTA))] {
        let mut items = request(&graph(&[(FIRST, delta.clone())])).items().limit(limit);
        let mut given = 0;
        while ready(items.next()).is_some() {
            given += 1;
        }
        assert_eq!((given, items.delta_link()), (limit, link));
    }

    let mut pages = request(&graph(&pages)).pages();
    let page = ready(pages.next()).unwrap().unwrap();
    let unread: Vec<_> = page.additional_data.unread_items().map(|item| item.position()[0]).collect();
    assert_eq!((unread, page.value.unwrap().len()), (vec![0, 2], 2));
}

#[test]
fn items_kept_back_by_a_limit_keep_back_the_delta_link() {
    let transport = graph(&[(FIRST, page(&["a", "b"], &format!(r#""@odata.deltaLink":"{DELTA}""#)))]);
    for (limit, link) in [(1, None), (2, Some(DELTA))] {
        let mut items = request(&transport).items().limit(limit);
        ready(items.try_collect()).unwrap();
        assert_eq!(items.delta_link(), link, "{limit}");
    }
}

#[test]
fn resuming_elsewhere_is_refused_before_anything_is_sent() {
    let transport = three_pages();
    let resumed = || request(&transport).resume("https://evil.example/?$deltatoken=private");
    let ends = [ids(&mut resumed().items()).1.unwrap_err(), ready(resumed()).unwrap_err()];
    for error in ends {
        assert!(error.to_string().contains("leads to `https://evil.example`, where nothing is sent"), "{error}");
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn a_delta_link_that_is_too_old_is_gone() {
    let transport = graph(&[]);
    let error = ids(&mut request(&transport).resume(DELTA).items()).1.unwrap_err();
    assert!(error.is_gone() && error.kind() == ErrorKind::Service, "{error}");
    assert_eq!(error.to_string(), "GET /calls: 410 Gone: syncStateNotFound");
}

/// Answers each request when it is polled for the second time.
#[derive(Default)]
struct Slow(Mutex<usize>);

impl Transport for Slow {
    fn send(
        &self,
        request: graph_runtime::http::Request<Body>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        *self.0.lock().unwrap() += 1;
        let sent = *self.0.lock().unwrap();
        let link = if sent < 3 { next(&format!("{FIRST}?$skip={sent}")) } else { String::new() };
        let body = Bytes::from(page(&[request.uri().query().unwrap_or("a")], &link));
        let mut polled = false;
        Box::pin(std::future::poll_fn(move |_| {
            if std::mem::replace(&mut polled, true) {
                Poll::Ready(Ok(Response::new(body.clone().into())))
            } else {
                Poll::Pending
            }
        }))
    }
}

/// A wait that is given up loses nothing and asks for nothing twice; the same way by `Stream` and by `next`.
#[test]
fn one_page_is_in_flight_however_often_it_is_waited_for() {
    let client = Client::builder().transport(Slow::default()).build().unwrap();
    let mut items = Request::<CallCollectionResponse>::get(&client.route(), CALLS).items();
    let mut context = Context::from_waker(Waker::noop());
    for id in ["a", "$skip=1", "$skip=2"] {
        assert!(pin!(items.next()).poll(&mut context).is_pending());
        let Poll::Ready(Some(Ok(call))) = pin!(&mut items).poll_next(&mut context) else { panic!("an item") };
        assert_eq!(call.id.as_deref(), Some(id));
    }
    assert!(matches!(pin!(&mut items).poll_next(&mut context), Poll::Ready(None)));
}

#[test]
fn pages_are_streams_that_move_between_threads_and_print_no_keys() {
    fn moves<T: Stream + Send + Unpin + 'static>(stream: T) -> T {
        stream
    }
    fn is_sent<T: Send>(future: T) -> T {
        future
    }
    let route = client(&three_pages()).route().with("user%2Did", "ada");
    let request = || Request::<CallCollectionResponse>::get(&route, "{+baseurl}/users/{user%2Did}/calls");
    let mut pages: Pages<_> = moves(request().pages());
    let items: Items<_> = moves(request().items());
    assert_eq!(format!("{pages:?}"), "Pages(GET {+baseurl}/users/{user%2Did}/calls)");
    assert_eq!(format!("{items:?}"), "Items(Pages(GET {+baseurl}/users/{user%2Did}/calls))");
    assert!(std::thread::spawn(move || ready(is_sent(pages.next())).unwrap().unwrap_err()).join().unwrap().is_gone());
}
