//! An identity service that notes what it is asked, and answers when it is told to.

#![allow(clippy::unnecessary_wraps, reason = "its answers may be errors")]

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use graph_runtime::{AccessToken, BoxError, BoxFuture, TokenRequest, TokenSource};
use tokio::sync::Semaphore;

/// Gives its answers in turn, the last for ever; each costs a permit.
#[derive(Clone)]
pub struct Identity(Arc<Inner>);

struct Inner {
    answers: Mutex<VecDeque<Result<AccessToken, &'static str>>>,
    asked: Mutex<Vec<TokenRequest>>,
    permits: Semaphore,
}

impl Identity {
    /// Answers at once.
    pub fn new(answers: impl IntoIterator<Item = Result<AccessToken, &'static str>>) -> Self {
        let identity = Self::closed(answers);
        identity.open(1_000_000);
        identity
    }

    /// Lets nobody have an answer yet.
    pub fn closed(answers: impl IntoIterator<Item = Result<AccessToken, &'static str>>) -> Self {
        let answers = Mutex::new(answers.into_iter().collect());
        Self(Arc::new(Inner { answers, asked: Mutex::default(), permits: Semaphore::new(0) }))
    }

    /// Lets this many more have an answer.
    pub fn open(&self, permits: usize) {
        self.0.permits.add_permits(permits);
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<TokenRequest> {
        self.0.asked.lock().unwrap().clone()
    }

    /// How often it was asked so far.
    pub fn times(&self) -> usize {
        self.asked().len()
    }
}

impl TokenSource for Identity {
    fn token(&self, request: TokenRequest) -> BoxFuture<'_, Result<AccessToken, BoxError>> {
        self.0.asked.lock().unwrap().push(request);
        Box::pin(async {
            self.0.permits.acquire().await.unwrap().forget();
            let mut answers = self.0.answers.lock().unwrap();
            let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
            answer.expect("an identity service has an answer").map_err(Into::into)
        })
    }
}

/// A token that is valid for an hour.
pub fn hour(token: &str) -> Result<AccessToken, &'static str> {
    Ok(AccessToken::new(token).valid_for(Duration::from_secs(3600)))
}

/// A token that is valid for two more minutes: it is time for the next.
pub fn ending(token: &str) -> Result<AccessToken, &'static str> {
    Ok(AccessToken::new(token).valid_for(Duration::from_secs(120)))
}

/// A token that has expired.
pub fn expired(token: &str) -> Result<AccessToken, &'static str> {
    Ok(AccessToken::new(token).valid_until(std::time::SystemTime::UNIX_EPOCH))
}

/// One poll of a future that may have to wait.
pub fn poll<T>(future: &mut BoxFuture<'_, T>) -> Option<T> {
    match Pin::new(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
