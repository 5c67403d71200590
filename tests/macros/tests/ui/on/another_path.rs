//! Builders that the path does not go on from.

use graph_macros::{graph_action, graph_api};

graph_runtime::request_builder!(Calls, "/communications/calls");

#[graph_action(POST "/communications/calls/{call-id}/keepAlive", on = Calls)]
pub struct KeepAlive;

#[graph_api("/communications", on = Calls)]
pub mod communications {
    #[graph_builder("/lines")]
    impl LinesRequestBuilder {
        pub fn get(&self) -> Json;
    }
}

fn main() {}
