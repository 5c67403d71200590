//! Tokens as nobody should make them.

use std::time::Duration;

use aws_lc_rs::rand;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use graph_runtime::model::MAX_DEPTH;
use graph_runtime::notifications::{SigningKeys, TokenCheck, TokenError};
use serde_json::{Value, json};

use super::{
    APPLICATION, PUBLISHER, TENANT, base64, check_call, check_subscription, key_set, keys, now, of_calls,
    of_subscriptions, signed, signed_texts, token, with,
};

/// `object` as text, with more members at its end.
fn and(object: &Value, members: &str) -> String {
    let text = object.to_string();
    format!("{},{members}}}", &text[..text.len() - 1])
}

/// A token whose signature is wrong, so that it passes nowhere. What is looked at before the signature is told all the same.
fn unsound(header: &Value, claims: &Value) -> String {
    let token = signed(header, claims);
    let (content, signature) = token.rsplit_once('.').unwrap();
    format!("{content}.{}", "A".repeat(signature.len()))
}

#[test]
fn what_a_token_says_to_be_critical_must_be_understood() {
    let header = json!({ "alg": "RS256", "kid": "1" });
    for critical in
        [json!(["b64"]), json!(["exp"]), json!(["alg", "unknown"]), json!([]), json!("b64"), json!(5), json!(null)]
    {
        let mut header = header.clone();
        header["crit"] = critical.clone();
        header["b64"] = json!(true);
        assert_eq!(check_call(&unsound(&header, &of_calls())), Err(TokenError::Malformed), "{critical}");
    }
    assert_eq!(check_call(&unsound(&header, &of_calls())), Err(TokenError::Signature), "that is looked at next");
    let mut other = header;
    other["b64"] = json!(true);
    assert_eq!(check_call(&signed(&other, &of_calls())), Ok(()), "what is not critical may be unknown");
}

#[test]
fn a_token_names_one_issuer_as_text() {
    let issuer = "https://api.botframework.com";
    for odd in [
        json!([issuer]),
        json!([issuer, "https://other.example"]),
        json!([]),
        json!({ "a": issuer }),
        json!(5),
        json!(true),
    ] {
        let claims = with(of_calls(), "iss", odd.clone());
        let header = json!({ "alg": "RS256", "kid": "1" });
        assert_eq!(check_call(&unsound(&header, &claims)), Err(TokenError::Malformed), "{odd}");
    }
}

#[test]
fn claims_of_another_type_do_not_pass() {
    for (name, value) in [
        ("aud", json!([])),
        ("aud", json!(["another application"])),
        ("aud", json!([APPLICATION, 5])),
        ("aud", json!({ "a": APPLICATION })),
        ("aud", json!(true)),
        ("exp", json!((now() + 3600).to_string())),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
        ("exp", json!([now() + 3600])),
        ("exp", json!(true)),
        ("nbf", json!("0")),
        ("nbf", json!(-1)),
        ("nbf", json!([0])),
    ] {
        let checked = check_call(&token(&with(of_calls(), name, value.clone())));
        assert!(
            matches!(checked, Err(TokenError::Malformed | TokenError::OtherAudience)),
            "{name}: {value}: {checked:?}"
        );
    }
    // Of several audiences one must be this application (RFC 7519 section 4.1.3); time may have a fraction.
    assert_eq!(check_call(&token(&with(of_calls(), "aud", json!(["another", APPLICATION])))), Ok(()));
    let fraction =
        |name, time: u64| token(&with(of_calls(), name, json!(Duration::from_secs(time).as_secs_f64() + 0.5)));
    assert_eq!(check_call(&fraction("exp", now() + 3600)), Ok(()));
    assert_eq!(check_call(&fraction("exp", now() - 3600)), Err(TokenError::OtherTime));
    for odd in [json!([PUBLISHER]), json!({ "a": PUBLISHER }), json!(5)] {
        // A second claim does not stand in for the first where that makes no sense.
        let claims = with(with(of_subscriptions(), "appid", odd.clone()), "azp", json!(PUBLISHER));
        assert_eq!(check_subscription(&claims), Err(TokenError::OtherPublisher), "{odd}");
    }
}

#[test]
fn a_minute_is_allowed_for_clocks_that_differ() {
    // On the side that time moves away from: however slow the machine is, it stays there.
    assert_eq!(check_call(&token(&with(of_calls(), "nbf", json!(now() + 30)))), Ok(()));
    assert_eq!(check_call(&token(&with(of_calls(), "exp", json!(now() - 90)))), Err(TokenError::OtherTime));
}

#[test]
fn members_that_come_twice_do_not_pass_for_one_another() {
    let header = json!({ "alg": "RS256", "kid": "1" });
    let claims = of_calls();
    for twice in [r#""alg":"RS256""#, r#""alg":"none""#, r#""kid":"1""#, r#""kid":"2""#] {
        let token = signed_texts(&and(&header, twice), &claims.to_string());
        assert!(check_call(&token).is_err(), "{twice}");
    }
    for name in ["aud", "iss", "exp", "nbf"] {
        let token = signed_texts(&header.to_string(), &and(&claims, &format!(r#""{name}":{}"#, claims[name])));
        assert_eq!(check_call(&token), Err(TokenError::Malformed), "{name}");
    }
    // Of all others the last counts (RFC 7519 section 4).
    let check = TokenCheck::for_subscriptions(APPLICATION, &[TENANT], keys());
    let publisher = |first: &str, last: &str| {
        let claims = with(of_subscriptions(), "appid", Value::Null);
        let claims = and(&claims, &format!(r#""appid":"{first}","appid":"{last}""#));
        check.check(&signed_texts(&header.to_string(), &claims))
    };
    assert_eq!(publisher("x", PUBLISHER), Ok(()));
    assert_eq!(publisher(PUBLISHER, "x"), Err(TokenError::OtherPublisher));
}

#[test]
fn json_that_is_refused_elsewhere_is_refused_in_a_token() {
    let header = json!({ "alg": "RS256", "kid": "1" });
    let nested = |depth: usize| format!(r#""x":{}{}"#, "[".repeat(depth), "]".repeat(depth));
    for odd in [nested(MAX_DEPTH), nested(300), r#""x":{"$serde_json::private::Anything":"1"}"#.to_owned()] {
        let in_header = signed_texts(&and(&header, &odd), &of_calls().to_string());
        assert_eq!(check_call(&in_header), Err(TokenError::Malformed), "{odd}");
        let in_claims = signed_texts(&header.to_string(), &and(&of_calls(), &odd));
        assert_eq!(check_call(&in_claims), Err(TokenError::Malformed), "{odd}");
        let set = format!(r#"{{"keys":{},{odd}}}"#, key_set()["keys"]);
        assert!(SigningKeys::read(set.as_bytes()).is_err(), "{odd}");
    }
    let deepest = nested(MAX_DEPTH - 1);
    assert_eq!(check_call(&signed_texts(&and(&header, &deepest), &and(&of_calls(), &deepest))), Ok(()));
    let marked = format!("\u{feff}{}", key_set());
    assert!(SigningKeys::read(marked.as_bytes()).is_ok(), "a byte order mark is passed over");
    // In a token there is none: what is signed is read by several.
    assert!(check_call(&signed_texts(&format!("\u{feff}{header}"), &of_calls().to_string())).is_err());
}

#[test]
fn a_token_is_no_longer_than_tokens_are() {
    let padded = |length: usize| token(&with(of_calls(), "x", json!("y".repeat(length))));
    assert_eq!(check_call(&padded(10 << 10)), Ok(()));
    let long = padded(12 << 10);
    assert!(long.len() > 16 << 10);
    assert_eq!(check_call(&long), Err(TokenError::Malformed));
    let whole = token(&of_calls());
    for odd in [format!("{whole}."), format!("{whole}.a"), format!(".{whole}"), format!("{whole}=")] {
        assert!(check_call(&odd).is_err(), "{odd}");
    }
}

#[test]
fn keys_that_a_token_brings_along_are_not_used() {
    let other = KeyPair::generate(KeySize::Rsa2048).expect("there is randomness");
    let own = json!({
        "kty": "RSA", "use": "sig",
        "n": base64(other.public_key().modulus().big_endian_without_leading_zero()),
        "e": base64(other.public_key().exponent().big_endian_without_leading_zero()),
    });
    let header = json!({ "alg": "RS256", "kid": "1", "jwk": own, "jku": "https://other.example", "x5c": ["AA=="] });
    let message = format!("{}.{}", base64(header.to_string()), base64(of_calls().to_string()));
    let mut signature = vec![0; other.public_modulus_len()];
    other.sign(&RSA_PKCS1_SHA256, &rand::SystemRandom::new(), message.as_bytes(), &mut signature).expect("it signs");
    assert_eq!(check_call(&format!("{message}.{}", base64(signature))), Err(TokenError::Signature));
}
