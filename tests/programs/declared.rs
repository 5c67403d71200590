//! Makes every call of `calls` by declared code and by generated code, and prints what was sent: a line for each, in turn.
#![deny(warnings)]

#[path = "DECLARED"]
mod declared;
mod generated {
    include!("GENERATED");
}

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use graph_runtime::model::{Value, from_str};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{Client, Request, Response};

mod of_declared {
    use super::declared::graph::GraphClient;
    include!("calls.rs");
}

mod of_generated {
    use super::generated::GraphClient;
    include!("calls.rs");
}

/// Members that many of the bodies have; what a body does not declare is sent as it is.
const BODY: &str = r##"{"unheardOf":[1.50],"reason":"busy","clientContext":"c","callbackUri":"https://bot.example/calls",
    "tones":["tone1","pound","loud"],"acceptedModalities":["audio","video"],"role":"viewer","status":"recording",
    "participants":["p"],"all":true,"isMuted":false,"id":"7","timeout":10,"maxRecordDurationInSeconds":60,
    "prompts":[{"@odata.type":"#microsoft.graph.mediaPrompt","mediaInfo":{"uri":"https://bot.example/a.wav"},"loop":2}],
    "targets":[{"identity":{"user":{"id":"u"}}}],"transferTarget":{"identity":{"user":{"id":"u"}}},
    "mediaConfig":{"@odata.type":"#microsoft.graph.serviceHostedMediaConfig"}}"##;

fn main() {
    for (declared, generated) in of_declared::all().into_iter().zip(of_generated::all()) {
        println!("{declared}\n{generated}");
    }
}

fn body<T: Value>() -> T {
    from_str(BODY).expect("it is an object")
}

/// Sends the request that `make` makes; gives its bytes, on one line.
fn sent<T: Response, Q>(make: impl FnOnce(Client) -> Request<T, Q>) -> String {
    let transport = InMemoryTransport::json(200, "{}");
    let client = Client::builder().transport(transport.clone()).build().expect("the transport is all it needs");
    match pin!(make(client).header("client-request-id", "1").into_future()).poll(&mut Context::from_waker(Waker::noop())) {
        // What is sent is looked at, whatever it answers.
        Poll::Ready(_) => {}
        Poll::Pending => unreachable!("answers from memory come at once"),
    }
    let request = transport.requests().pop().expect("it was sent");
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    format!("{} {} {headers:?} {:?}", request.method, request.url, String::from_utf8_lossy(&request.body))
}
