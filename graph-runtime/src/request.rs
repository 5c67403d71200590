//! `Request`: one operation, ready to be changed, looked at, and awaited.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, Method};

use crate::draft::Draft;
use crate::model::{Binary, Value};
use crate::options::NoOptions;
use crate::response::{Pending, Response};
use crate::transport::{Body, Timeout};
use crate::{Error, Parameter, Retry, Route, pipeline};

/// One request, which does nothing until awaited. `T` is what its answer is read as, `Q` what
/// [query options](crate::options) it has.
///
/// A step that fails (a body that breaks its constraints, a header that is not valid) is told when the request is awaited,
/// before anything is sent.
///
/// # Errors
///
/// Awaiting it gives an [`Error`] of one of these [kinds](crate::ErrorKind): it cannot be sent as built (`Invalid`), there
/// is no token for its host (`Token`), no answer came (`Transport`, and [`Error::may_have_been_sent`] says whether it may
/// have been carried out), the answer is an error of the service (`Service`, with its code and message), or the answer is
/// a success whose body cannot be read (`Decode`).
#[must_use = "requests do nothing unless awaited"]
pub struct Request<T, Q = NoOptions> {
    // Boxed: generated methods return requests by value.
    pub(crate) draft: Box<Draft>,
    types: PhantomData<fn() -> (T, Q)>,
}

/// For generated code.
impl<T, Q> Request<T, Q> {
    /// A request of the operation at `template`, with the keys of `route`. Where it does not begin with `{+baseurl}`, it is what
    /// follows the [place](Route::below) of a builder that serves several paths.
    pub fn new(route: &Route, method: Method, template: &'static str) -> Self {
        Self { draft: Box::new(Draft::new(route, method, route.whole(template))), types: PhantomData }
    }

    /// A request that reads.
    pub fn get(route: &Route, template: &'static str) -> Self {
        Self::new(route, Method::GET, template)
    }

    /// A request that creates or acts.
    pub fn post(route: &Route, template: &'static str) -> Self {
        Self::new(route, Method::POST, template)
    }

    /// A request that replaces.
    pub fn put(route: &Route, template: &'static str) -> Self {
        Self::new(route, Method::PUT, template)
    }

    /// A request that changes.
    pub fn patch(route: &Route, template: &'static str) -> Self {
        Self::new(route, Method::PATCH, template)
    }

    /// A request that deletes.
    pub fn delete(route: &Route, template: &'static str) -> Self {
        Self::new(route, Method::DELETE, template)
    }

    /// Sets a variable of the URL template, such as a query option, by its name there.
    pub fn parameter(mut self, name: &'static str, value: impl Into<Parameter>) -> Self {
        self.draft.option(name, value.into());
        self
    }

    /// Sends `body` as JSON, after checking its constraints.
    pub fn json(mut self, body: &impl Value) -> Self {
        self.draft.json(body);
        self
    }

    /// Sends `body` as JSON that goes by the media type `content_type`, after checking its constraints.
    pub fn json_as(mut self, content_type: impl AsRef<str>, body: &impl Value) -> Self {
        self.draft.json(body);
        self.draft.header(CONTENT_TYPE.as_str(), content_type.as_ref());
        self
    }

    /// Sends the bytes of `body` as base64 text, in the standard alphabet with padding. Text that is not base64, such as a
    /// message that was not encoded yet, is an error; blanks and line ends in it are taken out.
    pub fn base64(mut self, content_type: impl AsRef<str>, body: &Binary) -> Self {
        self.draft.base64(content_type.as_ref(), body);
        self
    }

    /// Sends `body`, parts with `boundary` between them, which the `Content-Type` names (RFC 2046 section 5.1.1). A boundary
    /// that no header can name is an error.
    pub fn multipart(mut self, media_type: impl AsRef<str>, boundary: &str, body: impl Into<Body>) -> Self {
        self.draft.multipart(media_type.as_ref(), boundary, body.into());
        self
    }

    /// Sends `body` as it is: bytes, or a [stream](Body::stream) of them.
    pub fn bytes(mut self, content_type: impl AsRef<str>, body: impl Into<Body>) -> Self {
        self.draft.body(content_type.as_ref(), body.into());
        self
    }

    /// Sets what media type the answer shall have; JSON if not said.
    pub fn accept(self, media_type: impl AsRef<str>) -> Self {
        self.header(ACCEPT.as_str(), media_type)
    }
}

impl<T> Request<T> {
    /// The request that a draft is.
    #[cfg(feature = "transfer")]
    pub(crate) fn of(draft: Draft) -> Self {
        Self { draft: Box::new(draft), types: PhantomData }
    }

    pub(crate) fn raw(route: &Route, method: Method, url: &str) -> Self {
        Self { draft: Box::new(Draft::raw(route, method, url)), types: PhantomData }
    }
}

/// For users: what can be changed on every request.
impl<T, Q> Request<T, Q> {
    /// Sets a header, in place of an earlier value; `Prefer` [adds preferences](Self::prefer).
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft.header(name.as_ref(), value.as_ref());
        self
    }

    /// Adds a query option that the operation does not declare; both sides are encoded.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<Parameter>) -> Self {
        self.draft.query(name.into(), value.into());
        self
    }

    /// How often this request is sent again when it fails, in place of what the client says.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.draft.retry = retry;
        self
    }

    /// How long the exchange may take, from the connection to the last byte of the answer; each attempt of it, where it is
    /// [repeated](Retry).
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.draft.timeout = Some(Timeout(timeout.into()));
        self
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.draft.origin.method
    }

    /// The URL template: the name of the operation in logs and traces.
    pub fn url_template(&self) -> &str {
        &self.draft.origin.template
    }

    /// The URL as it will be sent.
    ///
    /// # Errors
    /// The first step that failed, or a path key that is missing or would address another resource.
    pub fn url(&self) -> Result<String, Error> {
        self.draft.url().map_err(|error| error.at(&self.draft.origin))
    }

    /// The headers so far, without token and client request id.
    pub fn headers(&self) -> HeaderMap {
        self.draft.headers.to_map()
    }

    /// The body, if there is one in memory. None, too, where a step failed: nothing would be sent, and [`url`](Self::url)
    /// says why.
    pub fn body(&self) -> Option<&Bytes> {
        self.draft.usable_body()?.as_bytes()
    }

    /// The request for whoever sends it by other means than a client: a program with an event loop of its own, a queue, a
    /// signer. [`read`](Self::read) reads what it is answered.
    ///
    /// All that a client adds by itself is left out: the token, which is the caller's to add as `Authorization`, and
    /// retries. With each call the request has a new `client-request-id`; to send the same once more, clone it.
    /// A [`Driver`](crate::driver::Driver) does all of this, with the connections of the caller.
    ///
    /// ```
    /// use graph_runtime::http::{HeaderValue, Response};
    /// use graph_runtime::{Bytes, Client, Error, Method};
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let exchange = |_: graph_runtime::http::Request<Bytes>| Response::new(Bytes::from_static(b"\"Ada\""));
    /// let client = Client::builder().without_transport().build()?;
    /// let request = client.request::<String>(Method::GET, "/me/displayName/$value");
    /// let mut http = request.to_http()?;
    /// http.headers_mut().insert("authorization", HeaderValue::from_static("Bearer .."));
    /// let name = request.read(exchange(http))?;
    /// assert_eq!(name, "Ada");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The first step that failed, a path key that is missing or would address another resource, or a body that is a
    /// [stream](Body::stream).
    pub fn to_http(&self) -> Result<http::Request<Bytes>, Error> {
        self.draft.to_http().map_err(|error| error.at(&self.draft.origin))
    }

    /// The same request, whose answer comes with its status and headers.
    ///
    /// ```
    /// # use graph_runtime::{Error, Request};
    /// # async fn example(request: Request<()>) -> Result<(), Error> {
    /// let answer = request.with_http().await?;
    /// println!("{} {:?}", answer.status(), answer.headers().get("location"));
    /// let body = answer.into_body();
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_http(self) -> Request<http::Response<T>, Q> {
        self.answered_by()
    }

    /// The same request, whose answer is read as another type: a [`Body`] to take piece by piece, a model of the caller's
    /// own.
    pub fn read_as<U: Response>(self) -> Request<U, Q> {
        self.answered_by()
    }

    fn answered_by<U>(self) -> Request<U, Q> {
        Request { draft: self.draft, types: PhantomData }
    }
}

impl<T: Response, Q> Request<T, Q> {
    /// Reads the answer to a request that was [sent by other means](Self::to_http): the same value, or the same error, as
    /// awaiting the request gives. A token that the caller added afterwards is unknown here, so an answer that repeats it is
    /// shown with it; one that was set with [`header`](Self::header) is taken out.
    ///
    /// # Errors
    /// An error of the service, an answer that cannot be read, or one longer than the client
    /// [allows](crate::ClientBuilder::max_response_bytes).
    pub fn read(&self, response: http::Response<Bytes>) -> Result<T, Error> {
        T::from_answer(pipeline::received(&self.draft, response)?)
    }

    /// Sends the request, as `.await` does.
    pub fn send(self) -> Pending<T> {
        Pending::new(pipeline::send(self.draft, T::STREAMED))
    }
}

impl<T: Response, Q> IntoFuture for Request<T, Q> {
    type Output = Result<T, Error>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<T, Q> fmt::Debug for Request<T, Q> {
    /// Shows method and template; keys, values and body may identify people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({} {})", self.method(), self.url_template())
    }
}
