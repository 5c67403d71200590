//! `Filter`: a `$filter` expression over the members of a model.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Not;

/// A condition on a model `M`, made by the comparisons of a [`Field`](super::Field); prints as OData wants it.
///
/// `!condition` turns it round.
pub struct Filter<M> {
    text: String,
    /// Whether it is an `or`, which binds weaker than the `and` that it may come to stand in.
    is_or: bool,
    model: PhantomData<fn() -> M>,
}

impl<M> Filter<M> {
    /// A comparison or a call.
    pub(super) fn new(text: String) -> Self {
        Self { text, is_or: false, model: PhantomData }
    }

    /// Both hold.
    pub fn and(self, other: impl Into<Self>) -> Self {
        Self::new(format!("{} and {}", self.in_and(), other.into().in_and()))
    }

    /// One of them holds, or both.
    pub fn or(self, other: impl Into<Self>) -> Self {
        let (this, that) = (self.text, other.into().text);
        Self { is_or: true, ..Self::new(format!("{this} or {that}")) }
    }

    fn in_and(self) -> String {
        if self.is_or { format!("({self})") } else { self.text }
    }
}

impl<M> Not for Filter<M> {
    type Output = Self;

    /// OData's `not` binds stronger than a comparison, so the condition always goes in parentheses.
    fn not(self) -> Self {
        Self::new(format!("not ({self})"))
    }
}

impl<M> fmt::Display for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<M> From<Filter<M>> for String {
    fn from(filter: Filter<M>) -> Self {
        filter.text
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), is_or: self.is_or, model: PhantomData }
    }
}

impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.text).finish()
    }
}
