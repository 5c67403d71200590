//! Bodies, answers and items of types that are not JSON values.

use graph_macros::{graph_action, graph_builder};

pub struct Own;

#[graph_builder("/shelves")]
impl ShelvesRequestBuilder {
    pub fn get(&self) -> [Own];
    pub fn post(&self, body: Own) -> Own;
    pub fn put(&self, body: String) -> Vec<Own>;
}

#[graph_action(POST "/mute" -> Own)]
pub struct Mute;

pub fn used(shelves: &ShelvesRequestBuilder) {
    let _ = shelves.get();
    let _ = shelves.post(Own);
}

fn main() {}
