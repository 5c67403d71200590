//! Sends the requests of a batch, chunk after chunk, until each has an answer or a failure that ends it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use http::{Method, StatusCode};

use super::entry::Entry;
use super::plan::{Chunk, Plan, State};
use super::reader::{self, Answered};
use crate::draft::Draft;
use crate::error::Origin;
use crate::response::Answer;
use crate::retry::Attempts;
use crate::token::{Refused, Secret};
use crate::trace::Trace;
use crate::transport::{Body, ConnectedAfter, Timeout};
use crate::{AccessToken, Client, Error, Retry, Route, clock, pipeline};

/// A request that was put into a batch.
pub(super) struct Item {
    pub(super) origin: Origin,
    pub(super) retry: Retry,
    /// What is sent, or why nothing is.
    pub(super) entry: Result<Entry, Error>,
    /// The numbers of those that have to succeed before.
    pub(super) after: Vec<usize>,
}

/// How a request ended.
pub(super) type Outcome = Result<Answer, Error>;

/// Sends all items, in up to so many exchanges at once, and gives how each ended, in their order.
pub(super) async fn send(client: Client, items: Vec<Item>, side_by_side: usize) -> Vec<Option<Outcome>> {
    let mut run = Run::new(&client, items);
    loop {
        run.exchanges(side_by_side).await;
        let Some(wait) = run.longest_wait() else {
            return run.steps.into_iter().map(|step| step.outcome).collect();
        };
        client.pause(wait).await;
        run.resume(wait);
    }
}

struct Run<'c> {
    client: &'c Client,
    steps: Vec<Step>,
    plan: Plan,
    /// Those to be sent again, and how long each has to wait.
    waiting: Vec<(usize, Duration)>,
    /// Those of the last chunk that a token with certain claims was asked for, by the claims, and how each was refused.
    challenges: BTreeMap<String, Vec<(usize, Error)>>,
    /// The tokens that answer challenges, by number.
    tokens: Vec<AccessToken>,
    /// What the exchanges so far were sent with.
    sent: Secret,
    /// When the last `$batch` began whose service was unavailable.
    unavailable: Option<Instant>,
}

/// One request on its way.
struct Step {
    origin: Origin,
    /// None if it cannot be sent.
    entry: Option<Entry>,
    attempts: Attempts,
    /// Whether there was a challenge: one is answered, no more.
    is_challenged: bool,
    outcome: Option<Outcome>,
}

impl Step {
    /// Ends the request with `failure`.
    fn fail(&mut self, failure: Error) -> State {
        self.outcome = Some(Err(self.attempts.told(failure).at(&self.origin)));
        State::Failed
    }
}

impl<'c> Run<'c> {
    fn new(client: &'c Client, items: Vec<Item>) -> Self {
        let mut after = Vec::with_capacity(items.len());
        let mut versions = Vec::with_capacity(items.len());
        let mut steps = Vec::with_capacity(items.len());
        for Item { origin, retry, entry, after: earlier } in items {
            after.push(earlier);
            let attempts = Attempts::new(retry, client);
            let (entry, outcome) = match entry {
                Ok(entry) => (Some(entry), None),
                Err(failure) => (None, Some(Err(failure.at(&origin)))),
            };
            versions.push(entry.as_ref().and_then(|entry| entry.version));
            steps.push(Step { origin, entry, attempts, is_challenged: false, outcome });
        }
        let mut run = Self {
            client,
            steps,
            plan: Plan::new(after, &versions),
            waiting: Vec::new(),
            challenges: BTreeMap::new(),
            tokens: Vec::new(),
            sent: Secret::default(),
            unavailable: None,
        };
        run.start();
        run
    }

    fn start(&mut self) {
        let unsendable: Vec<usize> = (0..self.steps.len()).filter(|&step| self.steps[step].entry.is_none()).collect();
        for &step in &unsendable {
            self.plan.set(step, State::Failed);
        }
        self.follow(&unsendable);
        for step in 0..self.steps.len() {
            self.plan.admit(step);
        }
    }

    /// Sends whatever is ready, chunk after chunk, or up to so many at once.
    async fn exchanges(&mut self, side_by_side: usize) {
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < side_by_side
                && let Some(chunk) = self.plan.next()
            {
                let began = clock::instant();
                let answered = pipeline::send(self.draft(&chunk), false);
                under_way.push(answered.map(move |answered| (chunk, began, answered)));
            }
            let Some((chunk, began, answered)) = under_way.next().await else { return };
            self.answered(&chunk, began, answered).await;
        }
    }

    /// Notes how each request of a chunk fared, which was sent at this moment.
    async fn answered(&mut self, chunk: &Chunk, began: Option<Instant>, answered: Result<Answer, Error>) {
        let mut sent = Secret::default();
        let answers = match answered {
            Ok(answer) => {
                sent = answer.secret.clone();
                sent.follow(std::mem::replace(&mut self.sent, sent.clone()));
                self.sent = sent.clone();
                reader::answers(&chunk.requests, answer)
            }
            Err(failure) => {
                if failure.status() == Some(StatusCode::SERVICE_UNAVAILABLE) {
                    self.unavailable = began;
                }
                chunk.requests.iter().map(|_| Err(failure.in_batch())).collect()
            }
        };
        for (place, answered) in answers.into_iter().enumerate() {
            let state = self.settle(chunk, place, answered, &sent);
            self.plan.set(chunk.requests[place], state);
        }
        self.renew(&sent).await;
        self.follow(&chunk.requests);
    }

    /// The request that carries a chunk. It is sent once: what is sent again is for each request within to say.
    fn draft(&mut self, chunk: &Chunk) -> Draft {
        let mut text = r#"{"requests":["#.to_owned();
        let mut timeouts = Vec::with_capacity(chunk.requests.len());
        let mut parts = Vec::with_capacity(chunk.requests.len());
        for (place, &request) in chunk.requests.iter().enumerate() {
            let Step { origin, entry: Some(entry), attempts, .. } = &mut self.steps[request] else { continue };
            if place > 0 {
                text.push(',');
            }
            entry.write(&mut text, request + 1, chunk.predecessor(place).map(|earlier| earlier + 1), attempts.begin());
            timeouts.push(entry.timeout);
            parts.push(origin.template.clone());
        }
        text.push_str("]}");
        let route = match chunk.lane.version {
            Some(version) => Route::of_version(self.client.clone(), version),
            None => self.client.route(),
        };
        let mut draft = Draft::new(&route, Method::POST, "{+baseurl}/$batch");
        draft.body("application/json", text.into());
        draft.parts = parts;
        draft.timeout = longest(&timeouts);
        draft.retry = Retry::none();
        draft.token = chunk.lane.token.map(|number| self.tokens[number].clone());
        draft.connected_after = self.unavailable.map(ConnectedAfter);
        draft
    }

    /// Notes how the request at `place` of the chunk fared, which went out with `sent`; gives where it is now.
    fn settle(&mut self, chunk: &Chunk, place: usize, answered: Answered, sent: &Secret) -> State {
        let request = chunk.requests[place];
        let predecessor = chunk.predecessor(place).map(|earlier| self.plan.state(earlier));
        let step = &mut self.steps[request];
        let failure = match answered {
            Ok(response) if response.status().is_success() => {
                step.attempts.succeeded();
                step.outcome = Some(Ok(Answer {
                    origin: step.origin.clone(),
                    response: response.map(Body::from),
                    attempts: step.attempts.made(),
                    secret: sent.clone(),
                    trace: Trace::none(),
                }));
                return State::Succeeded;
            }
            Ok(response) => Error::service(pipeline::beginning(response), sent),
            Err(failure) => failure,
        };
        let failure = failure.redacted(sent);
        if failure.is_failed_dependency() && matches!(predecessor, Some(State::Waiting | State::Blocked)) {
            // It was not carried out, for the one before is to be sent again; it goes with that.
            return State::Blocked;
        }
        step.attempts.failed(&failure);
        let refused = Refused::new(self.client, sent);
        if let Some(claims) = refused.and_then(|refused| refused.claims(&failure, !step.is_challenged)) {
            step.is_challenged = true;
            self.challenges.entry(claims).or_default().push((request, failure));
            return State::Waiting;
        }
        if let Some(wait) = step.attempts.wait(&failure, &step.origin.method) {
            self.waiting.push((request, wait));
            return State::Waiting;
        }
        step.fail(failure)
    }

    /// Answers the challenges of a chunk, which went out with `sent`: what was refused for the same claims shares a token,
    /// and is sent again with it. Without one, it ends as it was refused, or with the error of the source.
    async fn renew(&mut self, sent: &Secret) {
        let Some(refused) = Refused::new(self.client, sent) else { return };
        for (claims, challenged) in std::mem::take(&mut self.challenges) {
            let replacement = refused.replacement(claims).await;
            if let Ok(Some(token)) = &replacement {
                self.tokens.push(token.clone());
            }
            for (request, refusal) in challenged {
                let failure = match &replacement {
                    Ok(Some(_)) => {
                        self.plan.admit_with(self.tokens.len() - 1, request);
                        continue;
                    }
                    Ok(None) => refusal,
                    Err(error) => error.shared(),
                };
                let state = self.steps[request].fail(failure);
                self.plan.set(request, state);
            }
        }
    }

    /// Goes on from requests that are done; those after one that failed are not sent.
    fn follow(&mut self, done: &[usize]) {
        for request in self.plan.follow(done) {
            let Step { origin, attempts, outcome, .. } = &mut self.steps[request];
            outcome.get_or_insert_with(|| Err(attempts.told(Error::failed_dependency()).at(origin)));
        }
    }

    /// How long to wait before those that wait can be sent together; none if nothing waits.
    fn longest_wait(&self) -> Option<Duration> {
        let still = self.waiting.iter().filter(|(request, _)| self.plan.state(*request) == State::Waiting);
        still.map(|(_, wait)| *wait).max()
    }

    /// Goes on with those that waited.
    fn resume(&mut self, wait: Duration) {
        for (request, _) in std::mem::take(&mut self.waiting) {
            self.steps[request].attempts.waited(wait);
            self.plan.admit(request);
        }
    }
}

/// The longest time of all, where any is said: one request without a limit takes it from the whole.
fn longest(timeouts: &[Option<Timeout>]) -> Option<Timeout> {
    timeouts.iter().find_map(|timeout| *timeout)?;
    let times = timeouts.iter().map(|timeout| timeout.unwrap_or_default().0);
    Some(Timeout(times.reduce(|longest, time| Some(longest?.max(time?))).flatten()))
}
