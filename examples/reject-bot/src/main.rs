//! Listens for calls and rejects them all.
//!
//! | variable | what it is |
//! |---|---|
//! | `GRAPH_TOKEN` | an access token of the bot |
//! | `BOT_APPLICATION_ID` | the id of the bot's application, for which the tokens of notifications must be |
//! | `BOT_LISTEN` | the address to listen at; if not said, `127.0.0.1:8080` |
//!
//! Run it with `GRAPH_TOKEN=... BOT_APPLICATION_ID=... cargo run -p reject-bot` behind something that speaks TLS, and name
//! `/api/calls` there as the bot's webhook for calls.

use std::env;
use std::error::Error;
use std::process::ExitCode;

use graph_beta::GraphClient;
use graph_runtime::notifications::SigningKeys;
use graph_runtime::transport::ReqwestTransport;
use graph_runtime::{Client, StaticToken};
use reject_bot::{Settings, sender};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let causes = std::iter::successors(error.source(), |&cause| cause.source());
            causes.for_each(|cause| eprintln!("  caused by: {cause}"));
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let [token, application_id] = required(["GRAPH_TOKEN", "BOT_APPLICATION_ID"])?;
    let address = env::var("BOT_LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let token_check =
        sender::keep_checking(ReqwestTransport::new()?, SigningKeys::OF_CALLS.to_owned(), application_id).await?;
    let listener = TcpListener::bind(&address).await?;
    println!("listening at {}", listener.local_addr()?);

    // A token lives for an hour: a real program gives the client a source that asks its identity library.
    let client = Client::builder().token(StaticToken::new(token)).build()?;
    let settings = Settings { graph: GraphClient::new(client), token_check: Some(token_check), client_state: None };
    reject_bot::run(listener, settings, stopped()).await?;
    println!("stopped");
    Ok(())
}

/// The values of variables that have to be set.
fn required<const N: usize>(names: [&str; N]) -> Result<[String; N], String> {
    let values = names.map(|name| env::var(name).unwrap_or_default());
    let missing: Vec<_> =
        names.iter().zip(&values).filter(|(_, value)| value.is_empty()).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(values);
    }
    let settings = missing.join("=.. ");
    Err(format!(
        "not set: {}; help: run this as `{settings}=.. cargo run -p reject-bot`; the head of its main.rs says what they are",
        missing.join(", ")
    ))
}

/// Ends when the program is asked to.
async fn stopped() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("signals cannot be heard: {error}");
        std::future::pending::<()>().await;
    }
}
