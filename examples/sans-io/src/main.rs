//! A mail program that has its own sockets and its own loop: no async runtime, no HTTP client.
//!
//! `flows` has what it does, with the typed bindings; `host` carries out what the client decides, and `loopback` is the other
//! side, a mailbox on this machine. Run it with `cargo run -p sans-io`.

mod flows;
mod host;
mod http1;
mod loopback;

/// The bindings: mail folders, messages, and what they need.
pub mod graph {
    graph_runtime::include_graph!("graph");
}

use std::error::Error;

use graph_runtime::{BodyFormat, Client, StaticToken};

use graph::GraphClient;
use loopback::Mailbox;

fn main() -> Result<(), Box<dyn Error>> {
    day(&Mailbox::default())
}

/// All that the program does, with a mailbox on this machine.
fn day(mailbox: &Mailbox) -> Result<(), Box<dyn Error>> {
    // A real program leaves `base_url` and `allow_loopback_http` out, and asks its identity library for tokens.
    let client = Client::builder()
        .base_url(mailbox.start()?)
        .allow_loopback_http()
        .token(StaticToken::new("an access token"))
        .without_transport()
        .immutable_ids()
        .body_format(BodyFormat::Text)
        .build()?;
    let graph = GraphClient::new(client.clone());
    println!("folders from here on: {}", flows::folders(&graph)?);
    let read = flows::messages(&graph, "inbox")?;
    let sent = flows::write(&graph)?;
    flows::file(&graph, &sent)?;
    flows::delete(&client, &graph, &read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_goes_as_planned() {
        let mailbox = Mailbox::default();
        day(&mailbox).unwrap();
        let state = mailbox.state();
        let messages = "GET /me/mailFolders/inbox/messages/delta()?$select=subject,isRead";
        let requests = [
            "GET /me/mailFolders/delta()",
            "GET /me/mailFolders/delta()?$skiptoken=2",
            // It was busy the first time.
            messages,
            messages,
            "POST /me/messages",
            "POST /me/messages/m9/send",
            "POST /me/messages/m9/move",
            "POST /$batch",
            "DELETE /me/messages/m1",
            "DELETE /me/messages/m2",
        ];
        assert_eq!(state.requests, requests);
        let immutable = |preferences: &&String| preferences.contains(r#"IdType="ImmutableId""#);
        assert_eq!(state.preferences.iter().filter(immutable).count(), requests.len());
        assert!(state.sent.starts_with(b"To: ada@contoso.com\r\n"));
    }
}
