//! One function over many items on all cores, with the answers in the order of the items.

use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Items a worker takes at a time: enough to make the lock cheap, few enough to keep the workers equally busy.
const BATCH: usize = 32;

/// `work` of every item, in order. Few items are done where they are: a thread costs more than it saves.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    map_with(items, || (), |(), item| work(item))
}

/// The same with something that each thread makes with `tools` and uses for all of its items.
pub fn map_with<T: Send, R: Send, S>(
    items: Vec<T>,
    tools: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(items.len() / BATCH);
    if workers < 2 {
        let mut tools = tools();
        return items.into_iter().map(|item| work(&mut tools, item)).collect();
    }
    let queue = Mutex::new(items.into_iter().enumerate());
    let mut done = thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(|| worker(&queue, tools(), &work))).collect();
        let join = |running: thread::ScopedJoinHandle<'_, _>| {
            running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        running.into_iter().flat_map(join).collect::<Vec<_>>()
    });
    done.sort_unstable_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, result)| result).collect()
}

fn worker<T, R, S>(
    queue: &Mutex<impl Iterator<Item = (usize, T)>>,
    mut tools: S,
    work: &impl Fn(&mut S, T) -> R,
) -> Vec<(usize, R)> {
    let mut done = Vec::new();
    loop {
        let batch: Vec<_> = queue.lock().unwrap_or_else(PoisonError::into_inner).by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return done;
        }
        done.extend(batch.into_iter().map(|(position, item)| (position, work(&mut tools, item))));
    }
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn answers_come_in_the_order_of_the_items() {
        let doubled: Vec<u32> = map((0..1000).collect(), |item| item * 2);
        assert_eq!(doubled, (0..1000).map(|item| item * 2).collect::<Vec<_>>());
    }
}
