//! The other side: a mailbox on this machine, which is busy once.

use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{io, thread};

use graph_runtime::Bytes;
use graph_runtime::http::{HeaderMap, HeaderValue, StatusCode};
use graph_runtime::model::{Binary, Json, from_slice};

use crate::http1::Message;

/// How many bytes the body of a request may have.
const LIMIT: u64 = 1 << 20;

/// What the mailbox was asked for, and what is left in it.
#[derive(Clone, Debug, Default)]
pub struct Mailbox(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub struct State {
    /// Method and target of each request, those within a batch, too.
    pub requests: Vec<String>,
    /// The preferences of each.
    pub preferences: Vec<String>,
    /// What was sent, in MIME format.
    pub sent: Vec<u8>,
    was_busy: bool,
}

impl Mailbox {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the service on a free port and gives the base URL to send to.
    pub fn start(&self) -> io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let base_url = format!("http://{}/v1.0", listener.local_addr()?);
        let (mailbox, base) = (self.clone(), base_url.clone());
        // Not joined: it ends with the process.
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                // A connection that breaks costs no other.
                let _broken = mailbox.serve(&connection, &base);
            }
        });
        Ok(base_url)
    }

    fn serve(&self, connection: &TcpStream, base: &str) -> io::Result<()> {
        let request = Message::read(connection, LIMIT)?;
        let mut line = request.first.split(' ');
        let (method, target) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        let target = target.strip_prefix("/v1.0").unwrap_or(target);
        let preference = request.headers.get("prefer").and_then(|prefer| prefer.to_str().ok()).unwrap_or_default();
        let (status, body) = self.state().answer(&format!("{method} {target}"), preference, &request.body, base);
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        if status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert("retry-after", HeaderValue::from_static("0.1"));
        }
        Message { first: format!("HTTP/1.1 {status}"), headers, body: body.into() }.write(connection)
    }
}

impl State {
    fn answer(&mut self, request: &str, preference: &str, body: &Bytes, base: &str) -> (StatusCode, String) {
        self.requests.push(request.to_owned());
        self.preferences.push(preference.to_owned());
        let link = |kind: &str, target: &str| format!(r#""@odata.{kind}Link":"{base}{target}""#);
        match request {
            "GET /me/mailFolders/delta()" => {
                let next = link("next", "/me/mailFolders/delta()?$skiptoken=2");
                (StatusCode::OK, format!(r#"{{"value":[{{"id":"f1","displayName":"Inbox"}}],{next}}}"#))
            }
            "GET /me/mailFolders/delta()?$skiptoken=2" => {
                let delta = link("delta", "/me/mailFolders/delta()?$deltatoken=3");
                let gone = r#"{"id":"f2","@removed":{"reason":"deleted"}}"#;
                (StatusCode::OK, format!(r#"{{"value":[{gone}],{delta}}}"#))
            }
            "GET /me/mailFolders/inbox/messages/delta()?$select=subject,isRead" => self.messages(&link),
            "POST /me/messages" => {
                self.sent = from_base64(body);
                (StatusCode::CREATED, r#"{"id":"m9","subject":"The engine","isDraft":true}"#.to_owned())
            }
            "POST /me/messages/m9/send" => (StatusCode::ACCEPTED, String::new()),
            "POST /me/messages/m9/move" => (StatusCode::CREATED, r#"{"id":"m9","subject":"The engine"}"#.to_owned()),
            "POST /$batch" => self.batch(body, base),
            "DELETE /me/messages/m1" => (StatusCode::NO_CONTENT, String::new()),
            _ => (StatusCode::NOT_FOUND, r#"{"error":{"code":"ErrorItemNotFound","message":"not here"}}"#.to_owned()),
        }
    }

    fn messages(&mut self, link: &dyn Fn(&str, &str) -> String) -> (StatusCode, String) {
        if !std::mem::replace(&mut self.was_busy, true) {
            return (StatusCode::TOO_MANY_REQUESTS, String::new());
        }
        let messages = r#"{"id":"m1","subject":"Lunch?","isRead":true},{"id":"m2","subject":"Old","isRead":true}"#;
        let delta = link("delta", "/me/mailFolders/inbox/messages/delta()?$deltatoken=4");
        (StatusCode::OK, format!(r#"{{"value":[{messages}],{delta}}}"#))
    }

    /// Answers each request of a batch as if it came alone.
    fn batch(&mut self, body: &Bytes, base: &str) -> (StatusCode, String) {
        let Some(batch) = from_slice::<Json>(body).ok().and_then(|batch| batch.to_value().ok()) else {
            return (StatusCode::BAD_REQUEST, String::new());
        };
        let mut answers = Vec::new();
        for request in batch["requests"].as_array().into_iter().flatten() {
            let member = |name: &str| request[name].as_str().map(str::to_owned).unwrap_or_default();
            let preference = request["headers"]["prefer"].as_str().map(str::to_owned).unwrap_or_default();
            let line = format!("{} {}", member("method"), member("url"));
            let (status, body) = self.answer(&line, &preference, &Bytes::new(), base);
            let body = if body.is_empty() { "null" } else { &body };
            answers.push(format!(r#"{{"id":"{}","status":{},"body":{body}}}"#, member("id"), status.as_u16()));
        }
        (StatusCode::OK, format!(r#"{{"responses":[{}]}}"#, answers.join(",")))
    }
}

fn from_base64(body: &Bytes) -> Vec<u8> {
    Binary::from(String::from_utf8_lossy(body).into_owned()).to_bytes().unwrap_or_default()
}
