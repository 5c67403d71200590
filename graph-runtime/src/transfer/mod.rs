//! Large files: uploads in sessions, and downloads, both of which go on where they broke.
//!
//! A file goes up in pieces, through an [`UploadSession`] that an operation of the service gives, or down as a
//! [`Download`]. Neither is ever in memory as a whole. Waits and limits after a fault are those of the client's
//! [`Retry`](crate::Retry), anew after each piece that came through.

mod content_range;
mod download;
mod missing;
mod open;
mod session;
mod source;
mod upload;
mod validator;

pub use self::download::{Download, DownloadRequest};
pub use self::session::UploadSession;
pub use self::source::{Seekable, Source};
pub use self::upload::Upload;

/// Told of each step of a transfer: bytes so far, and of how many.
type Progress<'a, Total> = Box<dyn FnMut(u64, Total) + Send + 'a>;
