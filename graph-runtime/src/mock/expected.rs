//! `Expected`: what a request has to be to meet an expectation, and what is still to come.

use std::cmp::Reverse;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::Value;

use super::file::File;
use super::service::{answer, target};
use crate::draft::Draft;
use crate::error::one_line;
use crate::model::json_text;
use crate::template;
use crate::transport::UrlTemplate;
use crate::transport::{Recorded, TransportErrorKind};

/// What happens to one attempt, once its time has come.
#[derive(Clone)]
pub(super) enum Turn {
    Answer(http::Response<Bytes>),
    /// The head of this answer and so many bytes, then the connection breaks.
    Broken(http::Response<Bytes>, usize),
    Fault(TransportErrorKind),
    /// No answer ever comes.
    Silence,
}

/// What is to happen to an attempt.
#[derive(Clone)]
pub(super) enum Planned {
    Turn(Turn),
    /// The answer depends on what of the file is asked for.
    File(File),
}

/// How far a request is from an expectation: the fewer steps agree, the farther.
pub(super) type Distance = Reverse<(usize, usize)>;

type Condition = Box<dyn Fn(&Recorded) -> bool + Send + Sync>;

pub(super) struct Expected {
    method: Method,
    template: UrlTemplate,
    url: String,
    /// None where any will do.
    pub(super) body: Option<Bytes>,
    pub(super) any_keys: bool,
    pub(super) any_query: bool,
    pub(super) conditions: Vec<Condition>,
    /// What happens to the attempts, in order.
    pub(super) turns: Vec<Planned>,
    /// How long each turn takes to come.
    pub(super) delay: Duration,
    /// How often the last turn comes; none for as often as it is asked for, or not at all.
    pub(super) times: Option<usize>,
    /// Why it can never be met.
    pub(super) fault: Option<String>,
    given: usize,
}

impl Expected {
    pub(super) fn new(draft: Draft) -> Self {
        let url = draft.url();
        let fault = url.as_ref().err().map(|error| error.report().to_string());
        let body = draft.body.map_or_else(|| Some(Bytes::new()), |body| body.as_bytes().cloned());
        Self { body, fault, ..Self::at(draft.origin.method, draft.origin.template, url.unwrap_or_default()) }
    }

    /// A request of an operation to a URL, without a body.
    pub(super) fn at(method: Method, template: UrlTemplate, url: String) -> Self {
        Self {
            method,
            template,
            url,
            body: Some(Bytes::new()),
            any_keys: false,
            any_query: false,
            conditions: Vec::new(),
            turns: Vec::new(),
            delay: Duration::ZERO,
            times: Some(1),
            fault: None,
            given: 0,
        }
    }

    /// The request for the page that `link` leads to.
    pub(super) fn following(&self, link: String) -> Self {
        Self { delay: self.delay, ..Self::at(Method::GET, self.template.clone(), link) }
    }

    /// A link to go on with after this request.
    pub(super) fn link(&self, token: &str) -> String {
        let path = self.url.split('?').next().unwrap_or_default();
        format!("{path}?$skiptoken={token}")
    }

    /// What happens to this request if it is expected, and after how long; else how far it is from that, and why.
    pub(super) fn take(&mut self, request: &Recorded) -> Result<(Duration, Turn), (Distance, String)> {
        if let Some((agreeing, difference)) = self.difference(request) {
            let segments = |url: &str| target(url).split(['/', '?']).map(str::to_owned).collect::<Vec<_>>();
            let (own, other) = (segments(&self.url), segments(&request.url));
            let alike = own.iter().zip(other).filter(|(own, other)| **own == *other).count();
            return Err((Reverse((agreeing, alike)), difference));
        }
        if self.total().is_some_and(|total| self.given == total) {
            let difference = format!("which was already received {}", times(self.given));
            return Err((Reverse((usize::MAX, 0)), difference));
        }
        let turn = self.turns.get(self.given).or(self.turns.last());
        let turn = match turn {
            Some(Planned::Turn(turn)) => turn.clone(),
            Some(Planned::File(file)) => file.turn(&request.headers),
            None => Turn::Answer(answer(StatusCode::NO_CONTENT, None, Bytes::new())),
        };
        self.given += 1;
        Ok((self.delay, turn))
    }

    /// The first thing in which `request` differs, and how many do not.
    fn difference(&self, request: &Recorded) -> Option<(usize, String)> {
        let (own, other) = (target(&self.url), target(&request.url));
        let (own_path, own_query) = own.split_once('?').unwrap_or((&own, ""));
        let (path, query) = other.split_once('?').unwrap_or((&other, ""));
        let is_operation = request.url_template.as_ref() == Some(&self.template);
        let is_place = host(&self.url) == host(&request.url) && own_path == path;
        let checks = [
            ("which cannot be sent", self.fault.is_none()),
            ("which has a different operation", is_operation || !self.any_keys),
            ("which has a different path", is_place || self.any_keys),
            ("which has a different method", self.method == request.method),
            ("which has a different query", options(own_query) == options(query) || self.any_query),
            ("whose condition the request does not meet", self.conditions.iter().all(|meets| meets(request))),
        ];
        if let Some(step) = checks.iter().position(|(_, agrees)| !agrees) {
            return Some((step, checks[step].0.to_owned()));
        }
        let difference = body_difference(self.body.as_ref()?, &request.body)?;
        Some((checks.len(), difference))
    }

    /// Whether it is a request with the method and the path of this one.
    #[cfg(feature = "batch")]
    pub(super) fn is_at(&self, request: &Recorded) -> bool {
        let path = |url: &str| url.split('?').next().map(str::to_owned);
        self.method == request.method && path(&self.url) == path(&request.url)
    }

    /// How often it is to come, if that is known.
    fn total(&self) -> Option<usize> {
        Some(self.turns.len().saturating_sub(1) + self.times?)
    }

    /// What is not as expected.
    pub(super) fn problem(&self) -> Option<String> {
        if let Some(fault) = &self.fault {
            return Some(format!("{self} is expected, but cannot be sent: {fault}"));
        }
        let total = self.total()?;
        let is_met = self.given == total;
        (!is_met).then(|| format!("{self}: expected {}, received {}", times(total), times(self.given)))
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place =
            if self.any_keys || self.url.is_empty() { template::path(&self.template) } else { target(&self.url) };
        write!(f, "{} {place}", self.method)
    }
}

fn times(number: usize) -> String {
    match number {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        number => format!("{number} times"),
    }
}

/// Scheme, host and port.
fn host(url: &str) -> Option<&str> {
    let rest = url.find("://").map(|at| at + 3)?;
    let end = url[rest..].find('/').map_or(url.len(), |at| rest + at);
    url.get(..end)
}

/// The options of a query, whatever their order.
fn options(query: &str) -> Vec<&str> {
    let mut options: Vec<_> = query.split('&').collect();
    options.sort_unstable();
    options
}

/// How two bodies differ: as JSON if both are that. No body and an empty object are one, for in a batch the second stands
/// for the first.
fn body_difference(own: &Bytes, other: &Bytes) -> Option<String> {
    let is_bare = |body: &Bytes| body.is_empty() || body == "{}";
    if is_bare(own) && is_bare(other) {
        return None;
    }
    match (json_text::read(own), json_text::read(other)) {
        (Ok(own), Ok(other)) => json_difference(Some(&own), Some(&other), ""),
        _ => (own != other).then(|| "which has a different body".to_owned()),
    }
}

/// The first difference, by the JSON pointer (RFC 6901) to it, below `at`.
fn json_difference(own: Option<&Value>, other: Option<&Value>, at: &str) -> Option<String> {
    match (own, other) {
        (Some(Value::Object(own)), Some(Value::Object(other))) => {
            let names = own.keys().chain(other.keys().filter(|name| !own.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let step = name.replace('~', "~0").replace('/', "~1");
                json_difference(own.get(name), other.get(name), &format!("{at}/{step}"))
            })
        }
        (Some(Value::Array(own)), Some(Value::Array(other))) => (0..own.len().max(other.len()))
            .find_map(|index| json_difference(own.get(index), other.get(index), &format!("{at}/{index}"))),
        _ if own == other => None,
        _ if at.is_empty() => Some(format!("whose body is {}, not {}", shown(own), shown(other))),
        _ => Some(format!("whose body has {} at `{at}`, not {}", shown(own), shown(other))),
    }
}

/// A value as a difference shows it.
fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("`{}`", one_line(&value.to_string(), 60)))
}
