//! Declarations: what they send, that sound ones compile without a warning, and what the compiler says of faulty ones.

mod declared;
pub mod strict;
mod trees;
mod ui;
