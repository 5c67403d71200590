//! `Plan`: which requests go into the next `$batch`, by what each comes after.
//!
//! A batch of Graph is either fully parallel or fully sequential (Microsoft Learn, "Sequencing requests with the dependsOn
//! property"); any other is refused as a whole. So a chunk is either requests that wait for nobody, or a chain, each of
//! whose members comes after the one before. What fits neither goes into a later chunk, when those before it are done.

use std::collections::{BTreeMap, VecDeque};

/// How many requests Graph takes in one batch.
const LIMIT: usize = 20;

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Others have to succeed before.
    Blocked,
    /// It can be sent.
    Ready,
    /// It is in the chunk that is on its way.
    Sent,
    /// It is to be sent again after a while.
    Waiting,
    Succeeded,
    Failed,
}

/// The requests of one `$batch`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) requests: Vec<usize>,
    /// Whether each comes after the one before.
    pub(super) is_chain: bool,
    /// The number of the token that they are to be sent with; none for any.
    pub(super) token: Option<usize>,
}

impl Chunk {
    /// What the request at `place` of the chunk comes after within it.
    pub(super) fn predecessor(&self, place: usize) -> Option<usize> {
        if self.is_chain { place.checked_sub(1).map(|before| self.requests[before]) } else { None }
    }
}

/// All requests, by their number.
pub(super) struct Plan {
    states: Vec<State>,
    /// What each comes after, all of them earlier in number: there is no circle.
    after: Vec<Vec<usize>>,
    /// What comes after each.
    followers: Vec<Vec<usize>>,
    /// How many of those that each comes after have not succeeded yet.
    missing: Vec<usize>,
    /// The number of the token that each is to be sent with; none for any.
    tokens: Vec<Option<usize>>,
    /// Those that are ready, by token: a batch has one.
    ready: BTreeMap<Option<usize>, VecDeque<usize>>,
}

impl Plan {
    pub(super) fn new(after: Vec<Vec<usize>>) -> Self {
        let mut followers = vec![Vec::new(); after.len()];
        for (request, earlier) in after.iter().enumerate() {
            for &earlier in earlier {
                followers[earlier].push(request);
            }
        }
        let missing = after.iter().map(Vec::len).collect();
        let (states, tokens) = (vec![State::Blocked; after.len()], vec![None; after.len()]);
        Self { states, after, followers, missing, tokens, ready: BTreeMap::new() }
    }

    pub(super) fn state(&self, request: usize) -> State {
        self.states[request]
    }

    pub(super) fn set(&mut self, request: usize, state: State) {
        self.states[request] = state;
    }

    /// Makes a request ready if nothing keeps it from being sent; until then it is blocked.
    pub(super) fn admit(&mut self, request: usize) {
        if !matches!(self.states[request], State::Blocked | State::Waiting) {
            return;
        }
        self.states[request] = State::Blocked;
        if self.missing[request] == 0 {
            self.states[request] = State::Ready;
            self.ready.entry(self.tokens[request]).or_default().push_back(request);
        }
    }

    /// The same for a request that is to be sent with this token.
    pub(super) fn admit_with(&mut self, token: usize, request: usize) {
        self.tokens[request] = Some(token);
        self.admit(request);
    }

    /// The next requests to be sent together, those with a token of their own first; none if all are done or wait.
    pub(super) fn next(&mut self) -> Option<Chunk> {
        let (&token, ready) = self.ready.last_key_value()?;
        let mut requests = self.chain(*ready.front()?);
        let together = ready.len().min(LIMIT);
        let is_chain = requests.len() > together;
        let ready = self.ready.get_mut(&token)?;
        if is_chain {
            ready.pop_front();
        } else {
            requests = ready.drain(..together).collect();
        }
        if ready.is_empty() {
            self.ready.remove(&token);
        }
        for &request in &requests {
            self.states[request] = State::Sent;
        }
        Some(Chunk { requests, is_chain, token })
    }

    /// One that is ready, and those that can be sent with it one after the other.
    fn chain(&self, first: usize) -> Vec<usize> {
        let mut chain = vec![first];
        while chain.len() < LIMIT
            && let Some(next) = self.follower(&chain)
        {
            chain.push(next);
        }
        chain
    }

    /// A request that comes after the last of the chain and otherwise only after what is done or in the chain.
    fn follower(&self, chain: &[usize]) -> Option<usize> {
        let token = self.tokens[*chain.first()?];
        let is_before = |earlier: &usize| self.states[*earlier] == State::Succeeded || chain.contains(earlier);
        let is_next = |&&request: &&usize| {
            self.states[request] == State::Blocked
                && (self.tokens[request].is_none() || self.tokens[request] == token)
                && self.after[request].iter().all(is_before)
        };
        self.followers[*chain.last()?].iter().find(is_next).copied()
    }

    /// Goes on from requests that are done: those after the ones that succeeded may be ready now, and those after the
    /// ones that failed fail, too; they are given.
    pub(super) fn follow(&mut self, done: &[usize]) -> Vec<usize> {
        let mut failed = Vec::new();
        for &request in done {
            match self.states[request] {
                State::Succeeded => self.release(request),
                State::Failed => failed.push(request),
                State::Blocked | State::Ready | State::Sent | State::Waiting => {}
            }
        }
        self.lose(failed)
    }

    /// Makes those ready that waited for this one alone.
    fn release(&mut self, succeeded: usize) {
        for follower in std::mem::take(&mut self.followers[succeeded]) {
            self.missing[follower] -= 1;
            if self.states[follower] == State::Blocked {
                self.admit(follower);
            }
        }
    }

    /// Gives all that come after these and are not done, which have failed now.
    fn lose(&mut self, mut failed: Vec<usize>) -> Vec<usize> {
        let mut lost = Vec::new();
        while let Some(request) = failed.pop() {
            for follower in std::mem::take(&mut self.followers[request]) {
                if matches!(self.states[follower], State::Blocked | State::Waiting) {
                    self.states[follower] = State::Failed;
                    failed.push(follower);
                    lost.push(follower);
                }
            }
        }
        lost
    }
}
