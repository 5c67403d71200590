//! Uploads over real sockets, to a service that takes files in pieces, and to one that fails at it.

#![cfg(all(feature = "transfer", feature = "reqwest"))]

mod faults;
#[path = "../support/in_time.rs"]
mod in_time;
mod pieces;
#[path = "../support/planned.rs"]
mod planned;
mod service;
mod session;
mod source;
