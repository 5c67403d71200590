//! What is generated, compiled and called. One program, for each takes time and room to link; a module for each subject.

mod bot;
#[path = "../../../graph-runtime/tests/support/clock.rs"]
#[allow(dead_code, reason = "here it only stands still")]
mod clock;
pub mod compiled_goldens;
mod drives;
#[path = "../../../graph-runtime/tests/support/in_time.rs"]
mod in_time;
mod media;
mod mocked;
mod reject;
mod throttled;
mod versions;
