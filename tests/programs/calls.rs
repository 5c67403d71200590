//! Makes every call of `snippets` and prints what it sent and read, a line of JSON each: `calls ANSWERS BASE_URL`.
#![deny(warnings)]
#![allow(deprecated, reason = "documentation uses what is deprecated, and a snippet of it has to compile")]

mod snippets;

use std::cell::RefCell;
use std::error::Error;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use graph_beta::GraphClient;
use graph_runtime::Client;
use graph_runtime::model::{Value, to_string};
use graph_runtime::transport::InMemoryTransport;
use serde_json::json;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(answers), Some(base_url)) = (arguments.next(), arguments.next()) else {
        panic!("give a file with an answer a line, and a base URL")
    };
    let answers = std::fs::read_to_string(answers).expect("the answers can be read");
    let run = Run { answers: answers.split('\n').map(str::to_owned).collect(), base_url };
    snippets::all(&run);
}

/// What the calls are made with.
pub struct Run {
    /// The JSON of the answer to each call; empty for an answer without a body.
    answers: Vec<String>,
    base_url: String,
}

/// Where a call leaves what it read.
#[derive(Clone, Default)]
pub struct Seen(Rc<RefCell<Option<String>>>);

impl Seen {
    /// Keeps `answer` as it is written again.
    pub fn value(&self, answer: &impl Value) {
        *self.0.borrow_mut() = to_string(answer).ok();
    }
}

impl Run {
    /// Makes the call `number`, and prints what became of it.
    pub fn call<F: Future<Output = Result<(), Box<dyn Error>>>>(
        &self,
        number: usize,
        call: impl FnOnce(GraphClient, Seen) -> F,
    ) {
        let answer = self.answers[number].clone();
        let transport = InMemoryTransport::json(if answer.is_empty() { 204 } else { 200 }, answer);
        let client = Client::builder().base_url(&self.base_url).allow_loopback_http().transport(transport.clone());
        let client = client.build().expect("the settings are valid");
        let seen = Seen::default();
        let mut future = pin!(call(GraphClient::new(client), seen.clone()));
        let outcome = match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => unreachable!("answers from memory come at once"),
        };
        let sent = transport.requests().pop().map(|sent| {
            let headers = sent.headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
            json!({
                "method": sent.method.as_str(),
                "url": sent.url,
                "headers": headers.collect::<Vec<_>>(),
                "body": sent.body.to_vec(),
            })
        });
        let read = seen.0.take();
        let error = outcome.err().map(|error| error.to_string());
        println!("{}", json!({ "number": number, "sent": sent, "read": read, "error": error }));
    }
}
