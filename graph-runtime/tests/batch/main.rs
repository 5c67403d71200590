//! Requests in a batch.

#![cfg(feature = "batch")]

mod order;
mod retry;
mod service;
#[path = "../support/mod.rs"]
mod support;
mod wire;
