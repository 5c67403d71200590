//! What one writes who comes from other crates.

use graph_macros::{graph_api, graph_builder, graph_enum, graph_model};
graph_runtime::request_builder!(GraphClient, "");


#[graph_builder("/one", on = GraphClient)]
impl OneRequestBuilder {
    pub async fn get(&self) -> Result<String, Error>;
}

#[graph_builder("/two", on = GraphClient)]
impl Clone for TwoRequestBuilder {
    fn get(&self) -> String;
}

#[graph_builder("/three", on = "GraphClient")]
impl ThreeRequestBuilder {
    pub fn get(&self) -> String;
}

#[graph_builder("/four/{id}", on = GraphClient)]
impl FourRequestBuilder {
    fn get(&self, id: &str) -> String;
}

#[graph_model]
pub enum Five {
    A,
}

#[graph_model]
pub struct Seven {
    #[serde(rename = "x")]
    pub a: Option<String>,
}

#[graph_api(path = "/eight", on = GraphClient)]
pub mod eight {
    #[graph_builder("shelves")]
    impl ShelvesRequestBuilder {
        pub fn get(&self) -> Vec<Shelf>;
    }

    pub struct Shelf {
        pub a: Option<String>,
    }
}

#[graph_builder("/nine?x={x}", on = GraphClient)]
impl NineRequestBuilder {
    #[graph(query("select", top))]
    pub fn get(&self) -> [String];
}

#[graph_enum]
pub enum Ten {
    A = 1,
    B(String),
    #[serde(rename = "c")]
    C,
}

fn main() {}
