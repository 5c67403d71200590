//! Encrypted resource data: a notification that OpenSSL encrypted, as it is and with each part of it spoilt.
#![cfg(feature = "notification-decryption")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graph_runtime::model::{AdditionalData, Json, from_str, to_string};
use graph_runtime::notifications::{DecryptionError, DecryptionKey, Delivery, EncryptedContent};

/// A key for nothing but these tests, and what was encrypted for it: RSA-OAEP with SHA-1, AES-256-CBC, HMAC-SHA256.
const ENCRYPTED: &str = include_str!("../support/encrypted.json");

/// A resource as bindings have it.
struct Message {
    id: Option<String>,
    additional_data: AdditionalData,
}

graph_runtime::model! {
    Message {
        "id" => id,
    }
}

fn member(name: &str) -> serde_json::Value {
    let members: serde_json::Value = serde_json::from_str(ENCRYPTED).expect("the file is JSON");
    members[name].clone()
}

fn key() -> DecryptionKey {
    let der = STANDARD.decode(member("privateKey").as_str().expect("a text")).expect("Base64");
    DecryptionKey::from_pkcs8(&der).expect("it is a key")
}

fn content(name: &str) -> EncryptedContent {
    from_str(&member(name).to_string()).expect("it reads")
}

/// Base64 text with its first byte changed.
fn spoilt(text: Option<&str>) -> String {
    let mut bytes = STANDARD.decode(text.expect("it is there")).expect("Base64");
    bytes[0] ^= 1;
    STANDARD.encode(bytes)
}

#[test]
fn the_resource_is_what_was_encrypted() {
    let body = format!(r#"{{"value": [{{"encryptedContent": {}}}]}}"#, member("encryptedContent"));
    let Ok(Delivery::Notifications(notifications)) = Delivery::read(None, body.as_bytes()) else {
        panic!("no notifications");
    };
    let notification = notifications.value[0].as_ref().expect("it reads");
    let content = notification.encrypted_content.as_ref().expect("it is there");
    let message: Message = content.decrypt_as(&key()).expect("it decrypts");
    assert_eq!(message.id.as_deref(), Some("1616990032035"));
    assert_eq!(to_string(&message).expect("it is JSON"), member("text").as_str().expect("a text"));
}

#[test]
fn what_was_changed_on_the_way_is_refused() {
    let whole = content("encryptedContent");
    let data = EncryptedContent { data: Some(spoilt(whole.data.as_deref())), ..whole.clone() };
    assert_eq!(data.decrypt_as::<Message>(&key()), Err(DecryptionError::Signature));
    let signature = EncryptedContent { data_signature: Some(spoilt(whole.data_signature.as_deref())), ..whole.clone() };
    assert_eq!(signature.decrypt_as::<Message>(&key()), Err(DecryptionError::Signature));
    let data_key = EncryptedContent { data_key: Some(spoilt(whole.data_key.as_deref())), ..whole };
    assert_eq!(data_key.decrypt_as::<Message>(&key()), Err(DecryptionError::Key));
}

#[test]
fn what_is_missing_or_no_base64_is_told() {
    let whole = content("encryptedContent");
    for part in [None, Some("no Base64".to_owned())] {
        for spoilt in [
            EncryptedContent { data: part.clone(), ..whole.clone() },
            EncryptedContent { data_key: part.clone(), ..whole.clone() },
            EncryptedContent { data_signature: part.clone(), ..whole.clone() },
        ] {
            assert_eq!(spoilt.decrypt_as::<Message>(&key()), Err(DecryptionError::Incomplete), "{part:?}");
        }
    }
}

#[test]
fn what_is_signed_and_no_resource_is_told() {
    assert_eq!(content("badlyPadded").decrypt_as::<Json>(&key()), Err(DecryptionError::Data));
    let error = content("encryptedContent").decrypt_as::<Vec<Message>>(&key()).expect_err("it is one message");
    assert!(matches!(error, DecryptionError::Json(_)), "{error}");
}

#[test]
fn keys_are_read_with_care_and_not_shown() {
    assert_eq!(DecryptionKey::from_pkcs8(b"no key").err(), Some(DecryptionError::NoKey));
    assert_eq!(format!("{:?}", key()), "DecryptionKey(..)");
}
