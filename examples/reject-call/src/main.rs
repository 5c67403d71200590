//! Rejects a call against a Graph on the loopback interface, and prints what both sides saw.
//!
//! Run it with `cargo run -p reject-call`.

mod loopback;

use std::error::Error;

use graph_beta::GraphClient;
use graph_beta::communications::calls::item::reject::RejectPostRequestBody;
use graph_beta::graph_runtime::{Client, StaticToken};
use graph_beta::models::RejectReason;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // A real program leaves `base_url` and `allow_loopback_http` out, and asks its identity library for tokens.
    let client = Client::builder()
        .base_url(loopback::start().await?)
        .allow_loopback_http()
        .token(StaticToken::new("an access token"))
        .build()?;
    let graph = GraphClient::new(client);

    let body = RejectPostRequestBody { reason: Some(RejectReason::Busy), ..Default::default() };
    let request = graph.communications().calls().by_call_id("57dab8b1-894c-409a-b240-bd8beae78896").reject().post(body);
    println!("the client sends  {} {}", request.method(), request.url()?);
    request.await?;
    println!("the client knows  the call is rejected");

    let body = RejectPostRequestBody { callback_uri: Some("http://bot.example".to_owned()), ..Default::default() };
    if let Err(error) = graph.communications().calls().by_call_id("another-call").reject().post(body).await {
        println!("the client knows  {}", error.report());
    }
    Ok(())
}
