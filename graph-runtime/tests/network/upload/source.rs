//! Sources: files and bytes of all kinds, those that fail, and what no session takes.

use std::io;
use std::ops::Range;

use graph_runtime::transfer::{Seekable, Source};
use graph_runtime::{BoxFuture, Bytes, ErrorKind, http};

use super::service::{CHUNK, IN_FOUR, Store, TOTAL, file, pieces, session};
use crate::support::planned::{Server, Turn, answer};
use crate::support::printed::line_of;

#[tokio::test]
async fn sources_are_files_and_bytes_of_all_kinds() {
    let path = std::env::temp_dir().join(format!("graph-runtime-upload-{}", std::process::id()));
    tokio::fs::write(&path, file()).await.unwrap();
    let opened = tokio::fs::File::open(&path).await.unwrap();
    tokio::fs::remove_file(&path).await.unwrap();
    let owned = file().to_vec();
    for kind in 0..3 {
        let store = Store::default();
        let server = Server::start(move |_, request| store.serve(request));
        let mut session = session(&server);
        let upload = match kind {
            0 => session.upload(Seekable::new(opened.try_clone().await.unwrap())),
            1 => session.upload(&owned[..]),
            _ => session.upload(io_cursor()),
        };
        let made: http::Response<()> = upload.chunk_size(CHUNK as u64).send().await.unwrap();
        assert_eq!((made.status().as_u16(), &made.headers()["location"]), (201, &"/item".parse().unwrap()));
        assert_eq!(pieces(&server), IN_FOUR);
    }
}

fn io_cursor() -> Seekable<io::Cursor<Bytes>> {
    Seekable::new(io::Cursor::new(file()))
}

#[tokio::test]
async fn what_no_session_takes_is_told_before_anything_is_sent() {
    let server = Server::start(|_, _| Turn::Answer(answer("400 Bad Request", &[], "")));
    for size in [0, 1, CHUNK as u64 + 1, 60 << 20 | 1, 100 << 20] {
        let error = session(&server).upload(file()).chunk_size(size).send::<()>().await.unwrap_err();
        assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("320 KiB"), "{error}");
    }
    let error = session(&server).upload(Bytes::new()).send::<()>().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("empty"), "{error}");
    for (source, reason) in [(Flaw::Unreadable, "permission denied"), (Flaw::Short, "unexpected end of file")] {
        let error = session(&server).upload(source).send::<()>().await.unwrap_err();
        assert!(error.kind() == ErrorKind::Io && line_of(&error).contains(reason), "{error:?}");
        assert!(!error.may_have_been_sent());
    }
    assert_eq!(server.lines(), [""; 0]);
}

#[tokio::test]
async fn a_source_that_fails_on_the_way_tells_what_was_sent() {
    let store = Store::default();
    let server = Server::start(move |_, request| store.serve(request));
    let error = session(&server).upload(Flaw::Later).chunk_size(CHUNK as u64).send::<()>().await.unwrap_err();
    assert_eq!((error.kind(), error.transferred()), (ErrorKind::Io, Some(CHUNK as u64)), "{error}");
    assert!(error.may_have_been_sent());
}

/// A source that fails.
enum Flaw {
    Unreadable,
    Short,
    /// After the first piece.
    Later,
}

impl Source for Flaw {
    fn size(&mut self) -> BoxFuture<'_, io::Result<u64>> {
        Box::pin(std::future::ready(Ok(TOTAL as u64)))
    }

    fn read_at(&mut self, range: Range<u64>) -> BoxFuture<'_, io::Result<Bytes>> {
        Box::pin(std::future::ready(match self {
            Self::Later if range.start == 0 => Ok(file().slice(..CHUNK)),
            Self::Unreadable | Self::Later => Err(io::ErrorKind::PermissionDenied.into()),
            Self::Short => Ok(Bytes::from_static(b"short")),
        }))
    }
}
