//! What is not a builder.

use graph_macros::graph_action;

pub struct NoBuilder;

#[graph_action(POST "/communications/calls/ping", on = NoBuilder)]
pub struct Ping;

fn main() {}
