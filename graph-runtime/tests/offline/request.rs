//! Requests over the in-memory transport: what is sent, who gets the token, and what errors say.

use graph_runtime::http::{Response, StatusCode};
use graph_runtime::model::Binary;
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{
    Bytes, Client, ConsistencyLevel, Error, ErrorKind, Method, Request, Route, StaticToken, options, token_fn,
};

use crate::support::printed::line_of;
use crate::support::{Call, ready};

const CALLS: &str = "{+baseurl}/communications/calls{?%24select,%24top}";
const REJECT: &str = "{+baseurl}/communications/calls/{call%2Did}/reject";
/// The same as errors show it.
const REJECT_PATH: &str = "/communications/calls/{call-id}/reject";

enum SelectTop {}
impl options::Select for SelectTop {}
impl options::Top for SelectTop {}

/// A client over `transport`, and the route of one call.
fn route(transport: &InMemoryTransport) -> Route {
    let client = Client::builder().token(StaticToken::new("secret")).transport(transport.clone()).build().unwrap();
    client.route().with("call%2Did", "a/b")
}

fn answer(status: u16, body: &'static str, headers: &[(&'static str, &'static str)]) -> InMemoryTransport {
    let headers = headers.to_vec();
    InMemoryTransport::new(move |_| {
        let mut response = Response::builder().status(status);
        for (name, value) in &headers {
            response = response.header(*name, *value);
        }
        response.body(Bytes::from_static(body.as_bytes())).unwrap()
    })
}

fn get<T: graph_runtime::Response>(transport: &InMemoryTransport) -> Result<T, Error> {
    ready(Request::<T>::new(&route(transport), Method::GET, REJECT))
}

#[test]
fn an_option_that_every_request_has_is_sent_once() {
    let route = route(&answer(204, "", &[]));
    let request = Request::<()>::new(&route, Method::DELETE, "{+baseurl}/owners/$ref?@id={%40id}{&%24top}");
    let url = request.parameter("%40id", "x/y").parameter("%24top", 5).url().unwrap();
    assert_eq!(url, "https://graph.microsoft.com/beta/owners/$ref?@id=x%2Fy&$top=5");
}

/// The consistency level that a request is sent with, whose operation declares it.
fn consistency(template: &'static str, options: &[(&'static str, &str)]) -> Option<String> {
    let transport = answer(204, "", &[]);
    let request = Request::<()>::get(&route(&transport), template).advanced();
    ready(options.iter().fold(request, |request, (name, value)| request.parameter(name, *value))).unwrap();
    let level = transport.requests()[0].headers.get("consistencylevel").cloned();
    level.map(|level| level.to_str().unwrap().to_owned())
}

#[test]
fn the_index_of_the_directory_is_asked_where_it_must_be() {
    const USERS: &str = "{+baseurl}/users{?%24count,%24filter,%24orderby,%24search}";
    let needed: [&[(&str, &str)]; 6] = [
        &[("%24search", "\"displayName:Ada\"")],
        &[("%24count", "true")],
        &[("%24filter", "companyName ne null")],
        &[("%24filter", "endsWith(mail,'example.com')")],
        &[("%24filter", "NOT(mail eq 'a')")],
        &[("%24filter", "mail eq 'a'"), ("%24orderby", "displayName")],
    ];
    for options in needed {
        assert_eq!(consistency(USERS, options).as_deref(), Some("eventual"), "{options:?}");
    }
    let spared: [&[(&str, &str)]; 4] =
        [&[], &[("%24count", "false")], &[("%24filter", "mail eq 'a'")], &[("%24orderby", "displayName")]];
    for options in spared {
        assert_eq!(consistency(USERS, options), None, "{options:?}");
    }
    assert_eq!(consistency("{+baseurl}/users/$count{?%24filter}", &[]).as_deref(), Some("eventual"));

    let transport = answer(204, "", &[]);
    let undeclared = Request::<()>::get(&route(&transport), USERS).parameter("%24search", "x");
    ready(undeclared).unwrap();
    let said = Request::<()>::get(&route(&transport), USERS).advanced().parameter("%24search", "x");
    ready(said.header("ConsistencyLevel", "session")).unwrap();
    let levels: Vec<_> =
        transport.requests().iter().map(|sent| sent.headers.get("consistencylevel").cloned()).collect();
    assert_eq!(levels, [None, Some("session".parse().unwrap())], "not declared; said by the caller");
}

/// What `body` makes of a `POST`, or why it is not sent.
fn posted(body: impl FnOnce(Request<()>) -> Request<()>) -> Result<(String, Bytes), String> {
    let transport = answer(202, "", &[]);
    ready(body(Request::post(&route(&transport), REJECT))).map_err(|error| error.to_string())?;
    let sent = transport.requests().remove(0);
    Ok((sent.headers["content-type"].to_str().unwrap().to_owned(), sent.body))
}

#[test]
fn base64_is_sent_as_text_without_blanks_in_the_standard_alphabet() {
    let mime = "Subject: \u{fb}\u{ff}\r\n\r\nHello";
    let encoded = Binary::from_bytes(mime);
    let (start, end) = encoded.as_str().split_at(10);
    let broken = format!("{start}\r\n {end}\n").replace('+', "-").replace('/', "_").replace('=', "");
    for body in [encoded.clone(), broken.into()] {
        let (content_type, sent) = posted(|request| request.base64("text/plain", &body)).unwrap();
        assert_eq!((content_type.as_str(), sent), ("text/plain", encoded.as_str().to_owned().into()));
    }
    let refused = posted(|request| request.base64("text/plain", &mime.into())).unwrap_err();
    assert!(refused.contains("the body is not base64; help: `Binary::from_bytes`"), "{refused}");
}

#[test]
fn a_multipart_body_names_its_boundary() {
    for boundary in ["a", "gc0pJq0M:08jU534c0p", "with space", &"x".repeat(70)] {
        let sent = posted(|request| request.multipart("multipart/form-data", boundary, "--a--")).unwrap();
        assert_eq!(sent, (format!("multipart/form-data; boundary=\"{boundary}\""), "--a--".into()));
    }
    for boundary in ["", "a ", "a\"b", "a\r\nX: y", "\u{e9}", &"x".repeat(71)] {
        let refused = posted(|request| request.multipart("multipart/form-data", boundary, "")).unwrap_err();
        assert!(refused.contains("the boundary of a multipart body has 1 to 70"), "{boundary:?}: {refused}");
    }
}

#[test]
fn json_goes_by_the_media_type_that_it_has() {
    let body = Call { callback_uri: Some("https://bot.example".to_owned()), ..Call::default() };
    let (content_type, sent) = posted(|request| request.json_as("application/merge-patch+json", &body)).unwrap();
    assert_eq!(
        (content_type.as_str(), sent),
        ("application/merge-patch+json", posted(|request| request.json(&body)).unwrap().1)
    );
}

#[test]
fn a_request_is_sent_whole() {
    let transport = answer(202, "", &[]);
    let body = Call { callback_uri: Some("https://bot.example".to_owned()), ..Call::default() };
    let request = Request::<()>::new(&route(&transport), Method::POST, REJECT).json(&body).header("x-trace", "7");
    ready(request).unwrap();

    let sent = transport.requests();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].method, Method::POST);
    assert_eq!(sent[0].url, "https://graph.microsoft.com/beta/communications/calls/a%2Fb/reject");
    assert_eq!(sent[0].body, r#"{"callbackUri":"https://bot.example"}"#);
    let header = |name: &str| sent[0].headers[name].to_str().unwrap();
    assert_eq!(header("authorization"), "Bearer secret");
    assert_eq!((header("accept"), header("content-type")), ("application/json", "application/json"));
    assert_eq!((header("x-trace"), header("client-request-id").len()), ("7", 36));
    assert_eq!(header("prefer"), "include-unknown-enum-members");
    assert_eq!(header("user-agent"), concat!("graph-runtime/", env!("CARGO_PKG_VERSION")));
}

#[test]
fn options_go_into_the_url() {
    let route = route(&answer(200, "{}", &[]));
    let request = Request::<Call, SelectTop>::new(&route, Method::GET, CALLS);
    let request = request.select(["id", "a,b"]).top(3).top(5).query("$x y", "1&2").parameter("%24skiptoken", "t");
    let expected = "https://graph.microsoft.com/beta/communications/calls\
                    ?$select=id,a%2Cb&$top=5&$skiptoken=t&$x%20y=1%262";
    assert_eq!(request.url().unwrap(), expected);
}

#[test]
fn a_short_path_stands_for_a_long_one() {
    let route = route(&answer(200, "{}", &[])).standing_for("/users/{user%2Did}", "/me");
    let url = |template| Request::<()>::new(&route, Method::GET, template).url();
    for (template, path) in [
        ("{+baseurl}/users/{user%2Did}", "/me"),
        ("{+baseurl}/users/{user%2Did}/calls/{call%2Did}{?%24select}", "/me/calls/a%2Fb"),
        ("{+baseurl}/users/{user%2Did}{?%24select}", "/me"),
        ("{+baseurl}/users/{user%2Did}?a=b{&%24select}", "/me?a=b"),
        ("{+baseurl}/users", "/users"),
        ("{+baseurl}/groups/users", "/groups/users"),
    ] {
        assert_eq!(url(template).unwrap(), format!("https://graph.microsoft.com/beta{path}"));
    }
    let error = line_of(&url("{+baseurl}/users/{user%2Did}x").unwrap_err());
    assert!(error.ends_with("no value for `user-id`"), "{error}");
    assert!(format!("{route:?}").contains("standing_for"));
}

#[test]
fn conditions_and_preferences_are_headers() {
    let request = Request::<()>::new(&route(&answer(200, "", &[])), Method::PATCH, REJECT);
    let request = request.if_match(r#"W/"1""#).if_none_match("*").consistency_level(ConsistencyLevel::Eventual);
    let request = request.prefer("return=minimal").prefer(r#"outlook.timezone="UTC""#);
    let headers = request.headers();
    let header = |name: &str| headers[name].to_str().unwrap();
    assert_eq!((header("if-match"), header("if-none-match")), (r#"W/"1""#, "*"));
    assert_eq!(header("consistencylevel"), "eventual");
    assert_eq!(header("prefer"), r#"include-unknown-enum-members, return=minimal, outlook.timezone="UTC""#);
}

#[test]
fn failed_steps_are_told_before_anything_is_sent() {
    let transport = answer(202, "", &[]);
    let route = route(&transport);
    let post = || Request::<()>::new(&route, Method::POST, REJECT);
    let body = Call { callback_uri: Some("http://bot.example".to_owned()), retries: Some(-1), ..Call::default() };
    let failures = [
        (ready(post().json(&body)), "`callbackUri` must start with `https://`; `retries` must be at least 0, is -1"),
        (ready(post().header("no name", "x")), "`no name` is not a header name"),
        (ready(post().header("x", "a\nb")), "the value of the header `x` has characters"),
        (
            ready(Request::<()>::new(&route.with("call%2Did", ".."), Method::POST, REJECT)),
            "the value of `call-id` must not be",
        ),
        (ready(Request::<()>::new(&route, Method::GET, "{+baseurl}/{other}")), "no value for `other`"),
    ];
    for (result, reason) in failures {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(!error.may_have_been_sent());
        assert!(line_of(&error).contains(&format!(": {reason}")), "{error:?}");
    }
    assert!(transport.requests().is_empty());
}

#[test]
fn answers_are_read_by_type() {
    let text = [("content-type", "text/plain;charset=utf-8")];
    assert_eq!(get::<i32>(&answer(200, "\u{feff}42\r\n", &text)).unwrap(), 42);
    assert_eq!(get::<String>(&answer(200, "42", &text)).unwrap(), "42");
    assert!(get::<bool>(&answer(200, "true", &text)).unwrap());
    assert_eq!(get::<Bytes>(&answer(200, "\0", &[])).unwrap(), "\0");
    assert_eq!(get::<Vec<Call>>(&answer(200, r#"[{"id":"a"}]"#, &[])).unwrap()[0].id.as_deref(), Some("a"));
    assert_eq!(get::<Call>(&answer(204, "", &[])).unwrap(), Call::default());
    assert_eq!(get::<Option<Call>>(&answer(200, "", &[])).unwrap(), None);
    get::<()>(&answer(200, "ignored", &[])).unwrap();
}

#[test]
fn answers_that_cannot_be_read_keep_their_status() {
    let error = get::<Call>(&answer(200, r#"{"tags":5}"#, &[("request-id", "r1")])).unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(StatusCode::OK)));
    assert!(error.may_have_been_sent());
    let near = r#"the answer cannot be read near `{"tags":5}` (request-id r1)"#;
    assert_eq!(error.to_string(), format!("GET {REJECT_PATH}: 200 OK: {near}"));
    assert!(line_of(&error).contains(&format!("{near}: tags: invalid type: integer `5`")), "{error:?}");
    assert!(get::<Call>(&answer(200, "", &[])).unwrap_err().to_string().ends_with("the answer has no body"));
}

#[test]
fn service_errors_are_one_line() {
    let body = r#"{"error":{"code":"itemNotFound","message":"No such\ncall.",
        "innerError":{"code":"callEnded","date":"2026-11-23T08:30:00","request-id":"r1","client-request-id":"c1"}}}"#;
    let error = get::<Call>(&answer(404, body, &[("retry-after", "2.128")])).unwrap_err();
    let expected = "404 Not Found: itemNotFound: No such call. (request-id r1, client-request-id c1)";
    assert_eq!(error.to_string(), format!("GET {REJECT_PATH}: {expected}"));
    assert!(error.is_not_found() && !error.is_throttled() && error.may_have_been_sent());
    assert_eq!((error.code(), error.message()), (Some("itemNotFound"), Some("No such\ncall.")));
    assert_eq!((error.date(), error.retry_after()), (Some("2026-11-23T08:30:00"), Some("2.128")));
    assert_eq!(error.inner_codes(), ["callEnded"]);
    assert_eq!((error.method(), error.url_template()), (Some(&Method::GET), Some(REJECT)));
}

#[test]
fn other_error_bodies_keep_status_and_ids() {
    let ids = [("request-id", "r1"), ("client-request-id", "c1")];
    let line = |status, body| {
        let line = get::<Call>(&answer(status, body, &ids)).unwrap_err().to_string();
        line.strip_prefix(&format!("GET {REJECT_PATH}: ")).unwrap().to_owned()
    };
    assert_eq!(line(503, ""), "503 Service Unavailable (request-id r1, client-request-id c1)");
    let html = line(502, "<html>\n<h1>Bad\tGateway</h1>\x1b[31m");
    assert_eq!(html, "502 Bad Gateway: <html> <h1>Bad Gateway</h1> [31m (request-id r1, client-request-id c1)");
    let truncated = line(500, r#"{"error":{"code":"gen"#);
    assert_eq!(truncated, r#"500 Internal Server Error: {"error":{"code":"gen (request-id r1, client-request-id c1)"#);
}

#[test]
fn redirects_are_errors_that_say_where_to() {
    let transport = answer(302, "", &[("location", "https://files.example/a?sig=secret")]);
    let error = get::<Bytes>(&transport).unwrap_err().to_string();
    assert!(error.ends_with("302 Found: it points to https://files.example/a; redirects are not followed"), "{error}");
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn tokens_are_kept_from_other_hosts() {
    let build = |url: &str| Client::builder().base_url(url).token(StaticToken::new("secret"));
    let transport = answer(200, "{}", &[]);
    for url in ["http://graph.microsoft.com/v1.0", "https://evil.example/beta", "http://localhost:1"] {
        let error = build(url).transport(transport.clone()).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("must not be sent to"), "{error}");
    }
    assert!(build("https://proxy.example").allowed_host("proxy.example").transport(transport.clone()).build().is_ok());
    assert!(build("http://localhost:1").allow_loopback_http().transport(transport).build().is_ok());
}

#[test]
fn a_template_cannot_lead_the_token_away() {
    let transport = answer(200, "{}", &[]);
    let error = ready(Request::<()>::new(&route(&transport), Method::GET, "https://evil.example/x")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(transport.requests().is_empty());
}

#[test]
fn tokens_are_not_printed() {
    let transport = answer(401, "", &[]);
    let route = route(&transport);
    let request = Request::<()>::new(&route, Method::GET, REJECT);
    let own = Request::<()>::new(&route, Method::GET, REJECT).header("Authorization", "secret");
    let printed = format!("{route:?} {request:?} {:?} {:?}", route.client(), StaticToken::new("secret"));
    let printed = format!("{printed} {:?}", own.headers());
    let printed = format!("{printed} {:?}", ready(request).unwrap_err());
    assert!(!printed.contains("secret"), "{printed}");
    assert!(!printed.contains("a/b"), "path keys may identify people: {printed}");
    assert_eq!(format!("{:?}", transport.requests()[0].headers["authorization"]), "Sensitive");
}

#[test]
fn a_token_source_that_fails_sends_nothing() {
    let transport = answer(200, "{}", &[]);
    let source = token_fn(|| async { Err("signed out".into()) });
    let client = Client::builder().token(source).transport(transport.clone()).build().unwrap();
    let error = ready(Request::<()>::new(&client.route(), Method::GET, "{+baseurl}/me")).unwrap_err();
    assert_eq!(line_of(&error), "GET /me: the token source gave no token: signed out");
    assert_eq!(error.attempts(), 1, "it was tried");
    assert!(!error.may_have_been_sent() && transport.requests().is_empty());
}

#[test]
fn futures_and_errors_move_between_threads() {
    fn moves<T: Send + 'static>(value: T) -> T {
        value
    }
    let request = Request::<Call>::new(&route(&answer(500, "", &[])), Method::GET, REJECT);
    let future = moves(moves(request).send());
    let error = std::thread::spawn(move || ready(future).unwrap_err()).join().unwrap();
    assert!(size_of_val(&error) <= size_of::<usize>());
}

#[test]
fn options_go_on_with_the_query_that_a_raw_path_has() {
    for (path, expected) in [
        ("/a", "/a?x=1&y=2"),
        ("/a?", "/a?x=1&y=2"),
        ("/a?b=2", "/a?b=2&x=1&y=2"),
        ("/a?b=2&", "/a?b=2&x=1&y=2"),
        ("/a?b=2?", "/a?b=2?&x=1&y=2"),
    ] {
        let transport = InMemoryTransport::json(204, "");
        let client = Client::builder().transport(transport.clone()).build().unwrap();
        ready(client.request::<()>(Method::GET, path).query("x", "1").query("y", "2")).unwrap();
        assert_eq!(transport.requests()[0].url, format!("https://graph.microsoft.com/beta{expected}"));
    }
}
