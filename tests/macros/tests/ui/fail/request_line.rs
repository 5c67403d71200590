//! The method and the path.

use graph_macros::graph_action;

#[graph_action]
pub struct Nothing;

#[graph_action("/ping")]
pub struct NoMethod;

#[graph_action(POST)]
pub struct NoPath;

#[graph_action(POST, "/ping")]
pub struct CommaBefore;

#[graph_action(POST "/ping" docs = "https://a.example")]
pub struct NoComma;

#[graph_action(PSOT "/ping")]
pub struct Mistyped;

#[graph_action(CONNECT "/ping")]
pub struct Unknown;

#[graph_action(post "/ping")]
pub struct LowerCase;

#[graph_action(GET "/ping")]
pub struct Body {
    pub text: Option<String>,
}

fn main() {}
