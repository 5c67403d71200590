//! The tokens of notifications: those that pass, and one for each way not to.
#![cfg(feature = "notification-tokens")]

mod hostile;
mod keys;

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use aws_lc_rs::{hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use graph_runtime::Cloud;
use graph_runtime::http::{HeaderMap, HeaderValue, header};
use graph_runtime::notifications::{Delivery, SigningKeys, TokenCheck, TokenError};
use serde_json::{Value, json};

const APPLICATION: &str = "8e460676-ae3f-4b1e-8790-ee0fb5d6148f";
const TENANT: &str = "84bd8158-6d4d-4958-8b9f-9d6445542f95";
const PUBLISHER: &str = "0bf30f3b-4a52-48df-9a82-234910c4a086";

/// The key of the issuer.
static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).expect("there is randomness"));

fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The set of keys that the issuer publishes.
fn key_set() -> Value {
    let modulus = base64(KEY.public_key().modulus().big_endian_without_leading_zero());
    let exponent = base64(KEY.public_key().exponent().big_endian_without_leading_zero());
    json!({ "keys": [
        { "kty": "EC", "kid": "curve", "crv": "P-256", "x": "AA", "y": "AA" },
        { "kty": "RSA", "kid": "other use", "use": "enc", "n": modulus, "e": exponent },
        { "kty": "RSA", "kid": "broken", "n": "!", "e": 5 },
        { "kty": "RSA", "kid": "1", "use": "sig", "n": modulus, "e": exponent, "endorsements": ["msteams"] },
    ] })
}

fn keys() -> SigningKeys {
    SigningKeys::read(key_set().to_string().as_bytes()).expect("a key is usable")
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs()
}

/// A token with this header and these claims, signed by the issuer.
fn signed(header: &Value, claims: &Value) -> String {
    signed_texts(&header.to_string(), &claims.to_string())
}

/// A token with these claims, signed as it should be.
fn token(claims: &Value) -> String {
    signed(&json!({ "alg": "RS256", "typ": "JWT", "kid": "1" }), claims)
}

/// The claims of a token about calls.
fn of_calls() -> Value {
    json!({
        "aud": APPLICATION, "iss": "https://api.botframework.com", "nbf": now() - 10, "exp": now() + 3600, "tid": TENANT,
    })
}

/// The claims of a token that comes with resource data.
fn of_subscriptions() -> Value {
    json!({
        "aud": APPLICATION, "iss": format!("https://sts.windows.net/{TENANT}/"), "exp": now() + 3600, "appid": PUBLISHER,
    })
}

/// `claims` with one of them changed, or without it.
fn with(mut claims: Value, name: &str, value: Value) -> Value {
    let members = claims.as_object_mut().expect("they are an object");
    if value.is_null() {
        members.remove(name)
    } else {
        members.insert(name.to_owned(), value)
    };
    claims
}

fn check_call(token: &str) -> Result<(), TokenError> {
    TokenCheck::for_calls(APPLICATION, keys()).check(token)
}

fn check_subscription(claims: &Value) -> Result<(), TokenError> {
    TokenCheck::for_subscriptions(APPLICATION, &["another", TENANT], keys()).check(&token(claims))
}

#[test]
fn tokens_about_calls_pass_from_both_issuers() {
    for issuer in ["https://api.botframework.com", "https://graph.microsoft.com"] {
        assert_eq!(check_call(&token(&with(of_calls(), "iss", json!(issuer)))), Ok(()), "{issuer}");
    }
}

#[test]
fn another_cloud_has_issuers_of_its_own() {
    let check = TokenCheck::new(APPLICATION, &["https://issuer.example"], keys());
    assert_eq!(check.check(&token(&with(of_calls(), "iss", json!("https://issuer.example")))), Ok(()));
    assert_eq!(check.check(&token(&of_calls())), Err(TokenError::OtherIssuer));
}

#[test]
fn each_claim_is_checked() {
    let hour = 3600;
    for (name, value, expected) in [
        ("aud", json!("another application"), TokenError::OtherAudience),
        ("aud", Value::Null, TokenError::Malformed),
        ("iss", json!("https://api.botframework.com.example"), TokenError::OtherIssuer),
        ("iss", Value::Null, TokenError::Malformed),
        ("exp", json!(now() - hour), TokenError::OtherTime),
        ("exp", Value::Null, TokenError::Malformed),
        ("exp", json!("tomorrow"), TokenError::Malformed),
        ("nbf", json!(now() + hour), TokenError::OtherTime),
    ] {
        assert_eq!(check_call(&token(&with(of_calls(), name, value.clone()))), Err(expected), "{name}: {value}");
    }
}

#[test]
fn only_the_signature_of_the_issuer_counts() {
    let whole = token(&of_calls());
    let (message, signature) = whole.rsplit_once('.').expect("three parts");
    let (header, _) = message.split_once('.').expect("three parts");
    let other = base64(with(of_calls(), "tid", json!("another")).to_string());
    assert_eq!(check_call(&format!("{header}.{other}.{signature}")), Err(TokenError::Signature));
    assert_eq!(check_call(&format!("{message}.")), Err(TokenError::Signature));

    let unsigned = json!({ "alg": "none", "kid": "1" });
    assert_eq!(check_call(&signed(&unsigned, &of_calls())), Err(TokenError::Malformed));
    let stronger = json!({ "alg": "RS512", "kid": "1" });
    assert_eq!(check_call(&signed(&stronger, &of_calls())), Err(TokenError::Malformed));
    // The public key is no secret: it must not be taken for one.
    let message =
        format!("{}.{}", base64(json!({ "alg": "HS256", "kid": "1" }).to_string()), base64(of_calls().to_string()));
    let secret = hmac::Key::new(hmac::HMAC_SHA256, KEY.public_key().as_ref());
    let forged = format!("{message}.{}", base64(hmac::sign(&secret, message.as_bytes())));
    assert_eq!(check_call(&forged), Err(TokenError::Malformed));
}

#[test]
fn the_key_is_found_by_its_id() {
    for (kid, expected) in [
        (json!("2"), TokenError::UnknownKey),
        (json!("other use"), TokenError::UnknownKey),
        (json!("broken"), TokenError::UnknownKey),
        (Value::Null, TokenError::Malformed),
    ] {
        let header = with(json!({ "alg": "RS256" }), "kid", kid.clone());
        assert_eq!(check_call(&signed(&header, &of_calls())), Err(expected), "{kid}");
    }
    for odd in ["", "..", "a.b", "ü.ü.ü", &".".repeat(1 << 16)] {
        assert_eq!(check_call(odd), Err(TokenError::Malformed));
    }
}

/// A token whose header and claims are these texts, signed by the issuer.
fn signed_texts(header: &str, claims: &str) -> String {
    let message = format!("{}.{}", base64(header), base64(claims));
    let mut signature = vec![0; KEY.public_modulus_len()];
    let random = rand::SystemRandom::new();
    KEY.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).expect("the key signs");
    format!("{message}.{}", base64(signature))
}

#[test]
fn the_token_is_taken_from_one_bearer_header() {
    let check = TokenCheck::for_calls(APPLICATION, keys());
    let whole = token(&of_calls());
    let headers = |values: &[String]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, HeaderValue::from_str(value).expect("it is a header"));
        }
        headers
    };
    assert_eq!(check.check_headers(&headers(&[format!("Bearer {whole}")])), Ok(()));
    assert_eq!(check.check_headers(&headers(&[format!("bearer  {whole}")])), Ok(()));
    let both = [format!("Bearer {whole}"), format!("Bearer {whole}")];
    let (basic, bare) = ([format!("Basic {whole}")], [whole]);
    for missing in [&[][..], &both[..], &basic, &bare] {
        assert_eq!(check.check_headers(&headers(missing)), Err(TokenError::Missing), "{}", missing.len());
    }
}

#[test]
fn tokens_of_subscriptions_are_from_graph_and_for_the_tenant() {
    assert_eq!(check_subscription(&of_subscriptions()), Ok(()));
    let v2 = json!(format!("https://login.microsoftonline.com/{TENANT}/v2.0"));
    let v2 = with(with(of_subscriptions(), "iss", v2), "appid", Value::Null);
    assert_eq!(check_subscription(&with(v2.clone(), "azp", json!(PUBLISHER))), Ok(()));
    assert_eq!(check_subscription(&v2), Err(TokenError::OtherPublisher));
    let publisher = with(of_subscriptions(), "appid", json!(APPLICATION));
    assert_eq!(check_subscription(&publisher), Err(TokenError::OtherPublisher));
    let tenant = with(of_subscriptions(), "iss", json!("https://sts.windows.net/third/"));
    assert_eq!(check_subscription(&tenant), Err(TokenError::OtherIssuer));
}

#[test]
fn each_cloud_has_an_identity_platform_of_its_own() {
    let global = ["https://sts.windows.net/", "https://login.microsoftonline.com/"];
    let government = ["https://sts.windows.net/", "https://login.microsoftonline.us/"];
    let china = ["https://sts.chinacloudapi.cn/", "https://login.partner.microsoftonline.cn/"];
    for (cloud, hosts) in [
        (Cloud::Global, global),
        (Cloud::UsGovernment, government),
        (Cloud::UsGovernmentDod, government),
        (Cloud::China, china),
    ] {
        let check = TokenCheck::for_subscriptions_in(cloud, APPLICATION, &["another", TENANT], keys());
        for [v1, v2] in [global, government, china] {
            for (host, issuer) in [(v1, format!("{v1}{TENANT}/")), (v2, format!("{v2}{TENANT}/v2.0"))] {
                let expected = if hosts.contains(&host) { Ok(()) } else { Err(TokenError::OtherIssuer) };
                let claims = with(of_subscriptions(), "iss", json!(issuer));
                assert_eq!(check.check(&token(&claims)), expected, "{cloud:?}, {issuer}");
            }
        }
        let configuration = format!("{}common/.well-known/openid-configuration", hosts[1]);
        assert_eq!(SigningKeys::of_subscriptions_in(cloud), configuration);
    }
    assert_eq!(SigningKeys::OF_SUBSCRIPTIONS, SigningKeys::of_subscriptions_in(Cloud::Global));
}

#[test]
fn all_tokens_of_a_delivery_must_pass() {
    let check = TokenCheck::for_subscriptions(APPLICATION, &[TENANT], keys());
    let (good, bad) = (token(&of_subscriptions()), token(&with(of_subscriptions(), "aud", json!("x"))));
    for (tokens, expected) in [
        (json!([]), Err(TokenError::Missing)),
        (json!([good]), Ok(())),
        (json!([good, good]), Ok(())),
        (json!([good, bad]), Err(TokenError::OtherAudience)),
        (json!([good, null]), Err(TokenError::Malformed)),
        (json!([null]), Err(TokenError::Malformed)),
    ] {
        let body = json!({ "value": [], "validationTokens": tokens }).to_string();
        let Ok(Delivery::Notifications(notifications)) = Delivery::read(None, body.as_bytes()) else {
            panic!("no notifications");
        };
        assert_eq!(check.check_notifications(&notifications), expected);
    }
}
