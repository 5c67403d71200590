//! The other side: a server that accepts every rejection and prints it. It knows as much of HTTP as this program sends; a
//! server of your own is better made with a framework.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 1 << 20;

/// Starts the server on a free port and gives the base URL to send to.
pub async fn start() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}/beta", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve(connection));
        }
    });
    Ok(base_url)
}

/// Accepts all requests of a connection.
async fn serve(connection: TcpStream) -> io::Result<()> {
    let mut connection = BufReader::new(connection);
    while let Some(line) = line(&mut connection).await? {
        println!("the server gets   {}", line.trim_end_matches(" HTTP/1.1"));
        let mut length = 0;
        while let Some(header) = self::line(&mut connection).await?.filter(|line| !line.is_empty()) {
            match header.to_ascii_lowercase().split_once(": ") {
                Some(("content-type", media_type)) => println!("                  Content-Type: {media_type}"),
                Some(("content-length", bytes)) => length = bytes.parse().unwrap_or_default(),
                _ => {}
            }
        }
        let mut body = vec![0; length.min(LARGEST_BODY)];
        connection.read_exact(&mut body).await?;
        println!("                  {}", String::from_utf8_lossy(&body));
        connection.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").await?;
    }
    Ok(())
}

/// The next line without its end; none where the connection ends.
async fn line(connection: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = connection.read_line(&mut line).await?;
    Ok((read > 0).then(|| line.trim_end().to_owned()))
}
