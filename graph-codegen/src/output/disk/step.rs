//! What a run does to a disk, one step at a time: a test stops after any of them, as a kill does, or lets one fail.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// One change of a disk, which is made as a whole or, but for `Write` and `RemoveAll`, not at all.
#[derive(Clone, Copy, Debug)]
pub enum Step<'s> {
    /// Makes a folder in one that is there.
    MakeFolder(&'s Path),
    /// Writes a file.
    Write(&'s Path, &'s str),
    /// Says that a file has changed just now.
    Touch(&'s Path),
    /// Renames a file or a folder; what is there under the new name goes.
    Move(&'s Path, &'s Path),
    /// Removes a file.
    RemoveFile(&'s Path),
    /// Removes a folder without anything in it.
    RemoveFolder(&'s Path),
    /// Removes a folder with all that is in it; links are not followed.
    RemoveAll(&'s Path),
}

/// What makes steps.
pub type Disk<'d> = &'d (dyn Fn(Step<'_>) -> io::Result<()> + Sync);

/// The disk of the machine.
pub const DISK: Disk<'static> = &|step| step.make();

impl Step<'_> {
    /// Makes the change.
    pub fn make(self) -> io::Result<()> {
        match self {
            Self::MakeFolder(path) => fs::create_dir(path),
            Self::Write(path, text) => fs::write(path, text),
            Self::Touch(path) => fs::File::options().write(true).open(path)?.set_modified(SystemTime::now()),
            Self::Move(from, to) => fs::rename(from, to),
            Self::RemoveFile(path) => fs::remove_file(path),
            Self::RemoveFolder(path) => fs::remove_dir(path),
            Self::RemoveAll(path) => fs::remove_dir_all(path),
        }
    }
}
