//! All 48 operations below `/communications/calls/{call-id}`, declared in one file instead of generated.

#[rustfmt::skip]
mod declared;

pub use self::declared::graph;
