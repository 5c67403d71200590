//! `UploadSession`: where a service takes a large file in pieces.

use std::fmt;

use http::Method;
use http::header::CONTENT_LENGTH;
use serde_json::Map;

use super::source::Source;
use super::upload::Upload;
use crate::draft::Draft;
use crate::model::{Json, Value, Writable, json_text};
use crate::response::Answer;
use crate::{Client, Error, Request, Response, Retry, pipeline};

/// The name of the upload URL where errors tell what was requested.
const TEMPLATE: &str = "{+uploadUrl}";

/// An upload session: where a service takes a large file, piece by piece.
///
/// An operation such as `createUploadSession` gives it. Its URL opens it without a token, so it is a secret: it is in no
/// error and no `Debug`, and goes over https alone (or to this machine, where the client
/// [allows it](crate::ClientBuilder::allow_loopback_http)), to whatever host the service named.
///
/// ```
/// use graph_runtime::transfer::{Seekable, UploadSession};
/// # use graph_runtime::model::Json;
/// # use graph_runtime::{Client, Error, Request};
///
/// # async fn example(client: Client, create: Request<Json>, file: tokio::fs::File) -> Result<(), Error> {
/// let mut session = UploadSession::new(&client, &create.await?)?;
/// let upload = session.upload(Seekable::new(file));
/// let item: Json = upload.on_progress(|sent, total| println!("{sent} of {total} bytes")).send().await?;
/// # Ok(())
/// # }
/// ```
///
/// See [uploadSession](https://learn.microsoft.com/graph/api/resources/uploadsession) and
/// [driveItem: createUploadSession](https://learn.microsoft.com/graph/api/driveitem-createuploadsession).
#[derive(Clone)]
pub struct UploadSession {
    client: Client,
    url: String,
    expires: Option<String>,
    /// What the service said to be missing, when it gave the session.
    expected: Option<Vec<String>>,
}

impl UploadSession {
    /// The session that a service answered with: any model with the members `uploadUrl`, `expirationDateTime` and
    /// `nextExpectedRanges`.
    ///
    /// # Errors
    /// `Invalid`: the answer has no `uploadUrl`, or one that nothing must be sent to.
    pub fn new(client: &Client, answer: &impl Value) -> Result<Self, Error> {
        let told = Told::of(Json::from_writable(answer as &dyn Writable).as_str().as_bytes())
            .map_err(|reason| Error::invalid(format!("the answer is not an upload session: {reason}")))?;
        let url =
            told.url.ok_or_else(|| Error::invalid("the answer is not an upload session: it has no `uploadUrl`"))?;
        Ok(Self { expires: told.expires, expected: told.expected, ..Self::resume(client, url)? })
    }

    /// The session of an earlier run, by its [URL](Self::url). What is missing is asked for first.
    ///
    /// # Errors
    /// `Invalid`: nothing must be sent to that URL.
    pub fn resume(client: &Client, url: impl Into<String>) -> Result<Self, Error> {
        let url = url.into();
        client.check_open_link(&url)?;
        Ok(Self { client: client.clone(), url, expires: None, expected: None })
    }

    /// The URL, to be kept for [`resume`](Self::resume). Whoever has it can write the file.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// When the session expires, as the service wrote it when it gave the session. Each piece that is sent puts it off.
    pub fn expires(&self) -> Option<&str> {
        self.expires.as_deref()
    }

    /// The upload of all that is missing.
    pub fn upload<'a>(&mut self, source: impl Source + 'a) -> Upload<'a> {
        // What was missing at first is so for one upload; another one asks.
        let expected = self.expected.take();
        Upload::new(self.clone(), expected, Box::new(source))
    }

    /// A request that ends the session; what was sent is dropped.
    pub fn cancel(&self) -> Request<()> {
        Request::of(self.draft(Method::DELETE))
    }

    /// A request that makes the file of what was sent, of a session that was created with `deferCommit`.
    pub fn commit<T>(&self) -> Request<T> {
        // Without it, some servers refuse a POST that has no body (RFC 9110 section 8.6).
        Request::of(self.draft(Method::POST)).header(CONTENT_LENGTH, "0")
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn draft(&self, method: Method) -> Draft {
        Draft::open(&self.client, method, TEMPLATE, &self.url)
    }

    /// Asks what is missing, once.
    pub(super) async fn ask(&self) -> Result<Vec<String>, Error> {
        let mut draft = self.draft(Method::GET);
        draft.retry = Retry::none();
        let answer = pipeline::send(draft, false).await?;
        match Told::of(answer.bytes()) {
            Ok(Told { expected: Some(expected), .. }) => Ok(expected),
            Ok(_) => Err(answer.unreadable("the answer has no `nextExpectedRanges`")),
            Err(reason) => Err(answer.unreadable(reason)),
        }
    }
}

impl fmt::Debug for UploadSession {
    /// Without the URL, which is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadSession").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// What an answer tells of an upload session.
#[derive(Default)]
struct Told {
    url: Option<String>,
    expires: Option<String>,
    expected: Option<Vec<String>>,
}

impl Told {
    /// The members by their names, however they are capitalized: Outlook in China begins them with capitals.
    ///
    /// # Errors
    /// Why the body tells nothing: it is not an object in JSON, or says what is missing in a way that nobody knows.
    fn of(body: &[u8]) -> Result<Self, String> {
        let mut told = Self::default();
        let members: Map<String, serde_json::Value> = json_text::read(body).map_err(|error| error.to_string())?;
        for (name, value) in members {
            let text = value.as_str().map(str::to_owned);
            if name.eq_ignore_ascii_case("uploadUrl") {
                told.url = text;
            } else if name.eq_ignore_ascii_case("expirationDateTime") {
                told.expires = text;
            } else if name.eq_ignore_ascii_case("nextExpectedRanges") {
                told.expected = match value {
                    serde_json::Value::Null => None,
                    serde_json::Value::Array(ranges) => Some(ranges.iter().map(range).collect()),
                    _ => return Err("its `nextExpectedRanges` are not a list".to_owned()),
                };
            }
        }
        Ok(told)
    }
}

/// One range; what is not text is kept as such, to be told.
fn range(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a service answers to a piece.
pub(super) enum Reply {
    /// The file is there.
    Done(Box<Answer>),
    /// It goes on, with what is missing.
    Expects(Vec<String>),
    /// It goes on; the piece has arrived.
    Accepted,
}

impl Reply {
    /// `OneDrive` answers with 202 as long as something is missing; Outlook with 200, which says what. The file is there
    /// where the answer has no body, or one that says nothing is missing.
    ///
    /// # Errors
    /// `Decode`: the answer may be the last one, and cannot be read.
    pub(super) fn of(answer: Answer) -> Result<Self, Error> {
        let is_accepted = answer.response.status() == http::StatusCode::ACCEPTED;
        let told = Told::of(answer.bytes());
        Ok(match told.map(|told| told.expected.filter(|expected| !expected.is_empty())) {
            Ok(Some(expected)) => Self::Expects(expected),
            _ if is_accepted => Self::Accepted,
            Err(reason) if !answer.bytes().is_empty() => {
                return Err(answer.unreadable(format!("the answer does not say whether the file is there: {reason}")));
            }
            Ok(None) | Err(_) => Self::Done(Box::new(answer)),
        })
    }

    /// The file, read as what the caller wants.
    pub(super) fn read<T: Response>(answer: Answer) -> Result<T, Error> {
        T::from_answer(answer)
    }
}
