//! The shared middle of the Microsoft Graph generator.
//!
//! Two front ends meet here: `graph-codegen` reads OpenAPI descriptions, `graph-macros` reads declarations in Rust.
//! Both fill the same [`ir`], and everything behind it is one piece of code:
//!
//! ```text
//! OpenAPI description ── graph-codegen ──┐
//!                                        ├─> ir::Api ── check ──> checked::Checked ── emit ──> Module tree
//! Rust declaration ───── graph-macros ───┘
//! ```
//!
//! - [`mod@check`] is the last step that may fail; it finds all mistakes of an API at once.
//! - [`names`] makes every identifier, [`mod@emit`] every token.
//! - Nothing here reads a file, parses YAML or Rust, or asks which front end called.

pub mod check;
pub mod checked;
pub mod count;
pub mod diagnostic;
pub mod dialect;
pub mod emit;
pub mod ir;
pub mod names;
pub mod order;
pub mod origin;
pub mod parallel;
#[cfg(feature = "share")]
pub mod share;
