//! Work that is shared out among all cores, with the answers in the order of the items.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Items a worker takes at a time: enough to make the lock cheap, few enough to keep the workers equally busy.
const BATCH: usize = 32;

/// Batches of results that may wait for each worker: enough to keep it busy, few enough to keep little in memory.
const WAITING: usize = 4;

/// Bytes of stack of each worker. Parts of a description are nested up to a bound, and `openapiv3` takes some 30 kB for each
/// level in a debug build: too much for the 2 MiB that threads of tests, and of programs that call this library, have.
const STACK: usize = 16 * 1024 * 1024;

/// `work` of every item, in order. Of few items it is done at once, on the stack that is there.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    map_with(items, || (), |(), item| work(item))
}

/// The same with something that each thread makes with `tools` and uses for all of its items.
pub fn map_with<T: Send, R: Send, S>(
    items: Vec<T>,
    tools: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
) -> Vec<R> {
    if workers(items.len(), BATCH) == 1 {
        let mut tools = tools();
        return items.into_iter().map(|item| work(&mut tools, item)).collect();
    }
    on_workers(items, BATCH, tools, work)
}

/// The same as [`map`] for work that takes a deep stack: never done on the one that is there.
pub fn map_deep<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    on_workers(items, BATCH, || (), |(), item| work(item))
}

/// The same as [`map`] for items of which each takes long, so that even a few are shared out one by one.
pub fn map_long<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    on_workers(items, 1, || (), |(), item| work(item))
}

/// What `one` and `other` make, each on a thread of its own.
pub fn join<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let other = spawn(scope, other);
        let one = one();
        (one, ended(other))
    })
}

/// `batch` items are handed to a worker at a time.
fn on_workers<T: Send, R: Send, S>(
    items: Vec<T>,
    batch: usize,
    tools: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
) -> Vec<R> {
    let workers = workers(items.len(), batch);
    let queue = Mutex::new(items.into_iter().enumerate());
    let mut done = thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| spawn(scope, || worker(&queue, batch, tools(), &work))).collect();
        running.into_iter().flat_map(ended).collect::<Vec<_>>()
    });
    done.sort_unstable_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, result)| result).collect()
}

/// How many workers are worth while for so many items, of which each takes `batch` at a time; one at least.
fn workers(items: usize, batch: usize) -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(items / batch).max(1)
}

/// What `running` made; a panic in it goes on here.
fn ended<R>(running: thread::ScopedJoinHandle<'_, R>) -> R {
    running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Starts a worker in `scope`.
fn spawn<'s, R: Send + 's>(
    scope: &'s thread::Scope<'s, '_>,
    work: impl FnOnce() -> R + Send + 's,
) -> thread::ScopedJoinHandle<'s, R> {
    let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
    worker.expect("invariant: the system has room for one thread for each core")
}

fn worker<T, R, S>(
    queue: &Mutex<impl Iterator<Item = (usize, T)>>,
    batch: usize,
    mut tools: S,
    work: &impl Fn(&mut S, T) -> R,
) -> Vec<(usize, R)> {
    let mut done = Vec::new();
    loop {
        let taken: Vec<_> = queue.lock().unwrap_or_else(PoisonError::into_inner).by_ref().take(batch).collect();
        if taken.is_empty() {
            return done;
        }
        done.extend(taken.into_iter().map(|(position, item)| (position, work(&mut tools, item))));
    }
}

/// Hands `work` of every item, in order, to `take` while it is done on other threads, so that few results wait at a time.
pub fn each<T: Send, R: Send, A>(
    items: Vec<T>,
    work: impl Fn(T) -> R + Sync,
    take: impl FnOnce(&mut dyn Iterator<Item = R>) -> A,
) -> A {
    let workers = workers(items.len(), BATCH);
    let queue = Mutex::new(items.into_iter().enumerate());
    let (sender, receiver) = mpsc::sync_channel(workers * WAITING);
    thread::scope(|scope| {
        let (queue, work) = (&queue, &work);
        for sender in vec![sender; workers] {
            spawn(scope, move || send(queue, work, &sender));
        }
        take(&mut Ordered { receiver, early: BTreeMap::new(), next: 0, batch: Vec::new().into_iter() })
    })
}

/// Some results, and the place of the first.
type Batch<R> = (usize, Vec<R>);

/// Works on batch after batch until nothing is left, or nobody takes the results any more.
fn send<T, R>(
    queue: &Mutex<impl Iterator<Item = (usize, T)>>,
    work: &impl Fn(T) -> R,
    results: &mpsc::SyncSender<Batch<R>>,
) {
    loop {
        let batch: Vec<_> = queue.lock().unwrap_or_else(PoisonError::into_inner).by_ref().take(BATCH).collect();
        let Some((place, _)) = batch.first() else { return };
        let place = *place;
        if results.send((place, batch.into_iter().map(|(_, item)| work(item)).collect())).is_err() {
            return;
        }
    }
}

/// Results that come batch by batch, in the order of their places.
struct Ordered<R> {
    receiver: mpsc::Receiver<Batch<R>>,
    /// Batches that came before their turn.
    early: BTreeMap<usize, Vec<R>>,
    /// The place behind the current batch.
    next: usize,
    batch: std::vec::IntoIter<R>,
}

impl<R> Iterator for Ordered<R> {
    type Item = R;

    fn next(&mut self) -> Option<R> {
        loop {
            if let Some(result) = self.batch.next() {
                return Some(result);
            }
            if let Some(batch) = self.early.remove(&self.next) {
                self.next += batch.len();
                self.batch = batch.into_iter();
            } else {
                let (place, batch) = self.receiver.recv().ok()?;
                self.early.insert(place, batch);
            }
        }
    }
}

/// Takes `thing`, which is large, apart while the run goes on. A program that ends first does not wait for that.
pub fn let_go(thing: impl Send + 'static) {
    drop(thread::Builder::new().spawn(move || drop(thing)));
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::{each, join, map, map_deep, map_long};

    #[test]
    fn few_items_need_no_thread_unless_the_stack_has_to_be_deep() {
        let here = thread::current().id();
        assert!(map(vec![(); 3], |()| thread::current().id()).iter().all(|id| *id == here));
        assert!(map_deep(vec![(); 3], |()| thread::current().id()).iter().all(|id| *id != here));
    }

    #[test]
    fn results_are_taken_in_order_or_not_at_all() {
        let squares: Vec<u32> = each((0..1000).collect(), |item| item * item, |squares| squares.collect());
        assert_eq!(squares, (0..1000).map(|item| item * item).collect::<Vec<_>>());
        let first: Option<u32> = each((0..1000).collect(), |item| item + 1, |numbers| numbers.next());
        assert_eq!(first, Some(1));
    }

    #[test]
    fn two_things_are_made_at_once() {
        let here = thread::current().id();
        let (one, other) = join(|| thread::current().id(), || thread::current().id());
        assert!(one == here && other != here);
    }

    #[test]
    fn answers_come_in_the_order_of_the_items() {
        assert_eq!(map_long(vec![3, 1, 2], |item| item * 2), [6, 2, 4]);
        let doubled: Vec<u32> = map((0..1000).collect(), |item| item * 2);
        assert_eq!(doubled, (0..1000).map(|item| item * 2).collect::<Vec<_>>());
    }
}
