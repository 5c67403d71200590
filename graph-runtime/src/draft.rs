//! `Draft`: a request without its types, as built so far; and the HTTP request it becomes.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, PROXY_AUTHORIZATION};
use http::{Method, Uri};

use crate::conditions::{CONSISTENCY_LEVEL, PREFER, needs_index};
use crate::error::Origin;
use crate::headers::{Headers, JSON};
use crate::model::{Binary, Value, Violation, Violations, to_vec};
use crate::path::leads_where_it_says;
use crate::template::Giver;
use crate::token::Secret;
use crate::transport::{Body, ConnectedAfter, Timeout};
use crate::{AccessToken, Client, ConsistencyLevel, Error, Parameter, Retry, Route, preferences, request_id, template};

const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
const STREAM: &str = "a body that is a stream is no part of a request in memory; help: read the stream first, or send the \
                      request with a client";
/// What is said of a path that has dot segments.
const ELSEWHERE: &str = "the path has a `\\`, or a segment that is `.` or `..`, perhaps encoded, which would address another \
                         resource; help: give the path that it leads to";

/// Who may see the URL of a request beside the service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Privacy {
    /// Whoever the program tells: it has made the URL itself.
    Own,
    /// The same, but for its query: a service gave it, and may have signed it.
    Given,
    /// Nobody: the URL itself opens what it leads to. So no token goes with it.
    Open,
}

/// A request without its types.
pub(crate) struct Draft {
    pub(crate) route: Route,
    pub(crate) origin: Origin,
    /// Query options of the operation, by their name in the template.
    options: Vec<(&'static str, Parameter)>,
    /// Query options of the user, by their name on the wire.
    raw_query: Vec<(String, Parameter)>,
    /// The URL in place of the template's, and who may see it.
    link: Option<(String, Privacy)>,
    pub(crate) headers: Headers,
    pub(crate) body: Option<Body>,
    /// How long the exchange may take, where the request says so.
    pub(crate) timeout: Option<Timeout>,
    pub(crate) retry: Retry,
    /// The token to begin with, where the client's source is not to be asked.
    pub(crate) token: Option<AccessToken>,
    /// Since when a connection may be open that the next attempt uses.
    pub(crate) connected_after: Option<ConnectedAfter>,
    /// Of a batch: the URL templates of the requests in it.
    #[cfg(feature = "batch")]
    pub(crate) parts: Vec<&'static str>,
    /// Whether the operation may need the index of the directory.
    pub(crate) advanced: bool,
    /// The first step that failed; returned when the request is awaited.
    failure: Option<Error>,
}

impl Draft {
    pub(crate) fn new(route: &Route, method: Method, template: &'static str) -> Self {
        Self {
            route: route.clone(),
            origin: Origin { method, template },
            options: Vec::new(),
            raw_query: Vec::new(),
            link: None,
            headers: route.client().headers().begun(),
            body: None,
            timeout: None,
            retry: route.client().retry(),
            token: None,
            connected_after: None,
            #[cfg(feature = "batch")]
            parts: Vec::new(),
            advanced: false,
            failure: None,
        }
    }

    /// A request of no operation, to a path below the base URL or a whole URL that the client may go to.
    pub(crate) fn raw(route: &Route, method: Method, url: &str) -> Self {
        let mut draft = Self::new(route, method, "{+baseurl}/{+path}");
        match raw_url(route.client(), url) {
            Ok(url) => draft.link = Some((url, Privacy::Own)),
            Err(error) => draft.fail(error),
        }
        draft
    }

    /// A request of the same operation with the same headers and settings, to [`follow`](Self::follow) a link with.
    pub(crate) fn successor(&self) -> Self {
        Self {
            headers: self.headers.clone(),
            timeout: self.timeout,
            retry: self.retry,
            ..Self::new(&self.route, self.origin.method.clone(), self.origin.template)
        }
    }

    /// A request to a URL that a service gave and that opens what it leads to: over https it may be anywhere, and goes
    /// without a token. Nothing of the URL is told; `template` stands for it.
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    pub(crate) fn open(client: &Client, method: Method, template: &'static str, url: &str) -> Self {
        let mut draft = Self::new(&client.route(), method, template);
        match client.check_open_link(url) {
            Ok(()) => draft.link = Some((url.to_owned(), Privacy::Open)),
            Err(error) => draft.fail(error),
        }
        draft.headers = Headers::of_any_host();
        draft
    }

    /// The request that reads what a service says is at `url`: with the client's token where that may go, else
    /// [openly](Self::open).
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    pub(crate) fn onward(client: &Client, template: &'static str, url: &str) -> Self {
        if client.check_link(url).is_err() {
            return Self::open(client, Method::GET, template, url);
        }
        let link = (url.to_owned(), Privacy::Given);
        Self { link: Some(link), ..Self::new(&client.route(), Method::GET, template) }
    }

    /// The request that asks for the same once more, at the URL that this one has.
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    pub(crate) fn again(&self, url: &str) -> Self {
        Self { link: Some((url.to_owned(), self.privacy())), ..self.successor() }
    }

    /// Turns this into the request that reads what `link` leads to, if the client may go there.
    pub(crate) fn follow(&mut self, link: String) {
        if let Err(error) = self.route.client().check_link(&link) {
            return self.fail(error);
        }
        self.link = Some((link, Privacy::Given));
        self.origin.method = Method::GET;
        self.body = None;
        self.headers.remove(&CONTENT_TYPE);
    }

    /// Sets an option of the operation; the last setting counts.
    pub(crate) fn option(&mut self, name: &'static str, value: Parameter) {
        self.options.retain(|(known, _)| *known != name);
        self.options.push((name, value));
    }

    pub(crate) fn query(&mut self, name: String, value: Parameter) {
        self.raw_query.push((name, value));
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive([AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(&name));
                self.headers.set(name, value);
            }
            (Err(_), _) => self.fail(Error::invalid(format!("`{}` is not a header name", name.escape_debug()))),
            (_, Err(_)) => self.fail(Error::invalid(format!(
                "the value of the header `{name}` has characters that a header must not have"
            ))),
        }
    }

    pub(crate) fn body(&mut self, content_type: &str, body: Body) {
        self.header(CONTENT_TYPE.as_str(), content_type);
        self.body = Some(body);
    }

    pub(crate) fn base64(&mut self, content_type: &str, body: &Binary) {
        let compact: String = body.as_str().split_ascii_whitespace().collect();
        match Binary::from(compact).to_bytes() {
            Ok(bytes) => self.body(content_type, Binary::from_bytes(bytes).as_str().to_owned().into()),
            Err(error) => {
                let reason = "the body is not base64; help: `Binary::from_bytes` encodes bytes";
                self.fail(Error::invalid(reason).with_source(error));
            }
        }
    }

    pub(crate) fn multipart(&mut self, media_type: &str, boundary: &str, body: Body) {
        if !is_boundary(boundary) {
            let reason = "the boundary of a multipart body has 1 to 70 letters, digits and `'()+_,-./:=?`, and spaces that are \
                          not at its end";
            return self.fail(Error::invalid(reason));
        }
        self.body(&format!("{media_type}; boundary=\"{boundary}\""), body);
    }

    /// Adds preferences, in place of others with the same names.
    pub(crate) fn prefer(&mut self, added: &str) {
        let before = self.headers.get(&PREFER).and_then(|before| before.to_str().ok());
        match preferences::joined(before.unwrap_or_default(), added) {
            Some(both) => self.header(PREFER.as_str(), &both),
            None => self.fail(Error::invalid(format!("`Prefer: {}` {}", added.escape_debug(), preferences::HELP))),
        }
    }

    pub(crate) fn json(&mut self, body: &impl Value) {
        let mut found = Vec::new();
        body.check(&mut Violations::new(&mut found));
        if !found.is_empty() {
            return self.fail(violated(&found));
        }
        match to_vec(body) {
            Ok(text) => {
                self.headers.set(CONTENT_TYPE, JSON);
                self.body = Some(text.into());
            }
            Err(error) => self.fail(Error::invalid("the body cannot be written as JSON").with_source(error)),
        }
    }

    /// Whether all steps so far went well.
    ///
    /// # Errors
    /// The first step that failed.
    fn check(&self) -> Result<(), Error> {
        self.failure.as_ref().map_or(Ok(()), |failure| Err(failure.shared()))
    }

    /// The body, unless a step failed.
    pub(crate) fn usable_body(&self) -> Option<&Body> {
        self.body.as_ref().filter(|_| self.failure.is_none())
    }

    pub(crate) fn fail(&mut self, error: Error) {
        self.failure.get_or_insert(error);
    }

    /// Takes `secret` out of the step that failed.
    pub(crate) fn redact_failure(&mut self, secret: &Secret) {
        self.failure = self.failure.take().map(|failure| failure.redacted(secret));
    }

    /// Who may see the URL.
    pub(crate) fn privacy(&self) -> Privacy {
        self.link.as_ref().map_or(Privacy::Own, |(_, privacy)| *privacy)
    }

    /// Whether the URL itself opens what it leads to, so that no token goes with it.
    pub(crate) fn is_open(&self) -> bool {
        self.privacy() == Privacy::Open
    }

    /// The URL: the link as it came, or else the template expanded and the options that it does not name; then the options
    /// that the user added.
    ///
    /// # Errors
    /// The first step that failed, or what keeps the URL from being made.
    pub(crate) fn url(&self) -> Result<String, Error> {
        self.check()?;
        let mut url = match &self.link {
            Some((link, _)) => link.clone(),
            None => self.expanded()?,
        };
        if !leads_where_it_says(&url) {
            return Err(Error::invalid(ELSEWHERE).at(&self.origin));
        }
        for (name, value) in &self.raw_query {
            template::push_option(&mut url, name, value);
        }
        Ok(url)
    }

    /// The URL that the template says.
    fn expanded(&self) -> Result<String, Error> {
        let failed = |error| Error::template(error).at(&self.origin);
        let template = self.route.template(self.origin.template).map_err(failed)?;
        let base_url = self.route.base_url();
        let expanded = template::expand(&template, base_url, &|giver, name| self.value(giver, name));
        let mut url = expanded.map_err(failed)?;
        for (name, value) in &self.options {
            if template::variables(&template).all(|variable| variable != *name) {
                template::push_option(&mut url, &template::decode(name), value);
            }
        }
        Ok(url)
    }

    /// The value of a variable. A key of the path may be given as an option, too, where the route has none of that name.
    fn value(&self, giver: Giver, name: &str) -> Option<&Parameter> {
        let option = self.options.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        match giver {
            Giver::Route => self.route.parameter(name).or(option),
            Giver::Request => option,
        }
    }

    /// Whether the request can be made more than once: its body, if it has one, is in memory.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.body.as_ref().is_none_or(|body| body.as_bytes().is_some())
    }

    /// The HTTP request, for one attempt, or the first step that failed. Each has the same id; a body that is a stream goes
    /// into the first.
    pub(crate) fn request(&mut self) -> Result<http::Request<Body>, Error> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        self.headers.set_default(CLIENT_REQUEST_ID, request_id::new);
        let head = self.head()?;
        let body = self.body.as_ref().and_then(Body::try_clone).or_else(|| self.body.take());
        let mut request = head.map(|()| body.unwrap_or_default());
        if let Some(after) = self.connected_after.take() {
            request.extensions_mut().insert(after);
        }
        Ok(request)
    }

    /// The same for whoever sends it by other means than a client: without a token, and with an id of its own each time.
    ///
    /// # Errors
    /// The first step that failed, or a body that is a stream.
    pub(crate) fn to_http(&self) -> Result<http::Request<Bytes>, Error> {
        let mut head = self.head()?;
        let body = match &self.body {
            None => Bytes::new(),
            Some(body) => body.as_bytes().cloned().ok_or_else(|| Error::invalid(STREAM))?,
        };
        head.headers_mut().entry(CLIENT_REQUEST_ID).or_insert_with(request_id::new);
        Ok(head.map(|()| body))
    }

    /// Method, URL and headers.
    fn head(&self) -> Result<http::Request<()>, Error> {
        let mut head = http::Request::new(());
        *head.uri_mut() = Uri::try_from(self.url()?)
            .map_err(|error| Error::invalid("the URL of the request is invalid").with_source(error))?;
        *head.method_mut() = self.origin.method.clone();
        let mut headers = self.headers.to_map();
        if self.advanced && needs_index(self.origin.template, &self.options) {
            let eventual = HeaderValue::from_static(ConsistencyLevel::Eventual.as_str());
            headers.entry(CONSISTENCY_LEVEL).or_insert(eventual);
        }
        if self.is_open() {
            headers.remove(&AUTHORIZATION);
        }
        *head.headers_mut() = headers;
        Ok(head)
    }

    /// How long the exchange may take, where that is said: by the request, else by the client; but streams take their
    /// time. `streamed` says that the answer is one.
    pub(crate) fn timeout(&self, streamed: bool) -> Option<Timeout> {
        let is_stream = streamed || self.body.as_ref().is_some_and(|body| body.as_bytes().is_none());
        self.timeout.or(if is_stream { Some(Timeout(None)) } else { self.route.client().timeout() })
    }
}

/// Whether `text` can part the parts of a multipart body (RFC 2046 section 5.1.1).
fn is_boundary(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    (1..=70).contains(&text.len()) && text.bytes().all(is_sign) && !text.ends_with(' ')
}

/// The URL that `url` says: a path below the base URL, or a whole one that the client may go to. What a URL may not have as it
/// is, is encoded: blanks, quotes, what is not ASCII, a `%` that begins no escape (RFC 3986 section 2.1). What is reserved
/// and every escape stay, for only the caller knows what they mean.
fn raw_url(client: &Client, url: &str) -> Result<String, Error> {
    if url.contains('#') {
        return Err(Error::invalid(
            "the URL has a `#`, behind which nothing is sent; help: in a name, key or value write `%23`",
        ));
    }
    if let Some(control) = url.chars().find(|sign| sign.is_control()) {
        let (shown, encoded) = (control.escape_debug(), template::encoded_character(control));
        return Err(Error::invalid(format!(
            "the URL has the control character `{shown}`; help: leave it out, or write `{encoded}` where it is meant"
        )));
    }
    if url.starts_with("//") {
        return Err(Error::invalid("the path begins with `//`, which names a host; help: begin it with one `/`"));
    }
    let is_path = url.starts_with('/');
    if !is_path && !url.contains("://") {
        return Err(Error::invalid("the URL is neither absolute nor a path; help: begin a path with `/`"));
    }
    let whole = if is_path { Cow::Owned(client.base_url().to_owned() + url) } else { Cow::Borrowed(url) };
    // Before a `\` in it is encoded.
    if !leads_where_it_says(&whole) {
        return Err(Error::invalid(ELSEWHERE));
    }
    let url = template::reserved(&whole);
    if is_path { Ok(url) } else { client.check_link(&url).map(|()| url) }
}

/// One error that names every member at fault.
fn violated(found: &[Violation]) -> Error {
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    Error::invalid(found.join("; "))
}
