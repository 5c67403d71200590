//! One name for two things in a module of declarations.

use graph_macros::graph_api;

#[graph_api("/store")]
pub mod store {
    #[graph_builder("/shelves")]
    impl ShelvesRequestBuilder {
        pub fn get(&self) -> [Shelf];
    }

    #[graph_builder("/boxes")]
    impl ShelvesRequestBuilder {
        pub fn get(&self) -> [Shelf];
    }

    #[graph_builder("/bins")]
    impl Shelf {
        pub fn get(&self) -> [Shelf];
    }

    #[graph_model]
    pub struct Shelf {
        pub name: Option<String>,
    }

    #[graph_enum]
    pub enum Shelf {
        Small,
    }
}

fn main() {}
