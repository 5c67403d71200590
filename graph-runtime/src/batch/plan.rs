//! `Plan`: which requests go into the next `$batch`, by what each comes after.
//!
//! A batch of Graph is either fully parallel or fully sequential (Microsoft Learn, "Sequencing requests with the dependsOn
//! property"); any other is refused as a whole. So a chunk is either requests that wait for nobody, or a chain, each of
//! whose members comes after the one before; all of one version of the API. What fits neither goes into a later chunk, when
//! those before it are done.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

use crate::ApiVersion;

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
    /// Where and how they go.
    pub(super) lane: Lane,
}

/// What the requests of one `$batch` have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lane {
    /// The number of the token that they are to be sent with; none for any.
    pub(super) token: Option<usize>,
    /// The version of the API that they belong to; `None` where the client has one base URL for all.
    pub(super) version: Option<ApiVersion>,
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
    /// The lane of each.
    lanes: Vec<Lane>,
    /// Those that are ready, by lane.
    ready: BTreeMap<Lane, VecDeque<usize>>,
}

impl Plan {
    /// A plan for requests that come `after` others and belong to these versions.
    pub(super) fn new(after: Vec<Vec<usize>>, versions: &[Option<ApiVersion>]) -> Self {
        let mut followers = vec![Vec::new(); after.len()];
        for (request, earlier) in after.iter().enumerate() {
            for &earlier in earlier {
                followers[earlier].push(request);
            }
        }
        let missing = after.iter().map(Vec::len).collect();
        let states = vec![State::Blocked; after.len()];
        let lanes = versions.iter().map(|version| Lane { token: None, version: *version }).collect();
        Self { states, after, followers, missing, lanes, ready: BTreeMap::new() }
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
            self.ready.entry(self.lanes[request]).or_default().push_back(request);
        }
    }

    /// The same for a request that is to be sent with this token.
    pub(super) fn admit_with(&mut self, token: usize, request: usize) {
        self.lanes[request].token = Some(token);
        self.admit(request);
    }

    /// The next requests to be sent together, those with a token of their own first, and else in the order of adding; none if
    /// all are done or wait.
    pub(super) fn next(&mut self) -> Option<Chunk> {
        let order = |(lane, ready): &(&Lane, &VecDeque<usize>)| (lane.token, Reverse(ready.front().copied()));
        let (&lane, ready) = self.ready.iter().max_by_key(order)?;
        let mut requests = self.chain(*ready.front()?);
        let together = ready.len().min(LIMIT);
        let is_chain = requests.len() > together;
        let ready = self.ready.get_mut(&lane)?;
        if is_chain {
            ready.pop_front();
        } else {
            requests = ready.drain(..together).collect();
        }
        if ready.is_empty() {
            self.ready.remove(&lane);
        }
        for &request in &requests {
            self.states[request] = State::Sent;
        }
        Some(Chunk { requests, is_chain, lane })
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
        let lane = self.lanes[*chain.first()?];
        let is_before = |earlier: &usize| self.states[*earlier] == State::Succeeded || chain.contains(earlier);
        let is_next = |&&request: &&usize| {
            self.states[request] == State::Blocked
                && self.lanes[request].version == lane.version
                && (self.lanes[request].token.is_none() || self.lanes[request].token == lane.token)
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
