//! `Pages`: the pages of a collection, one after the other.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::Page;
use super::links::Links;
use super::walk::Walk;
use crate::draft::Draft;
use crate::response::Head;
use crate::{Error, Response};

/// The pages of a collection, made by [`Request::pages`](crate::Request::pages). They come as the service gives them:
/// a page may be empty and not be the last.
///
/// It is a [`Stream`] for those who want one, and has [`next`](Self::next) and [`try_next`](Self::try_next) for those
/// who do not. A page is asked for when it is polled for, one at a time, and waiting for it may be given up and taken up
/// again. After an error it ends.
///
/// An item that cannot be read is not an error here: the page has the other items, and its additional data the
/// [unread ones](crate::model::AdditionalData::unread_items).
#[must_use = "nothing is sent before the first page is asked for"]
pub struct Pages<T> {
    walk: Walk,
    page: PhantomData<fn() -> T>,
}

impl<T> Pages<T> {
    pub(super) fn new(first: Box<Draft>) -> Self {
        Self { walk: Walk::new(first), page: PhantomData }
    }

    /// The link to what will have changed since, once the last page of a delta function was given. It may be kept, and
    /// [resumed](crate::Request::resume) later.
    pub fn delta_link(&self) -> Option<&str> {
        self.walk.delta_link()
    }

    /// The link that the page after the last one given is asked for with; none before the first page, and after the last. It may be
    /// kept with what came so far, and [resumed](crate::Request::resume) by a later run that is to go on in the middle.
    pub fn next_link(&self) -> Option<&str> {
        self.walk.next_link()
    }
}

impl<T: Page> Pages<T> {
    /// The next page; none after the last one.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_next_page(context)).await
    }

    /// The next page, with the result outside: `while let Some(page) = pages.try_next().await?`.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next().await.transpose()
    }

    fn poll_next_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let page = ready!(self.poll_page(context));
        Poll::Ready(page.map(|page| page.map(|(page, _)| page)))
    }

    /// The next page, with what an error about an item of it says.
    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<(T, Head), Error>>> {
        let answered = ready!(self.walk.poll_answer(context));
        Poll::Ready(answered.map(|answered| {
            let (answer, step) = answered?;
            let head = answer.head();
            let page = T::from_answer(answer)?;
            self.walk.go_on(step, Links::of(&page));
            Ok((page, head))
        }))
    }
}

impl<T: Page> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_next_page(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pages({:?})", self.walk)
    }
}
