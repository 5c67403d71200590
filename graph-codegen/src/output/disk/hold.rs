//! The right to change an output, which one run has at a time, and what a run that was killed left.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use graph_emit::diagnostic::Diagnostic;
use same_file::Handle;

use super::at;
use super::journal::Journal;
use super::place::Place;
use super::step::{Disk, Step};
use crate::config::Layout;

/// What a run is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// To change the output.
    Write,
    /// To look at it. Where nothing can be written, nobody else writes either.
    Look,
}

/// The right to change an output. It ends when this is dropped, or when the process does.
pub struct Hold<'d> {
    pub(super) place: Place,
    pub(super) disk: Disk<'d>,
    /// Folders that go when nothing is in them, the innermost first.
    made: Vec<PathBuf>,
    /// Locked. The system unlocks it when the process ends, however it ends.
    _lock: File,
}

impl<'d> Hold<'d> {
    /// Takes the right to change `output`, and first completes or undoes what a run that was killed left there, whatever
    /// its layout was. Where another run has it, `waiting` is called and the end of that run is waited for. `None` where
    /// there is nothing to look at.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn take(
        output: &Path,
        layout: Layout,
        intent: Intent,
        disk: Disk<'d>,
        waiting: &dyn Fn(),
    ) -> Result<Option<Self>, Diagnostic> {
        let own = Place::of(output, layout);
        // One lock at a time, so that no two runs wait for each other.
        for place in Place::all(output).filter(|place| *place != own && is_folder(&place.folder)) {
            Self::of(place, Intent::Look, disk, waiting)?;
        }
        if layout != Layout::File && output.is_file() {
            let message = format!("this is a file, and the layout `{}` writes a folder", layout.name());
            let obstacle = Diagnostic::error(at(output), message);
            return Err(obstacle.help("use the layout `file`, or choose another output"));
        }
        Self::of(own, intent, disk, waiting)
    }

    fn of(place: Place, intent: Intent, disk: Disk<'d>, waiting: &dyn Fn()) -> Result<Option<Self>, Diagnostic> {
        let is_left = is_folder(&place.folder);
        let mut made = Vec::new();
        let lock = loop {
            if intent == Intent::Write {
                made.extend(make_folders(&place.base, disk).map_err(|error| blocked(&place.base, &error))?);
            } else if !place.base.is_dir() {
                return Ok(None);
            }
            match lock(&place, disk, waiting) {
                Ok(Some(lock)) => break lock,
                Ok(None) => {}
                Err(error) if intent == Intent::Look && !is_left && is_read_only(&error) => return Ok(None),
                Err(error) => {
                    remove_folders(&made, disk);
                    return Err(blocked(&place.folder, &error));
                }
            }
        };
        if is_left && place.only.is_none() {
            made.insert(0, place.base.clone());
        }
        let hold = Self { place, disk, made, _lock: lock };
        hold.recover()?;
        Ok(Some(hold))
    }

    /// Whether files are half replaced, which the next run completes.
    #[cfg(feature = "update")]
    pub fn is_begun(&self) -> bool {
        self.place.journal().exists()
    }

    /// Completes what the run that was here before had begun for good, and undoes what else it left.
    fn recover(&self) -> Result<(), Diagnostic> {
        match fs::read_to_string(self.place.journal()) {
            Ok(text) => {
                let journal =
                    Journal::parse(&text).filter(|journal| journal.is_ours(&self.place).is_ok_and(|ours| ours));
                self.complete(&journal.ok_or_else(|| strange(&self.place.folder))?)?;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(blocked(&self.place.journal(), &error)),
        }
        self.discard().map_err(|(path, error)| blocked(&path, &error))
    }

    /// Removes what has not come to its place.
    pub(super) fn discard(&self) -> Result<(), (PathBuf, io::Error)> {
        for path in [self.place.draft(), self.place.guard(), self.place.tree()] {
            let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
            let step = if metadata.is_dir() { Step::RemoveAll(&path) } else { Step::RemoveFile(&path) };
            (self.disk)(step).map_err(|error| (path.clone(), error))?;
        }
        Ok(())
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        // While it is still locked. Who waits for it sees that it is not there any more, and makes another.
        drop((self.disk)(Step::RemoveFile(&self.place.lock())));
        drop((self.disk)(Step::RemoveFolder(&self.place.folder)));
        remove_folders(&self.made, self.disk);
    }
}

/// Locks `place`; `None` where the run that was waited for has removed it.
fn lock(place: &Place, disk: Disk<'_>, waiting: &dyn Fn()) -> io::Result<Option<File>> {
    match disk(Step::MakeFolder(&place.folder)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let path = place.lock();
    let is_link = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
    if is_link || !fs::symlink_metadata(&place.folder).map_or(true, |metadata| metadata.is_dir()) {
        return Err(io::Error::other("this is a link"));
    }
    let file = match File::options().read(true).write(true).create(true).truncate(false).open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waiting();
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let is_there = Handle::from_path(&path)
        .is_ok_and(|there| file.try_clone().and_then(Handle::from_file).is_ok_and(|own| own == there));
    Ok(is_there.then_some(file))
}

/// Makes `folder` and those around it, and returns those that were not there, the innermost first.
fn make_folders(folder: &Path, disk: Disk<'_>) -> io::Result<Vec<PathBuf>> {
    let missing: Vec<_> =
        folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()).collect();
    for folder in missing.iter().rev() {
        match disk(Step::MakeFolder(folder)) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
            made => made?,
        }
    }
    Ok(missing.into_iter().map(Path::to_owned).collect())
}

/// Removes those of `folders` that hold nothing, up to the first that does.
fn remove_folders(folders: &[PathBuf], disk: Disk<'_>) {
    let _ = folders.iter().try_for_each(|folder| disk(Step::RemoveFolder(folder)));
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

fn blocked(path: &Path, error: &io::Error) -> Diagnostic {
    let fault = Diagnostic::error(at(path), format!("the output cannot be worked on: {error}"));
    fault.help("check that this folder may be written to")
}

fn strange(folder: &Path) -> Diagnostic {
    let fault = Diagnostic::error(
        at(folder),
        "this folder has the name of one in which an interrupted run leaves its work, but not what a run leaves",
    );
    fault.help("look at it, remove it, and run this again")
}
