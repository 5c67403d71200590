//! `Order`: an entry of `$orderby` that goes downwards.

use std::marker::PhantomData;

use super::{Field, Path};

/// A field to sort by from the greatest down, made by [`Field::desc`].
pub struct Order<M> {
    text: String,
    model: PhantomData<fn() -> M>,
}

impl<M, T, P: Into<Path>> Field<M, T, P> {
    /// Sorts by this field from the greatest down; the field by itself sorts upwards.
    pub fn desc(self) -> Order<M> {
        Order { text: format!("{} desc", String::from(self)), model: PhantomData }
    }
}

impl<M> From<Order<M>> for String {
    fn from(order: Order<M>) -> Self {
        order.text
    }
}
