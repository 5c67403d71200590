//! The options behind the request line.

use graph_macros::graph_action;

#[graph_action(POST "/ping1", onn = Calls, query = "x", "y")]
pub struct Unknown;

#[graph_action(POST "/ping2", docs = "https://a.example", deprecated, docs = "https://b.example")]
pub struct Twice;

#[graph_action(POST "/ping3", on, docs = page, deprecated = true, trait_name "T")]
pub struct Values;

#[graph_action(POST "/ping4", docs = "a.example")]
pub struct NotSecure;

#[graph_action(POST "/ping5", docs = "https://a.example/(b)")]
pub struct NotPlain;

#[graph_action(POST "/ping6", trait_name = PingAction)]
pub struct NoBuilder;

#[graph_action(POST "/ping7", deprecated "because")]
pub struct NoSign;

fn main() {}
