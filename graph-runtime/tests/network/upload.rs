//! Uploads over real sockets, to a service that takes files in pieces, and to one that fails at it.

#![cfg(all(feature = "transfer", feature = "reqwest"))]

mod faults;
mod pieces;
mod service;
mod session;
mod source;
