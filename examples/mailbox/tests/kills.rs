//! The copy of a mailbox is what the mailbox is after each run, whatever the runs before were killed in: by a disk that fails at
//! some write, and by the end of the process at some request. All that is random comes from seeds, and nothing waits.

mod disk;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_runtime::{BoxFuture, Client, Retry, StaticToken, Timer};
use mailbox::BoxError;
use mailbox::graph::GraphClient;
use mailbox::loopback::Mailbox;
use mailbox::store::Store;
use mailbox::sync::{EVENTS, FOLDERS, Period, messages_of, synchronize};
use serde_json::{Map, Value};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::unbounded_channel;

use self::disk::Disk;

/// By collection and id, the members that are not cleared.
type Objects = BTreeMap<(String, String), Map<String, Value>>;

/// A clock that only counts what it is asked to wait.
#[derive(Clone, Default)]
struct Waits(Arc<Mutex<Vec<Duration>>>);

impl Timer for Waits {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

/// Each run has a mailbox, and a client whose waits are over at once.
struct World {
    mailbox: Mailbox,
    graph: GraphClient,
    waits: Waits,
}

impl World {
    async fn new(messages: usize) -> Self {
        let mailbox = Mailbox::new(7);
        mailbox.fill(8, messages);
        mailbox.retry_after(30);
        let waits = Waits::default();
        let client = Client::builder().base_url(mailbox.start().await.unwrap()).allow_loopback_http();
        let client = client.token(StaticToken::new("a token")).timer(waits.clone()).immutable_ids().page_size(50);
        let client = client.retry(Retry::default().max_retries(30)).build().unwrap();
        Self { mailbox, graph: GraphClient::new(client), waits }
    }

    async fn run(&self, disk: &Disk) -> Result<Store, BoxError> {
        let store = Store::with_backend(disk.clone())?;
        synchronize(&self.graph, &store, Period("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z")).await?;
        Ok(store)
    }
}

fn without_nulls(id: &str, mut members: Map<String, Value>) -> Map<String, Value> {
    if let Some(own) = members.remove("id") {
        assert_eq!(own, id);
    }
    members.retain(|_, value| !value.is_null());
    members
}

/// Fails if the copy and the mailbox differ.
fn assert_in_step(store: &Store, mailbox: &Mailbox) {
    let mut expected = Objects::new();
    mailbox.each(|collection, id, members| {
        expected.insert((collection.to_owned(), id.to_owned()), without_nulls(id, members));
    });
    let mut copied = Objects::new();
    for collection in store.collections().unwrap() {
        let add =
            |id: &str, members| drop(copied.insert((collection.clone(), id.to_owned()), without_nulls(id, members)));
        store.each(&collection, add).unwrap();
    }
    for (place, members) in &expected {
        assert_eq!(copied.get(place), Some(members), "{place:?}");
    }
    assert_eq!(copied.len(), expected.len(), "the copy has objects that are not there any more");
    let folders = store.ids(FOLDERS).unwrap();
    let mut known: Vec<_> =
        folders.iter().map(|id| messages_of(id)).chain([EVENTS, FOLDERS].map(str::to_owned)).collect();
    known.sort();
    assert_eq!(store.collections().unwrap(), known, "nothing is left of folders that were deleted");
}

#[tokio::test]
async fn a_copy_is_in_step_whatever_write_failed_before() {
    let world = World::new(2000).await;
    let disk = Disk::default();
    let mut random = fastrand::Rng::with_seed(11);
    let mut kills = 0;
    for round in 0..10 {
        let measured = disk.copy();
        drop(world.run(&measured).await.unwrap());
        let writes = measured.writes() - disk.writes();
        for _ in 0..2 {
            let mut most = writes;
            loop {
                disk.fail_after(random.u64(..most));
                let run = world.run(&disk).await;
                disk.repair();
                if run.is_err() {
                    break;
                }
                // There was less to do than before.
                most = most.div_ceil(2);
            }
            kills += 1;
        }
        assert_in_step(&world.run(&disk).await.unwrap(), &world.mailbox);
        if round % 3 == 1 {
            world.mailbox.forget_links();
        }
        world.mailbox.change(20);
    }
    assert_eq!(kills, 20);
    let waits = world.waits.0.lock().unwrap();
    assert!(waits.len() > 100 && waits.iter().all(|wait| *wait == Duration::from_secs(30)), "{}", waits.len());
}

#[tokio::test]
async fn a_copy_that_is_read_anew_forgets_what_was_removed_meanwhile() {
    let world = World::new(300).await;
    let disk = Disk::default();
    assert_in_step(&world.run(&disk).await.unwrap(), &world.mailbox);
    world.mailbox.change(100);
    world.mailbox.forget_links();
    let before = world.mailbox.requests();
    let store = world.run(&disk).await.unwrap();
    assert_in_step(&store, &world.mailbox);
    assert!(store.place(FOLDERS).unwrap().generation == 1 && store.place(FOLDERS).unwrap().is_swept);
    drop(store);
    let read_anew = world.mailbox.requests() - before;
    assert_in_step(&world.run(&disk).await.unwrap(), &world.mailbox);
    let asked = world.mailbox.requests() - before - read_anew;
    assert!(asked < read_anew, "the new links are used: {asked} requests, and {read_anew} before");
}

/// The program, in a process of its own.
fn program(base_url: &str, file: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailbox"));
    command.args([base_url.as_ref(), file.as_os_str()]).stdin(Stdio::null()).kill_on_drop(true).spawn().unwrap()
}

/// What a process has had of memory at most, in KiB, where the system tells it.
fn most_memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

/// Keeps a mailbox in step by processes that are killed at `kills` requests, and gives the most memory that one had.
async fn killed_at_requests(messages: usize, kills: usize) -> u64 {
    let mailbox = Mailbox::new(3);
    mailbox.fill(20, messages);
    let base_url = mailbox.start().await.unwrap();
    let file: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("killed-{messages}.redb"));
    _ = fs::remove_file(&file);
    let mut random = fastrand::Rng::with_seed(5);
    let memory = Arc::new(AtomicU64::new(0));
    // Half of them while the mailbox is read for the first time, which takes a request for two hundred messages at least. After that
    // each run asks for each of the twenty folders.
    let (reading, most_reading) = (kills / 2, (messages / 200 / kills).max(2));
    for kill in 0..kills {
        let last = random.usize(1..=if kill < reading { most_reading } else { 20 });
        let (answers, seen) = (random.bool(), AtomicUsize::new(0));
        let (reached, mut request) = unbounded_channel();
        mailbox.watch(move || {
            let is_last = seen.fetch_add(1, Ordering::Relaxed) + 1 == last;
            if is_last {
                reached.send(()).unwrap();
            }
            answers || !is_last
        });
        let mut child = program(&base_url, &file);
        tokio::select! {
            _ = request.recv() => child.kill().await.unwrap(),
            status = child.wait() => panic!("it ended before its request {last}: {status:?}"),
        }
        if kill >= reading && kill % 2 == 1 {
            complete(&mailbox, &base_url, &file, &memory).await;
            mailbox.change(messages / 100);
            if kill % 8 == 5 {
                mailbox.forget_links();
            }
        }
    }
    complete(&mailbox, &base_url, &file, &memory).await;
    fs::remove_file(file).unwrap();
    memory.load(Ordering::Relaxed)
}

/// Lets a run come to its end, and compares.
async fn complete(mailbox: &Mailbox, base_url: &str, file: &Path, memory: &Arc<AtomicU64>) {
    let process = Arc::new(AtomicU64::new(0));
    let (asked, most) = (Arc::clone(&process), Arc::clone(memory));
    mailbox.watch(move || {
        let id = u32::try_from(asked.load(Ordering::Relaxed)).unwrap();
        most.fetch_max(most_memory(id), Ordering::Relaxed);
        true
    });
    let mut child = program(base_url, file);
    process.store(child.id().unwrap().into(), Ordering::Relaxed);
    assert!(child.wait().await.unwrap().success());
    assert_in_step(&Store::open(file).unwrap(), mailbox);
}

#[tokio::test]
async fn a_copy_is_in_step_whatever_request_its_process_was_killed_at() {
    killed_at_requests(2000, 20).await;
}

/// `cargo test --release --package mailbox -- --ignored --nocapture`
#[tokio::test]
#[ignore = "100,000 messages, in processes that are killed 20 times"]
async fn a_large_mailbox_takes_no_more_memory_than_a_small_one() {
    let [small, large] = [killed_at_requests(2000, 20).await, killed_at_requests(100_000, 20).await];
    println!("at most {small} KiB with 2,000 messages, {large} KiB with 100,000");
    // The cache of the file grows up to 8 MiB; the messages as JSON are 12 MB.
    assert!(large < small + (16 << 10), "{large} KiB, {small} KiB with a small one");
}
