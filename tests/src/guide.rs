//! The guide, of which every example compiles and runs.

#[cfg(doctest)]
#[doc = include_str!("../../docs/guide/src/notifications.md")]
mod notifications {}
