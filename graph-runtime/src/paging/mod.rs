//! Collections that come in pages: what a page is, and the requests that go on to the next.

mod in_hand;
mod items;
mod links;
mod pages;
mod walk;

pub use items::Items;
pub use pages::Pages;

use crate::Request;
use crate::model::{Model, Value};

/// One page of a collection; see [`page!`](crate::page!).
///
/// Its links, `@odata.nextLink` and `@odata.deltaLink`, are found by their names, whether its type declares them or not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a page of a collection",
    note = "awaiting the request gives the whole answer"
)]
pub trait Page: Value + Model {
    /// What there is a page of: a [`Value`], as the member is one.
    type Item;

    /// The items: the member `value`, which a service may leave out of an empty page.
    fn value_mut(&mut self) -> &mut Option<Vec<Self::Item>>;
}

/// Says that a model is a [`Page`](crate::Page), by its member with the items and their type.
///
/// ```
/// # pub struct UserCollectionResponse {
/// #     pub value: Option<Vec<String>>,
/// #     pub additional_data: graph_runtime::model::AdditionalData,
/// # }
/// # graph_runtime::model! { UserCollectionResponse { "value" => value } }
/// # type User = String;
/// graph_runtime::page!(UserCollectionResponse, value: User);
/// ```
#[macro_export]
macro_rules! page {
    ($name:ident, $value:ident: $item:ty) => {
        impl $crate::Page for $name {
            type Item = $item;

            fn value_mut(&mut self) -> &mut ::core::option::Option<::std::vec::Vec<$item>> {
                &mut self.$value
            }
        }
    };
}

/// Collections in pages.
///
/// Where more follows, the service says so by a link. It is requested as it came, with the headers of this request, if
/// it leads to the host of the client's base URL or, over https, to another host that
/// [may have tokens](crate::ClientBuilder::allowed_host). Any other is an error, and nothing is sent there.
impl<T, Q> Request<T, Q> {
    /// The pages, one after the other; see [`Pages`].
    pub fn pages(self) -> Pages<T>
    where
        T: Page,
    {
        Pages::new(self.draft)
    }

    /// The items of all pages, one after the other; see [`Items`].
    pub fn items(self) -> Items<T>
    where
        T: Page,
    {
        Items::new(self.pages())
    }

    /// Asks for pages of at most this many items, `Prefer: odata.maxpagesize`. Unlike `$top`, which some operations
    /// take for the number of items in all, it says nothing about how many pages there are.
    pub fn page_size(self, items: u32) -> Self
    where
        T: Page,
    {
        self.prefer(format!("odata.maxpagesize={items}"))
    }

    /// Goes on where an earlier run ended, at its [delta link](Items::delta_link) or at the next link of a page.
    ///
    /// The link has the query options of that run and is sent as it is; those of this request no longer count. When
    /// it has become too old, the answer is an error that [is gone](crate::Error::is_gone).
    pub fn resume(mut self, link: impl Into<String>) -> Self
    where
        T: Page,
    {
        self.draft.follow(link.into());
        self
    }
}
