//! What a run is busy with, shown on a terminal when it takes longer than half a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::args::Voice;
use graph_codegen::{Config, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a run may take before anything is shown.
const PATIENCE: Duration = Duration::from_millis(500);

/// A line that says what is being done; it is gone when this is dropped.
pub struct Progress {
    spinner: ProgressBar,
    done: Arc<AtomicBool>,
}

impl Progress {
    /// Watches the run that `config` is for; nothing is shown unless `shown`, or where `voice` is quiet. A verbose one says each
    /// stage on a line of its own, which stays.
    pub fn watch(config: Config, shown: bool, voice: Voice) -> (Self, Config) {
        let (told, shown) = (voice.verbose, shown && !voice.quiet);
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
            .with_style(ProgressStyle::default_spinner());
        let progress = Self { spinner: spinner.clone(), done: Arc::default() };
        if shown && !told {
            progress.show_later();
        }
        let observe = move |stage| {
            spinner.set_message(words(stage));
            if told {
                super::note(&format!("{}\n", words(stage)));
            }
            // Told where nobody sees the line, too: it may take long.
            if stage == Stage::Wait && shown {
                super::note("waiting for another run that writes to the same output\n");
            }
        };
        (progress, config.on_stage(observe))
    }

    fn show_later(&self) {
        let (spinner, done) = (self.spinner.clone(), Arc::clone(&self.done));
        thread::spawn(move || {
            thread::sleep(PATIENCE);
            if !done.load(Ordering::Relaxed) {
                // Standard error, and nothing at all where that is not a terminal.
                spinner.set_draw_target(ProgressDrawTarget::stderr());
                spinner.enable_steady_tick(Duration::from_millis(100));
            }
        });
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        self.spinner.finish_and_clear();
    }
}

fn words(stage: Stage) -> &'static str {
    match stage {
        Stage::Wait => "waiting for another run",
        Stage::Read => "reading the description",
        Stage::Check => "checking it",
        Stage::Emit => "writing Rust",
        Stage::Write => "writing files",
        _ => "working",
    }
}
