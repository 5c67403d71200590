//! What can be tested without a socket. One program, for each takes time and room to link; a module for each subject.

#![allow(clippy::disallowed_methods, reason = "what is read here is the program's own")]

mod annotations;
mod azure;
mod batch;
mod by_hand;
mod claims;
mod decryption;
mod delta;
mod driver;
mod enums;
mod errors;
mod exchange;
mod fields;
mod hosts;
mod inherit;
mod item_paths;
mod layers;
mod links;
mod lists;
mod mock;
mod mock_batch;
mod mock_files;
mod mock_time;
mod model;
mod notification_tokens;
mod notifications;
mod paging;
mod preferences;
mod properties;
mod references;
mod request;
mod retry;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
mod token;
mod token_clock;
mod trace;
mod untrusted_json;
mod versions;
