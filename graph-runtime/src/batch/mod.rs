//! `Batch`: many requests in one exchange (JSON batching), each with an answer of its own.
//!
//! `entry` writes one request, `plan` says which go together, `run` sends them and `reader` reads what comes back, which
//! `pieces` takes apart.

mod entry;
mod pieces;
mod plan;
mod reader;
mod run;

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};

use self::entry::Entry;
#[cfg(feature = "mock")]
pub(crate) use self::entry::is_json;
use self::place::Place;
use self::run::{Item, Outcome};
use crate::draft::Draft;
use crate::{BoxFuture, Client, Error, Request, Response};

/// Many requests in one exchange: what Graph calls JSON batching, `POST /$batch` (Microsoft Learn, "Combine multiple HTTP
/// requests using JSON batching").
///
/// Any request of the client can be [added](Self::add), declared actions too. What adding gives is a [`Ticket`], for which
/// the [`Answers`] give the typed result: the same as if the request had been sent alone, errors included.
///
/// ```
/// use graph_runtime::model::Json;
/// use graph_runtime::{Client, Error, Method};
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// let mut batch = client.batch();
/// let me = batch.add(client.request::<Json>(Method::GET, "/me"));
/// let events = batch.add(client.request::<Json>(Method::GET, "/me/events").query("$top", "5"));
/// let mut answers = batch.send().await;
/// println!("{}", answers.take(me)?);
/// if let Err(error) = answers.take(events) {
///     eprintln!("{}", error.report());
/// }
/// # Ok(())
/// # }
/// ```
///
/// # How they are sent
///
/// Graph takes 20 requests at once; of more, several batches are made, which are sent one after the other, in the order
/// of adding, or [side by side](Self::side_by_side). A batch that fails as a whole is the failure of each request in it, and
/// the next one is sent all the same. Of an answer that cannot be read as a whole, what can be read counts.
///
/// A request that comes [after](Self::add_after) others is sent once these have succeeded. Graph takes only batches that
/// are fully parallel or fully sequential, so a chain goes into one batch, with `dependsOn`, and all else that waits for
/// others into a later one. A batch goes to one version of the API, so requests of bindings for different versions are sent
/// in separate batches. Where a request that others come after fails, they fail with 424, and are
/// [not sent](Error::is_failed_dependency).
///
/// # Retries
///
/// Each request is sent again by the rules of its own [`Retry`](crate::Retry), whether its own answer says that it was
/// throttled or the batch failed as a whole: in a further batch, when all others have been sent, after the longest wait
/// that any of them asks for. What succeeded is not sent again.
///
/// Whatever the rules, a request whose own answer is 401 with a claims challenge is sent once more, in the next batch, if the
/// token source has a token with the claims: as if it had been sent alone.
///
/// # What cannot go into a batch
///
/// A request of another client or to a URL that does not begin with the base URL, a body that is a stream, and a token of
/// the request's own: these fail alone, before anything of theirs is sent. An exchange may take as long as the longest
/// [timeout](Request::timeout) among its requests says.
#[must_use = "a batch does nothing unless sent"]
pub struct Batch {
    client: Client,
    id: u64,
    items: Vec<Item>,
    /// How many exchanges there are at once, at most.
    side_by_side: usize,
}

impl Client {
    /// A batch of requests of this client, still empty.
    pub fn batch(&self) -> Batch {
        static BATCHES: AtomicU64 = AtomicU64::new(0);
        let id = BATCHES.fetch_add(1, Ordering::Relaxed);
        Batch { client: self.clone(), id, items: Vec::new(), side_by_side: 1 }
    }
}

impl Batch {
    /// Adds a request.
    ///
    /// One that cannot be sent, as it is built or in this batch, is an error among the answers.
    pub fn add<T: Response, Q>(&mut self, request: Request<T, Q>) -> Ticket<T> {
        self.add_after(request, &[])
    }

    /// Adds a request that is carried out only after all of `earlier`, and only if they succeed.
    ///
    /// ```
    /// # use graph_runtime::{Client, Method, Ticket};
    /// # async fn example(client: Client) {
    /// # let request = |path: &str| client.request::<()>(Method::POST, path);
    /// let mut batch = client.batch();
    /// let group = batch.add(request("/groups"));
    /// let team = batch.add_after(request("/teams"), &[&group]);
    /// let told = batch.add_after(request("/me/sendMail"), &[&group, &team]);
    /// # drop(told);
    /// # }
    /// ```
    pub fn add_after<T: Response, Q>(&mut self, request: Request<T, Q>, earlier: &[&dyn Earlier]) -> Ticket<T> {
        Ticket { place: self.push(*request.draft, earlier), response: PhantomData }
    }

    fn push(&mut self, draft: Draft, earlier: &[&dyn Earlier]) -> Place {
        let (origin, retry) = (draft.origin.clone(), draft.retry);
        let mut entry = Entry::new(&self.client, draft);
        let mut after = Vec::with_capacity(earlier.len());
        for Place { batch, number } in earlier.iter().map(|ticket| ticket.place()) {
            if batch == self.id {
                after.push(number);
            } else {
                entry = Err(Error::invalid(
                    "the request depends on a request of another batch; help: put both into one batch",
                ));
            }
        }
        after.sort_unstable();
        after.dedup();
        self.items.push(Item { origin, retry, entry, after });
        Place { batch: self.id, number: self.items.len() - 1 }
    }

    /// Of more than 20 requests, sends up to this many batches at the same time, in place of one after the other. None counts
    /// as one. A request that comes after others is sent when these have succeeded, as ever. Each service has limits for an
    /// application or a mailbox, which several at once reach earlier (Microsoft Learn, "Microsoft Graph service-specific
    /// throttling limits").
    ///
    /// ```
    /// # use graph_runtime::{Client, Method};
    /// # async fn example(client: Client, ids: Vec<String>) {
    /// let mut batch = client.batch().side_by_side(4);
    /// let delete = |id: &String| client.request::<()>(Method::DELETE, &format!("/me/messages/{id}"));
    /// let tickets: Vec<_> = ids.iter().map(|id| batch.add(delete(id))).collect();
    /// # drop((batch.send().await, tickets));
    /// # }
    /// ```
    pub fn side_by_side(mut self, exchanges: usize) -> Self {
        self.side_by_side = exchanges.max(1);
        self
    }

    /// Sends all requests. It cannot fail as a whole: what goes wrong is told for each request, and
    /// [`Error::may_have_been_sent`] says for each whether it may have been carried out.
    pub fn send(self) -> BoxFuture<'static, Answers> {
        let Self { client, id, items, side_by_side } = self;
        Box::pin(async move { Answers { batch: id, outcomes: run::send(client, items, side_by_side).await } })
    }

    /// How many requests there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no request.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl fmt::Debug for Batch {
    /// Shows how many requests there are; they may identify people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({} requests)", self.items.len())
    }
}

/// The place of a request in a batch, and the type of its answer.
#[must_use = "the answer of a request, and its error, are given for its ticket"]
pub struct Ticket<T> {
    place: Place,
    response: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Ticket<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({})", self.place.number)
    }
}

/// A request that another one of its batch may [come after](Batch::add_after): any [`Ticket`].
pub trait Earlier: place::Placed {}

impl<T> Earlier for Ticket<T> {}

/// Out of reach, so that tickets alone are [`Earlier`].
mod place {
    /// Which request of which batch.
    #[derive(Clone, Copy, Debug)]
    pub struct Place {
        pub(super) batch: u64,
        pub(super) number: usize,
    }

    pub trait Placed {
        fn place(&self) -> Place;
    }

    impl<T> Placed for super::Ticket<T> {
        fn place(&self) -> Place {
            self.place
        }
    }
}

/// The answers of a batch, each given for the [`Ticket`] of its request.
pub struct Answers {
    batch: u64,
    outcomes: Vec<Option<Outcome>>,
}

impl Answers {
    /// The answer of a request.
    ///
    /// # Errors
    /// Those that the request alone [would have](Request#errors). A batch that was answered without an answer for this
    /// request is one of `Transport`, and a ticket of another batch one of `Invalid`.
    #[expect(clippy::needless_pass_by_value, reason = "an answer is given once")]
    pub fn take<T: Response>(&mut self, ticket: Ticket<T>) -> Result<T, Error> {
        let Place { batch, number } = ticket.place;
        let outcome = self.outcomes.get_mut(number).filter(|_| batch == self.batch).and_then(Option::take);
        T::from_answer(outcome.ok_or_else(|| Error::invalid("the ticket belongs to another batch"))??)
    }

    /// The errors of all requests that failed and were not taken yet, in the order of adding. An answer that cannot be
    /// read as its type is not among them; that is found out when it is taken.
    pub fn errors(&self) -> impl Iterator<Item = &Error> {
        self.outcomes.iter().filter_map(|outcome| outcome.as_ref()?.as_ref().err())
    }
}

impl fmt::Debug for Answers {
    /// Shows how many there are; they may identify people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({}, {} errors)", self.outcomes.len(), self.errors().count())
    }
}
