//! A gigabyte up and a gigabyte down take no more memory than a few pieces. Run by name:
//! `cargo test --package graph-runtime --test transfer_memory -- --ignored --nocapture`.
//!
//! The client is a process of its own, so that the server's memory is not counted: this program again, told by the
//! environment where the server is and which way to transfer.

#![cfg(all(feature = "transfer", feature = "reqwest", target_os = "linux"))]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::process::Command;

use graph_runtime::transfer::{Source, UploadSession};
use graph_runtime::{BoxFuture, Bytes, Client, Method};

const SIZE: u64 = 1 << 30;
/// How much more than idle a transfer may take, in KiB.
const ALLOWED: u64 = 32 << 10;
const SERVER: &str = "GRAPH_RUNTIME_TEST_SERVER";
const DIRECTION: &str = "GRAPH_RUNTIME_TEST_DIRECTION";

#[test]
#[ignore = "moves two gigabytes: run by name"]
fn a_gigabyte_each_way_takes_a_few_pieces_of_memory() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // Not joined: it ends with the process.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || serve(stream.unwrap()));
        }
    });
    for direction in ["up", "down"] {
        let mut client = Command::new(std::env::current_exe().unwrap());
        client.args(["--ignored", "--exact", "the_client", "--nocapture"]).env(SERVER, &url).env(DIRECTION, direction);
        let output = client.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        let line = said.lines().find_map(|line| Some(line.split_once("KiB: ")?.1)).unwrap_or_else(|| panic!("{said}"));
        let (idle, peak) = line.split_once(' ').unwrap();
        let (idle, peak): (u64, u64) = (idle.parse().unwrap(), peak.parse().unwrap());
        println!("{direction}: {idle} KiB idle, {peak} KiB at most, {} KiB more", peak - idle);
        assert!(peak - idle <= ALLOWED, "{direction}: {idle} KiB idle, {peak} KiB at most");
    }
}

#[tokio::test]
#[ignore = "is the client process of the other test"]
async fn the_client() {
    let (Ok(server), Ok(direction)) = (std::env::var(SERVER), std::env::var(DIRECTION)) else { return };
    let client = Client::builder().base_url(&server).allow_loopback_http().build().unwrap();
    client.request::<()>(Method::GET, "/nothing").await.unwrap();
    let idle = memory("VmRSS:");
    if direction == "up" {
        let mut session = UploadSession::resume(&client, format!("{server}/up")).unwrap();
        session.upload(Pattern).send::<()>().await.unwrap();
    } else {
        let mut download = client.request::<Bytes>(Method::GET, "/content").download().await.unwrap();
        assert_eq!(download.copy_to(&mut tokio::io::sink()).await.unwrap(), SIZE);
    }
    println!("KiB: {idle} {}", memory("VmHWM:"));
}

/// A figure of this process, in KiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let figure = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    figure.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A gigabyte that is nowhere.
struct Pattern;

impl Source for Pattern {
    fn size(&mut self) -> BoxFuture<'_, io::Result<u64>> {
        Box::pin(std::future::ready(Ok(SIZE)))
    }

    fn read_at(&mut self, range: Range<u64>) -> BoxFuture<'_, io::Result<Bytes>> {
        let length = usize::try_from(range.end - range.start).unwrap();
        Box::pin(std::future::ready(Ok(vec![7; length].into())))
    }
}

/// Answers the requests of a connection, one after the other.
fn serve(mut stream: TcpStream) {
    let mut buffer = vec![0; 1 << 20];
    while let Some((head, mut have)) = read_head(&mut stream, &mut buffer) {
        let length = header(&head, "content-length: ").map_or(0, |length| length.parse().unwrap());
        while have < length {
            have += stream.read(&mut buffer).unwrap() as u64;
        }
        if head.starts_with("PUT") {
            let end: u64 =
                header(&head, "content-range: bytes ").unwrap().split(['-', '/']).nth(1).unwrap().parse().unwrap();
            reply(&mut stream, end + 1);
        } else if head.starts_with("GET /up") {
            reply(&mut stream, 0);
        } else if head.starts_with("GET /content") {
            write!(stream, "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: {SIZE}\r\n\r\n").unwrap();
            for _ in 0..SIZE / buffer.len() as u64 {
                stream.write_all(&buffer).unwrap();
            }
        } else {
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        }
    }
}

fn read_head(stream: &mut TcpStream, buffer: &mut [u8]) -> Option<(String, u64)> {
    let mut read = 0;
    loop {
        let length = stream.read(&mut buffer[read..]).ok().filter(|length| *length > 0)?;
        read += length;
        if let Some(end) = buffer[..read].windows(4).position(|window| window == b"\r\n\r\n") {
            return Some((String::from_utf8_lossy(&buffer[..end]).into_owned(), (read - end - 4) as u64));
        }
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| line.strip_prefix(name))
}

/// Says where the upload goes on, or that the file is there.
fn reply(stream: &mut TcpStream, next: u64) {
    let (status, body) = match next {
        SIZE => ("201 Created", "{}".to_owned()),
        _ => ("202 Accepted", format!(r#"{{"nextExpectedRanges":["{next}-"]}}"#)),
    };
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
}
