//! Requests in a batch.

#![cfg(feature = "batch")]

mod broken;
mod claims;
mod order;
mod retry;
pub mod service;
mod side_by_side;
mod wire;
