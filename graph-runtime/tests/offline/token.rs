//! Tokens that are kept: one refresh for all that wait, in time, and no failure that outlives its request.

use std::time::Duration;

use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{
    AccessToken, BoxError, BoxFuture, CachedToken, Client, ClientBuilder, Cloud, Error, ErrorKind, Method, Request,
    StaticToken, TokenRequest, TokenSource, token_fn, token_fn_with,
};

use crate::support::identity::{Identity, ending, expired, hour, poll};
use crate::support::printed::line_of;
use crate::support::ready;

type Answer = Result<AccessToken, BoxError>;

/// What a source that is asked for nothing in particular gives, or begins to give.
fn ask(source: &impl TokenSource) -> BoxFuture<'_, Answer> {
    source.token(TokenRequest::default())
}

/// The text of a token, or of why there is none.
fn text(answer: Answer) -> String {
    answer.map_or_else(|error| line_of(&*error), |token| token.expose().to_owned())
}

fn given(source: &impl TokenSource) -> String {
    text(ready(ask(source)))
}

fn waiting(future: &mut BoxFuture<'_, Answer>) -> bool {
    poll(future).is_none()
}

fn get(client: &Client) -> Result<(), Error> {
    ready(Request::<()>::new(&client.route(), Method::GET, "{+baseurl}/me"))
}

#[test]
fn a_valid_token_is_given_again() {
    let identity = Identity::new([hour("first"), hour("second")]);
    let source = identity.clone().cached();
    for _ in 0..3 {
        assert_eq!(given(&source), "first");
    }
    assert_eq!(identity.times(), 1);
}

#[test]
fn an_expired_token_is_not_given() {
    let identity = Identity::new([expired("first"), hour("second")]);
    let source = identity.clone().cached();
    // The first is what the identity service calls new: it is the service's to refuse it.
    assert_eq!((given(&source), given(&source)), ("first".to_owned(), "second".to_owned()));
}

#[test]
fn a_token_without_an_expiry_is_not_kept() {
    let identity = Identity::new([Ok(AccessToken::new("first")), Ok(AccessToken::new("second"))]);
    let source = identity.cached();
    assert_eq!((given(&source), given(&source)), ("first".to_owned(), "second".to_owned()));
}

#[test]
fn the_next_token_is_fetched_while_the_old_one_is_in_use() {
    let identity = Identity::closed([ending("first"), hour("second")]);
    let source = CachedToken::new(identity.clone()).pause(Duration::ZERO);
    identity.open(1);
    assert_eq!(given(&source), "first");
    // One fetches; the others do not wait for it.
    let mut fetching = ask(&source);
    assert!(waiting(&mut fetching));
    assert_eq!((given(&source), given(&source), identity.times()), ("first".to_owned(), "first".to_owned(), 2));
    identity.open(1);
    assert_eq!(poll(&mut fetching).map(text).as_deref(), Some("second"));
    assert_eq!((given(&source), identity.times()), ("second".to_owned(), 2));
}

#[test]
fn a_failed_refresh_is_no_error_while_the_old_token_is_valid() {
    let identity = Identity::new([ending("first"), Err("unavailable"), hour("second")]);
    let source = CachedToken::new(identity.clone()).pause(Duration::ZERO);
    assert_eq!(given(&source), "first");
    assert_eq!((given(&source), identity.times()), ("first".to_owned(), 2));
    assert_eq!((given(&source), identity.times()), ("second".to_owned(), 3));
}

#[test]
fn a_refresh_is_tried_again_only_after_a_pause() {
    let identity = Identity::new([ending("first"), Err("unavailable"), hour("second")]);
    let source = CachedToken::new(identity.clone()).pause(Duration::ZERO);
    assert_eq!(given(&source), "first");
    // The next one meets the failure, with which a long pause begins.
    let source = source.pause(Duration::from_secs(60));
    assert_eq!((given(&source), identity.times()), ("first".to_owned(), 2));
    assert_eq!((given(&source), given(&source), identity.times()), ("first".to_owned(), "first".to_owned(), 2));
}

#[test]
fn a_short_lived_token_is_not_asked_for_with_every_request() {
    let identity = Identity::new([ending("first"), ending("second")]);
    let source = identity.clone().cached();
    assert_eq!((given(&source), given(&source), identity.times()), ("first".to_owned(), "first".to_owned(), 1));
}

#[test]
fn a_failure_goes_to_all_that_waited_and_is_not_kept() {
    let identity = Identity::closed([Err("unavailable"), hour("first")]);
    let source = identity.clone().cached();
    let mut waiters: Vec<_> = (0..3).map(|_| ask(&source)).collect();
    assert!(waiters.iter_mut().all(waiting));
    identity.open(1);
    for waiter in &mut waiters {
        assert_eq!(poll(waiter).map(text).as_deref(), Some("the token cannot be fetched: unavailable"));
    }
    assert_eq!(identity.times(), 1);
    identity.open(1);
    assert_eq!((given(&source), identity.times()), ("first".to_owned(), 2));
}

#[test]
fn the_error_of_the_source_is_the_cause() {
    let source = token_fn(|| async { Err(std::fmt::Error.into()) }).cached();
    let client = Client::builder().token(source).transport(InMemoryTransport::json(200, "{}")).build().unwrap();
    let error = get(&client).unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Token, false));
    let causes: Vec<_> = std::iter::successors(std::error::Error::source(&error), |error| error.source()).collect();
    assert!(causes.iter().any(|cause| cause.is::<std::fmt::Error>()), "{causes:?}");
}

#[test]
fn a_waiter_that_leaves_takes_nothing_from_the_others() {
    let identity = Identity::closed([hour("first")]);
    let source = identity.clone().cached();
    let mut first = ask(&source);
    let mut second = ask(&source);
    assert!(waiting(&mut first) && waiting(&mut second));
    drop(first);
    identity.open(1);
    assert_eq!(poll(&mut second).map(text).as_deref(), Some("first"));
    assert_eq!((given(&source), identity.times()), ("first".to_owned(), 1));
}

#[tokio::test]
async fn the_others_are_woken_when_the_one_that_began_has_left() {
    let identity = Identity::closed([hour("first")]);
    let source = std::sync::Arc::new(identity.clone().cached());
    let request = || {
        let source = source.clone();
        tokio::spawn(async move { text(ask(&source).await) })
    };
    let (first, second) = (request(), request());
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    identity.open(1);
    assert_eq!((second.await.unwrap(), identity.times()), ("first".to_owned(), 1));
}

#[test]
fn when_all_have_left_the_next_one_begins_anew() {
    let identity = Identity::closed([hour("first")]);
    let source = identity.clone().cached();
    let mut waiters = [ask(&source), ask(&source)];
    assert!(waiters.iter_mut().all(waiting));
    drop(waiters);
    identity.open(1);
    assert_eq!((given(&source), identity.times()), ("first".to_owned(), 2));
}

#[test]
fn a_source_that_hangs_is_asked_again() {
    let identity = Identity::closed([hour("first")]);
    let patient = identity.clone().cached();
    let impatient = CachedToken::new(identity.clone()).patience(Duration::ZERO);
    let mut all = [ask(&patient), ask(&patient), ask(&impatient), ask(&impatient)];
    assert!(all.iter_mut().all(waiting));
    assert_eq!(identity.times(), 3);
    // Should the earlier of two have its answer first, nobody waits for the later one.
    identity.open(2);
    assert_eq!(poll(&mut all[0]).map(text).as_deref(), Some("first"));
    assert_eq!(poll(&mut all[2]).map(text).as_deref(), Some("first"));
    assert_eq!((given(&impatient).as_str(), identity.times()), ("first", 3));
}

#[test]
fn a_token_that_no_header_may_hold_is_not_sent() {
    for (token, reason) in [
        ("", "the token is empty; help: check what the token source returns"),
        ("secret\n", "the token has characters that a header must not have"),
        ("Bearer secret", "the token begins with `Bearer`; help: leave out that word"),
    ] {
        let transport = InMemoryTransport::json(200, "{}");
        let client = Client::builder().token(StaticToken::new(token)).transport(transport.clone()).build().unwrap();
        assert_eq!(get(&client).unwrap_err().to_string(), format!("GET /me: {reason}"));
        assert!(transport.requests().is_empty());
    }
}

#[test]
fn a_panic_in_the_source_is_an_error_and_leaves_nothing_behind() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let source = token_fn(move || {
        assert!(!first.swap(false, std::sync::atomic::Ordering::SeqCst), "as planned");
        async { hour("second").map_err(Into::into) }
    });
    let source = source.cached();
    assert_eq!(
        (given(&source).as_str(), given(&source).as_str()),
        ("the token cannot be fetched: the token source panicked", "second")
    );
}

#[test]
fn a_token_that_the_service_refused_is_not_sent_again() {
    let identity = Identity::new([hour("first"), hour("second")]);
    let transport = InMemoryTransport::json(401, "{}");
    let client = Client::builder().token(identity.cached()).transport(transport.clone()).build().unwrap();
    // No claims were asked for, so each request is sent once.
    for _ in 0..2 {
        assert!(get(&client).unwrap_err().is_unauthorized());
    }
    let sent: Vec<_> = transport.requests().iter().map(|sent| sent.headers["authorization"].clone()).collect();
    assert_eq!(sent, ["Bearer first", "Bearer second"]);
}

#[test]
fn a_request_without_a_token_that_is_refused_says_so() {
    let told = |builder: ClientBuilder| {
        let transport = InMemoryTransport::json(401, r#"{"error":{"code":"InvalidAuthenticationToken"}}"#);
        get(&builder.transport(transport).build().unwrap()).unwrap_err().to_string()
    };
    let without = told(Client::builder());
    let help = "401 Unauthorized: the request had no token; help: give the client a token source with `.token(..)`: InvalidAuthentication";
    assert!(without.contains(help), "{without}");
    assert!(told(Client::builder().token(StaticToken::new("a token"))).contains("401 Unauthorized: InvalidAuth"));
}

#[test]
fn sources_are_asked_for_the_scopes_of_their_cloud() {
    let global = "https://graph.microsoft.com/.default";
    let cases: [(ClientBuilder, &[&str]); 9] = [
        (Client::builder(), &[global]),
        (Client::builder().cloud(Cloud::UsGovernment), &["https://graph.microsoft.us/.default"]),
        (Client::builder().cloud(Cloud::UsGovernmentDod), &["https://dod-graph.microsoft.us/.default"]),
        (Client::builder().cloud(Cloud::China), &["https://microsoftgraph.chinacloudapi.cn/.default"]),
        (Client::builder().base_url("https://Graph.Microsoft.us/v1.0"), &["https://graph.microsoft.us/.default"]),
        (Client::builder().base_url("https://proxy.example/beta"), &[global]),
        (
            Client::builder().base_url("https://proxy.example").cloud(Cloud::China),
            &["https://microsoftgraph.chinacloudapi.cn/.default"],
        ),
        (Client::builder().scopes(["User.Read", "Mail.Read"]).cloud(Cloud::China), &["User.Read", "Mail.Read"]),
        (Client::builder().scopes(Vec::<String>::new()), &[global]),
    ];
    for (builder, scopes) in cases {
        let identity = Identity::new([hour("first")]);
        let builder = builder.allowed_host("proxy.example").token(identity.clone());
        get(&builder.transport(InMemoryTransport::json(200, "{}")).build().unwrap()).unwrap();
        let asked = &identity.asked()[0];
        assert_eq!(
            (asked.scopes(), asked.claims()),
            (&scopes.iter().map(ToString::to_string).collect::<Vec<_>>()[..], None)
        );
    }
}

#[test]
fn tokens_for_different_scopes_are_kept_apart() {
    let source =
        token_fn_with(|request: TokenRequest| async move { hour(&request.scopes().join(" ")).map_err(Into::into) });
    let source = std::sync::Arc::new(source.cached());
    let transport = InMemoryTransport::json(200, "{}");
    for cloud in [Cloud::Global, Cloud::China, Cloud::Global] {
        let client = Client::builder().cloud(cloud).token(source.clone()).transport(transport.clone());
        get(&client.build().unwrap()).unwrap();
    }
    let sent: Vec<_> = transport.requests().iter().map(|sent| sent.headers["authorization"].clone()).collect();
    let [global, china] = [Cloud::Global, Cloud::China].map(|cloud| format!("Bearer {}", cloud.default_scope()));
    assert_eq!(sent, [&global, &china, &global].map(String::as_str));
}

#[test]
fn nothing_prints_a_token() {
    let source = token_fn(|| async { hour("a very secret token").map_err(Into::into) }).cached();
    let token = ready(ask(&source)).unwrap();
    let request = TokenRequest::new(["scope"]).with_claims("private claims").with_rejected(token.clone());
    let printed = format!("{token:?} {source:?} {request:?} {:?}", StaticToken::new("a very secret token"));
    assert!(!printed.contains("secret") && !printed.contains("private"), "{printed}");
}
