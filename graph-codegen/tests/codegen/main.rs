//! What the generator reads, makes and says. One program, for each takes time and room to link; a module for each
//! subject.

mod bad_input;
mod cli;
mod cli_declarations;
mod cli_find;
mod crate_families;
mod crate_layout;
mod declarations;
mod kills;
mod lock;
mod lower_reference;
mod mutations;
mod reference;
mod rustfmt;
mod selections;
mod sharing;
mod snippet;
mod snippet_media;
mod snippet_paths;
mod spec_errors;
mod spec_grammar;
mod spec_reference;
mod spec_slice;
mod support;
mod unchanged;
