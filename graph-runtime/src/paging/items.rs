//! `Items`: the items of a collection, page after page.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::in_hand::InHand;
use super::{Page, Pages};
use crate::Error;

/// The items of all pages of a collection, made by [`Request::items`](crate::Request::items).
///
/// It is a [`Stream`] for those who want one, and has [`next`](Self::next) and [`try_next`](Self::try_next) for those
/// who do not. A page is asked for when the items before it are used up, one at a time, and waiting for it may be given
/// up and taken up again. An item that cannot be read is an error in its place, of the kind
/// [`Decode`](crate::ErrorKind::Decode), and the items after it follow. After any other error it ends.
///
/// ```
/// # use graph_runtime::{Error, Page, Request};
/// # async fn example<T: Page<Item: std::fmt::Debug>>(request: Request<T>) -> Result<(), Error> {
/// let mut items = request.items().limit(100);
/// while let Some(item) = items.try_next().await? {
///     println!("{item:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before the first item is asked for"]
pub struct Items<T: Page> {
    pages: Pages<T>,
    /// What is left of the page that came last.
    page: Option<InHand<T::Item>>,
    /// How many more are given, where there is a limit.
    left: Option<usize>,
}

impl<T: Page> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: None, left: None }
    }

    /// Ends after this many more items; no page is asked for that only holds further ones.
    pub fn limit(mut self, items: usize) -> Self {
        self.left = Some(items);
        self
    }

    /// The next item; none after the last one.
    pub async fn next(&mut self) -> Option<Result<T::Item, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// The next item, with the result outside: `while let Some(user) = users.try_next().await?`.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        self.next().await.transpose()
    }

    /// All items that are left, in memory at once; or the first error, which may be that of a single item.
    pub async fn try_collect(&mut self) -> Result<Vec<T::Item>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }

    /// The link to what will have changed since, once all items of a delta function were given. It may be kept, and
    /// [resumed](crate::Request::resume) later. There is none as long as a [limit](Self::limit) keeps items back.
    pub fn delta_link(&self) -> Option<&str> {
        // The items in hand would never be seen by a run that goes on from the link.
        if self.page.as_ref().is_none_or(InHand::is_empty) { self.pages.delta_link() } else { None }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T::Item, Error>>> {
        if self.left == Some(0) {
            return Poll::Ready(None);
        }
        loop {
            if let Some(item) = self.page.as_mut().and_then(InHand::next) {
                self.left = self.left.map(|left| left - 1);
                return Poll::Ready(Some(item));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok((page, head))) => self.page = Some(InHand::of(page, head)),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Nothing is pinned in it: items are only moved.
impl<T: Page> Unpin for Items<T> {}

impl<T: Page> Stream for Items<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<T: Page> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Items({:?})", self.pages)
    }
}
