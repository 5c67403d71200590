//! `Entries`: what `select`, `orderby` and `expand` take, typed or as text.

use super::{Expansion, Field, Order, Path};

/// The option `$select`.
#[derive(Clone, Copy, Debug)]
pub enum Select {}

/// The option `$orderby`.
#[derive(Clone, Copy, Debug)]
pub enum Orderby {}

/// The option `$expand`.
#[derive(Clone, Copy, Debug)]
pub enum Expand {}

/// The entries of the query option `K`: a field, a tuple of fields of one model, or an array, `Vec` or slice of texts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what `{K}` takes",
    label = "neither a field, nor a tuple of fields, nor a list of texts",
    note = "write `User::ID`, `(User::ID, User::MAIL)` or `[\"id\", \"mail\"]`",
    note = "`orderby` takes `User::MAIL.desc()` as well, `expand` takes `User::MANAGER.with().select(User::ID)`"
)]
pub trait Entries<K> {
    /// Each entry as text.
    fn entries(self) -> Vec<String>;
}

/// One entry of the query option `K` about a model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an entry of `{K}` in a tuple",
    note = "a tuple has fields of one model, such as `(User::ID, User::MAIL)`; texts go in an array: `[\"id\", \"mail\"]`"
)]
pub trait Entry<K>: Into<String> {
    /// The model whose member it is.
    type Model;
}

impl<K, M, T, P: Into<Path>> Entry<K> for Field<M, T, P> {
    type Model = M;
}

impl<M> Entry<Orderby> for Order<M> {
    type Model = M;
}

impl<M> Entry<Expand> for Expansion<M> {
    type Model = M;
}

impl<K, M, T, P: Into<Path>> Entries<K> for Field<M, T, P> {
    fn entries(self) -> Vec<String> {
        vec![self.into()]
    }
}

impl<M> Entries<Orderby> for Order<M> {
    fn entries(self) -> Vec<String> {
        vec![self.into()]
    }
}

impl<M> Entries<Expand> for Expansion<M> {
    fn entries(self) -> Vec<String> {
        vec![self.into()]
    }
}

impl<K, S: Into<String>, const N: usize> Entries<K> for [S; N] {
    fn entries(self) -> Vec<String> {
        self.map(Into::into).into()
    }
}

impl<K, S: Into<String>> Entries<K> for Vec<S> {
    fn entries(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<K, S: AsRef<str>> Entries<K> for &[S] {
    fn entries(self) -> Vec<String> {
        self.iter().map(|entry| entry.as_ref().to_owned()).collect()
    }
}

/// Implements [`Entries`] for tuples: of all the names, of all but the first, and so on.
macro_rules! tuples {
    () => {};
    ($first:ident $($rest:ident)*) => {
        impl<K, $first: Entry<K>, $($rest: Entry<K, Model = $first::Model>),*> Entries<K> for ($first, $($rest,)*) {
            fn entries(self) -> Vec<String> {
                #[expect(non_snake_case, reason = "each value is named as its type")]
                let ($first, $($rest,)*) = self;
                vec![$first.into(), $($rest.into()),*]
            }
        }

        tuples!($($rest)*);
    };
}

tuples!(A B C D E F G H I J L N O Q R S);
