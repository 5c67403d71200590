//! What a client sends with every request.

use graph_runtime::model::Json;
use graph_runtime::transfer::UploadSession;
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{BodyFormat, Client, ClientBuilder, ErrorKind, Method, Request, StaticToken};
use serde_json::{Value, json};

use crate::support::{CallCollectionResponse, ready};

const ALWAYS: &str = "include-unknown-enum-members";

fn preferring() -> ClientBuilder {
    let builder = Client::builder().immutable_ids().time_zone("Pacific Standard Time").page_size(50);
    builder.body_format(BodyFormat::Text).prefer("odata.track-changes").header("X-Tenant", "contoso")
}

const ALL: &str = r#"include-unknown-enum-members, IdType="ImmutableId", outlook.timezone="Pacific Standard Time", odata.maxpagesize=50, outlook.body-content-type="text", odata.track-changes"#;

fn over(transport: &InMemoryTransport, builder: ClientBuilder) -> Client {
    builder.transport(transport.clone()).token(StaticToken::new("secret")).build().unwrap()
}

fn prefer(request: &Request<(), graph_runtime::NoOptions>) -> String {
    request.headers()["prefer"].to_str().unwrap().to_owned()
}

#[test]
fn what_a_client_prefers_reaches_every_page() {
    let next = "https://graph.microsoft.com/beta/calls?$skiptoken=1";
    let transport = InMemoryTransport::json(200, format!(r#"{{"value":[],"@odata.nextLink":"{next}"}}"#));
    let client = over(&transport, preferring());
    let request = || Request::<CallCollectionResponse>::get(&client.route(), "{+baseurl}/calls");
    let mut pages = request().pages();
    let mut resumed = request().resume(next).pages();
    for _ in 0..2 {
        ready(pages.try_next()).unwrap();
    }
    ready(resumed.try_next()).unwrap();
    let sent = transport.requests();
    assert_eq!(sent.iter().map(|sent| sent.url.contains("skiptoken")).collect::<Vec<_>>(), [false, true, true]);
    for sent in sent {
        assert_eq!(
            (sent.headers["prefer"].to_str().unwrap(), &sent.headers["x-tenant"]),
            (ALL, &"contoso".parse().unwrap()),
            "{}",
            sent.url
        );
    }
}

#[test]
fn what_a_client_prefers_reaches_the_requests_within_a_batch() {
    let transport = InMemoryTransport::json(200, r#"{"responses":[]}"#);
    let client = over(&transport, preferring());
    let mut batch = client.batch();
    let plain = batch.add(client.request::<()>(Method::DELETE, "/me/messages/1"));
    let own = batch.add(client.request::<()>(Method::GET, "/me/messages").prefer("odata.maxpagesize=5"));
    drop((ready(batch.send()), plain, own));
    let sent = &transport.requests()[0];
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    let of = |at: usize, name: &str| body["requests"][at]["headers"][name].clone();
    let own = format!("{}, odata.maxpagesize=5", ALL.replace(", odata.maxpagesize=50", ""));
    assert_eq!((of(0, "prefer"), of(1, "prefer")), (json!(ALL), json!(own)));
    assert_eq!((of(0, "x-tenant"), &sent.headers["x-tenant"]), (json!("contoso"), &"contoso".parse().unwrap()));
}

#[test]
fn links_that_open_what_they_lead_to_get_nothing_of_it() {
    let transport = InMemoryTransport::json(204, "");
    let client = over(&transport, preferring());
    ready(UploadSession::resume(&client, "https://storage.example/up?sig=1").unwrap().cancel()).unwrap();
    drop(ready(async { client.download("https://storage.example/down?sig=1").await }));
    let sent = transport.requests();
    assert_eq!(sent.len(), 2);
    for sent in sent {
        assert!(!sent.headers.contains_key("prefer") && !sent.headers.contains_key("x-tenant"), "{:?}", sent.headers);
        assert!(!sent.headers.contains_key("authorization") && sent.headers.contains_key("user-agent"));
    }
}

#[test]
fn a_preference_of_the_request_takes_the_place_of_the_clients() {
    let client = over(&InMemoryTransport::json(204, ""), Client::builder().time_zone("UTC").immutable_ids());
    let request = || client.request::<()>(Method::GET, "/me/events");
    assert_eq!(prefer(&request()), format!(r#"{ALWAYS}, outlook.timezone="UTC", IdType="ImmutableId""#));
    let own = request().prefer(r#"Outlook.TimeZone="W. Europe Standard Time""#).prefer("return=minimal");
    assert_eq!(
        prefer(&own),
        format!(r#"{ALWAYS}, IdType="ImmutableId", Outlook.TimeZone="W. Europe Standard Time", return=minimal"#)
    );
    let whole = prefer(&own);
    assert_eq!(prefer(&own.header("Prefer", "a, a")), format!("{whole}, a"), "as by `prefer`, and once");
    let twice = request().prefer("odata.maxpagesize=1").prefer("odata.maxpagesize=2");
    assert!(prefer(&twice).ends_with(", odata.maxpagesize=2") && !prefer(&twice).contains("=1"));
}

#[test]
fn of_several_that_a_client_is_given_the_last_counts() {
    let builder =
        Client::builder().time_zone("UTC").time_zone("PST").header("prefer", "a").header("X", "1").header("x", "2");
    let request = over(&InMemoryTransport::json(204, ""), builder).request::<()>(Method::GET, "/me");
    assert_eq!(prefer(&request), format!(r#"{ALWAYS}, outlook.timezone="PST", a"#));
    assert_eq!(request.headers().get_all("x").iter().collect::<Vec<_>>(), ["2"]);
    assert_eq!(request.header("x", "3").headers()["x"], "3");
}

#[test]
fn a_value_is_quoted_whatever_it_holds() {
    let client = over(&InMemoryTransport::json(204, ""), Client::builder().time_zone(r#"a "b", \c;d=e"#));
    let request = client.request::<()>(Method::GET, "/me").prefer("x");
    assert_eq!(prefer(&request), format!(r#"{ALWAYS}, outlook.timezone="a \"b\", \\c;d=e", x"#));
}

#[test]
fn what_cannot_be_sent_with_every_request_fails_when_the_client_is_built() {
    let told = |builder: ClientBuilder| {
        let error = builder.without_transport().build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        error.to_string()
    };
    for name in
        ["Authorization", "content-type", "Content-Language", "host", "cookie", "if-match", "client-request-id", "te"]
    {
        let line = told(Client::builder().header(name, "x"));
        assert!(line.starts_with(&format!("the header `{name}` is not for all requests: ")), "{line}");
    }
    assert!(told(Client::builder().header("authorization", "x")).contains("use `.token(..)`"));
    assert_eq!(told(Client::builder().header("a b", "x")), "the header `a b` has a name that no header has");
    let line = "the header `x` has a value with characters that a header must not have";
    assert_eq!(told(Client::builder().header("x", "a\nb")), line);
    for zone in ["a\nb", "\u{e9}", "a\0"] {
        let line = told(Client::builder().time_zone(zone));
        assert!(
            line.starts_with("`Prefer: outlook.timezone=") && line.contains("is not a list of preferences"),
            "{line}"
        );
    }
    let line = told(Client::builder().prefer("outlook.timezone=Pacific Standard Time"));
    assert!(line.ends_with("write `name`, `name=token` or `name=\"any text\"`, with commas between them"), "{line}");
}

#[test]
fn what_is_no_preference_fails_before_a_request_is_sent() {
    let transport = InMemoryTransport::json(200, "{}");
    let client = over(&transport, Client::builder());
    let error = ready(client.request::<Json>(Method::GET, "/me").prefer("outlook.timezone=Pacific Time")).unwrap_err();
    assert!(
        error.to_string().contains("`Prefer: outlook.timezone=Pacific Time` is not a list of preferences"),
        "{error}"
    );
    assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Invalid, 0));
}
