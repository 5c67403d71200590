//! Steps that the builder has already.

use graph_macros::{graph_action, graph_builder};

graph_runtime::request_builder!(CallsRequestBuilder, "/calls");
graph_runtime::request_builder!(OwnRequestBuilder, "/calls/log");

impl CallsRequestBuilder {
    pub fn log(&self) -> OwnRequestBuilder {
        OwnRequestBuilder { route: self.route.clone() }
    }

    pub fn by_call_id(&self, id: i32) -> OwnRequestBuilder {
        OwnRequestBuilder { route: self.route.with("id", &id.to_string()) }
    }
}

#[graph_action(POST "/calls/log", on = CallsRequestBuilder)]
pub struct Log {
    pub text: Option<String>,
}

#[graph_builder("/calls/{call-id}", on = CallsRequestBuilder)]
impl CallItemRequestBuilder {
    pub fn get(&self) -> Json;
}

#[graph_builder("/calls/{builder}/fresh", on = CallsRequestBuilder, trait_name = Fresh)]
impl FreshRequestBuilder {
    pub fn get(&self) -> Json;
}

fn main() {}
