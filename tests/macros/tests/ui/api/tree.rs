//! Mistakes in trees of one's own.

use graph_macros::graph_api;

#[graph_api("/store", vesrion = "beta", version = "v2")]
pub mod store {
    #[graph_builder("/shelves/{shelf-id}")]
    impl ShelfItemRequestBuilder {
        pub fn get(&self) -> Shelf;
    }

    #[graph_builder("/shelves/{id}/books")]
    impl BooksRequestBuilder {
        pub fn get(&self) -> [Book];
    }

    #[graph_builder("/shelves/{shelf-id}")]
    impl ShelfRequestBuilder {
        pub fn delete(&self);
    }

    #[graph_model(base = Color, rename_all = "kebab-case")]
    pub struct Shelf {
        pub color: Option<Color>,
        pub sizes: Option<Size>,
        pub next: Option<Shelf>,
        pub books: Vec<Book>,
    }

    #[graph_model(inline)]
    pub struct Book {
        pub name: Option<String>,
    }

    #[graph_model]
    pub struct Book {
        pub title: Option<String>,
    }

    #[graph_enum]
    pub enum Color {
        Red,
        #[graph(rename = "red")]
        Crimson,
        Other(String),
    }

    #[graph_enum(flags)]
    pub enum Size {
        Small,
    }
}

fn main() {}
