//! The other side: a drive that takes a file in pieces, is unavailable once on the way, and gives the file back.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What the drive has.
#[derive(Clone)]
struct Drive(Arc<Mutex<Stored>>);

struct Stored {
    host: String,
    bytes: Vec<u8>,
    was_unavailable: bool,
}

impl Drive {
    fn stored(&self) -> MutexGuard<'_, Stored> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts the server on a free port and gives the base URL to send to.
pub async fn start() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let host = format!("http://{}", listener.local_addr()?);
    let base_url = format!("{host}/beta");
    let drive = Drive(Arc::new(Mutex::new(Stored { host, bytes: Vec::new(), was_unavailable: false })));
    let router = Router::new()
        .route("/beta/me/drive/{root}/{item}/createUploadSession", post(create))
        .route("/beta/me/drive/{root}/{item}/content", get(content))
        .route("/upload", put(take).get(missing).layer(DefaultBodyLimit::disable()))
        .route("/storage", get(stored))
        .with_state(drive);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(base_url)
}

async fn create(State(drive): State<Drive>) -> Response {
    let host = drive.stored().host.clone();
    answer(StatusCode::OK, &json!({"uploadUrl": format!("{host}/upload?sig=opens-it"), "nextExpectedRanges": ["0-"]}))
}

/// Takes a piece; but for once, in the middle of the file.
async fn take(State(drive): State<Drive>, headers: HeaderMap, piece: Bytes) -> Response {
    let mut stored = drive.stored();
    if !stored.bytes.is_empty() && !std::mem::replace(&mut stored.was_unavailable, true) {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")]).into_response();
    }
    stored.bytes.extend_from_slice(&piece);
    let range = headers.get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
    let total = range.and_then(|range| range.rsplit('/').next()?.parse().ok());
    if total.is_none_or(|total| stored.bytes.len() < total) {
        return answer(StatusCode::ACCEPTED, &expected(stored.bytes.len()));
    }
    answer(StatusCode::CREATED, &json!({"name": "large.bin", "size": stored.bytes.len()}))
}

async fn missing(State(drive): State<Drive>) -> Response {
    answer(StatusCode::OK, &expected(drive.stored().bytes.len()))
}

fn expected(next: usize) -> Value {
    json!({"nextExpectedRanges": [format!("{next}-")]})
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// Sends on to where the bytes are, as drives do.
async fn content(State(drive): State<Drive>) -> Response {
    let location = format!("{}/storage?sig=opens-it", drive.stored().host);
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}

async fn stored(State(drive): State<Drive>) -> Response {
    let bytes = drive.stored().bytes.clone();
    ([(header::ETAG, "\"1\"")], Body::from(bytes)).into_response()
}
