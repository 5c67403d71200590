//! Bindings of both versions of the API with one client.

use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{ApiVersion, Client, ClientBuilder, Cloud, Earlier, ErrorKind, Method, Request, Route};
use serde_json::json;

use crate::batch::service::Service;
use crate::support::ready;

const BOTH: [ApiVersion; 2] = [ApiVersion::V1, ApiVersion::Beta];

/// A request of bindings for `version`.
fn get(client: &Client, version: ApiVersion, template: &'static str) -> Request<()> {
    Request::get(&Route::of_version(client.clone(), version), template)
}

/// The URLs of a request of bindings for v1.0, of one for beta, and of one that no builder has.
fn urls(builder: ClientBuilder) -> [String; 3] {
    let transport = InMemoryTransport::json(204, "");
    let client = builder.transport(transport.clone()).build().unwrap();
    for version in BOTH {
        ready(get(&client, version, "{+baseurl}/me")).unwrap();
    }
    ready(client.request::<()>(Method::GET, "/me")).unwrap();
    let urls: Vec<_> = transport.requests().iter().map(|request| request.url.clone()).collect();
    urls.try_into().unwrap()
}

#[test]
fn bindings_call_the_version_that_they_were_made_for() {
    let graph = "https://graph.microsoft.com";
    assert_eq!(urls(Client::builder()), ["v1.0", "beta", "beta"].map(|version| format!("{graph}/{version}/me")));
    let stable = Client::builder().version("v1.0");
    assert_eq!(urls(stable), ["v1.0", "beta", "v1.0"].map(|version| format!("{graph}/{version}/me")));
    let china = Client::builder().cloud(Cloud::China);
    let host = "https://microsoftgraph.chinacloudapi.cn";
    assert_eq!(urls(china), ["v1.0", "beta", "beta"].map(|version| format!("{host}/{version}/me")));
}

#[test]
fn a_root_url_gets_the_version_and_a_base_url_has_one_for_all() {
    let rooted = Client::builder().root_url("https://proxy.example/graph/").cloud(Cloud::China).version("v1.0");
    let expected = ["v1.0", "beta", "v1.0"].map(|version| format!("https://proxy.example/graph/{version}/me"));
    assert_eq!(urls(rooted), expected);
    let based = Client::builder().base_url("https://proxy.example/v1.0").root_url("https://other.example");
    assert_eq!(urls(based), ["https://proxy.example/v1.0/me"; 3].map(str::to_owned));
}

#[test]
fn a_root_url_that_ends_with_a_version_is_refused() {
    for version in BOTH {
        let root = format!("https://graph.microsoft.com/{}/", version.as_str());
        let error = Client::builder().root_url(root).transport(InMemoryTransport::json(204, "")).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(&format!("ends with the version `{}`", version.as_str())), "{error}");
    }
}

/// The exchanges of a service, each behind the version that it went to.
fn exchanges(service: &Service) -> Vec<String> {
    let notes = service.0.lock().unwrap();
    let version = |url: &graph_runtime::http::Uri| url.path().split('/').nth(1).unwrap().to_owned();
    let versions: Vec<_> = notes.received.iter().map(|request| version(request.uri())).collect();
    drop(notes);
    versions.into_iter().zip(service.exchanges()).map(|(version, line)| format!("{version}: {line}")).collect()
}

#[test]
fn a_batch_of_both_versions_is_one_exchange_for_each() {
    let service = Service::each(|_, url| json!({ "status": if url == "/c" { 404 } else { 204 } }));
    let client = service.client();
    let mut batch = client.batch();
    let requests =
        [("{+baseurl}/a", BOTH[1]), ("{+baseurl}/b", BOTH[0]), ("{+baseurl}/c", BOTH[1]), ("{+baseurl}/d", BOTH[0])];
    let tickets = requests.map(|(template, version)| batch.add(get(&client, version, template)));
    let raw = batch.add(client.request::<()>(Method::GET, "/e"));
    let mut answers = ready(batch.send());
    let found = tickets.map(|ticket| answers.take(ticket).is_ok());
    assert_eq!(found, [true, true, false, true]);
    answers.take(raw).unwrap();
    assert_eq!(exchanges(&service), ["beta: /a /c /e", "v1.0: /b /d"]);
}

#[test]
fn what_comes_after_a_request_of_the_other_version_waits_for_it() {
    let service = Service::each(|_, _| json!({ "status": 204 }));
    let client = service.client();
    let mut batch = client.batch();
    let mut add =
        |template, version, earlier: &[&dyn Earlier]| batch.add_after(get(&client, version, template), earlier);
    let first = add("{+baseurl}/a", BOTH[1], &[]);
    let second = add("{+baseurl}/b", BOTH[0], &[&first]);
    let third = add("{+baseurl}/c", BOTH[0], &[&second]);
    let last = add("{+baseurl}/d", BOTH[1], &[&third]);
    let mut answers = ready(batch.send());
    for ticket in [first, second, third, last] {
        answers.take(ticket).unwrap();
    }
    assert_eq!(exchanges(&service), ["beta: /a", "v1.0: /b /c<2", "beta: /d"]);
}

#[test]
fn a_batch_of_a_client_with_one_base_url_is_one_exchange() {
    let service = Service::each(|_, _| json!({ "status": 204 }));
    let client = service.builder().base_url("https://proxy.example/v1.0").build().unwrap();
    let mut batch = client.batch();
    let tickets = BOTH.map(|version| batch.add(get(&client, version, "{+baseurl}/a")));
    let mut answers = ready(batch.send());
    assert!(tickets.into_iter().all(|ticket| answers.take(ticket).is_ok()));
    assert_eq!(exchanges(&service), ["v1.0: /a /a"]);
}
