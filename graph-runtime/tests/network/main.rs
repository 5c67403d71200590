//! What goes over loopback sockets. One program, for each takes time and room to link; a module for each subject.

mod blocking;
mod download;
mod faults;
mod monitor;
mod reqwest;
#[path = "../support/mod.rs"]
mod support;
mod token_loopback;
mod upload;
