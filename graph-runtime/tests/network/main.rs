//! What goes over loopback sockets. One program, for each takes time and room to link; a module for each subject.

#![allow(clippy::disallowed_methods, reason = "what is read here is the program's own")]

mod blocking;
mod download;
mod faults;
mod monitor;
mod paths;
mod reqwest;
#[path = "../support/mod.rs"]
mod support;
mod token_loopback;
mod upload;
