//! Uploads over real sockets, to a service that takes files in pieces, and to one that fails at it.

#![cfg(all(feature = "transfer", feature = "reqwest"))]

mod faults;
mod pieces;
#[path = "../support/planned.rs"]
mod planned;
mod service;
mod session;
mod source;
