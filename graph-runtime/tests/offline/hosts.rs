//! Where requests and tokens go, and what keeps them from going elsewhere.

use graph_runtime::http::{HeaderValue, Response};
use graph_runtime::transport::{InMemoryTransport, Recorded};
use graph_runtime::{Bytes, Client, ClientBuilder, Cloud, Error, ErrorKind, Method, Request, Route, StaticToken};

use crate::support::{CallCollectionResponse, ready};

const PAGE: &str = r#"{"value":[]}"#;

fn builder(transport: &InMemoryTransport) -> ClientBuilder {
    Client::builder().token(StaticToken::new("secret-token")).transport(transport.clone())
}

/// A service whose first answer has this header and body, and whose others are an empty page.
fn leading(name: &'static str, value: &str, status: u16, body: String) -> InMemoryTransport {
    let value = HeaderValue::try_from(value).unwrap();
    let first = std::sync::atomic::AtomicBool::new(true);
    InMemoryTransport::new(move |_| {
        if !first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            return Response::new(PAGE.into());
        }
        let answer = Response::builder().status(status).header(name, value.clone());
        answer.body(Bytes::from(body.clone())).unwrap()
    })
}

fn token(sent: &Recorded) -> Option<&str> {
    sent.headers.get("authorization").map(|token| token.to_str().unwrap())
}

/// Places that must not have a token of the worldwide cloud.
const ELSEWHERE: [&str; 5] = [
    "https://graph.microsoft.us/beta/calls",
    "https://microsoftgraph.chinacloudapi.cn/beta/calls",
    "https://graph.microsoft.com:8443/beta/calls",
    "https://graph.microsoft.com:444/beta/calls",
    "https://files.example/calls",
];

#[test]
fn requests_with_a_token_go_to_no_other_cloud_or_port() {
    for url in ELSEWHERE {
        let transport = InMemoryTransport::json(200, PAGE);
        let client = builder(&transport).build().unwrap();
        let error = ready(client.request::<()>(Method::GET, url)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{url}");
        let template: &'static str = url;
        let error = ready(Request::<()>::new(&client.route(), Method::GET, template)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token, "{url}");
        let resumed = Request::<CallCollectionResponse>::get(&client.route(), "{+baseurl}/calls").resume(url);
        let error = ready(resumed.items().try_next()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{url}");
        assert!(transport.requests().is_empty(), "{url}");
    }
}

#[test]
fn links_to_another_cloud_or_port_are_not_followed() {
    for url in ELSEWHERE {
        let page = format!(r#"{{"value":[],"@odata.nextLink":"{url}?sig=secret"}}"#);
        let transport = leading("x-other", "x", 200, page);
        let client = builder(&transport).build().unwrap();
        let mut items = Request::<CallCollectionResponse>::get(&client.route(), "{+baseurl}/calls").items();
        let error = ready(items.try_next()).unwrap_err();
        assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Invalid, 1), "{url}");
        let origin = url.split("/beta").next().unwrap().trim_end_matches("/calls");
        assert!(error.to_string().contains(&format!("leads to `{origin}`")) && !error.to_string().contains("secret"));
    }
}

#[cfg(feature = "transfer")]
#[test]
fn redirects_of_downloads_take_no_token_to_another_cloud_or_port() {
    for url in ELSEWHERE {
        let transport = leading("location", url, 302, String::new());
        let client = builder(&transport).build().unwrap();
        let content = client.request::<Bytes>(Method::GET, "/content").header("x-private", "secret");
        drop(ready(content.download()).unwrap());
        let sent = transport.requests();
        assert_eq!((sent.len(), token(&sent[0]), token(&sent[1])), (2, Some("Bearer secret-token"), None), "{url}");
        assert!(!sent[1].headers.contains_key("x-private"));
        let transport = leading("location", url, 302, String::new());
        let client = builder(&transport).build().unwrap();
        let own = client.request::<Bytes>(Method::GET, "/content").header("authorization", "Bearer own-secret");
        drop(ready(own.download()).unwrap());
        let sent = transport.requests();
        assert_eq!((token(&sent[0]), token(&sent[1])), (Some("Bearer own-secret"), None), "{url}");
    }
    let transport = leading("location", "https://graph.microsoft.com/v1.0/content", 302, String::new());
    let content = builder(&transport).build().unwrap().request::<Bytes>(Method::GET, "/content");
    drop(ready(content.download()).unwrap());
    assert_eq!(token(&transport.requests()[1]), Some("Bearer secret-token"), "it is the same service");
}

#[cfg(feature = "monitor")]
#[test]
fn monitors_take_no_token_to_another_cloud_or_port() {
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
    for url in ELSEWHERE {
        let transport = leading("location", url, 202, String::new());
        let client = builder(&transport).timer(Short).build().unwrap();
        ready(client.request::<()>(Method::POST, "/copy").monitor()).unwrap();
        let sent = transport.requests();
        assert_eq!((token(&sent[0]), token(&sent[1])), (Some("Bearer secret-token"), None), "{url}");
        ready(client.monitor::<()>(url)).unwrap();
        assert_eq!(token(transport.requests().last().unwrap()), None, "{url}");
    }
}

#[test]
fn a_proxy_and_a_test_server_have_no_cloud() {
    for client in [
        Client::builder().base_url("https://proxy.example/beta").allowed_host("proxy.example"),
        Client::builder().base_url("https://proxy.example/beta").allowed_host("proxy.example").cloud(Cloud::China),
        Client::builder().base_url("http://127.0.0.1:8080/beta").allow_loopback_http(),
    ] {
        let transport = InMemoryTransport::json(200, "{}");
        let client = client.token(StaticToken::new("secret-token")).transport(transport.clone()).build().unwrap();
        for cloud in [Cloud::Global, Cloud::China] {
            let error =
                ready(client.request::<()>(Method::GET, &format!("https://{}/beta", cloud.host()))).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid);
        }
        ready(client.request::<()>(Method::GET, "/me")).unwrap();
        let sent = transport.requests();
        assert_eq!((sent.len(), token(&sent[0])), (1, Some("Bearer secret-token")));
    }
}

#[test]
fn another_host_gets_a_token_where_it_is_named() {
    let transport = InMemoryTransport::json(200, "{}");
    let client = builder(&transport).allowed_host(Cloud::UsGovernment.host()).allowed_host("own.example:8443").build();
    let client = client.unwrap();
    for url in ["https://graph.microsoft.us/v1.0/me", "https://own.example:8443/me"] {
        ready(client.request::<()>(Method::GET, url)).unwrap();
    }
    assert!(transport.requests().iter().all(|sent| token(sent) == Some("Bearer secret-token")));
    for url in ["https://graph.microsoft.us:8443/v1.0/me", "https://own.example/me"] {
        assert!(ready(client.request::<()>(Method::GET, url)).is_err(), "{url}");
    }
}

/// Paths that would leave where they begin, for one reader or another.
const LEAVING: [&str; 17] = [
    "/..",
    "/../v1.0/me",
    "/%2e%2e/v1.0/me",
    "/%2E%2e/v1.0/me",
    "/.%2E/v1.0/me",
    "/%2e./v1.0/me",
    "/users/../../v1.0",
    "/users/%2e%2e/%2e%2e/v1.0",
    "/./me",
    "/%2e/me",
    "/me/..",
    "/\\..\\v1.0",
    "/users\\..\\..\\v1.0",
    "/users/a\\b",
    "/users/..%2f..%2fv1.0",
    "/users/..%5C..%5Cv1.0",
    "/users/a%2F..%2F..%2Fb",
];

#[test]
fn a_path_does_not_leave_the_base_url() {
    let transport = InMemoryTransport::json(200, "{}");
    let client = builder(&transport).build().unwrap();
    let whole = |path: &str| format!("https://graph.microsoft.com/beta{path}");
    for path in LEAVING.into_iter().flat_map(|path| [path.to_owned(), whole(path), format!("{path}?$select=id")]) {
        let request = client.request::<()>(Method::GET, &path);
        assert_eq!(request.url().unwrap_err().kind(), ErrorKind::Invalid, "{path}");
        let error = ready(request).unwrap_err();
        assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("another resource"), "{error}");
        let mut batch = client.batch();
        let ticket = batch.add(client.request::<()>(Method::GET, &path));
        assert_eq!(ready(batch.send()).take(ticket).unwrap_err().kind(), ErrorKind::Invalid, "{path}");
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn a_link_of_a_service_does_not_leave_where_it_says() {
    for path in LEAVING {
        let link = format!("https://graph.microsoft.com/beta{path}");
        let page = format!(r#"{{"value":[],"@odata.nextLink":{}}}"#, serde_json_text(&link));
        let transport = leading("x-other", "x", 200, page);
        let client = builder(&transport).build().unwrap();
        let mut items = Request::<CallCollectionResponse>::get(&client.route(), "{+baseurl}/calls").items();
        assert_eq!(ready(items.try_next()).unwrap_err().kind(), ErrorKind::Invalid, "{path}");
        assert_eq!(transport.requests().len(), 1, "{path}");
    }
}

fn serde_json_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\"))
}

/// The URL of a request with this key.
fn keyed(route: &Route, template: &'static str, key: &str) -> Result<String, Error> {
    Request::<()>::new(&route.with("id", key), Method::GET, template).url()
}

#[test]
fn a_key_does_not_leave_its_place() {
    let transport = InMemoryTransport::json(200, "{}");
    let route = builder(&transport).build().unwrap().route();
    for key in ["", ".", "..", "../x", "a/../x", "a\\..\\x", "/..", "./x"] {
        for template in ["{+baseurl}/users/{id}", "{+baseurl}/users/{id}/x", "{+baseurl}/users/{id}{?%24select}"] {
            assert_eq!(keyed(&route, template, key).unwrap_err().kind(), ErrorKind::Invalid, "{key} in {template}");
        }
    }
    for template in ["{+baseurl}/users/{+id}", "{+baseurl}/f(path='{id}')", "{+baseurl}/a:{id}:/x"] {
        let error = keyed(&route, template, "a/../x").unwrap_err();
        assert!(error.kind() == ErrorKind::Invalid && !error.to_string().contains("a/.."), "{template}: {error}");
    }
    for (key, expected) in [
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a..b", "a..b"),
        (".hidden", ".hidden"),
        ("a/b", "a%2Fb"),
        ("a\\b", "a%5Cb"),
        ("a?b#c", "a%3Fb%23c"),
        ("a\r\nb", "a%0D%0Ab"),
    ] {
        let url = keyed(&route, "{+baseurl}/users/{id}", key).unwrap();
        assert_eq!(url, format!("https://graph.microsoft.com/beta/users/{expected}"));
    }
}
