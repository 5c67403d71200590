//! Tests of what the macros make, and their documentation as tests.

#[cfg(doctest)]
#[doc = include_str!("../../../graph-macros/src/docs.md")]
mod docs {}

#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide/src/declarations.md")]
mod guide {}
