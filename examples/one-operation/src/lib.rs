//! A crate that has exactly one operation of Microsoft Graph, made at build time.
//!
//! The build script (`build.rs`) names the operation; this file takes in what it made.

/// The bindings: `call: reject` and what it needs, nothing else.
pub mod graph {
    graph_runtime::include_graph!("graph");
}

use graph::GraphClient;
use graph::communications::calls::item::reject::RejectPostRequestBody;
use graph::models::RejectReason;
use graph_runtime::{Client, Error};

/// Rejects the call `call_id` for `reason`; notifications go to `callback_uri` from now on if it is given.
pub async fn reject(
    client: Client,
    call_id: &str,
    reason: RejectReason,
    callback_uri: Option<&str>,
) -> Result<(), Error> {
    let body = RejectPostRequestBody {
        reason: Some(reason),
        callback_uri: callback_uri.map(str::to_owned),
        ..Default::default()
    };
    GraphClient::new(client).communications().calls().by_call_id(call_id).reject().post(body).await
}
