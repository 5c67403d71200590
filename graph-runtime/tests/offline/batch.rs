//! Requests in a batch.

#![cfg(feature = "batch")]

mod claims;
mod order;
mod retry;
pub mod service;
mod wire;
