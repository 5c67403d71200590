//! `Expectation`: how a request that is expected is answered, how often, and what may be another in it.

use std::marker::PhantomData;
use std::time::Duration;

use bytes::{BufMut as _, Bytes, BytesMut};
use http::StatusCode;
use http::header::{HeaderValue, LOCATION};

use super::Returned;
use super::expected::{Expected, Planned, Turn};
use super::file::File;
use super::service::{Service, answer, odata_error, throttled};
use crate::Page;
use crate::transport::{Recorded, TransportErrorKind};

/// A request that a [`MockGraph`](super::MockGraph) expects. It counts from the beginning; what its functions say goes for
/// the requests from then on.
///
/// Answers come in the order in which they are said, one for each attempt: after `.throttle(2, wait).returns(user)` the
/// first two are throttled, and the request is expected three times. With [`times`](Self::times) the last one comes more
/// than once.
pub struct Expectation<'m, T> {
    number: usize,
    /// The number of its last page, or its own.
    last: usize,
    service: &'m Service,
    answer: PhantomData<fn(T)>,
}

impl<'m, T> Expectation<'m, T> {
    pub(super) fn new(number: usize, service: &'m Service) -> Self {
        Self { number, last: number, service, answer: PhantomData }
    }

    fn change(self, change: impl FnOnce(&mut Expected)) -> Self {
        change(&mut self.service.state().expected[self.number]);
        self
    }

    fn turn(self, turn: Turn) -> Self {
        self.plan(Planned::Turn(turn))
    }

    fn plan(self, planned: Planned) -> Self {
        self.change(|expected| expected.turns.push(planned))
    }

    /// Answers with this value.
    pub fn returns(self, value: T) -> Self
    where
        T: Returned,
    {
        match value.into_answer() {
            Ok(answer) => self.answers(answer),
            Err(error) => self.change(|expected| expected.fault = Some(error.to_string())),
        }
    }

    /// Answers with this status and an OData error of this code. A number that is not a status (100 to 999) becomes 500.
    pub fn fails(self, status: u16, code: &str) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.answers(odata_error(status, code, "an error of the mock"))
    }

    /// Answers with just this.
    pub fn answers(self, answer: http::Response<Bytes>) -> Self {
        self.turn(Turn::Answer(answer))
    }

    /// Sends on to this URL, 302. Downloads follow, and so do long-running operations; see
    /// [`expect_link`](super::MockGraph::expect_link).
    pub fn redirects(self, url: &str) -> Self {
        match HeaderValue::try_from(url) {
            Ok(url) => {
                let mut answer = answer(StatusCode::FOUND, None, Bytes::new());
                answer.headers_mut().insert(LOCATION, url);
                self.answers(answer)
            }
            Err(_) => {
                self.change(|expected| expected.fault = Some("the URL to redirect to is not a header value".into()))
            }
        }
    }

    /// Answers with this file as services do that know ranges: all of it, or with 206 the part that is asked for, with 416
    /// where it begins behind the end. The file has an `ETag` that depends on its bytes, so that a download that goes on
    /// notices another file.
    pub fn serves(self, file: impl Into<Bytes>) -> Self {
        self.plan(Planned::File(File::new(file.into(), None)))
    }

    /// The same, but the connection breaks after so many bytes of the answer, if it has more.
    pub fn serves_until(self, file: impl Into<Bytes>, bytes: usize) -> Self {
        self.plan(Planned::File(File::new(file.into(), Some(bytes))))
    }

    /// Answers so many times 429, with this wait in `Retry-After`.
    pub fn throttle(self, times: usize, retry_after: Duration) -> Self {
        (0..times).fold(self, |this, _| this.turn(throttled(retry_after)))
    }

    /// Has the request fail in this way: no connection, one that breaks, a time that is over.
    pub fn fault(self, kind: TransportErrorKind) -> Self {
        self.turn(Turn::Fault(kind))
    }

    /// Gives no answer, ever: for code that gives up by itself. Without a [timer](super::MockGraph::timer) the request has no
    /// timeout; with one it ends at it.
    pub fn hangs(self) -> Self {
        self.turn(Turn::Silence)
    }

    /// Lets every answer of this expectation, and every fault, come so late; those of further [pages](Self::pages), too,
    /// where this is said before. A request whose [timeout](crate::Request::timeout) is shorter ends as it would on the
    /// wire: with an error of the transport that tells of [`Timeout`](TransportErrorKind::Timeout).
    ///
    /// No time passes for it, unless the mock has a [timer](super::MockGraph::timer).
    pub fn delay(self, delay: Duration) -> Self {
        self.change(|expected| expected.delay = delay)
    }

    /// Gives the last answer so many times in all; once if not said.
    pub fn times(self, times: usize) -> Self {
        self.change(|expected| expected.times = Some(times))
    }

    /// Gives the last answer as often as it is asked for, and does not mind if it is not.
    pub fn any_times(self) -> Self {
        self.change(|expected| expected.times = None)
    }

    /// Meets requests of the same operation with other keys in their path, and whatever base URL.
    pub fn any_keys(self) -> Self {
        self.change(|expected| expected.any_keys = true)
    }

    /// Meets requests with another query.
    pub fn any_query(self) -> Self {
        self.change(|expected| expected.any_query = true)
    }

    /// Meets requests with another body.
    pub fn any_body(self) -> Self {
        self.change(|expected| expected.body = None)
    }

    /// Meets only requests that also meet `condition`: with some header, or a body that has some member.
    pub fn when(self, condition: impl Fn(&Recorded) -> bool + Send + Sync + 'static) -> Self {
        self.change(|expected| expected.conditions.push(Box::new(condition)))
    }

    /// Answers with a page of these items, which is followed by the other pages, by links of the mock. All are expected.
    pub fn pages<I>(self, pages: I) -> Self
    where
        I: IntoIterator<Item = Vec<T::Item>>,
        T: Page + Default,
    {
        let Self { number, mut last, service, .. } = self;
        let mut pages = pages.into_iter().enumerate().peekable();
        let mut asked = self;
        while let Some((_, items)) = pages.next() {
            let next =
                pages.peek().map(|(page, _)| service.state().expected[number].link(&format!("mock-{number}-{page}")));
            asked = asked.returns_page(items, next.as_deref());
            if let Some(next) = next {
                let following = service.state().expected[number].following(next);
                last = service.expect(following);
                asked = Self::new(last, service);
            }
        }
        Self { last, ..Self::new(number, service) }
    }

    /// Has the last page end with this delta link, by which a later run goes on: `mock.expect(request.resume(link))` expects
    /// that. The link is a whole URL of the service that the client asks, such as
    /// `https://graph.microsoft.com/v1.0/users/delta?$deltatoken=1`.
    pub fn delta_link(self, link: &str) -> Self
    where
        T: Page,
    {
        let mut state = self.service.state();
        let page = &mut state.expected[self.last];
        if let Some(Planned::Turn(Turn::Answer(answer))) = page.turns.last_mut() {
            *answer.body_mut() = linked(answer.body(), Some(("@odata.deltaLink", link)));
        } else {
            page.fault = Some("its last answer is not a page that a delta link could be in".to_owned());
        }
        drop(state);
        self
    }

    fn returns_page(self, items: Vec<T::Item>, link: Option<&str>) -> Self
    where
        T: Page + Default,
    {
        let mut page = T::default();
        *page.value_mut() = Some(items);
        match page.into_answer() {
            Ok(answer) => self.answers(answer.map(|body| linked(&body, link.map(|link| ("@odata.nextLink", link))))),
            Err(error) => self.change(|expected| expected.fault = Some(error.to_string())),
        }
    }
}

impl<T> std::fmt::Debug for Expectation<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Expectation({})", self.service.state().expected[self.number])
    }
}

/// A page, as JSON text, with a link of this name. The text is not read, for that could change its numbers.
fn linked(page: &Bytes, link: Option<(&str, &str)>) -> Bytes {
    let Some(((name, link), members)) = link.zip(page.strip_prefix(b"{")) else { return page.clone() };
    let separator = if members.trim_ascii_start().starts_with(b"}") { "" } else { "," };
    let mut linked = BytesMut::from(format!("{{\"{name}\":{}{separator}", serde_json::Value::from(link)).as_str());
    linked.put_slice(members);
    linked.freeze()
}
