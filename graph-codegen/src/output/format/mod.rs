//! Tokens to text.
//!
//! ```text
//! TokenStream -tokens-> flat list -scan, spacing, writer-> Layout -layout-> lines
//! ```

mod comment;
mod layout;
mod scan;
mod spacing;
#[cfg(test)]
mod tests;
mod tokens;
mod writer;

use std::num::NonZero;
use std::sync::mpsc::{Receiver, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use proc_macro2::TokenStream;
use quote::quote;

use self::tokens::{Flattener, Tokens};

/// How the text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// As rustfmt would.
    ForReaders,
    /// Not at all: nobody reads it.
    None,
}

/// Files that may wait for each thread: enough to keep it busy, few enough to keep little in memory.
const WAITING: usize = 64;

/// The texts of `files`, in their order; each file is a number of streams.
pub fn all(files: impl Iterator<Item = Vec<TokenStream>>, layout: Layout) -> Vec<String> {
    match layout {
        Layout::None => files.map(|file| file.into_iter().collect::<TokenStream>().to_string()).collect(),
        Layout::ForReaders => {
            // Tokens of `proc_macro2` cannot leave their thread, so this one takes them apart while others lay them out.
            let others = thread::available_parallelism().map_or(1, NonZero::get) - 1;
            let mut flattener = Flattener::default();
            all_on_threads(files.map(|file| flattener.flat(file)), others)
        }
    }
}

/// The texts of `files`; this thread does what the `others` are too busy for.
fn all_on_threads(files: impl Iterator<Item = Tokens>, others: usize) -> Vec<String> {
    let (sender, receiver) = sync_channel(others * WAITING);
    let receiver = Mutex::new(receiver);
    let mut texts = Vec::new();
    thread::scope(|scope| {
        let running: Vec<_> = (0..others).map(|_| scope.spawn(|| worker(&receiver))).collect();
        for job in files.enumerate() {
            if let Err(TrySendError::Full((place, file)) | TrySendError::Disconnected((place, file))) =
                sender.try_send(job)
            {
                texts.push((place, for_readers(&file)));
            }
        }
        drop(sender);
        for thread in running {
            texts.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    texts.sort_unstable_by_key(|(place, _)| *place);
    texts.into_iter().map(|(_, text)| text).collect()
}

/// Lays out what comes until nothing more does.
fn worker(files: &Mutex<Receiver<(usize, Tokens)>>) -> Vec<(usize, String)> {
    let next = || files.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
    std::iter::from_fn(next).map(|(place, file)| (place, for_readers(&file))).collect()
}

/// The statements `tokens` as rustfmt would lay them out at the start of a line.
pub fn statements(tokens: &TokenStream) -> String {
    const INDENT: &str = "    ";
    let text = for_readers(&Flattener::default().flat([quote! { async fn statements() { #tokens } }]));
    let lines: Vec<_> = text.lines().collect();
    // Literals hold no line breaks of their own, so every line between the braces is code.
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().flat_map(|line| [line.strip_prefix(INDENT).unwrap_or(line), "\n"]).collect()
}

fn for_readers(file: &Tokens) -> String {
    writer::file(file).print()
}
