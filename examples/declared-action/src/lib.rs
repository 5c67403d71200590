//! Actions declared by hand: the same as generated ones, for what no description has yet.

use graph_beta::GraphClient;
use graph_beta::communications::calls::item::CallItemRequestBuilder;
use graph_macros::{GraphEnum, graph_action};
use graph_runtime::model::UnknownValue;
use graph_runtime::{Client, Error};

/// Keeps a call alive.
#[graph_action(POST "/communications/calls/{call-id}/keepAlive", on = CallItemRequestBuilder)]
pub struct KeepAlivePostRequestBody {
    /// A text that comes back in the notifications about this call.
    pub client_context: Option<String>,
}

/// Why a call is rejected.
#[derive(Clone, PartialEq, Eq, Hash, GraphEnum)]
#[non_exhaustive]
pub enum RejectReason {
    /// No reason is given.
    None,
    /// The callee is in another call.
    Busy,
    /// The callee may not take the call.
    Forbidden,
    /// A value that this crate does not know yet.
    UnknownValue(UnknownValue),
}

/// Rejects a call; this one needs no generated code at all.
#[graph_action(
    POST "/communications/calls/{call-id}/reject",
    docs = "https://learn.microsoft.com/graph/api/call-reject?view=graph-rest-beta"
)]
pub struct RejectPostRequestBody {
    /// The reason that the caller is told.
    pub reason: Option<RejectReason>,
    /// Where notifications about this call go from now on.
    #[graph(starts_with = "https://")]
    pub callback_uri: Option<String>,
}

/// Keeps the call `call_id` alive, by the chain that the generated crate starts.
pub async fn keep_alive(client: Client, call_id: &str, client_context: &str) -> Result<(), Error> {
    let body = KeepAlivePostRequestBody { client_context: Some(client_context.to_owned()), ..Default::default() };
    GraphClient::new(client).communications().calls().by_call_id(call_id).keep_alive().post(body).await
}

/// Rejects the call `call_id` for `reason`; notifications go to `callback_uri` from now on if it is given.
pub async fn reject(
    client: &Client,
    call_id: &str,
    reason: RejectReason,
    callback_uri: Option<&str>,
) -> Result<(), Error> {
    let body = RejectPostRequestBody {
        reason: Some(reason),
        callback_uri: callback_uri.map(str::to_owned),
        ..Default::default()
    };
    RejectRequestBuilder::new(client, call_id).post(body).await
}
