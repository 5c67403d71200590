//! What a service repeats of a token is in no error, however it is escaped, and wherever it is repeated.

use std::error::Error as _;
use std::sync::Mutex;

use graph_runtime::http::{self, HeaderName, HeaderValue, Response};
use graph_runtime::transport::{Body, InMemoryTransport, Transport, TransportError, TransportErrorKind};
use graph_runtime::{
    AccessToken, Answer, BoxFuture, Bytes, Client, Error, ErrorKind, Method, Request, StaticToken, TokenRequest,
    token_fn_with,
};

use crate::support::{Call, CallCollectionResponse, ready};

/// A token with characters that are escaped, between words that nothing else has.
const TOKEN: &str = "quokkas-wombats/numbats_dingoes.bilbies+emus~kiwis==";
/// Another one.
const OTHER: &str = "lobster-shrimps/oysters_mussels.urchins+crab~krill==";
/// The words of both.
const WORDS: [&str; 10] =
    ["quokkas", "wombats", "numbats", "dingoes", "bilbies", "lobster", "shrimps", "oysters", "mussels", "urchins"];

type Escape = fn(&str) -> String;

fn each(text: &str, escape: fn(char) -> String) -> String {
    text.chars().map(|one| if one.is_ascii_alphanumeric() { one.to_string() } else { escape(one) }).collect()
}

/// How a service may write the token within a string of JSON.
const ESCAPES: [Escape; 7] = [
    str::to_owned,
    |text| each(text, |one| format!("\\u{:04x}", u32::from(one))),
    |text| each(text, |one| format!("\\u{:04X}", u32::from(one))),
    |text| text.replace('/', "\\/").replace('_', "\\u005f"),
    |text| each(text, |one| format!("%{:02X}", u32::from(one))),
    |text| each(text, |one| format!("&#{};", u32::from(one))),
    |text| each(text, |one| format!("\\\\u{:04x}", u32::from(one))),
];

/// All that a program may print of an error.
fn printed(error: &Error) -> String {
    let own = (error.code(), error.message(), error.target(), error.inner_codes(), error.details());
    let ids = (error.request_id(), error.client_request_id(), error.date(), error.retry_after());
    let printed = format!("{error} {error:?} {} {own:?} {ids:?}", error.report());
    let printed = format!("{printed} {:?} {:?}", error.body_snippet(), error.headers());
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.fold(printed, |printed, cause| format!("{printed} {cause} {cause:?}"))
}

/// Whether nothing of a token is printed, and what stands for it is.
fn assert_redacted(error: &Error, what: &str) {
    let printed = printed(error);
    let left: Vec<_> = WORDS.iter().filter(|word| printed.to_lowercase().contains(*word)).collect();
    assert!(left.is_empty(), "{what}: {left:?} in {printed}");
    assert!(printed.contains("[token]"), "{what}: {printed}");
}

fn answer(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder().status(status).body(body.into()).unwrap()
}

/// A client that sends the token to a service with these answers.
fn client(answer: impl Fn() -> Response<Bytes> + Send + Sync + 'static) -> Client {
    let transport = InMemoryTransport::new(move |_| answer());
    Client::builder().token(StaticToken::new(TOKEN)).transport(transport).build().unwrap()
}

fn get(client: &Client) -> Request<Call> {
    client.request(Method::GET, "/me")
}

#[test]
fn no_text_of_an_error_repeats_the_token() {
    for (index, escape) in ESCAPES.into_iter().enumerate() {
        let token = escape(TOKEN);
        for body in [
            format!(r#"{{"error":{{"code":"{token}"}}}}"#),
            format!(r#"{{"error":{{"code":"a","message":"not {token}, please"}}}}"#),
            format!(r#"{{"error":{{"code":"a","message":{{"value":"not {token}"}}}}}}"#),
            format!(r#"{{"error":{{"code":"a","target":"{token}"}}}}"#),
            format!(r#"{{"error":{{"code":"a","details":[{{"code":"{token}"}}]}}}}"#),
            format!(r#"{{"error":{{"code":"a","details":[{{"message":"{token}"}},{{"target":"{token}"}}]}}}}"#),
            format!(r#"{{"error":{{"code":"a","innerError":{{"code":"{token}"}}}}}}"#),
            format!(r#"{{"error":{{"code":"a","innererror":{{"innererror":{{"code":"{token}"}}}}}}}}"#),
            format!(r#"{{"error":{{"code":"a","innerError":{{"request-id":"{token}","date":"{token}"}}}}}}"#),
            format!(r#"{{"error":{{"code":"a","innerError":{{"client-request-id":"{token}"}}}}}}"#),
            format!(r#"{{"error":"a","error_description":"{token}"}}"#),
            format!(r#"{{"neither":"{token}"}}"#),
            format!("\"{token}\""),
            format!("<html>{token}</html>"),
            // A piece would be left by whoever cuts first.
            format!("<html>{}{token}</html>", "x".repeat(280)),
            format!(r#"{{"error":{{"code":"a","message":"{}{token}"}}}}"#, "x".repeat(985)),
            format!(r#"{{"error":{{"code":"a","message":"{token}"}}"#),
        ] {
            let told = ready(get(&client({
                let body = body.clone();
                move || answer(400, body.clone())
            })));
            assert_redacted(&told.unwrap_err(), &format!("{index}: {body}"));
        }
    }
}

#[test]
fn no_header_of_an_error_repeats_the_token() {
    let values: [Escape; 4] = [ESCAPES[0], ESCAPES[4], ESCAPES[5], |token| format!("Bearer realm=\"\", x=\"{token}\"")];
    for (status, body) in [(400, "{}"), (200, r#"{"id":5}"#), (302, "")] {
        for name in ["www-authenticate", "location", "request-id", "client-request-id", "retry-after", "x-echo"] {
            for value in values {
                let value: HeaderValue = value(TOKEN).try_into().unwrap();
                let client = client(move || {
                    let mut answer = answer(status, body);
                    answer.headers_mut().insert(name, value.clone());
                    answer
                });
                assert_redacted(&ready(get(&client)).unwrap_err(), &format!("{status} {name}"));
            }
        }
    }
    let named = client(|| {
        let mut answer = answer(400, "{}");
        let name = TOKEN.replace('/', "_").trim_end_matches('=').to_owned();
        answer.headers_mut().insert(HeaderName::try_from(name).unwrap(), HeaderValue::from_static("[token]"));
        answer.headers_mut().insert("x-other", HeaderValue::from_static("[token]"));
        answer
    });
    let error = ready(get(&named)).unwrap_err();
    assert_redacted(&error, "a name");
    assert_eq!(error.headers().len(), 1);
}

#[test]
fn no_error_of_reading_repeats_the_token() {
    for escape in ESCAPES {
        let token = escape(TOKEN);
        for body in [
            format!(r#"{{"retries":"{token}"}}"#),
            format!(r#"{{"retries":"{}{token}"}}"#, "x".repeat(500)),
            format!(r#"{{"parent":{{"tags":"{token}"}}}}"#),
            format!(r#"{{"parent":{{"parent":{{"level":"{token}"}}}}}}"#),
            format!(r#"{{"id":5,"other":"{token}"}}"#),
            format!(r#"{{"other":"{token}","id":5}}"#),
            format!(r#"{{"id":"a" "{token}""#),
            format!("<html>{token}</html>"),
        ] {
            let client = client({
                let body = body.clone();
                move || answer(200, body.clone())
            });
            assert_redacted(&ready(get(&client)).unwrap_err(), &body);
        }
        let text = client(move || {
            let mut answer = answer(200, token.clone());
            answer.headers_mut().insert("content-type", HeaderValue::from_static("text/plain"));
            answer
        });
        let error = ready(get(&text).read_as::<i32>()).unwrap_err();
        assert_redacted(&error, "plain text");
    }
}

#[test]
fn no_error_of_an_item_repeats_the_token() {
    for escape in ESCAPES {
        let token = escape(TOKEN);
        for item in [format!(r#"{{"retries":"{token}"}}"#), format!(r#"{{"{token}":1,"tags":"{token}"}}"#)] {
            let client = client(move || answer(200, format!(r#"{{"value":[{item}]}}"#)));
            let mut items = get(&client).read_as::<CallCollectionResponse>().items();
            assert_redacted(&ready(items.next()).unwrap().unwrap_err(), "an item");
        }
    }
}

#[test]
fn what_is_cut_out_of_a_long_error_leaves_no_piece_of_the_token() {
    // The middle of a message goes, from about 800 bytes on to 200 before the end.
    let lengths = (700..830).map(|before| (before, 900)).chain((80..260).map(|behind| (1500, behind)));
    for (before, behind) in lengths {
        let value = format!("{} {TOKEN} {}", "x".repeat(before), "y".repeat(behind));
        for body in [format!(r#"{{"retries":"{value}"}}"#), format!(r#"{{"parent":{{"{value}":1,"tags":"{value}"}}}}"#)]
        {
            let client = client(move || answer(200, body.clone()));
            let printed = printed(&ready(get(&client)).unwrap_err());
            for piece in TOKEN.split(['-', '/', '_', '.', '+', '~', '=']).filter(|piece| !piece.is_empty()) {
                assert!(!printed.contains(&piece[..4]), "{before}: {piece} in {printed}");
            }
        }
    }
    for before in 0..110 {
        let name = format!("{}{TOKEN}", "x".repeat(before));
        let body = format!(r#"{{"settings":{{"{name}":{{"a":1,}}}}}}"#);
        let client = client(move || answer(200, body.clone()));
        let printed = printed(&ready(get(&client)).unwrap_err());
        assert!(!printed.contains("quok"), "{before}: {printed}");
    }
}

#[test]
fn an_excerpt_that_begins_or_ends_in_the_token_shows_nothing_of_it() {
    for escape in ESCAPES {
        for distance in 0..60 {
            let (token, filler) = (escape(TOKEN), "x".repeat(distance));
            let before = format!(r#"{{"a":"{token}","b":"{filler}","id":5,"c":"{}"}}"#, "y".repeat(90));
            let behind = format!(r#"{{"a":"{}","id":5,"b":"{filler}","c":"{token}"}}"#, "y".repeat(90));
            for body in [before, behind] {
                let client = client({
                    let body = body.clone();
                    move || answer(200, body.clone())
                });
                let error = ready(get(&client)).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Decode);
                let printed = printed(&error).to_lowercase();
                // The excerpt begins or ends at any character of the token, so that no word need be whole.
                for piece in WORDS.iter().flat_map(|word| word.as_bytes().windows(4)) {
                    let piece = std::str::from_utf8(piece).unwrap();
                    assert!(!printed.contains(piece), "{piece} of {body} in {printed}");
                }
            }
        }
    }
}

#[test]
fn what_the_user_authorized_the_request_with_is_not_repeated() {
    let basic = "Basic cXVva2thczp3b21iYXRzLW51bWJhdHM=";
    for (own, echo) in [
        (format!("Bearer {TOKEN}"), TOKEN),
        (TOKEN.to_owned(), TOKEN),
        (format!("SharedKey account:{TOKEN}"), TOKEN),
        (basic.to_owned(), "cXVva2thczp3b21iYXRzLW51bWJhdHM"),
        (basic.to_owned(), "quokkas:wombats-numbats"),
        (basic.to_owned(), "wombats-numbats"),
    ] {
        for escape in ESCAPES {
            let body = format!(r#"{{"error":{{"code":"a","message":"{}"}}}}"#, escape(echo));
            let client = client(move || answer(403, body.clone()));
            let error = ready(get(&client).header("Authorization", &own)).unwrap_err();
            assert_redacted(&error, &own);
            assert!(!printed(&error).contains("cXVva2"), "{error}");
        }
    }
}

#[test]
fn a_token_that_was_sent_before_is_not_repeated_later() {
    let source = || {
        token_fn_with(|request: TokenRequest| async move {
            Ok(AccessToken::new(if request.rejected().is_some() { OTHER } else { TOKEN }))
        })
    };
    let challenge = || {
        let mut answer = answer(401, "{}");
        let claims = HeaderValue::from_static(r#"Bearer claims="eyJhIjoxfQ==", error="insufficient_claims""#);
        answer.headers_mut().insert("www-authenticate", claims);
        answer
    };
    let transport = InMemoryTransport::new(move |request| {
        let is_first = request.headers()["authorization"].to_str().unwrap().contains(TOKEN);
        if is_first { challenge() } else { answer(403, format!(r#"{{"error":{{"code":"{TOKEN} {OTHER}"}}}}"#)) }
    });
    let client = Client::builder().token(source()).transport(transport.clone()).build().unwrap();
    let error = ready(get(&client)).unwrap_err();
    assert_eq!((error.code(), transport.requests().len()), (Some("[token] [token]"), 2));
    assert_redacted(&error, "a challenge");

    let transport = InMemoryTransport::new(move |request| {
        let is_first = request.headers()["authorization"].to_str().unwrap().contains(TOKEN);
        let claims = r#"Bearer claims=\"eyJhIjoxfQ==\""#;
        let refused = format!(r#"{{"id":"1","status":401,"headers":{{"WWW-Authenticate":"{claims}"}}}}"#);
        let failed = format!(r#"{{"id":"1","status":403,"body":{{"error":{{"code":"{TOKEN} {OTHER}"}}}}}}"#);
        answer(200, format!(r#"{{"responses":[{}]}}"#, if is_first { refused } else { failed }))
    });
    let client = Client::builder().token(source()).transport(transport.clone()).build().unwrap();
    let mut batch = client.batch();
    let ticket = batch.add(get(&client));
    let error = ready(batch.send()).take(ticket).unwrap_err();
    assert_eq!((error.code(), transport.requests().len()), (Some("[token] [token]"), 2));
}

#[test]
fn no_error_within_a_batch_repeats_the_token() {
    let quoted = |text: &str| format!("\"{text}\"");
    for escape in ESCAPES {
        let token = escape(TOKEN);
        let headers = |kind: &str| format!(r#"{{"Content-Type":"{kind}","x-echo":"{token}"}}"#);
        let json = headers("application/json");
        for response in [
            format!(r#"{{"id":"1","status":400,"headers":{json},"body":{{"error":{{"code":"{token}"}}}}}}"#),
            format!(r#"{{"id":"1","status":400,"headers":{},"body":{}}}"#, headers("text/html"), quoted(&token)),
            format!(r#"{{"id":"1","status":200,"headers":{json},"body":{{"id":5,"a":"{token}"}}}}"#),
            format!(r#"{{"id":"1","status":200,"headers":{},"body":{}}}"#, headers("image/png"), quoted(&token)),
            // No answer for the request, no status, no list, no JSON: the headers of the batch are the error's.
            r#"{"id":"2","status":200}"#.to_owned(),
            r#"{"id":"1"}"#.to_owned(),
            "5".to_owned(),
            token.clone(),
        ] {
            let body = format!(r#"{{"responses":[{response}]}}"#);
            let client = client(move || {
                let mut answer = answer(200, body.clone());
                answer.headers_mut().insert("x-echo", TOKEN.try_into().unwrap());
                answer
            });
            let mut batch = client.batch();
            let ticket = batch.add(get(&client));
            let error = ready(batch.send()).take(ticket).unwrap_err();
            assert_redacted(&error, &response);
        }
    }
    // In base64, as the service puts a body that is not JSON into a batch.
    let body = "PGh0bWw+cXVva2thcy13b21iYXRzL251bWJhdHNfZGluZ29lcy5iaWxiaWVzK2VtdXN+a2l3aXM9PTwvaHRtbD4=";
    let response = format!(r#"{{"id":"1","status":500,"headers":{{"Content-Type":"x/y"}},"body":"{body}"}}"#);
    let client = client(move || answer(200, format!(r#"{{"responses":[{response}]}}"#)));
    let mut batch = client.batch();
    let ticket = batch.add(get(&client));
    let error = ready(batch.send()).take(ticket).unwrap_err();
    assert_eq!(error.body_snippet(), Some("<html>[token]</html>"));
}

#[cfg(feature = "monitor")]
#[test]
fn no_error_of_an_operation_repeats_the_token() {
    /// A clock whose waits do not end.
    struct Still;
    impl graph_runtime::Timer for Still {
        fn sleep(&self, _: std::time::Duration) -> BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }
    }
    /// A clock whose waits are over at once, but for the deadline.
    struct Short;
    impl graph_runtime::Timer for Short {
        fn sleep(&self, wait: std::time::Duration) -> BoxFuture<'static, ()> {
            if wait.as_secs() > 60 { Still.sleep(wait) } else { Box::pin(std::future::ready(())) }
        }
    }
    for escape in ESCAPES {
        let token = escape(TOKEN);
        for body in [
            format!(r#"{{"status":"failed","error":{{"code":"a","message":"{token}"}}}}"#),
            format!(r#"{{"status":"failed","error":{{"code":"a","innerError":{{"code":"{token}"}}}}}}"#),
            format!(r#"{{"status":"failed","errorCode":"{token}","statusDescription":"{token}"}}"#),
        ] {
            let told = body.clone();
            let transport = InMemoryTransport::new(move |_| answer(200, told.clone()));
            let client = Client::builder().token(StaticToken::new(TOKEN)).transport(transport).timer(Still).build();
            let error = ready(client.unwrap().request::<()>(Method::POST, "/copy").monitor()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Operation);
            assert_redacted(&error, &body);
        }
    }
    // As the name of a host, where nothing is sent.
    let transport = InMemoryTransport::new(|_| {
        let mut answer = answer(202, "");
        let location = format!("http://{}.example/", TOKEN.replace(['/', '=', '+'], "_"));
        answer.headers_mut().insert("location", location.try_into().unwrap());
        answer
    });
    let token = TOKEN.replace(['/', '=', '+'], "_");
    let client = Client::builder().token(StaticToken::new(token)).transport(transport).timer(Short).build().unwrap();
    let error = ready(client.request::<()>(Method::POST, "/copy").monitor()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_redacted(&error, "a host");
}

#[test]
fn no_link_that_is_not_followed_repeats_the_token() {
    let token = TOKEN.replace(['/', '=', '+'], "_");
    for link in [format!("https://{token}.example/calls"), format!("https://a.example:{token}/calls")] {
        let page = format!(r#"{{"value":[],"@odata.nextLink":"{link}"}}"#);
        let transport = InMemoryTransport::new(move |_| answer(200, page.clone()));
        let client = Client::builder().token(StaticToken::new(&*token)).transport(transport).build().unwrap();
        let mut items = Request::<CallCollectionResponse>::get(&client.route(), "{+baseurl}/calls").items();
        let error = ready(items.try_next()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_redacted(&error, &link);
    }
}

#[test]
fn a_media_type_that_repeats_the_token_is_redacted_before_it_is_cut() {
    for before in 40..110 {
        let client = client(move || {
            let mut answer = answer(200, "<html>");
            let media_type = format!("text/{}-{TOKEN}", "x".repeat(before));
            answer.headers_mut().insert("content-type", media_type.try_into().unwrap());
            answer
        });
        let printed = printed(&ready(get(&client)).unwrap_err());
        assert!(!printed.contains("quokk") && !printed.contains("womb"), "{before}: {printed}");
    }
}

#[cfg(feature = "transfer")]
#[test]
fn no_error_of_a_download_repeats_the_token() {
    for (status, echo) in [(206, "x-echo"), (403, "x-echo"), (302, "location")] {
        let client = client(move || {
            let mut answer = answer(status, "");
            answer.headers_mut().insert(echo, TOKEN.try_into().unwrap());
            answer
        });
        let content = client.request::<Bytes>(Method::GET, "/content");
        assert_redacted(&ready(content.download()).unwrap_err(), &format!("{status}"));
    }
}

#[test]
fn no_fault_of_a_transport_or_source_repeats_the_token() {
    /// Fails with what it was sent.
    struct Telling(TransportErrorKind);
    impl Transport for Telling {
        fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
            let cause = std::io::Error::other(format!("{:?} with {:?}", TOKEN, request.headers()));
            Box::pin(std::future::ready(Err(TransportError::new(self.0, cause))))
        }
    }
    for kind in [TransportErrorKind::Layer, TransportErrorKind::Broken, TransportErrorKind::Refused] {
        let client = Client::builder().token(StaticToken::new(TOKEN)).transport(Telling(kind)).build().unwrap();
        let error = ready(get(&client)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_redacted(&error, "a transport");
    }
    let times = Mutex::new(0);
    let source = token_fn_with(move |request: TokenRequest| {
        *times.lock().unwrap() += 1;
        let refused = request.rejected().map(|token| format!("not again {}", token.expose()));
        async move { refused.map_or_else(|| Ok(AccessToken::new(TOKEN)), |refused| Err(refused.into())) }
    });
    let transport = InMemoryTransport::new(|_| {
        let mut answer = answer(401, "{}");
        answer.headers_mut().insert("www-authenticate", HeaderValue::from_static(r#"Bearer claims="eyJhIjoxfQ==""#));
        answer
    });
    let client = Client::builder().token(source).transport(transport).build().unwrap();
    let error = ready(get(&client)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert_redacted(&error, "a source");
}

#[test]
fn an_answer_does_not_print_what_it_holds() {
    struct Printed(String);
    impl graph_runtime::Response for Printed {
        fn from_answer(answer: Answer) -> Result<Self, Error> {
            Ok(Self(format!("{answer:?}")))
        }
    }
    let client = client(|| {
        let mut answer = answer(200, TOKEN);
        answer.headers_mut().insert("x-echo", TOKEN.try_into().unwrap());
        answer
    });
    let Printed(printed) = ready(get(&client).read_as::<Printed>()).unwrap();
    assert_eq!(printed, "Answer(GET {+baseurl}/{+path}: 200 OK)");
}

#[test]
fn headers_of_the_user_that_are_secrets_are_not_printed() {
    let client = client(|| answer(200, "{}"));
    for name in ["authorization", "cookie", "proxy-authorization"] {
        let headers = get(&client).header(name, TOKEN).headers();
        assert!(!format!("{headers:?}").contains("quokkas"), "{name}");
    }
}

#[cfg(feature = "reqwest")]
#[test]
fn a_proxy_that_cannot_be_used_is_told_without_its_password() {
    use graph_runtime::transport::ReqwestTransport;

    for (url, expected) in [
        ("ada:secret@proxy.example:port", "`..@proxy.example:port`"),
        ("http://ada:secret@proxy.example:port/?secret", "`http://..@proxy.example:port/`"),
        ("http://ada:secret@", "`http://..@`"),
        ("http://ada:secret@proxy example", "`http://..@proxy example`"),
        ("ada:secret@", "`..@`"),
        ("ada:secret%40proxy.example:port", "`..@proxy.example:port`"),
    ] {
        let error = ReqwestTransport::builder().proxy(url).build().unwrap_err();
        let printed = format!("{error} {error:?}");
        assert!(printed.contains(expected) && !printed.contains("secret"), "{url}: {printed}");
    }
    let builder = ReqwestTransport::builder().proxy("http://ada:secret@proxy.example:3128");
    assert!(!format!("{builder:?} {:?}", builder.clone().build().unwrap()).contains("secret"));
}
