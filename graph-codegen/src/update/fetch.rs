//! One file from a URL: with an entity tag, limits, and redirects that are looked at one by one.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use reqwest::header::{ACCEPT, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, IF_NONE_MATCH, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};

use super::Update;
use super::target::{Source, is_loopback, redirected};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;
/// The longest entity tag that is kept.
const MOST_TAG: usize = 1000;

/// What a source has.
pub enum Answer {
    /// What is known already.
    Same,
    /// A description.
    New {
        /// Its text.
        text: String,
        /// Its entity tag (RFC 9110, section 8.8.3).
        etag: Option<String>,
    },
}

/// What went wrong, and what to do about it.
type Failure = (String, &'static str);

/// What `source` has; `etag` is the tag of what is known.
pub fn get(source: &Source, etag: Option<&str>, update: &Update) -> Result<Answer, Failure> {
    let url = match source {
        Source::File(path) => return read(path, update),
        Source::Url(url) => url,
    };
    if update.is_offline {
        let help = "run it where the network may be used, or say `--online`";
        return Err(("nothing is fetched: this run is offline, as it is where `CI` is set".to_owned(), help));
    }
    // Where the program has installed another one, that is used.
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| (format!("the network cannot be used: {error}"), "check the limits of the system"))?;
    runtime.block_on(async {
        let whole = tokio::time::timeout(update.timeout, fetch(url, etag, update));
        let late = |_| {
            (
                "the description did not come in time".to_owned(),
                "try again, or download it and name the file with `--from`",
            )
        };
        whole.await.map_err(late)?
    })
}

fn too_large(update: &Update) -> Failure {
    (format!("there are more than {} bytes", update.most_bytes), "check that the URL is that of a description")
}

fn read(path: &Path, update: &Update) -> Result<Answer, Failure> {
    let help = "check the path, and that it can be read";
    let unreadable = |error: std::io::Error| (format!("the file cannot be read: {error}"), help);
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(update.most_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > update.most_bytes {
        return Err(too_large(update));
    }
    Ok(Answer::New { text: text(bytes)?, etag: None })
}

fn text(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes)
        .map_err(|_| ("what came is not UTF-8".to_owned(), "check that the URL is that of a description"))
}

async fn fetch(start: &Url, etag: Option<&str>, update: &Update) -> Result<Answer, Failure> {
    let mut url = start.clone();
    for _ in 0..=MOST_REDIRECTS {
        let response = ask(&url, etag, update).await?;
        let location = header(response.headers(), &LOCATION);
        match (response.status(), location) {
            (StatusCode::NOT_MODIFIED, _) if etag.is_some() => return Ok(Answer::Same),
            (StatusCode::OK, _) => return body(response, update).await,
            (status, Some(location)) if status.is_redirection() => {
                url = redirected(&url, &location, start, &update.hosts)?;
            }
            (status, _) => return Err((format!("{url} answers {status}"), "check the URL, in a browser for instance")),
        }
    }
    Err((format!("there are more than {MOST_REDIRECTS} redirects"), "give a URL that answers itself"))
}

async fn ask(url: &Url, etag: Option<&str>, update: &Update) -> Result<Response, Failure> {
    let part = update.timeout / 15;
    let builder = Client::builder().redirect(Policy::none()).connect_timeout(part).read_timeout(part);
    let builder = builder.user_agent(concat!("graph-codegen/", env!("CARGO_PKG_VERSION")));
    // What is for this machine goes past every proxy.
    let builder = if is_loopback(url) { builder.no_proxy() } else { builder };
    let client = builder.build().map_err(|error| failure(&error))?;
    let request = client.get(url.clone()).header(ACCEPT, "*/*");
    let request = etag.iter().fold(request, |request, etag| request.header(IF_NONE_MATCH, *etag));
    request.send().await.map_err(|error| failure(&error))
}

async fn body(mut response: Response, update: &Update) -> Result<Answer, Failure> {
    if let Some(encoding) = header(response.headers(), &CONTENT_ENCODING).filter(|encoding| encoding != "identity") {
        return Err((
            format!("the answer is encoded as `{encoding}`, which was not asked for"),
            "download it and name the file with `--from`",
        ));
    }
    let etag = header(response.headers(), &ETAG).filter(|etag| etag.len() <= MOST_TAG);
    let length = response.content_length();
    if length.is_some_and(|length| length > update.most_bytes) {
        return Err(too_large(update));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        if (bytes.len() + chunk.len()) as u64 > update.most_bytes {
            return Err(too_large(update));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Answer::New { text: text(bytes)?, etag })
}

/// The text of a header, if it is of visible signs.
fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// What went wrong on the way, with what caused it.
fn failure(error: &reqwest::Error) -> Failure {
    let mut message = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        message = format!("{message}: {cause}");
        source = cause.source();
    }
    (message, "try again, or download it and name the file with `--from`")
}
