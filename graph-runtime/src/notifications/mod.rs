//! Change notifications: what Graph sends to a webhook, about calls and about the resources of subscriptions.
//!
//! Everything is plain data, so any web framework will do. It gives the query and the body of a `POST`;
//! [`Delivery::read`] says what arrived, and [`Delivery::answer`] what must be answered within ten seconds:
//!
//! ```
//! use graph_runtime::http::Response;
//! use graph_runtime::notifications::{ChangeNotification, ClientState, Delivery};
//!
//! fn webhook(query: Option<&str>, body: &[u8], expected: &ClientState) -> Response<String> {
//!     let delivery = match Delivery::read(query, body) {
//!         Ok(delivery) => delivery,
//!         Err(error) => return error.answer(),
//!     };
//!     let answer = delivery.answer();
//!     if let Delivery::Notifications(notifications) = delivery {
//!         for notification in notifications.value {
//!             match notification {
//!                 Ok(notification) if notification.is_from(expected) => act_on(notification),
//!                 Ok(_) => eprintln!("somebody else sent a notification"),
//!                 // The other notifications of the delivery can be read all the same.
//!                 Err(error) => eprintln!("{error:?}"),
//!             }
//!         }
//!     }
//!     answer
//! }
//!
//! /// Puts the work where it is done after the answer: in a queue, or on a task of its own.
//! fn act_on(notification: ChangeNotification) {
//!     println!("{:?} of {:?}", notification.change_type, notification.resource_id());
//! }
//!
//! let body = br#"{"value": [{"changeType": "updated", "clientState": "secret", "resource": "Users/ada"}]}"#;
//! assert_eq!(webhook(None, body, &ClientState::from("secret")).status(), 202);
//! assert_eq!(webhook(Some("validationToken=a+b%3A"), b"", &ClientState::from("secret")).body(), "a b:");
//! ```
//!
//! # Who sent it
//!
//! A webhook is open to everybody, and a body proves nothing. Before a program acts on a notification, it must know who sent
//! it, and nothing here insists on that:
//!
//! - Of a subscription, it has the client state that the subscription was given: [`ChangeNotification::is_from`].
//! - About a call, its request has `Authorization: Bearer` with a JSON web token, of which the signature, the audience (the id
//!   of the bot's application), the issuer and the lifetime must be right ([Microsoft: authenticate the callback][callback]).
//! - With resource data, its delivery has such tokens beside the client state: [`Notifications::validation_tokens`]
//!   ([Microsoft: authenticity][rich]).
//!
//! `TokenCheck`, with the feature `notification-tokens`, checks the tokens. `DecryptionKey`, with the feature
//! `notification-decryption`, decrypts resource data.
//!
//! [callback]: https://learn.microsoft.com/microsoftteams/platform/bots/calls-and-meetings/call-notifications#authenticate-the-callback
//! [rich]: https://learn.microsoft.com/graph/change-notifications-with-resource-data#validating-the-authenticity-of-notifications

mod client_state;
#[cfg(feature = "notification-decryption")]
mod decrypt;
mod delivery;
#[cfg(feature = "notification-tokens")]
mod issuers;
mod notification;
mod resource_path;
#[cfg(feature = "notification-tokens")]
mod signing_keys;
#[cfg(feature = "notification-tokens")]
mod token_check;

pub use client_state::ClientState;
#[cfg(feature = "notification-decryption")]
pub use decrypt::{DecryptionError, DecryptionKey};
pub use delivery::{
    Delivery, DeliveryError, LARGEST_BODY, LONGEST_TOKEN, MOST_NOTIFICATIONS, Notifications, UnreadableNotification,
    ValidationToken,
};
pub use notification::{ChangeNotification, ChangeType, EncryptedContent, LifecycleEvent};
#[cfg(feature = "notification-tokens")]
pub use signing_keys::{SigningKeys, SigningKeysError};
#[cfg(feature = "notification-tokens")]
pub use token_check::{TokenCheck, TokenError};
