//! `Upload`: a file on its way through an upload session, which goes on where a connection broke.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_RANGE, CONTENT_TYPE};
use http::{Method, StatusCode};

use super::Progress;
use super::missing::Missing;
use super::session::{Reply, UploadSession};
use super::source::Source;
use crate::response::Answer;
use crate::retry::Attempts;
use crate::transport::{Timeout, TransportErrorKind};
use crate::{Error, Response, Retry, pipeline};

/// What the size of a piece must be a multiple of.
const STEP: u64 = 320 << 10;
/// The largest piece that a service takes.
const LARGEST: u64 = 60 << 20;
/// How often in a row a service may take a piece, or say what is missing, without getting further.
const SETBACKS: u32 = 10;

/// The upload of a file, made by [`UploadSession::upload`]. It does nothing until [sent](Self::send).
///
/// One piece of the file is in memory at a time. A piece that could not be sent, or was not taken, is followed by a
/// question what is missing, and the upload goes on from there, with the waits and limits of the client's
/// [`Retry`]; they begin anew whenever the service has got further.
#[must_use = "nothing is sent before `send`"]
pub struct Upload<'a> {
    session: UploadSession,
    /// What the service says to be missing, where it is known before.
    expected: Option<Vec<String>>,
    source: Box<dyn Source + 'a>,
    chunk_size: u64,
    timeout: Option<Duration>,
    retry: Retry,
    progress: Option<Progress<'a, u64>>,
    /// Where a service was got to, and how hard that is.
    advance: Advance,
    /// Whether a piece was sent; whether one that ends the file was.
    sent: bool,
    sent_last: bool,
}

impl<'a> Upload<'a> {
    pub(super) fn new(session: UploadSession, expected: Option<Vec<String>>, source: Box<dyn Source + 'a>) -> Self {
        let retry = session.client().retry();
        let advance = Advance::new(Attempts::new(retry, session.client()));
        let (chunk_size, timeout, progress) = (5 << 20, None, None);
        Self { session, expected, source, chunk_size, timeout, retry, progress, advance, sent: false, sent_last: false }
    }

    /// How many bytes a piece has: a multiple of 320 KiB, up to 60 MiB, as the service demands; 5 MiB if not said. Larger
    /// ones are faster, where the connection is good, and are in memory one at a time.
    pub fn chunk_size(self, bytes: u64) -> Self {
        Self { chunk_size: bytes, ..self }
    }

    /// How long the exchange of one piece may take; that of the [client](crate::ClientBuilder::timeout) if not said.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// How often a piece is tried without getting further, and how long to wait between, in place of what the client says.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.advance.attempts = Attempts::new(retry, self.session.client());
        Self { retry, ..self }
    }

    /// Calls `progress` whenever the service has answered, with the bytes that it has, and of how many.
    pub fn on_progress(mut self, progress: impl FnMut(u64, u64) + Send + 'a) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Sends all that is missing, and reads the answer to the last piece: a drive item, say, or, of an attachment in
    /// Outlook, `http::Response<()>`, whose header `Location` names it. Dropping the future stops the upload; the session
    /// is still there then.
    ///
    /// # Errors
    /// `Invalid`: the size of a piece, or an empty file, which no session takes. `Io`: the source cannot be read.
    /// `Service` with 404: the session has ended or expired. `Decode`: the service says something that makes no sense, such
    /// as a range beyond the end of the file. Else what the last of several attempts failed of.
    /// [`Error::transferred`] says how many bytes the service has.
    pub async fn send<T: Response>(mut self) -> Result<T, Error> {
        let answered = self.run().await.and_then(Reply::read);
        answered.map_err(|error| {
            let attempts = self.advance.attempts.made().max(error.attempts());
            let error = if self.sent { error.after(attempts, true) } else { error };
            error.transferring(self.advance.last)
        })
    }

    async fn run(&mut self) -> Result<Answer, Error> {
        self.check_chunk_size()?;
        let total = self.source.size().await.map_err(unreadable)?;
        if total == 0 {
            return Err(Error::invalid(
                "an upload session cannot take an empty file; help: create it with a `PUT` of its content instead",
            ));
        }
        let mut plan = self.expected.take().map(|expected| parse(&expected, total)).transpose()?;
        loop {
            let missing = match plan.take() {
                Some(missing) => missing,
                None => match self.ask(total).await? {
                    Some(missing) => missing,
                    None => continue,
                },
            };
            plan = match self.send_next(missing, total).await? {
                Step::Done(answer) => return Ok(*answer),
                Step::Missing(missing) => Some(missing),
                Step::Unknown => None,
            };
        }
    }

    /// What is missing, if the service says so; else nothing, after a wait.
    async fn ask(&mut self, total: u64) -> Result<Option<Missing>, Error> {
        match self.session.ask().await {
            Ok(expected) => {
                let missing = parse(&expected, total)?;
                self.confirm(&missing, total)?;
                Ok(Some(missing))
            }
            Err(fault) => self.wait_after(fault).await.map(|()| None),
        }
    }

    /// Sends the next piece of what is missing.
    async fn send_next(&mut self, mut missing: Missing, total: u64) -> Result<Step, Error> {
        let Some(piece) = missing.next(self.chunk_size) else {
            return Err(Error::invalid(
                "the service has all bytes, but did not create the file; help: call `UploadSession::commit` if the session \
                 was created with `deferCommit`",
            ));
        };
        let bytes = self.source.read_at(piece.clone()).await.map_err(unreadable)?;
        if bytes.len() as u64 != piece.end - piece.start {
            return Err(unreadable(std::io::ErrorKind::UnexpectedEof.into()));
        }
        self.sent = true;
        self.sent_last |= piece.end == total;
        let reply = match self.put(&piece, total, bytes).await {
            Ok(answer) => Reply::of(answer)?,
            // It wants another piece, and says which without a wait.
            Err(fault) if fault.status() == Some(StatusCode::RANGE_NOT_SATISFIABLE) => return Ok(Step::Unknown),
            Err(fault) => return self.wait_after(fault).await.map(|()| Step::Unknown),
        };
        missing.arrived(&piece);
        match reply {
            Reply::Done(answer) if missing.bytes() == 0 => {
                self.confirm(&missing, total)?;
                Ok(Step::Done(answer))
            }
            Reply::Done(answer) => {
                Err(answer.unreadable("the service says that the file is complete, but bytes are missing"))
            }
            Reply::Accepted => {
                self.confirm(&missing, total)?;
                Ok(Step::Missing(missing))
            }
            Reply::Expects(expected) => {
                let missing = parse(&expected, total)?;
                self.confirm(&missing, total)?;
                Ok(Step::Missing(missing))
            }
        }
    }

    /// Sends one piece, once.
    async fn put(&mut self, piece: &Range<u64>, total: u64, bytes: Bytes) -> Result<Answer, Error> {
        let mut draft = self.session.draft(Method::PUT);
        draft.header(CONTENT_RANGE.as_str(), &format!("bytes {}-{}/{total}", piece.start, piece.end - 1));
        draft.header(CONTENT_TYPE.as_str(), "application/octet-stream");
        draft.body = Some(bytes.into());
        draft.timeout = self.timeout.map(|timeout| Timeout(Some(timeout)));
        draft.retry = Retry::none();
        pipeline::send(draft, false).await
    }

    /// Waits after a fault that may pass.
    async fn wait_after(&mut self, fault: Error) -> Result<(), Error> {
        self.advance.attempts.begin();
        self.advance.attempts.failed(&fault);
        if fault.is_not_found() || fault.is_gone() {
            let ended = if self.sent_last {
                "the upload session has ended; the last bytes were sent, so the file may exist; help: look for it before you send it again"
            } else {
                "the upload session has ended or expired; help: create a new one"
            };
            return Err(fault.because(ended));
        }
        let client = self.session.client().clone();
        let wait = if may_pass(&fault) { self.advance.attempts.delay(&fault) } else { None };
        let Some(wait) = wait else { return Err(self.advance.attempts.told(fault)) };
        client.pause(wait).await;
        self.advance.attempts.waited(wait);
        Ok(())
    }

    /// Notes what the service has.
    fn confirm(&mut self, missing: &Missing, total: u64) -> Result<(), Error> {
        let confirmed = total - missing.bytes();
        if self.advance.to(confirmed) {
            self.advance.attempts = Attempts::new(self.retry, self.session.client());
        }
        if self.advance.setbacks > SETBACKS {
            return Err(Error::unexpected(format!("the service accepted {SETBACKS} pieces without any progress")));
        }
        if let Some(progress) = &mut self.progress {
            progress(confirmed, total);
        }
        Ok(())
    }

    fn check_chunk_size(&self) -> Result<(), Error> {
        let size = self.chunk_size;
        if size != 0 && size.is_multiple_of(STEP) && size <= LARGEST {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "a piece cannot have {size} bytes; help: use a multiple of 320 KiB (327680 bytes), up to 60 MiB"
        )))
    }
}

/// What comes after a piece.
enum Step {
    Done(Box<Answer>),
    Missing(Missing),
    /// What is missing has to be asked for.
    Unknown,
}

/// How far a service has got, and how often it did not get further.
struct Advance {
    attempts: Attempts,
    /// What it had most of, and what it had at last: it may lose what it had.
    most: u64,
    last: u64,
    setbacks: u32,
}

impl Advance {
    fn new(attempts: Attempts) -> Self {
        Self { attempts, most: 0, last: 0, setbacks: 0 }
    }

    /// Notes how many bytes the service has; gives whether it never had as many.
    fn to(&mut self, confirmed: u64) -> bool {
        if confirmed <= self.last {
            self.setbacks += 1;
        }
        self.last = confirmed;
        let is_further = confirmed > self.most;
        if is_further {
            (self.most, self.setbacks) = (confirmed, 0);
        }
        is_further
    }
}

fn parse(expected: &[String], total: u64) -> Result<Missing, Error> {
    Missing::parse(expected.iter().map(String::as_str), total).map_err(Error::unexpected)
}

fn unreadable(error: std::io::Error) -> Error {
    Error::io("the source of the upload cannot be read", error)
}

/// Whether a fault is of a kind that may be over after a while. A piece can be sent again without harm, so that a time
/// that is over is not a reason to stop.
fn may_pass(fault: &Error) -> bool {
    use TransportErrorKind::{Broken, Connect, ShutDown, Timeout, Unprocessed};
    match (fault.status(), fault.transport_kind()) {
        (Some(status), _) => matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504 | 509),
        (_, Some(Connect | Unprocessed | ShutDown | Broken | Timeout)) => true,
        _ => false,
    }
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({:?}, {} bytes sent)", self.session, self.advance.last)
    }
}

#[cfg(test)]
mod tests {
    use super::may_pass;
    use crate::Error;
    use crate::transport::TransportError;
    use crate::transport::TransportErrorKind::{
        Broken, Connect, Layer, Refused, ShutDown, Timeout, TooLarge, Unprocessed,
    };

    #[test]
    fn an_upload_goes_on_after_faults_of_the_way() {
        let passes = |kind| may_pass(&Error::transport(TransportError::new(kind, "because")));
        assert!([Connect, Unprocessed, ShutDown, Broken, Timeout].into_iter().all(passes));
        assert!(![Refused, TooLarge, Layer].into_iter().any(passes));
    }
}
