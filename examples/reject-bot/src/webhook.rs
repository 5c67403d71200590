//! The webhook: reads what Graph delivers, answers it at once, and puts incoming calls in the queue.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::post;
use graph_beta::models::{Call, CallDirection, CallState};
use graph_runtime::notifications::{
    ChangeNotification, ClientState, Delivery, DeliveryError, LARGEST_BODY, Notifications, TokenCheck,
    UnreadableNotification,
};
use tokio::sync::mpsc::Sender;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::recent::Recent;
use crate::rejections::IncomingCall;

/// The longest id of a call that is believed, in bytes. Those of Graph have about a hundred.
const LONGEST_ID: usize = 512;

/// What the webhook works with.
#[derive(Debug)]
pub struct Webhook {
    /// What the token of a request must be, if there must be one.
    pub token_check: Option<watch::Receiver<TokenCheck>>,
    /// What a notification must bring along, if anything.
    pub client_state: Option<ClientState>,
    /// The calls that have been queued of late.
    pub recent: Arc<Recent>,
    /// Where incoming calls go.
    pub calls: Sender<IncomingCall>,
}

/// The route of the webhook.
pub fn router(webhook: Webhook) -> Router {
    Router::new()
        .route("/api/calls", post(deliver))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::new(webhook))
}

async fn deliver(
    State(webhook): State<Arc<Webhook>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<String>, StatusCode> {
    match Delivery::read(query.as_deref(), &body) {
        Ok(delivery) => {
            if let Delivery::Notifications(notifications) = &delivery {
                webhook.check_sender(&headers)?;
                webhook.queue_calls(notifications)?;
            }
            Ok(delivery.answer())
        }
        // This asks for the protocol of Graph in place of the older one; the notification then comes again.
        Err(DeliveryError::NoNotifications) => Err(StatusCode::NO_CONTENT),
        Err(error) => {
            eprintln!("a delivery is refused: {error:?}");
            Ok(error.answer())
        }
    }
}

impl Webhook {
    /// Refuses a request that is not from Graph.
    fn check_sender(&self, headers: &HeaderMap) -> Result<(), StatusCode> {
        let checked = self.token_check.as_ref().map_or(Ok(()), |check| check.borrow().check_headers(headers));
        checked.map_err(|error| {
            eprintln!("a delivery is refused: {error}");
            StatusCode::UNAUTHORIZED
        })
    }

    /// Queues the incoming calls; when there is no room, Graph is asked to deliver again.
    fn queue_calls(&self, notifications: &Notifications) -> Result<(), StatusCode> {
        let ids = notifications.value.iter().filter_map(|notification| self.incoming_call(notification));
        for id in ids.filter(|id| self.recent.insert(id)) {
            if let Err(refused) = self.calls.try_send(IncomingCall { id, heard: Instant::now() }) {
                eprintln!("too many calls at a time");
                self.recent.remove(&refused.into_inner().id);
                return Err(StatusCode::SERVICE_UNAVAILABLE);
            }
        }
        Ok(())
    }

    /// The id of the call that rings, if that is what the notification says and it may say so.
    ///
    /// What is not acted on is logged and answered like the rest: a stranger learns nothing, and Graph does not repeat it.
    fn incoming_call(&self, notification: &Result<ChangeNotification, UnreadableNotification>) -> Option<String> {
        let found = notification.as_ref().map_err(|error| format!("{error:?}")).and_then(|notification| {
            if self.client_state.as_ref().is_some_and(|expected| !notification.is_from(expected)) {
                return Err("it has another client state".to_owned());
            }
            rings(notification)
        });
        found.unwrap_or_else(|reason| {
            eprintln!("a notification is not acted on: {reason}");
            None
        })
    }
}

/// The id of the call that rings; nothing, if the notification says anything else.
fn rings(notification: &ChangeNotification) -> Result<Option<String>, String> {
    if notification.resource_type().as_deref() != Some("microsoft.graph.call") {
        return Ok(None);
    }
    let Some(call) = notification.resource_as::<Call>().map_err(|error| error.to_string())? else { return Ok(None) };
    if call.state != Some(CallState::Incoming) || call.direction != Some(CallDirection::Incoming) {
        return Ok(None);
    }
    let id = notification.resource_id().filter(|id| id.len() <= LONGEST_ID);
    id.map(Some).ok_or_else(|| "it names no call".to_owned())
}
