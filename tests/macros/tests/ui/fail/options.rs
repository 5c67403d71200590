//! The options behind the request line.

use graph_macros::graph_action;

#[graph_action(POST "/ping", onn = Calls, query = "x", "y")]
pub struct Unknown;

#[graph_action(POST "/ping", docs = "https://a.example", deprecated, docs = "https://b.example")]
pub struct Twice;

#[graph_action(POST "/ping", on, docs = page, deprecated = true, trait_name "T")]
pub struct Values;

#[graph_action(POST "/ping", docs = "a.example")]
pub struct NotSecure;

#[graph_action(POST "/ping", docs = "https://a.example/(b)")]
pub struct NotPlain;

#[graph_action(POST "/ping", trait_name = PingAction)]
pub struct NoBuilder;

#[graph_action(POST "/ping", deprecated "because")]
pub struct NoSign;

fn main() {}
