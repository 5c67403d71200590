//! A run that stops after any step, or for which any step fails, and what the next run makes of that.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use graph_emit::checked::Gate;
use graph_emit::diagnostic::Diagnostics;

use super::step::{Disk, Step};
use super::{DISK, Hold, Intent};
use crate::config::Layout;
use crate::output::files::{Comment, File};
use crate::output::plan::Plan;

/// A folder that is gone when this is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static FOLDERS: AtomicUsize = AtomicUsize::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("graph-codegen-disk-{}-{number}", std::process::id()));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).expect("the folder for temporary files can be written to");
        Self(path)
    }

    fn output(&self) -> PathBuf {
        self.0.join("out")
    }

    /// All that is there, folders too, with the texts of files.
    fn all(&self) -> BTreeMap<String, Option<String>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("it can be read").flatten() {
                let path = entry.path();
                let name = path.strip_prefix(&self.0).expect("it is below").to_str().expect("a plain name").to_owned();
                let text = if path.is_dir() { None } else { fs::read_to_string(&path).ok() };
                folders.extend(path.is_dir().then_some(path));
                found.insert(name, text);
            }
        }
        found
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// How a disk fails.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Nothing is done any more: the process was killed.
    Killed,
    /// Nothing new finds room any more.
    Full,
    /// One step fails.
    Once,
}

/// The outcome of `run` on a disk that fails after `steps`, and whether it came to that.
fn failing<T>(fault: Fault, steps: usize, run: impl FnOnce(Disk<'_>) -> T) -> (T, bool) {
    let taken = AtomicUsize::new(0);
    let disk = |step: Step<'_>| {
        let at = taken.fetch_add(1, Ordering::Relaxed);
        let needs_room = matches!(step, Step::Write(..) | Step::MakeFolder(_));
        let fails = match fault {
            Fault::Killed => at >= steps,
            Fault::Full => at >= steps && needs_room,
            Fault::Once => at == steps,
        };
        if !fails {
            return step.make();
        }
        match step {
            Step::Write(path, text) if at == steps => fs::write(path, &text[..text.len() / 2])?,
            _ => {}
        }
        Err(io::Error::from(if fault == Fault::Full { io::ErrorKind::StorageFull } else { io::ErrorKind::Other }))
    };
    let outcome = run(&disk);
    let reached = taken.load(Ordering::Relaxed) > steps;
    (outcome, reached)
}

/// The files of an output by path and what they say, besides the root file, `models.lock` and `bindings.lock`.
type Texts<'t> = &'t [(&'t str, &'t str)];

const OLD: Texts<'static> = &[("a", "1"), ("a/b", "1"), ("gone", "1"), ("gone/deep/er", "1"), ("same", "1")];
const NEW: Texts<'static> = &[("a", "2"), ("a/b", "1"), ("a/c/d", "2"), ("fresh/e", "2"), ("f", "2"), ("same", "1")];

/// The files that `layout` has for `texts`.
fn files(output: &Path, layout: Layout, texts: Texts<'_>, generation: &str) -> Vec<File> {
    let file = |path: &Path, comment: Comment, text: &str| {
        let text = format!("{}here\n\n{text}\n", comment.mark());
        File::new(path.to_owned(), text, comment, Gate::default())
    };
    let modules = |folder: &Path| -> Vec<File> {
        let module = |(path, text): &(&str, &str)| file(&folder.join(format!("{path}.rs")), Comment::Slashes, text);
        texts.iter().map(module).collect()
    };
    let locks = ["models.lock", "bindings.lock"].map(|name| file(&output.join(name), Comment::Hash, generation));
    let one = |path: &str, comment| file(&output.join(path), comment, generation);
    match layout {
        Layout::File => vec![file(output, Comment::Slashes, generation)],
        Layout::Modules => [vec![one("mod.rs", Comment::Slashes)], modules(output), locks.into()].concat(),
        Layout::Crate => {
            let root = [one("src/lib.rs", Comment::Slashes), one("Cargo.toml", Comment::Hash)];
            let readme = vec![one("README.md", Comment::Angles)];
            [root.into(), readme, modules(&output.join("src/api")), locks.into()].concat()
        }
    }
}

/// A run that writes `texts` to the output.
fn generate(
    folder: &Folder,
    layout: Layout,
    (texts, generation): (Texts<'_>, &str),
    disk: Disk<'_>,
) -> Result<(), String> {
    let output = folder.output();
    let hold = Hold::take(&output, layout, Intent::Write, disk, &|| ()).map_err(|fault| fault.message)?;
    let hold = hold.expect("who writes has it");
    let mut found = Diagnostics::new();
    let plan = Plan::new(files(&output, layout, texts, generation), &output, layout, &mut found);
    if let Some(plan) = plan {
        plan.apply(&hold, &mut found);
    }
    match found.iter().next() {
        Some(fault) => Err(fault.message.clone()),
        None => Ok(()),
    }
}

/// A run that looks, with whatever layout.
fn look(folder: &Folder, layout: Layout, disk: Disk<'_>) -> Result<(), String> {
    Hold::take(&folder.output(), layout, Intent::Look, disk, &|| ()).map(drop).map_err(|fault| fault.message)
}

/// A way from an old output to a new one.
#[derive(Clone, Copy, Debug)]
struct Case {
    layout: Layout,
    /// Whether there is an old one.
    is_old: bool,
}

impl Case {
    fn all() -> impl Iterator<Item = Self> {
        Layout::ALL.into_iter().flat_map(|layout| [true, false].map(|is_old| Self { layout, is_old }))
    }

    fn start(self) -> Folder {
        let folder = Folder::new();
        folder.write("beside.rs", "// mine\n");
        if self.is_old {
            if self.layout != Layout::File {
                folder.write("out/a/notes.rs", "// mine\n");
                folder.write("out/gone/notes.txt", "mine\n");
            }
            generate(&folder, self.layout, (OLD, "old"), DISK).expect("nothing is in the way");
        }
        folder
    }

    fn renew(self, folder: &Folder, disk: Disk<'_>) -> Result<(), String> {
        generate(folder, self.layout, (NEW, "new"), disk)
    }

    /// What there is before and after.
    fn ends(self) -> [BTreeMap<String, Option<String>>; 2] {
        let folder = self.start();
        let before = folder.all();
        self.renew(&folder, DISK).expect("nothing is in the way");
        [before, folder.all()]
    }

    /// Asserts that a build and `check` see the old or the new files, or fail.
    fn assert_is_whole_or_fails(
        self,
        folder: &Folder,
        [before, after]: &[BTreeMap<String, Option<String>>; 2],
        at: &str,
    ) {
        let is_work = |name: &str| name.split('/').any(|part| part.starts_with(super::place::NAME));
        let files = |all: BTreeMap<String, Option<String>>| -> BTreeMap<_, _> {
            all.into_iter().filter(|(name, text)| text.is_some() && !is_work(name)).collect()
        };
        let seen = files(folder.all());
        let root = match self.layout {
            Layout::Modules => "out/mod.rs",
            Layout::Crate => "out/src/lib.rs",
            Layout::File => "out",
        };
        let fails = match seen.get(root) {
            Some(text) => text.as_ref().is_some_and(|text| text.contains("compile_error!")),
            // Between the old and the guard nothing is there for a moment only where nothing was before.
            None => !self.is_old,
        };
        let is_whole = seen == files(before.clone()) || seen == files(after.clone());
        assert!(is_whole || (fails && self.layout != Layout::File), "{self:?} {at}: {seen:#?}");
    }

    /// Asserts that there is the old or the new output and nothing beside it.
    fn assert_is_clean(self, folder: &Folder, ends: &[BTreeMap<String, Option<String>>; 2], at: &str) {
        let all = folder.all();
        assert!(ends.contains(&all), "{self:?} {at}: {all:#?}");
    }
}

#[test]
fn a_run_that_is_killed_at_any_step_is_completed_or_undone_by_the_next_even_if_that_is_killed_too() {
    for case in Case::all() {
        let ends = case.ends();
        for steps in 0.. {
            let folder = case.start();
            let (_, was_killed) = failing(Fault::Killed, steps, |disk| case.renew(&folder, disk));
            case.assert_is_whole_or_fails(&folder, &ends, &format!("after {steps} steps"));
            if !was_killed {
                case.assert_is_clean(&folder, &ends, "without a fault");
                assert_eq!(folder.all(), ends[1]);
                break;
            }
            // Any layout looks at all of it.
            let other = Layout::ALL[steps % 3];
            for again in 0.. {
                let (_, was_killed) = failing(Fault::Killed, again, |disk| look(&folder, other, disk));
                case.assert_is_whole_or_fails(&folder, &ends, &format!("after {steps} and {again} steps"));
                if !was_killed {
                    break;
                }
                // Beside an empty folder, as anybody may make it, nothing may be left: it says nothing of a run.
                if !case.is_old {
                    drop(fs::remove_dir(folder.output()));
                }
            }
            case.assert_is_clean(&folder, &ends, &format!("after {steps} steps, looked at as {other:?}"));
            case.renew(&folder, DISK).expect("nothing is in the way");
            assert_eq!(folder.all(), ends[1], "{case:?} {steps}");
        }
    }
}

#[test]
fn a_full_disk_and_a_step_that_fails_leave_what_the_next_run_completes_or_undoes() {
    for (case, fault) in Case::all().flat_map(|case| [Fault::Full, Fault::Once].map(|fault| (case, fault))) {
        let ends = case.ends();
        for steps in 0.. {
            let folder = case.start();
            let (outcome, has_failed) = failing(fault, steps, |disk| case.renew(&folder, disk));
            let at = format!("{fault:?} after {steps} steps: {outcome:?}");
            case.assert_is_whole_or_fails(&folder, &ends, &at);
            if fault == Fault::Full && outcome.is_err() {
                // Whatever needs room is done before the first file is replaced.
                assert_eq!(folder.all(), ends[0], "{case:?} {at}");
            }
            drop(look(&folder, case.layout, DISK));
            case.assert_is_clean(&folder, &ends, &at);
            assert!(outcome.is_err() || folder.all() == ends[1], "{case:?} {at}");
            if !has_failed {
                break;
            }
        }
    }
}

#[test]
fn only_one_run_changes_an_output_and_the_next_waits_for_its_end() {
    let folder = Folder::new();
    let output = folder.output();
    let first = Hold::take(&output, Layout::Modules, Intent::Write, DISK, &|| ()).expect("nobody has it");
    let (wait, waiting) = std::sync::mpsc::channel();
    let has_ended = AtomicUsize::new(0);
    let second = std::thread::scope(|scope| {
        let has_ended = &has_ended;
        // The first ends when the second has said that it waits: no clock is needed.
        scope.spawn(move || {
            waiting.recv().expect("the second waits");
            has_ended.store(1, Ordering::SeqCst);
            drop(first);
        });
        let say = || wait.send(()).expect("the first listens");
        let second = Hold::take(&output, Layout::Modules, Intent::Write, DISK, &say).expect("the first has ended");
        assert_eq!(has_ended.load(Ordering::SeqCst), 1);
        second
    });
    assert!(second.is_some());
    assert!(output.join(".graph-codegen/lock").exists(), "a third one finds the lock of the second, and not none");
    drop(second);
    assert_eq!(folder.all(), BTreeMap::new(), "what was made for nothing is gone");
}

#[test]
fn who_looks_leaves_nothing_and_needs_no_output() {
    let folder = Folder::new();
    for layout in Layout::ALL {
        look(&folder, layout, DISK).expect("nothing is in the way");
    }
    assert_eq!(folder.all(), BTreeMap::new());
}

#[test]
fn a_journal_from_elsewhere_does_nothing() {
    let ours = "// @generated by graph-codegen here\n";
    let journal = |removed: &str| format!(r#"{{"layout":"modules","removed":[{removed}]}}"#);
    for (journal, staged) in [
        (journal("\"../beside.rs\""), "a.rs"),
        (journal("\"/beside.rs\""), "a.rs"),
        (journal("\"notes.txt\""), "a.rs"),
        (journal("\"\""), "a.rs"),
        (journal(""), "build.toml"),
        (journal(""), "Cargo.toml"),
        (journal(""), "a.b.rs"),
        (journal(""), ".hidden/a.rs"),
        (journal("").replace("modules", "crate"), "build.rs"),
        (journal("").replace("modules", "file"), "a.rs"),
        (journal("").replace("modules", "heap"), "a.rs"),
        ("removed".to_owned(), "a.rs"),
    ] {
        let folder = Folder::new();
        folder.write("beside.rs", ours);
        folder.write("out/notes.txt", ours);
        folder.write("out/.graph-codegen/journal", &journal);
        folder.write(&format!("out/.graph-codegen/tree/{staged}"), ours);
        let before = folder.all();
        let fault = look(&folder, Layout::Modules, DISK).expect_err(&journal);
        assert!(fault.contains("not what a run leaves"), "{journal}: {fault}");
        assert_eq!(folder.all(), before, "{journal} {staged}");
    }
    // Without a mark, a file is somebody's own.
    let folder = Folder::new();
    folder.write("out/.graph-codegen/journal", &journal(""));
    folder.write("out/.graph-codegen/tree/a.rs", "// mine\n");
    look(&folder, Layout::Modules, DISK).expect_err("it is not ours");
    // What a run may leave is completed.
    let folder = Folder::new();
    folder.write("out/.graph-codegen/journal", &journal("\"b.rs\", \"mine.rs\""));
    folder.write("out/.graph-codegen/tree/a.rs", ours);
    folder.write("out/b.rs", ours);
    folder.write("out/mine.rs", "// mine\n");
    look(&folder, Layout::File, DISK).expect("it may be ours");
    let names: Vec<_> = folder.all().into_keys().collect();
    assert_eq!(names, ["out", "out/a.rs", "out/mine.rs"]);
}

#[test]
fn the_root_is_as_new_as_the_moment_in_which_it_came() {
    let folder = Folder::new();
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    folder.write("out/.graph-codegen/journal", r#"{"layout":"modules","removed":[]}"#);
    folder.write("out/.graph-codegen/tree/mod.rs", "// @generated by graph-codegen here\n");
    let staged = fs::File::options().write(true).open(folder.0.join("out/.graph-codegen/tree/mod.rs"));
    staged.and_then(|file| file.set_modified(long_ago)).expect("it is there");
    look(&folder, Layout::Modules, DISK).expect("it may be ours");
    let modified = fs::metadata(folder.0.join("out/mod.rs")).and_then(|file| file.modified()).expect("it came");
    assert_ne!(modified, long_ago, "Cargo would not see that it has changed");
}

#[cfg(unix)]
#[test]
fn no_link_leads_the_work_out_of_the_output() {
    use std::os::unix::fs::symlink;

    let ours = "// @generated by graph-codegen here\n";
    for (link, target) in [
        ("out/.graph-codegen", "elsewhere"),
        ("out/.graph-codegen/lock", "elsewhere/a.rs"),
        ("out/.graph-codegen/tree", "elsewhere"),
        ("out/.graph-codegen/tree/a.rs", "elsewhere/a.rs"),
        ("out/a.rs", "elsewhere/a.rs"),
        ("out/b", "elsewhere"),
    ] {
        let folder = Folder::new();
        folder.write("elsewhere/a.rs", "// @generated by graph-codegen elsewhere\n");
        fs::create_dir(folder.output()).expect("it is new");
        if link != "out/.graph-codegen" {
            folder.write("out/.graph-codegen/journal", r#"{"layout":"modules","removed":["b/a.rs"]}"#);
        }
        if !link.contains("/tree") && link != "out/.graph-codegen" {
            folder.write("out/.graph-codegen/tree/a.rs", ours);
            folder.write("out/.graph-codegen/tree/b/c.rs", ours);
        } else if link.ends_with("a.rs") {
            fs::create_dir(folder.0.join("out/.graph-codegen/tree")).expect("it is new");
        }
        symlink(folder.0.join(target), folder.0.join(link)).expect("links can be made");
        drop(look(&folder, Layout::Modules, DISK));
        drop(generate(&folder, Layout::Modules, (NEW, "new"), DISK));
        let elsewhere: Vec<_> = folder.all().into_iter().filter(|(name, _)| name.starts_with("elsewhere/")).collect();
        let kept = Some("// @generated by graph-codegen elsewhere\n".to_owned());
        assert_eq!(elsewhere, [("elsewhere/a.rs".to_owned(), kept)], "{link}");
    }
}

#[test]
fn a_name_as_long_as_names_may_be_is_no_obstacle() {
    let folder = Folder::new();
    let long = "n".repeat(252);
    generate(&folder, Layout::Modules, (&[(&long, "1")], "old"), DISK).expect("the file fits");
    let output = folder.0.join(format!("{long}.rs"));
    let hold = Hold::take(&output, Layout::File, Intent::Write, DISK, &|| ()).expect("the folder beside it fits");
    drop(hold);
}
