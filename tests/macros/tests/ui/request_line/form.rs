//! The method and the path.

use graph_macros::graph_action;

#[graph_action]
pub struct Nothing;

#[graph_action("/ping1")]
pub struct NoMethod;

#[graph_action(POST)]
pub struct NoPath;

#[graph_action(POST, "/ping2")]
pub struct CommaBefore;

#[graph_action(POST "/ping3" docs = "https://a.example")]
pub struct NoComma;

#[graph_action(PSOT "/ping4")]
pub struct Mistyped;

#[graph_action(CONNECT "/ping5")]
pub struct Unknown;

#[graph_action(post "/ping6")]
pub struct LowerCase;

#[graph_action(GET "/ping7")]
pub struct Body {
    pub text: Option<String>,
}

fn main() {}
