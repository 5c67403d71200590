//! Many mutations, in processes of their own, so that one that aborts or hangs is counted and the others go on.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use graph_codegen::Layout;

use super::trial::{self, Outcome};
use super::{Bases, Mutation, SEED, bases, compile};
use crate::support::Folder;

const RANGE: &str = "GRAPH_MUTATIONS";
/// Tells a child that it is one, and where to work.
const WORK: &str = "GRAPH_MUTATIONS_FOLDER";
/// How many are tried by one process, and compiled together.
const BATCH: u64 = 5000;
/// Every so many are compiled, if there is output; not a multiple of 3, so that all layouts are.
const SAMPLE: u64 = 25;
/// How long one may take before it counts as one that hangs. They take some milliseconds.
const LIMIT: Duration = Duration::from_secs(60);

/// What became of all.
#[derive(Default)]
struct Count {
    results: BTreeMap<&'static str, usize>,
    faults: BTreeMap<u64, String>,
    compiled: usize,
    slowest: (u128, u64),
}

/// The numbers to try: `from..to`, or how many.
fn range() -> Range<u64> {
    let text = std::env::var(RANGE).unwrap_or_else(|_| "50000".to_owned());
    let number =
        |text: &str| text.parse().unwrap_or_else(|_| panic!("`{RANGE}` is `{text}`; give `5000` or `1234..1235`"));
    text.split_once("..").map_or_else(|| 0..number(&text), |(from, to)| number(from)..number(to))
}

fn read_bases() -> Bases {
    Bases { checked_in: bases::checked_in(), slices: bases::slices() }
}

/// Tries all, and prints what became of them.
pub fn run() {
    let (all, begin) = (range(), Instant::now());
    if all.end - all.start == 1
        && let Some(mutation) = Mutation::new(all.start, &read_bases())
    {
        println!("{}\n{}", String::from_utf8_lossy(&mutation.text), mutation.what.join(", "));
    }
    let mut count = Count::default();
    let mut next = all.start;
    while next < all.end {
        let batch = next..all.end.min(next + BATCH);
        next = batch.end;
        let folder = Folder::new("mutations-many");
        count.try_batch(batch, &folder.path(""), all.end - all.start == 1);
        println!("{next}: {}, {} s", count.line(), begin.elapsed().as_secs());
    }
    let (micros, number) = count.slowest;
    println!("seed {SEED}, {all:?}: {}; the slowest, {number}, took {micros} µs", count.line());
    assert!(
        count.faults.is_empty(),
        "{} faults, the first in mutation {:?}",
        count.faults.len(),
        count.faults.keys().next()
    );
}

impl Count {
    fn line(&self) -> String {
        let results: Vec<_> = self.results.iter().map(|(result, count)| format!("{count} {result}")).collect();
        format!("{}, {} compiled, {} at fault", results.join(", "), self.compiled, self.faults.len())
    }

    /// Tries `batch` in as many processes as it takes, and compiles a sample of the outputs.
    fn try_batch(&mut self, batch: Range<u64>, folder: &Path, is_alone: bool) {
        let (mut next, mut sample) = (batch.start, Vec::new());
        while next < batch.end {
            let (mut child, lines) = start(next..batch.end, folder);
            let mut at = next;
            let end = loop {
                match lines.recv_timeout(LIMIT) {
                    Ok(line) => {
                        at = self.take(&line, at, is_alone, &mut sample);
                    }
                    Err(mpsc::RecvTimeoutError::Timeout) => break "it hangs",
                    Err(mpsc::RecvTimeoutError::Disconnected) => break "the process aborts",
                }
            };
            // It may have ended.
            let _ = child.kill();
            let status = child.wait().expect("it was started");
            if status.success() {
                break;
            }
            self.fault(at, format!("{end}: {status}"));
            next = at + 1;
        }
        self.compiled += sample.len();
        for (number, fault) in compile::check(&sample, folder) {
            self.fault(number, format!("does not compile: {fault}"));
        }
    }

    fn fault(&mut self, number: u64, fault: String) {
        println!("again with {RANGE}={number}..{}: {fault}", number + 1);
        self.faults.insert(number, fault);
    }

    /// Notes what a child says, and returns the number that it is at.
    fn take(&mut self, line: &str, at: u64, is_alone: bool, sample: &mut Vec<(u64, Layout)>) -> u64 {
        let fields: Vec<_> = line.splitn(4, '\t').collect();
        let ["mutation", number, what, rest] = fields[..] else { return at };
        let number = number.parse().unwrap_or(at);
        match what {
            "generated" | "refused" => {
                let what = if what == "generated" { "generated" } else { "refused" };
                *self.results.entry(what).or_default() += 1;
                self.slowest = self.slowest.max((rest.parse().unwrap_or_default(), number));
                if what == "generated" && (is_alone || number.is_multiple_of(SAMPLE)) {
                    sample.push((number, layout(number)));
                }
            }
            "fault" => self.fault(number, rest.to_owned()),
            _ => {}
        }
        number
    }
}

fn layout(number: u64) -> Layout {
    Layout::ALL[usize::try_from(number % 3).expect("it is small")]
}

/// A process that tries `range`, and the lines that it prints.
fn start(range: Range<u64>, folder: &Path) -> (Child, Receiver<String>) {
    let program = std::env::current_exe().expect("a test is a program");
    let mut child = Command::new(program)
        .args(["--ignored", "--exact", "mutations::the_child", "--nocapture"])
        .env(RANGE, format!("{}..{}", range.start, range.end))
        .env(WORK, folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a test can be started");
    let stdout = child.stdout.take().expect("it is piped");
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        // Nobody listens any more when a child was given up.
        BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    (child, lines)
}

/// Tries the numbers that it is given, and prints each before and after.
pub fn child() {
    let Some(folder) = std::env::var_os(WORK).map(PathBuf::from) else { return };
    let bases = read_bases();
    let is_alone = range().count() == 1;
    println!();
    for number in range() {
        println!("mutation\t{number}\tbegins\t");
        let Some(mutation) = Mutation::new(number, &bases) else { continue };
        let begin = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| trial::run(&mutation, &folder)));
        let micros = begin.elapsed().as_micros();
        match result {
            Ok(Ok(Outcome::Generated)) => println!("mutation\t{number}\tgenerated\t{micros}"),
            Ok(Ok(Outcome::Refused)) => println!("mutation\t{number}\trefused\t{micros}"),
            Ok(Err(fault)) => {
                println!("mutation\t{number}\tfault\t{}: {}", mutation.what.join(", "), fault.escape_debug());
            }
            Err(_) => println!("mutation\t{number}\tfault\t{}: it panics", mutation.what.join(", ")),
        }
        if !is_alone && !number.is_multiple_of(SAMPLE) {
            trial::remove(number, mutation.layout, &folder);
        }
    }
}
