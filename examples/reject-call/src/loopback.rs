//! The other side: a server that accepts every rejection and prints it.

use std::io;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use tokio::net::TcpListener;

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 1 << 20;

/// Starts the server on a free port and gives the base URL to send to.
pub async fn start() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}/beta", listener.local_addr()?);
    let router = Router::new().fallback(accept);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(base_url)
}

async fn accept(request: Request) -> StatusCode {
    println!("the server gets   {} {}", request.method(), request.uri());
    if let Some(content_type) = request.headers().get(header::CONTENT_TYPE) {
        println!("                  Content-Type: {}", content_type.to_str().unwrap_or("unreadable"));
    }
    let body = to_bytes(request.into_body(), LARGEST_BODY).await.unwrap_or_else(|_| Bytes::new());
    println!("                  {}", String::from_utf8_lossy(&body));
    StatusCode::ACCEPTED
}
