//! The keys that tokens are signed with: which of a set are used, and where sets are fetched.

use graph_runtime::http::Response;
use graph_runtime::notifications::{SigningKeys, TokenCheck, TokenError};
use graph_runtime::transport::InMemoryTransport;
use serde_json::{Value, json};

use super::{APPLICATION, base64, key_set, keys, of_calls, token, with};

/// Whether a set of the issuer's key with these members is of use.
fn key_is_used(members: &Value) -> bool {
    let mut key = key_set()["keys"][3].clone();
    for (name, value) in members.as_object().expect("they are an object") {
        key = with(key, name, value.clone());
    }
    let Ok(keys) = SigningKeys::read(json!({ "keys": [key] }).to_string().as_bytes()) else { return false };
    TokenCheck::for_calls(APPLICATION, keys).check(&token(&of_calls())) == Ok(())
}

#[test]
fn a_key_is_used_for_what_it_is_meant_for() {
    for members in [
        json!({}),
        json!({ "use": null }),
        json!({ "alg": "RS256" }),
        json!({ "key_ops": ["verify"] }),
        json!({ "key_ops": ["sign", "verify"], "use": null }),
    ] {
        assert!(key_is_used(&members), "{members}");
    }
    for members in [
        json!({ "use": "enc" }),
        json!({ "use": "SIG" }),
        json!({ "use": ["sig"] }),
        json!({ "use": 5 }),
        json!({ "alg": "RS512" }),
        json!({ "alg": "RSA-OAEP" }),
        json!({ "alg": "PS256" }),
        json!({ "alg": 5 }),
        json!({ "key_ops": ["encrypt", "wrapKey"] }),
        json!({ "key_ops": [] }),
        json!({ "key_ops": "verify" }),
        json!({ "key_ops": ["verify"], "use": "enc" }),
        json!({ "kty": "rsa" }),
        json!({ "kty": "EC" }),
        json!({ "kty": "oct" }),
        json!({ "kty": null }),
        json!({ "kid": 1 }),
        json!({ "kid": null }),
    ] {
        assert!(!key_is_used(&members), "{members}");
    }
    // Where a member is there, it must say so; null says nothing.
    let set = key_set().to_string().replace(r#""use":"sig""#, r#""use":null"#);
    assert!(SigningKeys::read(set.as_bytes()).is_err());
}

#[test]
fn an_id_of_two_keys_names_neither() {
    let key = key_set()["keys"][3].clone();
    let read = |keys: Value| SigningKeys::read(json!({ "keys": keys }).to_string().as_bytes());
    let checked = |keys| TokenCheck::for_calls(APPLICATION, keys).check(&token(&of_calls()));
    let other = with(key.clone(), "n", json!(base64([0xc1; 256])));
    for keys in [json!([key, other]), json!([other, key]), json!([other, key, other]), json!([key, other, key])] {
        assert!(read(keys).is_err());
    }
    let third = with(other.clone(), "kid", json!("3"));
    assert_eq!(checked(read(json!([key, third, other])).expect("one is left")), Err(TokenError::UnknownKey));
    // One that comes twice is one; one for another use does not take its place.
    let encrypting = with(other, "use", json!("enc"));
    assert_eq!(checked(read(json!([key, encrypting, key, encrypting])).expect("it is there")), Ok(()));
}

/// The issuer's server: its configuration names `jwks_uri`, and whatever else is asked for is the set of keys.
fn issuer(jwks_uri: &'static str) -> InMemoryTransport {
    InMemoryTransport::new(move |request| {
        let is_configuration = request.uri().path() == "/configuration";
        let body = if is_configuration { json!({ "jwks_uri": jwks_uri }) } else { key_set() };
        Response::new(body.to_string().into())
    })
}

/// What asking for keys says; it never waits, for nothing is sent.
fn fetch(transport: &InMemoryTransport, configuration: &str) -> Result<SigningKeys, String> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match Box::pin(SigningKeys::fetch(transport, configuration)).as_mut().poll(&mut context) {
        std::task::Poll::Ready(keys) => keys.map_err(|error| error.to_string()),
        std::task::Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn keys_are_fetched_where_the_configuration_says() {
    let issuer = issuer("https://issuer.example/keys");
    let keys = fetch(&issuer, "https://login.example/configuration").expect("the keys are there");
    assert_eq!(TokenCheck::for_calls(APPLICATION, keys).check(&token(&of_calls())), Ok(()));
    let urls: Vec<_> = issuer.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(urls, ["https://login.example/configuration", "https://issuer.example/keys"]);
}

#[test]
fn keys_are_not_fetched_in_the_open() {
    let error =
        fetch(&issuer("http://issuer.example/keys"), "https://login.example/configuration").expect_err("in the open");
    assert!(error.contains("https"), "{error}");
    let error = fetch(&issuer("https://issuer.example/keys"), "http://login.example/configuration").expect_err("open");
    assert!(error.contains("https"), "{error}");
    let other = issuer("http://127.0.0.1:9/keys");
    assert!(fetch(&other, "http://127.0.0.1:8/configuration").is_err(), "another port is another server");
    // On the machine itself, for tests, both may be.
    assert!(fetch(&issuer("http://127.0.0.1:8/keys"), "http://127.0.0.1:8/configuration").is_ok());
}

#[test]
fn keys_that_cannot_be_had_say_why() {
    for (status, body, part) in [
        (404, "{}", "404"),
        (302, "{}", "302"),
        (200, "<html>", "not JSON"),
        (200, "{}", "jwks_uri"),
        (200, r#"{"jwks_uri": "https://issuer.example", "keys": []}"#, "no RSA key"),
    ] {
        let error = fetch(&InMemoryTransport::json(status, body), "https://login.example").expect_err(body);
        assert!(error.contains(part), "{body}: {error}");
    }
    assert!(fetch(&InMemoryTransport::json(200, "{}"), "no URL").is_err());
}

#[test]
fn keys_are_counted_and_not_shown() {
    let check = TokenCheck::for_calls(APPLICATION, keys());
    assert_eq!(format!("{check:?}"), "TokenCheck { keys: SigningKeys(1), .. }");
}
