//! `Disk`: a file in memory whose writes fail from some moment on, as those of a process that is killed there.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<Inside>>);

#[derive(Clone, Debug, Default)]
struct Inside {
    bytes: Vec<u8>,
    writes: u64,
    /// How many writes still succeed; none where all do.
    left: Option<u64>,
}

impl Disk {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Another disk with the same bytes.
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(self.inside().clone())))
    }

    /// How many writes have succeeded.
    pub fn writes(&self) -> u64 {
        self.inside().writes
    }

    /// Fails after so many writes more.
    pub fn fail_after(&self, writes: u64) {
        self.inside().left = Some(writes);
    }

    /// Does not fail any more; what was written before is there.
    pub fn repair(&self) {
        self.inside().left = None;
    }

    fn write_with(&self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        let mut inside = self.inside();
        if let Some(left) = &mut inside.left {
            *left = left.checked_sub(1).ok_or_else(|| io::Error::other("the disk is gone"))?;
        }
        inside.writes += 1;
        write(&mut inside.bytes);
        Ok(())
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.inside().bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let inside = self.inside();
        let bytes = inside.bytes.get(start..start + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let len = usize::try_from(len).map_err(io::Error::other)?;
        self.write_with(|bytes| bytes.resize(len, 0))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.write_with(|_| {})
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        self.write_with(|bytes| bytes[start..start + data.len()].copy_from_slice(data))
    }
}
