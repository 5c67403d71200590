//! The questions of a monitor, one after the other, and what is read from their answers.

use std::future::{Future, poll_fn};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use http::header::{HeaderName, LOCATION};
use http::{HeaderMap, Method, StatusCode};

use super::TEMPLATE;
use super::status::{OperationStatus, State};
use crate::draft::Draft;
use crate::error::Origin;
use crate::location::absolute;
use crate::response::Answer;
use crate::retry::asked_wait;
use crate::token::Secret;
use crate::transport::{TransportError, TransportErrorKind};
use crate::{BoxFuture, Client, Error, clock, pipeline};

const OPERATION_LOCATION: HeaderName = HeaderName::from_static("operation-location");
const ASYNC_OPERATION: HeaderName = HeaderName::from_static("azure-asyncoperation");
/// The shortest wait between two questions, whatever a service asks for.
const SHORTEST: Duration = Duration::from_millis(100);

/// The questions of a monitor.
pub(super) struct Polling {
    client: Client,
    origin: Origin,
    /// The request itself, to be sent again where its answer is the status.
    own: Draft,
    own_url: String,
    /// Where the status is.
    url: Option<String>,
    deadline: Option<Duration>,
    began: Option<Instant>,
    /// Whether the service has accepted the operation.
    is_accepted: bool,
    pace: Pace,
    place: Place,
    end: End,
    /// What the last question was sent with: an error of what it led to may repeat it.
    secret: Secret,
}

enum Place {
    Before(Box<Draft>),
    Asking(BoxFuture<'static, Result<Answered, Error>>),
    /// Before the next question, after a wait.
    Between(Duration),
    Over,
}

/// An answer, or where it leads.
enum Answered {
    Answer(Box<Answer>),
    /// To the result.
    Result(String),
    /// To where the status is now.
    Moved(String),
}

/// What an operation ended with.
#[derive(Default)]
pub(super) struct End {
    pub(super) answer: Option<Answer>,
    pub(super) location: Option<String>,
}

/// The waits where the service asks for none.
struct Pace {
    fixed: Option<Duration>,
    growing: ExponentialBackoff,
}

impl Pace {
    fn next(&mut self) -> Duration {
        self.fixed.or_else(|| self.growing.next()).unwrap_or(SHORTEST)
    }
}

impl Polling {
    pub(super) fn new(draft: Box<Draft>) -> Self {
        let growing = ExponentialBuilder::default()
            .with_min_delay(Duration::from_secs(1))
            .with_max_delay(Duration::from_secs(30))
            .without_max_times()
            .build();
        // A URL that cannot be made is told by the request.
        let own_url = draft.url().unwrap_or_default();
        Self {
            client: draft.route.client().clone(),
            origin: draft.origin.clone(),
            own: draft.again(&own_url),
            url: (draft.origin.template == TEMPLATE).then(|| own_url.clone()),
            own_url,
            is_accepted: false,
            deadline: Some(Duration::from_secs(3600)),
            began: None,
            pace: Pace { fixed: None, growing },
            place: Place::Before(draft),
            end: End::default(),
            secret: Secret::default(),
        }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn deadline(&mut self, deadline: Option<Duration>) {
        self.deadline = deadline;
    }

    pub(super) fn interval(&mut self, interval: Duration) {
        self.pace.fixed = Some(interval);
    }

    pub(super) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    pub(super) fn take_end(&mut self) -> End {
        std::mem::take(&mut self.end)
    }

    /// Asks, unless that was done, and reads the answer.
    pub(super) fn poll_status(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<OperationStatus, Error>>> {
        let mut asking = match std::mem::replace(&mut self.place, Place::Over) {
            Place::Before(draft) => {
                self.began = clock::instant();
                self.asking(None, *draft)
            }
            Place::Between(wait) => {
                let url = self.url.as_deref().unwrap_or_default();
                let is_own = self.origin.method == Method::GET && url == self.own_url;
                let draft = if is_own { self.own.again(url) } else { Draft::onward(&self.client, TEMPLATE, url) };
                self.asking(Some(wait), draft)
            }
            Place::Asking(asking) => asking,
            Place::Over => return Poll::Ready(None),
        };
        match asking.as_mut().poll(context) {
            Poll::Pending => {
                self.place = Place::Asking(asking);
                Poll::Pending
            }
            Poll::Ready(answered) => Poll::Ready(Some(self.told(answered))),
        }
    }

    /// Sends `draft` after a wait, within what is left of the time.
    fn asking(&self, wait: Option<Duration>, draft: Draft) -> BoxFuture<'static, Result<Answered, Error>> {
        let (client, deadline) = (self.client.clone(), self.deadline);
        // Without a clock, each question has all of it.
        let elapsed = self.began.map_or(Duration::ZERO, |began| began.elapsed());
        let left = deadline.map(|deadline| deadline.saturating_sub(elapsed));
        Box::pin(async move {
            let Some(timer) = client.timer() else {
                return Err(Error::configuration(
                    "a monitor has to wait between its requests; help: give the client a timer with `.timer(..)`",
                ));
            };
            let over = || {
                let deadline = deadline.unwrap_or_default();
                let reason = format!("the operation did not end within {deadline:?}");
                Error::transport(TransportError::new(TransportErrorKind::Timeout, reason))
            };
            if left.zip(wait).is_some_and(|(left, wait)| left <= wait) {
                timer.sleep(left.unwrap_or_default()).await;
                return Err(over());
            }
            if let Some(wait) = wait {
                timer.sleep(wait).await;
            }
            let asked = Box::pin(ask(draft));
            match left {
                None => asked.await,
                Some(left) => {
                    let rest = left.saturating_sub(wait.unwrap_or_default());
                    first_of(asked, timer.sleep(rest)).await.unwrap_or_else(|| Err(over()))
                }
            }
        })
    }

    /// The status that an answer tells, or why there is none. That the operation itself was sent stays true, whatever
    /// becomes of a question.
    fn told(&mut self, answered: Result<Answered, Error>) -> Result<OperationStatus, Error> {
        let told = answered.and_then(|answered| {
            self.is_accepted = true;
            self.read(answered)
        });
        told.map_err(|error| {
            let attempts = error.attempts();
            error.redacted(&self.secret).at(&self.origin).after(attempts, self.is_accepted)
        })
    }

    /// Reads an answer: what the operation is at, and how it goes on.
    fn read(&mut self, answered: Answered) -> Result<OperationStatus, Error> {
        let answer = match answered {
            Answered::Answer(answer) => {
                self.secret = answer.secret.clone();
                *answer
            }
            Answered::Result(location) => {
                self.end.location = Some(self.located(&location)?);
                return Ok(OperationStatus::bare(State::Succeeded));
            }
            Answered::Moved(location) => {
                self.url = Some(self.located(&location)?);
                self.pause(None);
                return Ok(OperationStatus::bare(State::Running));
            }
        };
        let status = match OperationStatus::read(answer.response.status(), answer.bytes()) {
            Ok(status) => status,
            Err(reason) => return Err(answer.unreadable(reason)),
        };
        match status.state() {
            State::Failed => return Err(Error::operation("the operation failed".to_owned(), status.error())),
            State::Running => self.go_on(answer)?,
            State::Succeeded => {
                let location = status.resource_location();
                self.end.location = location.map(|location| self.located(location)).transpose()?;
                self.end.answer = Some(answer);
            }
        }
        Ok(status)
    }

    /// Notes where and when to ask next.
    fn go_on(&mut self, answer: Answer) -> Result<(), Error> {
        let headers = answer.response.headers();
        let told = [OPERATION_LOCATION, ASYNC_OPERATION, LOCATION].into_iter().find_map(|name| headers.get(name));
        if let Some(told) = told.and_then(|told| told.to_str().ok()) {
            self.url = Some(self.located(told)?);
        } else if self.url.is_none() {
            if self.origin.method != Method::GET {
                return Err(answer.unreadable("the answer does not say where to ask for the status".to_owned()));
            }
            self.url = Some(self.own_url.clone());
        }
        self.pause(asked_wait(headers, clock::system()));
        Ok(())
    }

    /// Has the next question wait as long as the service asked, or else as the pace is.
    fn pause(&mut self, asked: Option<Duration>) {
        let wait = asked.unwrap_or_else(|| self.pace.next());
        self.place = Place::Between(wait.max(SHORTEST));
    }

    /// A location as a URL. Some services leave out the version where they give a path, which is one below the base URL
    /// then: `/teams('id')/operations('id')`.
    fn located(&self, location: &str) -> Result<String, Error> {
        let of = self.url.as_deref().unwrap_or(&self.own_url);
        let base = self.own.route.base_url();
        let root = absolute("/", base).unwrap_or_default();
        let version = base.get(root.len()..).and_then(|path| path.split('/').next());
        let first = location.strip_prefix('/').and_then(|path| path.split('/').next());
        let is_whole = first.is_none_or(|first| [version.unwrap_or(first), "", "beta", "v1.0"].contains(&first));
        let url =
            if is_whole || !of.starts_with(&root) { absolute(location, of) } else { Some(format!("{base}{location}")) };
        url.ok_or_else(|| Error::invalid("the service gives a location that is not a URL"))
    }
}

/// Sends a question, or the operation itself. A redirect of a question is an answer, too: 303 leads to the result, the others
/// to where the status is. Of the operation, all but 303 say that it was not carried out here. To the result leads also a 201
/// that has no body (RFC 9110 sections 15.3.2 and 15.4).
async fn ask(draft: Draft) -> Result<Answered, Error> {
    let is_question = draft.origin.method == Method::GET;
    let location = |headers: &HeaderMap| headers.get(LOCATION)?.to_str().ok().map(str::to_owned);
    let error = match pipeline::send(draft, false).await {
        Ok(answer) => {
            let is_bare = answer.response.status() == StatusCode::CREATED && answer.bytes().is_empty();
            return Ok(match location(answer.response.headers()).filter(|_| is_bare) {
                Some(location) => Answered::Result(location),
                None => Answered::Answer(Box::new(answer)),
            });
        }
        Err(error) => error,
    };
    let location = location(error.headers());
    match (error.status().map(|status| status.as_u16()), location) {
        (Some(303), Some(location)) => Ok(Answered::Result(location)),
        (Some(301 | 302 | 307 | 308), Some(location)) if is_question => Ok(Answered::Moved(location)),
        _ => Err(error),
    }
}

/// What `future` gives, if it does before `over`.
async fn first_of<F: Future + Unpin>(mut future: F, mut over: BoxFuture<'static, ()>) -> Option<F::Output> {
    poll_fn(|context| {
        if let Poll::Ready(output) = std::pin::Pin::new(&mut future).poll(context) {
            return Poll::Ready(Some(output));
        }
        over.as_mut().poll(context).map(|()| None)
    })
    .await
}
