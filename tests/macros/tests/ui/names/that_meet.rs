//! Names that meet.

use graph_macros::graph_action;
use graph_runtime::{RequestBuilder, Route};

pub struct Root(Route);

impl RequestBuilder for Root {
    const PATHS: graph_runtime::Paths = graph_runtime::Paths::one("");

    fn route(&self) -> &Route {
        &self.0
    }
}

#[graph_action(POST "/ping", on = Root)]
pub struct PingAction;

#[graph_action(POST "/pong")]
pub struct PongRequestBuilder {
    pub text: Option<String>,
}

#[graph_action(POST "/pang", on = Root, trait_name = PangRequestBuilder)]
pub struct Pang;

fn main() {}
