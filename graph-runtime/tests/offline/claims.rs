//! Claims challenges (continuous access evaluation): answered once with a new token, and what is not answered.

use graph_runtime::http::{self, StatusCode};
use graph_runtime::transport::{Body, InMemoryTransport};
use graph_runtime::{
    AccessToken, BoxFuture, Bytes, Client, Error, ErrorKind, Method, Request, Retry, StaticToken, TokenRequest,
    TokenSource,
};

use crate::support::identity::{Identity, hour, poll};
use crate::support::printed::line_of;
use crate::support::ready;

/// What the service asks for: `{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}`.
const CHALLENGE: &str = concat!(
    r#"Bearer realm="", authorization_uri="https://login.example/authorize", error="insufficient_claims", "#,
    r#"claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiY3AxIn19fQ==""#
);
const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}"#;

/// A service that challenges every token but `accepted`.
fn service(accepted: &'static str) -> InMemoryTransport {
    challenging(CHALLENGE, accepted)
}

fn challenging(challenge: &'static str, accepted: &'static str) -> InMemoryTransport {
    InMemoryTransport::new(move |request| {
        let mut response = http::Response::new(Bytes::new());
        if request.headers().get("authorization").is_some_and(|token| token == &format!("Bearer {accepted}")) {
            *response.status_mut() = StatusCode::NO_CONTENT;
        } else {
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            response.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
        }
        response
    })
}

fn client(source: impl TokenSource + 'static, service: &InMemoryTransport) -> Client {
    Client::builder().token(source).transport(service.clone()).retry(Retry::none()).build().unwrap()
}

fn post(client: &Client) -> Request<()> {
    Request::new(&client.route(), Method::POST, "{+baseurl}/me").bytes("text/plain", "a body")
}

/// The tokens that arrived, each with the body it came with.
fn arrived(service: &InMemoryTransport) -> Vec<(String, Bytes)> {
    let token = |headers: &http::HeaderMap| headers["authorization"].to_str().unwrap().replace("Bearer ", "");
    service.requests().iter().map(|sent| (token(&sent.headers), sent.body.clone())).collect()
}

fn tokens(service: &InMemoryTransport) -> Vec<String> {
    arrived(service).into_iter().map(|(token, _)| token).collect()
}

#[test]
fn a_challenge_is_answered_with_a_new_token_and_the_same_body() {
    let identity = Identity::new([hour("first"), hour("second")]);
    let service = service("second");
    let client = client(identity.clone().cached(), &service);
    ready(post(&client)).unwrap();
    let body = Bytes::from_static(b"a body");
    assert_eq!(arrived(&service), [("first".to_owned(), body.clone()), ("second".to_owned(), body)]);
    let asked = identity.asked();
    let rejected = asked[1].rejected().map(AccessToken::expose);
    assert_eq!((asked[0].claims(), asked[1].claims(), rejected), (None, Some(CLAIMS), Some("first")));
    assert_eq!(asked[1].scopes(), ["https://graph.microsoft.com/.default"]);
    // The new token is kept in place of the old one.
    ready(post(&client)).unwrap();
    assert_eq!((tokens(&service).len(), identity.times()), (3, 2));
}

#[test]
fn attempts_share_an_id() {
    let service = service("second");
    ready(post(&client(Identity::new([hour("first"), hour("second")]), &service))).unwrap();
    let ids: Vec<_> = service.requests().iter().map(|sent| sent.headers["client-request-id"].clone()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
}

#[test]
fn a_second_challenge_is_told() {
    let identity = Identity::new([hour("first"), hour("second"), hour("third")]);
    let service = service("third");
    let client = client(identity.clone().cached(), &service);
    let error = ready(post(&client)).unwrap_err();
    assert!(error.is_unauthorized() && error.attempts() == 2, "{error}");
    assert_eq!((tokens(&service), identity.times()), (vec!["first".to_owned(), "second".to_owned()], 2));
    // And the token it refused is not kept.
    ready(post(&client)).unwrap();
}

#[test]
fn other_refusals_are_told_at_once() {
    for challenge in [
        r#"Bearer error="invalid_token""#,
        r#"Bearer error="insufficient_claims", claims="not base64!""#,
        r#"Basic claims="eyJhIjoxfQ==""#,
    ] {
        let identity = Identity::new([hour("first"), hour("second")]);
        let service = challenging(challenge, "second");
        let client = client(identity.clone().cached(), &service);
        assert!(ready(post(&client)).unwrap_err().is_unauthorized());
        assert_eq!((tokens(&service).len(), identity.times()), (1, 1), "{challenge}");
    }
}

#[test]
fn a_body_that_streams_is_not_sent_again() {
    let identity = Identity::new([hour("first"), hour("second")]);
    let service = service("second");
    let client = client(identity.clone().cached(), &service);
    let error = ready(post(&client).bytes("text/plain", Body::stream(Body::from("a body")))).unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((tokens(&service).len(), identity.times()), (1, 1));
    // The token is not used again all the same.
    ready(post(&client)).unwrap();
    assert_eq!(identity.times(), 2);
}

#[test]
fn a_source_that_knows_no_claims_is_not_asked_in_vain() {
    let service = service("another");
    let error = ready(post(&client(StaticToken::new("the only one"), &service))).unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((tokens(&service).len(), error.attempts()), (1, 1));
}

#[test]
fn the_error_of_the_source_is_told_and_says_that_the_request_was_sent() {
    let identity = Identity::new([hour("first"), Err("sign in again")]);
    let service = service("second");
    let error = ready(post(&client(identity.cached(), &service))).unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent(), error.attempts()), (ErrorKind::Token, true, 1));
    let line =
        "POST /me: the service asks for a token with other claims (401), and the token source gave none: sign in again";
    assert_eq!((line_of(&error).as_str(), tokens(&service).len()), (line, 1));
}

#[test]
fn the_users_own_header_is_left_alone() {
    let identity = Identity::new([hour("first")]);
    let service = service("first");
    let error = ready(post(&client(identity.clone(), &service)).header("Authorization", "Bearer own")).unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((tokens(&service), identity.times()), (vec!["own".to_owned()], 0));
}

#[test]
fn requests_that_are_challenged_together_share_the_new_token() {
    let identity = Identity::closed([hour("first"), hour("second")]);
    let service = service("second");
    let client = client(identity.clone().cached(), &service);
    let begin = || -> BoxFuture<'_, Result<(), Error>> { Box::pin(post(&client).into_future()) };
    let mut requests = [begin(), begin(), begin()];
    let mut all_wait = |times| {
        assert!(requests.iter_mut().all(|request| poll(request).is_none()));
        assert_eq!(identity.times(), times);
    };
    all_wait(1);
    identity.open(1);
    all_wait(2);
    assert_eq!(tokens(&service), ["first"; 3]);
    // One that comes now waits for the new token, too.
    let mut late = begin();
    assert!(poll(&mut late).is_none());
    identity.open(1);
    assert!(requests.iter_mut().chain([&mut late]).all(|request| poll(request).unwrap().is_ok()));
    assert_eq!((&tokens(&service)[3..], identity.times()), (&["second"; 4].map(str::to_owned)[..], 2));
}

#[test]
fn a_late_challenge_of_the_old_token_gets_the_one_that_was_renewed_since() {
    let identity = Identity::new([hour("first"), hour("second"), hour("third")]);
    let source = identity.clone().cached();
    let ask = |request: TokenRequest| ready(source.token(request)).unwrap();
    let first = ask(TokenRequest::default());
    let challenged = || TokenRequest::default().with_claims(CLAIMS).with_rejected(first.clone());
    let second = ask(challenged());
    assert_eq!((second.expose(), ask(challenged()).expose(), identity.times()), ("second", "second", 2));
    // Other claims, or the same ones after the second was refused, are another matter.
    assert_eq!(ask(challenged().with_rejected(second)).expose(), "third");
}

#[test]
fn a_refused_token_that_comes_again_is_not_kept() {
    let identity = Identity::new([hour("first"), hour("first"), hour("second")]);
    let source = identity.clone().cached();
    let ask = |request: TokenRequest| ready(source.token(request)).unwrap();
    let first = ask(TokenRequest::default());
    assert_eq!(ask(TokenRequest::default().with_claims(CLAIMS).with_rejected(first)).expose(), "first");
    assert_eq!((ask(TokenRequest::default()).expose(), identity.times()), ("second", 3));
}

#[test]
fn a_refresh_that_ends_late_does_not_replace_the_renewed_token() {
    let identity = Identity::closed([hour("renewed"), hour("late"), hour("another")]);
    let source = identity.clone().cached();
    let mut ordinary = source.token(TokenRequest::default());
    assert!(poll(&mut ordinary).is_none());
    let mut renewal = source.token(TokenRequest::default().with_claims(CLAIMS));
    assert!(poll(&mut renewal).is_none());
    identity.open(2);
    assert_eq!(poll(&mut renewal).unwrap().unwrap().expose(), "renewed");
    assert_eq!(poll(&mut ordinary).unwrap().unwrap().expose(), "late");
    assert_eq!(ready(source.token(TokenRequest::default())).unwrap().expose(), "renewed");
}

#[test]
fn a_refresh_that_ends_while_a_challenge_is_answered_is_not_kept() {
    let identity = Identity::closed([hour("without claims"), hour("renewed")]);
    let source = identity.clone().cached();
    let mut ordinary = source.token(TokenRequest::default());
    let mut renewal = source.token(TokenRequest::default().with_claims(CLAIMS));
    assert!(poll(&mut ordinary).is_none() && poll(&mut renewal).is_none());
    identity.open(1);
    assert_eq!(poll(&mut ordinary).unwrap().unwrap().expose(), "without claims");
    let mut next = source.token(TokenRequest::default());
    assert!(poll(&mut next).is_none());
    identity.open(1);
    assert_eq!(poll(&mut next).unwrap().unwrap().expose(), "renewed");
}

#[test]
fn what_the_service_repeats_of_the_token_is_not_told() {
    let echo = InMemoryTransport::new(|request| {
        let token = request.headers()["authorization"].clone();
        let message = format!(r#"{{"error":{{"code":"denied","message":"no: {}"}}}}"#, token.to_str().unwrap());
        let mut response = http::Response::new(Bytes::from(message));
        *response.status_mut() = StatusCode::FORBIDDEN;
        response.headers_mut().insert("request-id", token);
        response
    });
    let client = client(StaticToken::new("a-secret token"), &echo);
    let own = post(&client).header("Authorization", "Bearer a-secret token");
    for request in [post(&client), own] {
        let error = ready(request).unwrap_err();
        let printed = format!("{error} {error:?} {:?} {:?}", error.message(), error.headers());
        assert!(printed.contains("denied: no: Bearer [token]") && !printed.contains("a-secret"), "{printed}");
    }
}

#[test]
fn an_answer_that_cannot_be_read_is_not_told_with_the_token() {
    // Longer than what an error shows of the place, so that a piece of it would be shown.
    let token = "a-secret ".repeat(30);
    let echo = InMemoryTransport::new(|request| {
        let token = request.headers()["authorization"].to_str().unwrap().trim_start_matches("Bearer ").to_owned();
        let mut response = http::Response::new(Bytes::from(format!(r#"{{"token":"{token}", "id": true}}"#)));
        response.headers_mut().insert("request-id", token.try_into().unwrap());
        response
    });
    let client = client(StaticToken::new(token.trim()), &echo);
    let error = ready(client.request::<crate::support::Call>(Method::GET, "/me")).unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    let printed = format!("{error} {error:?} {source} {:?}", error.headers());
    assert!(
        printed.contains("[token]") && printed.contains(r#""id": true"#) && !printed.contains("a-secret"),
        "{printed}"
    );
}
