//! `InHand`: the items of one page, with an error in the place of each that could not be read.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::Page;
use crate::Error;
use crate::model::{AdditionalData, JsonError, additional_data};
use crate::response::Head;

/// What is left of a page.
pub(super) struct InHand<I> {
    items: IntoIter<I>,
    /// Where in the page the others stood, and what is wrong with each. It becomes an error when it is its turn: there may
    /// be any number of them, and errors are large.
    unread: Peekable<IntoIter<(usize, JsonError)>>,
    /// Where in the page the next one stood.
    position: usize,
    head: Head,
}

impl<I> InHand<I> {
    pub(super) fn of<T: Page<Item = I>>(mut page: T, head: Head) -> Self {
        let items = page.value_mut().take().unwrap_or_default();
        let unread = additional_data(&page).into_iter().flat_map(AdditionalData::unread_items);
        // A page has no other list, and of items that are lists a part may be unread, which is for them to tell.
        let unread = unread.filter_map(|item| match item.position() {
            [position] => Some((*position, JsonError::of_item(&item))),
            _ => None,
        });
        let unread: Vec<_> = unread.collect();
        Self { items: items.into_iter(), unread: unread.into_iter().peekable(), position: 0, head }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.len() == 0 && self.unread.len() == 0
    }

    pub(super) fn next(&mut self) -> Option<Result<I, Error>> {
        let unread = self.unread.next_if(|(position, _)| *position == self.position);
        self.position += 1;
        match unread {
            Some((_, error)) => Some(Err(self.head.unreadable(error))),
            None => self.items.next().map(Ok),
        }
    }
}
