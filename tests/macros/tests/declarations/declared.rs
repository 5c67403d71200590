//! Declared actions, sent: what goes out is what the declaration says.

use std::future::IntoFuture;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use graph_macros::{GraphEnum, graph_action};
use graph_runtime::mock::MockGraph;
use graph_runtime::model::{UnknownValue, from_str, to_string};
use graph_runtime::transport::{InMemoryTransport, Recorded};
use graph_runtime::{Client, Error, RequestBuilder, Route};

/// A builder as a generated crate has it.
#[derive(Clone, Debug)]
pub struct CallItemRequestBuilder {
    route: Route,
}

impl RequestBuilder for CallItemRequestBuilder {
    const PATHS: graph_runtime::Paths = graph_runtime::Paths::one("/communications/calls/{call-id}");

    fn route(&self) -> &Route {
        &self.route
    }
}

graph_runtime::request_builder!(DriveItemItemRequestBuilder, "/drives/{drive-id}/items/{driveItem-id}");

/// Pins a file.
#[graph_action(POST "/drives/{drive-id}/items/{driveItem-id}/pin", on = DriveItemItemRequestBuilder)]
pub struct PinPostRequestBody {}

/// The places of a builder that several paths share.
const MESSAGES: &[&str] = &["/me/messages", "/users/{user-id}/messages"];

graph_runtime::request_builder!(MessageItemRequestBuilder, MESSAGES, "/me/messages/{message-id}");

/// Flags a message.
#[graph_action(POST "/users/{user-id}/messages/{message-id}/flag", on = MessageItemRequestBuilder)]
pub struct FlagPostRequestBody {}

/// Keeps a call alive.
#[graph_action(POST "/communications/calls/{call-id}/keepAlive", on = CallItemRequestBuilder, docs = "https://a.example/b")]
pub struct KeepAlivePostRequestBody {
    /// A text that comes back.
    pub client_context: Option<String>,
    /// In minutes.
    #[graph(min = 1, max = 60)]
    pub interval: Option<i32>,
}

/// Rejects a call.
#[graph_action(POST "/communications/calls/{call-id}/reject")]
pub struct RejectPostRequestBody {
    /// The reason.
    pub reason: Option<RejectReason>,
    /// Where notifications go.
    #[graph(rename = "callbackURI", starts_with = "https://", max_length = 20)]
    pub callback_uri: Option<String>,
    /// What it was called.
    #[deprecated = "use `reason`"]
    pub r#type: Option<String>,
}

/// Takes a file out of a folder; a key follows a function, and a parameter is called like the client.
#[graph_action(DELETE "/drives/{client}/getByPath(path='{path}')/{item-id}", deprecated = "there is no such action")]
pub struct Remove;

/// Changes nothing.
#[graph_action(PATCH "/ping")]
pub struct PingPatchRequestBody {}

/// Why a call is rejected.
#[derive(Clone, PartialEq, Eq, Hash, GraphEnum)]
#[non_exhaustive]
pub enum RejectReason {
    /// No reason.
    None,
    /// In another call.
    #[graph(rename = "in-a-call")]
    Busy,
    /// The place holder.
    UnknownFutureValue,
    /// A value that came later.
    UnknownValue(UnknownValue),
}

/// What `send` sends, with its outcome.
fn sent<T>(send: impl AsyncFnOnce(&Client) -> Result<T, Error>) -> (Result<T, Error>, Vec<Recorded>) {
    sent_over(&InMemoryTransport::json(202, ""), send)
}

/// What `send` sends over this transport, which answers at once, so that no runtime is needed; with its outcome.
fn sent_over<T>(
    transport: &InMemoryTransport,
    send: impl AsyncFnOnce(&Client) -> Result<T, Error>,
) -> (Result<T, Error>, Vec<Recorded>) {
    let client = Client::builder().transport(transport.clone()).build().expect("the transport is all it needs");
    (ready(send(&client)), transport.requests())
}

/// The outcome of what never waits.
fn ready<F: IntoFuture>(future: F) -> F::Output {
    match pin!(future.into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("the transport answers at once"),
    }
}

fn line(request: &Recorded) -> String {
    format!("{} {} {}", request.method, request.url, String::from_utf8_lossy(&request.body))
}

#[test]
fn an_attached_action_goes_on_from_its_builder() {
    let (outcome, requests) = sent(async |client| {
        let call = CallItemRequestBuilder { route: client.route().with("call%2Did", "a b") };
        let body = KeepAlivePostRequestBody { client_context: Some("x".to_owned()), ..Default::default() };
        call.keep_alive().post(body).await
    });
    outcome.expect("202 is a success");
    assert_eq!(
        requests.iter().map(line).collect::<Vec<_>>(),
        [r#"POST https://graph.microsoft.com/beta/communications/calls/a%20b/keepAlive {"clientContext":"x"}"#]
    );
}

/// The bindings make the same route: `me().drive().root().item_with_path("a b.txt")`.
#[test]
fn an_action_on_an_item_that_is_found_by_its_path_goes_on_in_the_same_way() {
    let (outcome, requests) = sent(async |client| {
        let item = "/drives/{drive%2Did}/items/{driveItem%2Did}";
        let route = client.route().standing_for("/drives/{drive%2Did}", "/me/drive");
        let route = route.addressed_by_path(item, "/drives/{drive%2Did}/root", "a b.txt");
        DriveItemItemRequestBuilder { route }.pin().post(PinPostRequestBody::default()).await
    });
    outcome.expect("202 is a success");
    let urls: Vec<_> = requests.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(urls, ["https://graph.microsoft.com/beta/me/drive/root:/a%20b.txt:/pin"]);
}

#[test]
fn an_action_goes_to_the_place_that_its_shared_builder_was_reached_by() {
    let (outcome, requests) = sent(async |client| {
        let places = [
            client.route().below("/me/messages"),
            client.route().with("user%2Did", "ada").below("/users/{user%2Did}/messages"),
        ];
        for place in places {
            let message = MessageItemRequestBuilder { route: place.with("message%2Did", "1") };
            message.flag().post(FlagPostRequestBody::default()).await?;
        }
        Ok(())
    });
    outcome.expect("202 is a success");
    let urls: Vec<_> = requests.iter().map(|request| request.url.as_str()).collect();
    let base = "https://graph.microsoft.com/beta";
    assert_eq!(urls, [format!("{base}/me/messages/1/flag"), format!("{base}/users/ada/messages/1/flag")]);
    let templates: Vec<_> = requests.iter().filter_map(|request| request.url_template.as_deref()).collect();
    let ends = ["/me/messages/{message%2Did}/flag", "/users/{user%2Did}/messages/{message%2Did}/flag"];
    assert_eq!(templates, ends.map(|end| format!("{{+baseurl}}{end}")));
    assert!(FlagRequestBuilder::PATHS.contains("/users/{user-id}/messages/{message-id}/flag"));
}

#[test]
fn an_action_alone_takes_all_parameters() {
    let (outcome, requests) = sent(async |client| {
        let body = RejectPostRequestBody {
            reason: Some(RejectReason::Busy),
            callback_uri: Some("https://a.example".to_owned()),
            ..Default::default()
        };
        RejectRequestBuilder::new(client, "1").post(body).await?;
        PingRequestBuilder::new(client).patch(PingPatchRequestBody::default()).await
    });
    outcome.expect("202 is a success");
    assert_eq!(
        requests.iter().map(line).collect::<Vec<_>>(),
        [
            "POST https://graph.microsoft.com/beta/communications/calls/1/reject \
             {\"reason\":\"in-a-call\",\"callbackURI\":\"https://a.example\"}",
            "PATCH https://graph.microsoft.com/beta/ping {}",
        ]
    );
}

#[test]
fn actions_go_into_a_batch() {
    let answers = r#"{"responses":[{"id":"3","status":409},{"id":"1","status":202,"body":null}]}"#;
    let (outcomes, requests) = sent_over(&InMemoryTransport::json(200, answers), async |client| {
        let mut batch = client.batch();
        let call = CallItemRequestBuilder { route: client.route().with("call%2Did", "a b") };
        let kept = batch.add(call.keep_alive().post(KeepAlivePostRequestBody::default()));
        let broken = KeepAlivePostRequestBody { interval: Some(61), ..Default::default() };
        let broken = batch.add(call.keep_alive().post(broken));
        let body = RejectPostRequestBody { reason: Some(RejectReason::Busy), ..Default::default() };
        let rejected = batch.add_after(RejectRequestBuilder::new(client, "1").post(body), &[&kept]);
        let mut answers = batch.send().await;
        Ok((answers.take(kept), answers.take(broken), answers.take(rejected)))
    });
    let (kept, broken, rejected) = outcomes.expect("a batch does not fail as a whole");
    kept.expect("202 is a success");
    assert!(broken.expect_err("61 is too much").to_string().contains("interval"));
    let rejected = rejected.expect_err("409 is none").to_string();
    assert_eq!(rejected, "POST /communications/calls/{call-id}/reject: 409 Conflict");
    let [request] = requests.as_slice() else { panic!("one request: {requests:?}") };
    let line = line(request);
    for part in [
        "POST https://graph.microsoft.com/beta/$batch ",
        r#"{"requests":[{"id":"1","method":"POST","url":"/communications/calls/a%20b/keepAlive","#,
        r#""body":{}},{"id":"3","method":"POST","url":"/communications/calls/1/reject","dependsOn":["1"],"#,
        r#""body":{"reason":"in-a-call"}}]}"#,
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
}

#[test]
#[expect(deprecated, reason = "the declaration says so")]
fn a_unit_struct_is_a_request_without_a_body() {
    let (outcome, requests) = sent(async |client| ItemItemRequestBuilder::new(client, "d", "a'b", "i").delete().await);
    outcome.expect("202 is a success");
    let [request] = requests.as_slice() else { panic!("one request: {requests:?}") };
    assert_eq!(line(request), "DELETE https://graph.microsoft.com/beta/drives/d/getByPath(path='a%27%27b')/i ");
    assert!(!request.headers.contains_key("content-type"));
}

#[test]
fn a_declared_action_can_be_expected_of_a_mock() {
    let mock = MockGraph::new();
    let client = mock.client();
    let reject = |reason| {
        let body = RejectPostRequestBody { reason: Some(reason), ..Default::default() };
        RejectRequestBuilder::new(&client, "1").post(body)
    };
    mock.expect(reject(RejectReason::Busy)).throttle(1, Duration::from_secs(3)).returns(());
    ready(reject(RejectReason::Busy)).expect("it is expected");
    assert_eq!(mock.waits(), [Duration::from_secs(3)]);
    mock.expect(reject(RejectReason::Busy)).any_times();
    let error = ready(reject(RejectReason::None)).expect_err("another reason is expected");
    assert!(error.to_string().ends_with("not `\"none\"`"), "{error}");
    assert_eq!(mock.problems().len(), 1);
    // The problem is what was to be seen.
    std::mem::forget(mock);
}

#[test]
fn what_breaks_a_constraint_is_not_sent() {
    let (outcome, requests) = sent(async |client| {
        let uri = Some("http://a.example/much/too/long".to_owned());
        let body = RejectPostRequestBody { callback_uri: uri, ..Default::default() };
        RejectRequestBuilder::new(client, "1").post(body).await
    });
    let message = outcome.expect_err("the callback is not https").to_string();
    assert!(message.contains("callbackURI") && message.contains("https://") && message.contains("20"), "{message}");
    assert!(requests.is_empty());
    for (interval, fits) in [(0, false), (1, true), (60, true), (61, false)] {
        let (outcome, _) = sent(async |client| {
            let call = CallItemRequestBuilder { route: client.route().with("call%2Did", "1") };
            call.keep_alive().post(KeepAlivePostRequestBody { interval: Some(interval), ..Default::default() }).await
        });
        assert_eq!(outcome.is_ok(), fits, "{interval}: {outcome:?}");
    }
}

#[test]
fn a_body_is_a_model() {
    let text = r#"{"reason":"later","type":"t","other":1.50}"#;
    let body: RejectPostRequestBody = from_str(text).expect("it is an object");
    assert_eq!(body.reason.as_ref().map(RejectReason::as_str), Some("later"));
    assert_eq!(body.additional_data.raw("other"), Some("1.50"));
    assert_eq!(to_string(&body).expect("it came from JSON"), text);
}

#[test]
fn an_enum_goes_both_ways() {
    for value in [RejectReason::None, RejectReason::Busy, RejectReason::UnknownFutureValue] {
        assert_eq!(RejectReason::from(value.as_str()), value);
    }
    assert_eq!(RejectReason::from("in-a-call"), RejectReason::Busy);
    assert!(matches!(RejectReason::from("busy"), RejectReason::UnknownValue(_)));
    assert_eq!(RejectReason::UnknownFutureValue.to_string(), "unknownFutureValue");
}
