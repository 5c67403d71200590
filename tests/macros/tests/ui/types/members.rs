//! Members of types that are not JSON values.

use std::collections::HashMap;

use graph_macros::graph_model;

pub struct Own {
    pub text: String,
}

#[graph_model]
pub struct Shelf {
    pub name: Option<String>,
    pub own: Option<Own>,
    pub boxed: Option<Box<Own>>,
    pub list: Option<Vec<Own>>,
    pub map: Option<HashMap<String, i32>>,
    pub size: Option<usize>,
}

fn main() {
    // There is no second error where it is used.
    let shelf = Shelf { name: None, ..Default::default() };
    assert_eq!(shelf.clone().name, None);
}
