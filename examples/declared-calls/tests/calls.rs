//! What the declared operations send to a mock of Graph.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use declared_calls::graph::GraphClient;
use declared_calls::graph::communications::calls::item as call;
use declared_calls::graph::models::{Participant, Prompt, RejectReason, Tone};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{Client, Error};

/// The requests that `send` makes, as they go out: method, path and body.
fn sent(answer: &'static str, send: impl AsyncFnOnce(Client) -> Result<(), Error>) -> Vec<String> {
    let transport = InMemoryTransport::json(200, answer);
    let client = Client::builder().transport(transport.clone()).build().expect("the transport is all it needs");
    match pin!(send(client)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome.expect("200 is a success"),
        Poll::Pending => panic!("the transport answers at once"),
    }
    let line = |request: &graph_runtime::transport::Recorded| {
        format!("{} {} {}", request.method, request.url, String::from_utf8_lossy(&request.body))
    };
    transport.requests().iter().map(line).collect()
}

#[test]
fn a_declared_call_sends_what_the_generated_one_does() {
    use graph_beta::communications::calls::item::reject::RejectPostRequestBody;

    let declared = sent("", async |client| {
        let body = call::reject::RejectPostRequestBody {
            reason: Some(RejectReason::Busy),
            callback_uri: Some("https://bot.example/calls".to_owned()),
            ..Default::default()
        };
        GraphClient::new(client).communications().calls().by_call_id("a b").reject().post(body).await
    });
    let generated = sent("", async |client| {
        let body = RejectPostRequestBody {
            reason: Some(graph_beta::models::RejectReason::Busy),
            callback_uri: Some("https://bot.example/calls".to_owned()),
            ..Default::default()
        };
        graph_beta::GraphClient::new(client).communications().calls().by_call_id("a b").reject().post(body).await
    });
    assert_eq!(declared, generated);
    assert_eq!(
        declared,
        [
            r#"POST https://graph.microsoft.com/beta/communications/calls/a%20b/reject {"reason":"busy","callbackUri":"https://bot.example/calls"}"#
        ]
    );
}

#[test]
fn actions_participants_and_operations_are_sent() {
    let lines = sent("{}", async |client| {
        let graph = GraphClient::new(client);
        let call = graph.communications().calls().by_call_id("c");
        let prompts = Some(vec![Prompt::default()]);
        call.play_prompt().post(call::play_prompt::PlayPromptPostRequestBody { prompts, ..Default::default() }).await?;
        let tones = Some(vec![Tone::Tone1, Tone::Pound]);
        call.send_dtmf_tones()
            .post(call::send_dtmf_tones::SendDtmfTonesPostRequestBody { tones, ..Default::default() })
            .await?;
        call.participants().get().select(Participant::IS_MUTED).top(2).await?;
        let mute = call::participants::item::mute::MutePostRequestBody::default();
        call.participants().by_participant_id("p").mute().post(mute).await?;
        call.operations().by_comms_operation_id("o").delete().if_match("*").await?;
        call.keep_alive().post().await
    });
    let lines: Vec<_> =
        lines.iter().map(|line| line.replace("https://graph.microsoft.com/beta/communications/calls/c", "")).collect();
    assert_eq!(
        lines,
        [
            r#"POST /playPrompt {"prompts":[{}]}"#,
            r#"POST /sendDtmfTones {"tones":["tone1","pound"]}"#,
            "GET /participants?$select=isMuted&$top=2 ",
            "POST /participants/p/mute {}",
            "DELETE /operations/o ",
            "POST /keepAlive ",
        ]
    );
}
