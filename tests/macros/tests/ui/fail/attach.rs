//! Builders that the path does not go on from.

use graph_macros::graph_action;
use graph_runtime::{RequestBuilder, Route};

pub struct Calls(Route);

impl RequestBuilder for Calls {
    const PATHS: graph_runtime::Paths = graph_runtime::Paths::one("/communications/calls");

    fn route(&self) -> &Route {
        &self.0
    }
}

pub struct NoBuilder;

#[graph_action(POST "/communications/calls/{call-id}/keepAlive", on = Calls)]
pub struct KeepAlive;

#[graph_action(POST "/communications/calls/ping", on = NoBuilder)]
pub struct Ping;

fn main() {}
