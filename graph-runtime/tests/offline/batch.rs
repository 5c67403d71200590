//! Requests in a batch.

#![cfg(feature = "batch")]

mod claims;
mod order;
mod retry;
mod service;
mod wire;
