//! What a declaration stands on.

use graph_macros::graph_action;

#[graph_action(POST "/a")]
fn function() {}

#[graph_action(POST "/b")]
pub enum Enum {}

#[graph_action(POST "/c")]
pub union Union {
    pub a: u8,
}

#[graph_action(POST "/d")]
pub struct Tuple(pub Option<String>);

#[graph_action(POST "/e")]
pub struct Generic<T>
where
    T: Clone,
{
    pub a: Option<T>,
}

#[graph_action(POST "/g")]
pub struct Private {
    a: Option<String>,
}

fn main() {}
