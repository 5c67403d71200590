//! A Graph for tests: typed expectations, answers, delays and faults, without a network and without waiting.

#[cfg(feature = "batch")]
mod batch;
mod chaos;
mod expectation;
mod expected;
mod file;
mod returned;
mod service;
#[cfg(feature = "transfer")]
mod upload;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;

pub use self::chaos::Chaos;
pub use self::expectation::Expectation;
use self::expected::Expected;
pub use self::returned::Returned;
use self::service::Service;
#[cfg(feature = "transfer")]
use self::upload::Session;
#[cfg(feature = "transfer")]
pub use self::upload::UploadExpectation;
use crate::transport::Recorded;
use crate::{Client, ClientBuilder, Request, Timer};

/// A service that answers as a test expects, for the client that it gives.
///
/// What is expected is a request, made by the same builders as those of the code under test, so that both have the same
/// types; how it is answered is said of the [`Expectation`] that comes back. Nothing is sent, and what a client would wait
/// before it sends a request again is over at once and [noted](Self::waits).
///
/// ```
/// use graph_runtime::mock::MockGraph;
/// use graph_runtime::{Client, Request};
/// # fn count(client: &Client) -> Request<i32> { Request::get(&client.route(), "{+baseurl}/users/$count") }
/// # async fn example() -> Result<(), graph_runtime::Error> {
///
/// let mock = MockGraph::new();
/// let client = mock.client();
/// mock.expect(count(&client)).returns(3);
///
/// assert_eq!(count(&client).await?, 3);
/// mock.verify();
/// # Ok(())
/// # }
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert!(Box::pin(example()).as_mut().poll(&mut context).is_ready());
/// ```
///
/// A request that nothing expects is answered 501 with the code `mockUnexpectedRequest` and a message that says what comes
/// nearest. Requests may come in any order; of several expectations that a request meets, the first that is still open
/// counts.
///
/// A [batch](crate::Batch) is taken apart: each request in it meets an expectation as if it came alone, and is recorded in
/// place of the batch. A fault of one of them, or its silence, is that of the whole batch. Where a `POST /$batch` is
/// expected, it is left whole.
///
/// # Panics
///
/// When it is dropped, unless the test has failed already, if an expectation was not met or a request came that nothing
/// expects: the [`problems`](Self::problems) are the message.
pub struct MockGraph(Service);

impl MockGraph {
    /// A service that expects nothing yet.
    pub fn new() -> Self {
        Self(Service::default())
    }

    /// A client whose requests come here, with the settings that clients have anyway.
    pub fn client(&self) -> Client {
        self.builder().build().expect("invariant: the transport is all that a client needs")
    }

    /// The same client, to be configured: with retries, a token source, another base URL.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder().transport(self.0.clone()).timer(self.0.clone())
    }

    /// Expects this request once: its method, its URL, and its body, as JSON if it is that. Headers do not count. It is
    /// answered 204 without a body, unless the [`Expectation`] is told otherwise.
    ///
    /// A request whose body is a stream is expected with any body. The queries of URLs may have another order.
    pub fn expect<T, Q>(&self, request: Request<T, Q>) -> Expectation<'_, T> {
        Expectation::new(self.0.expect(Expected::new(*request.draft)), &self.0)
    }

    /// Expects a request once to a URL that the service gave, and that opens what it leads to: where a redirect of a download
    /// leads, a `@microsoft.graph.downloadUrl`, the status of a long-running operation. It is the URL's own host that is asked,
    /// and no token goes there.
    ///
    /// ```
    /// use graph_runtime::mock::MockGraph;
    /// use graph_runtime::{Bytes, Method};
    ///
    /// # async fn example() -> Result<(), graph_runtime::Error> {
    /// let mock = MockGraph::new();
    /// let client = mock.client();
    /// let content = || client.request::<Bytes>(Method::GET, "/me/drive/items/1/content");
    /// mock.expect(content()).redirects("https://files.example/1");
    /// mock.expect_link::<Bytes>(Method::GET, "https://files.example/1").returns("a file".into());
    ///
    /// # #[cfg(feature = "transfer")]
    /// assert_eq!(content().download().await?.copy_to(&mut Vec::new()).await?, 6);
    /// # #[cfg(not(feature = "transfer"))]
    /// # drop(mock.problems());
    /// # Ok(())
    /// # }
    /// # #[cfg(feature = "transfer")]
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # #[cfg(feature = "transfer")]
    /// # assert!(matches!(Box::pin(example()).as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
    /// ```
    pub fn expect_link<T>(&self, method: Method, url: &str) -> Expectation<'_, T> {
        Expectation::new(self.0.expect(Expected::at(method, "{+link}".into(), url.to_owned())), &self.0)
    }

    /// Expects a file at the URL of an upload session, as the answer that created the session gave it (`uploadUrl`): from its
    /// first byte to its last, or to where it is cancelled.
    #[cfg(feature = "transfer")]
    pub fn expect_upload(&self, url: &str) -> UploadExpectation<'_> {
        let mut state = self.0.state();
        state.sessions.push(Session::new(url.to_owned()));
        UploadExpectation::new(state.sessions.len() - 1, &self.0)
    }

    /// Has some requests fail at random, whatever is expected of them.
    pub fn chaos(&self, chaos: Chaos) {
        self.0.state().chaos = Some(chaos);
    }

    /// Lets time pass, by this timer: delayed answers come when they are due, requests that hang end at their timeouts, and
    /// what is waited before a request is sent again is waited. So what is around the client can be tested, such as a time
    /// limit for several requests, or dropping one under way.
    ///
    /// With `TokioTimer` and tokio's paused clock (`#[tokio::test(start_paused = true)]`) such a test waits for nothing.
    pub fn timer(&self, timer: impl Timer + 'static) {
        self.0.state().timer = Some(Arc::new(timer));
    }

    /// All requests so far, oldest first, each attempt for itself.
    pub fn requests(&self) -> Vec<Recorded> {
        self.0.state().requests.clone()
    }

    /// How often requests with this method and [URL template](crate::Request::url_template) came.
    pub fn count(&self, method: &Method, url_template: &str) -> usize {
        let is_one =
            |request: &&Recorded| request.method == method && request.url_template.as_deref() == Some(url_template);
        self.0.state().requests.iter().filter(is_one).count()
    }

    /// What was waited before requests were sent again, in order; in truth nothing was, unless there is a
    /// [timer](Self::timer).
    pub fn waits(&self) -> Vec<Duration> {
        self.0.state().waits.clone()
    }

    /// What is not as expected: expectations that are not met, requests that nothing expects. Each is one line.
    pub fn problems(&self) -> Vec<String> {
        let state = self.0.state();
        let unmet = state.expected.iter().filter_map(Expected::problem);
        #[cfg(feature = "transfer")]
        let unmet = unmet.chain(state.sessions.iter().filter_map(Session::problem));
        unmet.chain(state.unexpected.iter().cloned()).collect()
    }

    /// Says that all should have come by now.
    ///
    /// # Panics
    /// If there are [`problems`](Self::problems).
    pub fn verify(self) {
        drop(self);
    }
}

impl Default for MockGraph {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for MockGraph {
    fn drop(&mut self) {
        // A second panic would end the process, and the first says more.
        if std::thread::panicking() {
            return;
        }
        let problems = self.problems();
        assert!(
            problems.is_empty(),
            "the requests to the mock Graph are not as expected:\n  {}",
            problems.join("\n  ")
        );
    }
}

impl fmt::Debug for MockGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.0.state();
        f.debug_struct("MockGraph")
            .field("expected", &state.expected.len())
            .field("requests", &state.requests.len())
            .finish_non_exhaustive()
    }
}
