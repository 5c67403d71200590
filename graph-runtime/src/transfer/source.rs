//! `Source`: where the bytes of an upload come from, any part of them more than once.

use std::fmt;
use std::io::{self, SeekFrom};
use std::ops::Range;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncSeek, AsyncSeekExt as _};

use crate::BoxFuture;

/// What can be uploaded: bytes in memory, a [`Seekable`] file, or whatever gives any range of its bytes when asked, so that
/// a piece can be sent again.
pub trait Source: Send {
    /// How many bytes there are; it must not change during an upload.
    fn size(&mut self) -> BoxFuture<'_, io::Result<u64>>;

    /// The bytes of `range`, which lies within the size. Fewer end the upload with an error.
    fn read_at(&mut self, range: Range<u64>) -> BoxFuture<'_, io::Result<Bytes>>;
}

impl Source for Bytes {
    fn size(&mut self) -> BoxFuture<'_, io::Result<u64>> {
        Box::pin(std::future::ready(Ok(self.len() as u64)))
    }

    fn read_at(&mut self, range: Range<u64>) -> BoxFuture<'_, io::Result<Bytes>> {
        let part = within(&range, self.len()).map(|part| self.slice(part));
        Box::pin(std::future::ready(part))
    }
}

impl Source for &[u8] {
    fn size(&mut self) -> BoxFuture<'_, io::Result<u64>> {
        Box::pin(std::future::ready(Ok(self.len() as u64)))
    }

    fn read_at(&mut self, range: Range<u64>) -> BoxFuture<'_, io::Result<Bytes>> {
        let part = within(&range, self.len()).map(|part| Bytes::copy_from_slice(&self[part]));
        Box::pin(std::future::ready(part))
    }
}

fn within(range: &Range<u64>, length: usize) -> io::Result<Range<usize>> {
    let place = |place| usize::try_from(place).ok().filter(|place| *place <= length);
    place(range.start).zip(place(range.end)).map(|(start, end)| start..end).ok_or(io::ErrorKind::UnexpectedEof.into())
}

/// Whatever tokio reads and seeks in as a [`Source`], such as a `tokio::fs::File`, from its first byte to its last.
pub struct Seekable<R>(R);

impl<R: AsyncRead + AsyncSeek + Unpin + Send> Seekable<R> {
    /// The source of what `reader` reads.
    pub fn new(reader: R) -> Self {
        Self(reader)
    }

    async fn part(&mut self, range: Range<u64>) -> io::Result<Bytes> {
        let length = usize::try_from(range.end - range.start).map_err(|_| io::ErrorKind::OutOfMemory)?;
        self.0.seek(SeekFrom::Start(range.start)).await?;
        let mut bytes = BytesMut::zeroed(length);
        self.0.read_exact(&mut bytes).await?;
        Ok(bytes.freeze())
    }
}

impl<R: AsyncRead + AsyncSeek + Unpin + Send> Source for Seekable<R> {
    fn size(&mut self) -> BoxFuture<'_, io::Result<u64>> {
        Box::pin(self.0.seek(SeekFrom::End(0)))
    }

    fn read_at(&mut self, range: Range<u64>) -> BoxFuture<'_, io::Result<Bytes>> {
        Box::pin(self.part(range))
    }
}

impl<R> fmt::Debug for Seekable<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seekable(..)")
    }
}
