//! `Walk`: from one page of a collection to the next by the links of the service, whatever the pages are read as.

use std::fmt;
use std::task::{Context, Poll};

use super::links::Links;
use crate::draft::Draft;
use crate::error::Origin;
use crate::response::Answer;
use crate::token::Secret;
use crate::{BoxFuture, Error, pipeline};

/// Where a run through the pages of a collection is.
pub(super) struct Walk {
    origin: Origin,
    place: Place,
    trail: Trail,
    /// That of the page ahead, if a page had one.
    next_link: Option<String>,
    /// The last one that came; it counts when all pages were given.
    delta_link: Option<String>,
    is_complete: bool,
}

enum Place {
    /// Before a page that is not asked for yet.
    Before(Box<Draft>),
    /// Waiting for a page.
    Asked { answer: BoxFuture<'static, Result<Answer, Error>>, step: Step },
    /// After the last page, or an error.
    Over,
}

/// What a page was asked with, as far as the way to the next one needs it.
pub(super) struct Step {
    url: String,
    following: Box<Draft>,
    /// What it was asked with: a link that must not be followed may repeat it.
    secret: Secret,
}

impl Walk {
    pub(super) fn new(first: Box<Draft>) -> Self {
        Self {
            origin: first.origin.clone(),
            place: Place::Before(first),
            trail: Trail::default(),
            next_link: None,
            delta_link: None,
            is_complete: false,
        }
    }

    /// Asks for the page ahead, unless it was asked for, and gives its answer. The walk is over then, unless it is told
    /// to [go on](Self::go_on).
    pub(super) fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<(Answer, Step), Error>>> {
        let (mut answer, step) = match std::mem::replace(&mut self.place, Place::Over) {
            Place::Before(draft) => ask(*draft),
            Place::Asked { answer, step } => (answer, step),
            Place::Over => return Poll::Ready(None),
        };
        match answer.as_mut().poll(context) {
            Poll::Ready(answered) => Poll::Ready(Some(answered.map(|answer| {
                let secret = answer.secret.clone();
                (answer, Step { secret, ..step })
            }))),
            Poll::Pending => {
                self.place = Place::Asked { answer, step };
                Poll::Pending
            }
        }
    }

    /// Goes on from the page that was asked for with `step` and has these links. A link that must not be followed is
    /// told in place of the next page.
    pub(super) fn go_on(&mut self, step: Step, links: Links) {
        let Step { url, mut following, secret } = step;
        self.next_link = None;
        self.delta_link = links.delta.or(self.delta_link.take());
        let Some(next) = links.next else {
            self.is_complete = true;
            return;
        };
        if next == url {
            following.fail(Error::invalid("the next link of the page leads to the page itself, which would never end"));
        } else if self.trail.leads_back(&url, &next) {
            following
                .fail(Error::invalid("the next link of the page leads back to an earlier page, which would never end"));
        } else {
            self.next_link = Some(next.clone());
            following.follow(next);
            following.redact_failure(&secret);
        }
        self.place = Place::Before(following);
    }

    pub(super) fn next_link(&self) -> Option<&str> {
        self.next_link.as_deref()
    }

    pub(super) fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref().filter(|_| self.is_complete)
    }
}

/// Notices links that go in a circle, with one of them in memory: Brent's algorithm (BIT 20, 1980). What it remembers
/// moves on after twice as many pages each time, so it ends up in the circle, and stays until the circle has come round.
#[derive(Default)]
struct Trail {
    /// A link that was followed, or the URL of the first page.
    mark: String,
    /// How many pages were asked for since.
    pages: u64,
    /// After how many the mark moves on.
    until: u64,
}

impl Trail {
    /// Whether `next` was followed before; `url` is what the page with this link was asked for.
    fn leads_back(&mut self, url: &str, next: &str) -> bool {
        if self.pages == self.until {
            url.clone_into(&mut self.mark);
            self.pages = 0;
            self.until = if self.until == 0 { 1 } else { self.until.saturating_mul(2) };
        }
        self.pages += 1;
        self.mark == next
    }
}

fn ask(draft: Draft) -> (BoxFuture<'static, Result<Answer, Error>>, Step) {
    // A URL that cannot be made is told by the request.
    let url = draft.url().unwrap_or_default();
    let step = Step { url, following: Box::new(draft.successor()), secret: Secret::default() };
    (pipeline::send(draft, false), step)
}

impl fmt::Debug for Walk {
    /// Shows method and template, as a request does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.origin.method, self.origin.template)
    }
}
