//! A service that takes batches.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_runtime::http::header::HeaderValue;
use graph_runtime::http::{self, StatusCode};
use graph_runtime::transport::{Body, Transport, TransportError, TransportErrorKind};
use graph_runtime::{BoxFuture, Bytes, Client, ClientBuilder, Error, Method, Request, Ticket, Timer};
use serde_json::{Value, json};

use crate::support::ready;

type Script = dyn FnMut(usize, &[Value]) -> Answer + Send;

pub type Answer = Result<http::Response<Body>, TransportError>;

/// A service that takes batches, and a clock that only takes notes.
#[derive(Clone)]
pub struct Service(pub Arc<Mutex<Notes>>);

pub struct Notes {
    /// What is answered to an exchange, by its number from 0 on and its requests.
    answer: Box<Script>,
    pub received: Vec<http::Request<Bytes>>,
    waits: Vec<Duration>,
}

impl Service {
    pub fn new(answer: impl FnMut(usize, &[Value]) -> Answer + Send + 'static) -> Self {
        let answer = Box::new(answer);
        Self(Arc::new(Mutex::new(Notes { answer, received: Vec::new(), waits: Vec::new() })))
    }

    /// Answers each request with what `answer` says to its URL and the number of the exchange.
    pub fn each(answer: impl Fn(usize, &str) -> Value + Send + 'static) -> Self {
        Self::new(move |exchange, requests| {
            let answers = requests.iter().map(|request| {
                let mut answered = answer(exchange, request["url"].as_str().unwrap());
                answered["id"] = request["id"].clone();
                answered
            });
            // The last comes first: the order of answers says nothing.
            batch_of(&answers.rev().collect::<Vec<_>>())
        })
    }

    pub fn builder(&self) -> ClientBuilder {
        Client::builder().transport(self.clone()).timer(self.clone())
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The body of each exchange.
    pub fn bodies(&self) -> Vec<String> {
        let notes = self.0.lock().unwrap();
        notes.received.iter().map(|request| String::from_utf8(request.body().to_vec()).unwrap()).collect()
    }

    /// What was in each exchange, such as `/a /b<1`: a `<` is followed by what it depends on.
    pub fn exchanges(&self) -> Vec<String> {
        let line = |body: &String| {
            let body: Value = serde_json::from_str(body).unwrap();
            let mut line = Vec::new();
            for request in body["requests"].as_array().unwrap() {
                let mut text = request["url"].as_str().unwrap().to_owned();
                if let Some(earlier) = request.get("dependsOn") {
                    write!(text, "<{}", earlier[0].as_str().unwrap()).unwrap();
                }
                line.push(text);
            }
            line.join(" ")
        };
        self.bodies().iter().map(line).collect()
    }

    pub fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().waits.clone()
    }
}

impl Transport for Service {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Answer> {
        let notes = &mut *self.0.lock().unwrap();
        let request = request.map(|body| body.as_bytes().unwrap().clone());
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let answer = (notes.answer)(notes.received.len(), body["requests"].as_array().unwrap());
        notes.received.push(request);
        Box::pin(std::future::ready(answer))
    }
}

impl Timer for Service {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().waits.push(duration);
        Box::pin(std::future::ready(()))
    }
}

pub fn batch_of(answers: &[Value]) -> Answer {
    text(200, &json!({ "responses": answers }).to_string())
}

#[expect(clippy::unnecessary_wraps, reason = "so a transport answers")]
pub fn text(status: u16, body: &str) -> Answer {
    let mut response = http::Response::new(Body::from(body.to_owned()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert("request-id", HeaderValue::from_static("outer"));
    Ok(response)
}

pub fn fault(kind: TransportErrorKind) -> Answer {
    Err(TransportError::new(kind, "as planned"))
}

pub fn throttled(seconds: u32) -> Value {
    json!({ "status": 429, "headers": { "Retry-After": seconds.to_string() } })
}

pub fn get(client: &Client, path: &str) -> Request<()> {
    client.request(Method::GET, path)
}

/// A batch of `GET`s, and how each of them ends.
pub fn send_all(client: &Client, paths: &[&str]) -> Vec<Result<(), Error>> {
    let mut batch = client.batch();
    let tickets: Vec<Ticket<()>> = paths.iter().map(|path| batch.add(get(client, path))).collect();
    let mut answers = ready(batch.send());
    tickets.into_iter().map(|ticket| answers.take(ticket)).collect()
}

/// Every request succeeds.
pub fn succeed(requests: &[Value]) -> Answer {
    let answers = requests.iter().map(|request| json!({ "id": request["id"], "status": 204 }));
    batch_of(&answers.collect::<Vec<_>>())
}
