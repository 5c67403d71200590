//! Actions declared by hand: the same as generated ones, for what no description has yet.

use graph_beta::communications::calls::item::CallItemRequestBuilder;
use graph_beta::graph_runtime::model::UnknownValue;
use graph_beta::graph_runtime::{Client, Error};
use graph_beta::{GraphClient, GraphEnum, graph_action, graph_builder, graph_model};

/// Keeps a call alive.
#[graph_action(POST "/communications/calls/{call-id}/keepAlive", on = CallItemRequestBuilder)]
pub struct KeepAlivePostRequestBody {
    /// A text that comes back in the notifications about this call.
    pub client_context: Option<String>,
}

/// Someone in a call.
#[graph_model]
pub struct Participant {
    /// Whether the others cannot hear them.
    pub is_muted: Option<bool>,
}

/// Those who are in a call.
#[graph_builder("/communications/calls/{call-id}/participants", on = CallItemRequestBuilder)]
impl ParticipantsRequestBuilder {
    /// Lists them.
    #[graph(query(select, filter, top))]
    pub fn get(&self, include_hidden: Option<bool>) -> [Participant];
}

/// How many in the call `call_id` are muted.
pub async fn muted(client: Client, call_id: &str) -> Result<usize, Error> {
    let participants = GraphClient::new(client).communications().calls().by_call_id(call_id).participants();
    let participants = participants.get().select(Participant::IS_MUTED).items().try_collect().await?;
    Ok(participants.iter().filter(|participant| participant.is_muted == Some(true)).count())
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
